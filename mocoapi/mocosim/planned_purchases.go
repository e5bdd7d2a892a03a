package mocosim

const kindPlannedPurchases = "planned_purchases"

// plannedPurchases are costs to come, once or again and again.
func plannedPurchases() *resource {
	return &resource{
		kind: kindPlannedPurchases, path: "/planned_purchases", order: byDate, attrs: plannedPurchaseAttrs(),
		derive: func(_ *call, o, _ *object) {
			if o.text("frequency") == "once" {
				o.put("variant", "once")
				o.put("recur_next_on", nil)
			} else {
				o.put("variant", "recurring")
				o.put("recur_next_on", nextRecurrence(newObject("start_date", o.text("date"), "period", o.text("frequency")), o.text("date")))
			}
			o.put("net_total_in_account_currency", inEUR(o.worth("net_total"), o.text("currency")))
			o.put("exhausted_in_account_currency", inEUR(o.worth("exhausted"), o.text("currency")))
		},
		refuse: func(_ *call, o *object) (reply, bool) {
			return errorList(422, "Dem Plan sind Ausgaben zugewiesen"), len(o.objects("purchases")) > 0
		},
	}
}

func plannedPurchaseAttrs() []attr {
	return table(
		date("date").need(), fixed("active", true), date("finish_date"),
		oneOfThese("frequency", "once", "weekly", "biweekly", "monthly", "quarterly", "biannual", "annual").or("once"), fixed("variant", "once"),
		text("title").need(), text("info"), decimal("net_total").need(), fixed("net_total_in_account_currency", cents(0)),
		fixed("exhausted", cents(0)), fixed("exhausted_in_account_currency", cents(0)), text("currency").need(), named("company", kindCompanies),
		refer("purchase_budget", kindBudgets, keys("id", "title")), person("user").need(), fixed("purchases", []*object{}),
		properties("PlannedPurchase"), fixed("create_on_recur", false), fixed("recur_next_on", nil),
	)
}
