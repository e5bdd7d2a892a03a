package legal

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

//go:embed data/*.yaml
var dataFiles embed.FS

// Rate is the base rate of one half-year.
type Rate struct {
	From    billing.Date    // 1 January or 1 July
	Percent billing.Decimal // a year; may be negative
	Source  string          // where the value was read
	Date    billing.Date    // when it was entered into the table
	// Secondary: the source is not the bank that sets the rate.
	Secondary bool
}

// Rates are base rates, one per half-year, in the order of time. The zero
// value knows none.
type Rates []Rate

// At is the rate of the half-year in which a day lies. It is not found if
// nobody has entered it: the last value is never extended.
func (r Rates) At(day billing.Date) (Rate, bool) {
	from := HalfYear(day)
	i, found := slices.BinarySearchFunc(r, from, func(x Rate, d billing.Date) int { return x.From.Compare(d) })
	if !found {
		return Rate{}, false
	}
	return r[i], true
}

// With puts other rates over these: a half-year that both know is the other's.
func (r Rates) With(other Rates) Rates {
	out := slices.Clone(other)
	for _, x := range r {
		if _, known := other.At(x.From); !known {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Rate) int { return a.From.Compare(b.From) })
	return out
}

// HalfYear is the first day of the half-year in which a day lies.
func HalfYear(d billing.Date) billing.Date {
	if d.Month >= time.July {
		return billing.Date{Year: d.Year, Month: time.July, Day: 1}
	}
	return billing.Date{Year: d.Year, Month: time.January, Day: 1}
}

// nextHalfYear is the first day of the half-year after the one that begins on
// a day.
func nextHalfYear(from billing.Date) billing.Date { return HalfYear(from.AddDays(190)) }

// Shipped are the base rates that come with the program; none for Switzerland,
// whose rate is fixed. The error is a mistake in the program's own table.
func Shipped(c Country) (Rates, error) {
	name := "data/base_rates_" + strings.ToLower(string(c)) + ".yaml"
	data, err := dataFiles.ReadFile(name)
	if err != nil {
		return nil, nil
	}
	rates, problems, _ := ParseRates(name, data, c)
	if problems.HasErrors() {
		return nil, problems[0]
	}
	return rates, nil
}

// ParseRates reads a table of base rates of a country, as it is shipped or as
// legal.base_rates names it. Every line needs a source and a date. The list
// holds everything that is wrong; the document is for diag.Print.
func ParseRates(name string, data []byte, c Country) (Rates, diag.List, *diag.Document) {
	doc, list := diag.Parse(name, data)
	f := diag.Bind(&list, doc.Root, "", "version!", "country!", "rates!")
	if f.Node == nil {
		return nil, list, doc
	}
	f.Int("version", 1, 1)
	if of := f.String("country"); of != "" && of != string(c) {
		f.Errorf("country", "country", "country: the rates of %s are wanted, these are of %s", c, of)
	}
	var rates Rates
	for _, n := range f.Items("rates") {
		for _, x := range parseRate(&list, n) {
			if _, twice := rates.At(x.From); twice {
				list.Errorf(n.Pos(), "twice", "the half-year from %s is here twice", x.From)
				continue
			}
			rates = rates.With(Rates{x})
		}
	}
	list.Sort()
	return rates, list, doc
}

// longest is how many half-years one line may cover.
const longest = 40

// parseRate reads one line: one half-year, or several up to "until".
func parseRate(list *diag.List, n *diag.Node) []Rate {
	f := diag.Bind(list, n, "a rate", "from!", "until", "percent!", "source!", "date!", "secondary")
	x := Rate{Source: strings.TrimSpace(f.String("source")), Secondary: f.Bool("secondary")}
	if f.Has("source") && x.Source == "" {
		f.Errorf("source", "empty", "source is empty: where was the rate read?")
	}
	from, ok := diag.Value(f, "from", "date", startOfHalfYear)
	percent, ok2 := diag.Value(f, "percent", "number", parsePercent)
	date, ok3 := diag.Value(f, "date", "date", billing.ParseDate)
	if !ok || !ok2 || !ok3 {
		return nil
	}
	x.From, x.Percent, x.Date = from, percent, date
	until := nextHalfYear(from).AddDays(-1)
	if f.Has("until") {
		until, _ = diag.Value(f, "until", "date", endOfHalfYear)
	}
	if until.Before(from) && !until.IsZero() {
		f.Errorf("until", "date", "until: %s is before %s", until, from)
	}
	var out []Rate
	for ; x.From.Before(until); x.From = nextHalfYear(x.From) {
		if len(out) == longest {
			f.Errorf("until", "date", "until: one line covers at most %d years", longest/2)
			return nil
		}
		out = append(out, x)
	}
	return out
}

func startOfHalfYear(s string) (billing.Date, error) {
	d, err := billing.ParseDate(s)
	if err == nil && d != HalfYear(d) {
		err = fmt.Errorf("base rates change on 1 January and 1 July, not on %s", d)
	}
	return d, err
}

func endOfHalfYear(s string) (billing.Date, error) {
	d, err := billing.ParseDate(s)
	if err == nil && d.AddDays(1) != HalfYear(d.AddDays(1)) {
		err = fmt.Errorf("a half-year ends on 30 June or 31 December, not on %s", d)
	}
	return d, err
}

// mostPercent bounds a base rate: beyond it, it is a typing error such as 127
// for 1.27.
const mostPercent = 20

func parsePercent(s string) (billing.Decimal, error) {
	d, err := billing.ParseDecimal(s)
	if err != nil {
		return d, err
	}
	if f := rat(d); f.Cmp(whole(mostPercent)) > 0 || f.Cmp(whole(-mostPercent)) < 0 {
		return d, fmt.Errorf("%s per cent can't be a base rate", s)
	}
	return d, nil
}
