package app

import (
	"context"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/rules"
)

// lookLaw says whether the base rate of today's half-year is known. Without
// legal: in worker.yaml there is nothing to look at.
func (a *App) lookLaw(context.Context) []Checkup {
	p := a.Config.Legal
	if !p.On() {
		return nil
	}
	today := billing.DateOf(a.opt.Now().In(a.Config.Timezone))
	if text := rules.RateMissing(p, today); text != "" {
		return []Checkup{hurts("law", "%s", text)}
	}
	rate, found := p.Rates.At(today)
	switch {
	case !found:
		return []Checkup{fine("law", "%s, holidays of %s, interest of 5 %% a year", p.Country, p.Calendar.Place())}
	case rate.Secondary:
		return []Checkup{hurts("law", "%s, holidays of %s: the base rate of %s %% from %s on comes from a secondary source. Check it, and put what you find into legal.base_rates",
			p.Country, p.Calendar.Place(), rate.Percent, rate.From)}
	}
	return []Checkup{fine("law", "%s, holidays of %s, base rate %s %% from %s on (%s)", p.Country, p.Calendar.Place(), rate.Percent, rate.From, rate.Source)}
}
