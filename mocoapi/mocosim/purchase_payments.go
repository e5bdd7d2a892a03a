package mocosim

const kindPurchasePayments = "purchase_payments"

// purchasePayments are what was paid to suppliers, or paid without a bill.
func purchasePayments() *resource {
	return &resource{
		kind: kindPurchasePayments, path: "/purchases/payments", order: newestFirst, whole: true,
		filters: []filter{by("purchase_id", inner("purchase", "id")), within("date_from", "date_to", field("date"))},
		attrs: table(
			date("date").need(), refer("purchase", kindPurchases, keys("id", "identifier", "title")).once(), decimal("total").need(),
			text("currency"), text("description"), fixed("remittance_export_id", nil),
		),
		present: func(_ *call, v *object) *object { return v.without("description") }, // it is written and never shown
		derive: func(c *call, o, bad *object) {
			if o.isNull("purchase") && o.text("description") == "" {
				complain(bad, "purchase", blank)
			}
			if o.text("currency") == "" {
				o.put("currency", first(c.st.sure(kindPurchases, o.sub("purchase").number("id")).text("currency"), "EUR"))
			}
		},
	}
}

func (s *store) paymentsFor(purchase *object) []*object {
	list := []*object{}
	for _, p := range s.rows(kindPurchasePayments) {
		if p.sub("purchase").number("id") == purchase.number("id") {
			list = append(list, p)
		}
	}
	return list
}

// paymentsInside are a purchase's payments in the shape they have inside it.
func paymentsInside(st *store, purchase *object) any {
	list := st.paymentsFor(purchase)
	for i, p := range list {
		list[i] = p.pick("id", "date", "total", "currency")
		list[i].put("user", nil)
	}
	return list
}

func (s *store) paidFor(purchase *object) cents {
	var sum cents
	for _, p := range s.paymentsFor(purchase) {
		sum += p.worth("total")
	}
	return sum
}

func partiallyPaid(st *store, purchase *object) any {
	paid := st.paidFor(purchase)
	return paid != 0 && paid < purchase.worth("gross_total")
}
