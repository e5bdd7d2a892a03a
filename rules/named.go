package rules

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/internal/diag"
)

// named is a value that an expression names with a root and a name, such as
// params.min_days: it is known before anything runs.
type named struct {
	root, name string
	typ        typ
	value      any
}

// roots are the words before the points of the scope's constants.
func (s scope) roots() []string {
	if len(s.consts) == 0 {
		return nil
	}
	out := []string{"params"} // also if there are none: the message then says how to make one
	for _, k := range s.consts {
		if !slices.Contains(out, k.root) {
			out = append(out, k.root)
		}
	}
	return out
}

// constantNamed is the type of ROOT.NAME.
func (c *checker) constantNamed(n *ast.MemberNode, root string, property *ast.StringNode) typ {
	var known []string
	for _, k := range c.scope.consts {
		if k.root == root && k.name == property.Value {
			c.scope.used[root] = true
			c.scope.used[root+"."+k.name] = true
			return k.typ
		}
		if k.root == root {
			known = append(known, k.name)
		}
	}
	help := diag.DidYouMean(property.Value, known)
	if len(known) == 0 {
		help = "params: of the export gives them names, such as params: {min_days: 30}"
	}
	return c.errorf(property, "unknown-name", help, "there is no %s.%s", root, property.Value)
}

// constantValue is ROOT.NAME as a value; nil if it is no constant.
func (w rewriter) constantValue(n *ast.MemberNode) ast.Node {
	id, ok := n.Node.(*ast.IdentifierNode)
	property, named := n.Property.(*ast.StringNode)
	if !ok || !named {
		return nil
	}
	for _, k := range w.scope.consts {
		if k.root != id.Value || k.name != property.Value {
			continue
		}
		switch v := k.value.(type) {
		case int:
			return at(n, &ast.IntegerNode{Value: v})
		case bool:
			return at(n, &ast.BoolNode{Value: v})
		case string:
			return at(n, &ast.StringNode{Value: v})
		}
		return at(n, &ast.ConstantNode{Value: k.value})
	}
	return nil
}

// needsName reports a root that stands alone.
func (c *checker) needsName(n *ast.IdentifierNode) typ {
	return c.errorf(n, "syntax", fmt.Sprintf("write %s.NAME", n.Value), "%s needs a name", n.Value)
}
