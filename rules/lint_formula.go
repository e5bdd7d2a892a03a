package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// part is one of the questions that a condition joins by "and", with its place
// in the text in bytes.
type part struct {
	formula  formula
	yes, not demand // that it is true, and that it isn't
	text     string
	from, to int
}

// reading turns checked conditions of one data set into formulas.
type reading struct {
	axes  *axes
	scope scope
	types map[ast.Node]typ
	src   source
}

// read is a condition as the parts that all must be true. It is nil if there
// is no condition.
func (x *axes) read(c condition) []part {
	if c.program == nil {
		return nil
	}
	s := c.scope
	s.used = map[string]bool{}
	src := source(c.text)
	if x.conf == nil {
		x.conf = s.data.config()
	}
	tree, err := parser.ParseWithConfig(c.text, x.conf)
	if err != nil {
		return nil // can't happen: it was compiled
	}
	k := &checker{scope: s, src: src, types: map[ast.Node]typ{}}
	k.check(tree.Node)
	if len(k.found) > 0 {
		return nil
	}
	return reading{x, s, k.types, src}.parts(tree.Node)
}

// parts cuts at the "and"s.
func (r reading) parts(n ast.Node) []part {
	if b, ok := n.(*ast.BinaryNode); ok && (b.Operator == "and" || b.Operator == "&&") {
		return append(r.parts(b.Left), r.parts(b.Right)...)
	}
	from, to := r.extent(n)
	f := r.formula(n)
	return []part{{f, demandOf(f, yes, false), demandOf(f, yes, true), strings.TrimSpace(string(r.src[from:to])), from, to}}
}

// extent is where a part of the text begins and ends. A node's own place is
// that of its operator or its last word.
func (r reading) extent(n ast.Node) (from, to int) {
	from, to = len(r.src), 0
	ast.Walk(&n, visitor(func(n ast.Node) {
		loc := n.Location()
		a, b := r.src.bytes(loc.From, max(loc.To, loc.From))
		from, to = min(from, a), max(to, b)
	}))
	from, to = min(from, to), max(from, to)
	// Brackets at the end belong to it: the last word ends before them.
	for open := opened(r.src[from:to]); open > 0 && to < len(r.src); to++ {
		open += opened(r.src[to : to+1])
	}
	return from, to
}

// opened is how many brackets of a piece are not closed in it.
func opened(piece source) int {
	n := 0
	for _, c := range piece {
		switch c {
		case '(', '[':
			n++
		case ')', ']':
			n--
		}
	}
	return n
}

// visitor lets a function see every part of an expression.
type visitor func(ast.Node)

// Visit is called for each part.
func (v visitor) Visit(n *ast.Node) { v(*n) }

func (r reading) formula(n ast.Node) formula {
	switch n := n.(type) {
	case *ast.BoolNode:
		return constant(truthOf(n.Value))
	case *ast.UnaryNode:
		return negation{r.formula(n.Node)}
	case *ast.MemberNode:
		return r.yesNo(n)
	case *ast.CallNode:
		return r.reminded(n)
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return both{r.formula(n.Left), r.formula(n.Right)}
		case "or", "||":
			return anyOf{r.formula(n.Left), r.formula(n.Right)}
		case "in":
			return r.among(n)
		}
		if f := r.comparison(n.Operator, n.Left, n.Right); f != nil {
			return f
		}
		if f := r.comparison(mirrored[n.Operator], n.Right, n.Left); f != nil {
			return f
		}
	}
	return r.opaque(n)
}

// mirrored are the comparisons with their sides exchanged.
var mirrored = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// path is a field's full name, such as invoice.customer.number; "" for what is
// no field. customer in for_each: invoices is invoice.customer.
func (r reading) path(n ast.Node) string {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return shortcut(r.scope.data.name, n.Value)
	case *ast.MemberNode:
		property, ok := n.Property.(*ast.StringNode)
		owner := r.path(n.Node)
		if !ok || owner == "" {
			return ""
		}
		if strings.HasSuffix(owner, "invoice.reminders") && property.Value == "level" {
			owner, _, _ = cutLast(owner)
		}
		return owner + "." + property.Value
	}
	return ""
}

// shortcut writes out a word that stands for a longer one.
func shortcut(dataset, word string) string {
	base := map[string]string{"invoices": "invoice", "payments": "payment.invoice", "reminders": "reminder.invoice"}[dataset]
	switch {
	case base == "":
	case word == "invoice":
		return base
	case word == "customer" || word == "project":
		return base + "." + word
	}
	return word
}

