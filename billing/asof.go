package billing

// AsOf is the snapshot as it stood at the end of a day, as far as its dates
// tell: invoices, payments and reminders of later days are not in it, and the
// status of an invoice follows from the payments that are. What MOCO keeps no
// date of stays as it is now: tags, customers, projects, whether an invoice is
// ignored, and a status of "paid" that no payment stands behind. The day becomes
// Today.
func (s Snapshot) AsOf(day Date) Snapshot {
	out := s
	out.Today = day
	out.Payments = only(s.Payments, func(p Payment) bool { return !p.Date.After(day) })
	out.Reminders = only(s.Reminders, func(r Reminder) bool { return !r.Date.After(day) })
	before := group(out.Payments, func(p Payment) ID { return p.Invoice.ID })
	all := group(s.Payments, func(p Payment) ID { return p.Invoice.ID })
	later := map[ID]bool{}    // invoices that were not there yet
	reversed := map[ID]bool{} // invoices that only a later one cancels
	for _, inv := range s.Invoices {
		later[inv.ID] = inv.Date.After(day)
		if inv.ReversedInvoiceID != 0 && later[inv.ID] {
			reversed[inv.ReversedInvoiceID] = true
		}
	}
	out.Invoices = nil
	for _, inv := range s.Invoices {
		if later[inv.ID] {
			continue
		}
		if reversed[inv.ID] || later[inv.ReversalInvoiceID] {
			inv.Reversed, inv.ReversalInvoiceID = false, 0
		}
		if n := len(before[inv.ID]); n < len(all[inv.ID]) {
			inv.Status = statusBefore(inv.Status, n)
		}
		out.Invoices = append(out.Invoices, inv)
	}
	return out
}

// statusBefore is an invoice's status before payments that came later: n is how
// many there were before.
func statusBefore(now InvoiceStatus, n int) InvoiceStatus {
	switch {
	case now != StatusPaid && now != StatusPartiallyPaid:
		return now
	case n == 0:
		return StatusSent
	}
	return StatusPartiallyPaid
}

func only[T any](rows []T, keep func(T) bool) []T {
	var out []T
	for _, r := range rows {
		if keep(r) {
			out = append(out, r)
		}
	}
	return out
}
