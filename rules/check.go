package rules

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"

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
	used    map[string]bool // lists.NAME and amounts.NAME that an expression names
	consts  []named         // of a table: params.NAME, period.from and period.to
	conf    *conf.Config    // of data, to be used again; nil: one is made for each expression
}

// place is where an expression stands: a rule's for_each, or an export's from.
func (s scope) place() string {
	if len(s.consts) > 0 {
		return "from: " + s.data.name
	}
	return "for_each: " + s.data.name
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
		if math.Abs(n.Value) >= maxFloat {
			return c.errorf(n, "value", "write it without a point", "the number is too large to be exact")
		}
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
	roots := c.scope.roots()
	known := append(fieldNames(world), roots...)
	if c.scope.data.name != "" && len(roots) == 0 {
		known = append(known, "lists", "amounts")
	}
	switch {
	case slices.Contains(roots, n.Value):
		return c.needsName(n)
	case n.Value == "lists" || n.Value == "amounts":
		return c.errorf(n, "syntax", fmt.Sprintf("write %s.NAME", n.Value), "%s needs a name", n.Value)
	case n.Value == "now":
		return c.errorf(n, "unknown-name", "use today, the date of the run", "there is no now in a rule")
	}
	if c.scope.data.name != "" && elsewhere(n.Value) {
		return c.errorf(n, "unknown-name", "known here: "+strings.Join(known, ", "),
			"there is no %s in %s", n.Value, c.scope.place())
	}
	help := diag.DidYouMean(n.Value, known)
	if s := diag.Suggest(n.Value, slices.Concat(known, functionNames(nil))); s != "" {
		help = fmt.Sprintf("did you mean %q?", s)
	}
	return c.errorf(n, "unknown-name", help, "unknown name %q", n.Value)
}

// elsewhere reports whether a word is known in some data set.
func elsewhere(name string) bool {
	return slices.ContainsFunc(tableSets(), func(d dataset) bool {
		_, ok := fieldNamed(reflect.TypeOf(d.world), name)
		return ok
	})
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
		switch {
		case slices.Contains(c.scope.roots(), id.Value):
			return c.constantNamed(n, id.Value, property)
		case id.Value == "lists":
			return c.listNamed(n, property.Value)
		case id.Value == "amounts":
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
	_, total := fieldNamed(debtorType, name)
	_, history := functionNamed(name, debtorType)
	if on.object == customerType && (total || history) {
		return c.errorf(property, "unknown-field", "totals and the history of a customer exist only in for_each: customers",
			"%s has no field %q here", on, name)
	}
	if c.scope.data.name == "" {
		return c.errorf(property, "unknown-field", diag.DidYouMean(name, known), "%s has no field %q", on, name)
	}
	help := fmt.Sprintf("`worker rules fields %s` lists all", wordFor(on.object))
	if s := diag.Suggest(name, known); s != "" {
		help = fmt.Sprintf("did you mean %q? %s", s, help)
	}
	return c.errorf(property, "unknown-field", help, "%s has no field %q", on, name)
}

// wordFor is the name under which rules know an object.
func wordFor(object reflect.Type) string {
	if object == reflect.TypeFor[Reminders]() {
		return "invoice.reminders"
	}
	for _, d := range tableSets() {
		for _, f := range fieldsOf(reflect.TypeOf(d.world)) {
			if f.Type == object {
				return f.Tag.Get("expr")
			}
		}
	}
	return ""
}

func (c *checker) listNamed(n *ast.MemberNode, name string) typ {
	var known []string
	for _, l := range c.scope.lists {
		if l.name == name {
			c.scope.used["lists."+name] = true
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
			c.scope.used["amounts."+name] = true
			return typ{kind: kTable, name: name}
		}
		known = append(known, a.name)
	}
	return c.errorf(n, "unknown-amounts", diag.DidYouMean(name, known), "there is no table %q under amounts in this file", name)
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
