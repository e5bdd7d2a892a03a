package rules

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// letterOf decides and gives the only letter.
func letterOf(t *testing.T, set *Set, a *account) plan.Remind {
	t.Helper()
	d := decide(t, set, a.in)
	letters := plan.Plan{Lines: d.Lines}.Letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters, verdict %+v", len(letters), verdict(t, d, 80699))
	}
	p := letters[0].Params.(plan.Remind)
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	return p
}

// situations of letters: all levels, with and without a part payment.
func letterAccount(t *testing.T, level int, partPaid bool) *account {
	a := newAccount(t)
	a.due([]int{0, 20, 30, 69}[level])
	for l := 1; l < level; l++ {
		a.sent(l, 20*(level-l))
	}
	if partPaid {
		a.pay("4000 EUR", 15)
	}
	return a
}

func TestLetters(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for _, lang := range []billing.Language{billing.German, billing.English} {
		var b strings.Builder
		for level := 1; level <= 3; level++ {
			for _, partPaid := range []bool{false, true} {
				a := letterAccount(t, level, partPaid)
				a.in.Language = lang
				p := letterOf(t, set, a)
				fmt.Fprintf(&b, "##### level %d, part paid: %v\n=== title: %s\n%s\n=== mail: %s\n%s\n\n", level, partPaid, p.Title, p.Text, p.Subject, p.Mail)
			}
		}
		golden(t, "testdata/letters_"+string(lang)+".txt", b.String())
	}
}

// Every letter names what a customer and a court need, and can be found again.
func TestLettersSayEverything(t *testing.T) {
	t.Parallel()
	set := examples(t)
	for _, lang := range []billing.Language{billing.German, billing.English} {
		for level := 1; level <= 3; level++ {
			a := letterAccount(t, level, true)
			a.in.Language = lang
			p := letterOf(t, set, a)
			fee := money(t, []string{"", "0 EUR", "5 EUR", "10 EUR"}[level])
			total, err := p.Open.Add(fee)
			if err != nil {
				t.Fatal(err)
			}
			words := []string{
				"R2610-022", a.invoice().Date.Format(lang), a.invoice().DueDate.Format(lang), p.Gross.Format(lang),
				money(t, "4000 EUR").Format(lang), money(t, "8400 EUR").Format(lang), total.Format(lang),
				today.AddDays(p.PayWithin).Format(lang), billing.Reference("R2610-022", level), "Beispiel Agentur GmbH",
			}
			if !fee.IsZero() {
				words = append(words, fee.Format(lang))
			}
			for _, w := range words {
				if !strings.Contains(p.Text, w) {
					t.Errorf("%s level %d: the text lacks %q", lang, level, w)
				}
			}
			for _, w := range []string{"R2610-022", p.Open.Format(lang), total.Format(lang), p.Reference} {
				if !strings.Contains(p.Mail, w) {
					t.Errorf("%s level %d: the mail lacks %q", lang, level, w)
				}
			}
			for _, s := range []string{p.Title, p.Subject} {
				if strings.ContainsAny(s, "\r\n") || s == "" {
					t.Errorf("%q is not one line", s)
				}
			}
			if strings.Contains(p.Text+p.Mail, "\n\n\n") || strings.Contains(p.Text+p.Mail, "<no value>") {
				t.Errorf("%s level %d: the text has gaps", lang, level)
			}
			if got := (billing.Reminder{Text: p.Text}).ReferencedLevel("R2610-022"); got != level {
				t.Errorf("level %d is read back as %d", level, got)
			}
		}
	}
}

func TestLetterLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fallback billing.Language
		company  billing.Company
		want     billing.Language
	}{
		{"de", billing.Company{CountryCode: "DE"}, "de"},
		{"de", billing.Company{CountryCode: "at"}, "de"},
		{"de", billing.Company{CountryCode: "LI"}, "de"},
		{"de", billing.Company{}, "de"},
		{"de", billing.Company{CountryCode: "FR"}, "en"},
		{"de", billing.Company{CountryCode: "CH", AlternativeCorrespondenceLanguage: true}, "en"},
		{"de", billing.Company{CountryCode: "DE", EnglishCorrespondenceLanguage: true}, "en"},
		{"en", billing.Company{CountryCode: "DE"}, "en"},
	}
	for _, tt := range tests {
		if got := letterLanguage(tt.fallback, tt.company); got != tt.want {
			t.Errorf("%s, %+v: got %s", tt.fallback, tt.company, got)
		}
	}
}

