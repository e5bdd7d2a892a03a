package ruletest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Suffix ends the names of test files.
const Suffix = "_test.yaml"

// File is a test file as it was read. It is immutable.
type File struct {
	Name string // as people know it, such as rules/dunning_test.yaml
	// Rules are the rule files under test, with the test file's folder before
	// them.
	Rules []string
	Tests []Test

	data      []byte
	rulesNode *diag.Node
	doc       *diag.Document
}

// Test is one case: a small world on a frozen day, and what must come out.
type Test struct {
	Name string
	// Pos is the place of its name.
	Pos diag.Pos

	input   rules.Input
	subject plan.Subject // Kind and ID
	others  []billing.ID // invoices that are there, and that the test is not about
	expect  *diag.Node   // nil: actions are not compared
	wants   []want
	checks  []check      // of the verdict
	named   []*diag.Node // names of rules

	node      *diag.Node // the whole test
	end       int        // the first line after it
	expectKey *diag.Node // the word expect
	expectEnd int        // the first line after what is expected
}

// want is one action that must come out.
type want struct {
	rule   string
	action action
	params []wanted
	item   *diag.Node // of the list
	key    *diag.Node // the rule's name
}

// wanted is a detail that an action must have.
type wanted struct {
	param
	value string
	node  *diag.Node
}

// check is something that the verdict must say.
type check struct {
	name  string // because, verdict or open
	value string
	node  *diag.Node
}

// Read reads a test file. The list holds everything that is wrong with it,
// sorted by place; the File is nil if any of it is an error. The document is
// for diag.Print.
func Read(name string, data []byte) (*File, diag.List, *diag.Document) {
	doc, l := diag.Parse(name, data, diag.Anchors())
	f := &File{Name: name, data: data, doc: doc}
	if doc.Root != nil {
		r := &reader{list: &l}
		r.file(doc.Root, f)
	}
	l.Sort()
	l = slices.Compact(l) // what an anchor holds is read once for each test
	if l.HasErrors() || doc.Root == nil {
		return nil, l, doc
	}
	return f, l, doc
}

// Named are the rules that the file's tests name under expect:, sorted.
func (f *File) Named() []string { return namedIn(f.doc) }

// Data is the file as it was read.
func (f *File) Data() []byte { return slices.Clone(f.data) }

// reader reads one file. It goes on after each problem.
type reader struct {
	list  *diag.List
	today billing.Date
}

func (r *reader) file(root *diag.Node, out *File) {
	f := diag.Bind(r.list, root, "", fileKeys().names()...)
	if f.Node == nil {
		return
	}
	if v := f.Scalar("version"); v != nil && v.Value != "1" {
		f.Add("version", diag.Problem{Code: "version", Text: "version: want 1, got " + v.Value, Help: "this program reads version 1"})
	}
	for _, path := range f.Strings("rules") {
		out.Rules = append(out.Rules, besideFile(out.Name, path))
	}
	if out.rulesNode = f.Get("rules"); len(out.Rules) == 0 && f.Has("rules") {
		f.Errorf("rules", "empty", "rules: names no rule file")
	}
	r.today = r.date(f, "today")
	if n := f.Get("given"); n != nil && n.Kind != diag.Map && n.Kind != diag.Null {
		f.Errorf("given", "type", "given: want a map of pieces, such as base: &base {…}")
	}
	r.readTests(f, out)
}

func (r *reader) readTests(f *diag.Fields, out *File) {
	names := map[string]bool{}
	end := endOf(f.Node, "tests", out.lines())
	items := f.Items("tests")
	for i, n := range items {
		if t, ok := r.test(n, f); ok {
			if names[t.Name] {
				r.list.Errorf(t.Pos, "duplicate", "a second test is named %q", t.Name)
			}
			names[t.Name] = true
			if t.end = end; i+1 < len(items) {
				t.end = items[i+1].Pos().Line
			}
			t.expectEnd = endOf(n, "expect", t.end)
			out.Tests = append(out.Tests, t)
		}
	}
	if n := f.Get("tests"); n != nil && (n.IsNull() || n.Kind == diag.Seq && len(n.Items()) == 0) {
		f.Errorf("tests", "empty", "there are no tests in this file")
	}
}

// lines is the number of the line after the last.
func (f *File) lines() int { return len(newWriter(f.data).lines) + 1 }

// endOf is the first line after a key's value: that of the next key, or the end
// of the map.
func endOf(m *diag.Node, key string, end int) int {
	line := 0
	for _, f := range m.Fields() {
		if f.Key.Value == key {
			line = f.Key.Pos().Line
		}
	}
	for _, f := range m.Fields() {
		if at := f.Key.Pos().Line; at > line && at < end {
			end = at
		}
	}
	return end
}

// subjects are the keys of which a test has exactly one.
func subjects() []string {
	out := []string{"invoice", "customer", "payment", "reminder", "project"}
	for _, r := range rows() {
		out = append(out, r.name)
	}
	return out
}

func (r *reader) test(n *diag.Node, file *diag.Fields) (Test, bool) {
	where := "a test"
	if name := n.Get("name"); name != nil && name.Kind == diag.Scalar {
		where = fmt.Sprintf("test %q", name.Value)
	}
	f := diag.Bind(r.list, n, where, testKeys().names()...)
	if f.Node == nil {
		return Test{}, false
	}
	t := Test{node: n, Name: strings.TrimSpace(f.String("name")), Pos: f.Pos("name"), input: r.config(file, f), expect: f.Get("expect")}
	if t.Name == "" && f.Has("name") && !f.Get("name").IsNull() {
		f.Errorf("name", "name", "a test needs a name")
	}
	t.input.Snapshot.Today = r.today
	if f.Has("today") {
		t.input.Snapshot.Today = r.date(f, "today")
	}
	var given []string
	for _, key := range subjects() {
		if f.Has(key) {
			given = append(given, key)
		}
	}
	if len(given) != 1 {
		r.list.Add(diag.Problem{Pos: n.Pos(), Code: "subject", Text: fmt.Sprintf("%s must be about one thing, it has %s", where, orNothing(given)),
			Help: "one of " + strings.Join(subjects(), ", ") + "; a customer of an invoice stands inside the invoice"})
		return Test{}, false
	}
	r.scene(f, given[0], &t)
	r.expectations(f, &t)
	return t, t.Name != ""
}

func orNothing(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, " and ")
}

func (r *reader) date(f *diag.Fields, key string) billing.Date {
	d, _ := diag.Value(f, key, "date", billing.ParseDate)
	return d
}
