package exporters

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/plan"
)

// cellXML is a cell as it stands in the file.
type cellXML struct {
	Ref     string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Style   int     `xml:"s,attr"`
	Value   string  `xml:"v"`
	Formula *string `xml:"f"`
	Inline  struct {
		Text string `xml:"t"`
		Runs []struct {
			Text string `xml:"t"`
		} `xml:"r"`
	} `xml:"is"`
}

// text is the cell's value with Excel's escapes undone.
func (c cellXML) text() string {
	if c.Type != "inlineStr" {
		return c.Value
	}
	s := unescape(c.Inline.Text)
	for _, r := range c.Inline.Runs {
		s += unescape(r.Text)
	}
	return s
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads _xHHHH_ as Excel does.
func unescape(s string) string {
	return escape.ReplaceAllStringFunc(s, func(m string) string {
		var r rune
		if _, err := fmt.Sscanf(m, "_x%04X_", &r); err != nil {
			return m
		}
		return string(r)
	})
}

// sheetXML is what the tests look at in a sheet.
type sheetXML struct {
	Dimension struct {
		Ref string `xml:"ref,attr"`
	} `xml:"dimension"`
	View struct {
		Grid string `xml:"showGridLines,attr"`
		Pane struct {
			X     string `xml:"xSplit,attr"`
			Y     string `xml:"ySplit,attr"`
			State string `xml:"state,attr"`
		} `xml:"pane"`
	} `xml:"sheetViews>sheetView"`
	Rows []struct {
		Cells []cellXML `xml:"c"`
	} `xml:"sheetData>row"`
	Links []struct {
		Ref string `xml:"ref,attr"`
		ID  string `xml:"id,attr"`
	} `xml:"hyperlinks>hyperlink"`
	Rules []struct {
		Range string `xml:"sqref,attr"`
		Rule  []struct {
			Operator string `xml:"operator,attr"`
			Formula  string `xml:"formula"`
		} `xml:"cfRule"`
	} `xml:"conditionalFormatting"`
	Ignored []struct {
		Range string `xml:"sqref,attr"`
		Text  string `xml:"numberStoredAsText,attr"`
	} `xml:"ignoredErrors>ignoredError"`
	Page struct {
		Orientation string `xml:"orientation,attr"`
		Paper       string `xml:"paperSize,attr"`
		Tall        string `xml:"fitToHeight,attr"`
	} `xml:"pageSetup"`
	Footer string `xml:"headerFooter>oddFooter"`
	Tables []struct {
		ID string `xml:"id,attr"`
	} `xml:"tableParts>tablePart"`
}

// unzipped are the parts of a workbook.
type unzipped map[string]string

func unzip(t testing.TB, file string) unzipped {
	t.Helper()
	zr, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	out := unzipped{}
	for _, f := range zr.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(rc)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out[f.Name] = string(b)
	}
	return out
}

func (u unzipped) parse(t testing.TB, part string, into any) {
	t.Helper()
	if err := xml.Unmarshal([]byte(u[part]), into); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

// sheets are the sheets by name, read with nothing of the product.
func (u unzipped) sheets(t testing.TB) map[string]sheetXML {
	t.Helper()
	out := map[string]sheetXML{}
	for i, name := range u.names(t) {
		var s sheetXML
		u.parse(t, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), &s)
		out[name] = s
	}
	return out
}

// names are the names of the sheets in their order.
func (u unzipped) names(t testing.TB) []string {
	t.Helper()
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	u.parse(t, "xl/workbook.xml", &book)
	var names []string
	for _, s := range book.Sheets {
		names = append(names, s.Name)
	}
	return names
}

// parts are the names of all parts that match a pattern.
func (u unzipped) parts(pattern string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(u)) {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			out = append(out, name)
		}
	}
	return out
}

// cell finds a cell by its reference.
func (s sheetXML) cell(ref string) cellXML {
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			if c.Ref == ref {
				return c
			}
		}
	}
	return cellXML{}
}

// dump prints all cells, one a line, with their formulas.
func (s sheetXML) dump(b *strings.Builder) {
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			if c.text() == "" && c.Formula == nil {
				continue
			}
			kind := "n"
			if c.Type != "" {
				kind = "s"
			}
			fmt.Fprintf(b, "%s %s %q", c.Ref, kind, c.text())
			if c.Formula != nil {
				fmt.Fprintf(b, " =%s", *c.Formula)
			}
			b.WriteByte('\n')
		}
	}
}

// made builds a file of the small set, or of another input.
func made(t testing.TB, in Input, name string) File {
	t.Helper()
	f, err := Build(t.Context(), in, export(name), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func export(file string) plan.Export {
	return plan.Export{Name: "open-items", Template: "open-items", File: file, To: []string{"dir:exports"}}
}

// written writes a book with small limits.
func written(t testing.TB, x xlsx, b Book) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	f, err := build(t.Context(), b, Format{Suffix: ".xlsx", write: x.write, read: readXLSX}, file)
	if err != nil {
		t.Fatal(err)
	}
	return f.Path
}

func bookOf(t testing.TB, in Input) Book {
	t.Helper()
	b, err := Make("open-items", in)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
