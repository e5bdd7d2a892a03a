package rules

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// generator writes expressions out of the checker's own vocabulary: every
// field, function and operator, so that a new one is tried without a change
// here. What it writes is mostly, not always, accepted.
type generator struct {
	*rand.Rand
	fields []generated // of the data set, with their paths
	elems  []typ       // types of # in the predicates around
}

type generated struct {
	path string
	typ  typ
}

func newGenerator(seed uint64, d dataset) *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	g.walk("", reflect.TypeOf(d.world))
	return g
}

func (g *generator) walk(path string, t reflect.Type) {
	for _, f := range fieldsOf(t) {
		here := generated{path + f.Tag.Get("expr"), typeOf(f.Type, f.Tag.Get("values"))}
		g.fields = append(g.fields, here)
		if here.typ.kind == kObject {
			g.walk(here.path+".", here.typ.object)
		}
	}
}

// question is an expression that is answered by yes or no.
func (g *generator) question() string { return g.expr(kBool, 2+g.IntN(5)) }

// expr is an expression of a kind, with up to so many levels.
func (g *generator) expr(k kind, depth int) string {
	var ways []func() string
	if depth > 0 {
		ways = append(g.operations(k, depth-1), g.calls(k, depth-1)...)
	}
	if len(ways) == 0 || g.IntN(4) == 0 {
		ways = g.atoms(k)
	}
	if len(ways) == 0 {
		return "true"
	}
	return ways[g.IntN(len(ways))]()
}

// atoms are literals, fields and #.
func (g *generator) atoms(k kind) (ways []func() string) {
	if len(g.elems) > 0 && g.elems[len(g.elems)-1].kind == k {
		ways = append(ways, func() string { return "#" }, func() string { return "#" })
	}
	fields := slices.DeleteFunc(slices.Clone(g.fields), func(f generated) bool { return f.typ.kind != k })
	if len(fields) > 0 {
		field := func() string { return fields[g.IntN(len(fields))].path }
		ways = append(ways, field, field, field)
	}
	if literal := g.literal(k); literal != "" {
		ways = append(ways, func() string { return literal })
	}
	return ways
}

func (g *generator) literal(k kind) string {
	switch k {
	case kBool:
		return []string{"true", "false"}[g.IntN(2)]
	case kInt:
		return []string{"0", "1", "7", "1000", "9223372036854775807"}[g.IntN(5)]
	case kFloat:
		return []string{"0.1", "2.5", "1e15"}[g.IntN(3)]
	case kText:
		return []string{`""`, `"a"`, `"ü"`, `"EUR"`, `"2026-11-23"`, `"Retainer"`, `"` + times(g.IntN(2000), "x") + `"`}[g.IntN(7)]
	case kTable:
		return "amounts.minimum"
	case kList:
		return "lists.hands_off"
	}
	return ""
}

// operations are the operators that give a kind.
func (g *generator) operations(k kind, depth int) []func() string {
	two := func(a kind, ops string, b kind) func() string {
		all := strings.Fields(ops)
		return func() string { return g.expr(a, depth) + " " + all[g.IntN(len(all))] + " " + g.expr(b, depth) }
	}
	switch k {
	case kBool:
		order, equal := "== != < <= > >=", "== !="
		return []func() string{
			two(kBool, "and or", kBool), two(kBool, "and or", kBool), two(kInt, order, kInt), two(kFloat, order, kInt), two(kMoney, order, kMoney),
			two(kMoney, order, kTable), two(kDate, order, kDate), two(kDays, order, kDays), two(kText, equal, kText), two(kDecimalOr(kInt), order, kInt),
			two(kText, "contains startsWith endsWith", kText), two(kText, "in", kTexts), two(kText, "in", kArray), two(kObject, "in", kList),
			func() string { return "not (" + g.expr(kBool, depth) + ")" },
			func() string { return g.expr(kText, depth) + ` matches "` + g.pattern() + `"` },
			func() string { return g.predicate(depth, "all", "any", "none", "one") },
			func() string { return g.predicate(depth, "all", "any", "none", "one") },
		}
	case kInt:
		return []func() string{
			two(kInt, "+ - *", kInt), func() string { return "-(" + g.expr(kInt, depth) + ")" },
			func() string { return g.predicate(depth, "count") },
		}
	case kMoney:
		return []func() string{two(kMoney, "+ -", kMoney), two(kMoney, "*", kInt)}
	case kDate:
		return []func() string{two(kDate, "+ -", kDays)}
	case kDays:
		return []func() string{two(kDate, "-", kDate)}
	case kText:
		return []func() string{two(kText, "+", kText), two(kText, "+", kText)}
	case kArray:
		return []func() string{func() string { return g.array(depth) }}
	}
	return nil
}

