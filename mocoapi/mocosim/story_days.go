package mocosim

import (
	"math/rand/v2"
	"time"
)

// Daily is what PassDay did, by invoice number.
type Daily struct {
	Overdue []string // were sent and are past due now
	Paid    []string // were paid in full
}

// PassDay lets the account live through the morning of the day that its clock shows: sent invoices past their due date
// turn overdue, and up to payers of the open ones that are due are paid in full. The same seed on the same day pays the same.
func (s *Server) PassDay(seed int64, payers int) Daily {
	now := s.opts.Now()
	s.mu.Lock()
	due, fresh := s.store.turnOverdue(now)
	s.mu.Unlock()
	rnd := rand.New(rand.NewPCG(uint64(seed), uint64(now.YearDay())))
	daily := Daily{Overdue: fresh}
	for _, i := range rnd.Perm(len(due)) {
		if len(daily.Paid) == payers {
			break
		}
		if _, err := s.Account().Pay(due[i], ""); err == nil {
			daily.Paid = append(daily.Paid, due[i])
		}
	}
	return daily
}

// turnOverdue gives the numbers of the open invoices that are due, and of those that turned overdue just now.
func (s *store) turnOverdue(now time.Time) (due, fresh []string) {
	for _, o := range s.rows(kindInvoices) {
		status, until := o.text("status"), o.text("due_date")
		if until == "" || until >= today(now) || status != "sent" && status != "overdue" && status != "partially_paid" {
			continue
		}
		if status == "sent" {
			o.put("status", "overdue")
			touch(o, now)
			fresh = append(fresh, o.text("identifier"))
		}
		if o.isNull("debt_collection_procedure") {
			due = append(due, o.text("identifier"))
		}
	}
	return due, fresh
}
