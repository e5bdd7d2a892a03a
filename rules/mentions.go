package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/mocowork/mocowork/internal/diag"
)

// MentionKind is what a name in a rule file stands for.
type MentionKind string

// What rule files name and only an account or a workspace knows.
const (
	MentionCustomer MentionKind = "customer" // a customer number of a list
	MentionTag      MentionKind = "tag"      // of a list, or asked for by a rule
	MentionCustom   MentionKind = "custom"   // one of the account's own fields
	MentionChannel  MentionKind = "channel"  // of a message
)

// Mention is a name in a rule file, with its place. A typing mistake in it
// shows only against MOCO or Slack.
type Mention struct {
	Kind MentionKind
	Name string
	// Rule is the rule that names it; "" for a list.
	Rule string
	// On is what a field belongs to: invoice, customer or project.
	On  string
	Pos diag.Pos
}

// Mentions lists them in the order of the files. Tags of projects are left
// out: few jobs read projects.
func (s *Set) Mentions() []Mention {
	out := slices.Clone(s.mentions)
	for i := range s.rules {
		r := &s.rules[i]
		out = append(out, r.mentions(r.when, r.at.when)...)
		for j, u := range r.unless {
			out = append(out, r.mentions(u.cond, r.at.unless[j])...)
		}
	}
	slices.SortStableFunc(out, func(a, b Mention) int { return a.Pos.Compare(b.Pos) })
	return out
}

// mentions are the tags and fields that a condition writes out.
func (r *rule) mentions(c condition, n *diag.Node) []Mention {
	if c.program == nil {
		return nil
	}
	s := c.scope
	s.used = map[string]bool{}
	tree, err := parser.ParseWithConfig(c.text, s.config())
	if err != nil {
		return nil // can't happen: it was compiled
	}
	src := source(c.text)
	k := &checker{scope: s, src: src, types: map[ast.Node]typ{}}
	k.check(tree.Node)
	var out []Mention
	add := func(kind MentionKind, on string, name *ast.StringNode) {
		from, to := src.bytes(name.Location().From, name.Location().To)
		out = append(out, Mention{Kind: kind, Name: name.Value, Rule: r.name, On: on, Pos: pieceOf(n, from, to)})
	}
	ast.Walk(&tree.Node, visitor(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.BinaryNode:
			tag, ok := n.Left.(*ast.StringNode)
			if of := n.Right.String(); ok && n.Operator == "in" && strings.HasSuffix(of, ".tags") && !strings.Contains(of, "project.") {
				add(MentionTag, "", tag)
			}
		case *ast.CallNode:
			m, ok := n.Callee.(*ast.MemberNode)
			if !ok || len(n.Arguments) != 1 || m.Property.String() != `"custom"` {
				return
			}
			if name, ok := n.Arguments[0].(*ast.StringNode); ok {
				add(MentionCustom, ownerWord(k.types[m.Node]), name)
			}
		}
	}))
	return out
}

// ownerWord is what a field of the account's own belongs to.
func ownerWord(t typ) string {
	return strings.TrimPrefix(strings.TrimPrefix(objectName(t.object), "an "), "a ")
}

// pieceOf is a piece of a condition's text in its file. The text is trimmed.
func pieceOf(n *diag.Node, from, to int) diag.Pos {
	before := len(n.Value) - len(strings.TrimLeft(n.Value, " \t\r\n"))
	return n.At(before+from, before+to)
}

// mention notes the items of a list in the file.
func (r *reader) mention(f *diag.Fields, key string, kind MentionKind) {
	for _, n := range f.Get(key).Items() {
		if n.Kind == diag.Scalar {
			r.mentions = append(r.mentions, Mention{Kind: kind, Name: n.Value, Pos: n.Text()})
		}
	}
}

// Ladders are the places of the ladders, in the order of the files.
func (s *Set) Ladders() []diag.Pos { return slices.Clone(s.ladders) }

// Place is a rule and where its name stands.
type Place struct {
	Rule string
	Pos  diag.Pos
}

// Places are the rules with their places, in the order of the files.
func (s *Set) Places() []Place {
	out := make([]Place, len(s.rules))
	for i, r := range s.rules {
		out[i] = Place{r.name, r.at.name}
	}
	return out
}
