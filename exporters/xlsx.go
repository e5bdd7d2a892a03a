package exporters

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/xuri/excelize/v2"
)

// maxSheetRows is how many rows a sheet holds in Excel.
const maxSheetRows = 1_048_576

// maxLinks is how many cells of a sheet are linked. Excel takes 65,530, but
// excelize looks at all earlier links for each new one: 50,000 take a minute,
// 10,000 two seconds. A book with more rows says so.
const maxLinks = 10_000

// writeXLSX writes the book as a workbook for Excel. Rows are streamed into the
// file, so that memory does not grow with them.
func writeXLSX(ctx context.Context, f *os.File, b Book) error {
	return xlsx{maxRows: maxSheetRows, maxLinks: maxLinks}.write(ctx, f, b)
}

// xlsx is the format with its limits, which tests make small.
type xlsx struct{ maxRows, maxLinks int }

func (x xlsx) write(ctx context.Context, f *os.File, b Book) (err error) {
	layout := newLayout(b, x.maxRows)
	dir := filepath.Dir(f.Name())
	file := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
	}()
	spool, err := newSpool(f, dir)
	if err != nil {
		return err
	}
	defer spool.discard()
	w := &xlsxWriter{ctx: ctx, book: b, layout: layout, file: file, spool: spool, styles: newStyles(file), maxLinks: x.maxLinks, links: map[string]int{}}
	if err := w.sheets(); err != nil {
		return err
	}
	if err := w.properties(); err != nil {
		return err
	}
	w.sortContentTypes()
	file.SetZipWriter(spool.zipWriter)
	// The buffer stays empty: the spool writes to the file. WriteToBuffer is
	// excelize's only way that asks for a ZipWriter without opening a path.
	_, err = file.WriteToBuffer()
	return err
}

// xlsxWriter carries one book into one excelize file.
type xlsxWriter struct {
	ctx      context.Context
	book     Book
	layout   layout
	file     *excelize.File
	spool    *spool
	styles   *styles
	maxLinks int
	links    map[string]int // by sheet
	written  int            // rows of the data sheet
}

// sheets creates all sheets, then fills them one after the other.
func (w *xlsxWriter) sheets() error {
	for i, p := range w.layout.parts {
		if i == 0 {
			if err := w.file.SetSheetName(w.file.GetSheetName(0), p.name); err != nil {
				return err
			}
			continue
		}
		if _, err := w.file.NewSheet(p.name); err != nil {
			return err
		}
	}
	for _, p := range w.layout.parts {
		if err := w.sheet(p); err != nil {
			return fmt.Errorf("sheet %s: %w", p.name, err)
		}
	}
	return nil
}

// properties sets what the file says about itself. Its times are those of the
// data, never the clock's.
func (w *xlsxWriter) properties() error {
	created := w.book.ReadAt
	if created.IsZero() {
		created = w.book.Today.In(time.UTC)
	}
	stamp := created.UTC().Format(time.RFC3339)
	err := w.file.SetDocProps(&excelize.DocProperties{
		Title: w.book.Title, Subject: w.book.Account + ".mocoapp.com", Creator: "mocowork", LastModifiedBy: "mocowork",
		Description: w.book.Run, Version: w.book.Version, Language: string(w.book.Language),
		Identifier: "xlsx", Revision: "0", Created: stamp, Modified: stamp,
	})
	if err != nil {
		return err
	}
	return w.file.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"})
}

// sortContentTypes puts into order what excelize takes from a Go map when it
// draws a chart.
func (w *xlsxWriter) sortContentTypes() {
	if types := w.file.ContentTypes; types != nil {
		sort.Slice(types.Defaults, func(i, k int) bool { return types.Defaults[i].Extension < types.Defaults[k].Extension })
	}
}