// yesNo is a yes/no field.
func (r reading) yesNo(n ast.Node) formula {
	path := r.path(n)
	owner, field, _ := cutLast(path)
	switch {
	case path == "" || r.types[n].kind != kBool:
		return r.opaque(n)
	case field == "overdue" && strings.HasSuffix(owner, "invoice"):
		return against{r.axes.get(owner+".days_overdue", aNumber), ">=", 1}
	}
	return against{r.axes.get(path, aYesNo), "==", int64(yes)}
}

// reminded is invoice.reminded_within(10): the days since the last reminder
// are fewer.
func (r reading) reminded(n *ast.CallNode) formula {
	m, ok := n.Callee.(*ast.MemberNode)
	if !ok || len(n.Arguments) != 1 {
		return r.opaque(n)
	}
	days, ok := whole(n.Arguments[0])
	if path := r.path(m); ok && strings.HasSuffix(path, "invoice.reminded_within") {
		return against{r.axes.get(path, aNumber), "<", days}
	}
	return r.opaque(n)
}

// whole is a whole number that is written out.
func whole(n ast.Node) (int64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return int64(n.Value), true
	case *ast.UnaryNode:
		v, ok := whole(n.Node)
		if n.Operator == "-" {
			v = -v
		}
		return v, ok && n.Operator == "-"
	}
	return 0, false
}

// among is in: one of the values, or a tag or customer of a list.
func (r reading) among(n *ast.BinaryNode) formula {
	items, ok := n.Right.(*ast.ArrayNode)
	if !ok {
		return r.opaque(n)
	}
	var out formula = constant(no)
	for _, item := range items.Nodes {
		f := r.comparison("==", n.Left, item)
		if f == nil {
			return r.opaque(n)
		}
		out = anyOf{out, f}
	}
	return out
}

// comparison is one of a field with a value that is written out; nil if it is
// of another kind.
func (r reading) comparison(op string, l, right ast.Node) formula {
	switch r.types[l].kind {
	case kInt:
		if v, ok := whole(right); ok && r.number(l) != "" {
			return against{r.axes.get(r.number(l), aNumber), op, v}
		}
	case kText:
		return r.word(op, l, right)
	case kBool:
		if b, ok := right.(*ast.BoolNode); ok {
			f := r.formula(l)
			if (op == "==") == b.Value {
				return f
			}
			return negation{f}
		}
	case kMoney:
		return r.price(op, l, right)
	case kDate, kDays:
		return r.date(op, l, right)
	}
	return nil
}

// number names a number: a field, or how many there are.
func (r reading) number(n ast.Node) string {
	if c, ok := n.(*ast.CallNode); ok && len(c.Arguments) == 1 && c.Callee.String() == "len" {
		if path := r.path(c.Arguments[0]); path != "" {
			return "len(" + path + ")"
		}
	}
	return r.path(n)
}

func (r reading) word(op string, l, right ast.Node) formula {
	s, ok := right.(*ast.StringNode)
	path := r.path(l)
	if !ok || path == "" {
		return nil
	}
	a := r.axes.get(path, aWord)
	if r.types[l].values == "invoice status" {
		a = r.axes.closed(path, invoiceStatuses())
	}
	return against{a, op, a.word(s.Value)}
}

// opaque is a question that is not looked into.
func (r reading) opaque(n ast.Node) formula {
	kind := aFlag
	in, isIn := n.(*ast.BinaryNode)
	if isIn = isIn && in.Operator == "in" && r.types[in.Right].kind != kArray; isIn {
		kind = aYesNo // it always has an answer
	}
	a := r.axes.get("? "+n.String(), kind)
	a.about, a.unsure = "", true
	if paths := r.reads(n); len(paths) == 1 {
		a.about, _ = topic(paths[0], aFlag)
	}
	if isIn {
		_, isTag := in.Left.(*ast.StringNode)
		a.about, a.unsure = "the customer", !isTag
	}
	return flag{a}
}

// reads are the fields that an expression looks at, the longest names only.
func (r reading) reads(n ast.Node) []string {
	var out []string
	ast.Walk(&n, visitor(func(n ast.Node) {
		if path := r.path(n); path != "" && !strings.HasPrefix(path, "lists.") && !strings.HasPrefix(path, "amounts.") && path != "lists" && path != "amounts" && functionFree(n) {
			out = slices.DeleteFunc(out, func(p string) bool { return strings.HasPrefix(path, p+".") })
			out = append(out, path)
		}
	}))
	slices.Sort(out)
	return slices.Compact(out)
}

// functionFree reports whether a name is not that of a function.
func functionFree(n ast.Node) bool {
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return true
	}
	_, isFunction := functionNamed(id.Value, nil)
	return !isFunction
}
