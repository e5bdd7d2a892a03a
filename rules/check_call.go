package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/internal/diag"
)

// call is a function, or a method of an object.
func (c *checker) call(n *ast.CallNode) typ {
	switch callee := n.Callee.(type) {
	case *ast.IdentifierNode:
		f, ok := functionNamed(callee.Value, nil)
		if !ok || len(f.hidden) > 0 && c.scope.data.name == "" {
			c.unknownFunction(n, callee.Value)
			c.checkAll(n.Arguments)
			return typ{}
		}
		return c.arguments(n, f)
	case *ast.MemberNode:
		property, named := callee.Property.(*ast.StringNode)
		on := c.check(callee.Node)
		if on.kind == kBad || !named {
			c.checkAll(n.Arguments)
			return typ{}
		}
		f, ok := functionNamed(property.Value, on.object)
		if !ok || on.kind != kObject {
			c.checkAll(n.Arguments)
			return c.unknownMethod(property, on)
		}
		return c.arguments(n, f)
	}
	return c.errorf(n, "syntax", "", "this can't be called")
}

func (c *checker) checkAll(nodes []ast.Node) {
	for _, n := range nodes {
		c.check(n)
	}
}

func (c *checker) unknownFunction(n ast.Node, name string) {
	help := "`worker rules fields` lists all functions"
	if s := diag.Suggest(name, append(functionNames(nil), predicates...)); s != "" {
		help = fmt.Sprintf("did you mean %q?", s)
	}
	switch name {
	case "now":
		help = "use today, the date of the run"
	case "duration":
		help = "write days(14)"
	}
	c.errorf(n, "unknown-function", help, "there is no function %q in rules", name)
}

func (c *checker) unknownMethod(property *ast.StringNode, on typ) typ {
	if on.kind == kObject {
		if _, ok := fieldNamed(on.object, property.Value); ok {
			return c.errorf(property, "syntax", "write it without brackets", "%q is a field, not a function", property.Value)
		}
		return c.unknownField(property, on)
	}
	return c.errorf(property, "unknown-field", "", "%s has no functions", on)
}

// arguments checks the arguments of a call against the function's parameters.
func (c *checker) arguments(n *ast.CallNode, f function) typ {
	in, out := f.params()
	if len(n.Arguments) != len(in) {
		c.checkAll(n.Arguments)
		c.errorf(n, "arguments", "for example "+f.example, "%s takes %s, here are %d", f.name, plural(len(in), "value"), len(n.Arguments))
		return out
	}
	for i, arg := range n.Arguments {
		got := c.check(arg)
		switch {
		case got.kind == kBad, got.kind == in[i].kind, in[i].kind == kFloat && got.number():
		case in[i].kind == kInt && got.number():
			c.errorf(arg, "arguments", "", "%s takes a whole number", f.name)
		default:
			c.errorf(arg, "arguments", "for example "+f.example, "%s takes %s here, this is %s", f.name, in[i], got)
		}
	}
	c.literals(n, f)
	out.currency = f.currency
	c.noted(n, f)
	return out
}

// noted keeps the names of own fields and tags that are written out: a typing
// mistake in them shows only against MOCO's data. Tags of projects are left
// alone: few jobs read projects.
func (c *checker) noted(n *ast.CallNode, f function) {
	if len(n.Arguments) != 1 || f.on == nil {
		return
	}
	name, ok := n.Arguments[0].(*ast.StringNode)
	switch {
	case !ok:
	case strings.HasPrefix(f.name, "custom"):
		c.scope.used[customUse+f.on.Name()+" "+name.Value] = true
	case f.name == "has_tag" && f.on != reflect.TypeFor[Project]():
		c.scope.used[anyCaseUse+strings.TrimSpace(name.Value)] = true
	}
}

// literals tries a call whose arguments are all written out: what would fail
// each time is an error now.
func (c *checker) literals(n *ast.CallNode, f function) {
	if f.on != nil || len(f.hidden) > 0 {
		return
	}
	args, ok := literals(n.Arguments)
	if !ok || slices.ContainsFunc(c.found, func(f finding) bool { return f.code == "arguments" }) {
		return
	}
	if _, err := f.call(args...); err != nil {
		c.errorf(n, "value", "", "%s", err)
	}
}

// predicates are the functions that ask something of each item of a list.
var predicates = []string{"all", "any", "count", "none", "one"}

func (c *checker) predicate(n *ast.BuiltinNode) typ {
	if !slices.Contains(predicates, n.Name) {
		c.unknownFunction(n, n.Name)
		return typ{}
	}
	if len(n.Arguments) != 2 {
		return c.errorf(n, "arguments", "for example "+n.Name+"(invoice.tags, # startsWith \"VIP\")", "%s takes a list and a question", n.Name)
	}
	if len(c.elems) >= maxNesting {
		return c.errorf(n, "too-large", "", "%s is nested more than %d deep", n.Name, maxNesting)
	}
	elem := c.element(n.Arguments[0])
	body, ok := n.Arguments[1].(*ast.PredicateNode)
	if !ok {
		return c.errorf(n, "syntax", "", "%s needs a question about each item, with #", n.Name)
	}
	c.elems = append(c.elems, elem)
	got := c.check(body.Node)
	c.elems = c.elems[:len(c.elems)-1]
	if got.kind != kBool && got.kind != kBad {
		c.errorf(body.Node, "type", "", "%s needs a yes/no question, this is %s", n.Name, got)
	}
	if n.Name == "count" {
		return typ{kind: kInt}
	}
	return typ{kind: kBool}
}

// element is the type of a list's items.
func (c *checker) element(n ast.Node) typ {
	switch t := c.check(n); t.kind {
	case kTexts:
		return typ{kind: kText}
	case kArray:
		if len(t.elem) > 0 {
			return t.elem[0]
		}
		return typ{}
	case kBad:
		return typ{}
	default:
		return c.errorf(n, "type", "", "want a list, this is %s", t)
	}
}

// array is a list written out. Its items are literals of one kind.
func (c *checker) array(n *ast.ArrayNode) typ {
	t := typ{kind: kArray}
	for _, item := range n.Nodes {
		e := c.check(item)
		if e.kind != kBad && e.kind != kText && !e.literalNumber() {
			c.errorf(item, "type", "", "a list in […] holds texts or numbers, this is %s", e)
			e = typ{}
		}
		if len(t.elem) > 0 && e.kind != kBad && t.elem[0].kind != kBad && t.elem[0].number() != e.number() {
			c.errorf(item, "type", "", "a list in […] holds texts or numbers, not both")
		}
		t.elem = append(t.elem, e)
	}
	return t
}

func (c *checker) unary(n *ast.UnaryNode) typ {
	t := c.check(n.Node)
	switch {
	case t.kind == kBad:
		return t
	case n.Operator == "not" || n.Operator == "!":
		if t.kind != kBool {
			return c.errorf(n, "type", "put brackets around the question: not (…)", "not needs a yes/no question, this is %s", t)
		}
		return t
	case t.literalNumber():
		return t
	case t.kind == kDecimal:
		return c.errorf(n, "type", "write 0 - …", "%s stands before numbers that are written out, and whole ones", n.Operator)
	}
	return c.errorf(n, "type", "", "%s needs a number, this is %s", n.Operator, t)
}
