package exporters

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/plan"
)

// File is a finished file with what people and sinks need to know about it.
type File struct {
	Name    string         // "offene-posten_2026-11-23.xlsx"
	Path    string         // where it lies now
	Size    int64          // in bytes
	SHA256  string         // of its bytes, in hex
	Rows    int            // data rows
	Totals  billing.Totals // the open amounts per currency
	Title   string         // "Offene Posten, Stichtag 23.11.2026"
	Summary string         // what is in it, in a sentence of the input's language
	// Sheets are the names of the sheets; none for formats that hold the data
	// only.
	Sheets []string
	// Control says which sums were compared when the file was read back:
	// "Kontrolle: Übersicht − Offene Posten = 0,00".
	Control string
	Period  string // the time that the book covers, for people; "" if it is true on one day
	// Figures are the book's main sums.
	Figures []Figure
	Run     string // the run that made it
	// Missing are the documents that could not be had, each with its reason.
	Missing []string
	// Pack is what the file says, for a later comparison by Late; "" of a
	// workbook that shows one day only.
	Pack string
	// verify reads a copy of the file back and compares rows and sums.
	verify func(r io.ReaderAt, size int64) error
}

// Build makes an export's file in a directory, reads it back, and compares its
// rows and sums with those of the data. A file that fails this is removed. The
// errors are those of Make, ErrFormat, ErrFileName, the context's, and what the
// file system says; that the disk is full is a temporary fault. No file is left
// behind then.
//
// Sheets are collected in temporary files of the same directory. A killed
// process leaves them there, so give each run a directory of its own and remove
// it as a whole.
func Build(ctx context.Context, in Input, export plan.Export, dir string) (File, error) {
	if in.Name == "" {
		in.Name = export.Name
	}
	if err := checkName(export.File); err != nil {
		return File{}, err
	}
	format, err := formatOf(export.File)
	if err != nil {
		return File{}, err
	}
	book, err := Make(export.Template, in)
	if err != nil {
		return File{}, err
	}
	if in.Progress != nil {
		book.watch = func(rows int, bytes int64) {
			in.Progress(Progress{File: export.File, Rows: rows, Total: book.Check.Rows, Bytes: bytes})
		}
	}
	out, err := build(ctx, book, format, filepath.Join(dir, export.File))
	if t, _ := TemplateOf(export.Template); err == nil && !t.AsOf && in.Period != (billing.Period{}) {
		out.Pack, err = book.pack()
	}
	return out, err
}

func build(ctx context.Context, book Book, format Format, path string) (_ File, err error) {
	book = book.tidied()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return File{}, fmt.Errorf("export: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	name := filepath.Base(path)
	if err := format.write(ctx, f, book); err != nil {
		err = fmt.Errorf("export %s: %w", name, err)
		if diskFull(err) {
			err = fault.New(fault.Temporary, err)
		}
		return File{}, err
	}
	out := File{
		Name: name, Path: path, Rows: book.Check.Rows, Totals: book.Check.Totals,
		Missing: book.missing(), Figures: book.Figures, Period: book.Period, Title: book.Title, Summary: book.Summary, Control: book.Control, Run: book.Run,
		verify: func(r io.ReaderAt, size int64) error {
			got, err := format.read(r, size, book)
			if err != nil {
				return err
			}
			return book.Check.same(got)
		},
	}
	if format.whole {
		for _, s := range book.Sheets {
			out.Sheets = append(out.Sheets, s.Name)
		}
	}
	if out.Size, err = f.Seek(0, io.SeekEnd); err != nil {
		return File{}, err
	}
	if err := out.verify(f, out.Size); err != nil {
		return File{}, fmt.Errorf("export %s: reading it back: %w", name, err)
	}
	out.SHA256, err = hashOf(io.NewSectionReader(f, 0, out.Size))
	return out, err
}

// hashOf is the SHA-256 of everything that r holds, in hex.
func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
