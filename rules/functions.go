package rules

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// function is one that expressions may call. To add one: an entry here.
type function struct {
	name     string
	on       reflect.Type // the receiver, for invoice.custom("…"); nil for money(1, "EUR")
	hidden   []string     // what the world adds before the arguments, such as #workdays
	currency string       // what a currency's function adds behind them, such as EUR
	sig      any          // new(func(…) …), with what is hidden or the receiver first; float64 takes any number
	values   string       // the set that the result is from, such as "weekday"
	call     func(args ...any) (any, error)
	doc      string
	example  string
	dataset  string // where the example runs
	table    bool   // its result is for a cell of an export: no rule can ask about it
}

// id is the name under which expr knows the function. The space keeps it from
// being written in an expression.
func (f function) id() string {
	switch {
	case f.on != nil:
		return f.on.Name() + " " + f.name
	case f.currency != "":
		return "call money"
	}
	return "call " + f.name
}

// params are the types of the arguments as they are written, and of the
// result.
func (f function) params() (in []typ, out typ) {
	t := reflect.TypeOf(f.sig).Elem()
	first := len(f.hidden)
	if f.on != nil {
		first++
	}
	for i := first; i < t.NumIn(); i++ {
		in = append(in, typeOf(t.In(i), ""))
	}
	return in, typeOf(t.Out(0), f.values)
}

// functions lists all functions and methods of the language, but those of
// currencies: see currencyFunction.
func functions() []function {
	return slices.Concat(
		moneyFunctions(), dateFunctions(), textFunctions(), historyFunctions(),
		objectFunctions[Invoice]("invoice", "invoices"), objectFunctions[Customer]("invoice.customer", "invoices"),
		objectFunctions[Debtor]("customer", "customers"), objectFunctions[Project]("project", "projects"),
	)
}

func moneyFunctions() []function {
	return []function{
		{name: "money", sig: new(func(float64, string) Money), call: moneyOf,
			doc: "an amount in any currency", example: "invoice.open >= money(500, invoice.currency)", dataset: "invoices"},
		{name: "share", sig: new(func(Money, Money) Share), call: shareOf, table: true,
			doc: "a part of an amount, in per cent; empty if the whole is 0. For the columns of exports", example: "share(invoice.paid, invoice.gross)", dataset: "invoices"},
		{name: "ratio", sig: new(func(Number, Number) Share), call: ratioOf, table: true,
			doc: "the same for numbers with a point, such as hours", example: "ratio(utilization.billable_hours, utilization.target_hours)", dataset: "report.utilization"},
		{name: "abs", sig: new(func(Money) Money), call: absOf,
			doc: "an amount without its sign: that of a credit note, for example", example: "abs(invoice.gross) >= money(1000, invoice.currency)", dataset: "invoices"},
	}
}

func textFunctions() []function {
	return []function{
		{name: "len", sig: new(func([]string) int), call: lenOf,
			doc: "how many there are", example: "len(invoice.tags) > 0", dataset: "invoices"},
		{name: "lower", sig: new(func(string) string), call: onText(strings.ToLower),
			doc: "a text in small letters", example: "lower(invoice.title) contains \"retainer\"", dataset: "invoices"},
		{name: "upper", sig: new(func(string) string), call: onText(strings.ToUpper),
			doc: "a text in capital letters", example: "upper(invoice.number) startsWith \"R26\"", dataset: "invoices"},
		{name: "trim", sig: new(func(string) string), call: onText(strings.TrimSpace),
			doc: "a text without the spaces around it", example: "trim(invoice.customer.email) != \"\"", dataset: "invoices"},
	}
}

// functionNamed finds a function, or a method if on is given.
func functionNamed(name string, on reflect.Type) (function, bool) {
	for _, f := range functions() {
		if f.name == name && f.on == on {
			return f, true
		}
	}
	if code := strings.ToUpper(name); on == nil && name != code && billing.KnownCurrency(code) {
		return currencyFunction(code), true
	}
	return function{}, false
}

// usual are the currencies that suggestions and lists name; all are known.
func usual() []string { return []string{"EUR", "CHF", "USD", "GBP"} }

func functionNames(on reflect.Type) []string {
	var out []string
	for _, f := range functions() {
		if f.on == on {
			out = append(out, f.name)
		}
	}
	if on == nil {
		for _, code := range usual() {
			out = append(out, strings.ToLower(code))
		}
	}
	return out
}

// currencyFunction is eur(500) and its like, one for each code that billing
// knows: money with its currency written out. expr knows only money.
func currencyFunction(code string) function {
	name := strings.ToLower(code)
	return function{
		name: name, currency: code, sig: new(func(float64) Money),
		call: func(args ...any) (any, error) { return moneyOf(args[0], code) },
		doc:  "an amount in " + code + "; every code of ISO 4217 in small letters is such a function, but all, which asks a list", example: "invoice.open >= " + name + "(500)", dataset: "invoices",
	}
}

// moneyOf makes money of a number.
func moneyOf(args ...any) (any, error) {
	n, err := decimalOf(args[0])
	if err != nil {
		return nil, err
	}
	m, err := billing.NewMoney(billing.Decimal(n.(Number)), args[1].(string))
	return Money(m), err
}

func absOf(args ...any) (any, error) {
	m := args[0].(Money)
	if m.Currency == "" {
		return nil, errors.New("an amount is not known")
	}
	if m.Minor == math.MinInt64 {
		return nil, errors.New("the amount is too large")
	}
	m.Minor = max(m.Minor, -m.Minor)
	return m, nil
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

// onText makes a function of one text.
func onText(f func(string) string) func(args ...any) (any, error) {
	return func(args ...any) (any, error) { return f(args[0].(string)), nil }
}

// joinText is + for texts, with a cap: expr's own + has none.
func joinText(args ...any) (any, error) {
	s := args[0].(string) + args[1].(string)
	if utf8.RuneCountInString(s) > maxText {
		return nil, fmt.Errorf("a text grew longer than %d characters", maxText)
	}
	return s, nil
}
