package rules

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
)

// feeLadder asks for a fee from the first letter on.
const feeLadder = `version: 1
ladders:
  standard:
    min_gap: 7d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d, fee: {EUR: 2.50, CHF: 20}}
      - {level: 2, name: 1. Mahnung, after: 21d, pay_within: 10d, fee: {EUR: 2.50, CHF: 20}}
rules:
  - name: chase
    for_each: invoices
    when: invoice.overdue
    actions:
      - remind: {ladder: standard}
`

// lawful is an account under German law: the contract fixes due dates, and
// the letters state what they may.
func lawful(t *testing.T, country legal.Country) *account {
	t.Helper()
	a := newAccount(t)
	rates, err := legal.Shipped(country)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.New(calendar.Options{Country: string(country)})
	if err != nil {
		t.Fatal(err)
	}
	a.in.Legal = legal.Profile{
		Country: country, Calendar: cal, Basis: legal.BasisContract, Rates: rates, FeeCeiling: legal.DefaultCeiling(country),
		Business: []string{"10203"}, StateInterest: true, StateLumpSum: true, LimitationWarn: 56,
	}
	return a
}

// The fee of a letter, row by row.
func TestLawfulFee(t *testing.T) {
	t.Parallel()
	set := load(t, text(feeLadder))
	for _, x := range []struct {
		name     string
		prepare  func(*account)
		fee      string
		note     string
		reason   string // of a hold
		warnings int
	}{
		{"no law: the step's fee", func(a *account) { a.in.Legal = legal.Profile{} }, "2.50 EUR", "", "", 0},
		{"the letter that starts default", func(a *account) { a.in.Legal.Basis, a.in.Legal.Business = legal.BasisInvoiceOnly, nil }, "0.00 EUR", noFee, "", 0},
		{"default began by the contract's date", func(a *account) { a.in.Legal.Business = nil }, "2.50 EUR", "", "", 0},
		{"default began after 30 days", func(a *account) {
			a.in.Legal.Basis, a.in.Legal.StateLumpSum = legal.BasisInvoiceOnly, false
			a.due(40)
		}, "2.50 EUR", "", "", 0},
		{"default began with the first letter", func(a *account) {
			a.in.Legal.Basis, a.in.Legal.Business = legal.BasisInvoiceOnly, nil
			a.sent(1, 20)
		}, "2.50 EUR", "", "", 0},
		{"the 40 euros and a fee: a person should know", func(*account) {}, "2.50 EUR", "", "", 1},
		{"above the ceiling", func(a *account) { a.in.Legal.FeeCeiling = []billing.Money{money(t, "2.00 EUR")} }, "", "",
			"the fee of 2.50 EUR at level 1 is above legal.fee_ceiling (2.00 EUR)", 0},
		{"Switzerland, nothing agreed", func(a *account) {
			a.in.Legal.Country = legal.Switzerland
			a.currency("CHF")
		}, "", "", "the fee of 20.00 CHF at level 1 is above legal.agreed_fee (0.00 CHF)", 0},
		{"Switzerland, agreed", func(a *account) {
			a.in.Legal.Country, a.in.Legal.FeeCeiling = legal.Switzerland, []billing.Money{money(t, "20.00 CHF")}
			a.currency("CHF")
		}, "20.00 CHF", "", "", 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			a := lawful(t, legal.Germany)
			x.prepare(a)
			d := decide(t, set, a.in)
			v := verdict(t, d, 80699)
			if x.reason != "" {
				if v.Outcome != plan.OutcomeHold || v.Reason != x.reason || plan.ReasonIn(billing.German, v.Reason) == v.Reason {
					t.Errorf("%+v", v)
				}
				return
			}
			p := letterOf(t, set, a)
			if p.Fee.String() != x.fee || p.Note != x.note || v.Detail != x.note || len(d.Warnings) != x.warnings {
				t.Errorf("fee %v, note %q, detail %q, warnings %q", p.Fee, p.Note, v.Detail, d.Warnings)
			}
			if strings.Contains(p.Text, "Mahngebühr") != (p.Fee.Minor > 0) {
				t.Errorf("the letter does not agree with its fee:\n%s", p.Text)
			}
		})
	}
}

