package rules

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// function is one that expressions may call. To add one: an entry here.
type function struct {
	name    string
	on      reflect.Type // the receiver, for invoice.custom("…"); nil for money(1, "EUR")
	sig     any          // new(func(…) …), with the receiver first; float64 takes any number
	call    func(args ...any) (any, error)
	doc     string
	example string
	dataset string // where the example runs
}

// id is the name under which expr knows the function. The space keeps it from
// being written in an expression.
func (f function) id() string {
	if f.on != nil {
		return f.on.Name() + " " + f.name
	}
	return "call " + f.name
}

// params are the types of the arguments, without the receiver, and of the
// result.
func (f function) params() (in []typ, out typ) {
	t := reflect.TypeOf(f.sig).Elem()
	first := 0
	if f.on != nil {
		first = 1
	}
	for i := first; i < t.NumIn(); i++ {
		in = append(in, typeOf(t.In(i), ""))
	}
	return in, typeOf(t.Out(0), "")
}

// functions lists all functions and methods of the language.
func functions() []function {
	return []function{
		currencyFunction("eur", "EUR"),
		currencyFunction("chf", "CHF"),
		currencyFunction("usd", "USD"),
		currencyFunction("gbp", "GBP"),
		{"money", nil, new(func(float64, string) Money), moneyOf,
			"an amount in any currency", "invoice.open >= money(500, invoice.currency)", "invoices"},
		{"days", nil, new(func(int) Days), daysOf,
			"a number of days, to move dates and to compare with their difference", "invoice.date < today - days(90)", "invoices"},
		{"date", nil, new(func(string) Date), dateOf,
			"a fixed date", "invoice.date >= date(\"2026-01-01\")", "invoices"},
		{"len", nil, new(func([]string) int), lenOf,
			"how many there are", "len(invoice.tags) > 0", "invoices"},
		{"lower", nil, new(func(string) string), lowerOf,
			"a text in small letters", "lower(invoice.title) contains \"retainer\"", "invoices"},
		{"reminded_within", reflect.TypeFor[Invoice](), new(func(Invoice, int) bool), remindedWithin,
			"whether a reminder was sent in the last n days", "invoice.reminded_within(10)", "invoices"},
		{"custom", reflect.TypeFor[Invoice](), new(func(Invoice, string) string), customOf,
			"one of the account's own fields, by its name; empty if not set", "invoice.custom(\"Line of business\") == \"Automotive\"", "invoices"},
		{"custom", reflect.TypeFor[Customer](), new(func(Customer, string) string), customOf,
			"one of the account's own fields, by its name; empty if not set", "invoice.customer.custom(\"Segment\") == \"A\"", "invoices"},
		{"custom", reflect.TypeFor[Debtor](), new(func(Debtor, string) string), customOf,
			"one of the account's own fields, by its name; empty if not set", "customer.custom(\"Segment\") == \"A\"", "customers"},
		{"custom", reflect.TypeFor[Project](), new(func(Project, string) string), customOf,
			"one of the account's own fields, by its name; empty if not set", "project.custom(\"Cost centre\") == \"100\"", "projects"},
	}
}

// functionNamed finds a function, or a method if on is given.
func functionNamed(name string, on reflect.Type) (function, bool) {
	for _, f := range functions() {
		if f.name == name && f.on == on {
			return f, true
		}
	}
	return function{}, false
}

func functionNames(on reflect.Type) []string {
	var out []string
	for _, f := range functions() {
		if f.on == on {
			out = append(out, f.name)
		}
	}
	return out
}

func currencyFunction(name, currency string) function {
	return function{
		name: name, sig: new(func(float64) Money),
		call: func(args ...any) (any, error) { return moneyOf(args[0], currency) },
		doc:  "an amount in " + currency, example: "invoice.open >= " + name + "(500)", dataset: "invoices",
	}
}

// moneyOf makes money of a number. A number with a point keeps the digits it
// was written with: the shortest decimal that gives the same float.
func moneyOf(args ...any) (any, error) {
	currency := args[1].(string)
	text := ""
	switch v := args[0].(type) {
	case int:
		text = strconv.Itoa(v)
	case float64:
		if v > 1e13 || v < -1e13 {
			return nil, errors.New("the amount is too large")
		}
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	d, err := billing.ParseDecimal(text)
	if err != nil {
		return nil, err
	}
	m, err := billing.NewMoney(d, currency)
	return Money(m), err
}

func daysOf(args ...any) (any, error) {
	n := args[0].(int)
	if n > maxDays || n < -maxDays {
		return nil, fmt.Errorf("%d days are more than %d", n, maxDays)
	}
	return Days(n), nil
}

func dateOf(args ...any) (any, error) {
	d, err := billing.ParseDate(args[0].(string))
	return Date(d), err
}

func lenOf(args ...any) (any, error) { return len(args[0].([]string)), nil }

func lowerOf(args ...any) (any, error) { return strings.ToLower(args[0].(string)), nil }

func remindedWithin(args ...any) (any, error) {
	inv, n := args[0].(Invoice), args[1].(int)
	return !inv.lastSent.IsZero() && inv.today.Sub(inv.lastSent) < n, nil
}

func customOf(args ...any) (any, error) {
	var list []property
	switch v := args[0].(type) {
	case Invoice:
		list = v.custom
	case Customer:
		list = v.custom
	case Debtor:
		list = v.custom
	case Project:
		list = v.custom
	}
	for _, p := range list {
		if p.name == args[1].(string) {
			return p.value, nil
		}
	}
	return "", nil
}

// joinText is + for texts, with a cap: expr's own + has none.
func joinText(args ...any) (any, error) {
	s := args[0].(string) + args[1].(string)
	if utf8.RuneCountInString(s) > maxText {
		return nil, fmt.Errorf("a text grew longer than %d characters", maxText)
	}
	return s, nil
}
