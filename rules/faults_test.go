package rules

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr/builtin"
	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// bombed is a rule file with the usual ladder, a rule with a condition that may
// do too much, and one that asks something harmless.
func bombed(condition string) []File {
	return []File{{"rules/bombed.yaml", []byte(oneLadder + `
  - name: bomb
    for_each: invoices
    when: |
      ` + condition + `
    actions:
      - notify: {severity: info}
  - name: harmless
    for_each: invoices
    when: invoice.overdue
    actions:
      - notify: {severity: info}
`)}}
}

const oneLadder = `version: 1
lists:
  hands_off: {tags: [Mahnsperre], customers: ["10301"]}
amounts:
  minimum: {EUR: 10, CHF: 12}
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, after: 14d, name: Zahlungserinnerung, pay_within: 10d}
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue and invoice.open >= amounts.minimum
    unless:
      - {if: invoice in lists.hands_off, say: on the hands-off list}
    actions:
      - remind: {ladder: standard}
`

// twoInvoices are R2610-022 and R2610-023; the second one has 10,000 tags and
// a title of a megabyte.
func twoInvoices(t testing.TB) Input {
	a := newAccount(t)
	huge := hugeInvoice(t)
	second := *a.invoice()
	second.ID, second.Identifier, second.Tags, second.Title = 80700, "R2610-023", huge.Tags, huge.Title
	a.in.Snapshot.Invoices = append(a.in.Snapshot.Invoices, second)
	return a.in
}

// held is what a bomb must leave behind: the huge invoice is held in words,
// its messages and everything about the other invoice stay. It is "" if so.
func held(t testing.TB, set *Set, in Input) string {
	d := decide(t, set, in)
	var got []string
	for _, l := range d.Lines {
		got = append(got, l.Rule+" "+l.Subject.Label)
	}
	slices.Sort(got)
	got = slices.DeleteFunc(got, func(s string) bool { return s == "bomb R2610-022" })
	if want := []string{"dunning R2610-022", "harmless R2610-022", "harmless R2610-023"}; !slices.Equal(got, want) {
		return fmt.Sprintf("lines %v", got)
	}
	v := d.Verdicts[1]
	if v.Outcome != plan.OutcomeHold || !strings.HasPrefix(v.Reason, "rule bomb: ") || v.Rule != "bomb" {
		return fmt.Sprintf("verdict %s: %s", v.Outcome, v.Reason)
	}
	if len(d.Warnings) == 0 || !strings.HasPrefix(d.Warnings[0], "rule bomb could not be answered for R2610-023: ") {
		return fmt.Sprintf("warnings %q", d.Warnings)
	}
	return ""
}

