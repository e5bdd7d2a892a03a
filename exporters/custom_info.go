package exporters

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/plan"
)

// infoSheet says what the book is made of: the expressions as they were written,
// and everything that they could not be answered for.
func (c *custom) infoSheet() Sheet {
	filter := c.Where
	if filter == "" {
		filter = c.say("alle Zeilen", "all rows")
	}
	s := Sheet{Key: "info", Name: "Info", Blocks: []Block{
		c.origin(c.say("Stichtag", "As of"), c.Today.Format(c.Language), filter), c.settingsBlock(), c.expressionsBlock(),
	}}
	return s.with(c.listed(c.say("Filter nicht beantwortbar (nicht enthalten)", "Filter could not be answered (not contained)"), c.Unfiltered),
		c.listed(c.say("Nicht berechenbare Zellen", "Cells that could not be computed"), c.Failed), c.notes())
}

func (c *custom) settingsBlock() Block {
	b := Block{Rows: [][]Cell{heads(c.say("Einstellung", "Setting"), c.say("Wert", "Value"))}}
	b.Rows = append(b.Rows, []Cell{text("from"), text(c.From)})
	for _, f := range c.Settings {
		b.Rows = append(b.Rows, []Cell{text(f.Name), text(f.Value)})
	}
	return b
}

func (c *custom) expressionsBlock() Block {
	b := Block{Rows: [][]Cell{heads(c.say("Spalte", "Column"), c.say("Ausdruck", "Expression"))}}
	for _, col := range slices.Concat(c.Groups, c.Columns) {
		b.Rows = append(b.Rows, []Cell{text(col.Title), text(c.clean(col.Value, &c.changed))})
	}
	return b
}

// listed names problems one by one, and counts those beyond the most that are
// listed.
func (c *custom) listed(title string, problems []plan.TableProblem) Block {
	if len(problems) == 0 {
		return Block{}
	}
	b := Block{Rows: [][]Cell{heads(title, c.say("Spalte", "Column"), c.say("Grund", "Reason"))}}
	for i, p := range problems {
		if i == maxListed {
			b.Rows = append(b.Rows, []Cell{text(fmt.Sprintf(c.say("… und %d weitere", "… and %d more"), len(problems)-i)).look(Label), {}})
			break
		}
		b.Rows = append(b.Rows, []Cell{text(c.clean(p.Row, &c.changed)), text(p.Column), text(c.clean(plan.ReasonIn(c.Language, p.Reason), &c.changed))})
	}
	return b
}
