package ruletest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mocowork/mocowork/internal/diag"
)

// hostile is a file whose names would break a report that pastes them.
const hostile = `version: 1
rules: [alerts.yaml]
today: 2026-11-23
tests:
  - name: "]]> <b> & \u0007 \u001b[31m\nsecond line"
    invoice: {gross: 1.00 EUR, due: 2026-12-01, tags: [Marke], customer: {name: "</failure>\u0000"}}
    expect: []
  - name: fine
    invoice: {gross: 1.00 EUR}
    expect: []
`

func hostileResults(t *testing.T) []Result {
	t.Helper()
	f, l, _ := Read("hostile_test.yaml", []byte(hostile))
	if f == nil {
		t.Fatal(l)
	}
	set, l, _ := f.Load(func(path string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata/failing", path)) })
	if set == nil {
		t.Fatal(l)
	}
	return run(t, f, set)
}

// The report is XML whatever the tests are named, and counts right.
func TestJUnit(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := JUnit(&b, hostileResults(t)); err != nil {
		t.Fatal(err)
	}
	var got suites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if got.Tests != 2 || got.Failures != 1 || len(got.Suites) != 1 || len(got.Suites[0].Cases) != 2 {
		t.Errorf("%+v", got)
	}
	first, second := got.Suites[0].Cases[0], got.Suites[0].Cases[1]
	if first.Failure == nil || !strings.Contains(first.Failure.Text, "marks.tag") || !strings.Contains(first.Failure.Message, "want —, got tags a, b c") {
		t.Errorf("%+v", first.Failure)
	}
	if second.Failure != nil || first.File != "hostile_test.yaml" || first.Line != 5 {
		t.Errorf("%+v %+v", first, second)
	}
	if err := JUnit(failing{}, nil); err == nil {
		t.Error("an error of writing is lost")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("closed") }

// A test's name can't move the cursor or fake a line of the output.
func TestPrint(t *testing.T) {
	t.Parallel()
	results := hostileResults(t)
	for _, tt := range []struct {
		style Style
		want  []string
		lacks []string
	}{
		{Style{}, []string{"  ✗ ]]> <b> &    [31m second line", "  ✓ fine", "2 tests, 1 passed, 1 failed"}, []string{"\x1b", "\a", "→ marks: tag"}},
		{Style{Quiet: true}, []string{"✗", "hostile_test.yaml:5"}, []string{"✓", "2 tests"}},
		{Style{Verbose: true}, []string{"→ marks: tag, tags a, b c", "→ not_due: not due yet", "→ hold: it has no due date"}, nil},
		{Style{Colour: true}, []string{"\x1b[32m✓\x1b[0m fine", "\x1b[31m✗"}, nil},
	} {
		var b bytes.Buffer
		if err := Print(&b, "hostile_test.yaml", results, tt.style); err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%+v: %q lacks %q", tt.style, b.String(), want)
			}
		}
		for _, lacks := range tt.lacks {
			if strings.Contains(b.String(), lacks) {
				t.Errorf("%+v: %q has %q", tt.style, b.String(), lacks)
			}
		}
	}
	if err := Print(failing{}, "", results, Style{}); err == nil {
		t.Error("an error of writing is lost")
	}
}

// A test file is beside the rules that it loads, wherever they are; one that
// names none may be about any.
func TestOutlineIsAbout(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"rules: [dunning.yaml]": true, "rules: [x.yaml, ./dunning.yaml]": true, "rules: [/etc/rules/dunning.yaml]": true, "tests: []": true, "rules: [": true,
		"rules: [x.yaml]": false, "rules: [rules/dunning.yaml]": false,
	} {
		if got := ReadOutline("/etc/rules/dunning_test.yaml", []byte(text)).About("/etc/rules/dunning.yaml"); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// Named understands what it can of a broken file.
func TestNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		hostile: "",
		"tests: [{expect: [{b: {remind: {}}}, {a: x}, c]}, {expect: [b: 1]}, 5]": "a b",
		"tests: [": "", "": "", "tests: {a: 1}": "",
	} {
		if got := strings.Join(ReadOutline("x_test.yaml", []byte(text)).Named, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzRead: no file brings the reader down, and one that is read can be run and
// updated.
func FuzzRead(f *testing.F) {
	f.Add([]byte(hostile))
	files, err := filepath.Glob("testdata/failing/*" + Suffix)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, l, _ := Read("fuzz_test.yaml", data)
		if file == nil {
			if !l.HasErrors() {
				t.Fatal("refused without a reason")
			}
			return
		}
		set, _, _ := file.Load(func(path string) ([]byte, error) {
			return os.ReadFile(filepath.Join("testdata/failing", filepath.Base(path)))
		})
		if set == nil {
			return
		}
		results, err := file.Run(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Update(set, results); err == nil {
			return
		}
	})
}

// The schema takes what the reader takes, and refuses misspelt keys.
func TestSchema(t *testing.T) {
	t.Parallel()
	data, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("tests.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("tests.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../testdata/good/*" + Suffix)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "testdata/failing/ux_test.yaml", "testdata/failing/details_test.yaml") {
		if err := s.Validate(tree(t, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"keys", "no-tests", "rule-file"} {
		if err := s.Validate(tree(t, "testdata/failing/"+name+Suffix)); err == nil {
			t.Errorf("%s is fine for the schema", name)
		}
	}
}

func tree(t *testing.T, name string) any {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, l := diag.Parse(name, data, diag.Anchors())
	if len(l) > 0 {
		t.Fatal(l)
	}
	return value(doc.Root)
}

// value is a tree as a JSON validator sees it.
func value(n *diag.Node) any {
	switch {
	case n.IsNull():
		return nil
	case n.Kind == diag.Map:
		m := map[string]any{}
		for _, f := range n.Fields() {
			m[f.Key.Value] = value(f.Value)
		}
		return m
	case n.Kind == diag.Seq:
		list := []any{}
		for _, i := range n.Items() {
			list = append(list, value(i))
		}
		return list
	case n.Style != diag.Plain:
		return n.Value
	}
	if b, err := strconv.ParseBool(n.Value); err == nil && len(n.Value) > 1 {
		return b
	}
	if _, err := strconv.Atoi(n.Value); err == nil {
		return json.Number(n.Value)
	}
	return n.Value
}
