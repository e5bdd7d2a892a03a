package exporters

import (
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Late compares what a template says now with the pack of a file that it made
// before. The rows are compared without the columns that change by themselves,
// such as days until today. Of the result, File, SHA256, Run and At are left to
// the caller. The errors are those of Make, and of a pack that can't be read.
func Late(template string, in Input, packed string) (plan.Late, error) {
	b, err := Make(template, in)
	if err != nil {
		return plan.Late{}, err
	}
	out, err := b.late(packed)
	out.Export, out.Period = in.Name, in.Period
	return out, err
}

func (b Book) late(packed string) (plan.Late, error) {
	head, old, err := unpack(packed)
	if err != nil {
		return plan.Late{}, err
	}
	s := b.sheet(b.Check.Sheet)
	out := plan.Late{
		Rows: [2]int{head.Rows, b.Check.Rows}, Before: head.Totals, After: b.Check.Totals,
		Unpacked: head.Short || b.Check.Rows > maxPacked,
	}
	if i := s.column(b.Check.Amount); i >= 0 {
		out.Counted = s.Columns[i].Title
	}
	if out.Unpacked {
		return out, nil
	}
	c := newComparison(s, b.Check, head.Columns)
	now := make([][]string, 0, b.Check.Rows)
	for cells := range s.Rows {
		now = append(now, plainRow(cells))
	}
	c.compare(old, now, &out)
	return out, nil
}

// comparison pairs old rows with new ones. There is no key that every book
// has: equal rows cancel out, and of the rest those about the same thing belong
// together in their order.
type comparison struct {
	sheet  Sheet
	check  Check
	places []int // of the sheet's columns in an old row; -1 if it has none
	same   []int // columns that are compared
	about  []int // the columns that say what a row is about
}

func newComparison(s Sheet, check Check, old []string) comparison {
	c := comparison{sheet: s, check: check}
	for i, col := range s.Columns {
		place := slices.Index(old, col.Key)
		c.places = append(c.places, place)
		if place >= 0 && !col.Moves {
			c.same = append(c.same, i)
		}
		if (col.Type == Text || col.Type == Link) && len(c.about) < 2 {
			c.about = append(c.about, i)
		}
	}
	return c
}

// moved is an old row in the order of the sheet's columns.
func (c comparison) moved(row []string) []string {
	out := make([]string, len(c.places))
	for i, place := range c.places {
		if place >= 0 && place < len(row) {
			out[i] = row[place]
		}
	}
	return out
}

// text is what of a row is compared.
func (c comparison) text(row []string) string {
	var b strings.Builder
	for _, i := range c.same {
		b.WriteString(row[i])
		b.WriteByte(0)
	}
	return b.String()
}

// subject is what a row is about.
func (c comparison) subject(row []string) string {
	var parts []string
	for _, i := range c.about {
		if row[i] != "" {
			parts = append(parts, row[i])
		}
	}
	return strings.Join(parts, " · ")
}

func (c comparison) compare(old, now [][]string, out *plan.Late) {
	left := map[string]int{}
	for i, row := range old {
		old[i] = c.moved(row)
		left[c.text(old[i])]++
	}
	var fresh [][]string
	for _, row := range now {
		if k := c.text(row); left[k] > 0 {
			left[k]--
		} else {
			fresh = append(fresh, row)
		}
	}
	before := map[string][][]string{}
	for _, row := range old {
		if k := c.text(row); left[k] > 0 {
			left[k]--
			before[c.subject(row)] = append(before[c.subject(row)], row)
		}
	}
	for _, row := range fresh {
		subject := c.subject(row)
		was := before[subject]
		if len(was) == 0 {
			out.Added = append(out.Added, c.row(row))
			continue
		}
		before[subject] = was[1:]
		changed := c.row(row)
		for _, i := range c.same {
			if was[0][i] != row[i] {
				changed.Fields = append(changed.Fields, plan.LateField{Column: c.sheet.Columns[i].Title, Before: was[0][i], After: row[i]})
			}
		}
		out.Changed = append(out.Changed, changed)
	}
	for _, row := range old { // in the file's order
		if was := before[c.subject(row)]; len(was) > 0 && c.text(was[0]) == c.text(row) {
			before[c.subject(row)] = was[1:]
			out.Removed = append(out.Removed, c.row(row))
		}
	}
}

// row names a row, with its amount if that can be told.
func (c comparison) row(row []string) plan.LateRow {
	r := plan.LateRow{Label: c.subject(row)}
	amount, currency := c.sheet.column(c.check.Amount), c.sheet.column(c.check.Currency)
	if amount >= 0 && currency >= 0 {
		if m, err := billing.ParseMoney(row[amount] + " " + row[currency]); err == nil {
			r.Amount = m
		}
	}
	return r
}
