package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Late says what has changed in a period since a file about it was delivered:
// for books that are closed, and figures that somebody has passed on.
type Late struct {
	Export   string         `json:"export"` // its name in the configuration
	Period   billing.Period `json:"period"`
	File     string         `json:"file"` // the one that was delivered
	SHA256   string         `json:"sha256"`
	Run      string         `json:"run"` // that made it
	At       time.Time      `json:"at"`  // when it was delivered
	Added    []LateRow      `json:"added,omitempty"`
	Removed  []LateRow      `json:"removed,omitempty"`
	Changed  []LateRow      `json:"changed,omitempty"`
	Rows     [2]int         `json:"rows"` // in the file, and now
	Before   billing.Totals `json:"before"`
	After    billing.Totals `json:"after"`
	Counted  string         `json:"counted"` // the column that Before and After sum up
	Unpacked bool           `json:"-"`       // its rows were too many to be kept: only numbers and sums are compared
}

// LateRow is one row that is not what it was.
type LateRow struct {
	Label  string        `json:"label"` // what the row is about, such as "R2610-022 · Hansa Logistik GmbH"
	Amount billing.Money `json:"amount,omitzero"`
	Fields []LateField   `json:"fields,omitempty"` // of a changed row: what is different
}

// LateField is one cell that is not what it was.
type LateField struct {
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// None reports whether nothing has changed.
func (l Late) None() bool {
	return l.Count() == 0 && l.Rows[0] == l.Rows[1] && l.Before.Format(billing.English) == l.After.Format(billing.English)
}

// Count is the number of rows that are not what they were.
func (l Late) Count() int { return len(l.Added) + len(l.Removed) + len(l.Changed) }

// Words says in a sentence what has changed: "umsatz_2026-10.xlsx: 4 Zeilen
// geändert seit dem 03.11.2026, 1.000,00 EUR statt 1.200,00 EUR".
func (l Late) Words(lang billing.Language) string {
	n := l.Count()
	if l.Unpacked {
		n = max(l.Rows[1]-l.Rows[0], l.Rows[0]-l.Rows[1])
	}
	rows, since, instead := "%d rows are different since %s", "%s instead of %s", ""
	switch {
	case lang != billing.English && n == 1:
		rows, since = "%d Zeile anders seit dem %s", "%s statt %s"
	case lang != billing.English:
		rows, since = "%d Zeilen anders seit dem %s", "%s statt %s"
	case n == 1:
		rows = "%d row is different since %s"
	}
	if now, was := l.After.Format(lang), l.Before.Format(lang); now != was {
		instead = ", " + fmt.Sprintf(since, now, was)
	}
	return l.File + ": " + fmt.Sprintf(rows, n, billing.DateOf(l.At).Format(lang)) + instead
}

// List names the rows that are not what they were, one a line, at most n of
// them; the rest is counted.
func (l Late) List(lang billing.Language, n int) string {
	word := func(german, english string) string {
		if lang == billing.English {
			return english
		}
		return german
	}
	var lines []string
	add := func(mark string, rows []LateRow) {
		for _, r := range rows {
			line := mark + " " + r.Label
			if r.Amount.Known() {
				line += "  " + r.Amount.Format(lang)
			}
			for _, f := range r.Fields {
				line += fmt.Sprintf("  %s: %s → %s", f.Column, orNone(f.Before), orNone(f.After))
			}
			lines = append(lines, line)
		}
	}
	add("+", l.Added)
	add("–", l.Removed)
	add("~", l.Changed)
	if l.Unpacked {
		lines = append(lines, word("Die Zeilen sind zu viele, um sie einzeln zu vergleichen.", "The rows are too many to be compared one by one."))
	}
	if more := len(lines) - n; more > 0 {
		lines = append(lines[:n], fmt.Sprintf(word("… und %d weitere", "… and %d more"), more))
	}
	return strings.Join(lines, "\n")
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
