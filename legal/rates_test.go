package legal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/diag"
)

// The shipped tables read, name their sources, and have the values that the
// banks announced.
func TestShippedRates(t *testing.T) {
	t.Parallel()
	for country, want := range map[Country]map[string]string{
		Germany: {"2016-07-01": "-0.88", "2022-07-01": "-0.88", "2023-01-01": "1.62", "2023-07-01": "3.12", "2024-01-01": "3.62", "2024-07-01": "3.37",
			"2025-01-01": "2.27", "2025-07-01": "1.27", "2026-01-01": "1.27", "2026-07-01": "1.52"},
		Austria:     {"2016-01-01": "-0.12", "2022-07-01": "-0.62", "2023-01-01": "1.88", "2023-07-01": "3.38", "2024-01-01": "3.88", "2024-07-01": "3.88", "2025-01-01": "2.53"},
		Switzerland: {},
	} {
		rates, err := Shipped(country)
		if err != nil {
			t.Fatal(err)
		}
		for from, percent := range want {
			if r, ok := rates.At(date(t, from).AddDays(100)); !ok || r.Percent.String() != percent {
				t.Errorf("%s %s: %s, want %s", country, from, r.Percent, percent)
			}
		}
		for i, r := range rates {
			if r.Source == "" || r.Date.IsZero() || i > 0 && r.From != nextHalfYear(rates[i-1].From) {
				t.Errorf("%s: %+v", country, r)
			}
		}
	}
	german, _ := Shipped(Germany)
	if r, _ := german.At(date(t, "2026-08-01")); !r.Secondary {
		t.Error("the rate of July 2026 is not the Bundesbank's own word")
	}
	for _, day := range []string{"2016-06-30", "2027-01-01"} {
		if r, ok := german.At(date(t, day)); ok {
			t.Errorf("%s: %+v", day, r)
		}
	}
}

func TestHalfYear(t *testing.T) {
	t.Parallel()
	for day, want := range map[string][2]string{
		"2024-01-01": {"2024-01-01", "2024-07-01"}, "2024-06-30": {"2024-01-01", "2024-07-01"},
		"2023-07-01": {"2023-07-01", "2024-01-01"}, "2023-12-31": {"2023-07-01", "2024-01-01"},
	} {
		from := HalfYear(date(t, day))
		if from.String() != want[0] || nextHalfYear(from).String() != want[1] {
			t.Errorf("%s: %s, %s", day, from, nextHalfYear(from))
		}
	}
}

// A user's table adds half-years and replaces shipped ones.
func TestWith(t *testing.T) {
	t.Parallel()
	own, problems, _ := ParseRates("rates.yaml", []byte(`version: 1
country: DE
rates:
  - from: 2026-07-01
    percent: 1.50
    source: Bundesanzeiger
    date: 2026-07-02
  - from: 2027-01-01
    percent: 1.77
    source: Bundesanzeiger
    date: 2027-01-04
`), Germany)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	shipped, _ := Shipped(Germany)
	rates := shipped.With(own)
	for day, want := range map[string]string{"2026-03-01": "1.27", "2026-09-01": "1.5", "2027-02-01": "1.77"} {
		if r, ok := rates.At(date(t, day)); !ok || r.Percent.String() != want {
			t.Errorf("%s: %s, want %s", day, r.Percent, want)
		}
	}
	if len(rates) != len(shipped)+1 {
		t.Errorf("%d half-years", len(rates))
	}
}

func TestRatesAreReadStrictly(t *testing.T) {
	t.Parallel()
	line := func(more string) string {
		return "version: 1\ncountry: DE\nrates:\n  - from: 2026-07-01\n" + more
	}
	const rest = "    source: Bundesanzeiger\n    date: 2026-07-02\n"
	for _, x := range []struct{ name, text, want string }{
		{"not a half-year", strings.Replace(line("    percent: 1.5\n"+rest), "07-01", "08-01", 1), "base rates change on 1 January and 1 July, not on 2026-08-01"},
		{"no source", line("    percent: 1.5\n    date: 2026-07-02\n"), `key "source" is missing`},
		{"empty source", line("    percent: 1.5\n    source: \"\"\n    date: 2026-07-02\n"), "source is empty"},
		{"no date", line("    percent: 1.5\n    source: x\n"), `key "date" is missing`},
		{"a comma", line("    percent: \"1,5\"\n" + rest), "is not a decimal"},
		{"a typing error", line("    percent: 127\n" + rest), "127 per cent can't be a base rate"},
		{"an unknown key", line("    percent: 1.5\n    rate: 2\n" + rest), "rate"},
		{"twice", line("    percent: 1.5\n" + rest + "  - from: 2026-07-01\n    percent: 1.6\n" + rest), "the half-year from 2026-07-01 is here twice"},
		{"another country", strings.Replace(line("    percent: 1.5\n"+rest), "DE", "AT", 1), "the rates of DE are wanted"},
		{"until in the middle", line("    until: 2026-11-30\n    percent: 1.5\n" + rest), "a half-year ends on 30 June or 31 December"},
		{"until before from", line("    until: 2025-12-31\n    percent: 1.5\n" + rest), "is before"},
		{"until too late", line("    until: 2046-12-31\n    percent: 1.5\n" + rest), "one line covers at most 20 years"},
		{"empty", "", "empty"},
	} {
		_, problems, _ := ParseRates("rates.yaml", []byte(x.text), Germany)
		var all []string
		for _, p := range problems {
			all = append(all, p.Text)
		}
		if !problems.HasErrors() || !strings.Contains(strings.Join(all, "\n"), x.want) {
			t.Errorf("%s: %q, want %q", x.name, all, x.want)
		}
	}
	if diff := cmp.Diff(diag.List(nil), func() diag.List {
		_, l, _ := ParseRates("r", []byte(line("    percent: -1.5\n"+rest)), Germany)
		return l
	}()); diff != "" {
		t.Error(diff)
	}
}
