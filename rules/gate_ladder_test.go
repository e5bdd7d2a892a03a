package rules

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
)

// A step that falls on a holiday waits for the next day on which a term may
// end; the place decides which days those are.
func TestHolidaysShiftTheStep(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for _, tt := range []struct {
		country, region string
		want            string
	}{{"", "", "2026-12-25"}, {"DE", "BE", "2026-12-28"}, {"AT", "", "2026-12-28"}} {
		cal, err := calendar.New(calendar.Options{Country: tt.country, Region: tt.region})
		if err != nil {
			t.Fatal(err)
		}
		a := newAccount(t)
		a.in.Calendar = cal
		a.invoice().DueDate = billing.Date{Year: 2026, Month: time.December, Day: 18} // day 7 is Christmas
		v := verdict(t, decide(t, set, a.in), 80699)
		if got := v.NextOn.String(); got != tt.want {
			t.Errorf("%s %s: level 1 on %s, want %s", tt.country, tt.region, got, tt.want)
		}
	}
}

// The promised day is kept: on the day before there is no letter, on the day
// there is one.
func TestForecastComesTrue(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for due := 0; due < 60; due++ {
		for reminded := 0; reminded <= 2; reminded++ {
			a := newAccount(t)
			a.due(due)
			for l := 1; l <= reminded; l++ {
				a.remind(l, 5+12*(reminded-l), billing.ReminderSent).DueDate = today.AddDays(5)
			}
			v := verdict(t, decide(t, set, a.in), 80699)
			if v.NextLevel != reminded+1 || v.NextOn.IsZero() {
				t.Fatalf("due %d days ago, reminded %d times: %+v", due, reminded, v)
			}
			for day := today; !day.After(v.NextOn); day = day.AddDays(1) {
				a.in.Snapshot.Today = day
				got := verdict(t, decide(t, set, a.in), 80699).Line > 0
				if want := !day.Before(v.NextOn); got != want {
					t.Fatalf("due %d days ago, reminded %d times: on %s a letter: %v, promised for %s", due, reminded, day, got, v.NextOn)
				}
			}
		}
	}
}

// A whole life of an invoice, day by day: three letters, in order, with the
// gaps kept, and then no more.
func TestLifeOfAnInvoice(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := newAccount(t)
	a.invoice().DueDate = today
	var story []string
	for day := range 200 {
		a.in.Snapshot.Today = today.AddDays(day)
		d := decide(t, set, a.in)
		v := verdict(t, d, 80699)
		if v.Line == 0 {
			continue
		}
		p := d.Lines[v.Line-1].Params.(plan.Remind)
		story = append(story, fmt.Sprintf("day %d level %d", day, p.Level))
		r := a.remind(p.Level, 0, billing.ReminderSent)
		r.Date, r.DueDate, r.Text = a.in.Snapshot.Today, a.in.Snapshot.Today.AddDays(p.PayWithin), p.Text
		a.in.History.Levels[80699] = p.Level
	}
	if got := strings.Join(story, ", "); got != "day 7 level 1, day 21 level 2, day 35 level 3" {
		t.Errorf("the story is: %s", got)
	}
}

// Down for five months, then run every day: levels come one by one, with the
// gaps kept (no burst).
func TestAfterDowntime(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := newAccount(t)
	a.due(150)
	var story []string
	for day := range 60 {
		a.in.Snapshot.Today = today.AddDays(day)
		d := decide(t, set, a.in)
		if v := verdict(t, d, 80699); v.Line > 0 {
			p := d.Lines[v.Line-1].Params.(plan.Remind)
			story = append(story, fmt.Sprintf("day %d level %d", day, p.Level))
			r := a.remind(p.Level, 0, billing.ReminderSent)
			r.Date, r.DueDate = a.in.Snapshot.Today, a.in.Snapshot.Today.AddDays(p.PayWithin)
		}
	}
	if got := strings.Join(story, ", "); got != "day 0 level 1, day 11 level 2, day 22 level 3" {
		t.Errorf("the story is: %s", got)
	}
}

// Reminded once, then nobody ran for five weeks, in which both other levels
// fell due: they go one by one, with the gap and the term between them.
func TestAfterFiveMissedWeeks(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := newAccount(t)
	a.due(7 + 35)
	a.remind(1, 35, billing.ReminderSent).DueDate = daysAgo(25)
	var story []string
	for day := range 60 {
		a.in.Snapshot.Today = today.AddDays(day)
		d := decide(t, set, a.in)
		if v := verdict(t, d, 80699); v.Line > 0 {
			p := d.Lines[v.Line-1].Params.(plan.Remind)
			story = append(story, fmt.Sprintf("day %d level %d", day, p.Level))
			r := a.remind(p.Level, 0, billing.ReminderSent)
			r.Date, r.DueDate = a.in.Snapshot.Today, a.in.Snapshot.Today.AddDays(p.PayWithin)
		}
	}
	if got := strings.Join(story, ", "); got != "day 0 level 2, day 11 level 3" {
		t.Errorf("the story is: %s", got)
	}
}

