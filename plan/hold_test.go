package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func onDay(month time.Month, day int) billing.Date {
	return billing.Date{Year: 2026, Month: month, Day: day}
}

func promise() plan.Hold {
	return plan.Hold{
		ID: "h_7c1e", Kind: plan.HoldPromise, Matcher: plan.Matcher{Invoices: []string{"R2610-022"}}, Author: "anna@host", Reason: "zahlt nach der Messe (Halle 3)",
		From: onDay(11, 23), Until: onDay(12, 2),
	}
}

// Each kind of hold has its words in both languages.
func TestHoldWords(t *testing.T) {
	t.Parallel()
	amount, open, dispute, plain := promise(), promise(), promise(), promise()
	amount.Amount = eur(50000)
	open.Kind, open.Until = plan.HoldPlain, billing.Date{}
	dispute.Kind, plain.Kind = plan.HoldDispute, plan.HoldPlain
	disputeOpen := dispute
	disputeOpen.Until = billing.Date{}
	why := " (anna: zahlt nach der Messe (Halle 3))"
	for _, tt := range []struct {
		hold            plan.Hold
		english, german string
	}{
		{promise(), "promise to pay until 02 Dec 2026", "Zahlungszusage bis 02.12.2026"},
		{amount, "promise to pay 500.00 EUR until 02 Dec 2026", "Zahlungszusage über 500.00 EUR bis 02.12.2026"},
		{plain, "on hold until 02 Dec 2026", "Mahnsperre bis 02.12.2026"},
		{open, "on hold", "Mahnsperre"},
		{dispute, "disputed until 02 Dec 2026", "Reklamation bis 02.12.2026"},
		{disputeOpen, "disputed", "Reklamation"},
	} {
		equal(t, "words", tt.hold.Words(), tt.english+why)
		equal(t, "words in German", plan.ReasonIn(billing.German, tt.hold.Words()), tt.german+why)
		equal(t, "note", tt.hold.Note(billing.German), "Mahnsperre h_7c1e: "+tt.german+why)
	}
	equal(t, "not kept", plan.ReasonIn(billing.German, promise().NotKept()), "Zahlungszusage zum 02.12.2026 nicht eingehalten")
	equal(t, "not kept, and more", plan.ReasonIn(billing.German, promise().NotKept()+"; 3 days late"), "Zahlungszusage zum 02.12.2026 nicht eingehalten; 3 Tage überfällig")
	over := promise()
	equal(t, "end by date", over.EndNote(billing.English), "Hold h_7c1e has ended on 02 Dec 2026")
	over.EndedBy, over.EndedWhy = "bert@host", "bezahlt"
	equal(t, "end by a person", over.EndNote(billing.German), "Mahnsperre h_7c1e beendet (bert: bezahlt)")
}

func TestMatcher(t *testing.T) {
	t.Parallel()
	item := billing.OpenItem{
		Invoice:  billing.Invoice{Identifier: "R2610-022", Currency: "EUR", Tags: []string{"Messe"}},
		Customer: billing.Company{Identifier: "10203", Tags: []string{"VIP"}},
	}
	for _, tt := range []struct {
		matcher plan.Matcher
		want    bool
		text    string
	}{
		{plan.Matcher{}, false, ""},
		{plan.Matcher{Currency: "EUR"}, false, "in EUR"},
		{plan.Matcher{Invoices: []string{"R1", "r2610-022"}}, true, "R1, r2610-022"},
		{plan.Matcher{Invoices: []string{"R1"}}, false, "R1"},
		{plan.Matcher{Customers: []string{"10203"}}, true, "customer 10203"},
		{plan.Matcher{Tags: []string{"vip"}, Currency: "EUR"}, true, "tag vip, in EUR"},
		{plan.Matcher{Tags: []string{"messe"}}, true, "tag messe"},
		{plan.Matcher{Tags: []string{"Messe"}, Currency: "CHF"}, false, "tag Messe, in CHF"},
		{plan.Matcher{Invoices: []string{"R2610-022"}, Customers: []string{"10204"}}, false, "R2610-022, customer 10204"},
	} {
		if got := tt.matcher.Match(item); got != tt.want || tt.matcher.String() != tt.text {
			t.Errorf("%q (want %q): %v", tt.matcher, tt.text, got)
		}
	}
	if (plan.Matcher{Customers: []string{""}}).Match(billing.OpenItem{}) {
		t.Error("an empty number matches a customer without one")
	}
}

func TestHoldValidate(t *testing.T) {
	t.Parallel()
	if err := promise().Validate(); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*plan.Hold){
		`a hold is one of hold, promise, dispute, not "pause"`:  func(h *plan.Hold) { h.Kind = "pause" },
		"a hold needs an invoice, a customer or a tag":          func(h *plan.Hold) { h.Matcher = plan.Matcher{Currency: "EUR"} },
		`"euro" is not a currency; want one such as EUR`:        func(h *plan.Hold) { h.Matcher.Currency = "euro" },
		"a hold needs a reason, and its end too: --reason TEXT": func(h *plan.Hold) { h.Reason = "  " },
		"a reason is one line of at most 300 characters":        func(h *plan.Hold) { h.Reason = strings.Repeat("x", 301) },
		"holds put the tag Mahnsperre on invoices themselves; to respect one that was set by hand, name it under lists: in the rule file": func(h *plan.Hold) {
			h.Matcher = plan.Matcher{Tags: []string{"mahnsperre"}}
		},
		"a hold needs an author and a first day":             func(h *plan.Hold) { h.Author = "" },
		"the hold would end on 2026-11-01, before it begins": func(h *plan.Hold) { h.Until = onDay(11, 1) },
		"a promise to pay needs its date":                    func(h *plan.Hold) { h.Until = billing.Date{} },
		"an amount goes with a promise to pay":               func(h *plan.Hold) { h.Kind, h.Amount = plan.HoldDispute, eur(1) },
		"a promised amount is more than zero":                func(h *plan.Hold) { h.Amount = eur(-1) },
		"a promised amount goes with one invoice":            func(h *plan.Hold) { h.Amount, h.Matcher.Invoices = eur(1), []string{"R1", "R2"} },
	} {
		h := promise()
		change(&h)
		wantErr(t, h.Validate(), want)
	}
	h := promise()
	h.Reason = "a\nb"
	wantErr(t, h.Validate(), "a reason is one line of at most 300 characters")
}

// What a person keeps back is listed apart from what a person must look at.
func TestPrintHolds(t *testing.T) {
	t.Parallel()
	p := whole()
	p.Verdicts = append(p.Verdicts, plan.Verdict{InvoiceID: 4713, Identifier: "R2610-023", Outcome: plan.OutcomeHold, Hold: "h_7c1e", Reason: "disputed (anna: x)"})
	var b strings.Builder
	plan.Printer{Zone: p.CreatedAt.Location(), Host: "h"}.Print(&b, p)
	for _, want := range []string{"Kept back by a person: worker hold list (1)", "disputed (anna: x)", "On hold: a person must look (1)"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing:\n%s", want, &b)
		}
	}
	equal(t, "for a person to look at", p.Held(), 1)
}
