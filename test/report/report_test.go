package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/report"
)

func TestLine(t *testing.T) {
	r := report.Row{ID: "F08", Runs: 200, Fired: 200, Review: 3, Recover: 1234 * time.Millisecond, Note: "adopted=200"}
	want := "F08: runs=200 fired=200 dup=0 missing=0 review=3 recover_p100=1.23s (adopted=200)"
	if got := r.Line(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (report.Row{ID: "F12", Runs: 1, Fired: 1}).Line(); got != "F12: runs=1 fired=1 dup=0 missing=0 review=0 recover_p100=-" {
		t.Error(got)
	}
}

// TestProblem has rows that prove nothing.
func TestProblem(t *testing.T) {
	for _, tt := range []struct {
		row  report.Row
		want string
	}{
		{report.Row{Runs: 1, Fired: 1}, ""},
		{report.Row{Runs: 9, Fired: 9, Review: 4}, ""},
		{report.Row{}, "0 runs, 1 were promised"},
		{report.Row{Min: 10, Runs: 9, Fired: 9}, "9 runs, 10 were promised"},
		{report.Row{Runs: 9, Fired: 8}, "the fault happened in 8 of 9 runs"},
		{report.Row{Runs: 9, Fired: 9, Dup: 1}, "1 done twice"},
		{report.Row{Runs: 9, Fired: 9, Missing: 2}, "2 missing"},
	} {
		if got := tt.row.Problem(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.row, got, tt.want)
		}
	}
}

// TestF00_File takes a row through the file to the page.
func TestF00_File(t *testing.T) {
	file := filepath.Join(t.TempDir(), "faults.jsonl")
	t.Setenv(report.FileEnv, file)
	for _, runs := range []int{1, 3} { // the last one counts
		report.Print(t, report.Row{ID: "F08", Runs: runs, Fired: runs, Recover: 1500 * time.Millisecond, Note: "a|b"})
	}
	got, err := report.Read(file)
	if err != nil || len(got) != 1 || got[0].Runs != 3 || got[0].Recover != 1500*time.Millisecond {
		t.Fatalf("%+v, %v", got, err)
	}
	page, err := report.Renew("x\n<!-- results -->\nstale-table\n<!-- /results -->\n<!-- not met -->\n| F07 | x | hard |\n| F08 | x | gone |\n<!-- /not met -->\ny\n", got)
	if err != nil {
		t.Fatal(err)
	}
	met, reasons, err := report.Page(page)
	if err != nil || strings.Join(met, " ") != "F08" || reasons["F07"] != "hard" || len(reasons) != len(report.Matrix())-1 {
		t.Errorf("%v %v %v", met, reasons, err)
	}
	if _, gone := reasons["F08"]; gone || strings.Contains(page, "stale-table") {
		t.Errorf("%s", page)
	}
	const row = " | 3 | 3 | 0 | 0 | 0 | 1.5s | `go test -run '^TestF00_File$' ./test/report` |\n"
	if !strings.HasPrefix(page, "x\n") || !strings.HasSuffix(page, "y\n") || !strings.Contains(page, "(a/b)"+row) {
		t.Errorf("%s", page)
	}
	if names, err := report.Tests(page); err != nil || len(names) != 1 || names[0] != "./test/report TestF00_File" {
		t.Errorf("%v %v", names, err)
	}
	if _, err := report.Renew("no marks", got); err == nil {
		t.Error("a page without marks was renewed")
	}
	if err := os.WriteFile(file, []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := report.Read(file); err == nil {
		t.Error("a damaged file was read")
	}
}

// TestMatrix: every number once, in order.
func TestMatrix(t *testing.T) {
	last := ""
	for _, f := range report.Matrix() {
		if f.ID <= last || f.Happens == "" || f.Expected == "" || strings.Contains(f.Happens+f.Expected, "|") {
			t.Errorf("%+v after %s", f, last)
		}
		last = f.ID
	}
	if n := len(report.Matrix()); n != 99 {
		t.Errorf("%d faults", n)
	}
}
