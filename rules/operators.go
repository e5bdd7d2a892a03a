package rules

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mocowork/mocowork/billing"
)

// Operators on types of our own. expr knows them as functions whose names
// can't be written in an expression; rewrite.go puts them in.

// operator is such a function.
type operator struct {
	id   string
	sigs []any
	call func(args ...any) (any, error)
}

func operators() []operator {
	return []operator{
		{"money compare", []any{new(func(string, Money, Money) bool)}, moneyCompare},
		{"money add", []any{new(func(Money, Money) Money)}, moneyAdd},
		{"money subtract", []any{new(func(Money, Money) Money)}, moneySubtract},
		{"money times", []any{new(func(Money, int) Money)}, moneyTimes},
		{"table amount", []any{new(func(amounts, Money) Money)}, tableAmount},
		{"date compare", []any{new(func(string, Date, Date) bool)}, dateCompare},
		{"date move", []any{new(func(Date, Days, int) Date)}, dateMove},
		{"date difference", []any{new(func(Date, Date) Days)}, dateDifference},
		{"days compare", []any{new(func(string, Days, Days) bool)}, daysCompare},
		{"decimal of", []any{new(func(int) Number), new(func(float64) Number)}, decimalOf},
		{"decimal compare", []any{new(func(string, Number, Number) bool)}, decimalCompare},
		{"decimal add", []any{new(func(string, Number, Number) Number)}, decimalAdd},
		{"decimal times", []any{new(func(Number, int) Number)}, decimalTimes},
		{"int arithmetic", []any{new(func(string, int, int) int)}, intArithmetic},
		{"text join", []any{new(func(*meter, string, string) string)}, metered(joinText)},
		{"text compare", []any{new(func(*meter, string, string, string) bool)}, metered(textCompare)},
		{"text matches", []any{new(func(*meter, pattern, string) bool)}, textMatches},
		{"texts hold", []any{new(func(*meter, []string, string) bool), new(func(*meter, []any, string) bool), new(func(*meter, set, string) bool)}, metered(textsHold)},
		{"list holds", []any{new(func(*meter, list, Invoice) bool), new(func(*meter, list, Customer) bool), new(func(*meter, list, Debtor) bool)}, metered(listHolds)},
		{"take step", []any{new(func(*meter, int, bool) bool)}, step},
	}
}

// amounts is a table of the rule file: one amount per currency.
type amounts struct {
	name  string
	table []billing.Money
}

// list is a list of the rule file: customer numbers and tags.
type list struct {
	name      string
	customers []string
	tags      []string

	numbers, folded set // customers, and tags by fold
}

// set is a list of texts of which only membership counts. It can be long.
type set map[string]struct{}

func setOf(texts []string, key func(string) string) set {
	s := make(set, len(texts))
	for _, t := range texts {
		s[key(t)] = struct{}{}
	}
	return s
}

func (s set) has(text string) bool { _, ok := s[text]; return ok }

// indexed is the list ready to be asked.
func (l list) indexed() list {
	l.numbers, l.folded = setOf(l.customers, strings.Clone), setOf(l.tags, fold)
	return l
}

