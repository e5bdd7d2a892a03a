package rules

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"text/template"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
)

// oneForAll are the shipped rules with one letter per customer.
func oneForAll(t testing.TB) *Set { return situationRules(t, "`letters: per_customer`") }

// threeOverdue are three invoices of one customer: 30, 21 and 12 days late.
func threeOverdue(t testing.TB) *account {
	a := newAccount(t)
	a.also(strings.Fields("R2611-001 500 EUR 2026-11-02"))
	a.also(strings.Fields("R2611-002 119.50 EUR 2026-11-11"))
	return a
}

// lettersOf are the letters of a decision.
func lettersOf(d Decision) []plan.Remind {
	var out []plan.Remind
	for _, l := range (plan.Plan{Lines: d.Lines}).Letters() {
		out = append(out, l.Params.(plan.Remind))
	}
	return out
}

func TestLetterForAll(t *testing.T) {
	t.Parallel()
	set := oneForAll(t)
	var b strings.Builder
	for _, lang := range []billing.Language{billing.German, billing.English} {
		for level := 1; level <= 3; level++ {
			a := threeOverdue(t)
			a.in.Language = lang
			a.due([]int{0, 30, 30, 69}[level])
			for l := 1; l < level; l++ {
				a.sent(l, 20*(level-l))
			}
			got := lettersOf(decide(t, set, a.in))
			if len(got) != 1 || got[0].Level != level || len(got[0].Others) != 2 {
				t.Fatalf("level %d: letters %+v", level, got)
			}
			fmt.Fprintf(&b, "##### %s, level %d\n=== title: %s\n%s\n=== mail: %s\n%s\n\n", lang, level, got[0].Title, got[0].Text, got[0].Subject, got[0].Mail)
		}
	}
	golden(t, "testdata/letters_for_all.txt", b.String())
}

// A whole autumn of a customer, day by day: one letter at a time, with the gap
// and the terms kept, and each invoice climbs step by step.
func TestLifeOfACustomer(t *testing.T) {
	t.Parallel()
	set := oneForAll(t)
	a := threeOverdue(t)
	a.also(strings.Fields("R2611-003 700 CHF 2026-11-02"))
	var story []string
	for day := range 130 {
		a.in.Snapshot.Today = today.AddDays(day)
		for _, p := range lettersOf(decide(t, set, a.in)) {
			story = append(story, fmt.Sprintf("day %d: %s/M%d+%d", day, p.Identifier, p.Level, len(p.Others)))
			r := a.remind(p.Level, 0, billing.ReminderSent)
			r.Invoice = billing.InvoiceRef{ID: p.InvoiceID}
			r.Date, r.DueDate, r.Text = a.in.Snapshot.Today, a.in.Snapshot.Today.AddDays(p.PayWithin), p.Text
			a.in.History.Levels[p.InvoiceID] = p.Level
		}
	}
	golden(t, "testdata/life_of_a_customer.txt", strings.Join(story, "\n")+"\n")
}

// Whatever the situation of a customer's invoices: never two letters at a time
// in one currency, none within the gap, none that names what is not overdue,
// and none without being carried by the highest level.
func TestNoSecondLetter(t *testing.T) {
	t.Parallel()
	set := oneForAll(t)
	r := rand.New(rand.NewPCG(3, 4))
	letters, named := 0, 0
	for n := range 3000 / race.Part(10) {
		a := randomAccount(t, r)
		for i := range r.IntN(4) {
			currency := []string{"EUR", "EUR", "CHF"}[r.IntN(3)]
			f := fmt.Sprintf("R2611-%03d %d %s %s", i, 100+r.IntN(900), currency, daysAgo(r.IntN(90)-15))
			for _, word := range []string{"paid", "in hand", "held"} {
				if r.IntN(9) == 0 {
					f += " " + word
				}
			}
			if r.IntN(3) == 0 {
				f += " reminded " + daysAgo(r.IntN(40)).String()
			}
			a.also(strings.Fields(f))
		}
		d, err := set.Decide(a.in)
		if err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		seen := map[string]bool{}
		for _, p := range lettersOf(d) {
			letters++
			named += len(p.Others)
			if why := wrongForAll(a, d, p); why != "" || seen[p.Open.Currency] {
				t.Fatalf("case %d: %s (second: %v): %+v", n, why, seen[p.Open.Currency], p)
			}
			seen[p.Open.Currency] = true
		}
	}
	if letters < 300/race.Part(10) || named < 100/race.Part(10) {
		t.Errorf("only %d letters that name %d others: the situations are too poor", letters, named)
	}
}