// kDecimalOr is the kind of exact numbers with a point, where the language has
// one; else the other.
func kDecimalOr(other kind) kind {
	for k, name := range kindNames {
		if k > kFloat && name == kindNames[kInt] {
			return k
		}
	}
	return other
}

func (g *generator) array(depth int) string {
	items := make([]string, 1+g.IntN([]int{3, 60}[g.IntN(2)]))
	for i := range items {
		if items[i] = g.literal(kText); depth > 0 && g.IntN(3) == 0 {
			items[i] = g.expr(kText, depth-1)
		}
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func (g *generator) predicate(depth int, names ...string) string {
	over := g.expr([]kind{kTexts, kTexts, kArray}[g.IntN(3)], depth)
	g.elems = append(g.elems, typ{kind: kText})
	body := g.expr(kBool, depth)
	g.elems = g.elems[:len(g.elems)-1]
	return names[g.IntN(len(names))] + "(" + over + ", " + body + ")"
}

// pattern is a regular expression, sometimes a costly one.
func (g *generator) pattern() string {
	parts := []string{"a", ".*", "[a-z]+", "(x+x+)+", "(a|b|ü)*", `\\d{1,20}`, `(\\w+\\s?){9}`, "^", "$", "(?i)retainer", "x{200}"}
	var b strings.Builder
	for range 1 + g.IntN(4) {
		b.WriteString(parts[g.IntN(len(parts))])
	}
	return b.String()
}

// calls are the functions that give a kind.
func (g *generator) calls(k kind, depth int) (ways []func() string) {
	for _, f := range functions() {
		in, out := f.params()
		if out.kind != k {
			continue
		}
		ways = append(ways, func() string {
			args := make([]string, len(in))
			for i, t := range in {
				args[i] = g.expr(t.kind, depth)
			}
			call := f.name + "(" + strings.Join(args, ", ") + ")"
			if f.on == nil {
				return call
			}
			return g.object(f.on) + "." + call
		})
	}
	return ways
}

// object is a path to something with methods.
func (g *generator) object(t reflect.Type) string {
	fields := slices.DeleteFunc(slices.Clone(g.fields), func(f generated) bool { return f.typ.object != t })
	if len(fields) == 0 {
		return "invoice"
	}
	return fields[g.IntN(len(fields))].path
}

// hugeWorld is a world of a data set in which every text is long and every
// list is, within reason.
func hugeWorld(g *generator, d dataset, inv Invoice, tags int) any {
	w := reflect.New(reflect.TypeOf(d.world))
	g.fill(w.Elem(), inv, tags)
	return w.Interface()
}

func (g *generator) fill(v reflect.Value, inv Invoice, tags int) {
	if !v.CanSet() { // not exported; an embedded struct's fields may be
		g.fillFields(v, inv, tags)
		return
	}
	switch v.Interface().(type) {
	case *workdays:
		v.Set(reflect.ValueOf(&workdays{today: today}))
		return
	case Number:
		v.Set(reflect.ValueOf(Number(billing.NewDecimal(g.Int64N(100_000), 2))))
		return
	case Invoice:
		inv.Tags, inv.Customer.Tags = inv.Tags[:tags], inv.Customer.Tags[:tags]
		v.Set(reflect.ValueOf(inv))
		return
	case Money:
		v.Set(reflect.ValueOf(Money{Minor: g.Int64N(1 << 40), Currency: "EUR"}))
		return
	case Date:
		v.Set(reflect.ValueOf(Date(daysAgo(g.IntN(400) - 30))))
		return
	case []string:
		v.Set(reflect.ValueOf(inv.Tags[:tags]))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{inv.Title, "EUR", "R2610-022", ""}[g.IntN(4)])
	case reflect.Int:
		v.SetInt(g.Int64N(1000))
	case reflect.Bool:
		v.SetBool(g.IntN(2) == 0)
	case reflect.Struct:
		g.fillFields(v, inv, tags)
	}
}

func (g *generator) fillFields(v reflect.Value, inv Invoice, tags int) {
	for i := 0; v.Kind() == reflect.Struct && i < v.NumField(); i++ {
		g.fill(v.Field(i), inv, tags)
	}
}
