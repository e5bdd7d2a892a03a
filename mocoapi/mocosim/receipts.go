package mocosim

const kindReceipts = "receipts"

// receipts are what people paid out of their own pocket. They show no times.
func receipts() *resource {
	return &resource{
		kind: kindReceipts, path: "/receipts", order: byDate,
		filters: []filter{
			within("from", "to", field("date")), by("project_id", inner("project", "id")), by("user_id", inner("user", "id")),
			{[]string{"purchase_category_id"}, ofReceiptCategory}, by("refund_request_id", inner("refund_request", "id")),
			{[]string{"submitted"}, func(q *query) { q.flag("submitted", func(o *object) bool { return !o.flag("pending") }) }},
		},
		attrs: []attr{
			idAttr(), text("title").need(), date("date").need(), yesNo("billable"), fixed("pending", true), fixed("gross_total", cents(0)),
			text("currency").or("EUR"), receiptItems(), refer("project", kindProjects, receiptProject), fixed("refund_request", nil),
			text("info").or(""), person("user").shut().from(asActor), fileAttr("attachment_url", "attachment", "/receipts/"),
		},
		derive: deriveReceipt,
		refuse: sealed("Der Beleg ist bereits eingereicht", func(o *object) bool { return !o.isNull("refund_request") }),
	}
}

func receiptItems() attr {
	return parts("items", kindReceipts, []attr{
		decimal("gross_total").need(), vatAttr(kindVatPurchases).need(), named("purchase_category", kindCategories),
	}, nil).need()
}

func receiptProject(p *object) *object {
	v := p.pick("id", "name", "billable")
	v.put("company", p.sub("customer").pick("id", "name"))
	return v
}

// deriveReceipt adds up the one to three items, which are all of one category.
func deriveReceipt(_ *call, o, bad *object) {
	items := o.objects("items")
	if len(items) > 3 {
		complain(bad, "items", "sind zu viele (höchstens 3)")
	}
	var sum cents
	for _, item := range items {
		sum += item.worth("gross_total")
		if item.sub("purchase_category").text("id") != items[0].sub("purchase_category").text("id") {
			complain(bad, "items", "müssen dieselbe Kategorie haben")
			return
		}
	}
	o.put("gross_total", sum)
}

func ofReceiptCategory(q *query) {
	if asked := q.c.asked("purchase_category_id"); asked != "" {
		q.keep(func(o *object) bool {
			items := o.objects("items")
			return len(items) > 0 && items[0].sub("purchase_category").text("id") == asked
		})
	}
}
