package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func eur(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "EUR"} }

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantErr(t testing.TB, err error, text string) {
	t.Helper()
	if err == nil || err.Error() != text {
		t.Errorf("error %v\nwant  %s", err, text)
	}
}

func letter() plan.Remind {
	return plan.Remind{
		InvoiceID: 4711, Identifier: "R2610-022", CustomerID: 77, Ladder: "standard", Level: 2, Levels: 3, LevelName: "1. Mahnung",
		Gross: eur(238000), Open: eur(119000), Fee: eur(500), DaysOverdue: 19, PayWithin: 10, Language: billing.German,
		Reference: "R2610-022/M2", Title: "1. Mahnung", Text: "Guten Tag\nR2610-022/M2", Subject: "1. Mahnung zu R2610-022", Mail: "Guten Tag",
		To: "buchhaltung@example.com",
	}
}

func draft() plan.Remind {
	r := letter()
	r.Draft, r.Subject, r.Mail = true, "", ""
	return r
}

// params is one of each action, all of them valid.
func params() []plan.Params {
	return []plan.Params{
		plan.Ask{Group: "cfo", Channel: "#finanzen", Lines: []int{1, 3}},
		plan.Comment{InvoiceID: 4711, Text: "Anruf <am> 23.11.", Level: 2},
		plan.Digest{Channel: "#finanzen"},
		draft(),
		plan.Email{ReminderID: 2288, Letter: letter()},
		plan.Export{Name: "open-items", Template: "open-items", File: "offene-posten_2026-11-23.xlsx", To: []string{"dir:./out", "#finanzen"}},
		plan.Notify{
			Severity: plan.Critical, Digest: true, Channel: "#finanzen", Title: "Großer Posten", Text: "Bitte anrufen", Window: "2026-11",
			InvoiceID: 4711, Open: eur(119000), DaysOverdue: 19, Facts: []plan.Fact{{Name: "Kunde", Value: "Hansa Logistik GmbH (10203)"}},
		},
		letter(),
		plan.SetStatus{InvoiceID: 4711, From: billing.StatusCreated, Target: billing.StatusSent},
		plan.Tag{InvoiceID: 4711, Tags: []string{"mahnstufe-2", "vip"}},
	}
}

func line(n int, p plan.Params) plan.Line {
	return plan.Line{
		N: n, Key: "key", Action: p.Action(), Rule: "dunning", Params: p,
		Subject: plan.Subject{Kind: "invoice", ID: 4711, Label: "R2610-022", Name: "Hansa Logistik GmbH"},
	}
}

// whole is a plan with a line of every action.
func whole() plan.Plan {
	at := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	p := plan.Plan{
		ID: "p_2c9e", Run: "r_8f31", Job: "mahnlauf", Account: "beispiel", Today: billing.Date{Year: 2026, Month: 11, Day: 23},
		CreatedAt: at, ExpiresAt: at.Add(72 * time.Hour), Write: plan.WriteApprove,
		Rules:  []plan.RuleFile{{Name: "dunning.yaml", Hash: "a1b2c3d4e5"}},
		Read:   plan.Read{Counts: map[string]int{"invoices": 2, "payments": 1}, Requests: 3, Took: 1200 * time.Millisecond, At: at},
		Limits: []plan.Limit{{Name: "reminders_per_run", Text: "2 of 25 reminders", Kept: true}},
		Verdicts: []plan.Verdict{
			{InvoiceID: 4711, Identifier: "R2610-022", Open: eur(119000), Outcome: plan.OutcomeLetter, Line: 8, Receivable: true, Overdue: true},
			{InvoiceID: 4712, Outcome: plan.OutcomeHold, Reason: "no gross total"},
		},
	}
	for i, x := range params() {
		p.Lines = append(p.Lines, line(i+1, x))
	}
	return p
}
