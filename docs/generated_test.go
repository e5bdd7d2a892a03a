package docs_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/checks"
	"github.com/mocowork/mocowork/internal/cli"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

const note = "<!-- Written by `UPDATE=1 go test ./docs` from the program's own tables. -->\n\n"

// The pages of the reference are the program's own tables.
func TestReference(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"reference/worker.yaml.md": workerYAML(), "rules.md": language(), "reference/exit-codes.md": exitCodes(t),
		"reference/base-rates.md": baseRates(t), "reference/rule-tests.md": ruleTests(), "reference/checks.md": checkCodes(),
		"schema/config.schema.json": string(configs.Schema()), "schema/rules.schema.json": schema(t, rules.Schema),
		"schema/letters.schema.json": schema(t, rules.LettersSchema), "schema/tests.schema.json": schema(t, ruletest.Schema),
	} {
		file := filepath.FromSlash(name)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
			t.Errorf("%s is not what the program says; UPDATE=1 go test ./docs writes it anew (-program +page)\n%s", file, diff)
		}
	}
}

func schema(t *testing.T, of func() ([]byte, error)) string {
	t.Helper()
	b, err := of()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func workerYAML() string {
	return "# worker.yaml\n\n" + note + "`jobs[].name` is a key of each item of a list, `exports.*.file` one of each name that you choose. Where a default is empty, there is none.\n" +
		"A variable `MOCOWORK_SECTION_KEY` overrides a key, such as `MOCOWORK_WRITE=off`.\n\n" + configs.Markdown()
}

func ruleTests() string {
	return "# Tests of rules\n\n" + note + "A file whose name ends with `_test.yaml`, beside the rules. [How to test rules](../how-to/test-rules.md) has an example.\n\n" + ruletest.Markdown()
}

func checkCodes() string {
	return "# What `worker rules check` says\n\n" + note + "The word in brackets at the end of a problem is its code. The same in the terminal: `worker help rules/CODE`, such as `worker help rules/unknown-field`. " +
		"An error stops everything; a warning does not, unless `--strict` is given.\n" + checks.Markdown()
}

func row(b *strings.Builder, cells ...string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + strings.ReplaceAll(c, "|", `\|`) + " |")
	}
	b.WriteString("\n")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func baseRates(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Base rates and holidays\n\n" + note + "Interest rests on these rates; [law.md](../explain/law.md) says how. A half-year that is not here gives no interest: no value is ever extended. " +
		"Add it with `legal.base_rates: FILE` in worker.yaml, in the form of `legal/data/base_rates_de.yaml`, each line with its source and date.\n")
	for _, c := range []legal.Country{legal.Germany, legal.Austria} {
		rates, err := legal.Shipped(c)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n## %s\n\n", c)
		row(&b, "from", "per cent a year", "source", "entered on", "")
		row(&b, "---", "---", "---", "---", "---")
		for _, r := range rates {
			check := ""
			if r.Secondary {
				check = "secondary source: check it"
			}
			row(&b, r.From.String(), r.Percent.String(), r.Source, r.Date.String(), check)
		}
	}
	b.WriteString("\n## CH\n\nNo base rate: 5 per cent a year (Art. 104 OR).\n\n## Holidays\n\nThey move the last day of a term.\n\n")
	row(&b, "country", "source", "entered on")
	row(&b, "---", "---", "---")
	for _, s := range calendar.HolidaySources() {
		row(&b, s.Country, s.Text, s.Date.String())
	}
	return b.String()
}

func exitCodes(t *testing.T) string {
	t.Helper()
	var out, talk bytes.Buffer
	w := &cli.World{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &talk, Now: time.Now, Exe: "worker"}
	if code := cli.Main(context.Background(), w, []string{"help", "exit-codes"}); code != 0 {
		t.Fatal(talk.String())
	}
	return "# Exit codes\n\n" + note + "The same for `worker` and `enqueue`; `enqueue overdue-daily --wait` ends with the code of the run. From `worker help exit-codes`:\n\n" +
		"```text\n" + out.String() + "```\n"
}

// The page of dependencies has a line for each module of go.mod, with its
// version and a reason.
func TestDependencies(t *testing.T) {
	t.Parallel()
	lines := map[string][]string{}
	for l := range strings.Lines(readPage(t, "dependencies.md").prose) {
		cells := strings.Split(l, "|")
		if len(cells) != 6 || strings.HasPrefix(cells[1], "--") || strings.TrimSpace(cells[1]) == "module" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[3] == "" || cells[4] == "" {
			t.Errorf("%s: no reason or no licence", cells[1])
		}
		lines[cells[1]] = cells
	}
	for module, version := range direct(t) {
		if l := lines[module]; l == nil {
			t.Errorf("docs/dependencies.md has no line for %s %s", module, version)
		} else if l[2] != version {
			t.Errorf("docs/dependencies.md has %s %s, go.mod %s", module, l[2], version)
		}
		delete(lines, module)
	}
	for module := range lines {
		t.Errorf("docs/dependencies.md has a line for %s, which go.mod does not ask for", module)
	}
}

// direct are the modules of go.mod that are not there for others only, and
// those of its tools.
func direct(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for l := range strings.Lines(string(data)) {
		words := strings.Fields(l)
		switch {
		case len(words) >= 2 && strings.HasPrefix(words[1], "v"):
			versions[words[0]] = words[1]
			if !strings.Contains(l, "// indirect") {
				out[words[0]] = words[1]
			}
		case len(words) == 2 && words[0] == "tool":
			for module, version := range versions {
				if strings.HasPrefix(words[1], module+"/") {
					out[module] = version
				}
			}
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d modules were found in go.mod", len(out))
	}
	return out
}

// The unit runs a command that exists, gives a stopping worker the time that
// it takes, and is one that systemd can read.
func TestUnit(t *testing.T) {
	t.Parallel()
	file := filepath.Join(root, "deploy", "mocowork.service")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for l := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(l), "="); ok && !strings.HasPrefix(key, "#") {
			values[key] = value
		}
	}
	if code, out := understood("worker", strings.Fields(values["ExecStart"])[1:]); code != 0 {
		t.Errorf("ExecStart=%s\n%s", values["ExecStart"], out)
	}
	if d, err := time.ParseDuration(values["TimeoutStopSec"]); err != nil || d < 40*time.Second {
		t.Errorf("TimeoutStopSec=%s: stopping takes up to 30s", values["TimeoutStopSec"])
	}
	if values["User"] != "mocowork" || !strings.Contains(readPage(t, "start/first-real-run.md").text, "useradd --system") {
		t.Error("the page and the unit do not agree on the user")
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return
	}
	out, _ := exec.Command(analyze, "verify", file).CombinedOutput()
	for l := range strings.Lines(string(out)) {
		// Other complaints are about this machine: no such program, no such user.
		if strings.Contains(l, "mocowork.service:") && (strings.Contains(l, "Unknown") || strings.Contains(l, "Failed to parse") || strings.Contains(l, "Invalid")) {
			t.Error(l)
		}
	}
}
