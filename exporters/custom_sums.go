package exporters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// add computes all sums: per group and currency, and per currency. It fails on a
// sum that does not fit.
func (c *custom) add() error {
	c.totals = map[string][]customSum{}
	byKey := map[string]*customGroup{}
	numbers := map[string]int{} // of groups without their currency
	rows := map[string]int{}
	for n, row := range c.Rows {
		key := fmt.Sprintf("%+v", row.Groups)
		if _, known := numbers[key]; !known {
			numbers[key] = 0
			c.groups = append(c.groups, &customGroup{values: row.Groups})
		}
		code := ""
		if c.main >= 0 {
			code = row.Values[c.main].Money.Currency
		}
		rows[code]++
		if err := c.addRow(byKey, key, code, row); err != nil {
			return fmt.Errorf("row %d (%s): %w", n+1, row.Label, err)
		}
	}
	c.number(byKey, numbers)
	for code := range c.totals {
		c.codes = append(c.codes, code)
	}
	slices.SortFunc(c.codes, func(a, b string) int { return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b)) })
	return nil
}

// number gives groups their numbers, in their order, and makes one line for each
// of their currencies.
func (c *custom) number(byKey map[string]*customGroup, numbers map[string]int) {
	slices.SortStableFunc(c.groups, compareGroups)
	for i, g := range c.groups {
		numbers[fmt.Sprintf("%+v", g.values)] = i + 1
	}
	for _, row := range c.Rows {
		c.groupOf = append(c.groupOf, numbers[fmt.Sprintf("%+v", row.Groups)])
	}
	c.groups = c.groups[:0]
	for _, g := range byKey {
		g.number = numbers[fmt.Sprintf("%+v", g.values)]
		c.groups = append(c.groups, g)
	}
	slices.SortFunc(c.groups, func(a, b *customGroup) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.currency, b.currency))
	})
}

// addRow adds a row to its group and to the totals. An amount in another currency
// than the row's main one counts where its own currency is.
func (c *custom) addRow(byKey map[string]*customGroup, key, code string, row plan.TableRow) error {
	group := func(code string) *customGroup {
		k := code + " " + key
		if byKey[k] == nil {
			byKey[k] = &customGroup{values: row.Groups, currency: code, sums: c.zero(code)}
		}
		if c.totals[code] == nil {
			c.totals[code] = c.zero(code)
		}
		return byKey[k]
	}
	group(code).rows++
	for k, i := range c.sums {
		v := row.Values[i]
		if v.Failed != "" {
			continue
		}
		own := code
		if c.Columns[i].Type == plan.MoneyValue {
			own = v.Money.Currency
		}
		for _, s := range []*customSum{&group(own).sums[k], &c.totals[own][k]} {
			if err := s.add(c.Columns[i].Type, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// zero are the sums before anything is added.
func (c *custom) zero(code string) []customSum {
	out := make([]customSum, len(c.sums))
	for k, i := range c.sums {
		if c.Columns[i].Type == plan.MoneyValue && code != "" {
			out[k].money = billing.Money{Currency: code}
		}
	}
	return out
}

func (s *customSum) add(t plan.ValueType, v plan.Value) (err error) {
	if t == plan.MoneyValue {
		return sum(addend{&s.money, v.Money})
	}
	n := v.Number
	if t == plan.IntValue {
		n = billing.NewDecimal(v.Int, 0)
	}
	s.number, err = s.number.Add(n)
	return err
}

// sumCell is a sum as it is shown.
func (c *custom) sumCell(i int, s customSum) Cell {
	if c.Columns[i].Type == plan.MoneyValue {
		if !s.money.Known() {
			return Cell{}
		}
		return money(s.money)
	}
	return number(s.number, c.digits[i])
}

// among are the conditions for one currency on a column of the data sheet.
func (c *custom) among(i int, code string) []Where {
	if key := c.code(i); key != "" && code != "" {
		return []Where{{Column: key, Value: code}}
	}
	return nil
}