func loaded(t testing.TB, files []File) *Set {
	t.Helper()
	set, list, _ := Load(files, Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	return set
}

// explode runs bombs and counts those that were refused or stopped, and the
// longest that one took.
func explode(t *testing.T, id string, bombs []string) (row report.Row, slowest time.Duration) {
	in := twoInvoices(t)
	row.ID = id
	for _, bomb := range bombs {
		start := time.Now()
		set, list, _ := Load(bombed(bomb), Options{})
		row.Runs++
		switch {
		case set == nil && list.HasErrors():
			row.Fired++
		default:
			row.Fired++
			if why := held(t, set, in); why != "" {
				row.Missing++
				t.Errorf("%.80s: %s", bomb, why)
			}
		}
		slowest = max(slowest, time.Since(start))
	}
	return row, slowest
}

// ask is a predicate over all tags that has to look at each of them: its body
// is wrapped so that nothing ends it early. It is true if the answer is.
func ask(name, body string, is bool) (string, bool) {
	if is != (name == "all") {
		body = "not (" + body + ")"
	}
	question := name + "(invoice.tags, " + body + ")"
	if name == "count" {
		question += " == 0"
	}
	return question, name != "any" && name != "one"
}

func TestF78_TooMuchWork(t *testing.T) {
	var bombs []string
	for i, outer := range predicates {
		for j, inner := range predicates {
			if (i+j)%race.Part(len(predicates)) != 0 { // each of them once inside and once outside is enough
				continue
			}
			one, is := ask(inner, `# contains "none"`, false)
			two, is := ask(outer, one, is)
			three, _ := ask("all", two, is)
			bombs = append(bombs, two, three)
		}
	}
	row, slowest := explode(t, "F78", bombs)
	row.Min, row.Recover = 50/race.Part(5), slowest
	row.Note = "each pair of predicates over 10,000 tags, two and three deep"
	if slowest > race.Slow*2500*time.Millisecond {
		t.Errorf("a bomb took %s", slowest)
	}
	report.Print(t, row)
}

// A rule that stays below its ceiling for each invoice, and does too much for
// all of them together, ends itself and nothing else, at the same invoice
// whatever the number of processors.
func TestRuleTooMuchInOneRun(t *testing.T) {
	race.Skip(t, "counts forty million steps; TestProcessorsDoNotMatter shows races")
	set, in := loaded(t, bombed(`all(invoice.tags, all(invoice.tags, # != "none"))`)), manyInvoices(1100)
	tags := make([]string, 100)
	for i := range in.Snapshot.Invoices {
		in.Snapshot.Invoices[i].Tags = tags
	}
	const words = "rule bomb: it took more than 20000000 steps in this run"
	d := decideOn(t, set, in, 1)
	if diff := cmp.Diff(d, decideOn(t, set, in, 4)); diff != "" {
		t.Errorf("another answer with more processors: %s", diff)
	}
	count := func(rule string) (n int) {
		for _, l := range d.Lines {
			if l.Rule == rule {
				n++
			}
		}
		return n
	}
	held, overdue := 0, 0
	for _, v := range d.Verdicts {
		if v.Reason == words {
			held++
		}
		if v.Overdue {
			overdue++
		}
	}
	bombs, harmless := count("bomb"), count("harmless")
	if bombs == 0 || bombs >= 1000 || held == 0 || harmless != overdue {
		t.Errorf("%d invoices answered, %d held, %d messages of another rule", bombs, held, harmless)
	}
	if !strings.HasPrefix(d.Warnings[0], "rule bomb could not be answered for R0000650, ") {
		t.Errorf("warnings %q", d.Warnings)
	}
}

// decideOn decides on so many processors.
func decideOn(t testing.TB, set *Set, in Input, processors int) Decision {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	return decide(t, set, in)
}

// encoded is a decision as bytes.
func encoded(t testing.TB, set *Set, in Input, processors int) string {
	b, err := json.Marshal(decideOn(t, set, in, processors))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The same input gives the same bytes on any number of processors.
func TestProcessorsDoNotMatter(t *testing.T) {
	set, in := loaded(t, []File{{"rules/many.yaml", []byte(manyRules(50))}}), manyInvoices(5*share+17)
	in.Legal = lawful(t, "DE").in.Legal
	for i := range in.Snapshot.Invoices {
		if inv := &in.Snapshot.Invoices[i]; i%50 == 0 { // some have lapsed, some are about to
			inv.Date = billing.Date{Year: 2022 + i/50%2, Month: 11, Day: 2}
		}
	}
	want := encoded(t, set, in, 1)
	for _, note := range []string{"claims may have lapsed", "claims lapse on"} {
		if !strings.Contains(want, note) {
			t.Errorf("nothing about %q", note)
		}
	}
	for _, processors := range []int{2, 3, 8, 2, 2} {
		if encoded(t, set, in, processors) != want {
			t.Errorf("another answer with %d processors", processors)
		}
	}
}

func TestF79_TooMuchMemory(t *testing.T) {
	bombs := []string{
		`repeat(repeat("x", 900000), 900000) == ""`, `reduce(1..40, #acc + #acc, "x") == ""`, `join(map(invoice.tags, invoice.title), "") == ""`,
		`let a = "xxxxxxxxxx"; let b = a + a + a + a; let c = b + b + b + b; c == ""`, `toJSON(invoice) == ""`, `len(1..2000000) > 0`,
		`len(concat(invoice.tags, invoice.tags)) > 0`, `len(map(invoice.tags, map(invoice.tags, [#]))) > 0`, `all(invoice.tags, # + # + # + # + # + # + # != "")`,
	}
	for n := 2; n <= 24; n += 2 * race.Slow {
		some := func(text, between string) string { return strings.TrimSuffix(strings.Repeat(text+between, n), between) }
		bombs = append(bombs, some("invoice.title", " + ")+` == ""`, `any([`+some("lower(invoice.title)", ", ")+`], # == "none" or any(invoice.tags, # == "none"))`,
			`any(invoice.tags, `+some("lower(invoice.title)", " + ")+` == "none")`, `any(invoice.tags, # in [`+some("lower(invoice.title)", ", ")+`])`)
	}
	var peak uint64
	var m runtime.MemStats
	stop := watchHeap(&peak)
	runtime.ReadMemStats(&m)
	row, slowest := explode(t, "F79", bombs)
	stop()
	row.Min, row.Recover = 50/race.Slow, slowest
	grown := int64(peak-m.HeapAlloc) >> 20
	row.Note = "texts of a megabyte, joined and listed; the heap grows by less than 128 MiB"
	if grown > race.Slow*128 {
		t.Errorf("the heap grew by %d MiB", grown)
	}
	report.Print(t, row)
}

// What is too large is refused before it is looked at.
func TestF80_TooLarge(t *testing.T) {
	row := report.Row{ID: "F80", Min: 40, Note: "within 50 ms each"}
	for _, n := range []int{501, 5_000, 9_000, 50_000, 200_000} {
		for _, text := range []string{
			times(n, "(") + "true" + times(n, ")"), "1 in " + times(n, "[") + "1" + times(n, "]"), times(n, "not ") + "true", times(n, "-") + "1 > 0",
			"1 < " + times(n, "1 + ") + "1", times(n, "true and ") + "true", "invoice" + times(n, ".customer"), "invoice.level in [" + times(n, "1, ") + "1]",
			times(n, "all(invoice.tags, ") + "true" + times(n, ")"),
		} {
			took := time.Hour // the shortest of some: other tests run beside this one
			for try := 0; try < 10 && took > race.Slow*50*time.Millisecond; try++ {
				start := time.Now()
				_, found := compile(text, sampleScope(0))
				if took = min(took, time.Since(start)); len(found) == 0 || found[0].code != "too-large" {
					t.Fatalf("%.40s: %+v", text, found)
				}
			}
			if row.Runs++; took < race.Slow*50*time.Millisecond {
				row.Fired++
			} else {
				t.Errorf("%.40s with %d bytes took %s", text, len(text), took)
			}
			row.Recover = max(row.Recover, took)
		}
	}
	report.Print(t, row)
}

// The data that a rule sees are copies without pointers, so nothing in them
// can go round in circles; what MOCO sends can.
func TestF81_DataInCircles(t *testing.T) {
	row := report.Row{ID: "F81", Min: 100, Note: "no pointer in any world; invoices that reverse each other"}
	for _, d := range datasets() {
		if depth := depthOf(reflect.TypeOf(d.world)); depth > 6 {
			t.Errorf("%s is %d levels deep", d.name, depth)
		}
	}
	set := loaded(t, []File{{"rules/many.yaml", []byte(manyRules(10))}})
	for n := 1; n <= 100; n++ { // each invoice reverses the one before, and the first one the last
		in := manyInvoices(n)
		for i := range in.Snapshot.Invoices {
			inv := &in.Snapshot.Invoices[i]
			inv.ReversedInvoiceID = in.Snapshot.Invoices[(i+n-1)%n].ID
			inv.ReversalInvoiceID = in.Snapshot.Invoices[(i+1)%n].ID
		}
		d := decide(t, set, in)
		if row.Runs++; len(d.Verdicts) == n && len(d.Lines) == 0 {
			row.Fired++
		}
	}
	report.Print(t, row)
}

// depthOf is how many structs stand inside each other; it does not end where
// one holds itself.
func depthOf(t reflect.Type) int {
	deepest := 0
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			deepest = max(deepest, 1+depthOf(t.Field(i).Type))
		}
	}
	return deepest
}

