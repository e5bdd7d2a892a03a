package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// tableCompiler compiles one export. It goes on after each problem.
type tableCompiler struct {
	table *Table
	scope scope
	list  diag.List
	// broken are titles whose expressions have problems: known by name only.
	broken []string
}

// dataset finds the data set of from.
func (c *tableCompiler) dataset() bool {
	n := c.table.spec.From
	all := tableSets()
	var known []string
	for _, d := range all {
		if d.name == n.Value {
			c.table.data = d
			return true
		}
		known = append(known, d.name)
	}
	help := "known: " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
	if s := diag.Suggest(n.Value, known); s != "" {
		help = fmt.Sprintf("did you mean %q? %s", s, help)
	}
	c.list.Add(diag.Problem{Pos: n.Text(), Code: "unknown-dataset", Text: fmt.Sprintf("unknown data set %q", n.Value), Help: help})
	return false
}

func (c *tableCompiler) columns() {
	for _, col := range c.table.spec.Columns {
		v, ok := c.value(col.Value, col.Value.Value)
		if !ok {
			c.broken = append(c.broken, col.Title)
			continue
		}
		if col.Sum && !summable(v.Type) {
			c.list.Add(diag.Problem{Pos: col.SumPos, Code: "type", Text: fmt.Sprintf("column %q holds %s, which can't be added up", col.Title, describeKind(v.kind)),
				Help: "sum: true is for numbers and amounts"})
		}
		v.Title, v.Sum, v.Width = col.Title, col.Sum, col.Width
		c.table.columns = append(c.table.columns, v)
	}
}

func summable(t plan.ValueType) bool {
	return t == plan.IntValue || t == plan.NumberValue || t == plan.MoneyValue
}

// value compiles an expression that gives a cell.
func (c *tableCompiler) value(n *diag.Node, text string) (cell, bool) {
	program, t, ok := c.compile(n, text, false)
	if !ok {
		return cell{}, false
	}
	of, fits := valueType(t.kind)
	if !fits {
		help := ""
		if t.kind == kObject {
			help = "name one of its fields, such as " + strings.TrimSpace(text) + "." + fieldNames(t.object)[0]
		}
		c.list.Add(diag.Problem{Pos: n.At(0, len(text)), Code: "type", Text: fmt.Sprintf("a cell can't show %s", t), Help: help})
		return cell{}, false
	}
	return cell{TableColumn: plan.TableColumn{Title: oneLine(text), Type: of, Value: oneLine(text)}, program: program, kind: t.kind}, true
}

// titleOrValue is the column of a title, or an expression.
func (c *tableCompiler) titleOrValue(n *diag.Node, text, key string) (cell, bool) {
	if i := slices.IndexFunc(c.table.columns, func(v cell) bool { return v.Title == text }); i >= 0 {
		return c.table.columns[i], true
	}
	if slices.Contains(c.broken, text) {
		return cell{}, false // its problem was said
	}
	before := len(c.list)
	v, ok := c.value(n, text)
	if ok {
		return v, true
	}
	// What reads as an expression in no way is more likely a title.
	var titles []string
	for _, col := range c.table.spec.Columns {
		titles = append(titles, col.Title)
	}
	if s := diag.Suggest(text, titles); s != "" {
		c.list = append(c.list[:before], diag.Problem{Pos: n.At(0, len(text)), Code: "unknown-column",
			Text: fmt.Sprintf("%s: there is no column %q", key, text), Help: fmt.Sprintf("did you mean %q?", s)})
	}
	return cell{}, false
}

func (c *tableCompiler) compile(n *diag.Node, text string, question bool) (*vm.Program, typ, bool) {
	if !n.ExprStyleOK() {
		c.list.Add(diag.Problem{Pos: n.Pos(), Code: "expr-style", Text: "this way of writing hides where the expression's characters are", Help: exprStyleHelp})
		return nil, typ{}, false
	}
	program, t, found := buildTyped(text, c.scope, question)
	problems(&c.list, n, found)
	return program, t, len(found) == 0
}

// unused warns of parameters that no expression names.
func (c *tableCompiler) unused() {
	if c.list.HasErrors() {
		return
	}
	for _, p := range c.table.spec.Params {
		if !c.table.used["params."+p.Name] {
			c.list.Warnf(p.Pos, "unused", "no expression uses params.%s", p.Name)
		}
	}
}

// constants are params.NAME and period.from and period.to as values.
func (s TableSpec) constants() []named {
	period := s.Period
	if period == (billing.Period{}) {
		period = billing.YearOf(billing.Date{Year: 2000, Month: 1, Day: 1}) // its type is all that counts
	}
	out := []named{
		{"period", "from", typ{kind: kDate}, Date(period.From)},
		{"period", "to", typ{kind: kDate}, Date(period.To)},
	}
	for _, p := range s.Params {
		t, v := constantOf(p.Value)
		out = append(out, named{"params", p.Name, t, v})
	}
	return out
}

func constantOf(v any) (typ, any) {
	switch v := v.(type) {
	case int:
		return typ{kind: kInt}, v
	case bool:
		return typ{kind: kBool}, v
	case billing.Decimal:
		return typ{kind: kDecimal}, Number(v)
	case billing.Money:
		return typ{kind: kMoney, currency: v.Currency}, Money(v)
	case billing.Date:
		return typ{kind: kDate}, Date(v)
	}
	text, _ := v.(string)
	return typ{kind: kText}, text
}

// valueType is the type of a cell for a type of the language.
func valueType(k kind) (plan.ValueType, bool) {
	t, ok := map[kind]plan.ValueType{
		kText: plan.TextValue, kTexts: plan.TextValue, kInt: plan.IntValue, kDays: plan.IntValue, kFloat: plan.NumberValue, kDecimal: plan.NumberValue,
		kMoney: plan.MoneyValue, kDate: plan.DateValue, kBool: plan.BoolValue, kShare: plan.PercentValue,
	}[k]
	return t, ok
}

func describeKind(k kind) string { return typ{kind: k}.String() }
