//go:build pictures

package docs_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPictures makes the pictures of the workbooks from the demo's data:
//
//	go test ./docs -tags pictures -run Pictures
//
// It needs LibreOffice and pdftoppm. They show the first two pages of what
// LibreOffice would print.
func TestPictures(t *testing.T) {
	dir := t.TempDir()
	worker := filepath.Join(dir, "worker")
	command(t, root, "go", "build", "-o", worker, "./cmd/worker")
	demo := filepath.Join(dir, "demo")
	stay := exec.Command(worker, "demo", "--stay", "--dir", demo)
	out, err := stay.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := stay.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = stay.Process.Signal(os.Interrupt), stay.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Still running") {
		continue
	}
	command(t, demo, worker, "run", "books")
	for export, file := range delivered(t, filepath.Join(demo, "exports", "manifest.jsonl")) {
		if !slices.Contains(pictured(), export) {
			continue
		}
		stem := strings.TrimSuffix(file, ".xlsx")
		command(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", filepath.Join(demo, "exports", file))
		command(t, dir, "pdftoppm", "-r", "80", "-f", "1", "-l", "2", "-png", stem+".pdf", stem)
		pages, err := filepath.Glob(filepath.Join(dir, stem+"-*.png"))
		if err != nil || len(pages) != 2 {
			t.Fatalf("%s: pages %v, %v", file, pages, err)
		}
		save(t, filepath.Join("workbooks", export+".png"), read(t, pages[0]), read(t, pages[1]))
	}
}

func command(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	if b, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, b)
	}
}

// delivered are the latest files of a manifest, by export.
func delivered(t *testing.T, path string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(b)) {
		var d struct{ Export, Name string }
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		out[d.Export] = d.Name
	}
	return out
}

func read(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	i, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// save puts two pages below each other, in the colours that occur most.
func save(t *testing.T, path string, first, second image.Image) {
	t.Helper()
	a, b := first.Bounds(), second.Bounds()
	whole := image.NewRGBA(image.Rect(0, 0, max(a.Dx(), b.Dx()), a.Dy()+b.Dy()))
	draw.Draw(whole, a, first, image.Point{}, draw.Src)
	draw.Draw(whole, b.Add(image.Pt(0, a.Dy())), second, image.Point{}, draw.Src)
	count := map[color.RGBA]int{}
	for y := range whole.Rect.Dy() {
		for x := range whole.Rect.Dx() {
			count[whole.RGBAAt(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 128)] {
		palette = append(palette, c)
	}
	small := image.NewPaletted(whole.Rect, palette)
	draw.Draw(small, whole.Rect, whole, image.Point{}, draw.Src)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(f, small); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
