package configs

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/legal"
)

// legal reads the law that claims are under. It comes after the calendar, whose
// country and region it takes over.
func (r *reader) legal(file section) {
	s := file.section("legal")
	p := legal.Profile{Country: legal.Country(s.enum("country"))}
	region := s.text("region")
	p.Basis, p.ReceiptDays, p.DayCount = legal.Basis(s.enum("due_date_basis")), s.number("receipt_days"), legal.DayCount(s.enum("day_count"))
	debtors := s.section("debtors")
	p.Business, p.Consumer = debtors.list("business"), debtors.list("consumer")
	p.ConsumerNotice = s.boolean("consumer_notice")
	ceiling, agreed := s.amounts("fee_ceiling"), s.amounts("agreed_fee")
	p.StateLumpSum, p.StateInterest = s.enum("lump_sum") == "state", s.enum("interest") == "state"
	p.LimitationWarn = parsed(s, "limitation_warn", "duration", calendar.ParseDays, showDays)
	rates := s.file("base_rates")
	if !file.Has("legal") || r.queueOnly {
		return
	}
	if !s.place(&p, region) {
		return
	}
	p.FeeCeiling = s.ceiling(p.Country, ceiling, agreed)
	p.Rates = s.rates(p, rates)
	r.cfg.Legal = p
}

// place fills in country and holidays; what is not written comes from the
// calendar. It is false, and said, if there is no country.
func (s section) place(p *legal.Profile, region string) bool {
	country, home, _ := strings.Cut(s.r.cfg.Calendar.Place(), "-")
	switch {
	case p.Country == "" && s.Has("country"):
		return false // it has been reported
	case p.Country == "" && country == "none":
		s.List().Add(diag.Problem{Pos: s.Node.Pos(), Code: "country", Text: "legal: whose law?", Help: "set legal.country or calendar.holidays.country to DE, AT or CH"})
		return false
	case p.Country == "":
		p.Country = legal.Country(country)
	}
	if region == "" && string(p.Country) == country {
		region = home
	}
	var err error
	if p.Calendar, err = calendar.New(calendar.Options{Country: string(p.Country), Region: region}); err != nil {
		s.Errorf("region", "holidays", "legal.region: %s", err)
	}
	return true
}

// ceiling chooses between the two tables of fees.
func (s section) ceiling(c legal.Country, ceiling, agreed []billing.Money) []billing.Money {
	useless := func(key, help string) {
		s.List().Add(diag.Problem{Pos: s.Fields.Key(key), Severity: diag.Warning, Code: "unused", Text: "legal." + key + " has no effect in " + string(c), Help: help})
	}
	switch {
	case c == legal.Switzerland && s.Has("fee_ceiling"):
		useless("fee_ceiling", "a fee is owed there only if it is agreed: legal.agreed_fee")
	case c != legal.Switzerland && s.Has("agreed_fee"):
		useless("agreed_fee", "legal.fee_ceiling is the highest fee")
	}
	switch {
	case c == legal.Switzerland:
		return agreed
	case s.Has("fee_ceiling"):
		return ceiling
	}
	return legal.DefaultCeiling(c)
}

// rates are the shipped base rates with those of the user's file over them.
func (s section) rates(p legal.Profile, file string) legal.Rates {
	shipped, err := legal.Shipped(p.Country)
	if err != nil {
		s.List().Errorf(diag.Pos{}, "base-rates", "%s", err)
	}
	if file == "" {
		return shipped
	}
	data, err := s.r.env.read(file)
	if err != nil {
		s.Errorf("base_rates", "file", "legal.base_rates: %s can't be read: %s", s.Get("base_rates").Value, reason(err))
		return shipped
	}
	own, problems, doc := legal.ParseRates(file, data, p.Country)
	*s.List() = append(*s.List(), problems...)
	s.r.docs = append(s.r.docs, doc)
	return shipped.With(own)
}

// showDays prints days as people write them: 8 weeks, 10 days.
func showDays(n int) string {
	if n > 0 && n%7 == 0 {
		return fmt.Sprintf("%d weeks", n/7)
	}
	return fmt.Sprintf("%d days", n)
}

// amounts is a table of an amount per currency.
func (s section) amounts(key string) []billing.Money {
	var out []billing.Money
	var shown []string
	for _, e := range s.Entries(key) {
		m, err := s.amount(e)
		if err != nil {
			pos := e.Value.Text()
			if !billing.ValidCurrency(e.Key.Value) {
				pos = e.Key.Pos()
			}
			s.List().Errorf(pos, "money", "%s: %s", s.name(key), err)
			continue
		}
		out, shown = append(out, m), append(shown, m.Currency+": "+m.Number())
	}
	value := ""
	if len(shown) > 0 {
		value = "{" + strings.Join(shown, ", ") + "}"
	}
	s.note(key, value)
	return out
}

func (s section) amount(e diag.Field) (billing.Money, error) {
	if e.Value.Kind != diag.Scalar {
		return billing.Money{}, fmt.Errorf("want an amount for %s, got %s", clip(e.Key.Value), e.Value.Kind)
	}
	d, err := billing.ParseDecimal(e.Value.Value)
	if err != nil {
		return billing.Money{}, err
	}
	m, err := billing.NewMoney(d, e.Key.Value)
	if err == nil && m.Minor < 0 {
		err = fmt.Errorf("%s is less than zero", m)
	}
	return m, err
}
