package mocosim

// projectReport sums up what was tracked, spent and billed. Without a budget what depends on it is null, as recorded.
func projectReport(c *call, o *object) reply {
	var all, billable, worked cents
	byTask := map[string]*taskCosts{}
	for _, a := range c.st.below(kindActivities, o) {
		hours := a.worth("hours")
		cost := a.worth("hourly_rate").times(hours)
		all, worked = all+hours, worked+cost
		if a.flag("billable") {
			billable += hours
		}
		id := a.sub("task").text("id")
		if byTask[id] == nil {
			byTask[id] = &taskCosts{}
		}
		byTask[id].hours += hours
		byTask[id].costs += cost
	}
	var spent, invoiced cents
	for _, e := range c.st.below(kindExpenses, o) {
		spent += e.worth("cost")
	}
	for _, i := range c.st.rows(kindInvoices) {
		if s := i.text("status"); i.text("project_id") == o.text("id") && s != "draft" && s != "ignored" {
			invoiced += i.worth("net_total")
		}
	}
	rep := newObject("budget_total", nil, "budget_progress_in_percentage", nil, "budget_remaining", nil, "invoiced_total", invoiced,
		"currency", o.text("currency"), "hours_total", nil, "hours_billable", billable, "hours_remaining", nil,
		"costs_expenses", inEUR(spent, o.text("currency")), "costs_activities", inEUR(worked, o.text("currency")),
		"costs_by_task", costsByTask(o, byTask))
	if budget, has := o.amount("budget"); has && budget > 0 {
		rep.put("budget_total", budget)
		rep.put("budget_progress_in_percentage", int64((worked+spent)*100/budget))
		rep.put("budget_remaining", budget-worked-spent)
		if rate := o.worth("hourly_rate"); rate > 0 {
			rep.put("hours_total", int64(budget/rate))
			rep.put("hours_remaining", int64(budget/rate)-int64(all/100))
		}
	}
	return ok(rep.encode())
}

type taskCosts struct{ hours, costs cents }

func costsByTask(project *object, sums map[string]*taskCosts) []*object {
	list := []*object{}
	for _, t := range project.objects("tasks") {
		if sum := sums[t.text("id")]; sum != nil {
			list = append(list, newObject("id", t.number("id"), "name", t.text("name"), "hours_total", sum.hours, "total_costs", sum.costs))
		}
	}
	return list
}

// below are the objects of a kind that name the project.
func (s *store) below(kind string, project *object) []*object {
	var list []*object
	for _, o := range s.rows(kind) {
		if o.sub("project").number("id") == project.number("id") {
			list = append(list, o)
		}
	}
	return list
}
