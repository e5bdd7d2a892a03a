package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/app"
)

// problemsOf are the codes and texts that a worker.yaml with one export gives.
func problemsOf(t *testing.T, template string, pull ...string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "worker.yaml")
	text := `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, read_key: x}
jobs:
  - name: books
    pull: [invoices, payments, reminders, companies` + strings.Join(append([]string{""}, pull...), ", ") + `]
    exports: [book]
exports:
  book: {template: ` + template + `, file: "book_{{.AsOf}}.xlsx", to: ["dir:./exports"]}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := app.CheckAll(path, configs.OS(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range c.Problems {
		out = append(out, p.Code+": "+p.Text)
	}
	return strings.Join(out, "\n")
}

// TestTemplatesAndTheirWords compares the words of exports.*.template with the
// workbooks that there are: each workbook has its word, and a word without a
// workbook is not accepted without complaint.
func TestTemplatesAndTheirWords(t *testing.T) {
	t.Parallel()
	fields := configs.Fields()
	i := slices.IndexFunc(fields, func(f configs.Field) bool { return f.Path == "exports.*.template" })
	words := fields[i].Words
	var there []string
	for _, x := range exporters.Templates() {
		there = append(there, x.Name)
		if !slices.Contains(words, x.Name) {
			t.Errorf("the workbook %q has no word in the configuration", x.Name)
		}
	}
	for _, word := range words {
		complains := strings.Contains(problemsOf(t, word), "this version does not have it")
		if complains == slices.Contains(there, word) {
			t.Errorf("template %s: complains %v", word, complains)
		}
	}
}

// TestJobsPullWhatTheirExportsNeed warns about each workbook whose job does not
// read what it is made of, and not otherwise.
func TestJobsPullWhatTheirExportsNeed(t *testing.T) {
	t.Parallel()
	for _, x := range exporters.Templates() {
		warned := strings.Contains(problemsOf(t, x.Name), "needs: ")
		if want := len(x.Reports) > 0; warned != want {
			t.Errorf("%s: warned %v, want %v", x.Name, warned, want)
		}
		if got := problemsOf(t, x.Name, x.Reports...); strings.Contains(got, "needs: ") {
			t.Errorf("%s: %s", x.Name, got)
		}
	}
}
