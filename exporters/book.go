package exporters

import (
	"context"
	"iter"
	"math"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Book is a workbook before it has a file format.
type Book struct {
	Template string // "open-items"
	Title    string // "Offene Posten, Stichtag 23.11.2026"
	Period   string // the time that it covers, for people; "" if it is true on one day
	Summary  string // what is in it, in one or two sentences
	Control  string // the sums that must agree, and that they do
	// Figures are its main sums, for the message beside the file.
	Figures  []Figure
	Account  string
	Run      string
	Version  string
	Language billing.Language
	Today    billing.Date
	ReadAt   time.Time
	Sheets   []Sheet
	Check    Check
	watch    func(rows int, bytes int64) // is told how far the file is; nil for nobody
	// documents belong to the rows of the data sheet, in their order; fetch reads
	// one. Archives hold them.
	documents []*document
	fetch     func(context.Context, billing.ID) ([]byte, error)
}

// Figure is a sum of a book with its name: "offen" / 74.310,00 EUR.
type Figure struct {
	Name  string
	Total billing.Totals
}

// Check is what a file made of the book must say when it is read back.
type Check struct {
	Sheet    string          // key of the data sheet
	Amount   string          // key of the column that is summed
	Currency string          // key of the column with the currency; "" for plain numbers
	Rows     int             // data rows, without header and totals
	Totals   billing.Totals  // the sum of Amount per currency
	Sum      billing.Decimal // the sum of Amount without a currency
}

// Sheet is one sheet: either a table (Columns and Rows) or Blocks.
type Sheet struct {
	Key  string // its name in formulas, the same in all languages
	Name string // its name for people
	// Table is the name of the table in the file, the same in all languages;
	// "" for none.
	Table   string
	Columns []Column
	// Totals are rows above the header, as wide as Columns.
	Totals [][]Cell
	// Rows are the table's rows. They can be walked any number of times and
	// come out the same each time.
	Rows   iter.Seq[[]Cell]
	Frozen int // columns that stay in view, and are repeated in print
	Blocks []Block
	// OnePage fits the print on one page, and hides the grid.
	OnePage bool
}

// Column describes one column of a table.
type Column struct {
	Key   string // its name in formulas, the same in all languages
	Title string // unique within the sheet
	Type  Type
	Note  string // what it means, for the reader
	Wrap  bool   // long texts go over several lines
	Moves bool   // changes with the day, not with what happens: not compared later
	Width int    // in characters, for texts; 0 is what they need
	Warn  Warn
}

// Warn says when a column's cells are coloured. The number itself is always
// beside the colour.
type Warn int

// The colourings.
const (
	WarnNever Warn = iota
	WarnDays       // amber over 30, red over 60
	WarnAmber      // amber if above zero
	WarnRed        // red if above zero
	WarnHeat       // the more, the darker, up to 100 %
)

// Block is a small table on a sheet of blocks. Blocks stand below each other
// with an empty row between them.
type Block struct {
	Rows  [][]Cell
	Chart Chart
}

// Chart is a chart of columns beside its block. The zero value is none.
type Chart struct {
	Title string
	// Series names the cell that says what the values are. Labels and Values
	// name the first and the last cell of a run of cells.
	Series         string
	Labels, Values [2]string
	Target         Line
}

// Line is a line over the columns of a chart, by the names of its cells. The
// zero value is none.
type Line struct {
	Series string
	Values [2]string
}

// Type is the type of a column or cell.
type Type int

// The types. The zero value is an empty cell.
const (
	Empty Type = iota
	Text
	Date
	Money
	Int
	Percent
	Link
	Number // a decimal that is no amount: days, hours
	Time   // a moment, shown on the clock of its own zone
	Bool   // yes or no
	Whole  // a share in whole per cent; empty if there is nothing to share
)

// Look is the role of a cell.
type Look int

// The looks.
const (
	Plain      Look = iota
	Head            // a header: white on dark blue
	NumberHead      // a header above numbers
	Total           // light blue, bold
	Title           // the sheet's title
	Label           // bold
	Note            // small and grey
	Amber
	Red
	Control // must be zero; red if it is not
	Planned // grey italics: what has not happened yet
)

// Cell is one cell: a value, and perhaps the formula that gives it.
type Cell struct {
	Type  Type
	Text  string        // of Text and Link; of Bool the words for people, if not TRUE and FALSE
	URL   string        // of Link; "" shows the text only
	Date  billing.Date  // an absent date is an empty cell
	Money billing.Money // an unknown amount is an empty cell
	Int   int64         // of Int, and the numerator of Percent and Whole; 0 is no in Bool
	Of    int64         // the denominator of Percent and Whole; 0 gives 0 % in Percent
	// Number is the value of Number, and Digits the places that are shown.
	Number billing.Decimal
	Digits int
	Time   time.Time // an absent one is an empty cell
	Look   Look
	Name   string // by which formulas find it; unique in the book
	// Formula computes the value again in formats that can. The value above
	// is written beside it, because previews do not calculate.
	Formula Formula
}

func text(s string) Cell         { return Cell{Type: Text, Text: s} }
func date(d billing.Date) Cell   { return Cell{Type: Date, Date: d} }
func money(m billing.Money) Cell { return Cell{Type: Money, Money: m} }
func count(n int) Cell           { return Cell{Type: Int, Int: int64(n)} }
func share(part, whole billing.Money) Cell {
	return Cell{Type: Percent, Int: part.Minor, Of: whole.Minor}
}

// number is a decimal with its places.
func number(d billing.Decimal, digits int) Cell { return Cell{Type: Number, Number: d, Digits: digits} }

// ratio is the value of a Percent cell, rounded to the hundredth of a per cent.
func (c Cell) ratio() float64 {
	if c.Of == 0 {
		return 0
	}
	return math.Round(float64(c.Int)/float64(c.Of)*10_000)/10_000 + 0 // never -0
}

func (c Cell) look(l Look) Cell    { c.Look = l; return c }
func (c Cell) named(n string) Cell { c.Name = n; return c }
func (c Cell) from(f Formula) Cell { c.Formula = f; return c }

// looking gives all cells of a row one look.
func looking(l Look, cells ...Cell) []Cell {
	for i := range cells {
		cells[i].Look = l
	}
	return cells
}

// heads is a row of headers. Those of number columns begin with "#".
func heads(titles ...string) []Cell {
	row := make([]Cell, len(titles))
	for i, t := range titles {
		row[i] = text(t).look(Head)
		if number, ok := strings.CutPrefix(t, "#"); ok {
			row[i] = text(number).look(NumberHead)
		}
	}
	return row
}

// column finds a column by its key; -1 if there is none.
func (s Sheet) column(key string) int {
	for i, c := range s.Columns {
		if c.Key == key {
			return i
		}
	}
	return -1
}

// sheet finds a sheet by its key; the zero Sheet if there is none.
func (b Book) sheet(key string) Sheet {
	for _, s := range b.Sheets {
		if s.Key == key {
			return s
		}
	}
	return Sheet{}
}
