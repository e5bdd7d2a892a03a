package mocosim

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

func performanceRoutes() []route {
	params := []string{"year"}
	return []route{
		{"GET", "/users/{id}/performance_report", params, users().one(performance)},
		{"GET", "/profile/performance_report", params, func(c *call) reply { return performance(c, c.actor) }},
	}
}

// performance holds a user's year against the employments: what had to be worked, what was, what can be billed.
func performance(c *call, u *object) reply {
	year, err := strconv.Atoi(first(c.asked("year"), strconv.Itoa(c.now.Year())))
	if err != nil || year < 2000 || year > 2100 {
		return message(http.StatusBadRequest, "Invalid year")
	}
	var months []*object
	var target, tracked, billable, untilToday cents
	for m := time.January; m <= time.December; m++ {
		due := c.st.targetHours(u.number("id"), year, m, "")
		did, billed := c.st.trackedHours(u.number("id"), fmt.Sprintf("%d-%02d", year, m))
		months = append(months, newObject("year", year, "month", int(m), "target_hours", due, "hours_tracked_total", did,
			"variation", did-due, "hours_billable_total", billed))
		target, tracked, billable = target+due, tracked+did, billable+billed
		untilToday += did - c.st.targetHours(u.number("id"), year, m, today(c.now))
	}
	return ok(newObject("annually", newObject("year", year, "employment_hours", target, "target_hours", target,
		"hours_tracked_total", tracked, "variation", tracked-target, "variation_until_today", untilToday,
		"hours_billable_total", billable), "monthly", months).encode())
}

// targetHours are those of the working days of a month, up to a day if one is given.
func (s *store) targetHours(user int64, year int, month time.Month, until string) (sum cents) {
	for _, e := range s.rows(kindEmployments) {
		if e.sub("user").number("id") != user {
			continue
		}
		am, pm := e.sub("pattern").amounts("am"), e.sub("pattern").amounts("pm")
		for d := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC); d.Month() == month; d = d.AddDate(0, 0, 1) {
			day, weekday := d.Format(time.DateOnly), int(d.Weekday())-1
			employed := day >= e.text("from") && (e.text("to") == "" || day <= e.text("to")) && (until == "" || day <= until)
			if employed && weekday >= 0 && weekday < min(len(am), len(pm)) {
				sum += am[weekday] + pm[weekday]
			}
		}
	}
	return sum
}

// trackedHours are all hours of a user whose date begins so, and those of them that can be billed.
func (s *store) trackedHours(user int64, month string) (all, billable cents) {
	for _, a := range s.rows(kindActivities) {
		if a.sub("user").number("id") != user || len(a.text("date")) < 7 || a.text("date")[:7] != month {
			continue
		}
		hours := a.worth("hours")
		all += hours
		if a.flag("billable") {
			billable += hours
		}
	}
	return all, billable
}
