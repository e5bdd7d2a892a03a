package rules

import (
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/mocowork/mocowork/billing"
)

// price compares an amount with money that is written out or with a table.
func (r reading) price(op string, l, right ast.Node) formula {
	path := r.path(l)
	if path == "" {
		return nil
	}
	owner, _, _ := cutLast(path)
	limit, named := r.limit(right, owner)
	if limit == nil {
		return nil
	}
	f := priced{amount: r.axes.get(path, aNumber), currency: r.axes.money(path), op: op, limit: limit}
	for _, c := range named {
		f.named = append(f.named, f.currency.word(c))
	}
	return f
}

// limit is an amount in minor units by currency, and the currencies it names;
// nil if it is not written out. owner is what the other side belongs to.
func (r reading) limit(n ast.Node, owner string) (func(string) (int64, bool), []string) {
	if t := r.types[n]; t.kind == kTable {
		i := slices.IndexFunc(r.scope.amounts, func(a amounts) bool { return a.name == t.name })
		return tableLimit(r.scope.amounts[i].table)
	}
	call, ok := n.(*ast.CallNode)
	if !ok {
		return nil, nil
	}
	f, ok := functionNamed(call.Callee.String(), nil)
	if !ok || len(call.Arguments) == 0 {
		return nil, nil
	}
	var number any
	switch v := call.Arguments[0].(type) {
	case *ast.IntegerNode:
		number = v.Value
	case *ast.FloatNode:
		number = v.Value
	default:
		return nil, nil
	}
	if len(call.Arguments) == 1 {
		m, err := f.call(number)
		if amount, isMoney := m.(Money); isMoney && err == nil {
			return tableLimit([]billing.Money{billing.Money(amount)})
		}
		return nil, nil
	}
	if s, ok := call.Arguments[1].(*ast.StringNode); ok {
		m, err := moneyOf(number, s.Value)
		if err != nil {
			return nil, nil
		}
		return tableLimit([]billing.Money{billing.Money(m.(Money))})
	}
	if r.path(call.Arguments[1]) != owner+".currency" {
		return nil, nil
	}
	return func(currency string) (int64, bool) {
		m, err := moneyOf(number, currency)
		if err != nil {
			return 0, false
		}
		return m.(Money).Minor, true
	}, nil
}

func tableLimit(table []billing.Money) (func(string) (int64, bool), []string) {
	var named []string
	for _, m := range table {
		named = append(named, m.Currency)
	}
	return func(currency string) (int64, bool) {
		if i := slices.Index(named, currency); i >= 0 {
			return table[i].Minor, true
		}
		return 0, false
	}, named
}
