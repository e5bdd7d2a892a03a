package mocosim

import (
	"encoding/json"
	"slices"
)

// invoiceWrites make invoices and delete them. There is no way to change one but its status.
func invoiceWrites() *resource {
	return &resource{
		kind: kindInvoices, path: "/invoices", verbs: "create delete", attrs: invoiceAttrs(), deleted: silent,
		derive: deriveInvoice, refuse: refuseInvoice, after: afterInvoice,
	}
}

func invoiceAttrs() []attr {
	on := func(c *call, _ *object) any { return today(c.now) }
	return slices.Concat([]attr{
		idAttr(), own("customer_id", nil, readID(kindCompanies)).need(), own("project_id", nil, readID(kindProjects)),
		own("offer_id", nil, readID(kindOffers)), text("identifier"), date("date").need(), date("due_date").need(), fixed("service_period", nil),
		date("service_period_from"), date("service_period_to"), own("status", "created", readInvoiceStatus), fixed("reversed", false),
		fixed("reversal_invoice_id", nil), fixed("reversal", false), fixed("reversed_invoice_id", nil), text("title").need(),
		text("recipient_address").need(), text("currency").need(), fixed("net_total", cents(0)), rate("tax"), vatAttr(kindVatSales),
		fixed("gross_total", cents(0)), rate("discount").or(cents(0)), rate("cash_discount").or(cents(0)),
		decimal("cash_discount_days").or(cents(0)), fixed("creditor_reference", nil), fixed("debit_number", nil), fixed("credit_number", nil),
		fixed("locked", false), properties("Invoice"), tagList("Invoice"), fixed("file_url", nil), fixed("debt_collection_procedure", nil),
		person("user").shut().from(asActor),
	}, stamps(), []attr{
		fixed("created_on", nil).from(on), fixed("updated_on", nil).from(on), text("salutation").or(""), text("footer").or(""),
		fixed("activity_hours_modified", false), lineItems(kindInvoices, nil, numbers("expense_ids"), subtotalType()),
		fixed("payments", []*object{}), fixed("reminders", []*object{}), person("internal_contact").from(asActor),
	})
}

// readInvoiceStatus takes sent as created, as recorded.
func readInvoiceStatus(c *call, raw json.RawMessage) (any, string) {
	switch s, _ := scalar(raw); s {
	case "draft":
		return s, ""
	case "created", "sent":
		return "created", ""
	}
	return nil, notValid
}

// deriveInvoice numbers an invoice in the month in which it is made, unless it is a draft.
func deriveInvoice(c *call, o, bad *object) {
	totals(c, o, bad)
	if label := periodLabel(o); label != "" {
		o.put("service_period", label)
	}
	switch {
	case o.text("status") == "draft":
		o.put("identifier", nil)
		return
	case o.text("identifier") == "":
		o.put("identifier", c.st.nextNumber(kindInvoices, "R"+c.now.Format("0601")+"-", 3))
	}
	unique("identifier", kindInvoices, "identifier")(c, o, bad)
}

// refuseInvoice wants a reason, except for a draft. That an invoice with payments stays is not documented.
func refuseInvoice(c *call, o *object) (reply, bool) {
	switch {
	case o.flag("locked"):
		return forbidden("Access denied"), true
	case len(c.st.paymentsOf(o.number("id"))) > 0:
		return invalid("base", "Die Rechnung hat Zahlungen"), true
	}
	return invalid("reason", blank), o.text("status") != "draft" && c.body.text("reason") == ""
}

// afterInvoice marks what a new invoice bills, and gives it back when the invoice goes.
func afterInvoice(c *call, before, now *object) {
	if now == nil {
		for _, kind := range []string{kindActivities, kindExpenses} {
			for _, o := range c.st.rows(kind) {
				if o.number("invoice_id") == before.number("id") {
					c.bill(o, false, nil)
				}
			}
		}
		for _, r := range c.st.remindersOf(before.number("id")) {
			c.st.remove(kindReminders, r.number("id"))
		}
		return
	}
	for _, item := range c.body.objects("items") {
		for key, kind := range map[string]string{"activity_ids": kindActivities, "expense_ids": kindExpenses} {
			var ids []int64
			_ = json.Unmarshal(item.vals[key], &ids) // what is no list names nothing
			for _, id := range ids {
				if o := c.st.find(kind, id); o != nil {
					c.bill(o, true, now.number("id"))
				}
			}
		}
	}
}

func (c *call) bill(o *object, billed bool, invoice any) {
	o.put("billed", billed)
	o.put("invoice_id", invoice)
	touch(o, c.now)
}
