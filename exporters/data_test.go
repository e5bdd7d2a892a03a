package exporters

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func day(t testing.TB, s string) billing.Date {
	t.Helper()
	if s == "" {
		return billing.Date{}
	}
	d, err := billing.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func amount(t testing.TB, s string) billing.Money {
	t.Helper()
	m, err := billing.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// given is one invoice of the small data set.
type given struct {
	number, customer, customerNo, due string
	id                                billing.ID
	gross, open                       string
	status                            billing.InvoiceStatus
	outcome                           plan.Outcome
	reason, next                      string
	level, nextLevel                  int
	tags                              []string
}

// smallSet is the data set of most tests: umlauts, &, a name that looks like a
// formula, two currencies, a part payment, an ignored invoice.
func smallSet(t testing.TB) Input {
	rows := []given{
		{"R2611-001", "Isar Digital GmbH", "10201", "2026-11-15", 1, "1190.00 EUR", "1190.00 EUR", billing.StatusOverdue, plan.OutcomeLetter, "", "2026-11-23", 0, 1, nil},
		{"R2610-019", "Beispiel & Söhne KG", "10202", "2026-11-03", 2, "2380.00 EUR", "2380.00 EUR", billing.StatusOverdue, plan.OutcomeLetter, "", "", 0, 1, []string{"Projekt-Süd"}},
		{"R2610-022", "Hansa Logistik GmbH", "10203", "2026-10-24", 3, "12400.00 EUR", "12400.00 EUR", billing.StatusOverdue, plan.OutcomeLeftAlone, "", "2026-11-26", 1, 2, nil},
		{"R2610-003", "Alpenblick AG", "00104", "2026-10-16", 4, "9520.00 EUR", "5520.00 EUR", billing.StatusPartiallyPaid, plan.OutcomeLeftAlone, "vor weniger als 10 Tagen gemahnt", "2026-11-30", 1, 2, nil},
		{"R2609-014", "=SUMME AG", "10205", "2026-09-15", 5, "18921.05 EUR", "18921.05 EUR", billing.StatusOverdue, plan.OutcomeHold, "Mahnung 2288 ist nicht versendet", "", 2, 0, []string{"@klären", "Anwalt"}},
		{"R2608-002", "Café Zentral e.K.", "10206", "2026-08-17", 6, "714.00 EUR", "714.00 EUR", billing.StatusOverdue, plan.OutcomeNoRule, "", "", 2, 0, nil},
		{"R2611-020", "Hansa Logistik GmbH", "10203", "2026-12-07", 7, "833.33 EUR", "833.33 EUR", billing.StatusSent, plan.OutcomeNotDue, "", "", 0, 0, nil},
		{"R2610-030", "Alpenblick AG", "00104", "2026-10-30", 8, "1080.50 CHF", "1080.50 CHF", billing.StatusOverdue, plan.OutcomeLeftAlone, "Sonderabsprache", "", 0, 0, nil},
		{"R2607-001", "Alpenblick AG", "00104", "2026-07-31", 9, "-50.25 CHF", "-50.25 CHF", billing.StatusSent, plan.OutcomeLeftAlone, "Gutschrift", "", 0, 0, nil},
		{"R2606-004", "Nordlicht Medien GmbH", "10207", "2026-07-01", 10, "500.00 EUR", "500.00 EUR", billing.StatusIgnored, plan.OutcomeOut, "", "", 0, 0, nil},
		{"R2605-001", "Isar Digital GmbH", "10201", "2026-06-01", 11, "100.00 EUR", "0.00 EUR", billing.StatusPaid, plan.OutcomeOut, "", "", 0, 0, nil},
		{"", "Isar Digital GmbH", "10201", "", 12, "77.00 EUR", "77.00 EUR", billing.StatusDraft, plan.OutcomeOut, "", "", 0, 0, nil},
		{"R2604-007", "Alpenblick AG", "00104", "2026-05-01", 13, "300.00 CHF", "300.00 CHF", "neuer_status", plan.OutcomeHold, "unbekannter Status", "", 0, 0, nil},
	}
	in := smallInput(t)
	for _, r := range rows {
		addGiven(t, &in, r)
	}
	in.Total = len(in.Verdicts)
	return in
}

// smallInput is an input without invoices.
func smallInput(t testing.TB) Input {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return Input{
		Account: "beispiel", BaseURL: "https://beispiel.mocoapp.com", Today: day(t, "2026-11-23"),
		ReadAt: time.Date(2026, 11, 23, 7, 0, 9, 0, zone), Run: "r_8f31", Plan: "p_2c9e", Name: "open-items",
		Rules:    []plan.RuleFile{{Name: "dunning.yaml", Hash: "a1b2c3d4e5f6"}, {Name: "alerts.yaml", Hash: "9d01e7aa"}},
		Language: billing.German, Version: "0.9.0", AuditHead: "4be1c0ffee",
	}
}

func addGiven(t testing.TB, in *Input, r given) {
	t.Helper()
	due := day(t, r.due)
	customers := map[string]billing.ID{"10201": 901, "10202": 902, "10203": 903, "00104": 904, "10205": 905, "10206": 906, "10207": 907}
	v := plan.Verdict{
		InvoiceID: r.id, Identifier: r.number, CustomerID: customers[r.customerNo], Customer: r.customer, Status: r.status,
		Gross: amount(t, r.gross), Open: amount(t, r.open), Due: due, DaysOverdue: max(0, in.Today.Sub(due)),
		Level: r.level, Outcome: r.outcome, Reason: r.reason, NextLevel: r.nextLevel, NextOn: day(t, r.next),
	}
	v.Receivable = r.outcome != plan.OutcomeOut && r.status != "neuer_status"
	v.Overdue = v.Receivable && v.DaysOverdue > 0
	if r.level > 0 {
		v.LastSent = day(t, "2026-11-16")
	}
	in.Verdicts = append(in.Verdicts, v)
	in.Items = append(in.Items, billing.OpenItem{
		Invoice: billing.Invoice{
			ID: r.id, Identifier: r.number, Status: r.status, Date: due.AddDays(-14), DueDate: due, Tags: r.tags,
			Currency: v.Gross.Currency, GrossTotal: v.Gross, User: billing.UserRef{Firstname: "Änne", Lastname: "Weiß"},
		},
		Customer: billing.Company{ID: v.CustomerID, Identifier: r.customerNo, Name: r.customer},
		Project:  billing.Project{Name: "Relaunch"},
	})
}
