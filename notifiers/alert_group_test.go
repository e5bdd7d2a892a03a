package notifiers

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// storm are n alerts of one rule.
func storm(n int, rule, channel string) []Alert {
	var out []Alert
	for i := range n {
		id := billing.ID(1000 + i)
		out = append(out, Alert{
			Origin: origin(), Kind: "rule", Rule: rule,
			Subject: plan.Subject{Kind: "invoice", ID: id, Label: fmt.Sprintf("R2601-%05d", i), Name: "Beispiel & Söhne KG"},
			Notify: plan.Notify{Severity: plan.Warning, Channel: channel, Title: "Lange überfällig", InvoiceID: id,
				Open: eur(int64(1000 + i)), DaysOverdue: 40},
		})
	}
	return out
}

func TestGroupedBySubject(t *testing.T) {
	t.Parallel()
	alerts := append(storm(3, "late", "#finance"), storm(1, "big", "#finance")...)
	alerts = append(alerts, storm(2, "late", "#finance-leads")...)
	swiss := storm(2, "late", "#finance")
	for i := range swiss {
		swiss[i].Notify.Open = chf(500)
	}
	paid := storm(1, "late", "#finance")
	paid[0].PaidOn = billing.DateOf(monday)
	alerts = append(append(alerts, swiss...), paid...)
	var got []string
	for _, m := range Grouped(alerts, billing.German) {
		got = append(got, m.Channel+" "+m.Text)
	}
	want := []string{
		"#finance Lange überfällig: 3 Meldungen, 30,03 EUR.",
		"#finance Lange überfällig: Beispiel & Söhne KG, R2601-00000, 10,00 EUR, 40 Tage überfällig.",
		"#finance-leads Lange überfällig: 2 Meldungen, 20,01 EUR.",
		"#finance Lange überfällig: 2 Meldungen, 10,00 CHF.",
		"#finance Bezahlt am 23.11. – Lange überfällig: Beispiel & Söhne KG, R2601-00000, 10,00 EUR, 40 Tage überfällig.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(Grouped(nil, billing.German)) != 0 {
		t.Error("messages about nothing")
	}
}

// TestStorm: ten thousand alerts are a handful of messages, and everything is
// listed or counted (F93).
func TestStorm(t *testing.T) {
	t.Parallel()
	alerts := storm(10_000, "late", "#finance")
	alerts[4711].Notify.Severity = plan.Critical
	alerts[4711].Mentions = []string{"U04ANNA"}
	messages := Grouped(alerts, billing.German)
	if len(messages) != 1 {
		t.Fatalf("%d messages", len(messages))
	}
	m := messages[0]
	total := Tally{}
	for _, a := range alerts {
		total = total.Plus(a.Notify.Open)
	}
	if want := "Lange überfällig: 10.000 Meldungen, " + total.Amount(billing.German) + "."; m.Text != want {
		t.Errorf("%q, want %q", m.Text, want)
	}
	body := lines(m)
	if !strings.HasPrefix(body, "🚨 ") || !strings.Contains(body, "R2601-09999 · Beispiel & Söhne KG · 109,99 EUR · 40 Tage überfällig") {
		t.Errorf("%.500s", body)
	}
	w := newWorld(t, nil)
	r, err := w.slack.Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Count(body, "R2601-")
	for _, f := range m.InThread(r) {
		if _, err := w.slack.Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
		listed += strings.Count(lines(f), "R2601-")
	}
	if n := len(w.sim.Messages()); n > 20 {
		t.Errorf("%d messages", n)
	}
	if last := lines(m.FollowUps[len(m.FollowUps)-1]); !strings.Contains(last, fmt.Sprintf("… und %s weitere, ", number(billing.German, 10_000-listed))) {
		t.Errorf("%d are listed, the rest is not counted: %.300s", listed, last)
	}
	if head := texts(t, w.sim.Messages()[0])[1]; !strings.Contains(head, "10.000 Meldungen, "+total.Amount(billing.German)) || !strings.Contains(head, "<@U04ANNA>") {
		t.Errorf("head %q", head)
	}
}

func TestGroupWithoutInvoices(t *testing.T) {
	t.Parallel()
	var alerts []Alert
	for i := range 12 {
		alerts = append(alerts, Alert{Rule: "imports", Origin: origin(), Notify: plan.Notify{
			Channel: "#x", Severity: plan.Info, Title: fmt.Sprintf("Import %d", i), Text: "abgebrochen"}})
	}
	m := Grouped(alerts, billing.English)[0]
	if m.Text != "imports: 12 alerts." {
		t.Errorf("%q", m.Text)
	}
	body := lines(m)
	if strings.Contains(body, "#0") || strings.Contains(body, "without an amount") || !strings.Contains(body, "… and 2 more: in the thread") {
		t.Errorf("%s", body)
	}
}
