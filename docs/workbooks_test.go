package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/exporters"
)

// maxPicture is what a picture in the repository may weigh, in bytes.
const maxPicture = 150 << 10

// pictured are the workbooks; what is delivered as an archive has nothing to
// show.
func pictured() []string {
	var out []string
	for _, t := range exporters.Templates() {
		if t.Name != "invoice-pdfs" {
			out = append(out, t.Name)
		}
	}
	return out
}

// TestWorkbooksAreShown demands a picture of each workbook, and of nothing else.
func TestWorkbooksAreShown(t *testing.T) {
	t.Parallel()
	p := readPage(t, "workbooks.md")
	for _, name := range pictured() {
		picture := "workbooks/" + name + ".png"
		if !strings.Contains(p.text, "]("+picture+")") || !strings.Contains(p.text, "[`"+name+"`]") {
			t.Errorf("docs/workbooks.md does not show %s", name)
		}
		switch info, err := os.Stat(picture); {
		case err != nil:
			t.Error(err)
		case info.Size() > maxPicture:
			t.Errorf("%s has %d bytes, more than %d", picture, info.Size(), maxPicture)
		}
	}
	there, err := filepath.Glob("workbooks/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range there {
		if !slices.Contains(pictured(), strings.TrimSuffix(filepath.Base(path), ".png")) {
			t.Errorf("%s shows no workbook", path)
		}
	}
}
