package exporters

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// tidied is the book with names that files can hold. Templates give good ones;
// those of a user's own exports may be anything: sheets of one name, two
// columns of one title, a table called like a cell.
func (b Book) tidied() Book {
	b.Sheets = slices.Clone(b.Sheets)
	sheets, tables := names{}, names{}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		s.Name = sheets.unused(func(n int) string { return sheetName(s.Name, n) })
		if s.Table != "" {
			name := tableName(s.Table)
			s.Table = tables.unused(func(n int) string { return numbered(name, "", n) })
		}
		s.Columns = slices.Clone(s.Columns)
		titles := names{}
		for k := range s.Columns {
			title := columnTitle(s.Columns[k])
			s.Columns[k].Title = titles.unused(func(n int) string { return numbered(title, " ", n) })
		}
	}
	return b
}

// maxTitle is the number of UTF-16 units that the name of a table's column may
// have, with room for a number.
const maxTitle = 240

// columnTitle is a title that a header cell and the table's own list of columns
// say alike: one line, and nothing that is read as an escaped character, which
// excelize writes in two ways.
func columnTitle(c Column) string {
	title := []byte(head(clean(c.Title, "…", &changes{}), maxTitle))
	for i := range title {
		switch {
		case title[i] == '\n' || title[i] == '\t':
			title[i] = ' '
		case title[i] == '_' && escaped(string(title[i:])):
			title[i] = '-'
		}
	}
	if len(bytes.TrimSpace(title)) == 0 {
		return c.Key
	}
	return string(title)
}

// names are those that are taken. Spreadsheets do not tell capitals from small
// letters.
type names map[string]bool

// unused takes the first name of 0, 1, 2, … that is free.
func (t names) unused(name func(n int) string) string {
	for n := 0; ; n++ {
		if s := name(n); !t[strings.ToLower(s)] {
			t[strings.ToLower(s)] = true
			return s
		}
	}
}

// numbered is a name, from the second on with its number.
func numbered(name, space string, n int) string {
	if n == 0 {
		return name
	}
	return fmt.Sprintf("%s%s%d", name, space, n+1)
}

// tableName makes a name for a table: letters, digits and underscores, and
// nothing that could be a cell.
func tableName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, head(name, 200))
	if strings.HasPrefix(name, "tbl") {
		return name
	}
	return "tbl" + name
}
