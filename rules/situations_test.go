package rules

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/plan"
)

// TestSituations holds the product against testdata/situations.md, which is
// written for people who dun.
func TestSituations(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/situations.md")
	if err != nil {
		t.Fatal(err)
	}
	var set *Set
	rows := 0
	for line := range strings.Lines(string(data)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			set = situationRules(t, title)
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 2 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if _, err := strconv.Atoi(cells[0]); err != nil {
			continue // the table's head
		}
		if rows++; len(cells) != 13 || cells[0] != strconv.Itoa(rows) {
			t.Fatalf("row %d: %d cells, number %s", rows, len(cells), cells[0])
		}
		rules := set
		t.Run(cells[0]+" "+cells[1], func(t *testing.T) {
			t.Parallel()
			situation(t, rules, cells)
		})
	}
	if rows < 100 {
		t.Errorf("only %d situations", rows)
	}
}

// situationRules are the shipped rules with the ladder's keys that a headline
// names.
func situationRules(t testing.TB, title string) *Set {
	data, err := os.ReadFile("../configs/example/rules/dunning.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := string(data)
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(title, -1) {
		file = strings.Replace(file, "    grace: 3d\n", "    grace: 3d\n    "+m[1]+"\n", 1)
	}
	for words, change := range map[string][2]string{
		"no minimum":             {"minimum: {EUR: 10, CHF: 10, USD: 10}", "minimum: {EUR: 0, CHF: 0, USD: 0}"},
		"on debt collection":     {"      - {if: invoice.in_collection, say: \"liegt beim Inkasso\"}\n", ""},
		"customer's own address": {"to: moco_default_recipients", "to: customer_email"},
	} {
		if strings.Contains(title, words) {
			if !strings.Contains(file, change[0]) {
				t.Fatalf("the shipped rules lack %q", change[0])
			}
			file = strings.Replace(file, change[0], change[1], 1)
		}
	}
	return load(t, text(file))
}

// situation decides about one row.
func situation(t *testing.T, set *Set, cells []string) {
	a := newAccount(t)
	day, due, gross, status := cells[2], cells[3], cells[4], cells[5]
	a.in.Snapshot.Today = date(t, day)
	a.invoice().DueDate, a.invoice().Status = date(t, due), billing.InvoiceStatus(status)
	if early := a.invoice().DueDate.AddDays(-14); !early.IsZero() && early.Before(a.invoice().Date) {
		a.invoice().Date = early
	}
	if a.invoice().GrossTotal = (billing.Money{}); gross != "?" {
		a.invoice().GrossTotal = money(t, gross)
		a.invoice().Currency = a.invoice().GrossTotal.Currency
	}
	for _, s := range parts(cells[6]) {
		a.givenPayment(s)
	}
	for _, s := range parts(cells[7]) {
		a.givenReminder(s)
	}
	for _, s := range parts(cells[8]) {
		a.given(s)
	}
	d := decide(t, set, a.in)
	v := verdict(t, d, 80699)
	got := []string{strings.ReplaceAll(string(v.Outcome), "_", " "), v.Reason, "?", "–"}
	if v.Open.Known() {
		got[2] = v.Open.String()
	}
	switch {
	case v.Line > 0:
		got[3] = strconv.Itoa(d.Lines[v.Line-1].Params.(plan.Remind).Level)
	case v.NextLevel > 0:
		got[3] = fmt.Sprintf("%d from %s", v.NextLevel, v.NextOn)
	}
	if diff := cmp.Diff(cells[9:], got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// A reason that is not the file's own has words in German.
	if inGerman := plan.ReasonIn(billing.German, v.Reason); inGerman == v.Reason && !ownWords(set, v.Reason) {
		t.Errorf("%q has no German words", v.Reason)
	}
}

// ownWords reports whether a reason comes from the rule file.
func ownWords(set *Set, words string) bool {
	for _, ru := range set.rules {
		if strings.HasPrefix(words, "rule "+ru.name) || slices.ContainsFunc(ru.unless, func(u reason) bool { return u.say == words }) {
			return true
		}
	}
	return false
}

// parts are what a cell lists.
func parts(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == ';' })
}

func date(t testing.TB, s string) billing.Date {
	t.Helper()
	if s == "–" {
		return billing.Date{}
	}
	d, err := billing.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func number(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// givenPayment reads "4000 EUR 2026-11-02".
func (a *account) givenPayment(s string) {
	f := strings.Fields(s)
	if f[0] == "?" {
		a.pay("0 EUR", 0)
		a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1].PaidTotal = billing.Money{}
	} else {
		a.pay(f[0]+" "+f[1], 0)
	}
	a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1].Date = date(a.t, f[len(f)-1])
}

// givenReminder reads "1 sent 2026-11-11 until 2026-11-21", or "by hand".
func (a *account) givenReminder(s string) {
	s, byHand := strings.CutPrefix(strings.TrimSpace(s), "by hand ")
	f := strings.Fields(s)
	level := 0
	if !byHand {
		level, f = number(a.t, f[0]), f[1:]
	}
	r := a.remind(level, 0, billing.ReminderStatus(strings.Replace(f[0], "unclear", "", 1)))
	if r.Date = date(a.t, f[1]); byHand {
		r.Text = "<p>Bitte zahlen</p>"
	}
	if len(f) > 2 {
		r.DueDate = date(a.t, f[3])
	}
}

