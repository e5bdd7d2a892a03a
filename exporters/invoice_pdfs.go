package exporters

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// ErrNoDocument comes out of Input.Document, and says that MOCO has no such
// document or does not give it out. The archive names it with the reason, and
// goes on with the next.
var ErrNoDocument = errors.New("no document")

// document is a file that a row of a book brings along, such as an invoice's
// PDF. It is read when the archive is written, which fills in the rest.
type document struct {
	*billed
	file    string // its name in the archive
	size    int64  // in bytes
	sha256  string // of its bytes, in hex
	missing string // why it could not be had; "" if it is there
}

// invoicePDFs makes the book "PDFs of the invoices of a period": the list of
// the files, which is the manifest of the archive, and the files.
func invoicePDFs(in Input) (Book, error) {
	l := &invoiceList{frame: frame{Input: in}}
	if err := l.collect(); err != nil {
		return Book{}, err
	}
	b := Book{
		Title:   l.titled("Rechnungs-PDFs", "Invoice PDFs"),
		Period:  l.span(),
		Control: in.say("Kontrolle: jede Datei hat die Prüfsumme der Liste", "Control: every file has the hash of the list"),
		Check:   Check{Sheet: "documents", Amount: "gross", Currency: "currency"},
		fetch:   in.Document,
	}
	taken := names{manifestCSV: true}
	for _, x := range l.rows {
		if x.Status == billing.StatusDraft {
			continue // has no number yet, and may become another invoice
		}
		stem := fileStem(cmp.Or(x.Identifier, fmt.Sprintf("ID %d", x.ID)))
		d := &document{billed: x, file: taken.unused(func(n int) string { return numbered(stem, "-", n) + ".pdf" })}
		b.documents = append(b.documents, d)
		var err error
		if b.Check.Totals, err = b.Check.Totals.Plus(x.GrossTotal); err != nil {
			return Book{}, err
		}
	}
	b.Check.Rows = len(b.documents)
	b.Figures = []Figure{{in.say("brutto", "gross"), b.Check.Totals}}
	b.Summary = fmt.Sprintf(in.say("%s, %s brutto.", "%s, %s gross."),
		in.say(plural(len(b.documents), "Rechnung", "Rechnungen"), plural(len(b.documents), "invoice", "invoices")), b.Check.Totals.Format(in.Language))
	b.Sheets = []Sheet{l.documentSheet(b.documents)}
	return b, nil
}

// documentSheet lists the files. The size, the hash and what is missing are
// known once the archive is written.
func (l *invoiceList) documentSheet(list []*document) Sheet {
	return Sheet{
		Key: "documents", Name: l.say("Rechnungs-PDFs", "Invoice PDFs"), Table: "tblInvoicePDFs", Frozen: 1,
		Columns: []Column{
			l.col("file", Text, "Datei", "File", "Name im Archiv", "name in the archive"),
			l.col("invoice", Text, "Rechnung", "Invoice", "Rechnungsnummer", "invoice number"),
			l.col("name", Text, "Kunde", "Customer", "Name des Kunden", "the customer's name"),
			l.col("date", Date, "Datum", "Date", "Rechnungsdatum", "date of the invoice"),
			l.col("status", Text, "Status", "Status", "Status in MOCO", "status in MOCO"),
			l.col("currency", Text, "Währung", "Currency", "Währung der Rechnung", "the invoice's currency"),
			l.col("gross", Money, "Brutto", "Gross", "Bruttobetrag", "gross total"),
			l.col("id", Int, "MOCO-Rechnung", "MOCO invoice", "Kennung der Rechnung in MOCO", "the invoice's id in MOCO"),
			// MOCO makes a PDF anew each time it is asked for one.
			moving(l.col("bytes", Int, "Bytes", "Bytes", "Größe der Datei", "size of the file")),
			moving(l.col("sha256", Text, "SHA-256", "SHA-256", "Prüfsumme der Datei", "hash of the file")),
			moving(l.col("missing", Text, "Fehlt", "Missing", "warum die Datei fehlt", "why the file is missing")),
		},
		Rows: l.documentRows(list),
	}
}

func moving(c Column) Column {
	c.Moves = true
	return c
}

func (l *invoiceList) documentRows(list []*document) iter.Seq[[]Cell] {
	return func(yield func([]Cell) bool) {
		for _, d := range list {
			own := func(s string) Cell { return text(l.clean(s, &l.changed)) }
			customer := cmp.Or(d.customer, &billing.Company{})
			row := []Cell{
				text(d.file), own(d.Identifier), own(customer.Name), date(d.Date), own(statusWord(l.Language, d.Status)),
				text(d.Currency), money(d.GrossTotal), count(int(d.ID)), {Type: Int, Int: d.size}, text(d.sha256), own(d.missing),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// fileStem is a foreign text as the beginning of a file's name on every file
// system: without separators, and without what a spreadsheet takes for a
// formula.
func fileStem(s string) string {
	s = strings.Map(func(r rune) rune {
		if unprintable(r) || strings.ContainsRune("\t\n/\\<>:\"|?*", r) {
			return '-'
		}
		return r
	}, head(strings.ToValidUTF8(s, "-"), 80))
	s = strings.Trim(strings.TrimLeft(s, "=+-@＝＋－＠. '"), ". ")
	if s == "" || checkName(s+".pdf") != nil {
		return "invoice " + strings.TrimSpace(s)
	}
	return s
}

// missing are the documents that could not be had, with the reasons.
func (b Book) missing() []string {
	var out []string
	for _, d := range b.documents {
		if d.missing != "" {
			out = append(out, fmt.Sprintf("%s: %s", cmp.Or(d.Identifier, fmt.Sprintf("ID %d", d.ID)), d.missing))
		}
	}
	return slices.Clip(out)
}

// bring reads a document. One that is not to be had has its reason; the error
// says that the archive can't be made now.
func (d *document) bring(ctx context.Context, fetch func(context.Context, billing.ID) ([]byte, error)) ([]byte, error) {
	if fetch == nil {
		return nil, errors.New("there is no MOCO to read documents from")
	}
	body, err := fetch(ctx, d.ID)
	if errors.Is(err, ErrNoDocument) {
		d.missing = strings.TrimPrefix(err.Error(), ErrNoDocument.Error()+": ")
		return nil, nil
	}
	return body, err
}
