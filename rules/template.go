package rules

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/mocowork/mocowork/internal/diag"
)

// maxWords is the largest template and the largest text that one makes, in
// bytes.
const maxWords = 4000

// words is a checked template.
type words struct{ tmpl *template.Template }

// fill makes the text. The error says which field failed.
func (w *words) fill(data Words) (string, error) {
	var b capped
	if err := w.tmpl.Execute(&b, data); errors.Is(err, errTooLong) {
		return "", errTooLong
	} else if err != nil {
		return "", fmt.Errorf("text: %s", templateMessage(err))
	}
	s := strings.TrimSpace(string(b))
	if s == "" {
		return "", fmt.Errorf("text: it came out empty")
	}
	return s, nil
}

var errTooLong = fmt.Errorf("text: it came out longer than %d characters", maxWords)

// capped takes what a text may be and no more: a template can name a field of
// a megabyte as often as it likes.
type capped []byte

func (c *capped) Write(b []byte) (int, error) {
	if len(*c)+len(b) > maxWords {
		return 0, errTooLong
	}
	*c = append(*c, b...)
	return len(b), nil
}

// templateFunctions are all that templates may call. money and date are there
// to be read; amounts and dates are texts in the right language already.
func templateFunctions() template.FuncMap {
	same := func(s string) string { return s }
	return template.FuncMap{"money": same, "date": same}
}

var templateWords = []string{"money", "date", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge"}

// words reads the text of an action. It is nil if there is none, or a wrong
// one.
func (r *reader) words(f *diag.Fields, out *rule) *words {
	n := f.Scalar("text")
	if n == nil {
		return nil
	}
	bad := func(from, to int, help, format string, args ...any) {
		r.list.Add(diag.Problem{Pos: n.At(from, to), Code: "template", Text: fmt.Sprintf(format, args...), Help: help})
	}
	switch {
	case strings.TrimSpace(n.Value) == "":
		bad(0, len(n.Value), "", "the text is empty")
		return nil
	case len(n.Value) > maxWords:
		bad(0, 1, "", "the text is longer than %d bytes", maxWords)
		return nil
	}
	t, err := template.New("text").Funcs(templateFunctions()).Option("missingkey=error").Parse(n.Value)
	if err != nil {
		bad(0, len(n.Value), "", "%s", templateMessage(err))
		return nil
	}
	c := &templateChecker{data: reflect.TypeFor[Words](), known: wordsFor(out), bad: bad}
	c.templates(t)
	if c.failed {
		return nil
	}
	w := &words{t}
	if _, err := w.fill(sampleWords()); err != nil && !strings.HasSuffix(err.Error(), "empty") {
		bad(0, len(n.Value), "", "%s", err)
		return nil
	}
	return w
}

// wordsFor are the parts of Words that a rule's texts may use.
func wordsFor(r *rule) []string {
	known := []string{"Rule", "Today"}
	switch r.data.name {
	case "customers":
		return append(known, "Customer")
	case "payments":
		return append(known, "Payment", "Invoice", "Customer")
	case "reminders":
		return append(known, "Reminder", "Invoice", "Customer")
	case "projects":
		return append(known, "Project", "Customer")
	case "payment_schedules":
		return append(known, "PaymentSchedule", "Project", "Customer")
	case "report.cashflow":
		return append(known, "Cashflow")
	case "report.finance":
		return append(known, "Finance")
	case "report.utilization":
		return append(known, "Utilization")
	case "report.absences":
		return append(known, "Absence")
	case "report.planned_vs_tracked":
		return append(known, "PlannedVsTracked")
	}
	if r.remind != nil {
		known = append(known, "Reminder")
	}
	return append(known, "Invoice", "Customer")
}

// templateChecker walks a template: fields must exist, and only text, fields,
// if and a few functions are allowed, and range over a list of the data; other
// loops and nested templates could run without end.
type templateChecker struct {
	data   reflect.Type // what fields are taken from
	known  []string     // those of them that the text may use
	failed bool
	bad    func(from, to int, help, format string, args ...any)
}

func (c *templateChecker) report(n parse.Node, help, format string, args ...any) {
	c.failed = true
	from := int(n.Position())
	if f, ok := n.(*parse.FieldNode); ok && len(f.Ident) > 1 {
		from -= len(f.Ident[0]) + 1 // the library gives the place of the second point
	}
	c.bad(max(from, 0), max(from, 0)+len(n.String()), help, format, args...)
}

func (c *templateChecker) templates(t *template.Template) {
	if t.Tree == nil || len(t.Templates()) > 1 {
		c.failed = true
		c.bad(0, 1, "", "define is not allowed in a text")
		return
	}
	c.walk(t.Tree.Root)
}

func (c *templateChecker) walk(n parse.Node) {
	switch n := n.(type) {
	case nil, *parse.TextNode, *parse.CommentNode, *parse.NumberNode, *parse.StringNode, *parse.BoolNode:
	case *parse.ListNode:
		if n != nil {
			for _, e := range n.Nodes {
				c.walk(e)
			}
		}
	case *parse.ActionNode:
		c.walk(n.Pipe)
		if t, f := c.list(n.Pipe); t != nil {
			c.report(f, fmt.Sprintf("write {{range %s}} … {{end}}", f), "%s is a list", f)
		}
	case *parse.RangeNode:
		c.loop(n)
	case *parse.IfNode:
		c.walk(n.Pipe)
		c.walk(n.List)
		c.walk(n.ElseList)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			c.report(n, "", "variables are not allowed in a text")
		}
		for _, cmd := range n.Cmds {
			for _, a := range cmd.Args {
				c.walk(a)
			}
		}
	case *parse.IdentifierNode:
		if !slices.Contains(templateWords, n.Ident) {
			c.report(n, diag.DidYouMean(n.Ident, templateWords), "%s is not allowed in a text", n.Ident)
		}
	case *parse.FieldNode:
		c.field(n)
	default:
		word, _, _ := strings.Cut(strings.Trim(n.String(), "{} "), " ")
		c.report(n, "a text holds {{.Invoice.Number}} and the like, and {{if …}}", "%s is not allowed in a text", word)
	}
}

