package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
)

// desk is a folder in which somebody works with rule files.
type desk struct {
	t   *testing.T
	dir string
}

// newDesk has the files that `worker init` writes.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t, t.TempDir()}
	if err := os.CopyFS(d.dir, configs.Example()); err != nil {
		t.Fatal(err)
	}
	tests, err := filepath.Glob(filepath.Join(d.dir, "rules", "*_test.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tests {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *desk) put(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// worker runs a command; names of files are relative to the folder.
func (d *desk) worker(stdin string, args ...string) (code int, out, talk string) {
	d.t.Helper()
	env := configs.OS(time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC))
	env.Environ = nil
	env.LookupEnv = func(string) (string, bool) { return "", false }
	here := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(d.dir, path)
	}
	read, stat, names := env.ReadFile, env.Stat, env.Names
	env.ReadFile = func(path string) ([]byte, error) { return read(here(path)) }
	env.Stat = func(path string) (configs.FileInfo, error) { return stat(here(path)) }
	env.Names = func(dir string) []string { return names(here(dir)) }
	var o, e bytes.Buffer
	w := &World{Stdin: strings.NewReader(stdin), Stdout: &o, Stderr: &e, Env: env, Now: time.Now, Exe: "worker"}
	code = Main(context.Background(), w, args)
	return code, o.String(), e.String()
}

// testOfAll is a test file that names every rule of the example.
const testOfAll = `version: 1
rules: [dunning.yaml, alerts.yaml]
today: 2026-11-23
given:
  base: &base {status: overdue, gross: 2380.00 EUR}
tests:
  - name: one
    invoice: {<<: *base}
    expect:
      - dunning: {remind: {level: 1}}
      - big-and-late: {notify: {severity: critical}}
  - name: two
    expect: [customer-total: {notify: {}}, paid-late-thanks: {notify: {}}]
`

func TestRulesCheckCounts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	code, out, _ := d.worker("", "rules", "check")
	if code != ExitOK || !strings.Contains(out, "[no-test]") || !strings.HasSuffix(out, "3 files, 1 job, 4 rules, 1 ladder: 0 errors, 2 warnings\n") {
		t.Errorf("without tests: %d\n%s", code, out)
	}
	if code, out, _ = d.worker("", "rules", "check", "--strict"); code != ExitConfig || !strings.Contains(out, "error: no test names") || strings.Contains(out, "warning:") {
		t.Errorf("strict: %d\n%s", code, out)
	}
	d.put("rules/dunning_test.yaml", testOfAll)
	if code, out, _ = d.worker("", "rules", "check", "--strict"); code != ExitOK || out != "3 files, 1 job, 4 rules, 1 ladder, 2 tests: fine\n" {
		t.Errorf("with tests: %d\n%s", code, out)
	}
	d.put("rules/dunning_test.yaml", strings.ReplaceAll(testOfAll, "big-and-late", "big"))
	if _, out, _ = d.worker("", "rules", "check"); strings.Count(out, "[no-test]") != 1 || !strings.Contains(out, `no test names rule "big-and-late"`) {
		t.Errorf("a rule that no test names:\n%s", out)
	}
}

// Jobs that share a rule file have one file with its rules, not two.
func TestRulesCheckCountsSharedFilesOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	text, err := os.ReadFile(filepath.Join(d.dir, "worker.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d.put("worker.yaml", strings.Replace(string(text), "jobs:\n", "jobs:\n  - {name: again, rules: [rules/alerts.yaml]}\n", 1))
	if _, out, _ := d.worker("", "rules", "check"); !strings.Contains(out, "3 files, 2 jobs, 4 rules, 1 ladder:") {
		t.Errorf("%s", out)
	}
}

func TestRulesCheckFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.put("rules/dunning_test.yaml", testOfAll)
	if err := os.Mkdir(filepath.Join(d.dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	const bad = "version: 1\nrules:\n  - {name: a, for_each: invoices, when: invoice.days_overdu > 3, actions: [notify: {severity: info}]}\n"
	for _, tt := range []struct {
		name, stdin string
		args        []string
		code        int
		want        string
	}{
		{"a folder, without its tests", "", []string{"rules"}, ExitOK, "2 files, 4 rules, 1 ladder, 2 tests: fine\n"},
		{"a file", "", []string{"rules/alerts.yaml"}, ExitOK, "1 file, 3 rules, 0 ladders, 2 tests: fine\n"},
		{"standard input", bad, []string{"-"}, ExitConfig, "stdin:3:49: error: an invoice has no field \"days_overdu\" [unknown-field]"},
		{"nothing on standard input", "", []string{"-"}, ExitConfig, "stdin: error: the file is empty [empty]"},
		{"a file that is not there", "", []string{"rules/none.yaml"}, ExitConfig, ""},
		{"a folder without rules", "", []string{"empty"}, ExitConfig, ""},
		{"online, but one file", "", []string{"--online", "rules"}, ExitUsage, ""},
		{"no such format", "", []string{"--format", "xml"}, ExitUsage, ""},
		{"two formats", "", []string{"--json", "--format", "sarif"}, ExitUsage, ""},
	} {
		code, out, talk := d.worker(tt.stdin, append([]string{"rules", "check"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out, tt.want) || tt.want == "" && talk == "" {
			t.Errorf("%s: %d\n%s%s", tt.name, code, out, talk)
		}
	}
}

func TestRulesCheckFormats(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.put("rules/alerts.yaml", "version: 1\nrules:\n  - {name: a, for_each: invoices, when: invoice.level < 0, actions: [notify: {severity: info}]}\n")
	for format, want := range map[string]string{
		"text":   "[never-true]",
		"json":   `{"v":1,"type":"checked","files":3,"jobs":1,"rules":2,"ladders":1,"tests":0,"errors":0,"warnings":3}`,
		"github": "::warning file=rules/alerts.yaml,line=3,col=41,endColumn=58,title=never-true::",
		"junit":  `<testsuite name="rules/alerts.yaml" tests="2" failures="0">`,
		"sarif":  `"ruleId": "never-true"`,
	} {
		code, out, talk := d.worker("", "rules", "check", "--format", format)
		if code != ExitOK || !strings.Contains(out, want) {
			t.Errorf("%s: %d\n%s%s", format, code, out, talk)
		}
	}
	_, out, _ := d.worker("", "rules", "check", "--json")
	for line := range strings.Lines(out) {
		var o map[string]any
		if err := json.Unmarshal([]byte(line), &o); err != nil || o["v"] != 1.0 {
			t.Errorf("%v: %s", err, line)
		}
	}
}

func TestHelpOnCodes(t *testing.T) {
	t.Parallel()
	d := &desk{t, t.TempDir()}
	if code, out, _ := d.worker("", "help", "rules/unknown-field"); code != ExitOK || !strings.Contains(out, "Wrong, in a rule file:\n    when: invoice.days_overdu >= 14\n") {
		t.Errorf("%d\n%s", code, out)
	}
	if code, _, talk := d.worker("", "help", "rules/unknown-feild"); code != ExitUsage || !strings.Contains(talk, `did you mean "unknown-field"?`) {
		t.Errorf("%d\n%s", code, talk)
	}
	if _, err := fs.Stat(os.DirFS(d.dir), "data"); err == nil {
		t.Error("help made a folder")
	}
}
