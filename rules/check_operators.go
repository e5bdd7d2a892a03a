package rules

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/internal/diag"
)

// binary is the type of an operator with two sides.
func (c *checker) binary(n *ast.BinaryNode) typ {
	l, r := c.check(n.Left), c.check(n.Right)
	switch n.Operator {
	case "and", "&&", "or", "||":
		return c.logic(n, l, r)
	case "==", "!=", "<", "<=", ">", ">=":
		return c.compare(n, l, r)
	case "in":
		return c.membership(n, l, r)
	case "contains", "startsWith", "endsWith", "matches":
		return c.textual(n, l, r)
	case "+", "-", "*":
		return c.arithmetic(n, l, r)
	case "..":
		return c.errorf(n, "syntax", "write two comparisons: x >= 1 and x <= 9", ".. is not part of the rules' language")
	case "??":
		return c.errorf(n, "syntax", "nothing is nil in a rule", "?? is not part of the rules' language")
	}
	return c.errorf(n, "syntax", "rules know +, - and *", "%s is not part of the rules' language", n.Operator)
}

func (c *checker) logic(n *ast.BinaryNode, l, r typ) typ {
	for i, t := range []typ{l, r} {
		if t.kind != kBool && t.kind != kBad {
			side := []ast.Node{n.Left, n.Right}[i]
			c.errorf(side, "type", "", "%s needs a yes/no question on both sides, this is %s", n.Operator, t)
		}
	}
	return typ{kind: kBool}
}

// compare checks ==, <, … . Its type is yes/no even when the sides don't fit:
// one problem is enough.
func (c *checker) compare(n *ast.BinaryNode, l, r typ) typ {
	yes := typ{kind: kBool}
	equality := n.Operator == "==" || n.Operator == "!="
	switch {
	case l.kind == kBad || r.kind == kBad:
		return yes
	case l.number() && r.number(), l.kind == kDate && r.kind == kDate, l.kind == kDays && r.kind == kDays:
		return yes
	case l.kind == kMoney && r.kind == kMoney:
		c.oneCurrency(n, l, r)
		return yes
	case l.kind == kMoney && r.kind == kTable, l.kind == kTable && r.kind == kMoney:
		return yes
	case equality && l.kind == kBool && r.kind == kBool:
		return yes
	case equality && l.kind == kText && r.kind == kText:
		c.literalOf(l, n.Right)
		c.literalOf(r, n.Left)
		return yes
	}
	c.mismatch(n, l, r)
	return yes
}

// oneCurrency checks that two amounts can be of one currency, and is that
// currency if it is known.
func (c *checker) oneCurrency(n *ast.BinaryNode, l, r typ) typ {
	if l.currency != "" && r.currency != "" && l.currency != r.currency {
		return c.errorf(n, "money", "compare and add amounts of one currency; there is no exchange rate", "%s is %s, %s is %s", n.Left, l.currency, n.Right, r.currency)
	}
	return typ{kind: kMoney, currency: cmp.Or(l.currency, r.currency)}
}

// mismatch explains why two sides can't be compared.
func (c *checker) mismatch(n *ast.BinaryNode, l, r typ) {
	pair := func(a, b kind) bool { return l.kind == a && r.kind == b || l.kind == b && r.kind == a }
	money := l.kind == kMoney || r.kind == kMoney || l.kind == kTable || r.kind == kTable
	switch {
	case money && (l.number() || r.number()):
		c.errorf(n, "money", moneyHelp(n, l, r), "can't compare money with a bare number")
	case l.number() && r.kind == kText || r.number() && l.kind == kText:
		c.errorf(n, "type", unquoteHelp(n), "can't compare a number with a text")
	case pair(kDate, kText):
		c.errorf(n, "type", "write date(\"2026-01-31\"), or today - days(3)", "can't compare a date with a text")
	case pair(kDays, kInt):
		c.errorf(n, "type", "write days(14)", "can't compare days with a bare number")
	case l.kind == r.kind && l.kind == kText:
		c.errorf(n, "type", "texts have no order: use == or !=", "can't compare texts with %s", n.Operator)
	case l.kind == r.kind:
		c.errorf(n, "type", "", "can't compare %s with %s by %s", l, r, n.Operator)
	default:
		c.errorf(n, "type", "", "can't compare %s with %s", l, r)
	}
}

// moneyHelp writes the comparison with a currency.
func moneyHelp(n *ast.BinaryNode, l, r typ) string {
	left, right := n.Left.String(), n.Right.String()
	if l.number() {
		left = "eur(" + left + ")"
	}
	if r.number() {
		right = "eur(" + right + ")"
	}
	return fmt.Sprintf("say the currency: %s %s %s", left, n.Operator, right)
}

func unquoteHelp(n *ast.BinaryNode) string {
	for _, side := range []ast.Node{n.Left, n.Right} {
		if s, ok := side.(*ast.StringNode); ok {
			if _, err := strconv.ParseFloat(s.Value, 64); err == nil {
				return "write " + s.Value + " without quotes"
			}
		}
	}
	return ""
}

