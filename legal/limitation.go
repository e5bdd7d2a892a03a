package legal

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// limitation says when the claim lapses at the earliest. Which day a claim
// arose on is not in MOCO, so the earliest is taken: the end of the service,
// the invoice's date, the due date. What begins the term anew or stops it is
// not looked at either.
func (c *claim) limitation() {
	arose := c.Arose(c.item.Invoice)
	switch {
	case c.Country == Switzerland:
		c.say("limitation", c.code.limitation, words{"not watched: nobody has looked up the terms", "nicht überwacht: Die Fristen sind nicht nachgeschlagen"})
		return
	case arose.IsZero():
		c.say("limitation", c.code.limitation, words{"not known: the invoice has no date", "unbekannt: Die Rechnung hat kein Datum"})
		return
	}
	c.d.Lapses = c.Lapses(c.item.Invoice)
	if c.Country == Austria {
		c.say("limitation", c.code.limitation, words{"claim of %s: lapses after three years, on %s; a reminder does not stop that", "Forderung vom %s: verjährt nach drei Jahren, am %s; eine Mahnung hält das nicht auf"}, arose, c.d.Lapses)
		return
	}
	c.say("limitation", c.code.limitation, words{"claim of %d: lapses three years after the end of that year, on %s; a reminder does not stop that (§ 204 BGB)",
		"Forderung aus %d: verjährt drei Jahre nach Ende dieses Jahres, am %s; eine Mahnung hält das nicht auf (§ 204 BGB)"}, arose.Year, c.d.Lapses)
}

// limitationYears is the regular term (§ 195 BGB, § 1486 ABGB).
const limitationYears = 3

// Arose is the earliest day on which the claim can have arisen; absent if the
// invoice has no dates.
func (p Profile) Arose(inv billing.Invoice) billing.Date {
	var first billing.Date
	for _, d := range []billing.Date{inv.ServicePeriodTo, inv.Date, inv.DueDate} {
		if !d.IsZero() && (first.IsZero() || d.Before(first)) {
			first = d
		}
	}
	return first
}

// Lapses is the last day before the claim lapses, at the earliest; absent if
// it is not known, and in Switzerland.
func (p Profile) Lapses(inv billing.Invoice) billing.Date {
	arose := p.Arose(inv)
	switch {
	case arose.IsZero():
		return billing.Date{}
	case p.Country == Germany:
		return billing.Date{Year: arose.Year + limitationYears, Month: time.December, Day: 31}
	case p.Country == Austria:
		last := billing.Date{Year: arose.Year + limitationYears, Month: arose.Month, Day: arose.Day}
		if arose.Month == time.February && !leap(last.Year) {
			last.Day = min(arose.Day, 28) // a month without the day: its last one (§ 902(2) ABGB)
		}
		return last
	}
	return billing.Date{}
}

// LapsesSoon is Lapses if it lies within the days of LimitationWarn from a day
// on; absent if not.
func (p Profile) LapsesSoon(inv billing.Invoice, today billing.Date) billing.Date {
	on := p.Lapses(inv)
	if p.LimitationWarn <= 0 || on.IsZero() || on.Before(today) || on.Sub(today) > p.LimitationWarn {
		return billing.Date{}
	}
	return on
}

// MayHaveLapsed reports whether Lapses is over on a day, with a LimitationWarn
// that asks for warnings. What began the term anew is not known, so the claim
// may still stand.
func (p Profile) MayHaveLapsed(inv billing.Invoice, today billing.Date) bool {
	on := p.Lapses(inv)
	return p.LimitationWarn > 0 && !on.IsZero() && on.Before(today)
}