// list is the type of the items if a pipe is a list of the data and nothing
// else; nil if it is not.
func (c *templateChecker) list(p *parse.PipeNode) (items reflect.Type, f *parse.FieldNode) {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return nil, nil
	}
	f, ok := p.Cmds[0].Args[0].(*parse.FieldNode)
	if !ok || len(f.Ident) != 1 || !slices.Contains(c.known, f.Ident[0]) {
		return nil, nil
	}
	if field, ok := c.data.FieldByName(f.Ident[0]); ok && field.Type.Kind() == reflect.Slice {
		return field.Type.Elem(), f
	}
	return nil, nil
}

// loop checks range over a list of the data; inside it are the item's fields.
func (c *templateChecker) loop(n *parse.RangeNode) {
	items, _ := c.list(n.Pipe)
	if items == nil || len(n.Pipe.Decl) > 0 {
		c.report(n, "a text holds {{.Invoice.Number}} and the like, and {{if …}}", "range is not allowed in a text")
		return
	}
	inside := &templateChecker{data: items, known: exported(items), bad: c.bad}
	inside.walk(n.List)
	c.failed = c.failed || inside.failed
	c.walk(n.ElseList)
}

// exported are the names of a type's fields that templates can write.
func exported(t reflect.Type) []string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			out = append(out, f.Name)
		}
	}
	return out
}

// field checks .Invoice.Number against the data.
func (c *templateChecker) field(n *parse.FieldNode) {
	t := c.data
	for i, name := range n.Ident {
		var known []string
		if t.Kind() == reflect.Struct {
			for _, f := range reflect.VisibleFields(t) {
				known = append(known, f.Name)
			}
		}
		if i == 0 {
			known = c.known
		}
		f, ok := reflect.StructField{}, false
		if t.Kind() == reflect.Struct {
			f, ok = t.FieldByName(name)
		}
		if !ok || !slices.Contains(known, name) {
			c.report(n, diag.DidYouMean(name, known), "a text here knows no .%s", strings.Join(n.Ident[:i+1], "."))
			return
		}
		t = f.Type
	}
	if t.Kind() == reflect.Struct {
		c.report(n, fmt.Sprintf("write a field of it, such as {{.%s.%s}}", strings.Join(n.Ident, "."), t.Field(0).Name), ".%s is not a text", strings.Join(n.Ident, "."))
	}
}

// templateMessage is a template's error without the library's position.
func templateMessage(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ">: "); i >= 0 {
		s = s[i+3:]
	}
	if rest, ok := strings.CutPrefix(s, "template: text:"); ok {
		if _, words, found := strings.Cut(rest, ": "); found {
			s = words
		}
	}
	return s
}
