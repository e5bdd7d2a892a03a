package notifiers

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// canary is the token of all tests; it must never be seen.
const canary = "xoxb-canary-8f31c0ffee"

var berlin = time.FixedZone("CET", 3600)

// monday is the morning of the examples: Mon 23 Nov 2026, 07:30.
var monday = time.Date(2026, 11, 23, 7, 30, 0, 0, berlin)

// testClock moves only when somebody sleeps.
type testClock struct {
	mu    sync.Mutex
	t     time.Time
	slept time.Duration
}

func newClock() *testClock { return &testClock{t: monday} }

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *testClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t, c.slept = c.t.Add(d), c.slept+d
	return nil
}

func (c *testClock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slept
}

func channels() []slacksim.Channel {
	return []slacksim.Channel{
		{ID: "C0FINANCE", Name: "finance", Members: 7},
		{ID: "C0LEADS", Name: "finance-leads", Members: 3},
		{ID: "G0FREIGABE", Name: "finance-freigaben", Private: true, Members: 4},
		{ID: "C0OPS", Name: "ops-alerts", Members: 2},
		{ID: "C0OUTSIDE", Name: "outside", Outside: true},
		{ID: "C0OLD", Name: "old", Archived: true},
	}
}

// world is a simulated Slack with a client, on one clock.
type world struct {
	sim   *slacksim.Sim
	slack *Slack
	clock *testClock
}

func newWorld(t *testing.T, change func(*slacksim.Options, *SlackOptions)) world {
	t.Helper()
	clock := newClock()
	so := slacksim.Options{
		Token: canary, Channels: channels(), Now: clock.Now,
		Groups: []slacksim.Group{{ID: "S0BUCHHALTUNG", Handle: "buchhaltung"}},
	}
	co := SlackOptions{Token: canary, Clock: clock, Timeout: 5 * time.Second}
	if change != nil {
		change(&so, &co)
	}
	sim, err := slacksim.Start("127.0.0.1:0", so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	co.APIURL = sim.URL()
	s, err := NewSlack(co)
	if err != nil {
		t.Fatal(err)
	}
	return world{sim, s, clock}
}

func text(channel, words string) Message {
	return Message{Kind: KindAlert, Channel: channel, Language: billing.German, Text: words,
		Parts: []Part{Paragraph{Rich{say(words)}}}}
}

func eur(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "EUR"} }
func chf(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "CHF"} }

func origin() Origin {
	return Origin{
		Job: "overdue-daily", Run: "r_8f31", MOCO: "https://beispiel.mocoapp.com",
		Rules: []plan.RuleFile{{Name: "dunning.yaml", Hash: "a1b2c3d4"}, {Name: "alerts.yaml", Hash: "9d01e7ff"}},
	}
}

// overdue is an overdue verdict.
func overdue(id billing.ID, number, customer string, open billing.Money, daysOverdue int) plan.Verdict {
	return plan.Verdict{
		InvoiceID: id, Identifier: number, Customer: customer, Status: billing.StatusOverdue, Gross: open, Open: open,
		DaysOverdue: daysOverdue, Outcome: plan.OutcomeLeftAlone, Receivable: true, Overdue: true,
	}
}

// exampleVerdicts are the fourteen overdue invoices of the examples, one that is
// not due and one that is unclear.
func exampleVerdicts() []plan.Verdict {
	all := []plan.Verdict{
		overdue(80701, "R2611-001", "Isar Digital GmbH", eur(119000), 8),
		overdue(80688, "R2610-019", "Beispiel & Söhne KG", eur(238000), 20),
		overdue(80699, "R2610-022", "Hansa Logistik GmbH", eur(1240000), 30),
		overdue(80612, "R2610-003", "Alpenblick AG", eur(552000), 38),
		overdue(80547, "R2609-014", "Nordlicht Medien GmbH", eur(1892100), 69),
		overdue(80402, "R2608-002", "Café Zentral e.K.", eur(71400), 98),
		overdue(80711, "R2611-004", "Isar Digital GmbH", eur(95000), 5),
		overdue(80713, "R2611-007", "Beispiel & Söhne KG", eur(80250), 4),
		overdue(80715, "R2611-009", "Hansa Logistik GmbH", eur(66000), 2),
		overdue(80692, "R2610-030", "Studio Süd GmbH", eur(71000), 12),
		overdue(80641, "R2610-011", "Alpenblick AG", eur(180000), 34),
		overdue(80644, "R2610-014", "Isar Digital GmbH", eur(120400), 33),
		overdue(80652, "R2610-027", "Studio Süd GmbH", eur(92500), 31),
		overdue(80521, "R2609-021", "Café Zentral e.K.", eur(118600), 75),
	}
	set := func(number string, change func(*plan.Verdict)) {
		for i := range all {
			if all[i].Identifier == number {
				change(&all[i])
			}
		}
	}
	set("R2610-003", func(v *plan.Verdict) { v.Gross = eur(952000) })
	set("R2609-014", func(v *plan.Verdict) {
		v.Level, v.LastSent, v.Outcome = 2, billing.Date{Year: 2026, Month: 11, Day: 2}, plan.OutcomeLetter
	})
	set("R2610-030", func(v *plan.Verdict) { v.Reason = "Sonderabsprache" })
	set("R2610-011", func(v *plan.Verdict) {
		v.Reason, v.Level, v.NextLevel = "vor weniger als 10 Tagen gemahnt", 1, 2
		v.LastSent, v.NextOn = billing.Date{Year: 2026, Month: 11, Day: 16}, billing.Date{Year: 2026, Month: 11, Day: 26}
	})
	notDue := overdue(80800, "R2611-020", "Studio Süd GmbH", eur(2494750), 0)
	notDue.Overdue, notDue.Outcome = false, plan.OutcomeNotDue
	unclear := plan.Verdict{InvoiceID: 80801, Identifier: "R2611-021", Customer: "Alpenblick AG", Outcome: plan.OutcomeHold,
		Reason: "als erstellt geführt, nicht als versendet"}
	return append(all, notDue, unclear)
}

