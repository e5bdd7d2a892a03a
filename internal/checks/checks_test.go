package checks_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/checks"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

// Each code that the source emits or a golden file prints has a page, and each
// page is of a code that is emitted.
func TestEveryCodeHasAPage(t *testing.T) {
	t.Parallel()
	pages := checks.Codes()
	codes := emitted(t)
	if len(codes) < 80 {
		t.Fatalf("only %d codes were found in the source", len(codes))
	}
	for code, at := range codes {
		if !slices.Contains(pages, code) {
			t.Errorf("%s: code %q has no page in internal/checks", at, code)
		}
	}
	for _, pkg := range []string{"rules", "configs"} {
		for code, file := range printed(t, pkg) {
			if codes[code] == "" {
				t.Errorf("%s/testdata/bad/%s prints %q, which was not found in the source", pkg, file, code)
			}
		}
	}
	for _, code := range pages {
		if codes[code] == "" {
			t.Errorf("the page %q is of a code that nothing emits", code)
		}
	}
	if !slices.IsSorted(pages) || len(slices.Compact(slices.Clone(pages))) != len(pages) {
		t.Errorf("the pages are not sorted, or one is there twice: %v", pages)
	}
}

// unprinted are the codes of rule files that no file in testdata/bad can show.
var unprinted = map[string]string{
	"alias": "anchors are allowed in test files only", "expr": "the second pair of eyes never sees anything",
	"size": "such a file is too large to keep", "no-test": "it is about what is beside the file",
	"not-in-moco": "it needs an account", "fee": "it needs legal: of worker.yaml",
}

// Each code of rule files has a pair in rules/testdata/bad.
func TestEveryCodeIsShown(t *testing.T) {
	t.Parallel()
	shown := printed(t, "rules")
	for _, p := range checks.Pages() {
		if _, can := unprinted[p.Code]; p.In == checks.Rules && shown[p.Code] == "" && !can {
			t.Errorf("no file of rules/testdata/bad gives %q", p.Code)
		}
	}
}

// The wrong example of each page gives its code, the right one does not.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, p := range checks.Pages() {
		t.Run(p.Code, func(t *testing.T) {
			t.Parallel()
			if p.Means == "" || (p.Wrong == "") != (p.Right == "") {
				t.Fatal("the page is incomplete")
			}
			if p.Wrong == "" {
				return
			}
			check := map[checks.File]func(*testing.T, string) []string{checks.Rules: ruleCodes, checks.Worker: workerCodes, checks.Tests: testCodes}[p.In]
			if got := check(t, p.Wrong); !slices.Contains(got, p.Code) {
				t.Errorf("the wrong example gives %v", got)
			}
			if got := check(t, p.Right); slices.Contains(got, p.Code) {
				t.Errorf("the right example gives it too: %v", got)
			}
		})
	}
}

// baseRules and baseWorker are the files that examples are pieces of: each key
// of a piece stands in place of the same one.
const baseRules = `version: 1
lists:
  hands_off: {tags: [Inkasso]}
amounts:
  minimum: {EUR: 10, CHF: 10}
ladders:
  standard:
    min_gap: 10d
    steps: [{level: 1, name: Erinnerung, after: 7d, pay_within: 10d}]
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue and invoice.open >= amounts.minimum
    unless: [{if: invoice.customer in lists.hands_off, say: Inkasso}]
    actions: [remind: {ladder: standard}]
`

const baseWorker = `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, read_key: "${env:MOCO_READ_KEY}"}
`

var keyForm = regexp.MustCompile(`(?m)^(?:  - |    )?([a-z_]+):`)

// put puts each key of a piece in place of the same one of a text, or at its
// end. before is what stands before a key.
func put(text, piece, before string) string {
	for _, block := range blocks(piece) {
		key, _, _ := strings.Cut(block, ":")
		lines := strings.Split(strings.TrimRight(block, "\n"), "\n")
		for i := range lines {
			lines[i] = before + lines[i]
		}
		block = strings.Join(lines, "\n") + "\n"
		old := regexp.MustCompile(`(?m)^` + strings.Replace(before, "    ", "  [- ] ", 1) + key + `:.*\n(?:` + before + ` .*\n)*`)
		if at := old.FindStringIndex(text); at != nil {
			if before != "" && text[at[0]+2] == '-' {
				block = "  - " + strings.TrimPrefix(block, before)
			}
			text = text[:at[0]] + block + text[at[1]:]
		} else {
			text += block
		}
	}
	return text
}

// blocks cuts a piece at its keys.
func blocks(piece string) []string {
	var out []string
	for line := range strings.Lines(strings.TrimRight(piece, "\n") + "\n") {
		if len(out) > 0 && (line[0] == ' ' || line[0] == '\t') {
			out[len(out)-1] += line
		} else {
			out = append(out, line)
		}
	}
	return out
}

func ruleFile(piece string) string {
	if strings.HasPrefix(piece, "version:") && strings.Contains(piece, "\n") {
		return piece
	}
	m := keyForm.FindStringSubmatch(piece)
	if m != nil && slices.Contains([]string{"version", "lists", "amounts", "ladders", "rules"}, m[1]) {
		return put(baseRules, piece, "")
	}
	return put(baseRules, piece, "    ")
}

func ruleCodes(t *testing.T, piece string) []string {
	t.Helper()
	file := rules.File{Name: "rules.yaml", Data: []byte(ruleFile(piece))}
	set, l, _ := rules.Load([]rules.File{file}, rules.Options{
		Exports: []string{"open-items"}, Groups: []string{"finance"}, Channels: []string{"#finance"}, Currencies: []string{"EUR"},
	})
	if set != nil {
		l = append(l, set.Lint()...)
	}
	return codes(l)
}

func workerCodes(t *testing.T, piece string) []string {
	t.Helper()
	files := map[string]string{"worker.yaml": put(baseWorker, piece, ""), "rules/dunning.yaml": baseRules}
	env := configs.Env{
		Now: time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC),
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
		Stat: func(path string) (configs.FileInfo, error) {
			if text, ok := files[path]; ok {
				return configs.FileInfo{Mode: 0o600, Size: len64(text)}, nil
			}
			return configs.FileInfo{}, fs.ErrNotExist
		},
	}
	c, err := app.CheckAll("worker.yaml", env)
	if err != nil {
		t.Fatal(err)
	}
	c.Lint(env)
	return codes(c.Problems)
}

func testCodes(t *testing.T, piece string) []string {
	t.Helper()
	f, l, _ := ruletest.Read("rules_test.yaml", []byte("version: 1\nrules: [rules.yaml]\ntoday: 2026-11-23\n"+piece+"\n"))
	if f != nil {
		_, more, _ := f.Load(func(string) ([]byte, error) { return []byte(baseRules), nil })
		l = append(l, more...)
	}
	return codes(l)
}

func len64(s string) int64 { return int64(len(s)) }

func codes(l diag.List) []string {
	var out []string
	for _, p := range l {
		out = append(out, p.Code)
	}
	return out
}
