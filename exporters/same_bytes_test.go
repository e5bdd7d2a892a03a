package exporters

import (
	"archive/zip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.xlsx", "a.csv", "a.rfc4180.csv"} {
		first := made(t, smallSet(t), name)
		for range 10 {
			again := made(t, smallSet(t), name)
			if again.SHA256 != first.SHA256 {
				t.Fatalf("%s: the same input gave %s and %s", name, first.SHA256, again.SHA256)
			}
		}
	}
}

// TestSameBytesOnAnyMachine makes a book that fills its buffers many times over
// with 1, 2 and 8 processors. It is not parallel: the number is the process's.
func TestSameBytesOnAnyMachine(t *testing.T) {
	in := manyRows(t, 3000)
	for _, name := range []string{"a.xlsx", "a.csv"} {
		sums := map[string]bool{}
		for _, n := range []int{1, 2, 8} {
			old := runtime.GOMAXPROCS(n)
			sums[made(t, in, name).SHA256] = true
			runtime.GOMAXPROCS(old)
		}
		if len(sums) != 1 {
			t.Errorf("%s: %d different files", name, len(sums))
		}
	}
}

func TestOtherInputOtherBytes(t *testing.T) {
	t.Parallel()
	first, in := made(t, smallSet(t), "a.xlsx"), smallSet(t)
	in.Verdicts[0].Open.Minor--
	if made(t, in, "a.xlsx").SHA256 == first.SHA256 {
		t.Error("a cent less gave the same file")
	}
}

func TestFixedTimes(t *testing.T) {
	t.Parallel()
	f := made(t, smallSet(t), "a.xlsx")
	zr, err := zip.OpenReader(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	var names []string
	for _, p := range zr.File {
		names = append(names, p.Name)
		if got := p.Modified; !got.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is of %v", p.Name, got)
		}
	}
	if !slices.IsSorted(names) || names[0] != "[Content_Types].xml" {
		t.Errorf("the parts are not sorted: %v", names)
	}
	core := unzip(t, f.Path)["docProps/core.xml"]
	for _, want := range []string{"2026-11-23T06:00:09Z</dcterms:created>", "2026-11-23T06:00:09Z</dcterms:modified>", "<dc:creator>mocowork</dc:creator>"} {
		if !strings.Contains(core, want) {
			t.Errorf("core.xml has no %s:\n%s", want, core)
		}
	}
}