// The checker knows the ceiling before anything is planned.
func TestCheckFees(t *testing.T) {
	t.Parallel()
	german := legal.Profile{Country: legal.Germany, FeeCeiling: []billing.Money{money(t, "2.00 EUR")}}
	for _, x := range []struct {
		name   string
		p      legal.Profile
		errors []string
	}{
		{"off", legal.Profile{}, nil},
		{"Germany", german, []string{"the fee of 2.50 EUR is above legal.fee_ceiling (2.00 EUR)", "the fee of 2.50 EUR is above legal.fee_ceiling (2.00 EUR)"}},
		{"Austria sets no ceiling", legal.Profile{Country: legal.Austria}, nil},
		{"Switzerland", legal.Profile{Country: legal.Switzerland, FeeCeiling: []billing.Money{money(t, "20.00 CHF"), money(t, "5.00 EUR")}}, nil},
	} {
		_, list, _ := Load([]File{text(feeLadder)}, Options{Legal: x.p})
		var got []string
		for _, p := range list {
			if p.Severity == diag.Error {
				got = append(got, p.Text)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(x.errors) {
			t.Errorf("%s: %q, want %q", x.name, got, x.errors)
		}
	}
}

// Interest and the lump sum stand in the letter, and not in what it asks for.
func TestLettersStateTheLaw(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for _, x := range []struct {
		lang        billing.Language
		says, total string
	}{
		{billing.German, "nicht enthalten:\nVerzugszinsen vom 27.10.2026 bis 23.11.2026: 100,07 EUR\nVerzugspauschale: 40,00 EUR", "Bitte überweisen Sie 12.400,00 EUR"},
		{billing.English, "part of that amount:\nInterest on arrears from 27 Oct 2026 to 23 Nov 2026: 100.07 EUR\nLump sum for late payment: 40.00 EUR", "Please transfer 12,400.00 EUR"},
	} {
		// Due on Saturday, 24 October, moved to Monday: 28 days at 10.52 %.
		a := lawful(t, legal.Germany)
		a.in.Language = x.lang
		p := letterOf(t, set, a)
		if !strings.Contains(p.Text, x.says) || !strings.Contains(p.Text, x.total) || strings.Contains(p.Mail, "40,00") || strings.Contains(p.Mail, "40.00") {
			t.Errorf("want %q\n%s\n%s", x.says, p.Text, p.Mail)
		}
		if p.Open != money(t, "12400.00 EUR") || p.Fee.Minor != 0 {
			t.Errorf("open %v, fee %v", p.Open, p.Fee)
		}
	}
}

// Whoever may be a consumer is not asked for the lump sum, and pays the lower
// rate; with everything off the letter says nothing.
func TestLettersGuardConsumers(t *testing.T) {
	t.Parallel()
	set := examples(t)
	a := lawful(t, legal.Germany)
	a.in.Legal.Business = nil
	p := letterOf(t, set, a)
	// 28 days at 6.52 % from Tuesday, 27 October.
	if strings.Contains(p.Text, "Verzugspauschale") || !strings.Contains(p.Text, "Verzugszinsen vom 27.10.2026 bis 23.11.2026: 62,02 EUR") {
		t.Error(p.Text)
	}
	a.in.Legal.StateInterest = false
	if p := letterOf(t, set, a); strings.Contains(p.Text, "Verzug") {
		t.Error(p.Text)
	}
}

// Without today's base rate letters name no interest, and the plan says so.
func TestMissingRateIsSaid(t *testing.T) {
	t.Parallel()
	a := lawful(t, legal.Germany)
	a.in.Legal.Rates = a.in.Legal.Rates[:len(a.in.Legal.Rates)-1]
	p := letterOf(t, examples(t), a)
	if strings.Contains(p.Text, "Verzugszinsen") {
		t.Error(p.Text)
	}
	warnings := strings.Join(decide(t, examples(t), a.in).Warnings, "\n")
	for _, want := range []string{"no base rate of DE is known for the half-year from 2026-07-01", "letters without interest (R2610-022): no interest is computed"} {
		if !strings.Contains(warnings, want) {
			t.Errorf("missing %q in\n%s", want, warnings)
		}
	}
}

// A claim that lapses soon is warned of, whatever holds it, and told once.
func TestLimitationWatch(t *testing.T) {
	t.Parallel()
	set := load(t, text(feeLadder))
	a := lawful(t, legal.Germany)
	a.invoice().Date, a.invoice().DueDate = billing.Date{Year: 2023, Month: 11, Day: 2}, billing.Date{Year: 2023, Month: 11, Day: 16}
	held := a.note(80700, "R2312-001", "100.00 EUR")
	held.Date, held.DueDate = billing.Date{Year: 2023, Month: 12, Day: 1}, billing.Date{}
	a.note(80701, "R2610-001", "100.00 EUR")
	d := decide(t, set, a.in)
	var keys []string
	for _, l := range d.Lines {
		if n, ok := l.Params.(plan.Notify); ok {
			keys = append(keys, l.Key+": "+n.Title)
			if err := n.Validate(); err != nil {
				t.Error(err)
			}
		}
	}
	want := "[slack|limitation watch|invoice:80700|once: R2312-001 verjährt am 31.12.2026 slack|limitation watch|invoice:80699|once: R2610-022 verjährt am 31.12.2026]"
	if fmt.Sprint(keys) != want {
		t.Errorf("%q", keys)
	}
	if w := strings.Join(d.Warnings, "\n"); !strings.Contains(w, "2 claims lapse on 31 Dec 2026: R2312-001, R2610-022; a reminder does not stop that") {
		t.Error(w)
	}
	if v := verdict(t, d, 80700); v.Outcome != plan.OutcomeHold || v.Detail != "lapses on 31 Dec 2026" || plan.ReasonIn(billing.German, v.Detail) != "verjährt am 31.12.2026" {
		t.Errorf("%+v", v)
	}
	if v := verdict(t, d, 80701); strings.Contains(v.Detail, "lapses") {
		t.Errorf("%+v", v)
	}
	a.invoice().Date = billing.Date{Year: 2022, Month: 11, Day: 2}
	if w := strings.Join(decide(t, set, a.in).Warnings, "\n"); !strings.Contains(w, "1 claim may have lapsed: R2610-022; its debtor may refuse to pay") {
		t.Error(w)
	}
	a.invoice().Date = billing.Date{Year: 2023, Month: 11, Day: 2}
	a.in.History.Notified = map[string]billing.Date{NotifiedKey(limitationRule, "invoice:80699"): daysAgo(1), NotifiedKey(limitationRule, "invoice:80700"): daysAgo(1)}
	for _, l := range decide(t, set, a.in).Lines {
		if l.Action == "notify" {
			t.Errorf("%s was told before", l.Key)
		}
	}
}

// A detail before the lapse is translated by itself.
func TestLapseBehindADetail(t *testing.T) {
	t.Parallel()
	detail := plan.WithLapse("reminder 2288, 7 days ago", billing.Date{Year: 2026, Month: 12, Day: 31})
	if detail != "reminder 2288, 7 days ago · lapses on 31 Dec 2026" {
		t.Error(detail)
	}
	if got := plan.ReasonIn(billing.German, detail); got != "Mahnung 2288, vor 7 Tagen · verjährt am 31.12.2026" {
		t.Error(got)
	}
}

func TestExplainTheClaim(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, country := range []legal.Country{legal.Germany, legal.Austria, legal.Switzerland} {
		for _, lang := range []billing.Language{billing.English, billing.German} {
			a := lawful(t, country)
			if country == legal.Switzerland {
				a.currency("CHF")
				a.in.Legal.Basis = legal.BasisInvoiceOnly
				a.sent(1, 20)
			}
			a.pay("4000 "+a.invoice().Currency, 10)
			e, err := load(t, text(feeLadder)).Explain(a.in, 80699)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Print(&b, lang); err != nil {
				t.Fatal(err)
			}
			b.WriteString("\n")
			out, err := json.Marshal(e)
			if err != nil || !strings.Contains(string(out), `"claim":{"country":"`+string(country)) || !strings.Contains(string(out), `"law":"`) {
				t.Errorf("%s %v", out, err)
			}
		}
	}
	golden(t, "testdata/claim.txt", b.String())
	e, err := load(t, text(feeLadder)).Explain(newAccount(t).in, 80699)
	if err != nil || e.Claim != nil {
		t.Errorf("%+v, %v", e.Claim, err)
	}
}

// A line of legal.debtors that fits nobody may be a typing mistake.
func TestUnknownDebtors(t *testing.T) {
	t.Parallel()
	a := lawful(t, legal.Germany)
	a.company().Tags = []string{"Privat"}
	a.in.Legal.Consumer = []string{"privat", "Prviat", "10302"}
	warnings := strings.Join(decide(t, load(t, text(feeLadder)), a.in).Warnings, "\n")
	if want := "legal.debtors: no customer and no tag Prviat, 10302 in MOCO"; !strings.Contains(warnings, want) {
		t.Errorf("missing %q in\n%s", want, warnings)
	}
}

// The shipped letters give no respite, in whatever tone.
func TestShippedTextsGiveNoRespite(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"texts/de.yaml", "texts/en.yaml"} {
		data, err := textFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := legal.Respite(string(data)); found != "" {
			t.Errorf("%s: %q", name, found)
		}
	}
}
