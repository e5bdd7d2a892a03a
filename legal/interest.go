package legal

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Interest is the interest on a claim from the beginning of default up to and
// including a day.
type Interest struct {
	// Known is false where there is no figure: see the findings. Before default
	// it is true, and the total is zero.
	Known    bool      `json:"known"`
	Segments []Segment `json:"segments"`
	// Total is the sum of the exact amounts, rounded once.
	Total billing.Money `json:"total"`
	// Principal and Rest are what would be open, of the claim and of the
	// interest, if payments in default had gone to the interest first
	// (§ 367(1) BGB). Unknown where there were none. Letters follow MOCO,
	// which books payments on the invoice.
	Principal billing.Money `json:"principal_interest_first,omitzero"`
	Rest      billing.Money `json:"rest_interest_first,omitzero"`
}

// Segment is a time with one rate and one open amount.
type Segment struct {
	From  billing.Date    `json:"from"`
	Until billing.Date    `json:"until"` // inclusive
	Days  int             `json:"days"`  // as the day count has it
	Open  billing.Money   `json:"open"`
	Base  billing.Decimal `json:"base"` // the base rate; 0 where none is used
	Rate  billing.Decimal `json:"rate"` // per cent a year
	// Amount is the interest, with six decimal places. Only the sum of exact
	// amounts is rounded to money.
	Amount string `json:"amount"`
	exact  *big.Rat
}

// points is what is added to the base rate, or the whole rate if there is no
// base.
func (c *claim) points() (points billing.Decimal, base bool) {
	switch business := c.d.Debtor == Business; {
	case c.Country == Germany && business:
		return billing.NewDecimal(9, 0), true
	case c.Country == Germany:
		return billing.NewDecimal(5, 0), true
	case c.Country == Austria && business:
		return billing.NewDecimal(92, 1), true
	case c.Country == Austria:
		return billing.NewDecimal(4, 0), false
	}
	return billing.NewDecimal(5, 0), false
}

// law is the paragraph of the rate.
func (c *claim) law() string {
	if c.d.Debtor == Business {
		return c.code.interestBusiness
	}
	return c.code.interest
}

func (c *claim) interest() {
	gross := c.item.Invoice.GrossTotal
	c.d.Interest = Interest{Segments: []Segment{}}
	if _, err := c.item.Open(); err != nil || gross.Minor < 0 {
		c.find("no interest is computed: the claim's open amount is not known")
		return
	}
	c.sayRate()
	if !c.d.Default.Began {
		c.d.Interest.Known, c.d.Interest.Total = !c.d.Due.IsZero(), billing.Money{Currency: gross.Currency}
		return
	}
	c.d.Interest = c.between(c.d.Default.From, c.d.Today)
	c.interestFirst()
}

// between computes the interest of a time, both ends included.
func (c *claim) between(from, until billing.Date) Interest {
	segments, ok := c.segments(from, until)
	if !ok {
		return Interest{Segments: []Segment{}}
	}
	sum := new(big.Rat)
	for _, s := range segments {
		sum.Add(sum, s.exact)
		c.saySegment(s)
	}
	total, ok := roundHalfUp(sum, c.item.Invoice.Currency)
	if !ok {
		c.find("no interest is computed: it is too large")
		return Interest{Segments: []Segment{}}
	}
	c.say("interest", c.code.noCompound, words{"together %s, rounded once; no interest on interest", "zusammen %s, einmal gerundet; keine Zinseszinsen"}, total)
	return Interest{Known: true, Segments: segments, Total: total}
}

func (c *claim) sayRate() {
	points, base := c.points()
	switch {
	case base:
		c.say("interest", c.law(), words{"%s percentage points over the base rate, days as %s", "%s Prozentpunkte über dem Basiszinssatz, Tage nach %s"}, points, cmp.Or(c.DayCount, Act365))
	default:
		c.say("interest", c.law(), words{"%s %% a year, days as %s", "%s %% im Jahr, Tage nach %s"}, points, cmp.Or(c.DayCount, Act365))
	}
}

