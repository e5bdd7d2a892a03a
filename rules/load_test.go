package rules

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/plan"
)

const oneRule = `version: 1
rules:
  - name: one
    for_each: invoices
    when: invoice.overdue
    actions: [{notify: {severity: info}}]
`

func TestSetKnowsItsFiles(t *testing.T) {
	t.Parallel()
	data := []byte(oneRule)
	set := load(t, File{"rules/one.yaml", data})
	copy(data, "version: 2") // the set keeps what it read
	files := set.Files()
	want := []plan.RuleFile{{Name: "rules/one.yaml", Hash: hash([]byte(oneRule))}}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	source, ok := set.Source(files[0].Hash)
	if !ok || string(source) != oneRule {
		t.Errorf("source %q, %v", source, ok)
	}
	if _, ok := set.Source("00"); ok {
		t.Error("an unknown hash has a source")
	}
	if n, rules, ladders := set.Counts(); n != 1 || rules != 1 || ladders != 0 {
		t.Errorf("counts %d %d %d", n, rules, ladders)
	}
	if diff := cmp.Diff([]string{"one"}, set.Names()); diff != "" {
		t.Error(diff)
	}
}

// Rules are asked in the order of the files; names are unique among them.
func TestSeveralFiles(t *testing.T) {
	t.Parallel()
	set := load(t, File{"b.yaml", []byte(oneRule)}, File{"a.yaml", []byte(strings.Replace(oneRule, "one", "two", 1))})
	if diff := cmp.Diff([]string{"one", "two"}, set.Names()); diff != "" {
		t.Error(diff)
	}
	_, list, _ := Load([]File{{"b.yaml", []byte(oneRule)}, {"a.yaml", []byte(oneRule)}}, Options{})
	if len(list) != 1 || list[0].Error() != `a.yaml:3:11: error: a second rule is named "one" [duplicate]: the first is at b.yaml:3:11` {
		t.Errorf("problems %v", list)
	}
}

// Errors of all files come at once; one broken file leaves no set.
func TestAllFilesAtOnce(t *testing.T) {
	t.Parallel()
	set, list, docs := Load([]File{
		{"z.yaml", []byte(strings.Replace(oneRule, "overdue", "overdu", 1))},
		{"a.yaml", []byte("version: 1\nrules: [")},
		{"m.yaml", []byte(strings.Replace(oneRule, "one", "two", 1))},
	}, Options{})
	if set != nil || len(docs) != 3 {
		t.Errorf("set %v, %d documents", set, len(docs))
	}
	var got []string
	for _, p := range list {
		got = append(got, p.File+" "+p.Code)
	}
	if diff := cmp.Diff([]string{"a.yaml syntax", "z.yaml unknown-field"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What is not known is not checked; what is known to be empty is.
func TestOptions(t *testing.T) {
	t.Parallel()
	const body = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Mahnung, after: 7d, pay_within: 10d, fee: 5 EUR, approve: finance}]
amounts: {minimum: {EUR: 10}}
rules:
  - name: one
    for_each: invoices
    when: invoice.open > amounts.minimum
    actions: [{remind: {ladder: standard}}, {notify: {severity: info, channel: "#finance"}}, {export: {name: open-items}}]
`
	if set, list, _ := Load([]File{text(body)}, Options{}); set == nil || len(list) > 0 {
		t.Errorf("problems %v", list)
	}
	_, list, _ := Load([]File{text(body)}, Options{Exports: []string{}, Groups: []string{}, Channels: []string{}, Currencies: []string{"EUR", "USD"}})
	var got []string
	for _, p := range list {
		got = append(got, p.Code+": "+p.Text)
	}
	want := []string{
		"currency: fee has no amount for USD, and invoices in USD are open",
		`unknown-group: there is no approval group "finance"`,
		"currency: amounts.minimum has no amount for USD, and invoices in USD are open",
		`unknown-channel: channel "#finance" is not in the configuration`,
		`unknown-export: there is no export "open-items"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The traps of expression languages: each of these compiles somewhere and is
// silently true or false for every invoice.
func TestTyposNeverLoad(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]string{
		`invoice.statsu != "paid"`:              `an invoice has no field "statsu"`,
		`invoice.status == "overdeu"`:           `"overdeu" is no invoice status`,
		`invoice.status != "payed"`:             `"payed" is no invoice status`,
		`"overdeu" == invoice.status`:           `"overdeu" is no invoice status`,
		`invoice.status contains "overdeu"`:     `contains does not work on a fixed set of words`,
		`invoice.status matches "overdeu"`:      `matches does not work on a fixed set of words`,
		`invoice.status in ["sent", "overdeu"]`: `"overdeu" is no invoice status`,
		`invoice.currency == "eur"`:             `"eur" is no currency code`,
		`invoice.customer.country == "Austria"`: `"Austria" is no country code`,
		`invoice.open > 500`:                    `can't compare money with a bare number`,
		`500 < invoice.open`:                    `can't compare money with a bare number`,
		`invoice.days_overdue >= "28"`:          `can't compare a number with a text`,
		`invoice.custumer.number == "1"`:        `an invoice has no field "custumer"`,
		`invoices.overdue`:                      `unknown name "invoices"`,
		`invoice.last_reminder.days_ago < 10`:   `an invoice has no field "last_reminder"`,
		`invoice["statsu"] != "paid"`:           `an invoice has no field "statsu"`,
	} {
		_, list, _ := Load([]File{text(strings.Replace(oneRule, "when: invoice.overdue", "when: '"+when+"'", 1))}, Options{})
		if len(list) != 1 || list[0].Text != want {
			t.Errorf("%s: problems %v, want %s", when, list, want)
		}
	}
}

// The shipped files load without a warning, also for an account with several
// currencies.
func TestExampleFiles(t *testing.T) {
	t.Parallel()
	set := examples(t)
	var files []File
	for _, f := range set.Files() {
		data, _ := set.Source(f.Hash)
		files = append(files, File{f.Name, data})
	}
	_, list, _ := Load(files, Options{Groups: []string{"finance"}, Currencies: []string{"CHF", "EUR", "USD"}})
	if len(list) > 0 {
		t.Errorf("problems %v", list)
	}
	if n, rules, ladders := set.Counts(); n != 2 || rules != 4 || ladders != 1 {
		t.Errorf("%d files, %d rules, %d ladders", n, rules, ladders)
	}
}
