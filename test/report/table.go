package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Result is a row as the file of FileEnv has it.
type Result = recorded

// Read reads the file that Print has written, sorted by fault and test. Of
// several runs of one test the last counts.
func Read(path string) ([]Result, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	byTest := map[string]Result{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var r Result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s: %w: %.80q", path, err, lines.Text())
		}
		r.Recover = time.Duration(r.MS) * time.Millisecond
		byTest[r.Package+" "+r.Test] = r
	}
	var out []Result
	for _, r := range byTest {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Test, b.Test))
	})
	return out, lines.Err()
}

// Command runs the result's test again.
func (r recorded) Command() string { return fmt.Sprintf("go test -run '^%s$' %s", r.Test, r.Package) }

// Table is the results in Markdown, one row for each.
func Table(results []Result) string {
	faults := map[string]Fault{}
	for _, f := range Matrix() {
		faults[f.ID] = f
	}
	var b strings.Builder
	b.WriteString("| fault | what happens | what is promised | runs | fired | twice | missing | to a person | recovered within | proof |\n|---|---|---|---:|---:|---:|---:|---:|---:|---|\n")
	for _, r := range results {
		f, ok := faults[r.ID]
		if !ok {
			continue
		}
		took := "–"
		if r.Recover > 0 {
			took = r.Recover.Round(10 * time.Millisecond).String()
		}
		expected := f.Expected
		if r.Note != "" {
			expected += " (" + r.Note + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %d | %d | %d | %s | `%s` |\n", r.ID, f.Happens, strings.ReplaceAll(expected, "|", "/"), r.Runs, r.Fired, r.Dup, r.Missing, r.Review, took, r.Command())
	}
	return b.String()
}