func (c *claim) saySegment(s Segment) {
	law := c.law()
	if c.usesBase() {
		law = c.code.base
	}
	c.say("interest", law, words{"%s to %s: %s at %s %% on %s = %s", "%s bis %s: %s zu %s %% auf %s = %s"},
		s.From, s.Until, dayCount(s.Days), s.Rate, s.Open, exactAmount(s.Amount))
}

func (c *claim) usesBase() bool {
	_, base := c.points()
	return base
}

// exactAmount is an amount with six places in the language of a line.
func exactAmount(s string) words {
	german := []byte(s)
	if i := slices.Index(german, '.'); i >= 0 {
		german[i] = ','
	}
	return words{s, string(german)}
}

// segments cuts a time where the rate or the open amount changes. A payment
// counts from the day after it. ok is false if a base rate is missing.
func (c *claim) segments(from, until billing.Date) (out []Segment, ok bool) {
	out = []Segment{}
	for day := from; !day.After(until); {
		end := until
		if last := c.sameRateUntil(day); !last.IsZero() && last.Before(end) {
			end = last
		}
		for _, p := range c.item.Payments {
			if !p.Date.Before(day) && p.Date.Before(end) {
				end = p.Date
			}
		}
		open := c.openOn(day)
		if open.Minor > 0 {
			s, ok := c.segment(day, end, open)
			if !ok {
				return nil, false
			}
			out = append(out, s)
		}
		day = end.AddDays(1)
	}
	return out, true
}

// sameRateUntil is the last day on which a day of this one's rate and year
// counts the same; absent if all do.
func (c *claim) sameRateUntil(day billing.Date) billing.Date {
	switch {
	case c.usesBase():
		return nextHalfYear(HalfYear(day)).AddDays(-1)
	case c.DayCount == ActAct:
		return billing.Date{Year: day.Year, Month: time.December, Day: 31}
	}
	return billing.Date{}
}

// openOn is what was open on a day: the payments of earlier days are off.
func (c *claim) openOn(day billing.Date) billing.Money {
	open := c.item.Invoice.GrossTotal
	for _, p := range c.item.Payments {
		if p.Date.Before(day) {
			open.Minor -= p.PaidTotal.Minor
		}
	}
	return open
}

// segment computes one time.
func (c *claim) segment(from, until billing.Date, open billing.Money) (Segment, bool) {
	rate, base := c.points()
	s := Segment{From: from, Until: until, Days: c.DayCount.days(from, until), Open: open, Rate: rate}
	if base {
		r, found := c.Rates.At(from)
		if !found {
			c.find("no interest is computed: nobody has entered the base rate of %s for the half-year from %s (legal.base_rates)", c.Country, HalfYear(from))
			c.say("interest", c.code.base, words{"the base rate from %s on is not entered: no interest is computed", "der Basiszinssatz ab %s ist nicht hinterlegt: keine Zinsberechnung"}, HalfYear(from))
			return s, false
		}
		sum, err := r.Percent.Add(rate)
		if err != nil {
			return s, false
		}
		s.Base, s.Rate = r.Percent, sum
		if r.Secondary {
			c.secondary(r)
		}
	}
	s.exact = new(big.Rat).Mul(whole(open.Minor), rat(s.Rate))
	s.exact.Mul(s.exact, c.DayCount.part(from, s.Days))
	s.exact.Quo(s.exact, whole(100))
	s.Amount = c.inUnits(s.exact).FloatString(6)
	return s, true
}

func (c *claim) secondary(r Rate) {
	text := "the base rate from " + r.From.String() + " on comes from a secondary source: check it"
	if !slices.Contains(c.d.Findings, text) {
		c.find("%s", text)
	}
}

// inUnits turns minor units into whole ones.
func (c *claim) inUnits(minor *big.Rat) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(billing.MinorDigits(c.item.Invoice.Currency))), nil)
	return new(big.Rat).Quo(minor, new(big.Rat).SetInt(scale))
}
