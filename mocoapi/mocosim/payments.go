package mocosim

import (
	"net/http"
	"time"
)

func paymentRoutes() []route {
	return []route{
		{"GET", "/invoices/payments", with("invoice_id", "date_from", "date_to"), listPayments},
		{"POST", "/invoices/payments", nil, createPayment},
		{"POST", "/invoices/payments/bulk", nil, createPayments},
		{"GET", "/invoices/payments/{id}", nil, onlyFor(kindPayments, show)},
		{"PUT", "/invoices/payments/{id}", nil, onlyFor(kindPayments, updatePayment)},
		{"PATCH", "/invoices/payments/{id}", nil, onlyFor(kindPayments, updatePayment)},
		{"DELETE", "/invoices/payments/{id}", nil, onlyFor(kindPayments, deletePayment)},
	}
}

func listPayments(c *call) reply {
	q := c.from(kindPayments)
	q.oneOf("invoice_id", func(o *object) string { return o.sub("invoice").text("id") })
	return q.between("date_from", "date_to", field("date")).page(newestFirst)
}

func createPayment(c *call) reply {
	p, rep := c.newPayment(c.body)
	if p == nil {
		return rep
	}
	c.bookPayment(p)
	return ok(p.encode())
}

// createPayments books all rows or none. Here each row needs its invoice.
func createPayments(c *call) reply {
	rows, rep := c.bulk("bulk_data")
	if rows == nil {
		return rep
	}
	made := []*object{}
	for _, row := range rows {
		if row.number("invoice_id") == 0 {
			return invalid("invoice", blank)
		}
		p, rep := c.newPayment(row)
		if p == nil {
			return rep
		}
		made = append(made, p)
	}
	for _, p := range made {
		c.bookPayment(p)
	}
	return ok(encodeList(made))
}

// bulk reads a list of objects from the body.
func (c *call) bulk(key string) ([]*object, reply) {
	raw, err := parseList(c.body.vals[key])
	if err != nil || len(raw) == 0 {
		return nil, message(http.StatusUnprocessableEntity, "Invalid payload")
	}
	return raw, reply{}
}

// newPayment makes a payment from a request, or the answer that refuses it.
func (c *call) newPayment(body *object) (*object, reply) {
	if !isDate(body.text("date")) {
		return nil, invalid("date", blank)
	}
	paid, valid := body.amount("paid_total")
	if !valid {
		return nil, invalid("paid_total", "ist keine Zahl")
	}
	invoice := c.st.find(kindInvoices, body.number("invoice_id"))
	if invoice == nil && (!body.isNull("invoice_id") || body.text("description") == "") {
		return nil, invalid("invoice", blank)
	}
	return c.st.paymentObject(payment{invoice, body.text("date"), paid, body.text("currency"), body.text("description")}, c.now), reply{}
}

type payment struct {
	invoice     *object // nil: income without an invoice
	date        string
	paid        cents
	currency    string // empty: the invoice's
	description string
}

// paymentObject is a payment on the wire. It has its id and is in the store only after bookPayment.
func (s *store) paymentObject(p payment, now time.Time) *object {
	currency := first(p.currency, "EUR")
	var ref any
	if p.invoice != nil {
		currency = first(p.currency, p.invoice.text("currency"))
		ref = invoiceRef(p.invoice)
	}
	var description any
	if p.description != "" {
		description = p.description
	}
	return newObject("id", 0, "date", p.date, "invoice", ref, "paid_total", p.paid,
		"paid_total_in_account_currency", inEUR(p.paid, currency), "currency", currency, "description", description,
		"created_at", stamp(now), "updated_at", stamp(now))
}

func invoiceRef(o *object) *object { return o.pick("id", "identifier", "title") }

// inEUR converts at a fixed rate: the account's currency is the euro, and a franc is 1.05 of them.
func inEUR(amount cents, currency string) cents {
	if currency == "CHF" {
		return amount * 105 / 100
	}
	return amount
}

func (c *call) bookPayment(p *object) {
	c.st.bookPayment(p, c.now)
	c.changed(p.number("id"))
}

// bookPayment gives the payment its id and lets the invoice follow.
func (s *store) bookPayment(p *object, now time.Time) {
	p.put("id", s.nextID(kindPayments))
	s.put(kindPayments, p)
	s.settle(p.sub("invoice").number("id"), now)
}

// updatePayment changes what may change: a payment stays with its invoice.
func updatePayment(c *call, p *object) reply {
	if d := c.body.text("date"); d != "" {
		if !isDate(d) {
			return invalid("date", blank)
		}
		p.put("date", d)
	}
	if cur := c.body.text("currency"); cur != "" {
		p.put("currency", cur)
	}
	if c.body.has("paid_total") {
		paid, valid := c.body.amount("paid_total")
		if !valid {
			return invalid("paid_total", "ist keine Zahl")
		}
		p.put("paid_total", paid)
		p.put("paid_total_in_account_currency", inEUR(paid, p.text("currency")))
	}
	if c.body.has("description") {
		p.set("description", c.body.vals["description"])
	}
	c.touch(p)
	c.st.settle(p.sub("invoice").number("id"), c.now)
	return ok(p.encode())
}

// deletePayment answers 204, as recorded.
func deletePayment(c *call, p *object) reply {
	id, invoice := p.number("id"), p.sub("invoice").number("id")
	c.st.remove(kindPayments, id)
	c.st.settle(invoice, c.now)
	c.changed(id)
	return noContent()
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
