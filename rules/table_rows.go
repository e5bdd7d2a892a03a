package rules

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Rows evaluates the table on a snapshot. What is open on an invoice is what the
// rules see: their verdicts and the table's sums are of one piece. An expression
// that fails on a row marks its cell, and a filter that fails leaves the row
// out; both are listed. The error says that the input is incomplete, or that the
// expressions together took more steps than they may.
func (t *Table) Rows(in Input) (plan.Table, error) {
	r, err := (&Set{}).newRun(in)
	if err != nil {
		return plan.Table{}, err
	}
	e := &tableRun{table: t, run: r, out: plan.Table{From: t.data.name, Settings: t.settings(), Broken: t.broken(in.Snapshot)}}
	if t.spec.Where != nil {
		e.out.Where = oneLine(t.spec.Where.Value)
	}
	for _, c := range t.columns {
		e.out.Columns = append(e.out.Columns, c.TableColumn)
	}
	for _, g := range t.groups {
		e.out.Groups = append(e.out.Groups, g.TableColumn)
	}
	for _, s := range t.subjects(r) {
		if err := e.row(s); err != nil {
			return plan.Table{}, err
		}
	}
	e.sort()
	return e.out, nil
}

// subjects are the rows of the data set, in its order.
func (t *Table) subjects(r *run) []*subject {
	if t.data.subjects != nil {
		return t.data.subjects(r)
	}
	out := make([]*subject, len(r.claims))
	for i, c := range r.claims {
		out[i] = c.subject()
	}
	return out
}

// broken counts the objects of the data set that could not be read.
func (t *Table) broken(s billing.Snapshot) int {
	name, n := t.data.name, 0
	if name == "customers" {
		name = "companies"
	}
	for _, b := range s.Broken {
		if b.Kind == name {
			n++
		}
	}
	return n
}

// settings are the constants that expressions name, in words.
func (t *Table) settings() []plan.Fact {
	var out []plan.Fact
	if t.UsesPeriod() {
		out = append(out, plan.Fact{Name: "period", Value: t.spec.Period.Name()})
	}
	for _, p := range t.spec.Params {
		if t.used["params."+p.Name] {
			out = append(out, plan.Fact{Name: "params." + p.Name, Value: fmt.Sprint(p.Value)})
		}
	}
	return out
}

// tableRun is one evaluation of a table.
type tableRun struct {
	table   *Table
	run     *run
	machine machine
	steps   int
	out     plan.Table
	keys    [][]plan.Value // what the rows are sorted by
}

// row evaluates the expressions on one row of the data set.
func (e *tableRun) row(s *subject) error {
	e.out.Of++
	if e.table.where != nil {
		yes, err := e.eval(e.table.where, s)
		if errors.Is(err, errSpent) {
			return err
		}
		if err != nil {
			e.out.Unfiltered = append(e.out.Unfiltered, plan.TableProblem{Row: s.Label, Reason: err.Error()})
			return nil
		}
		if yes != true {
			return nil
		}
	}
	row := plan.TableRow{Label: s.Label}
	var err error
	if row.Values, err = e.values(e.table.columns, s); err != nil {
		return err
	}
	if row.Groups, err = e.values(e.table.groups, s); err != nil {
		return err
	}
	keys := make([]plan.Value, len(e.table.order))
	for i, o := range e.table.order {
		if keys[i], err = e.value(o.cell, s); err != nil {
			return err
		}
	}
	e.out.Rows, e.keys = append(e.out.Rows, row), append(e.keys, keys)
	return nil
}

// values are cells of a row; those that failed are listed.
func (e *tableRun) values(columns []cell, s *subject) ([]plan.Value, error) {
	out := make([]plan.Value, len(columns))
	for i, c := range columns {
		var err error
		if out[i], err = e.value(c, s); err != nil {
			return nil, err
		}
		if out[i].Failed != "" {
			e.out.Failed = append(e.out.Failed, plan.TableProblem{Row: s.Label, Column: c.Title, Reason: out[i].Failed})
		}
	}
	return out, nil
}

// value is one cell. The only error is that the steps are used up.
func (e *tableRun) value(c cell, s *subject) (plan.Value, error) {
	v, err := e.eval(c.program, s)
	if errors.Is(err, errSpent) {
		return plan.Value{}, err
	}
	if err == nil {
		var out plan.Value
		if out, err = cellOf(v); err == nil {
			return out, nil
		}
	}
	return plan.Value{Failed: err.Error()}, nil
}

// errSpent ends a table whose expressions cost too much: half a table would be a
// wrong one.
var errSpent = fmt.Errorf("the export's expressions took more than %d steps", maxRunSteps)

func (e *tableRun) eval(p *vm.Program, s *subject) (any, error) {
	if e.steps > maxRunSteps {
		return nil, errSpent
	}
	v, err := e.machine.run(p, s.world)
	e.steps += e.machine.meter.steps
	return v, err
}

// cellOf is a value of the language as a cell.
func cellOf(v any) (plan.Value, error) {
	switch v := v.(type) {
	case string:
		return plan.Value{Text: v}, nil
	case []string:
		return plan.Value{Text: strings.Join(v, ", ")}, nil
	case bool:
		return plan.Value{Yes: v}, nil
	case Date:
		return plan.Value{Date: billing.Date(v)}, nil
	case int:
		return plan.Value{Int: int64(v)}, nil
	case Days:
		return plan.Value{Int: int64(v)}, nil
	case Share:
		return plan.Value{Part: v.part, Of: v.of}, nil
	case Money:
		if !billing.Money(v).Known() {
			return plan.Value{}, errors.New("the amount is not known")
		}
		return plan.Value{Money: billing.Money(v)}, nil
	}
	n, err := decimalOf(v)
	if err != nil {
		return plan.Value{}, err
	}
	return plan.Value{Number: billing.Decimal(n.(Number))}, nil
}

// sort puts the rows into order. Amounts go by currency first: there is no other
// order between two. What failed stands last.
func (e *tableRun) sort() {
	if len(e.table.order) == 0 {
		return
	}
	at := make([]int, len(e.keys))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int {
		for i, o := range e.table.order {
			n := compareValues(e.keys[a][i], e.keys[b][i], o.desc)
			if n != 0 {
				return n
			}
		}
		return 0
	})
	rows := make([]plan.TableRow, len(at))
	for i, k := range at {
		rows[i] = e.out.Rows[k]
	}
	e.out.Rows = rows
}

func compareValues(a, b plan.Value, desc bool) int {
	if n := cmp.Compare(min(len(a.Failed), 1), min(len(b.Failed), 1)); n != 0 {
		return n
	}
	if n := strings.Compare(a.Money.Currency, b.Money.Currency); n != 0 {
		return n
	}
	yes := map[bool]int{true: 1}
	n := cmp.Or(strings.Compare(a.Text, b.Text), cmp.Compare(a.Int, b.Int), a.Number.Cmp(b.Number), cmp.Compare(a.Money.Minor, b.Money.Minor), a.Date.Compare(b.Date),
		cmp.Compare(yes[a.Yes], yes[b.Yes]), cmp.Compare(portion(a), portion(b)))
	if desc {
		return -n
	}
	return n
}

// portion is a share as a number, to put shares into order only.
func portion(v plan.Value) float64 {
	if v.Of == 0 {
		return 0
	}
	return float64(v.Part) / float64(v.Of)
}
