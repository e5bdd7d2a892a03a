package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules/ruletest"
)

// result is what a command came to.
type result struct {
	code     int
	out, err string
}

// offline runs worker in this process. A terminal that answers is one whose
// answer is not empty.
func offline(answer string, args ...string) result {
	var out, talk bytes.Buffer
	env := configs.OS(time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC))
	env.LookupEnv = func(string) (string, bool) { return "", false }
	env.Environ = nil
	w := &World{Stdin: strings.NewReader(answer), Stdout: &out, Stderr: &talk, Env: env, Now: time.Now, Exe: "worker", Terminal: answer != ""}
	code := Main(context.Background(), w, args)
	return result{code, out.String(), talk.String()}
}

func (r result) want(t *testing.T, code int, texts ...string) result {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d\n%s%s", r.code, code, r.out, r.err)
	}
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			t.Errorf("%q is missing:\n%s%s", text, r.out, r.err)
		}
	}
	return r
}

// The rule packs and the example of worker init are what people copy: nothing
// is wrong with them, every rule has a test, and the tests pass.
func TestRulePacks(t *testing.T) {
	t.Parallel()
	packs, err := filepath.Glob("../../examples/*/worker.yaml")
	if err != nil || len(packs) < 3 {
		t.Fatalf("%d rule packs (%v)", len(packs), err)
	}
	for _, config := range append(packs, "../../configs/example/worker.yaml") {
		t.Run(filepath.Base(filepath.Dir(config)), func(t *testing.T) {
			t.Parallel()
			offline("", "-c", config, "rules", "check", "--strict").want(t, ExitOK, ": fine")
			r := offline("", "-c", config, "rules", "test").want(t, ExitOK, "passed, 0 failed")
			if strings.Contains(r.out, "without a test") {
				t.Error(r.out)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(config), "README.md")); err != nil && !strings.Contains(config, "configs") {
				t.Error(err)
			}
		})
	}
}

// The schemas of worker init take the files of the packs.
func TestInitWritesTests(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	offline("", "init", dir).want(t, ExitOK, "dunning_test.yaml", "tests.schema.json")
	offline("", "-c", filepath.Join(dir, "worker.yaml"), "rules", "test").want(t, ExitOK)
	data, err := os.ReadFile(filepath.Join(dir, "rules", "dunning_test.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	link, _, _ := strings.Cut(strings.TrimPrefix(string(data), "# yaml-language-server: $schema="), "\n")
	if _, err := os.Stat(filepath.Join(dir, "rules", link)); err != nil {
		t.Errorf("the file's link to its schema leads nowhere: %v", err)
	}
}

const someRules = `version: 1
rules:
  - name: late
    for_each: invoices
    when: invoice.days_overdue >= 14
    actions: [notify: {severity: critical}]
  - name: untested
    for_each: invoices
    when: invoice.days_overdue >= 400
    actions: [notify: {severity: critical}]
`

const someTests = `version: 1
rules: [late.yaml]
today: 2026-11-23
tests:
  - name: two weeks late
    invoice: {gross: 1.00 EUR, due: 2026-11-09}
    expect: [late: {notify: {severity: critical}}]
  - name: a day less, wrongly expected
    invoice: {gross: 1.00 EUR, due: 2026-11-10}
    expect:
      - late: {notify: {severity: critical}} # no
`

// folder has the given files and gives its path.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := writeFile(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRulesTest(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a/late.yaml": someRules, "a/late_test.yaml": someTests, "a/.b/c_test.yaml": "broken: ["})
	report := filepath.Join(dir, "report.xml")
	offline("", "rules", "test", dir, "--junit", report).want(t, ExitFailed,
		"✓ two weeks late", "✗ a day less, wrongly expected", "a/late_test.yaml:8", "severity critical   —     ← missing",
		"invoice.days_overdue >= 14   13 >= 14   false", "2 tests, 1 passed, 1 failed", "rules without a test: untested")
	if data, err := os.ReadFile(report); err != nil || !strings.Contains(string(data), `tests="2" failures="1"`) {
		t.Errorf("%s, %v", data, err)
	}
	offline("", "rules", "test", dir, "--run", "^two").want(t, ExitOK, "1 test, 1 passed, 0 failed")
	offline("", "rules", "test", filepath.Join(dir, "a", "late_test.yaml"), dir, "-v", "--run", "two").want(t, ExitOK, "1 test, 1", "→ late: notify, severity critical")
	offline("", "rules", "test", dir, "--run", "three").want(t, ExitFailed, `no test fits --run "three"`)
	offline("", "rules", "test", dir, "--run", "(").want(t, ExitUsage, "--run")
	offline("", "rules", "test", t.TempDir()).want(t, ExitFailed, "no tests found in ")
	offline("", "rules", "test", filepath.Join(dir, "none_test.yaml")).want(t, ExitConfig, "none_test.yaml")
	offline("", "rules", "test", filepath.Join(dir, "a", "late.yaml"), "--run", "two").want(t, ExitOK, "1 test, 1 passed")
	offline("", "rules", "test", filepath.Join(dir, "none.yaml")).want(t, ExitConfig, "none.yaml")
	lonely := folder(t, map[string]string{"other.yaml": someRules, "late.yaml": someRules, "late_test.yaml": someTests})
	offline("", "rules", "test", filepath.Join(lonely, "other.yaml")).want(t, ExitFailed, "no tests found in ")
	if r := offline("", "rules", "test", dir, "-q", "--run", "two").want(t, ExitOK); r.out+r.err != "" {
		t.Errorf("quiet: %s%s", r.out, r.err)
	}
}

// A bad file among good ones stops the run before the first test: half a run
// proves nothing.
func TestRulesTestBadFile(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"late.yaml": someRules, "late_test.yaml": someTests, "bad_test.yaml": strings.Replace(someTests, "gross", "gros", 1)})
	r := offline("", "rules", "test", dir).want(t, ExitConfig, `bad_test.yaml:6:15: error: unknown key "gros"`, "no test ran: 2 errors, 0 warnings")
	if strings.Contains(r.out, "✓") {
		t.Error(r.out)
	}
	r = offline("", "rules", "test", dir, "--json").want(t, ExitConfig)
	var p struct {
		Type string
		Line int
		Code string
	}
	first, _, _ := strings.Cut(r.out, "\n")
	if err := json.Unmarshal([]byte(first), &p); err != nil || p.Type != "problem" || p.Line != 6 || p.Code == "" {
		t.Errorf("%+v, %v", p, err)
	}
	rule := folder(t, map[string]string{"late.yaml": strings.Replace(someRules, "days_overdue", "days_overdu", 1), "late_test.yaml": someTests})
	offline("", "rules", "test", rule).want(t, ExitConfig, "late.yaml:5:", "days_overdu")
}

