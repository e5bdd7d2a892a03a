package configs

import (
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

// Table is what a user-defined export is made of. Its nodes are expressions,
// which the rules compile.
type Table struct {
	From    *diag.Node // the data set
	Columns []TableColumn
	Where   *diag.Node // nil takes every row
	GroupBy []*diag.Node
	Sort    []*diag.Node
	Params  []Param
}

// TableColumn is a column of a user-defined export.
type TableColumn struct {
	Title  string
	Value  *diag.Node
	Sum    bool
	SumPos diag.Pos
	Width  int // in characters; 0 finds it
	Pos    diag.Pos
}

// maxColumns is how many columns an export may have: more, nobody reads, and a
// spreadsheet ends at 16,384.
const maxColumns = 200

// tableKeys are the keys that only user-defined exports have.
var tableKeys = []string{"columns", "where", "group_by", "sort", "params"}

// custom reads what a user-defined export is made of; nil for a template.
func (r *reader) custom(s section) *Table {
	s.text("from")
	t := &Table{From: s.Get("from"), Where: s.expression("where"), GroupBy: s.expressions("group_by"), Sort: s.expressions("sort"), Params: s.params("params")}
	titles := map[string]bool{}
	for _, c := range s.items("columns", "column", "title") {
		col := TableColumn{
			Title: strings.Join(strings.Fields(c.text("title")), " "), Value: c.expression("value"), Sum: c.boolean("sum"), SumPos: c.Pos("sum"),
			Width: c.number("width"), Pos: c.Pos("title"),
		}
		switch {
		case col.Title != "" && titles[strings.ToLower(col.Title)]:
			c.Errorf("title", "duplicate", "a second column is titled %q", clip(col.Title))
		case len(col.Title) > 200:
			c.Errorf("title", "too-large", "the title is longer than 200 characters")
		}
		titles[strings.ToLower(col.Title)] = true
		if col.Value != nil && col.Title != "" {
			t.Columns = append(t.Columns, col)
		}
	}
	template, from := s.Has("template"), s.Has("from")
	switch {
	case template && from:
		s.Errorf("from", "duplicate-key", "an export has a template or from, not both")
	case !template && !from:
		s.List().Add(diag.Problem{Pos: s.Pos("template"), Code: "missing-key", Text: fmt.Sprintf(`%s has neither "template" nor "from"`, s.Where),
			Help: "template: open-items is a workbook that is laid out already; from: invoices with columns: is your own"})
	case template:
		for _, key := range tableKeys {
			if s.Has(key) {
				s.List().Add(diag.Problem{Pos: s.Fields.Key(key), Code: "unsupported", Text: key + " is for exports of your own, which have from instead of template"})
			}
		}
	case len(s.Get("columns").Items()) == 0:
		s.List().Add(diag.Problem{Pos: s.Pos("columns"), Code: "missing-key", Text: s.Where + " has no columns", Help: "such as columns: [{title: Rechnung, value: invoice.number}]"})
	case len(t.Columns) > maxColumns:
		s.Errorf("columns", "too-large", "an export has at most %d columns", maxColumns)
	}
	if !from || t.From == nil || t.From.Kind != diag.Scalar {
		return nil
	}
	return t
}

// expression is the node of an expression, which is taken as it is written; nil
// if there is none.
func (s section) expression(key string) *diag.Node {
	n := s.Scalar(key)
	s.note(key, nodeText(n))
	if n != nil && strings.TrimSpace(n.Value) == "" {
		s.Errorf(key, "empty", "%s is empty", s.label(key))
		return nil
	}
	return n
}

// expressions are those of a list.
func (s section) expressions(key string) []*diag.Node {
	var out []*diag.Node
	s.list(key)
	for _, n := range s.Get(key).Items() {
		if n.Kind == diag.Scalar && strings.TrimSpace(n.Value) != "" {
			out = append(out, n)
		}
	}
	return out
}

func nodeText(n *diag.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}
