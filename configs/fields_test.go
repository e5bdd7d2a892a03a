package configs

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestFieldsAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	table := newTable()
	for _, f := range Fields() {
		if seen[f.Path] {
			t.Errorf("%s is here twice", f.Path)
		}
		seen[f.Path] = true
		if !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s: the meaning is no sentence: %q", f.Path, f.Doc)
		}
		if f.Required && f.Default != "" {
			t.Errorf("%s is required and has a default", f.Path)
		}
		if p := f.parent(); p != "" && table.byPath[strings.TrimSuffix(strings.TrimSuffix(p, "[]"), ".*")].inside() != p {
			t.Errorf("%s lies in no section", f.Path)
		}
		if f.Type == Enum && f.Default != "" && !slices.Contains(f.Words, f.Default) {
			t.Errorf("%s: default %q is none of its words", f.Path, f.Default)
		}
	}
}

// Each key of the table is read by its section's reader.
func TestEveryFieldIsRead(t *testing.T) {
	t.Parallel()
	c := ok(t, readFile(t, "testdata/good/documentation.yaml"), fakeEnv{})
	read := map[string]bool{}
	for _, s := range c.Settings() {
		parts := strings.Split(s.Key, ".")
		switch parts[0] {
		case "jobs":
			parts = append([]string{"jobs[]"}, parts[2:]...)
		case "exports", "approvals", "people":
			parts[1] = "*"
			if parts[2] == "columns" {
				parts = append(parts[:2:2], append([]string{"columns[]"}, parts[4:]...)...)
			}
		case "slack":
			if parts[1] == "routes" {
				parts = append([]string{"slack", "routes[]"}, parts[3:]...)
			}
		}
		read[strings.Join(parts, ".")] = true
	}
	for _, f := range Fields() {
		if f.Type != Section && f.Type != Sections && f.Type != Named && !read[f.Path] {
			t.Errorf("nobody reads %s", f.Path)
		}
		delete(read, f.Path)
	}
	for path := range read {
		t.Errorf("%s is read, but not in the table", path)
	}
}

// Defaults are what a file without the key gives.
func TestDefaultsParse(t *testing.T) {
	t.Parallel()
	c := ok(t, least, fakeEnv{})
	byKey := map[string]string{}
	for _, s := range c.Settings() {
		byKey[s.Key] = s.Value
	}
	for _, f := range Fields() {
		got, ok := byKey[f.Path]
		if !ok || f.Default == "" || strings.ContainsAny(f.Path, "[*") {
			continue
		}
		want := map[string]string{"data_dir": "data", "moco.rate_limit": "120/2m", "lease": "1m", "sweep": "1m"}[f.Path]
		if want == "" {
			want = f.Default
		}
		if got != want {
			t.Errorf("%s: %q, want %q", f.Path, got, want)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	table := newTable()
	for path, want := range map[string]string{"write": "MOCOWORK_WRITE", "moco.base_url": "MOCOWORK_MOCO_BASE_URL", "slack.quiet_hours.from": "MOCOWORK_SLACK_QUIET_HOURS_FROM", "jobs": "", "jobs[].name": "", "exports.*.file": "", "calendar.workdays": "", "moco": ""} {
		if got := table.byPath[path].Variable(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("worker.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("worker.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
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
	if i, err := strconv.Atoi(n.Value); err == nil {
		return json.Number(strconv.Itoa(i))
	}
	return n.Value
}

func TestSchemaAcceptsGoodFiles(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	files, err := filepath.Glob("testdata/good/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "example/worker.yaml") {
		doc, l := diag.Parse(file, []byte(readFile(t, file)))
		if len(l) > 0 {
			t.Fatal(l)
		}
		if err := s.Validate(value(doc.Root)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestSchemaRefusesBadFiles(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, name := range []string{"unknown_keys", "missing_keys", "wrong_kinds", "flow_maps", "inline_secret", "durations", "version_2", "unknown_names"} {
		doc, _ := diag.Parse(name, []byte(readFile(t, "testdata/bad/"+name+".yaml")))
		if err := s.Validate(value(doc.Root)); err == nil {
			t.Errorf("%s is fine for the schema", name)
		}
	}
}

func TestSchemaIsStable(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("two calls give two schemas")
	}
	for _, want := range []string{`"http://json-schema.org/draft-07/schema#"`, `"Zone of every date and clock time, such as Europe/Berlin."`, `"default": "30m"`, `Accepted, not used yet.`} {
		if !bytes.Contains(Schema(), []byte(want)) {
			t.Errorf("schema lacks %s", want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	md := Markdown()
	if got := strings.Count(md, "\n"); got != len(Fields())+2 {
		t.Errorf("%d lines for %d keys", got, len(Fields()))
	}
	for _, want := range []string{"| `timezone` (required) |  | Zone of every", "| `write` | `approve` |", "One of off, approve, auto. |", "*Accepted, not used yet.*"} {
		if !strings.Contains(md, want) {
			t.Errorf("reference lacks %q", want)
		}
	}
}

// What "worker init" writes is fine, apart from rule files, which another
// package checks.
func TestExample(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(Example(), "worker.yaml")
	if err != nil {
		t.Fatal(err)
	}
	env := OS(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	env.LookupEnv, env.Environ = nil, nil
	stat := env.Stat
	env.Stat = func(path string) (FileInfo, error) {
		if strings.HasSuffix(path, "dunning.yaml") || strings.HasSuffix(path, "alerts.yaml") {
			return FileInfo{}, nil
		}
		return stat(path)
	}
	c, l, docs := Parse("example/worker.yaml", text, env)
	if len(l) > 0 {
		t.Error(printed(t, l, docs))
	}
	if len(c.Jobs) == 0 || c.Write != WriteApprove {
		t.Errorf("jobs %d, write %s", len(c.Jobs), c.Write)
	}
	if l := c.CheckSecrets(env); len(l) != 1 || l[0].Code != "secret" {
		t.Errorf("only the read key may be missing, got %v", l)
	}
}
