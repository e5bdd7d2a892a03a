//go:build bench

package exporters

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// Each writer runs in a process of its own. That of a Go writer is this test
// again, told by these variables what to write.
const besideWriter, besidePath, besideCount = "MOCOWORK_BESIDE", "MOCOWORK_BESIDE_PATH", "MOCOWORK_BESIDE_ROWS"

// contestant is one writer of the comparison.
type contestant struct {
	name   string
	script string // of Python; "" for a Go writer
	ours   bool
	most   int // rows; 0 for any number
}

func contestants() []contestant {
	return []contestant{
		{name: "mocowork", ours: true},
		{name: "mocowork, with reading back", ours: true},
		{name: "excelize, cell by cell", most: 100_000},
		{name: "excelize, stream"},
		{name: "Python XlsxWriter, constant_memory", script: "xlsxwriter_write.py"},
		{name: "Python openpyxl, write_only", script: "openpyxl_write.py"},
	}
}

// measured is what one run of a writer took.
type measured struct {
	contestant
	rows       int
	took, busy time.Duration
	peak, size int64
}

// TestBeside compares the writer of workbooks with others: the same rows, one
// after the other, each in its own process; every file is read back by other
// programs and its sums compared. It prints a table in Markdown.
//
//	apt-get install python3-xlsxwriter python3-openpyxl
//	go test ./exporters -tags bench -run TestBeside -v -timeout 60m
func TestBeside(t *testing.T) {
	if out, err := exec.Command("/usr/bin/python3", "-c", "import xlsxwriter, openpyxl").CombinedOutput(); err != nil {
		t.Fatalf("the other writers are missing (apt-get install python3-xlsxwriter python3-openpyxl): %s", out)
	}
	counts := []int{100_000, 1_000_000}
	if s := os.Getenv(besideCount); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		counts = []int{n}
	}
	var all []measured
	for _, n := range counts {
		want := besideSums(n)
		for _, c := range contestants() {
			if c.most > 0 && n > c.most {
				continue
			}
			all = append(all, besideRun(t, c, n, want))
		}
	}
	t.Logf("\n%s", besideTable(all))
}

