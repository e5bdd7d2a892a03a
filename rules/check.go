package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/internal/diag"
)

// finding is one thing wrong with an expression; from and to are bytes in its
// text.
type finding struct {
	from, to         int
	code, text, help string
}

// scope is what an expression may name.
type scope struct {
	data    dataset
	lists   []list
	amounts []amounts
}

// checker gives every part of an expression a type of the rules' language, and
// collects everything that is wrong. It is an allow-list: a kind of syntax
// that is not handled here is refused.
type checker struct {
	scope scope
	src   source
	types map[ast.Node]typ
	found []finding
	elems []typ // types of # in the predicates around
}

// errorf reports a finding at a node.
func (c *checker) errorf(n ast.Node, code, help, format string, args ...any) typ {
	loc := n.Location()
	to := loc.To
	if _, ok := n.(*ast.BinaryNode); ok {
		to = loc.From + 1 // the operator
	}
	from, end := c.src.bytes(loc.From, max(to, loc.From+1))
	c.found = append(c.found, finding{from, end, code, fmt.Sprintf(format, args...), help})
	return typ{}
}

// check is the type of a part. Reported problems give kBad, which every user
// of a type lets pass.
func (c *checker) check(n ast.Node) typ {
	t := c.visit(n)
	c.types[n] = t
	return t
}

