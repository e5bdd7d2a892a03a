package rules

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// rewriter turns a checked tree into one that expr can run: operators on our
// types become calls, methods become functions, lists and tables become
// constants, and every predicate counts a step.
type rewriter struct {
	scope scope
	types map[ast.Node]typ
}

func at[T ast.Node](loc ast.Node, n T) T {
	n.SetLocation(loc.Location())
	return n
}

func (w rewriter) callTo(loc ast.Node, id string, args ...ast.Node) ast.Node {
	return at(loc, &ast.CallNode{Callee: at(loc, &ast.IdentifierNode{Value: id}), Arguments: args})
}

// paid is a call whose function takes steps from the meter.
func (w rewriter) paid(loc ast.Node, id string, args ...ast.Node) ast.Node {
	return w.callTo(loc, id, slices.Insert(args, 0, ast.Node(at(loc, &ast.IdentifierNode{Value: "#meter"})))...)
}

func (w rewriter) rewrite(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.MemberNode:
		if c := w.constant(n); c != nil {
			return c
		}
		if c := w.constantValue(n); c != nil {
			return c
		}
		n.Node = w.rewrite(n.Node)
		return n
	case *ast.UnaryNode:
		n.Node = w.rewrite(n.Node)
		return n
	case *ast.ArrayNode:
		w.rewriteAll(n.Nodes)
		return n
	case *ast.CallNode:
		return w.call(n)
	case *ast.BuiltinNode:
		w.rewriteAll(n.Arguments[:1])
		body := n.Arguments[1].(*ast.PredicateNode)
		parts := countParts(body.Node)
		body.Node = w.paid(body, "take step", at(body, &ast.IntegerNode{Value: parts}), w.rewrite(body.Node))
		return n
	case *ast.BinaryNode:
		return w.binary(n)
	}
	return n
}

func (w rewriter) rewriteAll(nodes []ast.Node) {
	for i := range nodes {
		nodes[i] = w.rewrite(nodes[i])
	}
}

// constant is lists.NAME or amounts.NAME as a value.
func (w rewriter) constant(n *ast.MemberNode) ast.Node {
	t := w.types[n]
	switch t.kind {
	case kList:
		for _, l := range w.scope.lists {
			if l.name == t.name {
				return at(n, &ast.ConstantNode{Value: l.indexed()})
			}
		}
	case kTable:
		for _, a := range w.scope.amounts {
			if a.name == t.name {
				return at(n, &ast.ConstantNode{Value: a})
			}
		}
	}
	return nil
}

func (w rewriter) call(n *ast.CallNode) ast.Node {
	var on reflect.Type
	var args []ast.Node
	name := ""
	switch callee := n.Callee.(type) {
	case *ast.IdentifierNode:
		name = callee.Value
	case *ast.MemberNode:
		name = callee.Property.(*ast.StringNode).Value
		on = w.types[callee.Node].object
		args = append(args, w.rewrite(callee.Node))
	}
	f, _ := functionNamed(name, on)
	for i, h := range f.hidden {
		args = slices.Insert(args, i, ast.Node(at(n, &ast.IdentifierNode{Value: h})))
	}
	w.rewriteAll(n.Arguments)
	args = append(args, n.Arguments...)
	if f.currency != "" {
		args = append(args, at(n, &ast.StringNode{Value: f.currency}))
	}
	if values, ok := literals(args); ok {
		if v, err := f.call(values...); err == nil {
			return at(n, &ast.ConstantNode{Value: v}) // eur(500) is made once
		}
	}
	return w.paid(n, f.id(), args...)
}

// literals are the values of arguments that are all written out.
func literals(args []ast.Node) ([]any, bool) {
	values := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case *ast.IntegerNode:
			values[i] = a.Value
		case *ast.FloatNode:
			values[i] = a.Value
		case *ast.StringNode:
			values[i] = a.Value
		default:
			return nil, false
		}
	}
	return values, true
}

func (w rewriter) binary(n *ast.BinaryNode) ast.Node {
	l, r := w.types[n.Left].kind, w.types[n.Right].kind
	left, right := w.rewrite(n.Left), w.rewrite(n.Right)
	op := at(n, &ast.StringNode{Value: n.Operator})
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		switch {
		case l == kDecimal || r == kDecimal:
			return w.callTo(n, "decimal compare", op, w.decimal(left, l), w.decimal(right, r))
		case l == kTable:
			return w.callTo(n, "money compare", op, w.callTo(n, "table amount", left, right), right)
		case r == kTable:
			return w.callTo(n, "money compare", op, left, w.callTo(n, "table amount", right, left))
		case l == kMoney:
			return w.callTo(n, "money compare", op, left, right)
		case l == kDate:
			return w.callTo(n, "date compare", op, left, right)
		case l == kDays:
			return w.callTo(n, "days compare", op, left, right)
		case l == kText && !literal(left) && !literal(right):
			return w.paid(n, "text compare", op, left, right)
		}
	case "contains", "startsWith", "endsWith":
		return w.paid(n, "text compare", op, left, right)
	case "matches":
		p, _ := compilePattern(right.(*ast.StringNode).Value)
		return w.paid(n, "text matches", at(n, &ast.ConstantNode{Value: p}), left)
	case "in":
		switch {
		case r == kList:
			return w.paid(n, "list holds", right, left)
		case l == kText:
			return w.paid(n, "texts hold", constantTexts(right), left)
		}
	case "+", "-", "*":
		return w.arithmetic(n, l, r, left, right, op)
	}
	n.Left, n.Right = left, right
	return n
}

// decimal is a number as a Number.
func (w rewriter) decimal(n ast.Node, k kind) ast.Node {
	if k == kDecimal {
		return n
	}
	return w.callTo(n, "decimal of", n)
}

func (w rewriter) arithmetic(n *ast.BinaryNode, l, r kind, left, right, op ast.Node) ast.Node {
	switch {
	case n.Operator == "*" && l == kDecimal:
		return w.callTo(n, "decimal times", left, right)
	case l == kDecimal || r == kDecimal:
		return w.callTo(n, "decimal add", op, w.decimal(left, l), w.decimal(right, r))
	case l == kInt:
		return w.callTo(n, "int arithmetic", op, left, right)
	case l == kText:
		return w.paid(n, "text join", left, right)
	case l == kMoney && n.Operator == "+":
		return w.callTo(n, "money add", left, right)
	case l == kMoney && n.Operator == "-":
		return w.callTo(n, "money subtract", left, right)
	case l == kMoney:
		return w.callTo(n, "money times", left, right)
	case r == kDate:
		return w.callTo(n, "date difference", left, right)
	}
	sign := 1
	if n.Operator == "-" {
		sign = -1
	}
	return w.callTo(n, "date move", left, right, at(n, &ast.IntegerNode{Value: sign}))
}

func literal(n ast.Node) bool {
	_, ok := n.(*ast.StringNode)
	return ok
}

// constantTexts is a list of texts that are all written out as a set, made
// once; any other list as it is.
func constantTexts(n ast.Node) ast.Node {
	list, ok := n.(*ast.ArrayNode)
	if !ok {
		return n
	}
	texts := make(set, len(list.Nodes))
	for _, item := range list.Nodes {
		text, ok := item.(*ast.StringNode)
		if !ok {
			return n
		}
		texts[text.Value] = struct{}{}
	}
	return at(n, &ast.ConstantNode{Value: texts})
}

// partsOf counts the parts of an expression.
type partsOf struct{ n int }

func (p *partsOf) Visit(*ast.Node) { p.n++ }

func countParts(n ast.Node) int {
	var p partsOf
	ast.Walk(&n, &p)
	return p.n
}
