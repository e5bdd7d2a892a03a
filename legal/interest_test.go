package legal

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// golden are the values that were computed by hand with decimal arithmetic.
// perSegment is what rounding each segment would give: a cent that is wrong.
var golden = []struct {
	name        string
	of          billing.Company
	gross       string
	paid        string // on 15 July 2025
	from, until string
	dayCount    DayCount
	days        []int
	rates       []string
	amounts     []string
	total       string
	perSegment  string
}{
	{"business", business, "11900.00 EUR", "", "2025-06-16", "2025-08-31", "", []int{15, 62}, []string{"11.27", "10.27"}, []string{"55.114932", "207.594685"}, "262.71 EUR", "262.70"},
	{"consumer", private, "1190.00 EUR", "", "2025-06-16", "2025-08-31", "", []int{15, 62}, []string{"7.27", "6.27"}, nil, "16.23 EUR", ""},
	{"part payment", business, "11900.00 EUR", "5000.00 EUR", "2025-06-16", "2025-08-31", "", []int{15, 15, 47}, []string{"11.27", "10.27", "10.27"}, []string{"55.114932", "50.224521", "91.248247"}, "196.59 EUR", "196.58"},
	{"year's end, act/365", business, "10000.00 EUR", "", "2023-12-01", "2024-03-31", Act365, []int{31, 91}, []string{"12.12", "12.62"}, nil, "417.57 EUR", ""},
	{"year's end, act/act", business, "10000.00 EUR", "", "2023-12-01", "2024-03-31", ActAct, []int{31, 91}, []string{"12.12", "12.62"}, nil, "416.71 EUR", ""},
	{"needs the rate of July 2026", business, "4760.00 EUR", "", "2026-06-20", "2026-09-30", "", []int{11, 92}, []string{"10.27", "10.52"}, nil, "140.95 EUR", ""},
}

func TestGoldenInterest(t *testing.T) {
	t.Parallel()
	for _, x := range golden {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			o := invoice(t, x.of, x.gross, "2025-05-01", "2025-06-14")
			if x.paid != "" {
				pay(t, &o, x.paid, "2025-07-15")
			}
			p := profile(t, Germany)
			p.DayCount = x.dayCount
			got := interest(t, p, o, x.from, x.until)
			if !got.Known || got.Total != money(t, x.total) {
				t.Fatalf("%v, want %s\n%+v", got.Total, x.total, got.Segments)
			}
			var days []int
			var rates, amounts []string
			apart := billing.Money{Currency: "EUR"}
			for _, s := range got.Segments {
				days, rates, amounts = append(days, s.Days), append(rates, s.Rate.String()), append(amounts, s.Amount)
				m, _ := roundHalfUp(s.exact, "EUR")
				apart.Minor += m.Minor
			}
			if diff := cmp.Diff(x.days, days) + cmp.Diff(x.rates, rates); diff != "" {
				t.Error(diff)
			}
			if x.amounts != nil {
				if diff := cmp.Diff(x.amounts, amounts); diff != "" {
					t.Error(diff)
				}
			}
			if x.perSegment != "" && apart.Number() != x.perSegment {
				t.Errorf("rounded apart it is %s, want %s", apart.Number(), x.perSegment)
			}
		})
	}
}

// Without the rate of a half-year there is no figure: the last one is not
// extended.
func TestMissingRateRefuses(t *testing.T) {
	t.Parallel()
	p := profile(t, Germany)
	p.Rates = p.Rates[:len(p.Rates)-1]
	o := invoice(t, business, "4760.00 EUR", "2026-05-01", "2026-06-19")
	d := p.Derive(o, date(t, "2026-09-30"))
	if !d.Default.Began || d.Default.From != date(t, "2026-06-20") {
		t.Fatalf("%+v", d.Default)
	}
	if d.Interest.Known || d.Interest.Total.Known() || len(d.Interest.Segments) > 0 {
		t.Errorf("%+v", d.Interest)
	}
	want := "no interest is computed: nobody has entered the base rate of DE for the half-year from 2026-07-01 (legal.base_rates)"
	if len(d.Findings) != 1 || d.Findings[0] != want {
		t.Errorf("%q", d.Findings)
	}
	// Until the end of June nothing is missing.
	if got := interest(t, p, o, "2026-06-20", "2026-06-30"); !got.Known {
		t.Error("the rate of June is known")
	}
}

func TestInterestOfOtherCountries(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name        string
		country     Country
		of          billing.Company
		gross       string
		from, until string
		rate, total string
	}{
		// 10,000 × 13.08 % × 31 / 365.
		{"Austria, business", Austria, business, "10000.00 EUR", "2024-01-01", "2024-01-31", "13.08", "111.09 EUR"},
		// 10,000 × 4 % × 31 / 365.
		{"Austria, consumer", Austria, private, "10000.00 EUR", "2026-01-01", "2026-01-31", "4", "33.97 EUR"},
		// 10,000 × 5 % × 365 / 365.
		{"Switzerland", Switzerland, business, "10000.00 CHF", "2025-01-01", "2025-12-31", "5", "500.00 CHF"},
		{"Switzerland, nobody known", Switzerland, private, "10000.00 CHF", "2025-07-01", "2025-12-31", "5", "252.05 CHF"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			got := interest(t, profile(t, x.country), invoice(t, x.of, x.gross, "2023-05-01", "2023-06-14"), x.from, x.until)
			if len(got.Segments) != 1 || got.Segments[0].Rate.String() != x.rate || got.Total != money(t, x.total) {
				t.Errorf("%+v", got)
			}
		})
	}
	// The Austrian table ends before the German one.
	if got := interest(t, profile(t, Austria), invoice(t, business, "10000.00 EUR", "2023-05-01", "2023-06-14"), "2025-06-01", "2025-07-31"); got.Known {
		t.Errorf("%+v", got)
	}
}