// No result is a number that is none: it is refused, or exact, or an error
// that holds the invoice.
func TestF82_NumbersThatAreNone(t *testing.T) {
	tests := []struct{ text, want string }{
		{`1 / 0 > 1`, "syntax: / is not part"}, {`0 / 0 == 0`, "syntax: / is not part"}, {`1 % 0 == 0`, "syntax: % is not part"},
		{`2 ** 1024 > 1`, "syntax: ** is not part"}, {`2 ^ 1024 > 1`, "syntax: ^ is not part"}, {`int(0.5) == 0`, `unknown-function: there is no function "int"`},
		{`float("NaN") > 1`, `unknown-function: there is no function "float"`}, {`number("Inf") > 1`, `unknown-function: there is no function "number"`},
		{`invoice.level < 1e999`, "syntax: "}, {`invoice.level < -1e999`, "syntax: "}, {`invoice.level < 99999999999999999999`, "syntax: "},
		{`invoice.level < NaN`, `unknown-name: unknown name "NaN"`}, {`invoice.level < Inf`, `unknown-name: unknown name "Inf"`},
		{`invoice.level + 0.5 > 1`, "type: "}, {`1e308 * 10 > 1`, "value: the number is too large"}, {`0.1 + 0.2 == 0.3`, "type: "},
		{`eur(1e300) > eur(1)`, "value: the number is too large"}, {`eur(1e14) > eur(1)`, "value: the number is too large"}, {`eur(99999999999999999) > eur(1)`, "value: "},
		{`invoice.days_overdue + 9223372036854775807 > 1`, "stopped: 30 + 9223372036854775807 is too large"},
		{`-9223372036854775807 - invoice.days_overdue < 1`, "stopped: -9223372036854775807 - 30 is too large"},
		{`invoice.days_overdue * 9223372036854775807 > 1`, "stopped: 30 * 9223372036854775807 is too large"},
		{`invoice.open * 9223372036854775807 > eur(1)`, "stopped: the amount is too large"},
		{`invoice.open * 9000000000000 + invoice.open * 9000000000000 > eur(1)`, "stopped: "},
		{`today + days(36600) + days(36600) > today`, "answered: true"},
		{`eur(0.1) + eur(0.2) == eur(0.3)`, "answered: true"}, {`eur(1.15) * 3 == eur(3.45)`, "answered: true"}, {`1e15 > invoice.level`, "answered: true"},
	}
	row := report.Row{ID: "F82", Min: len(tests), Note: "also overflow of amounts and ids; nothing is sent"}
	in := newAccount(t).in
	for _, tt := range tests {
		row.Runs++
		got := tried(tt.text, sampleScope(0), sampleInvoice(t))
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
			continue
		}
		row.Fired++
		if !strings.HasPrefix(tt.want, "stopped") {
			continue
		}
		d := decide(t, loaded(t, bombed(tt.text)), in)
		if v := d.Verdicts[0]; v.Outcome != plan.OutcomeHold || slices.ContainsFunc(d.Lines, func(l plan.Line) bool { return l.Rule == "bomb" || l.Action == "remind" }) {
			t.Errorf("%s: %s, %d lines", tt.text, v.Outcome, len(d.Lines))
		}
	}
	report.Print(t, row)
}

