package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func holdOn(kind plan.HoldKind, from, until int) plan.Hold {
	h := plan.Hold{
		ID: "h_7c1e", Kind: kind, Matcher: plan.Matcher{Invoices: []string{"R2610-022"}}, Author: "anna@host", Reason: "ruft an",
		From: today.AddDays(from), Until: today.AddDays(until),
	}
	if until == forever {
		h.Until = billing.Date{}
	}
	return h
}

const forever = 9999

// A hold stops the letter in its own words, from its first day to its last.
func TestHolds(t *testing.T) {
	t.Parallel()
	set := examples(t)
	ended := holdOn(plan.HoldPlain, -3, forever)
	ended.EndedBy = "bert@host"
	other := holdOn(plan.HoldPlain, -3, forever)
	other.Matcher.Invoices = []string{"R9999-001"}
	customer := holdOn(plan.HoldDispute, -3, 5)
	customer.Matcher = plan.Matcher{Customers: []string{"10203"}, Currency: "EUR"}
	chf := customer
	chf.Matcher.Currency = "CHF"
	later := holdOn(plan.HoldPlain, -1, 20)
	later.ID = "h_later"
	tests := []struct {
		name  string
		holds []plan.Hold
		want  string // "" for a letter
		id    string
	}{
		{"none", nil, "", ""},
		{"open-ended", []plan.Hold{holdOn(plan.HoldPlain, -3, forever)}, "on hold (anna: ruft an)", "h_7c1e"},
		{"promise", []plan.Hold{holdOn(plan.HoldPromise, -3, 9)}, "promise to pay until 02 Dec 2026 (anna: ruft an)", "h_7c1e"},
		{"the last day", []plan.Hold{holdOn(plan.HoldPlain, -3, 0)}, "on hold until 23 Nov 2026 (anna: ruft an)", "h_7c1e"},
		{"the day after", []plan.Hold{holdOn(plan.HoldPlain, -3, -1)}, "", ""},
		{"the day before", []plan.Hold{holdOn(plan.HoldPlain, 1, 5)}, "", ""},
		{"ended by a person", []plan.Hold{ended}, "", ""},
		{"another invoice", []plan.Hold{other}, "", ""},
		{"customer and currency", []plan.Hold{customer}, "disputed until 28 Nov 2026 (anna: ruft an)", "h_7c1e"},
		{"another currency", []plan.Hold{chf}, "", ""},
		{"the one that ends last speaks", []plan.Hold{customer, later}, "on hold until 13 Dec 2026 (anna: ruft an)", "h_later"},
	}
	for _, tt := range tests {
		a := newAccount(t)
		a.in.Holds = tt.holds
		d := decide(t, set, a.in)
		v := verdict(t, d, 80699)
		if tt.want == "" {
			if v.Outcome != plan.OutcomeLetter || v.Hold != "" {
				t.Errorf("%s: %s %q %q", tt.name, v.Outcome, v.Reason, v.Hold)
			}
			continue
		}
		if v.Outcome != plan.OutcomeHold || v.Reason != tt.want || v.Hold != tt.id || v.Detail != tt.id || v.Line != 0 {
			t.Errorf("%s: %s %q %q %q, line %d", tt.name, v.Outcome, v.Reason, v.Detail, v.Hold, v.Line)
		}
	}
}

// The forecast of a held invoice is the day after the hold, if that is later.
func TestForecastUnderAHold(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for until, want := range map[int]string{forever: "–", 9: "2026-12-03", 0: "2026-11-24"} {
		a := newAccount(t)
		a.in.Holds = []plan.Hold{holdOn(plan.HoldPlain, -3, until)}
		v := verdict(t, decide(t, set, a.in), 80699)
		got := "–"
		if v.NextLevel > 0 {
			got = v.NextOn.String()
		}
		if got != want {
			t.Errorf("held for %d more days: the next letter on %s, want %s", until, got, want)
		}
		if until == forever {
			continue
		}
		a.in.Snapshot.Today = v.NextOn
		if v := verdict(t, decide(t, set, a.in), 80699); v.Line == 0 {
			t.Errorf("held for %d more days: no letter on %s, %s", until, want, v.Reason)
		}
	}
}

