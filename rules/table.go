package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// TableSpec is a user-defined export as the configuration writes it. Its nodes
// are expressions of the language of rules, over one row of the data set.
type TableSpec struct {
	From    *diag.Node // the name of a data set
	Columns []TableColumn
	Where   *diag.Node   // nil takes every row
	GroupBy []*diag.Node // titles of columns, or expressions
	// Sort are titles of columns or expressions, each with " desc" behind it for
	// the reverse. Without any the rows stay in the data set's order.
	Sort   []*diag.Node
	Params []Param
	// Period is what period.from and period.to are; the year if zero.
	Period billing.Period
}

// TableColumn is a column of a TableSpec.
type TableColumn struct {
	Title string
	Value *diag.Node
	// Sum adds up what can be added up: numbers, and amounts per currency.
	Sum    bool
	SumPos diag.Pos // of the key
	Width  int      // in characters; 0 finds it
}

// Param is a parameter that expressions name as params.NAME. Its Value is an
// int, bool, string, billing.Decimal, billing.Money or billing.Date.
type Param struct {
	Name  string
	Value any
	Pos   diag.Pos
}

// Table is a compiled user-defined export. It is immutable: goroutines may share
// it.
type Table struct {
	spec    TableSpec
	data    dataset
	where   *vm.Program // nil takes every row
	columns []cell
	groups  []cell
	order   []order
	used    map[string]bool // params.NAME and period that an expression names
}

// cell is a compiled expression that gives a cell.
type cell struct {
	plan.TableColumn
	program *vm.Program
	kind    kind
}

// order is what rows are sorted by.
type order struct {
	cell
	desc bool
}

// CompileTable checks and compiles an export. The list holds everything that is
// wrong, with its place; the Table is nil if there is anything.
func CompileTable(s TableSpec) (*Table, diag.List) {
	c := &tableCompiler{table: &Table{spec: s, used: map[string]bool{}}}
	if !c.dataset() {
		return nil, c.list
	}
	c.scope = scope{data: c.table.data, used: c.table.used, consts: s.constants(), conf: c.table.data.config()}
	c.columns()
	if s.Where != nil {
		c.table.where, _, _ = c.compile(s.Where, s.Where.Value, true)
	}
	for _, n := range s.GroupBy {
		if v, ok := c.titleOrValue(n, n.Value, "group_by"); ok {
			c.table.groups = append(c.table.groups, v)
		}
	}
	for _, n := range s.Sort {
		text, desc := strings.CutSuffix(n.Value, " desc")
		if v, ok := c.titleOrValue(n, strings.TrimRight(text, " "), "sort"); ok {
			c.table.order = append(c.table.order, order{v, desc})
		}
	}
	c.unused()
	if c.list.HasErrors() {
		return nil, c.list
	}
	return c.table, c.list
}

// With is the table with other values for its parameters, and for a period. The
// types of the values must be those it was compiled with.
func (t *Table) With(params []Param, period billing.Period) (*Table, diag.List) {
	s := t.spec
	s.Params, s.Period = params, period
	return CompileTable(s)
}

// From is the name of the data set.
func (t *Table) From() string { return t.data.name }

// UsesPeriod reports whether the table depends on a period: an expression names
// it, or the data set is a report.
func (t *Table) UsesPeriod() bool { return t.used["period"] || t.data.report() }

// Needs are the data sets of MOCO that the table is made of, beside those that
// every decision needs.
func (t *Table) Needs() []string {
	switch {
	case t.data.name == "report.utilization":
		return []string{t.data.name, "users"} // its rows name people by id only
	case t.data.pulled:
		return []string{t.data.name}
	}
	return nil
}

// Datable reports whether the mirror, which holds the present, can tell how the
// data set stood on an earlier day: what is open follows from the days of
// invoices and payments. If not, the reason says why.
func (t *Table) Datable() (reason string, ok bool) {
	switch {
	case slices.Contains([]string{"invoices", "customers", "payments", "reminders"}, t.data.name):
		return "", true
	case t.data.report():
		return t.data.name + " is of a period, not of a day: set period instead", false
	}
	return "MOCO says how " + t.data.name + " are now, not how they were on another day", false
}

func (d dataset) report() bool { return strings.HasPrefix(d.name, "report.") }
