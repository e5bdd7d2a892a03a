package docs_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/cli"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/internal/enqueue"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

// Every YAML block says what it is and loads without errors and warnings.
func TestYAML(t *testing.T) {
	t.Parallel()
	n := 0
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if !strings.HasPrefix(b.info, "yaml") {
				continue
			}
			n++
			var problems diag.List
			var docs []*diag.Document
			switch b.info {
			case "yaml rules":
				_, problems, docs = rules.Load([]rules.File{{Name: p.name, Data: []byte(b.text())}}, rules.Options{Exports: []string{"open-items"}, Groups: []string{"finance"}})
			case "yaml worker.yaml":
				_, problems, docs = configs.Parse("worker.yaml", []byte(b.text()), sampleEnv())
			case "yaml tests":
				problems, docs = sampleTests(t, p.name, b)
			case "yaml base rates":
				var doc *diag.Document
				_, problems, doc = legal.ParseRates(p.name, []byte(b.text()), legal.Germany)
				docs = append(docs, doc)
			default:
				t.Errorf("%s:%d: a YAML block is `yaml rules`, `yaml tests`, `yaml worker.yaml` or `yaml base rates`, so that it can be tried", p.name, b.line)
			}
			if len(problems) > 0 {
				var out bytes.Buffer
				if err := diag.Print(&out, problems, docs); err != nil {
					t.Fatal(err)
				}
				t.Errorf("%s:%d:\n%s", p.name, b.line, out.String())
			}
		}
	}
	if n == 0 {
		t.Error("no YAML was found")
	}
}

// sampleTests runs a page's tests against the rules of worker init.
func sampleTests(t *testing.T, name string, b block) (diag.List, []*diag.Document) {
	t.Helper()
	file, problems, doc := ruletest.Read(name, []byte(b.text()))
	if file == nil {
		return problems, []*diag.Document{doc}
	}
	set, problems, docs := file.Load(func(path string) ([]byte, error) {
		return fs.ReadFile(configs.Example(), "rules/"+filepath.Base(path))
	})
	if set == nil {
		return problems, docs
	}
	results, err := file.Run(set, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Passed {
			t.Errorf("%s:%d: test %q fails: %+v", name, b.line+r.Line-1, r.Name, r.Differences)
		}
	}
	return problems, docs
}

// sampleEnv is a world with the key of the samples and no files.
func sampleEnv() configs.Env {
	env := configs.OS(time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC))
	env.LookupEnv = func(name string) (string, bool) { return "key", name == "MOCO_READ_KEY" }
	env.Environ = nil
	return env
}

// Every command line that a page shows is understood, with its flags.
func TestCommands(t *testing.T) {
	t.Parallel()
	n := 0
	for _, p := range pages(t) {
		var lines []string
		for _, b := range p.blocks {
			if b.info == "sh" {
				lines = append(lines, b.lines...)
			}
		}
		for _, m := range span.FindAllStringSubmatch(p.prose, -1) {
			lines = append(lines, m[1])
		}
		for _, l := range lines {
			for part := range strings.SplitSeq(l, "&&") {
				program, args := commandLine(part)
				if program == "" {
					continue
				}
				n++
				if code, out := understood(program, args); code != 0 {
					t.Errorf("%s: %s\n%s", p.name, strings.TrimSpace(l), out)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d commands were found", n)
	}
}

var quoted = regexp.MustCompile(`"[^"]*"|\S+`)

// commandLine takes a call of one of the two programs apart; "" for any other
// line. What is behind two spaces or a # is a remark.
func commandLine(l string) (program string, args []string) {
	l, _, _ = strings.Cut(strings.TrimSpace(l), " #")
	l, _, _ = strings.Cut(l, "  ")
	l = strings.TrimPrefix(l, "sudo -u mocowork ")
	l = strings.TrimPrefix(l, "go run ./cmd/")
	words := quoted.FindAllString(l, -1)
	if len(words) == 0 || words[0] != "worker" && words[0] != "enqueue" {
		return "", nil
	}
	return words[0], words[1:]
}

// understood asks the program for help on a call, which fails if the program
// would not take its arguments.
func understood(program string, args []string) (code int, out string) {
	var b bytes.Buffer
	args = append(slices.Clone(args), "--help")
	if program == "enqueue" {
		return enqueue.Main(context.Background(), &enqueue.World{Stdout: &b, Stderr: &b, Now: time.Now}, args), b.String()
	}
	w := &cli.World{Stdin: strings.NewReader(""), Stdout: &b, Stderr: &b, Now: time.Now, Exe: "worker"}
	return cli.Main(context.Background(), w, args), b.String()
}

func TestUnderstood(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"worker plan show p_2c9e --letters     # the letters": true, "worker plan --leters": false, "worker paln": false,
		"enqueue overdue-daily --wait": true, "enqueue overdue-daily --weit": false, `worker approve p_1 --reject --reason "a b"`: true,
		"sudo -u mocowork worker -c /etc/x.yaml runs": true, "go run ./cmd/worker demo --seed 2": true, "go run ./cmd/worker demo --seed x": false,
		"worker": true,
	} {
		program, args := commandLine(line)
		if code, out := understood(program, args); (code == 0) != want {
			t.Errorf("%s: exit code %d\n%s", line, code, out)
		}
	}
	if program, _ := commandLine("redis-server --port 1"); program != "" {
		t.Error("other programs are not ours to check")
	}
}

// volatile is what differs from run to run: ids, hashes, clock times, counts
// of seconds.
var volatile = regexp.MustCompile(`[rp]_[0-9a-f]+|@[0-9a-f]{6}|[0-9a-f]{6,}…|\b\d\d:\d\d:\d\d\b`)

// Each line of a block `text demo` is one that the demo prints, in this order.
// A line … stands for any number of lines.
func TestDemoOutput(t *testing.T) {
	t.Parallel()
	var out, talk bytes.Buffer
	w := &cli.World{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &talk, Env: configs.OS(time.Now()), Now: time.Now, Exe: "worker"}
	dir := t.TempDir()
	if code := cli.Main(t.Context(), w, []string{"demo", "--dir", dir}); code != 0 {
		t.Fatalf("the demo ended with %d\n%s", code, talk.String())
	}
	printed := plainLines(strings.ReplaceAll(out.String(), dir, "mocowork-demo"))
	n := 0
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.info != "text demo" {
				continue
			}
			rest := printed
			for i, l := range plainLines(b.text()) {
				if l == "…" || l == "" {
					continue
				}
				n++
				at := slices.Index(rest, l)
				if at < 0 {
					t.Errorf("%s:%d: the demo does not print this here:\n%s", p.name, b.line+i, b.lines[i])
					continue
				}
				rest = rest[at+1:]
			}
		}
	}
	if n == 0 {
		t.Error("no output of the demo was found")
	}
	if t.Failed() {
		_, _ = io.Copy(t.Output(), &out)
	}
}

// plainLines are lines without what differs from run to run, and without the
// width of columns.
func plainLines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		out = append(out, strings.Join(strings.Fields(volatile.ReplaceAllString(l, "#")), " "))
	}
	return out
}
