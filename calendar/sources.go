package calendar

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Source says where a country's holidays were read.
type Source struct {
	Country string       // its code
	Text    string       // the acts
	Date    billing.Date // when they were entered here
}

// HolidaySources lists the sources of all countries' holidays.
func HolidaySources() []Source {
	entered := billing.Date{Year: 2026, Month: time.November, Day: 23}
	return []Source{
		{germany, "holiday acts (Feiertagsgesetze) of the Länder; Art. 2(2) of the Unification Treaty", entered},
		{austria, "§ 7(2) ARG; § 1 Feiertagsruhegesetz", entered},
		{swiss, "Federal Office of Justice, list of cantonal holidays; Art. 110(3) BV", entered},
	}
}
