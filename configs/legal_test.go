package configs

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/legal"
)

// Without the section nothing is derived, whatever the calendar says.
func TestNoLegal(t *testing.T) {
	t.Parallel()
	if c := ok(t, least+"calendar: {holidays: {country: DE}}\n", fakeEnv{}); c.Legal.On() {
		t.Errorf("%+v", c.Legal)
	}
}

func TestLegal(t *testing.T) {
	t.Parallel()
	p := ok(t, readFile(t, "testdata/good/legal.yaml"), fakeEnv{}).Legal
	if p.Country != legal.Germany || p.Calendar.Place() != "DE-BY" || p.Basis != legal.BasisContract || p.ReceiptDays != 1 || p.DayCount != legal.ActAct ||
		!p.ConsumerNotice || !p.StateInterest || !p.StateLumpSum || p.LimitationWarn != 84 || len(p.Rates) == 0 {
		t.Errorf("%+v", p)
	}
	if most, limited := p.Ceiling("CHF"); !limited || most.Minor != 300 {
		t.Errorf("%v %v", most, limited)
	}
	if got := p.Debtor(billing.Company{Identifier: "10203"}); got != legal.Business {
		t.Error(got)
	}
}

// An empty section takes the country from the calendar and is careful.
func TestLegalDefaults(t *testing.T) {
	t.Parallel()
	p := ok(t, least+"calendar: {holidays: {country: DE, region: BE}}\nlegal: {}\n", fakeEnv{}).Legal
	if p.Country != legal.Germany || p.Calendar.Place() != "DE-BE" || p.Basis != legal.BasisInvoiceOnly || p.ReceiptDays != 3 || p.StateInterest || p.StateLumpSum || p.LimitationWarn != 56 {
		t.Errorf("%+v", p)
	}
	if most, limited := p.Ceiling("EUR"); !limited || most.Minor != 250 {
		t.Errorf("%v %v", most, limited)
	}
	swiss := ok(t, least+"legal: {country: CH, agreed_fee: {CHF: 20}}\n", fakeEnv{}).Legal
	if most, limited := swiss.Ceiling("CHF"); !limited || most.Minor != 2000 {
		t.Errorf("%v %v", most, limited)
	}
	if most, limited := swiss.Ceiling("EUR"); !limited || most.Minor != 0 {
		t.Errorf("nothing is agreed in euros: %v %v", most, limited)
	}
}

// A half-year that this version does not know comes from a file, whose mistakes
// have their place in it.
func TestBaseRatesFile(t *testing.T) {
	t.Parallel()
	const rates = "version: 1\ncountry: DE\nrates:\n  - from: 2027-01-01\n    percent: 1.77\n    source: Bundesanzeiger\n    date: 2027-01-04\n"
	text := least + "legal: {country: DE, base_rates: rates.yaml}\n"
	p := ok(t, text, fakeEnv{files: map[string]fakeFile{"rates.yaml": {text: rates}}}).Legal
	day := billing.Date{Year: 2027, Month: 3, Day: 1}
	if r, found := p.Rates.At(day); !found || r.Percent.String() != "1.77" {
		t.Errorf("%+v", r)
	}
	bad := strings.Replace(rates, "2027-01-01", "2027-02-01", 1)
	_, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{files: map[string]fakeFile{"rates.yaml": {text: bad}}}.env())
	if got := printed(t, l, docs); !l.HasErrors() || !strings.Contains(got, "rates.yaml:4:11") || !strings.Contains(got, "  - from: 2027-02-01") {
		t.Error(got)
	}
}

// A program that only enqueues reads no table.
func TestQueueReadsNoRates(t *testing.T) {
	t.Parallel()
	_, l, _ := read("worker.yaml", []byte(least+"legal: {country: DE, base_rates: nowhere.yaml}\n"), fakeEnv{}.env(), true)
	if l.HasErrors() {
		t.Error(l)
	}
}