func TestDayCounts(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		d           DayCount
		from, until string
		days        int
		part        *big.Rat
	}{
		{Act365, "2024-02-01", "2024-02-29", 29, big.NewRat(29, 365)},
		{ActAct, "2024-02-01", "2024-02-29", 29, big.NewRat(29, 366)},
		{ActAct, "2025-02-01", "2025-02-28", 28, big.NewRat(28, 365)},
		{Thirty360, "2024-02-01", "2024-02-29", 30, big.NewRat(30, 360)},
		{Thirty360, "2025-01-01", "2025-12-31", 360, big.NewRat(1, 1)},
		{Thirty360, "2025-01-16", "2025-01-31", 15, big.NewRat(15, 360)},
		{"", "2025-01-01", "2025-12-31", 365, big.NewRat(1, 1)},
	} {
		days := x.d.days(date(t, x.from), date(t, x.until))
		if days != x.days || x.d.part(date(t, x.from), days).Cmp(x.part) != 0 {
			t.Errorf("%s %s to %s: %d days, want %d", x.d, x.from, x.until, days, x.days)
		}
	}
}

// Whatever the claim: interest never falls with time, the whole is the sum of
// its parts, a payment never makes it dearer, and rounding moves it by half a
// cent at most.
func TestInterestProperties(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	start := date(t, "2016-07-01")
	for range 2000 {
		country := []Country{Germany, Switzerland}[r.IntN(2)]
		p := profile(t, country)
		p.DayCount = []DayCount{Act365, ActAct, Thirty360}[r.IntN(3)]
		o := invoice(t, []billing.Company{business, private}[r.IntN(2)], "1.00 EUR", "2016-01-01", "2016-02-01")
		o.Invoice.GrossTotal.Minor = 1 + r.Int64N(10_000_000)
		from := start.AddDays(r.IntN(3500))
		middle := from.AddDays(r.IntN(300))
		until := middle.AddDays(1 + r.IntN(300))
		if until.After(date(t, "2026-12-31")) {
			continue
		}
		free := interest(t, p, o, from.String(), until.String())
		for range r.IntN(3) {
			o.Payments = append(o.Payments, billing.Payment{Date: from.AddDays(r.IntN(400) - 50), PaidTotal: billing.Money{Minor: r.Int64N(o.Invoice.GrossTotal.Minor + 1), Currency: "EUR"}})
		}
		one := interest(t, p, o, from.String(), middle.String())
		two := interest(t, p, o, middle.AddDays(1).String(), until.String())
		all := interest(t, p, o, from.String(), until.String())
		sum := func(x Interest) *big.Rat {
			total := new(big.Rat)
			for _, s := range x.Segments {
				total.Add(total, s.exact)
			}
			return total
		}
		if got := new(big.Rat).Add(sum(one), sum(two)); got.Cmp(sum(all)) != 0 {
			t.Fatalf("%s and %s are not %s\n%+v", sum(one), sum(two), sum(all), o)
		}
		if all.Total.Minor < one.Total.Minor || all.Total.Minor > free.Total.Minor {
			t.Fatalf("%v until %s, %v until %s, %v unpaid\n%+v", one.Total, middle, all.Total, until, free.Total, o)
		}
		off := new(big.Rat).Sub(sum(all), whole(all.Total.Minor))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%s became %v", sum(all), all.Total)
		}
	}
}

// The lines name the figures in both languages.
func TestInterestLines(t *testing.T) {
	t.Parallel()
	p := profile(t, Germany)
	o := invoice(t, business, "11900.00 EUR", "2025-05-20", "2025-06-13")
	d := p.Derive(o, date(t, "2025-08-31"))
	var en, de strings.Builder
	for _, l := range d.Lines {
		if l.Law == "" || l.Text == "" || l.German == "" || strings.Contains(l.Text+l.German, "%!") {
			t.Errorf("%+v", l)
		}
		en.WriteString(l.Law + ": " + l.Text + "\n")
		de.WriteString(l.German + "\n")
	}
	for _, want := range []string{
		"§ 247 BGB: 14 Jun 2025 to 30 Jun 2025: 17 days at 11.27 % on 11,900.00 EUR = 62.463589",
		"§ 289 BGB: together 270.06 EUR, rounded once", "§ 288(5) BGB: 40.00 EUR, once for this claim",
	} {
		if !strings.Contains(en.String(), want) {
			t.Errorf("missing: %s\n%s", want, en.String())
		}
	}
	if want := "14.06.2025 bis 30.06.2025: 17 Tage zu 11,27 % auf 11.900,00 EUR = 62,463589"; !strings.Contains(de.String(), want) {
		t.Errorf("missing: %s\n%s", want, de.String())
	}
}
