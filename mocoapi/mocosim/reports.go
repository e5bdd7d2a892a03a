package mocosim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
)

func reportRoutes() []route {
	pages := []string{"page", "per_page"}
	money := append([]string{"from", "to", "term", "company_id", "kinds"}, pages...)
	return []route{
		{"GET", "/report/cashflow", money, moneyReport(kindCashflow)},
		{"GET", "/report/finance", money, moneyReport(kindFinance)},
		{"GET", "/report/absences", []string{"active", "year"}, absences},
		{"GET", "/report/utilization", append([]string{"from", "to"}, pages...), utilization},
		{"GET", "/report/planned_vs_tracked", append([]string{"from", "to", "user_ids", "project_id"}, pages...), planned},
	}
}

// moneyReport is cashflow or finance: by default of the current year.
func moneyReport(kind string) func(*call) reply {
	return func(c *call) reply {
		q := &query{c: c, rows: slices.Clone(c.st.rows(kind))}
		if c.asked("from") == "" && c.asked("to") == "" {
			year := strconv.Itoa(c.now.Year())
			q.keep(func(o *object) bool { return o.text("date")[:min(4, len(o.text("date")))] == year })
		}
		q.between("from", "to", field("date"))
		q.oneOf("company_id", field("company_id"))
		if kinds := append(c.in.query["kinds[]"], c.in.query["kinds"]...); len(kinds) > 0 {
			q.keep(func(o *object) bool { return slices.Contains(kinds, o.text("kind")) })
		}
		q.term(func(o *object) []string { return []string{o.text("description"), o.sub("company").text("name")} })
		return q.page(byReportDate)
	}
}

func byReportDate(a, b *object) int {
	return cmp.Or(cmp.Compare(a.text("date"), b.text("date")), cmp.Compare(a.number("record_id"), b.number("record_id")),
		cmp.Compare(a.number("user_id"), b.number("user_id")))
}

// absences are those of the current year; of other years the account knows nothing. No paging: recorded.
func absences(c *call) reply {
	if year := c.asked("year"); year != "" && year != strconv.Itoa(c.now.Year()) {
		return ok([]byte("[]"))
	}
	q := &query{c: c, rows: slices.Clone(c.st.rows(kindAbsences))}
	q.flag("active", func(o *object) bool {
		u := c.st.find(kindUsers, o.sub("user").number("id"))
		return u == nil || u.flag("active")
	})
	return q.whole(func(a, b *object) int { return byText("lastname", "firstname")(a.sub("user"), b.sub("user")) })
}

// utilization has one row per user and day, all in one answer.
func utilization(c *call) reply {
	q := &query{c: c, rows: slices.Clone(c.st.rows(kindUtilised))}
	return q.between("from", "to", field("date")).whole(byReportDate)
}

// planned has no dates in its rows; the range picks nothing here.
func planned(c *call) reply {
	q := &query{c: c, rows: slices.Clone(c.st.rows(kindPlanned))}
	if q.date("from"); q.bad == "" {
		q.date("to")
	}
	if q.bad != "" {
		return message(http.StatusBadRequest, q.bad)
	}
	q.oneOf("user_ids", field("user_id")).oneOf("project_id", field("project_id"))
	return q.page(func(a, b *object) int {
		return cmp.Or(cmp.Compare(a.number("user_id"), b.number("user_id")), cmp.Compare(a.number("project_id"), b.number("project_id")))
	})
}
