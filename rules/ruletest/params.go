package ruletest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// action is what a test may say about one kind of action.
type action struct {
	name   string
	params []param
}

// param is one detail of an action: how a test writes it, and where it stands
// in a plan's line. Both become the same text, so that texts are compared.
type param struct {
	name   string
	schema object
	read   func(f *diag.Fields, key string) string
	got    func(plan.Line, billing.Date) string
	// main: it is shown where the whole action is missing or surplus.
	main bool
}

// actions lists all actions. To add one, or a detail: a line here.
func actions() []action {
	return []action{
		{"remind", letterParams()},
		{"draft_reminder", letterParams()},
		{"notify", []param{
			{"severity", words("info", "warning", "critical"), enumOf("info", "warning", "critical"), notify(func(n plan.Notify) string { return string(n.Severity) }), true},
			{"digest", boolean(), readBool, notify(func(n plan.Notify) string { return strconv.FormatBool(n.Digest) }), false},
			{"channel", text(), readText, notify(func(n plan.Notify) string { return n.Channel }), false},
			{"title", label(), readText, notify(func(n plan.Notify) string { return n.Title }), false},
			{"text", label(), readText, notify(func(n plan.Notify) string { return n.Text }), false},
			{"open", amount(), readMoney, notify(func(n plan.Notify) string { return money(n.Open) }), false},
			{"days_overdue", whole(0), readInt, notify(func(n plan.Notify) string { return strconv.Itoa(n.DaysOverdue) }), false},
		}},
		{"export", []param{
			{"name", text(), readText, of(func(e plan.Export) string { return e.Name }), true},
		}},
		{"tag", []param{
			{"tags", list(label()), readList, of(func(t plan.Tag) string { return sorted(t.Tags) }), true},
		}},
		{"comment", []param{
			{"text", label(), readText, of(func(c plan.Comment) string { return c.Text }), true},
		}},
		{"set_status", []param{
			{"status", words(statuses()...), enumOf(statuses()...), of(func(s plan.SetStatus) string { return string(s.Target) }), true},
		}},
	}
}

func letterParams() []param {
	get := func(read func(plan.Remind) string) func(plan.Line, billing.Date) string { return of(read) }
	return []param{
		{"level", whole(1), readInt, get(func(r plan.Remind) string { return strconv.Itoa(r.Level) }), true},
		{"name", label(), readText, get(func(r plan.Remind) string { return r.LevelName }), false},
		{"ladder", text(), readText, get(func(r plan.Remind) string { return r.Ladder }), false},
		{"fee", object{"anyOf": []any{amount(), object{"const": 0}}}, readMoney, get(func(r plan.Remind) string { return money(r.Fee) }), false},
		{"open", amount(), readMoney, get(func(r plan.Remind) string { return money(r.Open) }), false},
		{"pay_by", day(), readDate, func(l plan.Line, today billing.Date) string {
			r, _ := l.Params.(plan.Remind)
			return today.AddDays(r.PayWithin).String()
		}, false},
		{"pay_within", object{"type": "string", "pattern": "^[0-9]+d$"}, readDays, get(func(r plan.Remind) string { return fmt.Sprintf("%dd", r.PayWithin) }), false},
		{"days_overdue", whole(0), readInt, get(func(r plan.Remind) string { return strconv.Itoa(r.DaysOverdue) }), false},
		{"language", words("de", "en"), enumOf("de", "en"), get(func(r plan.Remind) string { return string(r.Language) }), false},
		{"to", text(), readText, get(func(r plan.Remind) string { return r.To }), false},
		{"approve", text(), readText, func(l plan.Line, _ billing.Date) string { return l.Approve }, false},
		{"reference", label(), readText, get(func(r plan.Remind) string { return r.Reference }), false},
		{"others", list(label()), readList, get(func(r plan.Remind) string { return sorted(named(r.Others)) }), false},
		{"title", label(), readText, get(func(r plan.Remind) string { return r.Title }), false},
		{"text", label(), readText, get(func(r plan.Remind) string { return r.Text }), false},
		{"subject", label(), readText, get(func(r plan.Remind) string { return r.Subject }), false},
	}
}

// named are the other invoices that a letter names.
func named(others []plan.Other) []string {
	out := make([]string, len(others))
	for i, o := range others {
		out[i] = o.Identifier
	}
	return out
}

// of reads a detail off the line's own type of params.
func of[T plan.Params](read func(T) string) func(plan.Line, billing.Date) string {
	return func(l plan.Line, _ billing.Date) string {
		p, _ := l.Params.(T)
		return read(p)
	}
}

func notify(read func(plan.Notify) string) func(plan.Line, billing.Date) string { return of(read) }

func actionNamed(name string) (action, bool) {
	i := slices.IndexFunc(actions(), func(a action) bool { return a.name == name })
	if i < 0 {
		return action{}, false
	}
	return actions()[i], true
}

func actionNames() []string {
	var out []string
	for _, a := range actions() {
		out = append(out, a.name)
	}
	return out
}

// keys are the params as keys of a map.
func (a action) keys() keys {
	var out keys
	for _, p := range a.params {
		out = append(out, key{name: p.name, doc: "must come out so; not compared if left out", schema: p.schema})
	}
	return out
}

// expectation is the schema of what one rule must do.
func expectation() object {
	properties := object{}
	for _, a := range actions() {
		o := a.keys().schema()
		o["type"] = []string{"object", "null"}
		properties[a.name] = o
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1}
}

func readText(f *diag.Fields, key string) string { return f.String(key) }

func readBool(f *diag.Fields, key string) string { return strconv.FormatBool(f.Bool(key)) }

func readInt(f *diag.Fields, key string) string { return strconv.Itoa(f.Int(key, 0, 1_000_000)) }

func readDays(f *diag.Fields, key string) string { return fmt.Sprintf("%dd", f.Days(key)) }

func readDate(f *diag.Fields, key string) string {
	d, _ := diag.Value(f, key, "date", billing.ParseDate)
	return d.String()
}

func readList(f *diag.Fields, key string) string { return sorted(f.Strings(key)) }

func enumOf(words ...string) func(*diag.Fields, string) string {
	return func(f *diag.Fields, key string) string { return f.Enum(key, words...) }
}

// readMoney reads an amount, or 0 for nothing in any currency.
func readMoney(f *diag.Fields, key string) string {
	if n := f.Scalar(key); n != nil && n.Value == "0" {
		return n.Value
	}
	m, _ := diag.Value(f, key, "money", billing.ParseMoney)
	return money(m)
}

// money is an amount as test files write it: 5.00 EUR.
func money(m billing.Money) string {
	if !m.Known() {
		return ""
	}
	return m.Number() + " " + m.Currency
}

func sorted(words []string) string { return strings.Join(slices.Sorted(slices.Values(words)), ", ") }

// same compares a wanted detail with what came out.
func same(want, got string) bool {
	if want == got {
		return true
	}
	m, err := billing.ParseMoney(got)
	return want == "0" && err == nil && m.IsZero()
}
