package mocosim

import "time"

const kindRecurring = "recurring_expenses"

// recurring are expenses that come back. MOCO makes the next one when its day comes; the simulator waits to be asked.
func recurring() *resource {
	return &resource{
		kind: kindRecurring, path: "/projects/{id}/recurring_expenses", in: parent{kind: kindProjects, ref: "project"}, deleted: silent,
		attrs: table(
			date("start_date").need().once(), date("finish_date"), fixed("recur_next_date", nil),
			oneOfThese("period", "weekly", "biweekly", "monthly", "quarterly", "biannual", "annual", "annual2", "annual3").need().once(),
			text("title").need(), text("description").or(""), decimal("quantity").need(), text("unit").need(), decimal("unit_price").need(),
			decimal("unit_cost").need(), fixed("price", cents(0)), fixed("cost", cents(0)), fixed("currency", ""), yesNo("budget_relevant"),
			yesNo("billable").or(true), oneOfThese("service_period_direction", "none", "forward", "backward").or("none"),
			properties("RecurringExpense"), named("project", kindProjects).shut(), revenueCategory(),
		),
		derive: func(c *call, o, _ *object) {
			price(o)
			o.put("currency", c.st.sure(kindProjects, o.sub("project").number("id")).text("currency"))
			if o.isNull("recur_next_date") {
				o.put("recur_next_date", nextRecurrence(o, today(c.now)))
			}
		},
	}
}

// allRecurring is the list over all projects.
func allRecurring() *resource {
	r := recurring()
	r.path, r.in, r.verbs = "/recurring_expenses", parent{}, "list"
	r.filters = append(r.filters, by("project_id", inner("project", "id")))
	return r
}

// nextRecurrence is the first date of the row after today, or after the end if that has passed: recorded.
func nextRecurrence(o *object, today string) string {
	last := today
	if end := o.text("finish_date"); end != "" && end < today {
		last = end
	}
	start, err := time.Parse(time.DateOnly, o.text("start_date"))
	end, wrong := time.Parse(time.DateOnly, last)
	if err != nil || wrong != nil || start.After(end) {
		return o.text("start_date")
	}
	if days := map[string]int{"weekly": 7, "biweekly": 14}[o.text("period")]; days > 0 {
		passed := int(end.Unix()-start.Unix()) / 86400
		return daysAfter(o.text("start_date"), (passed/days+1)*days)
	}
	step := map[string]int{"monthly": 1, "quarterly": 3, "biannual": 6, "annual": 12, "annual2": 24, "annual3": 36}[o.text("period")]
	passed := (end.Year()-start.Year())*12 + int(end.Month()-start.Month())
	passed -= passed % max(step, 1)
	if next := monthsAfter(o.text("start_date"), passed); next > last {
		return next
	}
	return monthsAfter(o.text("start_date"), passed+step)
}

// monthsAfter stays in the month: a month after January 31 is the last of February.
func monthsAfter(date string, months int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	firstDay := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, months, 0)
	return firstDay.AddDate(0, 0, min(t.Day(), firstDay.AddDate(0, 1, -1).Day())-1).Format(time.DateOnly)
}

func recurringRoutes() []route {
	r := recurring()
	return []route{{"POST", r.path + "/{id}/recur", nil, r.one(recur)}}
}

// recur makes the next expense early and moves the date on by one period.
func recur(c *call, o *object) reply {
	r, day := expenses(), o.text("recur_next_date")
	body := o.pick("title", "description", "quantity", "unit", "unit_price", "unit_cost", "budget_relevant", "billable", "custom_properties")
	body.put("date", day)
	e, bad := r.make(c, body)
	if len(bad.keys) > 0 {
		return unprocessable(bad)
	}
	e.put("recurring_expense_id", o.number("id"))
	r.keep(c, e)
	o.put("recur_next_date", nextRecurrence(o.without("finish_date"), day))
	c.touched(o)
	return r.get(c, e)
}
