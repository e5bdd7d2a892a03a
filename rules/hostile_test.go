package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/race"
)

// hugeInvoice is as large as a hostile account can make one: 10,000 tags and
// fields of the account's own, a title of a megabyte.
func hugeInvoice(t testing.TB) Invoice {
	v := sampleInvoice(t)
	v.Title = strings.Repeat("Retainer ü ", 100_000)
	for i := range 10_000 {
		v.Tags = append(v.Tags, fmt.Sprint("tag-", i))
		v.Customer.Tags = append(v.Customer.Tags, fmt.Sprint("customer-tag-", i))
		v.custom = append(v.custom, property{fmt.Sprintf("field-%05d", i), v.Title})
	}
	return v
}

// hugeScope has a list of 10,000 customers and as many tags.
func hugeScope() scope {
	s := sampleScope(0)
	for i := range 10_000 {
		s.lists[0].customers = append(s.lists[0].customers, fmt.Sprint("9", i))
		s.lists[0].tags = append(s.lists[0].tags, fmt.Sprint("none-", i))
	}
	return s
}

func times(n int, s string) string { return strings.Repeat(s, n) }

// hostile are expressions that would take all time or memory if they ran, each
// with the code and the first words of what refuses it, or with the words of
// the error that stops it on a huge invoice.
func hostile() []struct{ name, text, want string } {
	return []struct{ name, text, want string }{
		// What the library was tried with.
		{"a range", `len(1..2000000) > 0`, `syntax: .. is not part of the rules' language`},
		{"a range in a predicate", `all(1..2000000, true)`, `syntax: .. is not part of the rules' language`},
		{"repeat", `repeat("x", 1000000000) == ""`, `unknown-function: there is no function "repeat" in rules`},
		{"repeat of repeat", `repeat(repeat("x", 900000), 900000) == ""`, `unknown-function: there is no function "repeat" in rules`},
		{"map of arrays", `len(map(invoice.tags, map(invoice.tags, [#]))) > 0`, `unknown-function: there is no function "map" in rules`},
		{"sort in a loop", `all(invoice.tags, len(sort(invoice.tags)) > 0)`, `unknown-function: there is no function "sort" in rules`},
		{"concat", `len(concat(invoice.tags, invoice.tags)) > 0`, `unknown-function: there is no function "concat" in rules`},
		{"reduce", `reduce(1..40, #acc + #acc, "x") == ""`, `unknown-function: there is no function "reduce" in rules`},
		{"reduce over tags", `reduce(invoice.tags, #acc + #, "x") == ""`, `unknown-function: there is no function "reduce" in rules`},
		{"join of map", `join(map(invoice.tags, invoice.title), "") == ""`, `unknown-function: there is no function "join" in rules`},
		{"let", `let a = "xxxxxxxxxx"; let b = a + a + a + a; let c = b + b + b + b; c == ""`, `syntax: let is not part of the rules' language`},
		{"let of a thousand", times(1000, `let a = "x" + "x"; `) + `a == ""`, `too-large: the expression has more than 500 parts`},
		{"five all", `all(invoice.tags, all(invoice.tags, all(invoice.tags, all(invoice.tags, all(invoice.tags, true)))))`, `too-large: all is nested more than 2 deep`},
		{"five counts", `count(invoice.tags, count(invoice.tags, count(invoice.tags, true) > 0) > 0) > 0`, `too-large: count is nested more than 2 deep`},
		{"two all", `all(invoice.tags, all(invoice.tags, true))`, `stopped: it took more than 100000 steps`},
		{"two counts", `count(invoice.tags, count(invoice.tags, # == "x") == 0) > 0`, `stopped: it took more than 100000 steps`},
		{"two none", `none(invoice.tags, any(invoice.customer.tags, # == "x"))`, `stopped: it took more than 100000 steps`},
		{"+ of texts", `"x" + invoice.title + invoice.title == ""`, `stopped: a text grew longer than 10000 characters`},
		{"a pattern on a megabyte", `invoice.title matches "(x+x+)+y"`, `stopped: it took more than 100000 steps`},
		{"toJSON", `toJSON(invoice) == ""`, `unknown-function: there is no function "toJSON" in rules`},
		{"fromJSON", `fromJSON("[1]") == 1`, `unknown-function: there is no function "fromJSON" in rules`},
		{"base64", `toBase64(invoice.title) == ""`, `unknown-function: there is no function "toBase64" in rules`},
		{"now", `now() == today`, `unknown-function: there is no function "now" in rules`},
		{"the environment", `$env == 1`, `unknown-name: unknown name "$env"`},
		{"9,000 brackets", times(9000, "(") + "true" + times(9000, ")"), `too-large: the expression has more than 100 brackets inside each other`},
		{"9,000 lists", `1 in ` + times(9000, "[") + "1" + times(9000, "]"), `too-large: the expression has more than 100 brackets inside each other`},
		{"9,000 not", times(9000, "not ") + "true", `too-large: the expression has more than 500 parts`},
		{"60,000 minus signs", times(60_000, "-") + "1 > 0", `too-large: the expression has more than 500 parts`},
		{"10,000 parts", "1 < " + times(10_000, "1 + ") + "1", `too-large: the expression has more than 500 parts`},
		{"1 MB", times(120_000, "true and ") + "true", `too-large: the expression is longer than 64 KiB`},
		{"1 MB of spaces", times(1<<20, " ") + "true", `too-large: the expression is longer than 64 KiB`},
		{"1 MB in quotes", `invoice.title == "` + times(1<<20, "x") + `"`, `too-large: the expression is longer than 64 KiB`},
		{"a list of 10,000", `invoice.level in [` + times(10_000, "1, ") + `1]`, `too-large: the expression has more than 500 parts`},
		{"a long chain", "invoice" + times(5000, ".customer"), `too-large: the expression has more than 500 parts`},

		// Our own.
		{"a long pattern", `invoice.title matches "` + times(300, "a") + `"`, `too-large: the pattern is longer than 200 characters`},
		{"a pattern that unfolds", `invoice.title matches "(?:` + times(180, "a") + `){1000}"`, `too-large: the pattern repeats too much`},
		{"a pattern that unfolds twice", `invoice.title matches "((a{10}){10}){10}"`, `too-large: the pattern repeats too much`},
		{"a pattern that does not", `invoice.title matches "a{1001}"`, "regexp: invalid repeat count: `{1001}`"},
		{"a pattern per tag", `any(invoice.tags, invoice.title matches "^x")`, `stopped: it took more than 100000 steps`},
		{"a pattern that is not written out", `invoice.title matches invoice.number`, `regexp: matches needs a pattern in quotes`},
		{"contains per tag", `any(invoice.tags, invoice.title contains "nothing")`, `stopped: it took more than 100000 steps`},
		{"itself per tag", `all(invoice.tags, invoice.title startsWith invoice.title)`, `stopped: it took more than 100000 steps`},
		{"equality per tag", `all(invoice.tags, invoice.title == invoice.title)`, `stopped: it took more than 100000 steps`},
		{"lower per tag", `any(invoice.tags, lower(invoice.title) == "x")`, `stopped: it took more than 100000 steps`},
		{"custom per tag", `any(invoice.tags, invoice.custom("field-09999") == "x")`, `stopped: it took more than 100000 steps`},
		{"two megabytes of custom", `invoice.custom("field-00001") + invoice.custom("field-00002") == ""`, `stopped: it took more than 100000 steps`},
		{"in per tag", `any(invoice.tags, "nothing" in invoice.customer.tags)`, `stopped: it took more than 100000 steps`},
		{"a list of texts that are computed", `any(invoice.tags, # in [` + times(200, "lower(invoice.title), ") + `"x"])`, `too-large: the expression has more than 500 parts`},
		{"a list of megabytes", `"x" in [` + times(150, "lower(invoice.title), ") + `"y"]`, `too-large: the expression has more than 500 parts`},
		{"a list in a predicate", `all(invoice.tags, len(invoice.tags) in [` + times(400, "1, ") + `10003])`, `stopped: it took more than 100000 steps`},
		{"predicates in a list", `any([` + times(100, `lower(invoice.title), `) + `"x"], # == "")`, `too-large: the expression has more than 500 parts`},
		{"lists per tag", `any(invoice.tags, invoice in lists.hands_off)`, `stopped: it took more than 100000 steps`},
		{"doubling in a predicate", `all(invoice.tags, # + # + # + # + # + # + # + # != "")`, `stopped: it took more than 100000 steps`},
		{"doubling of a megabyte in a predicate", `all(invoice.tags, invoice.title + # != "")`, `stopped: a text grew longer than 10000 characters`},
		{"doubling of what doubles", `(invoice.number + invoice.number) + (` + times(1000, "invoice.number + ") + `"") == ""`, `too-large: the expression has more than 500 parts`},
		{"numbers that grow", `invoice.days_overdue * 9223372036854775807 * 2 > 1`, `stopped: 30 * 9223372036854775807 is too large`},
		{"powers", `2 ** 1024 > 1`, `syntax: ** is not part of the rules' language`},
		{"division", `1 / 0 > 1`, `syntax: / is not part of the rules' language`},
		{"modulo", `1 % 0 > 1`, `syntax: % is not part of the rules' language`},
		{"a map", `{"a": 1}.a == 1`, `syntax: {…} is not part of the rules' language`},
		{"a slice", `len(invoice.tags[0:9]) > 1`, `syntax: […:…] is not part of the rules' language`},
		{"an index", `invoice.tags[99999999] == "x"`, `syntax: […] is not part of the rules' language`},
		{"a pipe", `invoice.tags | map(#) | len() > 1`, `unknown-function: there is no function "map" in rules`},
		{"a condition", `invoice.overdue ? true : false`, `syntax: ? : is not part of the rules' language`},
		{"a sequence", `true; true`, `syntax: ; is not part of the rules' language`},
		{"a method of Go", `invoice.open.Add(invoice.open) == invoice.open`, `unknown-field: money has no functions`},
		{"a hidden field", `invoice.custom == 1`, `syntax: "custom" needs its value in brackets`},
		{"the meter", `#meter.steps == 0`, `syntax: unexpected "#"`},
		{"an operator's name", `money compare("==", invoice.open, invoice.open)`, `syntax: unexpected "compare"`},
		{"split", `len(split(invoice.title, "")) > 0`, `unknown-function: there is no function "split" in rules`},
		{"replace", `replace(invoice.title, "e", "eeee") == ""`, `unknown-function: there is no function "replace" in rules`},
		{"filter", `len(filter(invoice.tags, true)) > 0`, `unknown-function: there is no function "filter" in rules`},
		{"find", `find(invoice.tags, true) == ""`, `unknown-function: there is no function "find" in rules`},
		{"groupBy", `groupBy(invoice.tags, #) == {}`, `unknown-function: there is no function "groupBy" in rules`},
		{"flatten", `flatten([[1]]) == [1]`, `unknown-function: there is no function "flatten" in rules`},
		{"date of a text", `date(invoice.title) == today`, `stopped: "Retainer ü Retainer ü Retainer ü Reta…" is not a date (want YYYY-MM-DD)`},
		{"many days", `today + days(36601) > today`, `value: 36601 days are more than 36600`},
		{"a text that never ends", `invoice.title == "x`, `syntax: a quote is opened and never closed`},
		{"a comment that never ends", `/* invoice.overdue`, `syntax: unclosed comment`},
		{"bytes", `b"x" == "x"`, `syntax: b"…" is not part of the rules' language`},
	}
}

// Every hostile expression is refused before it runs, or stopped while it
// runs, in no time, with words that say why.
func TestHostile(t *testing.T) {
	huge, s := hugeInvoice(t), hugeScope()
	for _, tt := range hostile() {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			got := tried(tt.text, s, huge)
			if !strings.HasPrefix(got, tt.want) || tt.want == "" {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if took := time.Since(start); took > race.Slow*5*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// tried is what becomes of an expression: "code: words" if it is refused,
// "stopped: words" if it runs into a bound, else "answered: true".
func tried(text string, s scope, inv Invoice) string {
	c, found := compile(text, s)
	if len(found) > 0 {
		f := found[0]
		if f.from < 0 || f.to < f.from || f.to > len(text) {
			return fmt.Sprintf("finding %+v is out of the text", f)
		}
		return f.code + ": " + f.text
	}
	yes, err := c.run(&invoiceWorld{Invoice: inv, Customer: inv.Customer, common: common{Today: Date(today)}})
	if err != nil {
		return "stopped: " + err.Error()
	}
	return fmt.Sprint("answered: ", yes)
}
