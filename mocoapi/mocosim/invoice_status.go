package mocosim

import "time"

// settle sets an invoice's status from its payments, as MOCO does by itself: below the total partially_paid, from the
// total on paid. updated_at moves with the status only: a second part payment does not show in a list of changes. What
// MOCO does when payments go away is not known; here the invoice is overdue or sent again, by its due date.
func (s *store) settle(invoice int64, now time.Time) {
	o := s.find(kindInvoices, invoice)
	if o == nil {
		return
	}
	was := o.text("status")
	if was == "draft" || was == "ignored" || was == "disregarded" {
		return
	}
	is := s.statusByPayments(o, now)
	if is != was {
		o.put("status", is)
		touch(o, now)
	}
}

func (s *store) statusByPayments(o *object, now time.Time) string {
	paid, count := s.paidOn(o)
	gross, known := o.amount("gross_total")
	switch {
	case count > 0 && known && (gross >= 0 && paid >= gross || gross < 0 && paid <= gross):
		return "paid"
	case paid != 0:
		return "partially_paid"
	}
	switch was := o.text("status"); {
	case was != "paid" && was != "partially_paid":
		return was
	case o.text("due_date") != "" && o.text("due_date") < today(now):
		return "overdue"
	}
	return "sent"
}

// paidOn is the sum of the payments in the invoice's currency, and how many there are. Other currencies do not count.
func (s *store) paidOn(o *object) (cents, int) {
	var sum cents
	n := 0
	for _, p := range s.paymentsOf(o.number("id")) {
		if amount, ok := p.amount("paid_total"); ok && p.text("currency") == o.text("currency") {
			sum += amount
			n++
		}
	}
	return sum, n
}

// touch moves updated_at, and updated_on where an object has it.
func touch(o *object, now time.Time) {
	o.put("updated_at", stamp(now))
	if o.has("updated_on") {
		o.put("updated_on", today(now))
	}
}