func besideRun(t *testing.T, c contestant, n int, want string) measured {
	t.Helper()
	path := filepath.Join(t.TempDir(), "beside.xlsx")
	cmd := exec.Command(os.Args[0], "-test.run=^TestBesideWrites$")
	cmd.Env = append(os.Environ(), besideWriter+"="+c.name, besidePath+"="+path, besideCount+"="+strconv.Itoa(n))
	if c.script != "" {
		cmd = exec.Command("/usr/bin/python3", filepath.Join("testdata", "beside", c.script), path, strconv.Itoa(n))
		cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	began := time.Now()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", c.name, err, out, &stderr)
	}
	m := measured{contestant: c, rows: n, took: time.Since(began), busy: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	line, _, _ := strings.Cut(string(out), "\n")
	if m.peak, err = strconv.ParseInt(line, 10, 64); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	m.size = info.Size()
	if got := besideRead(t, path); got != want {
		t.Errorf("%s: read as\n%s, want\n%s", c.name, got, want)
	}
	// openpyxl reads as many rows as <dimension> says. It takes minutes for a
	// million.
	if n <= 100_000 || c.name == "mocowork" {
		got, err := exec.Command("/usr/bin/python3", filepath.Join("testdata", "beside", "openpyxl_read.py"), path).CombinedOutput()
		if err != nil || strings.TrimSpace(string(got)) != want {
			t.Errorf("%s: openpyxl reads (%v)\n%s, want\n%s", c.name, err, got, want)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	return m
}

func besideTable(all []measured) string {
	python := map[int]time.Duration{}
	for _, m := range all {
		if old, ok := python[m.rows]; m.script != "" && (!ok || m.took < old) {
			python[m.rows] = m.took
		}
	}
	var b strings.Builder
	b.WriteString("| rows × 20 | writer | seconds | of the processor | peak memory | file | fastest Python : this |\n|---:|---|---:|---:|---:|---:|---:|\n")
	for _, m := range all {
		fmt.Fprintf(&b, "| %d | %s | %.1f | %.1f | %.0f MiB | %.1f MB | %.1f |\n", m.rows, m.name, m.took.Seconds(), m.busy.Seconds(),
			float64(m.peak)/(1<<20), float64(m.size)/1e6, python[m.rows].Seconds()/m.took.Seconds())
	}
	return b.String()
}

// TestBesideWrites is the process of a Go writer. It prints its peak memory, as
// the kernel counts it for this program alone (ru_maxrss also knows the parent).
func TestBesideWrites(t *testing.T) {
	name, path := os.Getenv(besideWriter), os.Getenv(besidePath)
	if name == "" {
		t.Skip("runs as a child process only")
	}
	n, err := strconv.Atoi(os.Getenv(besideCount))
	if err != nil {
		t.Fatal(err)
	}
	switch name {
	case "mocowork":
		err = writeAlone(t, path, n)
	case "mocowork, with reading back":
		_, err = build(t.Context(), besideBook(n), Formats()[0], path)
	case "excelize, cell by cell":
		err = excelizePlain(path, n)
	case "excelize, stream":
		err = excelizeStream(path, n)
	}
	if err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(line)[0])
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(kib << 10)
}

func writeAlone(t *testing.T, path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := writeXLSX(t.Context(), f, besideBook(n)); err != nil {
		return err
	}
	return f.Close()
}

// plainValue is a cell's value as excelize's users give it.
func plainValue(c Cell) any {
	switch c.Type {
	case Text:
		return c.Text
	case Date:
		return c.Date.In(time.UTC)
	case Time:
		return c.Time
	case Bool:
		return c.Int != 0
	case Money:
		return float64(c.Money.Minor) / 100
	case Number:
		v, _ := strconv.ParseFloat(c.Number.String(), 64)
		return v
	case Percent:
		return c.ratio()
	}
	return c.Int
}

// plainFormat is a column's number format in excelize; 0 for none.
func plainFormat(f *excelize.File, c Column) (int, error) {
	custom := map[Type]string{Date: "dd.mm.yyyy", Time: "dd.mm.yyyy hh:mm", Money: "#,##0.00;[Red]-#,##0.00", Number: "#,##0.00;[Red]-#,##0.00", Percent: "0.0%"}[c.Type]
	if custom == "" {
		return 0, nil
	}
	return f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
}

func excelizePlain(path string, n int) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Daten"); err != nil {
		return err
	}
	book := besideBook(n)
	for i, c := range book.Sheets[0].Columns {
		if err := f.SetCellValue("Daten", reference(i+1, 1, false), c.Title); err != nil {
			return err
		}
	}
	r := 1
	for row := range book.Sheets[0].Rows {
		r++
		for i, c := range row {
			if err := f.SetCellValue("Daten", reference(i+1, r, false), plainValue(c)); err != nil {
				return err
			}
		}
	}
	for i, c := range book.Sheets[0].Columns {
		style, err := plainFormat(f, c)
		if err != nil {
			return err
		}
		if err := f.SetCellStyle("Daten", reference(i+1, 2, false), reference(i+1, r, false), style); err != nil {
			return err
		}
	}
	// excelize writes no <dimension> by itself, and openpyxl then sees one row.
	if err := f.SetSheetDimension("Daten", "A1:"+reference(20, r, false)); err != nil {
		return err
	}
	return f.SaveAs(path)
}

func excelizeStream(path string, n int) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Daten"); err != nil {
		return err
	}
	if err := f.SetSheetDimension("Daten", "A1:"+reference(20, n+1, false)); err != nil {
		return err
	}
	sw, err := f.NewStreamWriter("Daten")
	if err != nil {
		return err
	}
	book := besideBook(n)
	styles, titles := make([]int, 20), make([]any, 20)
	for i, c := range book.Sheets[0].Columns {
		titles[i] = c.Title
		if styles[i], err = plainFormat(f, c); err != nil {
			return err
		}
	}
	if err := sw.SetRow("A1", titles); err != nil {
		return err
	}
	r, out := 1, make([]any, 20)
	for row := range book.Sheets[0].Rows {
		r++
		for i, c := range row {
			out[i] = excelize.Cell{StyleID: styles[i], Value: plainValue(c)}
		}
		if err := sw.SetRow(reference(1, r, false), out); err != nil {
			return err
		}
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}
