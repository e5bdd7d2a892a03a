package test

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// TestF95_KilledExport kills a worker with -9 after every 64 KiB of a workbook's
// rows, and at each step of its action. The file is absent then, or whole; the
// next run makes what was left and tidies up.
func TestF95_KilledExport(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F95", Min: 8, Note: "0 partial files, 0 leftovers"}
	for _, step := range []string{"claimed", "checked", "intent", "written", "recorded"} {
		if !killExport(t, &row, "export."+step+":1") {
			t.Errorf("no worker died at %s", step)
		}
	}
	for n := 1; killExport(t, &row, fmt.Sprintf("export.bytes:%d", n)); n++ {
		continue
	}
	report.Print(t, row)
}

// killExport lets a run die at a point, and another one do the rest. It reports
// whether the run came to that point.
func killExport(t *testing.T, row *report.Row, fault string) bool {
	t.Helper()
	var bills []bill
	for i := range 100 {
		bills = append(bills, bill{number: fmt.Sprintf("R-%03d", i), late: -10})
	}
	w := newWorld(t, setup{bills: bills, export: true, noSlack: true})
	if w.runMortal("kill@"+fault, setup{}).fired() == "" {
		return false
	}
	row.Runs, row.Fired = row.Runs+1, row.Fired+1
	w.exported(len(bills))
	killed := w.worker("runs", "--limit", "1").want(t, 0).run(t)
	w.worker("run", "dun").want(t, 0)
	w.worker("runs", "show", killed).want(t, 0, "100 rows")
	if got := w.exported(len(bills)); got != 1 {
		row.Missing++
		t.Errorf("killed at %s: %d files after the next run", fault, got)
	}
	left, err := filepath.Glob(w.path("data/*/*.tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("killed at %s: left over: %v (%v)", fault, left, err)
	}
	w.worker("audit", "--verify").want(t, 0, "unbroken")
	return true
}

// exported counts the workbooks in the folder; each must be whole. Unfinished
// ones have another name.
func (w *world) exported(rows int) (files int) {
	w.t.Helper()
	entries, err := os.ReadDir(w.path("exports"))
	if err != nil && !os.IsNotExist(err) {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".tmp-") || e.Name() == "manifest.jsonl" {
			continue
		}
		files++
		if got := rowsIn(w.t, filepath.Join(w.path("exports"), e.Name())); got != rows {
			w.t.Errorf("%s has %d rows", e.Name(), got)
		}
	}
	return files
}

// rowsIn unpacks a workbook to its end and counts the links to invoices, which
// each row has.
func rowsIn(t *testing.T, file string) int {
	t.Helper()
	zr, err := zip.OpenReader(file)
	if err != nil {
		t.Fatalf("%s is not whole: %v", file, err)
	}
	defer zr.Close()
	n := 0
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s, %s: %v", file, f.Name, err)
		}
		n += strings.Count(string(b), "/invoices/")
	}
	return n
}
