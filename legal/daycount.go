package legal

import (
	"math/big"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// days counts the days of a time, both ends included.
func (d DayCount) days(from, until billing.Date) int {
	if d == Thirty360 {
		return thirty(until.AddDays(1)) - thirty(from)
	}
	return until.Sub(from) + 1
}

// thirty numbers a day as if each month had 30: the 31st is the 30th.
func thirty(d billing.Date) int { return d.Year*360 + int(d.Month)*30 + min(d.Day, 30) }

// part is so many days as a part of the year in which they lie.
func (d DayCount) part(in billing.Date, days int) *big.Rat {
	year := int64(365)
	switch {
	case d == Thirty360:
		year = 360
	case d == ActAct && leap(in.Year):
		year = 366
	}
	return big.NewRat(int64(days), year)
}

func leap(year int) bool {
	return billing.Date{Year: year, Month: time.February, Day: 28}.AddDays(1).Month == time.February
}
