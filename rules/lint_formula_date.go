package rules

import (
	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/billing"
)

// moment is a date in a formula: days after the field, today, or the fixed
// date that it begins with.
type moment struct {
	path  string // of a field; "today", or "" for a fixed date
	after int64
}

// moment takes a date apart; false for one that is not looked into.
func (r reading) moment(n ast.Node) (moment, bool) {
	switch n := n.(type) {
	case *ast.CallNode:
		if s, ok := firstArgument(n).(*ast.StringNode); ok && n.Callee.String() == "date" {
			d, err := billing.ParseDate(s.Value)
			return moment{after: int64(d.Sub(epoch))}, err == nil
		}
	case *ast.BinaryNode:
		base, ok := r.moment(n.Left)
		days, alsoOK := r.days(n.Right)
		switch n.Operator {
		case "+":
			base.after += days
		case "-":
			base.after -= days
		default:
			return base, false
		}
		return base, ok && alsoOK
	}
	path := r.path(n)
	return moment{path: path}, path != "" && r.types[n].kind == kDate
}

// epoch is where fixed dates are counted from.
var epoch = billing.Date{Year: 2000, Month: 1, Day: 1}

// days is days(14).
func (r reading) days(n ast.Node) (int64, bool) {
	c, ok := n.(*ast.CallNode)
	if !ok || c.Callee.String() != "days" {
		return 0, false
	}
	return whole(firstArgument(c))
}

func firstArgument(c *ast.CallNode) ast.Node {
	if len(c.Arguments) == 0 {
		return nil
	}
	return c.Arguments[0]
}

// date compares a field with today or a fixed date; also written as a
// difference, such as today - invoice.due > days(30).
func (r reading) date(op string, l, right ast.Node) formula {
	if r.types[l].kind == kDays {
		diff, ok := l.(*ast.BinaryNode)
		days, alsoOK := r.days(right)
		if !ok || !alsoOK || diff.Operator != "-" {
			return nil
		}
		return r.moments(op, diff.Left, diff.Right, days)
	}
	return r.moments(op, l, right, 0)
}

// moments compares l with a date so many days after right.
func (r reading) moments(op string, l, right ast.Node, after int64) formula {
	a, ok := r.moment(l)
	b, alsoOK := r.moment(right)
	if !ok || !alsoOK {
		return nil
	}
	b.after += after
	isField := func(m moment) bool { return m.path != "" && m.path != "today" }
	if isField(b) && !isField(a) {
		a, b, op = b, a, mirrored[op]
	}
	if !isField(a) || isField(b) {
		return nil
	}
	name := a.path + " as a date"
	if b.path == "today" {
		name = a.path + " from today"
	}
	return against{r.axes.get(name, aDate), op, b.after - a.after}
}