// Ids are whole numbers of 64 bits, and are compared as such.
func TestF83_LargeIDs(t *testing.T) {
	row := report.Row{ID: "F83", Min: 40, Note: "above 2^53, beside whole numbers and numbers with a point"}
	for _, base := range []int{1 << 53, 1<<53 + 2, 1 << 60, 1<<62 + 12, 1<<63 - 3} {
		inv := sampleInvoice(t)
		inv.ID = base + 1
		for _, tt := range []struct {
			text string
			want bool
		}{
			{fmt.Sprintf("invoice.id == %d", base), false}, {fmt.Sprintf("invoice.id == %d", base+1), true}, {fmt.Sprintf("invoice.id > %d", base), true},
			{`invoice.id == 9007199254740991.0`, false}, {`9007199254740991.0 < invoice.id`, true}, {fmt.Sprintf("invoice.id in [%d, 1]", base), false},
			{`invoice.id in [9007199254740991.0, 1]`, false}, {fmt.Sprintf("invoice.id in [%d, 1]", base+1), true}, {fmt.Sprintf("invoice.id - %d == 1", base), true},
		} {
			row.Runs++
			if got := tried(tt.text, sampleScope(0), inv); got != fmt.Sprint("answered: ", tt.want) {
				t.Errorf("%s with %d: %s", tt.text, inv.ID, got)
				continue
			}
			row.Fired++
		}
	}
	for _, text := range []string{`invoice.id == 9007199254740993.0`, `invoice.id == -9007199254740994.0`, `invoice.id in [1, 9007199254740994.0]`, `invoice.level < 1e300`} {
		row.Runs++
		if got := tried(text, sampleScope(0), sampleInvoice(t)); got != "value: the number is too large to be exact" {
			t.Errorf("%s: %s", text, got)
			continue
		}
		row.Fired++
	}
	report.Print(t, row)
}

