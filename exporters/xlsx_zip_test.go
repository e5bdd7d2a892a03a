package exporters

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

func TestSpool(t *testing.T) {
	t.Parallel()
	parts := map[string]string{"xl/b.xml": strings.Repeat("b", 100_000), "[Content_Types].xml": "types", "xl/a.xml": ""}
	pack := func(order ...string) []byte {
		var out bytes.Buffer
		dir := t.TempDir()
		s, err := newSpool(&out, dir)
		if err != nil {
			t.Fatal(err)
		}
		zw := s.zipWriter(nil)
		for _, name := range order {
			w, err := zw.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, parts[name]); err != nil {
				t.Fatal(err)
			}
		}
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
		s.discard()
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
		return out.Bytes()
	}
	first := pack("xl/b.xml", "[Content_Types].xml", "xl/a.xml")
	if !bytes.Equal(first, pack("xl/a.xml", "xl/b.xml", "[Content_Types].xml")) {
		t.Error("the order of the parts changes the bytes")
	}
	zr, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(rc)
		if err != nil || string(b) != parts[f.Name] {
			t.Errorf("%s holds %d bytes (%v)", f.Name, len(b), err)
		}
	}
	if len(zr.File) != len(parts) {
		t.Errorf("%d parts", len(zr.File))
	}
}

// full is a disk with room for n bytes.
type full struct{ n int }

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestSpoolOnAFullDisk(t *testing.T) {
	t.Parallel()
	for room := 0; room < 300; room += 20 {
		s, err := newSpool(&full{room}, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer s.discard()
		w, err := s.Create("a")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 400 {
			if _, err := w.Write([]byte{byte(i), byte(i * 7), byte(i * 31 >> 3)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", room, err)
		}
	}
}

func TestSpoolNeedsItsFolder(t *testing.T) {
	t.Parallel()
	if _, err := newSpool(io.Discard, t.TempDir()+"/missing"); err == nil || !strings.HasPrefix(err.Error(), "temporary file: ") {
		t.Errorf("%v", err)
	}
	s := &spool{}
	if err := s.AddFS(nil); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("%v", err)
	}
}
