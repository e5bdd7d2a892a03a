package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/parser/lexer"
	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/billing"
)

// term is one of the questions that a condition joins by "and": what an
// explanation shows in a line.
type term struct {
	text        string
	cond        condition
	op          string      // of a comparison
	left, right *vm.Program // its sides
	literal     bool        // the right side says its own value
}

// split cuts a condition at its "and"s. A condition with an "or" between them
// stays whole.
func split(c condition) []term {
	// Other goroutines may be using what the condition was compiled with.
	c.scope.used, c.scope.conf = map[string]bool{}, c.scope.data.config()
	src := source(c.text)
	tokens := src.tokens()
	from, parts := 0, []string{}
	for _, t := range tokens {
		if t.depth > 0 || t.kind != lexer.Operator {
			continue
		}
		switch t.text {
		case "or", "||", "|":
			return terms(c, []string{c.text})
		case "and", "&&":
			parts = append(parts, c.text[from:t.from])
			from = t.to
		}
	}
	return terms(c, append(parts, c.text[from:]))
}

func terms(c condition, parts []string) []term {
	var out []term
	for _, text := range parts {
		text = strings.TrimSpace(text)
		cond, found := compile(text, c.scope)
		if len(found) > 0 {
			return []term{{text: oneLine(c.text), cond: c}}
		}
		t := term{text: oneLine(text), cond: cond}
		t.sides()
		out = append(out, t)
	}
	return out
}

// sides compiles both sides of a plain comparison, to show their values.
func (t *term) sides() {
	tokens := source(t.cond.text).tokens()
	i := slices.IndexFunc(tokens, func(k token) bool {
		return k.depth == 0 && k.kind == lexer.Operator && slices.Contains([]string{"==", "!=", "<", "<=", ">", ">="}, k.text)
	})
	if i < 1 || tokens[0].text == "not" || tokens[0].text == "!" {
		return
	}
	op := tokens[i]
	left, bad := build(t.cond.text[:op.from], t.cond.scope, false)
	right, alsoBad := build(t.cond.text[op.to:], t.cond.scope, false)
	if len(bad)+len(alsoBad) > 0 {
		return
	}
	t.op, t.left, t.right = op.text, left, right
	t.literal = !strings.Contains(t.cond.text[op.to:], ".")
}

// fact is what the term is about, in words: "22 days", "1,570.00 EUR".
func (t term) fact(world any) string {
	if t.left != nil {
		v, err := runProgram(t.left, world)
		if err != nil {
			return ""
		}
		return show(v)
	}
	w, ok := world.(*invoiceWorld)
	if !ok {
		return ""
	}
	return invoiceFact(t.text, w.Invoice)
}

// comparison is the term with its values: "30 >= 14".
func (t term) comparison(world any) string {
	if t.left == nil {
		return ""
	}
	l, err := runProgram(t.left, world)
	if err != nil {
		return ""
	}
	r, err := runProgram(t.right, world)
	if err != nil {
		return ""
	}
	if a, ok := r.(amounts); ok {
		if m, isMoney := l.(Money); isMoney {
			if r, err = tableAmount(a, m); err != nil {
				return ""
			}
		}
	}
	return show(l) + " " + t.op + " " + show(r)
}

// show is a value for people.
func show(v any) string {
	switch v := v.(type) {
	case Money:
		return billing.Money(v).String()
	case Date:
		return billing.Date(v).Format(billing.English)
	case Number:
		return billing.Decimal(v).String()
	case Days:
		return plural(int(v), "day")
	case string:
		return fmt.Sprintf("%q", v)
	case bool, int, float64:
		return fmt.Sprint(v)
	case amounts:
		return "amounts." + v.name
	}
	return ""
}

// invoiceFact is the fact behind a question that is no comparison.
func invoiceFact(text string, v Invoice) string {
	switch {
	case strings.Contains(text, "reminded_within") && v.lastID != 0:
		return reminderFact(v.lastID, v.lastSent, v.today)
	case strings.Contains(text, "invoice.paid_within") && !v.lastPaid.IsZero():
		return "last payment on " + v.lastPaid.Format(billing.English)
	case strings.Contains(text, "invoice.payment_pending") && v.PaymentPending:
		return v.pending
	case strings.Contains(text, "invoice.overdue") && v.DaysOverdue > 0:
		return plural(v.DaysOverdue, "day")
	case strings.Contains(text, "in lists."), strings.Contains(text, "has_tag("):
		return customerFact(v)
	case strings.Contains(text, "invoice.in_collection"):
		return v.collection
	}
	return ""
}

func customerFact(v Invoice) string {
	fact := "customer " + v.Customer.Number
	if v.Customer.Number == "" {
		fact = v.Customer.Name
	}
	if tags := slices.Concat(v.Customer.Tags, v.Tags); len(tags) > 0 {
		fact += ", tags " + strings.Join(tags, ", ")
	}
	return fact
}