// randomAccount puts the invoice into a random situation.
func randomAccount(t *testing.T, r *rand.Rand) *account {
	a := newAccount(t)
	pick := func(n int) bool { return r.IntN(n) == 0 }
	statuses := append(billing.InvoiceStatuses(), billing.StatusOverdue, billing.StatusSent, billing.StatusSent, "new-in-2027")
	a.status(statuses[r.IntN(len(statuses))])
	a.due(r.IntN(120) - 20)
	if pick(10) {
		a.invoice().DueDate = billing.Date{}
	}
	for range r.IntN(3) {
		a.pay([]string{"4000 EUR", "12400 EUR", "1 CHF", "-4000 EUR"}[r.IntN(4)], r.IntN(30))
	}
	for l := range r.IntN(5) {
		s := billing.ReminderSent
		if pick(8) {
			s = billing.ReminderCreated
		}
		a.remind(l+1, r.IntN(60), s).DueDate = daysAgo(r.IntN(40) - 10)
	}
	a.invoice().Reversed, a.invoice().Reversal = pick(20), pick(20)
	if pick(15) {
		a.invoice().DebtCollection.ID = 1
	}
	if pick(15) {
		a.currency([]string{"CHF", "SEK"}[r.IntN(2)])
	}
	if pick(6) {
		a.in.History.Levels[80699] = r.IntN(4)
	}
	if pick(10) {
		a.in.History.InHand[80699] = 1 + r.IntN(3)
	}
	if pick(15) {
		a.in.Snapshot.Companies = nil
	}
	return a
}

// Whatever the situation: one verdict, and a letter only where one may go
// (I3, I4). The conditions here are written apart from the product's gates.
func TestNoWrongLetter(t *testing.T) {
	t.Parallel()
	set := examples(t)
	r := rand.New(rand.NewPCG(1, 2))
	letters := 0
	for n := range 20_000 / race.Part(20) {
		a := randomAccount(t, r)
		d, err := set.Decide(a.in)
		if err != nil {
			t.Fatalf("case %d: %v", n, err)
		}
		if len(d.Verdicts) != 1 || d.Verdicts[0].Reason == "" {
			t.Fatalf("case %d: verdicts %+v", n, d.Verdicts)
		}
		v := d.Verdicts[0]
		if v.Line == 0 {
			continue
		}
		letters++
		if why := wrong(a, d.Lines[v.Line-1].Params.(plan.Remind)); why != "" {
			t.Fatalf("case %d: a letter although %s: %+v", n, why, a.in)
		}
	}
	if letters < 500/race.Part(20) {
		t.Errorf("only %d letters: the situations are too poor", letters)
	}
}

// wrong says why a letter must not go.
func wrong(a *account, p plan.Remind) string {
	inv := a.invoice()
	open, last, lastDay, lastTerm, unsent := inv.GrossTotal.Minor, 0, billing.Date{}, billing.Date{}, 0
	for _, pay := range a.in.Snapshot.Payments {
		if pay.Currency != inv.Currency {
			return "a payment is in another currency"
		}
		if today.Sub(pay.Date) <= 3 {
			return "a payment has just come"
		}
		open -= pay.PaidTotal.Minor
	}
	for _, rem := range a.in.Snapshot.Reminders {
		if rem.Status != billing.ReminderSent {
			if !strings.Contains(rem.Text, fmt.Sprintf("/M%d", a.in.History.InHand[80699])) {
				unsent++
			}
			continue
		}
		last = max(last, rem.ReferencedLevel(inv.Identifier))
		if rem.Date.After(lastDay) {
			lastDay = rem.Date
		}
		if rem.DueDate.After(lastTerm) {
			lastTerm = rem.DueDate
		}
	}
	switch {
	case inv.Status != billing.StatusSent && inv.Status != billing.StatusOverdue && inv.Status != billing.StatusPartiallyPaid:
		return "its status is " + string(inv.Status)
	case inv.Reversed || inv.Reversal || inv.DebtCollection.ID != 0:
		return "it is reversed or in collection"
	case open <= 0 || p.Open.Minor != open || p.Open.Currency != inv.Currency:
		return "the open amount is wrong"
	case inv.DueDate.IsZero() || today.Sub(inv.DueDate) < 7 || today.Sub(inv.DueDate) < []int{0, 7, 21, 35}[p.Level]:
		return "it is too early"
	case p.Level != last+1 || p.Level > 3 || a.in.History.Levels[80699] > last:
		return fmt.Sprintf("level %d follows level %d", p.Level, last)
	case !lastDay.IsZero() && (today.Sub(lastDay) < 10 || !today.After(lastTerm)):
		return "the last letter is too fresh"
	case unsent > 0 || len(a.in.Snapshot.Companies) == 0 || inv.Currency == "SEK":
		return "something is unclear"
	}
	return ""
}

// A set may be shared: one job decides while another writes.
func TestSharedSet(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := portfolio(t)
	want := len(decide(t, set, a.in).Lines)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			d, err := set.Decide(a.in)
			if err != nil || len(d.Lines) != want {
				t.Errorf("%d lines, %v", len(d.Lines), err)
			}
		})
	}
	wg.Wait()
}
