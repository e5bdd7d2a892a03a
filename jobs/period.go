package jobs

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// unit is a kind of calendar span: that of a day.
type unit func(billing.Date) billing.Period

// before is the span before that of the day.
func (u unit) before(d billing.Date) billing.Period { return u(u(d).From.AddDays(-1)) }

// toDate is the span of the day up to that day.
func (u unit) toDate(d billing.Date) billing.Period { return billing.Period{From: u(d).From, To: d} }

// units are the words of jobs[].period with the span that each is about.
func units() map[string]unit {
	return map[string]unit{
		"":                 billing.YearOf,
		"previous_week":    billing.WeekOf,
		"previous_month":   billing.MonthOf,
		"month_to_date":    billing.MonthOf,
		"previous_quarter": billing.QuarterOf,
		"previous_year":    billing.YearOf,
		"year_to_date":     billing.YearOf,
	}
}

// covers is the time that the job's reports cover on a day: the whole year if
// it has no period.
func (j Job) covers(today billing.Date) (billing.Period, error) {
	u, ok := units()[j.Period]
	switch {
	case j.only != billing.Period{}:
		return j.only, nil
	case !ok:
		return billing.Period{}, fmt.Errorf("job %s has the period %q, which is not known", j.Name, j.Period)
	case strings.HasPrefix(j.Period, "previous_"):
		return u.before(today), nil
	case strings.HasSuffix(j.Period, "_to_date"):
		return u.toDate(today), nil
	}
	return u(today), nil
}