func (c *checker) visit(n ast.Node) typ {
	switch n := n.(type) {
	case *ast.BoolNode:
		return typ{kind: kBool}
	case *ast.IntegerNode:
		return typ{kind: kInt}
	case *ast.FloatNode:
		return typ{kind: kFloat}
	case *ast.StringNode:
		return typ{kind: kText}
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.PointerNode:
		return c.pointer(n)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.CallNode:
		return c.call(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ArrayNode:
		return c.array(n)
	case *ast.BuiltinNode:
		return c.predicate(n)
	}
	return c.errorf(n, "syntax", syntaxHelp(n), "%s is not part of the rules' language", syntaxName(n))
}

// name is a word by itself: invoice, customer, today.
func (c *checker) name(n *ast.IdentifierNode) typ {
	world := reflect.TypeOf(c.scope.data.world)
	if t, ok := fieldNamed(world, n.Value); ok {
		return t
	}
	known := append(fieldNames(world), "lists", "amounts")
	switch {
	case n.Value == "lists" || n.Value == "amounts":
		return c.errorf(n, "syntax", fmt.Sprintf("write %s.NAME", n.Value), "%s needs a name", n.Value)
	case n.Value == "now":
		return c.errorf(n, "unknown-name", "use today, the date of the run", "there is no now in a rule")
	}
	if d := c.elsewhere(n.Value); d != "" {
		return c.errorf(n, "unknown-name", "known here: "+strings.Join(known, ", "),
			"%q exists only in for_each: %s", n.Value, d)
	}
	return c.errorf(n, "unknown-name", diag.DidYouMean(n.Value, append(known, functionNames(nil)...)), "unknown name %q", n.Value)
}

// elsewhere names the data set in which a word would be known.
func (c *checker) elsewhere(name string) string {
	for _, d := range datasets() {
		if _, ok := fieldNamed(reflect.TypeOf(d.world), name); ok {
			return d.name
		}
	}
	return ""
}

// pointer is # in a predicate.
func (c *checker) pointer(n *ast.PointerNode) typ {
	if n.Name != "" || len(c.elems) == 0 {
		return c.errorf(n, "syntax", "", "# stands for one item inside any(…), all(…), none(…), one(…) and count(…)")
	}
	return c.elems[len(c.elems)-1]
}

func (c *checker) member(n *ast.MemberNode) typ {
	property, ok := n.Property.(*ast.StringNode)
	if id, isName := n.Node.(*ast.IdentifierNode); isName && ok {
		switch id.Value {
		case "lists":
			return c.listNamed(n, property.Value)
		case "amounts":
			return c.tableNamed(n, property.Value)
		}
	}
	on := c.check(n.Node)
	switch {
	case on.kind == kBad:
		return on
	case !ok:
		return c.errorf(n, "syntax", "use in, any(…) or count(…)", "[…] is not part of the rules' language")
	case on.kind != kObject:
		return c.errorf(property, "unknown-field", "", "%s has no fields", on)
	}
	if t, found := fieldNamed(on.object, property.Value); found {
		return t
	}
	if _, found := functionNamed(property.Value, on.object); found {
		return c.errorf(property, "syntax", fmt.Sprintf("write %s(…)", property.Value), "%q needs its value in brackets", property.Value)
	}
	return c.unknownField(property, on)
}

func (c *checker) unknownField(property *ast.StringNode, on typ) typ {
	name := property.Value
	known := append(fieldNames(on.object), functionNames(on.object)...)
	if _, ok := fieldNamed(reflect.TypeFor[Debtor](), name); ok && on.object == reflect.TypeFor[Customer]() {
		return c.errorf(property, "unknown-field", "totals of a customer exist only in for_each: customers",
			"%s has no field %q here", on, name)
	}
	help := fmt.Sprintf("`worker rules fields %s` lists all", strings.TrimPrefix(strings.TrimPrefix(objectName(on.object), "an "), "a "))
	if s := diag.Suggest(name, known); s != "" {
		help = fmt.Sprintf("did you mean %q? %s", s, help)
	}
	return c.errorf(property, "unknown-field", help, "%s has no field %q", on, name)
}

func (c *checker) listNamed(n *ast.MemberNode, name string) typ {
	var known []string
	for _, l := range c.scope.lists {
		if l.name == name {
			return typ{kind: kList, name: name}
		}
		known = append(known, l.name)
	}
	return c.errorf(n, "unknown-list", diag.DidYouMean(name, known), "there is no list %q in this file", name)
}

func (c *checker) tableNamed(n *ast.MemberNode, name string) typ {
	var known []string
	for _, a := range c.scope.amounts {
		if a.name == name {
			return typ{kind: kTable, name: name}
		}
		known = append(known, a.name)
	}
	return c.errorf(n, "unknown-amounts", diag.DidYouMean(name, known), "there is no table %q under amounts in this file", name)
}

// call is a function, or a method of an object.
func (c *checker) call(n *ast.CallNode) typ {
	switch callee := n.Callee.(type) {
	case *ast.IdentifierNode:
		f, ok := functionNamed(callee.Value, nil)
		if !ok {
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
	help := diag.DidYouMean(name, append(functionNames(nil), predicates...))
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
		case in[i].kind == kInt && got.kind == kFloat:
			c.errorf(arg, "arguments", "", "%s takes a whole number", f.name)
		default:
			c.errorf(arg, "arguments", "for example "+f.example, "%s takes %s here, this is %s", f.name, in[i], got)
		}
	}
	c.literals(n, f)
	return out
}

// literals tries a call whose arguments are all written out: what would fail
// each time is an error now.
func (c *checker) literals(n *ast.CallNode, f function) {
	if f.on != nil {
		return
	}
	args := make([]any, len(n.Arguments))
	for i, a := range n.Arguments {
		switch a := a.(type) {
		case *ast.IntegerNode:
			args[i] = a.Value
		case *ast.FloatNode:
			args[i] = a.Value
		case *ast.StringNode:
			args[i] = a.Value
		default:
			return
		}
		if c.types[a].kind == kBad || slices.ContainsFunc(c.found, func(f finding) bool { return f.code == "arguments" }) {
			return
		}
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
		if e.kind != kBad && e.kind != kText && !e.number() {
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
	case t.number():
		return t
	}
	return c.errorf(n, "type", "", "%s needs a number, this is %s", n.Operator, t)
}

func syntaxName(n ast.Node) string {
	switch n.(type) {
	case *ast.NilNode:
		return "nil"
	case *ast.ConditionalNode:
		return "? :"
	case *ast.VariableDeclaratorNode:
		return "let"
	case *ast.SequenceNode:
		return ";"
	case *ast.ChainNode:
		return "?."
	case *ast.SliceNode:
		return "[…:…]"
	case *ast.MapNode:
		return "{…}"
	case *ast.BytesNode:
		return "b\"…\""
	}
	return "this"
}

func syntaxHelp(n ast.Node) string {
	switch n.(type) {
	case *ast.NilNode:
		return "nothing is nil in a rule: use has_… fields, or compare with \"\""
	case *ast.ChainNode:
		return "nothing is nil in a rule: write . instead of ?."
	case *ast.ConditionalNode:
		return "amounts that depend on the currency go into a table under amounts:"
	}
	return "a rule is one yes/no question"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
