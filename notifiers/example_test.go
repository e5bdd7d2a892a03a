package notifiers_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// A day on which one invoice is overdue and one letter went out.
func ExampleDigest() {
	open := billing.Money{Minor: 238000, Currency: "EUR"}
	digest := notifiers.Digest{
		Origin:  notifiers.Origin{Job: "overdue-daily", Run: "r_8f31"},
		Channel: "#finance",
		At:      time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC),
		Verdicts: []plan.Verdict{{
			InvoiceID: 80688, Identifier: "R2610-019", Customer: "Beispiel & Söhne KG", Gross: open, Open: open,
			DaysOverdue: 20, Outcome: plan.OutcomeLetter, Receivable: true, Overdue: true,
		}},
		Letters: []notifiers.Letter{{InvoiceID: 80688, Level: 1, Open: open, State: notifiers.LetterDone}},
	}
	m := digest.Message(billing.German)
	fmt.Println(m.Text)
	for _, line := range notifiers.Lines(m) {
		fmt.Println(line)
	}
	// Output:
	// Offene Posten 23.11.: 1 Rechnung überfällig, 2.380,00 EUR. Mahnungen: 1 verschickt.
	//   #finance  ┃ Überfällig: 2.380,00 EUR in 1 Rechnung
	//             ┃ Mo 23.11.2026, 07:30
	//             ┃ 1–30 Tage: 2.380,00 EUR · 1 | 31–60 Tage: – | 61–90 Tage: – | über 90 Tage: –
	//             ┃ Mahnungen: 1 verschickt (2.380,00 EUR)
	//             ┃ R2610-019 Beispiel & Söhne KG
	//             ┃ 2.380,00 EUR · 20 Tage · Stufe 1 heute verschickt
	//             ┃ overdue-daily · Lauf r_8f31
}

// The first route that matches gives the channel; the default takes the rest.
func ExampleRouter() {
	router := notifiers.Router{
		DefaultChannel: "#finance",
		Routes: []notifiers.Route{
			{When: `alert.severity == "critical"`, Match: notifiers.BySeverity(plan.Critical), Channel: "#finance-leads"},
		},
	}
	for _, severity := range []plan.Severity{plan.Critical, plan.Warning} {
		alert, why := router.Address(notifiers.Alert{Notify: plan.Notify{Severity: severity}})
		fmt.Println(alert.Notify.Channel, "because of", why)
	}
	// Output:
	// #finance-leads because of slack.routes[0]: alert.severity == "critical"
	// #finance because of slack.default_channel
}

// The terminal shows what Slack would get.
func ExampleTerminal() {
	terminal := notifiers.NewTerminal(os.Stdout)
	failure := notifiers.JobFailure{
		Origin: notifiers.Origin{Job: "overdue-daily", Run: "r_8f31"}, Channel: "#ops",
		Cause: "MOCO can't be reached", Advice: "Nothing; the next attempt is at 07:15.",
	}
	if _, err := terminal.Send(context.Background(), failure.Message(billing.English)); err != nil {
		fmt.Println(err)
	}
	// Output:
	//   #ops      ┃ ❌ overdue-daily failed — nothing was sent
	//             ┃ MOCO can't be reached
	//             ┃ What to do: Nothing; the next attempt is at 07:15.
	//             ┃ Try again: worker run overdue-daily
	//             ┃ overdue-daily · run r_8f31 · permanent
}

// A message, its edit and an answer in its thread, on a simulated Slack.
func ExampleSlack() {
	sim, err := slacksim.Start("127.0.0.1:0", slacksim.Options{Channels: []slacksim.Channel{{ID: "C0FINANCE", Name: "finance"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sim.Close()
	slack, err := notifiers.NewSlack(notifiers.SlackOptions{Token: "xoxb-sim", APIURL: sim.URL()})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	missing := notifiers.DigestMissing{Channel: "#finance"}.Message(billing.English)
	receipt, err := slack.Send(ctx, missing)
	if err != nil {
		fmt.Println(err)
		return
	}
	missing.Text = "Today's digest is late."
	if _, err := slack.Update(ctx, receipt, missing); err != nil {
		fmt.Println(err)
	}
	m := sim.In("#finance")[0]
	fmt.Println(receipt.Channel, m.Text, m.Edits)
	// Output: C0FINANCE Today's digest is late. 1
}
