package exporters

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// onlyEUR leaves out the rows of other currencies.
func onlyEUR(in Input) Input {
	out := in
	out.Verdicts = nil
	for _, v := range in.Verdicts {
		if v.Gross.Currency == "EUR" {
			out.Verdicts = append(out.Verdicts, v)
		}
	}
	out.Total = len(out.Verdicts)
	return out
}

// english is the same input for English readers.
func english(in Input) Input {
	in.Language = billing.English
	return in
}

func TestOpenItemsGolden(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]Input{
		"open-items-de":  smallSet(t),
		"open-items-en":  english(smallSet(t)),
		"open-items-eur": onlyEUR(smallSet(t)),
		"open-items-0":   smallInput(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := unzip(t, made(t, in, "a.xlsx").Path)
			var b strings.Builder
			sheets := u.sheets(t)
			for _, n := range u.names(t) {
				fmt.Fprintf(&b, "== %s\n", n)
				s := sheets[n]
				s.dump(&b)
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("-want +got (go test -run Golden -update rewrites it):\n%s", d)
			}
		})
	}
}

// TestSumsIndependently adds the verdicts up once more, in the plainest way,
// and compares every cached figure of the overview with it.
func TestSumsIndependently(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	s := unzip(t, made(t, in, "a.xlsx").Path).sheets(t)["Übersicht"]
	values := map[string]string{} // "EUR 1–30 B" → value
	block := ""
	for _, r := range s.Rows {
		label := r.Cells[0].text()
		if label == "EUR" || label == "CHF" {
			block = label
		}
		for _, c := range r.Cells[1:] {
			values[block+" "+label+" "+c.Ref[:1]] = c.text()
		}
	}
	for _, currency := range []string{"EUR", "CHF"} {
		sums, counts := map[string]int64{}, map[string]int{}
		for _, v := range in.Verdicts {
			if !v.Receivable || v.Open.Currency != currency {
				continue
			}
			bucket := "> 90"
			switch d := v.DaysOverdue; {
			case d == 0:
				bucket = "nicht fällig"
			case d <= 30:
				bucket = "1–30"
			case d <= 60:
				bucket = "31–60"
			case d <= 90:
				bucket = "61–90"
			}
			for _, key := range []string{bucket, "Offen gesamt", "Summe"} {
				sums[key] += v.Open.Minor
				counts[key]++
			}
			if bucket != "nicht fällig" {
				sums["davon überfällig"] += v.Open.Minor
				counts["davon überfällig"]++
			}
		}
		for _, key := range []string{"Offen gesamt", "davon überfällig", "nicht fällig", "1–30", "31–60", "61–90", "> 90", "Summe"} {
			want := billing.NewDecimal(sums[key], 2).String()
			if got := values[currency+" "+key+" B"]; got != want {
				t.Errorf("%s %s: %q, want %q", currency, key, got, want)
			}
			if got := values[currency+" "+key+" D"]; got != fmt.Sprint(counts[key]) {
				t.Errorf("%s %s: count %q, want %d", currency, key, got, counts[key])
			}
		}
		for _, key := range []string{"Übersicht − Offene Posten", "Übersicht − Fälligkeit", "Übersicht − Summe laut Lauf", "Übersicht − Offene Posten, Anzahl"} {
			if got := values[currency+" "+key+" B"]; got != "0" {
				t.Errorf("%s control %q is %q, want 0", currency, key, got)
			}
		}
	}
}

