package mocosim

import (
	"net/http"
	"slices"
)

func invoiceRoutes() []route {
	filters := with("status", "include_disregarded", "not_booked", "date_from", "date_to", "service_period_from",
		"service_period_to", "tags", "identifier", "term", "company_id", "project_id")
	return []route{
		{"GET", "/invoices", filters, listInvoices},
		{"GET", "/invoices/locked", with("status", "date_from", "date_to", "identifier"), listLocked},
		{"GET", "/invoices/{id}", nil, onlyFor(kindInvoices, getInvoice)},
		{"PUT", "/invoices/{id}/update_status", nil, onlyFor(kindInvoices, updateStatus)},
		{"POST", "/invoices/{id}/send_email", nil, onlyFor(kindInvoices, mailInvoice)},
	}
}

// detailOnly are the keys that a single invoice has and a list has not. internal_contact and activity_hours_modified
// are in no documented list either.
var detailOnly = []string{"salutation", "footer", "items", "payments", "reminders", "internal_contact", "activity_hours_modified"}

func listInvoices(c *call) reply {
	q := c.from(kindInvoices)
	if c.asked("include_disregarded") != "true" {
		q.keep(func(o *object) bool { return !o.is("status", "disregarded") })
	}
	if c.asked("not_booked") == "true" { // what "booked" means is not documented; a locked invoice is taken as booked
		q.keep(func(o *object) bool { return !o.flag("locked") })
	}
	q.between("service_period_from", "service_period_to", field("service_period_from"))
	q.tags("tags", func(o *object) []string { return o.list("tags") })
	q.oneOf("company_id", field("customer_id"))
	q.oneOf("project_id", field("project_id"))
	q.term(func(o *object) []string {
		return []string{o.text("identifier"), o.text("title"), o.text("recipient_address")}
	})
	return invoicePage(q)
}

func listLocked(c *call) reply {
	q := c.from(kindInvoices)
	q.keep(func(o *object) bool { return o.flag("locked") })
	return invoicePage(q)
}

// invoicePage applies the filters that both lists have, and leaves the detail out.
func invoicePage(q *query) reply {
	q.oneOf("status", field("status"))
	q.between("date_from", "date_to", field("date"))
	q.oneOf("identifier", field("identifier"))
	q.show = func(o *object) *object { return o.without(detailOnly...) }
	return q.page(newestFirst)
}

func field(key string) func(*object) string { return func(o *object) string { return o.text(key) } }

// getInvoice joins the payments and reminders that the account has now.
func getInvoice(c *call, o *object) reply {
	full := o.clone()
	full.put("payments", c.st.embeddedPayments(o.number("id")))
	full.put("reminders", c.st.embeddedReminders(o.number("id")))
	return ok(full.encode())
}

// embeddedPayments are an invoice's payments in the shape they have inside it: dates instead of times.
func (s *store) embeddedPayments(invoice int64) []*object {
	list := []*object{}
	for _, p := range s.paymentsOf(invoice) {
		e := p.pick("id", "date", "paid_total", "currency")
		list = append(list, withDays(e, p))
	}
	return list
}

// embeddedReminders are an invoice's reminders in the shape they have inside it: without title and status.
func (s *store) embeddedReminders(invoice int64) []*object {
	list := []*object{}
	for _, r := range s.remindersOf(invoice) {
		e := r.pick("id", "date", "due_date", "fee", "text")
		list = append(list, withDays(e, r))
	}
	return list
}

func withDays(e, o *object) *object {
	for _, k := range []string{"created", "updated"} {
		at := o.text(k + "_at")
		e.put(k+"_on", at[:min(len(at), 10)])
	}
	return e
}

func (s *store) paymentsOf(invoice int64) []*object { return s.belonging(kindPayments, invoice) }

func (s *store) remindersOf(invoice int64) []*object { return s.belonging(kindReminders, invoice) }

func (s *store) belonging(kind string, invoice int64) []*object {
	c := s.kinds[kind]
	if c == nil {
		return nil
	}
	list := slices.Clone(c.byInvoice[invoice])
	slices.SortStableFunc(list, byID)
	return list
}

// updateStatus sets one of the four statuses that can be set. Which transitions MOCO refuses is not known beyond drafts;
// here every other one passes.
func updateStatus(c *call, o *object) reply {
	want := c.body.text("status")
	if !slices.Contains([]string{"created", "sent", "overdue", "ignored"}, want) {
		return invalid("status", "ist kein gültiger Wert")
	}
	if o.text("status") == "draft" {
		return errorList(http.StatusForbidden, "Access denied")
	}
	o.put("status", want)
	c.touch(o)
	return noContent()
}

// touch moves updated_at and notes the change.
func (c *call) touch(o *object) {
	touch(o, c.now)
	c.changed(o.number("id"))
}
