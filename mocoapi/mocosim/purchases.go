package mocosim

// purchases are suppliers' bills. What names nobody is an empty object in them, not null: recorded.
func purchases() *resource {
	return &resource{
		kind: kindPurchases, path: "/purchases", order: byDate, attrs: purchaseAttrs(), filters: purchaseFilters(), deleted: empty,
		derive: derivePurchase,
		refuse: func(c *call, o *object) (reply, bool) {
			return invalid("base", "Die Ausgabe ist nicht mehr offen"), o.text("status") != "pending" || len(c.st.paymentsFor(o)) > 0
		},
	}
}

func purchaseAttrs() []attr {
	return table(
		text("identifier").shut(), text("receipt_identifier"), text("title"), text("info"), text("iban"), text("reference"), date("date").need(),
		date("due_date"), date("service_period_from"), date("service_period_to"), oneOfThese("status", "pending", "archived").or("pending"),
		fixed("partially_paid", false).shows(partiallyPaid),
		oneOfThese("payment_method", "bank_transfer", "direct_debit", "credit_card", "paypal", "cash", "bank_transfer_swiss_qr_esr").need(),
		fixed("net_total", cents(0)), fixed("gross_total", cents(0)), text("currency").need(), fileAttr("file_url", "file", "/purchases/"),
		properties("Purchase"), tagList("Purchase"), fixed("approval_status", "none"),
		refer("company", kindCompanies, keys("id", "name", "iban")).or(newObject()), fixed("payments", []*object{}).shows(paymentsInside),
		refer("user", kindUsers, purchaser).from(func(c *call, _ *object) any { return purchaser(c.actor) }),
		fixed("refund_request", nil), fixed("credit_card_transaction", nil), purchaseItems(),
	)
}

// purchaser is how a purchase, and nothing else, names a user: name instead of lastname.
func purchaser(u *object) *object {
	return newObject("id", u.number("id"), "firstname", u.text("firstname"), "name", u.text("lastname"))
}

// purchaseItems can't be changed once they are made.
func purchaseItems() attr {
	byTax := func(c *call, o *object) any {
		if o.isNull("tax") {
			return nil
		}
		return c.st.vatByTax(kindVatPurchases, o.worth("tax"))
	}
	return parts("items", kindPurchases, []attr{
		idAttr(), text("title").need(), decimal("net_total").as("total").need(), fixed("tax_total", cents(0)), rate("tax"),
		vatAttr(kindVatPurchases).from(byTax).need(), yesNo("tax_included"), yesNo("ksk_relevant"), fixed("gross_total", cents(0)),
		refer("category", kindCategories, keys("id", "name", "credit_account")).or(newObject()), fixed("supplier_credit_number", 70000),
		fixed("expense", nil), fixed("receipt", nil),
	}, func(o *object) {
		tax, total := o.sub("vat").worth("tax"), o.worth("net_total")
		net, gross := total, total+total.percent(tax)
		if o.flag("tax_included") {
			net, gross = netOf(total, tax), total
		}
		o.put("tax", tax)
		o.put("net_total", net)
		o.put("tax_total", gross-net)
		o.put("gross_total", gross)
	}).need().once()
}

// derivePurchase does the sums and makes the title from the items when there is none: recorded.
func derivePurchase(c *call, o, _ *object) {
	items := o.objects("items")
	var net, gross cents
	number := c.st.sure(kindCompanies, o.sub("company").number("id")).number("credit_number")
	for _, item := range items {
		net, gross = net+item.worth("net_total"), gross+item.worth("gross_total")
		if number != 0 {
			item.put("supplier_credit_number", number)
		}
	}
	o.put("items", items)
	o.put("net_total", net)
	o.put("gross_total", gross)
	if o.text("title") == "" && len(items) > 0 {
		title := items[0].text("title")
		if len(items) > 1 {
			title += " etc."
		}
		o.put("title", title)
	}
	if o.text("identifier") == "" {
		o.put("identifier", c.st.nextNumber(kindPurchases, "E"+c.now.Format("06"), 4))
	}
}

func purchaseFilters() []filter {
	company := func(o *object) string { return first(o.sub("company").text("id"), "0") }
	return []filter{
		by("id", field("id")), {[]string{"category_id"}, inCategory}, byTerm(field("title"), field("identifier"), field("receipt_identifier"), inner("company", "name")),
		by("company_id", company), by("status", field("status")), by("approval_status", field("approval_status")),
		{[]string{"approver_user_id", "tag_ids"}, func(*query) {}}, {[]string{"not_booked"}, notBooked}, byTags(), {[]string{"date"}, inDateRange},
		{[]string{"unpaid", "partially_paid"}, byPayment}, by("payment_method", field("payment_method")),
		by("receipt_identifier", field("receipt_identifier")), by("identifier", field("identifier")), by("user_id", inner("user", "id")),
	}
}

func inCategory(q *query) {
	if asked := q.c.asked("category_id"); asked != "" {
		q.keep(func(o *object) bool {
			for _, item := range o.objects("items") {
				if item.sub("category").text("id") == asked {
					return true
				}
			}
			return false
		})
	}
}

// notBooked keeps the purchases that are in no bookkeeping export.
func notBooked(q *query) {
	if q.c.asked("not_booked") != "true" {
		return
	}
	booked := map[int64]bool{}
	for _, e := range q.c.st.rows(kindPurchaseExports) {
		for _, id := range e.numbers("purchase_ids") {
			booked[id] = true
		}
	}
	q.keep(func(o *object) bool { return !booked[o.number("id")] })
}

func byPayment(q *query) {
	paid := func(o *object) cents { return q.c.st.paidFor(o) }
	q.flag("unpaid", func(o *object) bool { return paid(o) < o.worth("gross_total") })
	q.flag("partially_paid", func(o *object) bool { return partiallyPaid(q.c.st, o) == true })
}
