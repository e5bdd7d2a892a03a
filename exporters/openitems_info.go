package exporters

import "fmt"

// maxListed is how many invoices that are not contained are named one by one;
// of the rest, number and sums are given.
const maxListed = 200

// infoSheet says what the book is made of, what is not in it, and what its
// columns mean.
func (d *debts) infoSheet() (Sheet, error) {
	reasons, err := d.outReasons()
	if err != nil {
		return Sheet{}, err
	}
	listed, err := d.listedBlock() // before the notes: it counts changed texts
	if err != nil {
		return Sheet{}, err
	}
	return Sheet{
		Key: "info", Name: "Info",
		Blocks: []Block{
			d.origin(d.say("Stichtag", "As of"), d.Today.Format(d.Language), d.say("Forderungen mit offenem Betrag am Stichtag", "claims with something open on the as-of date")),
			d.countsBlock(), d.reasonsBlock(reasons, d.say("Brutto", "Gross")), listed, d.notesBlock(), d.columnNotes(d.itemColumns()),
		},
	}, nil
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

// outReasons are the reasons why the rest is not contained.
func (d *debts) outReasons() (all reasons, err error) {
	for _, x := range d.out {
		if err := all.add(d.clean(d.outReason(x), &changes{}), x.verdict.Gross); err != nil {
			return nil, err
		}
	}
	return all, nil
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
	return d.notes(d.limits(len(d.rows), d.byValue, d.say("Fälligkeit", "Ageing"))...)
}