// TestNoSumOverTwoCurrencies looks at every formula that adds amounts: with two
// currencies each one names its currency.
func TestNoSumOverTwoCurrencies(t *testing.T) {
	t.Parallel()
	u := unzip(t, made(t, smallSet(t), "a.xlsx").Path)
	seen := 0
	for name, s := range u.sheets(t) {
		for _, r := range s.Rows {
			for _, c := range r.Cells {
				if c.Formula == nil || !strings.Contains(*c.Formula, "SUM") {
					continue
				}
				seen++
				f := *c.Formula
				if strings.Contains(f, "SUBTOTAL") {
					t.Errorf("%s!%s: %s adds what a filter leaves, in any currency", name, c.Ref, f)
				}
				if strings.Contains(f, "SUMIFS") && !strings.Contains(f, `"=EUR"`) && !strings.Contains(f, `"=CHF"`) && !strings.Contains(f, `"EUR"`) && !strings.Contains(f, `"CHF"`) {
					t.Errorf("%s!%s: %s names no currency", name, c.Ref, f)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("looked at %d formulas only", seen)
	}
}

func TestTotalsFollowTheFilterWithOneCurrency(t *testing.T) {
	t.Parallel()
	s := unzip(t, made(t, onlyEUR(smallSet(t)), "a.xlsx").Path).sheets(t)["Offene Posten"]
	c := s.cell("L1")
	if c.Formula == nil || *c.Formula != "SUBTOTAL(109,'Offene Posten'!$L$3:$L$9)" || c.text() != "41958.38" {
		t.Errorf("L1 is %+v", c)
	}
	if got := s.cell("A1").text(); got != "Summe EUR" {
		t.Errorf("A1 is %q", got)
	}
}

func TestNextStep(t *testing.T) {
	t.Parallel()
	on := func(s string) billing.Date { return day(t, s) }
	tests := []struct {
		name string
		v    plan.Verdict
		de   string
		en   string
	}{
		{"letter today", plan.Verdict{Outcome: plan.OutcomeLetter, NextLevel: 1, NextOn: on("2026-11-20")}, "Stufe 1 heute", "level 1 today"},
		{"letter in hand without a next level", plan.Verdict{Outcome: plan.OutcomeLetter, Level: 1}, "Stufe 2 heute", "level 2 today"},
		{"letter later", plan.Verdict{Outcome: plan.OutcomeLetter, NextLevel: 2, NextOn: on("2026-11-26")}, "Stufe 2 am 26.11.", "level 2 on 26 Nov"},
		{"the ladder says not yet", plan.Verdict{Outcome: plan.OutcomeLeftAlone, NextLevel: 3, NextOn: on("2026-11-26")}, "Stufe 3 am 26.11.", "level 3 on 26 Nov"},
		{"next year", plan.Verdict{Outcome: plan.OutcomeLeftAlone, NextLevel: 3, NextOn: on("2027-01-04")}, "Stufe 3 am 04.01.2027", "level 3 on 04 Jan 2027"},
		{"a reason", plan.Verdict{Outcome: plan.OutcomeLeftAlone, Reason: "Sonderabsprache"}, "Sonderabsprache", "Sonderabsprache"},
		{"a reason and a day", plan.Verdict{Outcome: plan.OutcomeLeftAlone, Reason: "vor Kurzem gemahnt", NextLevel: 2, NextOn: on("2026-11-26")}, "vor Kurzem gemahnt (Stufe 2 ab 26.11.)", "vor Kurzem gemahnt (level 2 from 26 Nov)"},
		{"a reason that says the day", plan.Verdict{Outcome: plan.OutcomeLeftAlone, Reason: "erst ab 26.11.", NextLevel: 2, NextOn: on("2026-11-26")}, "erst ab 26.11.", "erst ab 26.11. (level 2 from 26 Nov)"},
		{"a reason with its fact", plan.Verdict{Outcome: plan.OutcomeLeftAlone, Reason: "gemahnt", Detail: "Mahnung 2288"}, "gemahnt (Mahnung 2288)", "gemahnt (Mahnung 2288)"},
		{"a hold", plan.Verdict{Outcome: plan.OutcomeHold, Reason: "Abweichung"}, "bitte prüfen: Abweichung", "please check: Abweichung"},
		{"a hold without words", plan.Verdict{Outcome: plan.OutcomeHold}, "bitte prüfen", "please check"},
		{"not due", plan.Verdict{Outcome: plan.OutcomeNotDue}, "noch nicht fällig", "not due yet"},
		{"no rule", plan.Verdict{Outcome: plan.OutcomeNoRule}, "keine Regel mahnt sie", "no rule chases it"},
		{"nothing known", plan.Verdict{Outcome: plan.OutcomeLeftAlone}, "heute nichts", "nothing today"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := smallInput(t)
			if got := (&debts{frame: frame{Input: in}}).nextStep(&tt.v); got != tt.de {
				t.Errorf("German: %q, want %q", got, tt.de)
			}
			if got := (&debts{frame: frame{Input: english(in)}}).nextStep(&tt.v); got != tt.en {
				t.Errorf("English: %q, want %q", got, tt.en)
			}
		})
	}
}

func TestOutReason(t *testing.T) {
	t.Parallel()
	d := &debts{frame: frame{Input: smallInput(t)}}
	tests := []struct {
		name    string
		v       plan.Verdict
		inv     billing.Invoice
		want    string
		settled bool
	}{
		{"reversed", plan.Verdict{Status: billing.StatusIgnored, Outcome: plan.OutcomeOut}, billing.Invoice{Reversed: true}, "storniert", true},
		{"reversal", plan.Verdict{Status: billing.StatusIgnored, Outcome: plan.OutcomeOut}, billing.Invoice{Reversal: true}, "Stornorechnung", true},
		{"ignored", plan.Verdict{Status: billing.StatusIgnored, Outcome: plan.OutcomeOut, Reason: "ignored in MOCO"}, billing.Invoice{}, "ignoriert", false},
		{"draft", plan.Verdict{Status: billing.StatusDraft, Outcome: plan.OutcomeOut}, billing.Invoice{}, "Entwurf", true},
		{"paid", plan.Verdict{Status: billing.StatusPaid, Outcome: plan.OutcomeOut}, billing.Invoice{}, "bezahlt", true},
		{"paid, with something open", plan.Verdict{Status: billing.StatusPaid, Outcome: plan.OutcomeHold, Reason: "Status und Zahlungen widersprechen sich"}, billing.Invoice{}, "zu prüfen: Status und Zahlungen widersprechen sich", false},
		{"other", plan.Verdict{Status: billing.StatusSent, Outcome: plan.OutcomeOut, Reason: "liegt beim Inkasso"}, billing.Invoice{}, "liegt beim Inkasso", false},
		{"no words", plan.Verdict{Status: billing.StatusSent, Outcome: plan.OutcomeOut}, billing.Invoice{}, "keine Forderung", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := debt{verdict: &tt.v, item: &billing.OpenItem{Invoice: tt.inv}}
			if got := d.outReason(x); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if got := settled(x); got != tt.settled {
				t.Errorf("settled is %v", got)
			}
		})
	}
}

func TestListedInvoicesAreCutWithCountAndSum(t *testing.T) {
	t.Parallel()
	in := smallInput(t)
	for i := range maxListed + 7 {
		currency := "EUR"
		if i >= maxListed+5 {
			currency = "CHF"
		}
		in.Verdicts = append(in.Verdicts, plan.Verdict{
			InvoiceID: billing.ID(i + 1), Identifier: fmt.Sprintf("R%03d", i), Status: billing.StatusIgnored,
			Gross: billing.Money{Minor: 10_00, Currency: currency}, Outcome: plan.OutcomeOut,
		})
	}
	s := unzip(t, made(t, in, "a.xlsx").Path).sheets(t)["Info"]
	var b strings.Builder
	s.dump(&b)
	dump := b.String()
	for _, want := range []string{`"R199"`, `"… und 5 weitere"`, `"… und 2 weitere"`, `"50"`, `"20"`, `"2050"`} {
		if !strings.Contains(dump, want) {
			t.Errorf("Info has no %s:\n%s", want, dump)
		}
	}
	if strings.Contains(dump, `"R200"`) {
		t.Error("Info lists more than 200 invoices")
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   Input
		want string
	}{
		{"German", smallSet(t), "9 Rechnungen, 41.958,38 EUR + 1.030,25 CHF offen, davon 41.125,05 EUR + 1.030,25 CHF überfällig."},
		{"English", english(onlyEUR(smallSet(t))), "7 invoices, 41,958.38 EUR open, of which 41,125.05 EUR overdue."},
		{"nothing", smallInput(t), "0 Rechnungen, 0,00 offen, davon 0,00 überfällig."},
	}
	for _, tt := range tests {
		if got := bookOf(t, tt.in).Summary; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMakeErrors(t *testing.T) {
	t.Parallel()
	unknown := smallSet(t)
	unknown.Verdicts[0].Open = billing.Money{}
	mixed := smallSet(t)
	mixed.Verdicts[0].Gross.Currency = "CHF"
	huge := onlyEUR(smallSet(t))
	for i := range huge.Verdicts {
		huge.Verdicts[i].Gross.Minor, huge.Verdicts[i].Open.Minor = 1<<62, 1<<62
	}
	undated := smallSet(t)
	undated.Today = billing.Date{}
	tests := []struct {
		name, template string
		in             Input
		want           string
	}{
		{"template", "opos", smallSet(t), `unknown template "opos" (there is: open-items, `},
		{"no date", "open-items", undated, "export open-items: there is no as-of date"},
		{"unknown amount", "open-items", unknown, "export open-items: invoice R2611-001 (1) counts as a receivable, but its open amount is not known"},
		{"mixed amounts", "open-items", mixed, "export open-items: invoice R2611-001 (1): can't add 1,190.00 CHF and -1,190.00 EUR: the currencies differ"},
		{"sum", "open-items", huge, "is too large"},
	}
	for _, tt := range tests {
		_, err := Make(tt.template, tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := Make("opos", smallSet(t)); !errors.Is(err, ErrTemplate) {
		t.Errorf("%v is not ErrTemplate", err)
	}
}

func TestCompletenessShowsWhatIsMissing(t *testing.T) {
	t.Parallel()
	in := smallSet(t)
	in.Total += 3
	s := unzip(t, made(t, in, "a.xlsx").Path).sheets(t)["Übersicht"]
	last := s.Rows[len(s.Rows)-1].Cells
	if last[1].text() != "3" || last[1].Formula == nil {
		t.Errorf("the control is %+v, want 3", last[1])
	}
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]string{-5: "nicht fällig", 0: "nicht fällig", 1: "1–30", 30: "1–30", 31: "31–60", 60: "31–60", 61: "61–90", 90: "61–90", 91: "> 90", 5000: "> 90"} {
		if got := buckets()[bucketOf(days)].title(billing.German); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
}

func TestManyFormulasBecomeValues(t *testing.T) {
	t.Parallel()
	d := &debts{frame: frame{Input: manyRows(t, 30_000)}}
	d.sort()
	if err := d.add(); err != nil {
		t.Fatal(err)
	}
	if !d.byValue {
		t.Fatal("30,000 rows with 3,000 customers would be formulas")
	}
	for row := range d.ageingRows() {
		for _, c := range row {
			if c.Formula != nil {
				t.Fatal("the ageing sheet has formulas")
			}
		}
	}
	if info, err := d.infoSheet(); err != nil || !strings.Contains(fmt.Sprint(info.Blocks), "Werte statt Formeln") || !strings.Contains(fmt.Sprint(info.Blocks), "Nur die ersten 10000 Zeilen") {
		t.Errorf("Info does not say so (%v)", err)
	}
}
