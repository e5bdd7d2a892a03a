package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/diag"
)

// FuzzExpression: whatever stands in an expression, checking it gives findings
// inside the text or a program that answers within its bounds. It never
// panics.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		`invoice.overdue and invoice.open >= amounts.minimum`, `any(invoice.tags, # startsWith "x")`, `invoice in lists.hands_off`,
		`today - invoice.due > days(3)`, `invoice.open + eur(1) * 2 == money(3, invoice.currency)`, `not (invoice.level == 1)`,
		`invoice?.a ?? b`, `let a = 1; a`, `[1, 2][0] == 1`, `{"a": 1}.a`, `"ü" + 'x' == invoice.title`, `1 < invoice.level < 3`,
		`if invoice.overdue { true } else { false }`, `invoice.tags | count(# == "a") > 1`, `::eur(5) > eur(3)`, `b"x" == "x"`,
	} {
		f.Add(seed)
	}
	for _, h := range hostile() {
		if len(h.text) < 1000 {
			f.Add(h.text)
		}
	}
	for i := range uint64(50) {
		f.Add(newGenerator(i, datasets()[0]).question())
	}
	huge, s := hugeInvoice(f), hugeScope()
	f.Fuzz(func(t *testing.T, text string) {
		c, found := compile(text, s)
		for _, x := range found {
			if x.from < 0 || x.to < x.from || x.to > len(text) || x.code == "" || x.text == "" {
				t.Errorf("finding %+v is out of the text", x)
			}
			if x.code == "expr" {
				t.Errorf("our checker passes what expr refuses: %+v", x)
			}
		}
		if len(found) > 0 {
			return
		}
		for _, inv := range []Invoice{sampleInvoice(t), huge} {
			m, start := new(machine), time.Now()
			w := &invoiceWorld{Invoice: inv, Customer: inv.Customer, common: common{Today: Date(today)}}
			if _, err := c.runOn(m, w); err != nil && (err.Error() == "" || strings.Contains(err.Error(), "runtime error") || strings.Contains(err.Error(), "memory budget")) {
				t.Errorf("an error that is not in our words: %v", err)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("it took %s and %d steps", took, m.meter.steps)
			}
		}
		split(c)
	})
}

// FuzzLoad: whatever stands in a file, loading it gives a set or errors with a
// place.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{oneRule, twoRules, marks, "", "version: 1", "rules:\n- a\n", "{}", "version: 1\nladders: {a: {steps: [{level: 1}]}}\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		set, list, docs := Load([]File{{"f.yaml", data}}, goldenOptions())
		if (set == nil) != list.HasErrors() {
			t.Errorf("set %v, problems %v", set, list)
		}
		for _, p := range list {
			if p.File != "f.yaml" || p.Text == "" || p.Code == "" {
				t.Errorf("problem %+v", p)
			}
		}
		if err := diag.Print(discard{}, list, docs); err != nil {
			t.Error(err)
		}
		if set != nil {
			if _, err := set.Decide(newAccount(t).in); err != nil {
				t.Error(err)
			}
		}
	})
}

// discard takes everything.
type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
