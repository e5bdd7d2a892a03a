package plan

import (
	"fmt"

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
}

// Check compares the plan with its bounds. sentToday counts the reminders that
// customers have had today already.
func (b Bounds) Check(p Plan, sentToday map[billing.ID]int) []Limit {
	letters, most, mostTo := 0, 0, ""
	perCustomer := map[billing.ID]int{}
	for _, l := range p.New() {
		r, ok := l.Params.(Remind)
		if !ok {
			continue
		}
		letters++
		perCustomer[r.CustomerID]++
		if n := perCustomer[r.CustomerID] + sentToday[r.CustomerID]; n > most {
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
	return out
}