// What is no yes/no question is refused with its place; what is missing in the
// data is an error in words, and never yes or no.
func TestF84_NoQuestion(t *testing.T) {
	row := report.Row{ID: "F84", Min: 30, Note: "also dates, amounts and currencies that are missing"}
	for _, text := range []string{
		`invoice.level`, `invoice.title`, `invoice.open`, `invoice.due`, `invoice.tags`, `invoice`, `invoice.customer`, `today`, `days(1)`, `eur(1)`, `amounts.minimum`,
		`lists.hands_off`, `1`, `1.5`, `"true"`, `["a"]`, `nil`, `count(invoice.tags, true)`, `len(invoice.tags)`, `today - invoice.due`, `lower(invoice.title)`,
		`invoice.custom("a")`, `invoice.open + eur(1)`, `-1`, `invoice.title + "x"`, `invoice.overdue == nil`, `invoice?.customer?.number == "1"`, `invoice.custom("a") ?? "b" == "b"`,
	} {
		row.Runs++
		_, list, _ := Load(bombed(text), Options{})
		if !slices.ContainsFunc(list, func(p diag.Problem) bool {
			return p.Severity == diag.Error && p.Pos.Line > 0 && p.Pos.Col > 0 && p.Text != ""
		}) {
			t.Errorf("%s: %v", text, list)
			continue
		}
		row.Fired++
	}
	for text, want := range map[string]string{
		`invoice.project.finish < today`: "rule bomb: a date is missing", `today - invoice.project.start > days(1)`: "rule bomb: a date is missing",
		`usd(1) > amounts.minimum`: "rule bomb: no amount minimum for USD", `money(1, invoice.project.currency) > eur(1)`: `rule bomb: "" is not a currency code`,
	} {
		row.Runs++
		d := decide(t, loaded(t, bombed(text)), newAccount(t).in)
		if v := d.Verdicts[0]; v.Outcome != plan.OutcomeHold || v.Reason != want {
			t.Errorf("%s: %s: %s", text, v.Outcome, v.Reason)
			continue
		}
		row.Fired++
	}
	report.Print(t, row)
}

// A rule reaches what stands in this list and nothing else. UPDATE=1 renews
// it: then look at each new line.
func TestF87_WhatRulesReach(t *testing.T) {
	row := report.Row{ID: "F87", Min: 60, Note: "each function of the library is refused or ours, no type has a method; the rest is a list in a file"}
	golden(t, "testdata/reach.golden", strings.Join(reach(t), "\n")+"\n")
	for _, b := range builtin.Builtins {
		args := map[bool]string{true: "(invoice.tags, true)", false: "(invoice.title)"}[b.Predicate]
		row.Runs++
		got := tried(b.Name+args+" == 1", sampleScope(0), sampleInvoice(t))
		_, own := functionNamed(b.Name, nil)
		if own || slices.Contains(predicates, b.Name) || strings.HasPrefix(got, "unknown-function") || strings.HasPrefix(got, "syntax") {
			row.Fired++
			continue
		}
		t.Errorf("%s: %s", b.Name, got)
	}
	report.Print(t, row)
}

// reach is all that expr could find for a name in a rule: the fields of each
// world, with their types, and the functions, ours and the library's.
func reach(t *testing.T) (out []string) {
	for _, d := range append(datasets(), dataset{name: "slack routes", world: routeWorld{}}) {
		g := &generator{}
		g.walk("", reflect.TypeOf(d.world))
		for _, f := range g.fields {
			out = append(out, fmt.Sprintf("%s: %s, %s", d.name, f.path, f.typ))
		}
		config := d.config()
		for name := range config.Builtins {
			if !config.Disabled[name] {
				t.Errorf("%s can be called in %s", name, d.name)
			}
		}
		for name := range config.Functions {
			if !strings.Contains(name, " ") {
				t.Errorf("%s can be written in an expression", name)
			}
			if d.name == "invoices" {
				out = append(out, "function: "+name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// The clock is not asked: the same input gives the same bytes at any time.
func TestF88_NoClock(t *testing.T) {
	same := 20 / race.Part(5)
	row := report.Row{ID: "F88", Min: same + 5, Note: "the same bytes each time; now is no word of the language"}
	set, in := loaded(t, []File{{"rules/many.yaml", []byte(manyRules(20))}}), manyInvoices(2000)
	want := encoded(t, set, in, 1)
	for i := range same {
		row.Runs++
		if encoded(t, set, in, 1+i%3) == want {
			row.Fired++
		}
	}
	for _, text := range []string{`now() > today`, `now == today`, `invoice.due < now()`, `date() == today`, `today.Now() == today`, `duration("1h") == days(1)`} {
		row.Runs++
		if got := tried(text, sampleScope(0), sampleInvoice(t)); strings.HasPrefix(got, "answered") || strings.HasPrefix(got, "stopped") {
			t.Errorf("%s: %s", text, got)
			continue
		}
		row.Fired++
	}
	report.Print(t, row)
}