func TestRulesTestJSON(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"late.yaml": someRules, "late_test.yaml": someTests})
	r := offline("", "rules", "test", dir, "--json").want(t, ExitFailed)
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	if len(lines) != 3 {
		t.Fatal(r.out)
	}
	var failed struct {
		V           int
		Type, Name  string
		Passed      bool
		Differences []ruletest.Difference
		Because     []ruletest.Why
	}
	if err := json.Unmarshal([]byte(lines[1]), &failed); err != nil || failed.V != 1 || failed.Type != "test" || failed.Passed ||
		len(failed.Differences) != 1 || failed.Differences[0].Note != "missing" || failed.Because[0].Terms[0].Comparison != "13 >= 14" {
		t.Errorf("%+v, %v", failed, err)
	}
	var all total
	if err := json.Unmarshal([]byte(lines[2]), &all); err != nil || all.Tests != 2 || all.Failed != 1 || len(all.Untested) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

// Expectations are written only after a yes, and nothing else changes.
func TestRulesTestUpdate(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"late.yaml": someRules, "late_test.yaml": someTests})
	file := filepath.Join(dir, "late_test.yaml")
	now := func() string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	offline("", "rules", "test", dir, "--update").want(t, ExitUsage, "say --yes")
	offline("n\n", "rules", "test", dir, "--update").want(t, ExitFailed, "The expectations of 1 test in 1 file become", "nothing was written")
	if now() != someTests {
		t.Fatal("written without a yes")
	}
	offline("y\n", "rules", "test", dir, "--update").want(t, ExitOK, "wrote "+file)
	want := strings.Replace(someTests, "    expect:\n      - late: {notify: {severity: critical}} # no\n", "    expect: []\n", 1)
	if now() != want {
		t.Errorf("%s", now())
	}
	offline("", "rules", "test", dir, "--update", "--yes").want(t, ExitOK)
	if _, l, _ := ruletest.Read(file, []byte(now())); len(l) > 0 {
		t.Error(diag.List(l))
	}
}

// Without files, the tests beside the rules that worker.yaml names run, and the
// rules of files without any test are named.
func TestRulesTestOfConfiguration(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"rules/late.yaml": someRules, "rules/late_test.yaml": someTests, "other/more_test.yaml": "not read",
		"lonely/alone.yaml": strings.ReplaceAll(strings.ReplaceAll(someRules, "untested", "alone"), "name: late", "name: later"),
		"worker.yaml": `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, read_key: "${env:MOCO_READ_KEY}"}
jobs:
  - {name: a, pull: [invoices], rules: [rules/late.yaml]}
  - {name: b, pull: [invoices], rules: [rules/late.yaml, lonely/alone.yaml]}
`})
	config := filepath.Join(dir, "worker.yaml")
	offline("", "-c", config, "rules", "test").want(t, ExitFailed, "2 tests, 1 passed, 1 failed", "rules without a test: alone, later, untested")
	offline("", "-c", filepath.Join(dir, "none.yaml"), "rules", "test").want(t, ExitConfig, "none.yaml")
}