func TestFees(t *testing.T) {
	t.Parallel()
	steps := func(fee string) *Set {
		return load(t, text(fmt.Sprintf(`version: 1
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d, fee: %s}]
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions: [{remind: {ladder: standard}}]
`, fee)))
	}
	tests := []struct{ fee, currency, want string }{
		{"0", "USD", "0.00 USD"}, {"0.00 EUR", "USD", "0.00 USD"}, {"5.00 EUR", "EUR", "5.00 EUR"},
		{"5.00 EUR", "CHF", "no fee for CHF at level 1"}, {"{EUR: 5, CHF: 6.5}", "CHF", "6.50 CHF"}, {"{EUR: 5, CHF: 0}", "CHF", "0.00 CHF"},
	}
	for _, tt := range tests {
		a := newAccount(t)
		a.currency(tt.currency)
		d := decide(t, steps(tt.fee), a.in)
		got := verdict(t, d, 80699).Reason
		if len(d.Lines) > 0 {
			got = d.Lines[0].Params.(plan.Remind).Fee.String()
		}
		if got != tt.want {
			t.Errorf("%s in %s: got %s, want %s", tt.fee, tt.currency, got, tt.want)
		}
	}
}

// In a trial every mail goes to one address, and says so.
func TestRedirect(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.RedirectMailTo = "probe@beispiel.example"
	p := letterOf(t, examples(t), a)
	if p.To != "probe@beispiel.example" || p.RedirectedFrom != "MOCO's default recipients" {
		t.Errorf("to %q, redirected from %q", p.To, p.RedirectedFrom)
	}
	if first, _, _ := strings.Cut(p.Mail, "\n"); first != "TEST: Diese Nachricht ging an probe@beispiel.example statt an die in MOCO hinterlegten Standardempfänger des Kunden." {
		t.Errorf("the mail begins with %q", first)
	}
	if strings.Contains(p.Text, "TEST") {
		t.Error("the letter itself is marked")
	}
}

func TestRecipients(t *testing.T) {
	t.Parallel()
	set := load(t, text(strings.Replace(twoRules, "remind: {ladder: standard}", "remind: {ladder: standard, to: customer_email}", 1)))
	a := newAccount(t)
	if p := letterOf(t, set, a); p.To != "rechnung@hansa.example" {
		t.Errorf("to %q", p.To)
	}
	a.in.RedirectMailTo = "probe@beispiel.example"
	if p := letterOf(t, set, a); p.To != "probe@beispiel.example" || p.RedirectedFrom != "rechnung@hansa.example" {
		t.Errorf("to %q, redirected from %q", p.To, p.RedirectedFrom)
	}
	a.company().Email = ""
	if v := verdict(t, decide(t, set, a.in), 80699); v.Outcome != plan.OutcomeHold || v.Reason != "the customer has no e-mail address in MOCO" {
		t.Errorf("verdict %+v", v)
	}
}

// A longer ladder repeats the last tone; the name is the file's own.
func TestLongLadder(t *testing.T) {
	t.Parallel()
	var steps strings.Builder
	for i := range 5 {
		fmt.Fprintf(&steps, "      - {level: %d, name: Stufe %d, after: %dd, pay_within: 3d}\n", i+1, i+1, i+1)
	}
	set := load(t, text("version: 1\nladders:\n  long:\n    min_gap: 1d\n    steps:\n"+steps.String()+
		"rules:\n  - name: x\n    for_each: invoices\n    when: invoice.overdue\n    actions: [{remind: {ladder: long}}]\n"))
	a := newAccount(t)
	for l := 1; l < 5; l++ {
		a.sent(l, 10-l)
	}
	p := letterOf(t, set, a)
	if p.Level != 5 || p.Levels != 5 || p.Title != "Stufe 5 zur Rechnung R2610-022" || !strings.Contains(p.Text, "gerichtlich") {
		t.Errorf("level %d of %d, %q", p.Level, p.Levels, p.Title)
	}
}

// Customer data stays data: a number with line breaks can't add headers.
func TestLetterDataIsData(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.in.SenderName = "Beispiel\r\nBcc: boss@example.org"
	a.invoice().Title = "{{.Fee}}"
	p := letterOf(t, examples(t), a)
	if strings.Contains(p.Text+p.Subject, "\r") || !strings.Contains(p.Text, "Beispiel Bcc: boss@example.org") {
		t.Errorf("text %q", p.Text)
	}
}
