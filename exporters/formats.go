package exporters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Format is one way to write a book into a file.
type Format struct {
	// Suffix is the end of the file's name that chooses the format.
	Suffix string
	// About says in a line what it is good for.
	About string
	whole bool // holds all sheets, not the data only
	// write puts the whole book into an empty file.
	write func(ctx context.Context, f *os.File, b Book) error
	// read gives back what a finished file says: rows and sums.
	read func(r io.ReaderAt, size int64, b Book) (Check, error)
}

// Formats lists all formats. The first whose suffix fits is taken, so a longer
// suffix stands before a shorter one. To add one: a file and a line here.
func Formats() []Format {
	return []Format{
		{".xlsx", "workbook for Excel and LibreOffice", true, writeXLSX, readXLSX},
		{".rfc4180.csv", "CSV for programs: commas, decimal points, ISO dates", false, rfc4180().write, rfc4180().read},
		{".csv", "CSV that German Excel opens by double click: semicolons, decimal commas", false, germanCSV().write, germanCSV().read},
		{".jsonl", "JSON Lines for programs: exact decimals as texts, ISO dates", false, writeJSONL, readJSONL},
		{".zip", "archive of the rows' documents, with a list of them", false, writeZIP, readZIP},
	}
}

// ErrFormat comes out of Build, and says that a file's name fits no format.
var ErrFormat = errors.New("unknown file format")

func formatOf(file string) (Format, error) {
	var known []string
	for _, f := range Formats() {
		if strings.HasSuffix(strings.ToLower(file), f.Suffix) {
			return f, nil
		}
		known = append(known, f.Suffix)
	}
	return Format{}, fmt.Errorf("%w of %q (a name ends with %s)", ErrFormat, file, strings.Join(known, ", "))
}
