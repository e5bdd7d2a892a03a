package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// maxListed is how many invoices that are not contained are named one by one;
// of the rest, number and sums are given.
const maxListed = 200

// infoSheet says what the book is made of, what is not in it, and what its
// columns mean.
func (d *debts) infoSheet() (Sheet, error) {
	reasons, err := d.reasonsBlock()
	if err != nil {
		return Sheet{}, err
	}
	listed, err := d.listedBlock() // before the notes: it counts changed texts
	if err != nil {
		return Sheet{}, err
	}
	return Sheet{
		Key: "info", Name: "Info",
		Blocks: []Block{d.originBlock(), d.countsBlock(), reasons, listed, d.notesBlock(), d.columnsBlock()},
	}, nil
}

func (d *debts) originBlock() Block {
	b := Block{Rows: [][]Cell{{text("Info").look(Title)}}}
	add := func(name, value string) {
		if value != "" {
			b.Rows = append(b.Rows, []Cell{text(name).look(Label), text(value)})
		}
	}
	add(d.say("Konto", "Account"), d.Account+".mocoapp.com")
	add(d.say("Stichtag", "As of"), d.Today.Format(d.Language))
	add(d.say("Datenstand", "Data as of"), d.readAt())
	add("Export", d.Name)
	add(d.say("Lauf", "Run"), d.Run)
	add("Plan", d.Plan)
	for _, r := range d.Rules {
		add(d.say("Regeln", "Rules"), r.Name+"  sha256 "+r.Hash)
	}
	add("Filter", d.say("Forderungen mit offenem Betrag am Stichtag", "claims with something open on the as-of date"))
	add("Version", d.Version)
	add(d.say("Protokoll-Prüfsumme", "Audit head"), d.AuditHead)
	return b
}

// countsBlock holds the counts that the overview ties together.
func (d *debts) countsBlock() Block {
	b := Block{Rows: [][]Cell{heads(d.say("Rechnungen", "Invoices"), d.say("#Anzahl", "#Count"))}}
	if d.Total > 0 {
		b.Rows = append(b.Rows, []Cell{text(d.say("laut MOCO", "in MOCO")), count(d.Total).named("moco")})
	}
	b.Rows = append(b.Rows,
		[]Cell{text(d.say("enthalten", "contained")), count(len(d.rows)).named("contained").from(Rows{"items", "days", nil})},
		[]Cell{text(d.say("nicht enthalten", "not contained")), count(len(d.out)).named("left-out")},
	)
	return b
}

// reason is one line of what is not contained: a reason and a currency.
type reason struct {
	words string
	rows  int
	gross billing.Money
}

// reasons are sums by reason and currency, the most frequent reason first.
type reasons []*reason

// add counts an amount. It fails when the sum does not fit.
func (rs *reasons) add(words string, m billing.Money) error {
	for _, r := range *rs {
		if r.words == words && r.gross.Currency == m.Currency {
			var err error
			r.rows++
			r.gross, err = r.gross.Add(m)
			return err
		}
	}
	*rs = append(*rs, &reason{words, 1, m})
	return nil
}

func (rs reasons) sorted() reasons {
	slices.SortStableFunc(rs, func(a, b *reason) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.words, b.words), cmp.Compare(a.gross.Currency, b.gross.Currency))
	})
	return rs
}

func (d *debts) reasonsBlock() (Block, error) {
	b := Block{Rows: [][]Cell{heads(d.say("Nicht enthalten, nach Grund", "Not contained, by reason"),
		d.say("#Anzahl", "#Count"), d.say("#Brutto", "#Gross"), d.say("Whg.", "Currency"))}}
	var all reasons
	for _, x := range d.out {
		if err := all.add(d.clean(d.outReason(x), &changes{}), x.verdict.Gross); err != nil {
			return Block{}, err
		}
	}
	for _, r := range all.sorted() {
		b.Rows = append(b.Rows, []Cell{text(r.words), count(r.rows), money(r.gross), text(r.gross.Currency)})
	}
	if len(all) == 0 {
		b.Rows = append(b.Rows, []Cell{text("–"), count(0)})
	}
	return b, nil
}

// listedBlock names the invoices that somebody may miss on the list.
func (d *debts) listedBlock() (Block, error) {
	b := Block{Rows: [][]Cell{heads(d.say("Nicht enthalten, einzeln", "Not contained, one by one"), d.say("Kunde", "Customer"),
		d.say("#Brutto", "#Gross"), d.say("Whg.", "Currency"), d.say("Grund", "Reason"))}}
	var rest reasons
	for _, x := range d.out {
		v := x.verdict
		switch {
		case settled(x):
		case len(b.Rows) <= maxListed:
			b.Rows = append(b.Rows, []Cell{
				d.number(v, &d.changed), text(d.clean(v.Customer, &d.changed)),
				money(v.Gross), text(v.Gross.Currency), text(d.clean(d.outReason(x), &d.changed)),
			})
		default:
			if err := rest.add("", v.Gross); err != nil {
				return Block{}, err
			}
		}
	}
	for _, r := range rest.sorted() {
		more := fmt.Sprintf(d.say("… und %d weitere", "… and %d more"), r.rows)
		b.Rows = append(b.Rows, looking(Label, text(more), Cell{}, money(r.gross), text(r.gross.Currency)))
	}
	if len(b.Rows) == 1 {
		b.Rows = append(b.Rows, []Cell{text("–"), {}})
	}
	return b, nil
}

// notesBlock says what a reader could not guess about this very file.
func (d *debts) notesBlock() Block {
	b := Block{Rows: [][]Cell{heads(d.say("Hinweise", "Notes"), d.say("#Anzahl", "#Count"))}}
	b.Rows = append(b.Rows,
		[]Cell{text(d.say("gekürzte Texte (länger als 32.767 Zeichen)", "texts cut (longer than 32,767 characters)")), count(d.changed.cut)},
		[]Cell{text(d.say("Texte mit ersetzten Steuerzeichen", "texts with control characters replaced")), count(d.changed.replaced)},
	)
	if len(d.currencies) > 1 {
		b.Rows = append(b.Rows, []Cell{text(d.say(
			"Mehrere Währungen: Die Summen über den Tabellen stehen je Währung und zählen alle Zeilen, auch ausgefilterte.",
			"Several currencies: the totals above the tables are per currency and count all rows, also those filtered out."))})
	}
	if len(d.rows) > maxLinks && d.BaseURL != "" {
		b.Rows = append(b.Rows, []Cell{text(fmt.Sprintf(d.say(
			"Nur die ersten %d Zeilen sind mit MOCO verknüpft.", "Only the first %d rows are linked to MOCO."), maxLinks))})
	}
	if d.byValue {
		b.Rows = append(b.Rows, []Cell{text(d.say(
			"Das Blatt Fälligkeit enthält Werte statt Formeln, weil so viele Formeln minutenlang rechnen würden.",
			"The sheet Ageing holds values instead of formulas, because so many formulas would take minutes."))})
	}
	return b
}

func (d *debts) columnsBlock() Block {
	b := Block{Rows: [][]Cell{heads(d.say("Spalte", "Column"), d.say("Bedeutung", "Meaning"))}}
	for _, c := range d.itemColumns() {
		b.Rows = append(b.Rows, []Cell{text(c.Title), text(c.Note)})
	}
	return b
}
