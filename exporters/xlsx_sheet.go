package exporters

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet writes one sheet: excelize makes everything but the rows, which go
// into the file as they come. The order matters: properties, size and view
// before the stream begins; widths and panes before the table; conditional
// formats, links, chart, table and page before Flush. What comes too late is
// lost without an error.
func (w *xlsxWriter) sheet(p part) error {
	if err := w.before(p); err != nil {
		return err
	}
	sw, err := w.file.NewStreamWriter(p.name)
	if err != nil {
		return err
	}
	if err := w.columns(sw, p); err != nil {
		return err
	}
	if err := w.rows(p); err != nil {
		return err
	}
	if p.header > 0 {
		err = w.overTable(sw, p)
	} else {
		err = w.charts(p)
	}
	if err != nil {
		return err
	}
	if err := w.page(p); err != nil {
		return err
	}
	return sw.Flush()
}

// rows writes the sheet's rows.
func (w *xlsxWriter) rows(p part) error {
	return w.spool.rows(p.path, func(to io.Writer) error {
		r := w.newRows(p, to)
		if p.header > 0 {
			return r.table()
		}
		return r.blocks()
	})
}

// overTable adds what a table has beside its rows.
func (w *xlsxWriter) overTable(sw *excelize.StreamWriter, p part) error {
	if err := w.warnings(p); err != nil {
		return err
	}
	if err := w.quiet(p); err != nil {
		return err
	}
	return w.table(sw, p)
}

// before sets what excelize writes when the stream begins.
func (w *xlsxWriter) before(p part) error {
	fit, grid := true, !p.sheet.OnePage
	if err := w.file.SetSheetProps(p.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := w.file.SetSheetView(p.name, 0, &excelize.ViewOptions{ShowGridLines: &grid}); err != nil {
		return err
	}
	return w.file.SetSheetDimension(p.name, "A1:"+reference(p.columns, p.last, false))
}

func (w *xlsxWriter) columns(sw *excelize.StreamWriter, p part) error {
	for i, width := range p.widths {
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if p.header == 0 {
		return nil
	}
	return sw.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: p.sheet.Frozen, YSplit: p.header, ActivePane: "bottomRight",
		TopLeftCell: reference(p.sheet.Frozen+1, p.header+1, false),
	})
}

// pageWidth is what fits on a page of A4 in landscape at the smallest size that
// can still be read, 45 % of the screen's: in characters, as columns are.
const pageWidth = 320

// pagesWide is how many pages a sheet's columns need, the frozen ones being on
// each of them.
func (p part) pagesWide() int {
	var all, frozen float64
	for i, width := range p.widths {
		all += width
		if i < p.sheet.Frozen {
			frozen += width
		}
	}
	room := max(pageWidth-frozen, pageWidth/4)
	return max(1, int(math.Ceil((all-frozen)/room)))
}

// page sets up the print: A4 landscape, as few pages wide as can be read, header
// row and first columns on each page, footer with account, sheet and page
// numbers.
func (w *xlsxWriter) page(p part) error {
	paper, orientation, wide, tall := 9, "landscape", p.pagesWide(), 0
	if p.sheet.OnePage {
		wide, tall = 1, 1
	}
	if err := w.file.SetPageLayout(p.name, &excelize.PageLayoutOptions{
		Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	of := say(w.book.Language, "Seite &P von &N", "page &P of &N")
	if err := w.file.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + footerText(w.book.Title) + "&R" + footerText(w.book.Run),
		OddFooter: "&L" + footerText(w.book.Account) + "&C&A&R" + of,
	}); err != nil {
		return err
	}
	if p.header == 0 {
		return nil
	}
	last, err := excelize.ColumnNumberToName(max(1, p.sheet.Frozen))
	if err != nil {
		return err
	}
	return w.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: p.name,
		RefersTo: fmt.Sprintf("%[1]s!$A:$%[2]s,%[1]s!$%[3]d:$%[3]d", quoted(p.name), last, p.header),
	})
}

// maxFooter is how much of one text a header or footer shows. All of it may
// have 255 characters.
const maxFooter = 100

// footerText doubles the sign that begins a code in headers and footers.
func footerText(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(clean(s, "…", &changes{}), "\n", " ") {
		c := strings.ReplaceAll(string(r), "&", "&&")
		if units(b.String())+units(c) > maxFooter {
			break
		}
		b.WriteString(c)
	}
	return b.String()
}