func exampleDigest() Digest {
	return Digest{
		Origin: origin(), Channel: "#finance", At: monday, ReadAt: monday.Add(-30 * time.Minute),
		Verdicts: exampleVerdicts(), Workbook: "offene-posten_2026-11-23.xlsx", AuditHead: "4be1c9d2a7f0113355779911aabbccdd",
		Changes: Changes{
			Since: billing.Date{Year: 2026, Month: 11, Day: 22}, New: Tally{Count: 3},
			Paid: Tally{}.Plus(eur(400000)).Plus(eur(212000)), Higher: 1,
		},
		Letters: []Letter{
			{InvoiceID: 80701, Level: 1, Open: eur(119000), State: LetterDone},
			{InvoiceID: 80688, Level: 1, Open: eur(238000), State: LetterDone},
			{InvoiceID: 80699, Level: 2, Open: eur(1240000), State: LetterReview, Reason: "angelegt, Versand nicht bestätigt"},
			{InvoiceID: 80612, Level: 2, Open: eur(552000), State: LetterSkipped, Reason: "Zahlung in den letzten 3 Tagen"},
			{InvoiceID: 80547, Level: 3, Open: eur(1892100), State: LetterWaiting},
			{InvoiceID: 80402, Level: 3, Open: eur(71400), State: LetterWaiting},
		},
		Lines: []plan.Notify{{Severity: plan.Info, Title: "Zahlung passt zu keiner Rechnung", Text: "312,40 EUR von Isar Digital GmbH", Open: eur(31240)}},
	}
}

func exampleAlert() Alert {
	return Alert{
		Origin: origin(), Kind: "rule", Rule: "big-and-late", Mentions: []string{"@buchhaltung"},
		Subject: plan.Subject{Kind: "invoice", ID: 80699, Label: "R2610-022", Name: "Hansa Logistik GmbH"},
		Notify: plan.Notify{
			Severity: plan.Critical, Channel: "#finance-leads", Title: "Große Rechnung kippt",
			Text:      "Offen ≥ 10.000 EUR und ≥ 14 Tage.\nDieser Kunde zahlt im Mittel nach 41 Tagen.",
			InvoiceID: 80699, Open: eur(1240000), DaysOverdue: 30,
			Facts: []plan.Fact{
				{Name: "Kunde", Value: "Hansa Logistik GmbH (10203)"},
				{Name: "Gemahnt", Value: "1×, zuletzt 31.10. (Zahlungserinnerung)"},
				{Name: "Ansprechpartner", Value: "Jane Doe"},
			},
		},
	}
}

// remind is a line of a plan that waits for a yes.
func remind(n int, id billing.ID, number, customer string, open int64, daysOverdue int, to string) plan.Line {
	return plan.Line{
		N: n, Action: "remind", Rule: "dunning", Approve: "finance",
		Subject: plan.Subject{Kind: "invoice", ID: id, Label: number, Name: customer},
		Params: plan.Remind{
			InvoiceID: id, Identifier: number, Level: 3, Levels: 3, LevelName: "Letzte Mahnung", Open: eur(open), Gross: eur(open),
			Fee: eur(1000), DaysOverdue: daysOverdue, PayWithin: 7, To: to,
		},
	}
}

func exampleApproval() ApprovalRequest {
	return ApprovalRequest{
		Origin: origin(), Channel: "#finance-freigaben", Plan: "p_2c9e", Hash: "9f2c6d1e00aa55", Group: "finance",
		Expires: time.Date(2026, 11, 25, 7, 0, 0, 0, berlin),
		Lines: []plan.Line{
			remind(5, 80547, "R2609-014", "Nordlicht Medien GmbH", 1892100, 69, "buchhaltung@nordlicht.example"),
			remind(6, 80402, "R2608-002", "Café Zentral e.K.", 71400, 98, ""),
			{N: 7, Action: "tag", Subject: plan.Subject{ID: 80402}, Params: plan.Tag{InvoiceID: 80402, Tags: []string{"Stufe3"}}},
		},
	}
}

func exampleExport(path string) ExportDelivered {
	return ExportDelivered{
		Origin: origin(), Channel: "#finance", Path: path, File: "offene-posten_2026-11-23.xlsx", Title: "Offene Posten",
		AsOf: billing.Date{Year: 2026, Month: 11, Day: 23}, Rows: 42,
		Sums:    []Sum{{"offen", billing.Totals{eur(7431000)}}, {"überfällig", billing.Totals{eur(4936250)}}},
		Sheets:  []string{"Übersicht", "Fälligkeit", "Offene Posten", "Info"},
		Control: "Übersicht − Offene Posten = 0,00", SHA256: "4be1c9d2a7f0113355779911aabbccdd",
	}
}

func exampleFailure() JobFailure {
	return JobFailure{
		Origin: origin(), Channel: "#ops-alerts", Kind: fault.Auth, Cause: "MOCO lehnt den Schlüssel ab (401) beim Lesen der Rechnungen",
		Step: "pull invoices, Seite 1", Attempt: 2, Attempts: 6,
		Since: monday.Add(-30 * time.Minute), NextAt: monday.Add(-15 * time.Minute),
		LastGood: time.Date(2026, 11, 20, 7, 1, 0, 0, berlin), Consequence: "Digest 07:30 entfällt, Export alt (20.11.)",
	}
}
