package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) readAmounts(f *diag.Fields) {
	for _, e := range f.Entries("amounts") {
		r.word(e.Key)
		name := "amounts." + e.Key.Value
		table := r.completeTable(e.Value, e.Key.Pos(), name)
		r.tables = append(r.tables, amounts{name: e.Key.Value, table: table})
	}
}

// completeTable reads a table and reports, if it is fine otherwise, the
// currencies of open invoices that it lacks.
func (r *reader) completeTable(n *diag.Node, pos diag.Pos, name string) []billing.Money {
	before := len(*r.list)
	table := r.moneyTable(n, name)
	if len(*r.list) > before || slices.ContainsFunc(table, billing.Money.IsZero) && n.Kind == diag.Scalar {
		return table
	}
	for _, c := range r.options.Currencies {
		if !slices.ContainsFunc(table, func(m billing.Money) bool { return m.Currency == c }) {
			r.list.Add(diag.Problem{Pos: pos, Code: "currency", Text: fmt.Sprintf("%s has no amount for %s, and invoices in %s are open", name, c, c),
				Help: fmt.Sprintf("add %s to the table", c)})
		}
	}
	return table
}

// moneyTable reads one amount per currency, or a single amount such as 5 EUR.
func (r *reader) moneyTable(n *diag.Node, name string) []billing.Money {
	switch n.Kind {
	case diag.Scalar:
		m, err := billing.ParseMoney(n.Value)
		if err != nil {
			r.moneyProblem(n, name, err)
			return nil
		}
		return r.notNegative(n, name, m)
	case diag.Map:
		var table []billing.Money
		for _, e := range n.Fields() {
			table = append(table, r.tableEntry(e, name)...)
		}
		return table
	}
	r.list.Errorf(n.Pos(), "money", "%s: want an amount per currency, got %s", name, n.Kind)
	return nil
}

func (r *reader) tableEntry(e diag.Field, name string) []billing.Money {
	if !billing.ValidCurrency(e.Key.Value) {
		r.list.Add(diag.Problem{Pos: e.Key.Pos(), Code: "currency", Text: fmt.Sprintf("%s: %q is not a currency code", name, e.Key.Value), Help: "three capital letters, such as EUR"})
		return nil
	}
	if e.Value.Kind != diag.Scalar {
		r.list.Errorf(e.Value.Pos(), "money", "%s: want an amount for %s, got %s", name, e.Key.Value, e.Value.Kind)
		return nil
	}
	d, err := billing.ParseDecimal(e.Value.Value)
	if err != nil {
		r.list.Errorf(e.Value.Text(), "money", "%s: %s", name, err)
		return nil
	}
	m, err := billing.NewMoney(d, e.Key.Value)
	if err != nil {
		r.list.Errorf(e.Value.Text(), "money", "%s: %s", name, err)
		return nil
	}
	return r.notNegative(e.Value, name, m)
}

func (r *reader) notNegative(n *diag.Node, name string, m billing.Money) []billing.Money {
	if m.Minor < 0 {
		r.list.Errorf(n.Text(), "money", "%s: %s is less than zero", name, m)
		return nil
	}
	return []billing.Money{m}
}

// moneyProblem explains a wrong amount; a bare number gets its own words.
func (r *reader) moneyProblem(n *diag.Node, name string, err error) {
	if _, e := billing.ParseDecimal(n.Value); e == nil {
		r.list.Add(diag.Problem{Pos: n.Text(), Code: "money", Text: fmt.Sprintf("%s: %s has no currency", name, n.Value), Help: "write " + n.Value + " EUR, or a table such as {EUR: " + n.Value + "}"})
		return
	}
	r.list.Errorf(n.Text(), "money", "%s: %s", name, err)
}
