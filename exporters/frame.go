package exporters

import (
	"cmp"
	"fmt"

	"github.com/mocowork/mocowork/billing"
)

// frame is what every workbook has besides its own figures: the input, the
// currencies that come up in it, and the texts that had to be changed. A
// workbook's own struct embeds it, and its methods are the words and blocks
// that all workbooks share.
type frame struct {
	Input
	codes   []string // the currencies of the data sheet, the most frequent first
	changed changes
}

// clean makes a foreign text fit for a cell.
func (f *frame) clean(s string, c *changes) string {
	return clean(s, f.say("… [gekürzt]", "… [cut]"), c)
}

// col describes a column in both languages.
func (f *frame) col(key string, t Type, german, english, noteGerman, noteEnglish string) Column {
	return Column{Key: key, Type: t, Title: f.say(german, english), Note: f.say(noteGerman, noteEnglish)}
}

// invoice is an invoice's number, linked to the invoice in MOCO. An invoice
// without a number has its id.
func (f *frame) invoice(id billing.ID, number string, c *changes) Cell {
	cell := text(f.clean(cmp.Or(number, fmt.Sprintf("ID %d", id)), c))
	if url := f.invoiceURL(id); url != "" {
		cell.Type, cell.URL = Link, url
	}
	return cell
}

// overview is the first sheet with its title and where the figures come from.
// The book adds its blocks.
func (f *frame) overview(title string) Sheet {
	return Sheet{
		Key: "overview", Name: f.say("Übersicht", "Overview"), OnePage: true,
		Blocks: []Block{{Rows: [][]Cell{{text(title).look(Title)}, {text(f.source()).look(Note)}}}},
	}
}

// source says where the figures come from.
func (f *frame) source() string {
	s := f.Account + ".mocoapp.com"
	if f.Run != "" {
		s += f.say(" · Lauf ", " · run ") + f.Run
	}
	return s + f.say(" · Datenstand ", " · data as of ") + f.readAt()
}

// readAt is the moment of reading with its zone.
func (f *frame) readAt() string {
	if f.ReadAt.IsZero() {
		return "–"
	}
	return fmt.Sprintf("%s %s %s", billing.DateOf(f.ReadAt).Format(f.Language), f.ReadAt.Format("15:04"), f.ReadAt.Location())
}

// origin is the first block of Info: what the book was made from. Scope and its
// value say which days it is about; filter says which rows it takes.
func (f *frame) origin(scope, value, filter string) Block {
	b := Block{Rows: [][]Cell{{text("Info").look(Title)}}}
	add := func(name, value string) {
		if value != "" {
			b.Rows = append(b.Rows, []Cell{text(name).look(Label), text(value)})
		}
	}
	add(f.say("Konto", "Account"), f.Account+".mocoapp.com")
	add(scope, value)
	add(f.say("Datenstand", "Data as of"), f.readAt())
	add("Export", f.Name)
	add(f.say("Lauf", "Run"), f.Run)
	add("Plan", f.Plan)
	for _, r := range f.Rules {
		add(f.say("Regeln", "Rules"), r.Name+"  sha256 "+r.Hash)
	}
	add("Filter", filter)
	add("Version", f.Version)
	add(f.say("Protokoll-Prüfsumme", "Audit head"), f.AuditHead)
	return b
}

// notes is the block of Info with what a reader could not guess about this very
// file: the changed texts, the several currencies, and what the book adds.
func (f *frame) notes(more ...string) Block {
	b := Block{Rows: [][]Cell{
		heads(f.say("Hinweise", "Notes"), f.say("#Anzahl", "#Count")),
		{text(f.say("gekürzte Texte (länger als 32.767 Zeichen)", "texts cut (longer than 32,767 characters)")), count(f.changed.cut)},
		{text(f.say("Texte mit ersetzten Steuerzeichen", "texts with control characters replaced")), count(f.changed.replaced)},
	}}
	if len(f.codes) > 1 {
		b.Rows = append(b.Rows, []Cell{text(f.say(
			"Mehrere Währungen: Die Summen über den Tabellen stehen je Währung und zählen alle Zeilen, auch ausgefilterte.",
			"Several currencies: the totals above the tables are per currency and count all rows, also those filtered out."))})
	}
	for _, words := range more {
		b.Rows = append(b.Rows, []Cell{text(words)})
	}
	return b
}

// limits are the notes on what a book of so many rows leaves out: links, and
// the formulas of its report.
func (f *frame) limits(rows int, byValue bool, report string) (notes []string) {
	if rows > maxLinks && f.BaseURL != "" {
		notes = append(notes, fmt.Sprintf(f.say(
			"Nur die ersten %d Zeilen sind mit MOCO verknüpft.", "Only the first %d rows are linked to MOCO."), maxLinks))
	}
	if byValue {
		notes = append(notes, fmt.Sprintf(f.say(
			"Das Blatt %s enthält Werte statt Formeln, weil so viele Formeln minutenlang rechnen würden.",
			"The sheet %s holds values instead of formulas, because so many formulas would take minutes."), report))
	}
	return notes
}

// columnNotes is the block of Info that explains a data sheet's columns.
func (f *frame) columnNotes(columns []Column) Block {
	b := Block{Rows: [][]Cell{heads(f.say("Spalte", "Column"), f.say("Bedeutung", "Meaning"))}}
	for _, c := range columns {
		b.Rows = append(b.Rows, []Cell{text(c.Title), text(c.Note)})
	}
	return b
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