// fold is the same for texts that strings.EqualFold calls equal.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// ordered answers op for the result of a three-way comparison.
func ordered(op string, c int) bool {
	switch op {
	case "==":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func moneyPair(args []any) (a, b billing.Money, err error) {
	a, b = billing.Money(args[0].(Money)), billing.Money(args[1].(Money))
	if !a.Known() || !b.Known() {
		return a, b, errors.New("an amount is not known")
	}
	return a, b, nil
}

func moneyCompare(args ...any) (any, error) {
	a, b, err := moneyPair(args[1:])
	if err != nil {
		return nil, err
	}
	c, err := a.Cmp(b)
	return ordered(args[0].(string), c), err
}

func moneyAdd(args ...any) (any, error) {
	a, b, err := moneyPair(args)
	if err != nil {
		return nil, err
	}
	sum, err := a.Add(b)
	return Money(sum), err
}

func moneySubtract(args ...any) (any, error) {
	a, b, err := moneyPair(args)
	if err != nil {
		return nil, err
	}
	diff, err := a.Sub(b)
	return Money(diff), err
}

func moneyTimes(args ...any) (any, error) {
	m, n := args[0].(Money), args[1].(int)
	if m.Currency == "" {
		return nil, errors.New("an amount is not known")
	}
	product, ok := multiply(m.Minor, int64(n))
	if !ok {
		return nil, errors.New("the amount is too large")
	}
	m.Minor = product
	return m, nil
}

func multiply(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	p := a * b
	return p, p/b == a && (a != math.MinInt64 || b != -1) && (b != math.MinInt64 || a != -1)
}

// tableAmount is the table's amount in the currency of the other side. A
// missing currency is an error: neither yes nor no would be right.
func tableAmount(args ...any) (any, error) {
	t, other := args[0].(amounts), args[1].(Money)
	if other.Currency == "" {
		return nil, errors.New("an amount is not known")
	}
	for _, m := range t.table {
		if m.Currency == other.Currency {
			return Money(m), nil
		}
	}
	return nil, fmt.Errorf("no amount %s for %s", t.name, other.Currency)
}

func datePair(args []any) (a, b billing.Date, err error) {
	a, b = billing.Date(args[0].(Date)), billing.Date(args[1].(Date))
	if a.IsZero() || b.IsZero() {
		return a, b, errors.New("a date is missing")
	}
	return a, b, nil
}

func dateCompare(args ...any) (any, error) {
	a, b, err := datePair(args[1:])
	return ordered(args[0].(string), a.Compare(b)), err
}

func dateMove(args ...any) (any, error) {
	d := billing.Date(args[0].(Date))
	if d.IsZero() {
		return nil, errors.New("a date is missing")
	}
	return Date(d.AddDays(int(args[1].(Days)) * args[2].(int))), nil
}

func dateDifference(args ...any) (any, error) {
	a, b, err := datePair(args)
	return Days(a.Sub(b)), err
}

func daysCompare(args ...any) (any, error) {
	return ordered(args[0].(string), int(args[1].(Days))-int(args[2].(Days))), nil
}

// decimalOf is a number that was written out. One with a point keeps the
// digits it was written with: the shortest decimal that gives the same float.
func decimalOf(args ...any) (any, error) {
	switch v := args[0].(type) {
	case Number:
		return v, nil
	case int:
		return Number(billing.NewDecimal(int64(v), 0)), nil
	case float64:
		if v > 1e13 || v < -1e13 {
			return nil, errors.New("the number is too large")
		}
		d, err := billing.ParseDecimal(strconv.FormatFloat(v, 'f', -1, 64))
		return Number(d), err
	}
	return nil, errors.New("this is no number")
}

func decimalCompare(args ...any) (any, error) {
	a, b := billing.Decimal(args[1].(Number)), billing.Decimal(args[2].(Number))
	return ordered(args[0].(string), a.Cmp(b)), nil
}

func decimalAdd(args ...any) (any, error) {
	a, b := billing.Decimal(args[1].(Number)), billing.Decimal(args[2].(Number))
	if args[0].(string) == "-" {
		var err error
		if b, err = b.Neg(); err != nil {
			return nil, err
		}
	}
	sum, err := a.Add(b)
	return Number(sum), err
}

func decimalTimes(args ...any) (any, error) {
	p, err := billing.Decimal(args[0].(Number)).Times(int64(args[1].(int)))
	return Number(p), err
}

func intArithmetic(args ...any) (any, error) {
	op, a, b := args[0].(string), int64(args[1].(int)), int64(args[2].(int))
	var result int64
	var ok bool
	switch op {
	case "+":
		result = a + b
		ok = (b > 0) == (result > a) || b == 0
	case "-":
		result = a - b
		ok = (b > 0) == (result < a) || b == 0
	default:
		result, ok = multiply(a, b)
	}
	if !ok {
		return nil, fmt.Errorf("%d %s %d is too large", a, op, b)
	}
	return int(result), nil
}

// listHolds reports whether a list of the rule file names the customer, by
// number or by a tag; for an invoice its own tags count too. Tags are compared
// without regard to case.
func listHolds(args ...any) (any, error) {
	l := args[0].(list)
	switch v := args[1].(type) {
	case Invoice:
		return l.holds(v.Customer.Number, v.Customer.Tags) || l.holds("", v.Tags), nil
	case Customer:
		return l.holds(v.Number, v.Tags), nil
	case Debtor:
		return l.holds(v.Number, v.Tags), nil
	}
	return false, nil
}

func (l list) holds(number string, tags []string) bool {
	if number != "" && l.numbers.has(number) {
		return true
	}
	return len(l.folded) > 0 && slices.ContainsFunc(tags, func(tag string) bool { return l.folded.has(fold(tag)) })
}

// textCompare answers ==, !=, contains, startsWith and endsWith.
func textCompare(args ...any) (any, error) {
	a, b := args[1].(string), args[2].(string)
	switch args[0].(string) {
	case "==":
		return a == b, nil
	case "!=":
		return a != b, nil
	case "contains":
		return strings.Contains(a, b), nil
	case "startsWith":
		return strings.HasPrefix(a, b), nil
	}
	return strings.HasSuffix(a, b), nil
}

func textMatches(args ...any) (any, error) {
	return args[1].(pattern).matches(args[0].(*meter), args[2].(string))
}

// textsHold answers in for texts: the tags of something, or a list in […].
func textsHold(args ...any) (any, error) {
	text := args[1].(string)
	switch texts := args[0].(type) {
	case []string:
		return slices.Contains(texts, text), nil
	case set:
		return texts.has(text), nil
	case []any:
		return slices.Contains(texts, any(text)), nil
	}
	return false, nil
}