// wrongForAll says why a customer's letter must not go.
func wrongForAll(a *account, d Decision, p plan.Remind) string {
	currency := map[billing.ID]string{}
	for _, inv := range a.in.Snapshot.Invoices {
		currency[inv.ID] = inv.Currency
		if inv.Currency == p.Open.Currency && inv.ID != p.InvoiceID && a.in.History.InHand[inv.ID] > 0 && a.in.History.InHand[p.InvoiceID] == 0 {
			return "another letter is in hand"
		}
	}
	for _, r := range a.in.Snapshot.Reminders {
		if r.Status == billing.ReminderSent && currency[r.Invoice.ID] == p.Open.Currency && today.Sub(r.Date) < 10 {
			return "the customer was reminded a moment ago"
		}
	}
	for _, o := range p.Others {
		v := verdict(a.t, d, o.InvoiceID)
		switch {
		case v.Reason != "in the letter of "+p.Identifier || v.Line != 0:
			return "a listed one says " + v.Reason
		case v.Open != o.Open || o.Open.Currency != p.Open.Currency || !v.Overdue || v.Level >= p.Level && a.in.History.InHand[p.InvoiceID] == 0:
			return "a listed one must not be in it"
		}
	}
	return ""
}

// What the rule does beside its letter fails for the invoice that would carry
// it: it is held, and the next one carries the letter.
func TestNextOneCarriesTheLetter(t *testing.T) {
	t.Parallel()
	a := threeOverdue(t)
	file := `version: 1
ladders:
  standard:
    min_gap: 10d
    letters: per_customer
    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d, fee: 1 EUR}]
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions:
      - remind: {ladder: standard}
      - comment: {text: "{{if ne .Invoice.Number \"R2610-022\"}}x{{end}}"}
`
	d := decide(t, load(t, text(file)), a.in)
	got := lettersOf(d)
	if len(got) != 1 || got[0].Identifier != "R2611-001" || len(got[0].Others) != 1 {
		t.Fatalf("letters %+v", got)
	}
	if v := verdict(t, d, 80699); v.Outcome != plan.OutcomeHold || !strings.HasPrefix(v.Reason, "rule dunning: ") {
		t.Errorf("verdict %+v", v)
	}
	if len(d.Warnings) != 1 || !strings.HasPrefix(d.Warnings[0], "rule dunning could not be answered for R2610-022") {
		t.Errorf("warnings %q", d.Warnings)
	}
}

// A letter that lies unsent in MOCO, as a draft does, keeps the others back.
func TestUnsentLetterKeepsTheOthersBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		rules   string
		made    int // days ago
		status  billing.InvoiceStatus
		letters int
	}{
		{"a fresh one", "`letters: per_customer`", 1, billing.StatusOverdue, 0},
		{"an old one", "`letters: per_customer`", 30, billing.StatusOverdue, 0},
		{"an old one, which the ladder ignores", "`letters: per_customer` `count_created: ignore`", 30, billing.StatusOverdue, 1},
		{"its invoice is paid", "`letters: per_customer`", 1, billing.StatusPaid, 1},
	} {
		a := threeOverdue(t)
		a.remind(1, tt.made, billing.ReminderCreated)
		if a.status(tt.status); tt.status == billing.StatusPaid {
			a.pay("12400 EUR", 1)
		}
		d := decide(t, situationRules(t, tt.rules), a.in)
		if got := lettersOf(d); len(got) != tt.letters {
			t.Errorf("%s: letters %+v", tt.name, got)
		}
		if v := verdict(t, d, 101); tt.letters == 0 && (v.Reason != "another letter to the customer is in hand" || v.Detail != "R2610-022") {
			t.Errorf("%s: verdict %+v", tt.name, v)
		}
	}
}

// A text that leaves the other invoices out sends nothing: the customer would
// never hear of them.
func TestLetterMustNameTheOthers(t *testing.T) {
	t.Parallel()
	set := oneForAll(t)
	for _, texts := range set.letters {
		texts.levels[0].text = template.Must(template.New("").Parse("{{.Reference}}"))
	}
	a := threeOverdue(t)
	d := decide(t, set, a.in)
	if v := verdict(t, d, 80699); v.Outcome != plan.OutcomeHold || v.Reason != "the letter does not name R2611-001, which it is about as well" {
		t.Errorf("verdict %+v", v)
	}
	for _, p := range lettersOf(d) {
		if len(p.Others) > 0 {
			t.Errorf("a letter about %+v goes", p.Others)
		}
	}
}

// Two ladders for one customer: one letter a day, the other waits.
func TestTwoLaddersOneLetter(t *testing.T) {
	t.Parallel()
	a := threeOverdue(t)
	ladder := "    min_gap: 10d\n    letters: per_customer\n    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d}]\n"
	d := decide(t, load(t, text("version: 1\nladders:\n  big:\n"+ladder+"  small:\n"+ladder+`rules:
  - name: big
    for_each: invoices
    when: invoice.overdue and invoice.open >= eur(1000)
    actions: [{remind: {ladder: big}}]
  - name: small
    for_each: invoices
    when: invoice.overdue and invoice.open < eur(1000)
    actions: [{remind: {ladder: small}}]
`)), a.in)
	if got := lettersOf(d); len(got) != 1 || got[0].Identifier != "R2610-022" || len(got[0].Others) != 0 {
		t.Errorf("letters %+v", got)
	}
	if v := verdict(t, d, 101); v.Reason != "another letter to the customer is in hand" || v.Detail != "R2610-022" {
		t.Errorf("verdict %+v", v)
	}
}
