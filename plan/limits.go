package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Bounds are the limits of a plan, checked on the whole before the first
// write (law 4). 0 means "no bound".
type Bounds struct {
	RemindersPerRun            int
	RemindersPerCustomerPerDay int
	// ShareOfOpenInvoices is in per cent.
	ShareOfOpenInvoices int
	// ShareFrom is the number of reminders up to which the share is not
	// looked at: a fifth of four invoices says nothing.
	ShareFrom int
	// TimesUsual is how many times as many reminders as usual a job may make
	// in a day; TimesFrom is the number up to which that is not looked at.
	TimesUsual, TimesFrom int
	// ChangesPerRun is how many tags, comments and statuses a run may write.
	// Without it, more than ChangesFrom of them must not be more than
	// ChangesShare per cent of the open invoices.
	ChangesPerRun             int
	ChangesFrom, ChangesShare int
}

// UsualDays is on how many earlier days a job must have made reminders before
// it is known what is usual.
const UsualDays = 5

// Sent is what was released before a plan was made.
type Sent struct {
	// Customers counts the reminders of today, by customer.
	Customers map[billing.ID]int
	// Job counts the reminders of today that the plan's own job made.
	Job int
	// Days are the numbers of reminders that the job made on each of the
	// earlier days that a limit looks back on; days without any are left out.
	Days []int
}

// Check compares the plan with its bounds, and with what was released before
// it.
func (b Bounds) Check(p Plan, sent Sent) []Limit {
	letters, most, mostTo := 0, 0, ""
	perCustomer := map[billing.ID]int{}
	for _, l := range p.New() {
		r, ok := l.Params.(Remind)
		if !ok {
			continue
		}
		letters++
		perCustomer[r.CustomerID]++
		if n := perCustomer[r.CustomerID] + sent.Customers[r.CustomerID]; n > most {
			most, mostTo = n, l.Subject.Name
		}
	}
	open := 0
	for _, v := range p.Verdicts {
		if v.Receivable {
			open++
		}
	}
	var out []Limit
	if b.RemindersPerRun > 0 {
		out = append(out, Limit{"reminders_per_run", fmt.Sprintf("%d of %d reminders", letters, b.RemindersPerRun), letters <= b.RemindersPerRun})
	}
	if b.ShareOfOpenInvoices > 0 {
		share := 0
		if open > 0 {
			share = letters * 100 / open
		}
		kept := letters*100 <= b.ShareOfOpenInvoices*open || letters <= b.ShareFrom
		out = append(out, Limit{"share_of_open_invoices", fmt.Sprintf("%d %% of open invoices (limit %d %%)", share, b.ShareOfOpenInvoices), kept})
	}
	if b.RemindersPerCustomerPerDay > 0 {
		text := fmt.Sprintf("%d per customer a day", b.RemindersPerCustomerPerDay)
		kept := most <= b.RemindersPerCustomerPerDay
		if !kept {
			text = fmt.Sprintf("%d to %s in one day (limit %d)", most, mostTo, b.RemindersPerCustomerPerDay)
		}
		out = append(out, Limit{"reminders_per_customer_per_day", text, kept})
	}
	if b.TimesUsual > 0 && len(sent.Days) >= UsualDays {
		out = append(out, b.usual(letters+sent.Job, sent.Days))
	}
	return append(out, b.changes(p, open)...)
}

// changes bounds what a plan writes beside letters. A plan that has little of
// it says nothing about a bound that nobody has set.
func (b Bounds) changes(p Plan, open int) []Limit {
	n := 0
	for _, l := range p.New() {
		if _, letter := l.Params.(Remind); !letter && !l.Internal() {
			n++
		}
	}
	switch {
	case n == 0:
	case b.ChangesPerRun > 0:
		return []Limit{{"changes_per_run", fmt.Sprintf("%d of %d changes", n, b.ChangesPerRun), n <= b.ChangesPerRun}}
	case b.ChangesShare > 0 && n > b.ChangesFrom:
		return []Limit{{"changes_per_run", fmt.Sprintf("%d changes for %d open invoices (limit %d, or %d %%)", n, open, b.ChangesFrom, b.ChangesShare),
			n*100 <= b.ChangesShare*open}}
	}
	return nil
}

// usual compares a day's reminders with the median of the days before.
func (b Bounds) usual(letters int, days []int) Limit {
	days = slices.Sorted(slices.Values(days))
	// Twice the median is a whole number, also between two days.
	double := days[(len(days)-1)/2] + days[len(days)/2]
	usual := strings.TrimSuffix(fmt.Sprintf("%.1f", float64(double)/2), ".0")
	text := fmt.Sprintf("%d in a day, usual are %s (limit %d times)", letters, usual, b.TimesUsual)
	kept := letters*2 <= b.TimesUsual*double || letters <= b.TimesFrom
	if !kept {
		times := (letters*20 + double - 1) / double // in tenths, rounded up
		text = fmt.Sprintf("%d in a day, usual are %s: %s times the usual (limit %d times)", letters, usual,
			strings.TrimSuffix(fmt.Sprintf("%d.%d", times/10, times%10), ".0"), b.TimesUsual)
	}
	return Limit{"times_usual", text, kept}
}