// literalOf checks a text that is written out against the values that the
// other side can have.
func (c *checker) literalOf(t typ, n ast.Node) {
	s, ok := n.(*ast.StringNode)
	if !ok || t.values == "" {
		return
	}
	set := valueSets()[t.values]
	for _, w := range set.words {
		if w == s.Value {
			return
		}
	}
	if set.valid != nil && set.valid(s.Value) {
		return
	}
	help := set.help
	if len(set.words) > 0 {
		help = "one of " + strings.Join(set.words, ", ")
		if near := diag.Suggest(s.Value, set.words); near != "" {
			help = fmt.Sprintf("did you mean %q? %s", near, help)
		}
	}
	c.errorf(n, "enum", help, "%q is no %s", s.Value, set.what)
}

// membership checks in.
func (c *checker) membership(n *ast.BinaryNode, l, r typ) typ {
	yes := typ{kind: kBool}
	switch {
	case l.kind == kBad || r.kind == kBad:
		return yes
	case r.kind == kList:
		if l.kind == kObject && (l.object == invoiceType || l.object == customerType || l.object == debtorType) {
			return yes
		}
		c.errorf(n, "type", "write invoice in lists."+r.name+", or invoice.customer in lists."+r.name,
			"lists.%s holds customers, this is %s", r.name, l)
	case r.kind == kTexts:
		if l.kind != kText {
			c.errorf(n, "type", "", "a list of texts can't hold %s", l)
		}
		c.tagged(n)
	case r.kind == kArray:
		c.inArray(n, l, r)
	default:
		c.errorf(n, "type", "write in [\"…\", \"…\"], in invoice.tags, or in lists.NAME", "in needs a list, this is %s", r)
	}
	return yes
}

func (c *checker) inArray(n *ast.BinaryNode, l, r typ) {
	if l.kind == kDecimal {
		c.errorf(n, "type", "compare it: x >= 1 and x <= 2", "in […] finds texts and whole numbers only")
		return
	}
	if l.kind != kText && !l.number() {
		c.errorf(n, "type", "", "a list in […] can't hold %s", l)
		return
	}
	items, _ := n.Right.(*ast.ArrayNode)
	for i, e := range r.elem {
		if e.kind != kBad && e.number() != l.number() {
			c.errorf(n, "type", "", "can't look for %s in a list that holds %s", l, e)
			return
		}
		if items != nil {
			c.literalOf(l, items.Nodes[i])
		}
	}
}

// textual checks contains, startsWith, endsWith and matches.
func (c *checker) textual(n *ast.BinaryNode, l, r typ) typ {
	yes := typ{kind: kBool}
	switch {
	case l.kind == kBad || r.kind == kBad:
		return yes
	case l.kind == kTexts && n.Operator == "contains":
		c.errorf(n, "type", "write "+n.Right.String()+" in "+n.Left.String(), "contains looks into one text, this is %s", l)
		return yes
	case l.kind != kText || r.kind != kText:
		c.errorf(n, "type", "", "%s needs a text on both sides, not %s and %s", n.Operator, l, r)
		return yes
	}
	if set := valueSets()[l.values]; len(set.words) > 0 {
		c.errorf(n, "enum", "compare with == or in [\"…\"]: one of "+strings.Join(set.words, ", "), "%s does not work on a fixed set of words", n.Operator)
	}
	if n.Operator == "matches" {
		c.pattern(n.Right)
	}
	return yes
}

// pattern checks a regular expression. It is written out, so that it can't
// fail later.
func (c *checker) pattern(n ast.Node) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		c.errorf(n, "regexp", "", "matches needs a pattern in quotes")
		return
	}
	if len(s.Value) > maxPattern {
		c.errorf(n, "too-large", "", "the pattern is longer than %d characters", maxPattern)
		return
	}
	switch p, err := compilePattern(s.Value); {
	case err != nil:
		c.errorf(n, "regexp", "", "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	case p.instructions > maxProgram:
		c.errorf(n, "too-large", "write smaller numbers in {…}", "the pattern repeats too much")
	}
}

// arithmetic checks + - *.
func (c *checker) arithmetic(n *ast.BinaryNode, l, r typ) typ {
	plusMinus := n.Operator != "*"
	switch {
	case l.kind == kBad || r.kind == kBad:
		return typ{}
	case l.kind == kInt && r.kind == kInt:
		return l
	case l.kind == kDecimal && r.number() && (plusMinus || r.kind == kInt), plusMinus && l.number() && r.kind == kDecimal:
		return typ{kind: kDecimal}
	case l.number() && r.number():
		return c.errorf(n, "type", "", "rules compute with whole numbers only")
	case plusMinus && l.kind == kMoney && r.kind == kMoney:
		return c.oneCurrency(n, l, r)
	case !plusMinus && l.kind == kMoney && r.kind == kInt:
		return l
	case plusMinus && l.kind == kDate && r.kind == kDays:
		return l
	case n.Operator == "-" && l.kind == kDate && r.kind == kDate:
		return typ{kind: kDays}
	case n.Operator == "+" && l.kind == kText && r.kind == kText:
		return typ{kind: kText}
	case plusMinus && l.kind == kDate && r.number():
		return c.errorf(n, "type", fmt.Sprintf("write %s %s days(%s)", n.Left.String(), n.Operator, n.Right.String()), "a date moves by days, not by a bare number")
	case l.kind == kMoney && r.number():
		return c.errorf(n, "money", fmt.Sprintf("say the currency: %s %s eur(%s)", n.Left.String(), n.Operator, n.Right.String()), "money and a bare number don't go together")
	}
	return c.errorf(n, "type", "", "%s does not work on %s and %s", n.Operator, l, r)
}
