package jobs

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// periods are the words of jobs[].period with the days that they mean on a
// day. The week begins on Monday.
func periods() map[string]func(today billing.Date) billing.Period {
	return map[string]func(billing.Date) billing.Period{
		"": billing.YearOf,
		"previous_week": func(d billing.Date) billing.Period {
			monday := d.AddDays(-(int(d.Weekday()) + 6) % 7)
			return billing.Period{From: monday.AddDays(-7), To: monday.AddDays(-1)}
		},
		"previous_month": func(d billing.Date) billing.Period {
			end := monthStart(d).AddDays(-1)
			return billing.Period{From: monthStart(end), To: end}
		},
		"previous_quarter": func(d billing.Date) billing.Period {
			end := quarterStart(d).AddDays(-1)
			return billing.Period{From: quarterStart(end), To: end}
		},
		"previous_year": func(d billing.Date) billing.Period { return billing.YearOf(billing.YearOf(d).From.AddDays(-1)) },
		"month_to_date": func(d billing.Date) billing.Period { return billing.Period{From: monthStart(d), To: d} },
		"year_to_date":  func(d billing.Date) billing.Period { return billing.Period{From: billing.YearOf(d).From, To: d} },
	}
}

// covers is the time that the job's reports cover on a day: the whole year if
// it has no period.
func (j Job) covers(today billing.Date) (billing.Period, error) {
	of, ok := periods()[j.Period]
	if !ok {
		return billing.Period{}, fmt.Errorf("job %s has the period %q, which is not known", j.Name, j.Period)
	}
	return of(today), nil
}

func monthStart(d billing.Date) billing.Date {
	return billing.Date{Year: d.Year, Month: d.Month, Day: 1}
}

func quarterStart(d billing.Date) billing.Date {
	return billing.Date{Year: d.Year, Month: d.Month - (d.Month-time.January)%3, Day: 1}
}
