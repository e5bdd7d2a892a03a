package notifiers

import (
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// ExportDelivered is a workbook on its way to people, with the words that go
// beside it.
type ExportDelivered struct {
	Origin
	Channel  string
	ThreadTS string // the digest's thread; "" for a message of its own
	Path     string // where the file is on this machine
	File     string // the name that people see, "offene-posten_2026-11-23.xlsx"
	Title    string // "Offene Posten"
	// AsOf is the day that the figures are of; Period, if it is not "", is
	// said instead: "Oktober 2026".
	AsOf    billing.Date
	Period  string
	Rows    int
	Sums    []Sum
	Sheets  []string
	Control string // what the workbook checked about itself, "Übersicht − Offene Posten = 0,00"
	SHA256  string // of the file, in hex
}

// Sum is a named figure of a workbook, such as "offen" / 74.310,00 EUR.
type Sum struct {
	Name  string
	Total billing.Totals
}

// Upload is the file with its words.
func (e ExportDelivered) Upload(l billing.Language) Upload {
	return Upload{Message: e.Message(l), Path: e.Path, Name: e.File, Title: e.File}
}

// Message is the words alone, for where no file can go.
func (e ExportDelivered) Message(l billing.Language) Message {
	m := Message{
		Kind: KindExport, Channel: e.Channel, ThreadTS: e.ThreadTS, Language: l, Data: e.data(),
		Text:  e.headline(l) + ": " + e.figures(l) + ".",
		Parts: []Part{Paragraph{Rich{bold(e.headline(l)), say(" — " + e.figures(l) + ".")}}},
	}
	m.Data["sha256"] = e.SHA256
	if inside := e.inside(l); inside != "" {
		m.Parts = append(m.Parts, Paragraph{Rich{say(inside)}})
	}
	var sum Rich
	if e.SHA256 != "" {
		sum = Rich{say("sha256 "), code(clip(e.SHA256, 13))}
	}
	m.Parts = append(m.Parts, Note{join(" · ", e.line(l), sum)})
	return m
}

func (e ExportDelivered) headline(l billing.Language) string {
	switch {
	case e.Period != "":
		return name(e.Title) + ", " + name(e.Period)
	case e.AsOf.IsZero():
		return name(e.Title)
	}
	return name(e.Title) + pick(l, ", Stichtag ", " as of ") + e.AsOf.Format(l)
}

func (e ExportDelivered) figures(l billing.Language) string {
	parts := []string{rows.of(l, e.Rows)}
	for _, s := range e.Sums {
		parts = append(parts, name(s.Name)+" "+s.Total.Format(l))
	}
	return strings.Join(parts, ", ")
}

func (e ExportDelivered) inside(l billing.Language) string {
	var parts []string
	if len(e.Sheets) > 0 {
		parts = append(parts, pick(l, "Blätter: ", "Sheets: ")+clip(clean(strings.Join(e.Sheets, " · ")), 500)+".")
	}
	if e.Control != "" {
		parts = append(parts, pick(l, "Kontrolle: ", "Check: ")+name(e.Control)+".")
	}
	return strings.Join(parts, " ")
}
