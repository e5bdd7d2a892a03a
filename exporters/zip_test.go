package exporters

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// paper is a stand-in for MOCO's PDFs.
func paper(_ context.Context, id billing.ID) ([]byte, error) {
	if id == 4 {
		return nil, fmt.Errorf("%w: MOCO answered 404", ErrNoDocument)
	}
	return fmt.Appendf(nil, "%%PDF-1.4 invoice %d", id), nil
}

func archive(t *testing.T, in Input) File {
	t.Helper()
	f, err := Build(t.Context(), in, plan.Export{Name: "pdfs", Template: "invoice-pdfs", File: "a.zip"}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// contents are an archive's files by name, and the names in their order.
func contents(t *testing.T, f File) (map[string]string, []string) {
	t.Helper()
	z, err := zip.OpenReader(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files, order := map[string]string{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(body)
		order = append(order, f.Name)
	}
	return files, order
}

func TestInvoicePDFs(t *testing.T) {
	t.Parallel()
	in := periodSet(t)
	in.Document = paper
	f := archive(t, in)
	files, order := contents(t, f)
	if diff := cmp.Diff([]string{"R1.pdf", "R2.pdf", "R3.pdf", "G5.pdf", "R6.pdf", "S6.pdf", "R8.pdf", "manifest.csv"}, order); diff != "" {
		t.Error(diff) // no draft, nothing of the year before, and R4 can't be had
	}
	if files["R8.pdf"] != "%PDF-1.4 invoice 8" {
		t.Errorf("R8.pdf is %q", files["R8.pdf"])
	}
	lines := strings.Split(strings.TrimSpace(files["manifest.csv"]), "\r\n")
	if len(lines) != 1+f.Rows || f.Rows != 8 {
		t.Fatalf("%d rows, and the list is\n%s", f.Rows, files["manifest.csv"])
	}
	if want := "R1.pdf;R1;'=1+1 GmbH;10.01.2026;bezahlt;EUR;1190,00;1;18;" + fmt.Sprintf("%x", sha256.Sum256([]byte("%PDF-1.4 invoice 1"))) + ";"; lines[1] != want {
		t.Errorf("%s, want\n%s", lines[1], want)
	}
	if !strings.HasSuffix(lines[4], ";4;0;;MOCO answered 404") {
		t.Errorf("what is missing is listed as %s", lines[4])
	}
	if diff := cmp.Diff([]string{"R4: MOCO answered 404"}, f.Missing); diff != "" {
		t.Error(diff)
	}
	if again := archive(t, in); again.SHA256 != f.SHA256 {
		t.Error("another file the second time")
	}
}

// Numbers that people give invoices are no paths, no formulas, and need not be
// unique.
func TestNamesOfPDFs(t *testing.T) {
	t.Parallel()
	in := periodSet(t)
	in.Document = func(context.Context, billing.ID) ([]byte, error) { return []byte("%PDF-"), nil }
	want := []string{}
	for i, c := range []struct{ number, file string }{
		{"../../etc/passwd", "etc-passwd"}, {"RE/2026/1", "RE-2026-1"}, {"re-2026-1", "re-2026-1-2"}, {"=1+1", "1+1"}, {"CON", "invoice CON"},
		{"manifest.csv", "manifest.csv"}, {`C:\a`, "C--a"}, {"", ""},
	} {
		in.Snapshot.Invoices[i].Identifier, in.Snapshot.Invoices[i].Date = c.number, in.Today.AddDays(i-20)
		want = append(want, c.file+".pdf")
	}
	want[7] = "ID 8.pdf"
	_, order := contents(t, archive(t, in))
	if diff := cmp.Diff(append(want, manifestCSV), order); diff != "" {
		t.Error(diff)
	}
}

// That MOCO can't be reached is no reason to deliver half of an archive.
func TestNoHalfArchive(t *testing.T) {
	t.Parallel()
	in, down := periodSet(t), errors.New("down")
	in.Document = func(_ context.Context, id billing.ID) ([]byte, error) {
		if id == 3 {
			return nil, down
		}
		return []byte("%PDF-"), nil
	}
	dir := t.TempDir()
	_, err := Build(t.Context(), in, plan.Export{Template: "invoice-pdfs", File: "a.zip"}, dir)
	left, _ := os.ReadDir(dir)
	if !errors.Is(err, down) || len(left) != 0 {
		t.Errorf("%v, left behind %v", err, left)
	}
	in.Document = nil
	if _, err := Build(t.Context(), in, plan.Export{Template: "invoice-pdfs", File: "a.zip"}, dir); err == nil {
		t.Error("an archive without a source")
	}
}

// Any byte of a document that is not as it was written is found.
func TestSpoiledArchive(t *testing.T) {
	t.Parallel()
	in := periodSet(t)
	in.Document = paper
	f := archive(t, in)
	good, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.verify(bytes.NewReader(good), f.Size); err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(good)
	bad[bytes.Index(good, []byte("invoice 3"))] ^= 1
	if f.verify(bytes.NewReader(bad), f.Size) == nil {
		t.Error("a changed document was taken")
	}
	if f.verify(bytes.NewReader(good[:len(good)-9]), f.Size-9) == nil {
		t.Error("a cut archive was taken")
	}
}