// A promise that was not kept is said, until a letter or another hold answers it.
func TestPromiseNotKept(t *testing.T) {
	t.Parallel()
	set := examples(t)
	part := holdOn(plan.HoldPromise, -10, -2)
	part.Amount = money(t, "500 EUR")
	tests := []struct {
		name   string
		change func(*account)
		broken bool
	}{
		{"unpaid", func(*account) {}, true},
		{"paid in part", func(a *account) { a.pay("100 EUR", 5); a.status(billing.StatusPartiallyPaid) }, true},
		{"the promised part is paid", func(a *account) {
			a.in.Holds = []plan.Hold{part}
			a.pay("500 EUR", 5)
			a.status(billing.StatusPartiallyPaid)
		}, false},
		{"less than the promised part is paid", func(a *account) {
			a.in.Holds = []plan.Hold{part}
			a.pay("499.99 EUR", 5)
			a.status(billing.StatusPartiallyPaid)
		}, true},
		{"the part was paid before the promise", func(a *account) {
			a.in.Holds = []plan.Hold{part}
			a.pay("500 EUR", 11)
			a.status(billing.StatusPartiallyPaid)
		}, true},
		{"on its day", func(a *account) { a.in.Holds[0].Until = today }, false},
		{"ended by a person", func(a *account) { a.in.Holds[0].EndedBy = "bert@host" }, false},
		{"a letter went out since", func(a *account) { a.sent(1, 1) }, false},
		{"a letter went out before", func(a *account) { a.sent(1, 20) }, true},
		{"a plain hold", func(a *account) { a.in.Holds[0].Kind = plan.HoldPlain }, false},
		{"another hold", func(a *account) { a.in.Holds = append(a.in.Holds, holdOn(plan.HoldDispute, -1, forever)) }, false},
	}
	for _, tt := range tests {
		a := newAccount(t)
		a.due(40)
		a.in.Holds = []plan.Hold{holdOn(plan.HoldPromise, -10, -2)}
		tt.change(a)
		d := decide(t, set, a.in)
		const words = "promise of 21 Nov 2026 was not kept"
		v := verdict(t, d, 80699)
		warned := slices.ContainsFunc(d.Warnings, func(w string) bool { return strings.HasPrefix(w, words+": R2610-022 (anna, h_7c1e)") })
		if strings.HasPrefix(v.Detail, words) != tt.broken || warned != tt.broken {
			t.Errorf("%s: %s %q, detail %q, warnings %q", tt.name, v.Outcome, v.Reason, v.Detail, d.Warnings)
		}
	}
}

// Three working days before its end a hold is announced.
func TestHoldEndsSoon(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for until, want := range map[int]bool{0: true, 3: true, 4: false, 7: false, forever: false, -1: false} {
		// today is a Monday
		a := newAccount(t)
		a.in.Holds = []plan.Hold{holdOn(plan.HoldPlain, -5, until)}
		soon := slices.ContainsFunc(decide(t, set, a.in).Warnings, func(w string) bool { return strings.HasPrefix(w, "hold h_7c1e ends on ") })
		if soon != want {
			t.Errorf("%d days before its end: announced is %v", until, soon)
		}
	}
	a := newAccount(t)
	a.in.Snapshot.Today = today.AddDays(3) // Thursday
	h := holdOn(plan.HoldPlain, 0, 8)      // until Tuesday
	if !HoldEndsSoon(a.in.Calendar, h, a.in.Snapshot.Today) || HoldEndsSoon(a.in.Calendar, h, today.AddDays(2)) {
		t.Error("a weekend counts as working days")
	}
}

func TestHoldTargets(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.note(80700, "R2610-023", "100 EUR")
	a.note(80701, "R2610-024", "100 EUR").Status = billing.StatusPaid
	a.note(80702, "R2610-025", "-100 EUR")
	h := holdOn(plan.HoldPlain, 0, 5)
	h.Matcher = plan.Matcher{Customers: []string{"10203"}}
	var got []string
	for _, o := range HoldTargets(h, a.in.Snapshot.OpenItems()) {
		got = append(got, o.Invoice.Identifier)
	}
	if want := []string{"R2610-022", "R2610-023"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