// given reads what the column "more" says.
func (a *account) given(s string) {
	s = strings.TrimSpace(s)
	for word, set := range map[string]func(f []string, rest string){
		"Skonto": func(f []string, _ string) {
			a.discount(int64(number(a.t, f[0])), int64(number(a.t, f[1])))
		},
		"Inkasso":         func([]string, string) { a.invoice().DebtCollection.ID = 4 },
		"a reversal":      func([]string, string) { a.invoice().Reversal = true },
		"no number":       func([]string, string) { a.invoice().Identifier = "" },
		"address":         func(_ []string, rest string) { a.company().Email = strings.Trim(rest, "–") },
		"no customer":     func([]string, string) { a.in.Snapshot.Companies = nil },
		"created is sent": func([]string, string) { a.in.TreatCreatedAsSent = true },
		"reversed":        func([]string, string) { a.invoice().Reversed = true },
		"reversal ": func(f []string, _ string) {
			a.note(2, f[0], "-12400 EUR").ReversedInvoiceID = a.invoice().ID
		},
		"unreadable payment": func([]string, string) {
			a.in.Snapshot.Broken = []billing.Broken{{Kind: "payments", ID: 7, Parent: 80699, Reason: "paid_total: not a decimal"}}
		},
		"unreadable customer": func([]string, string) {
			a.in.Snapshot.Companies = nil
			a.in.Snapshot.Broken = []billing.Broken{{Kind: "companies", ID: 10, Reason: "tags: not a list"}}
		},
		"customer 1":      func(_ []string, rest string) { a.company().Identifier = "1" + rest },
		"customer tag":    func(_ []string, rest string) { a.company().Tags = []string{rest} },
		"tag":             func(_ []string, rest string) { a.invoice().Tags = []string{rest} },
		"dun_from":        func(f []string, _ string) { a.in.DunFrom = date(a.t, f[0]) },
		"ledger":          func(f []string, _ string) { a.in.History.Levels[80699] = number(a.t, f[0]) },
		"accepted":        func(f []string, _ string) { a.in.History.Accepted[80699] = number(a.t, f[0]) },
		"MOCO level":      func(f []string, _ string) { a.in.Snapshot.Reminders[0].Invoice.DunningLevel = number(a.t, f[0]) },
		"in hand":         func(f []string, _ string) { a.in.History.InHand[80699] = number(a.t, f[0]) },
		"holidays":        func(f []string, _ string) { a.in.Calendar = place(a.t, f[0], f[1]) },
		"credit":          func(f []string, _ string) { a.note(a.nextID(), f[0], f[1]+" "+f[2]) },
		"foreign credit":  func(f []string, _ string) { a.note(a.nextID(), f[0], f[1]+" "+f[2]).CustomerID = 11 },
		"also":            func(f []string, _ string) { a.also(f) },
		"unassigned":      func(f []string, _ string) { a.unassigned(f[0]+" "+f[1], date(a.t, f[2]), strings.Join(f[3:], " ")) },
		"bookings every ": func(f []string, _ string) { a.bookings(number(a.t, f[0]), date(a.t, f[2])) },
	} {
		if rest, ok := strings.CutPrefix(s, word); ok && (rest == "" || strings.HasSuffix(word, "1") || strings.HasSuffix(word, " ") || rest[0] == ' ') {
			set(strings.Fields(rest), strings.TrimSpace(rest))
			return
		}
	}
	a.t.Fatalf("the table says %q, which means nothing", s)
}

func (a *account) nextID() billing.ID { return billing.ID(100 + len(a.in.Snapshot.Invoices)) }

// also adds an open invoice of the same customer: number, amount, due date,
// and what else it is.
func (a *account) also(f []string) {
	inv := a.note(a.nextID(), f[0], f[1]+" "+f[2])
	inv.DueDate, inv.Status = date(a.t, f[3]), billing.StatusOverdue
	inv.Date = inv.DueDate.AddDays(-14)
	words := " " + strings.Join(f[4:], " ")
	if _, on, ok := strings.Cut(words, " reminded "); ok {
		r := a.remind(0, 0, billing.ReminderSent)
		r.Invoice, r.Date, r.Text = billing.InvoiceRef{ID: inv.ID}, date(a.t, strings.Fields(on)[0]), ""
	}
	if strings.Contains(words, " paid") {
		a.pay(f[1]+" "+f[2], 0)
		a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1].Invoice.ID = inv.ID
		inv.Status = billing.StatusPaid
	}
	if strings.Contains(words, " in hand") {
		a.in.History.InHand[inv.ID] = 1
	}
	if strings.Contains(words, " held") {
		inv.DebtCollection.ID = 4
	}
}

// unassigned adds a payment that belongs to no invoice.
func (a *account) unassigned(amount string, day billing.Date, description string) {
	a.pay(amount, 0)
	p := &a.in.Snapshot.Payments[len(a.in.Snapshot.Payments)-1]
	p.Invoice, p.Date, p.Description = billing.InvoiceRef{}, day, description
}

// bookings fills half a year with payments of other customers.
func (a *account) bookings(every int, until billing.Date) {
	for day := until; a.in.Snapshot.Today.Sub(day) <= rhythmDays; day = day.AddDays(-every) {
		a.unassigned("3.33 NOK", day, "")
	}
}

func place(t testing.TB, country, region string) calendar.Calendar {
	t.Helper()
	cal, err := calendar.New(calendar.Options{Country: country, Region: region})
	if err != nil {
		t.Fatal(err)
	}
	return cal
}
