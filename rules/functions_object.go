package rules

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Functions that are asked of an object: invoice.has_tag("VIP").

// tagged is an object of the rules that carries tags.
type tagged interface {
	Invoice | Customer | Debtor | Project
}

// objectFunctions are those of an object with tags and fields of the account's
// own. word is how the example names it.
func objectFunctions[T tagged](word, dataset string) []function {
	on := reflect.TypeFor[T]()
	return []function{
		{name: "has_tag", on: on, sig: new(func(T, string) bool), call: hasTag,
			doc: "whether it carries the tag itself; capital and small letters are the same", example: word + `.has_tag("VIP")`, dataset: dataset},
		{name: "custom", on: on, sig: new(func(T, string) string), call: customOf,
			doc: "one of the account's own fields, by its name; empty if not set", example: word + `.custom("Segment") == "A"`, dataset: dataset},
		{name: "custom_number", on: on, sig: new(func(T, string) Number), call: customNumber,
			doc:     "the same as a number; if it is not set or no number, the question can't be answered",
			example: word + `.custom("Credit limit") != "" and ` + word + `.custom_number("Credit limit") > 5000`, dataset: dataset},
		{name: "custom_date", on: on, sig: new(func(T, string) Date), call: customDate,
			doc:     "the same as a date; if it is not set or no date, the question can't be answered",
			example: word + `.custom("Signed") != "" and ` + word + `.custom_date("Signed") < today`, dataset: dataset},
	}
}

// historyFunctions say when something last happened.
func historyFunctions() []function {
	invoice, debtor := reflect.TypeFor[Invoice](), reflect.TypeFor[Debtor]()
	return []function{
		{name: "reminded_within", on: invoice, sig: new(func(Invoice, int) bool), call: remindedWithin,
			doc: "whether a reminder was sent in the last n days", example: "invoice.reminded_within(10)", dataset: "invoices"},
		{name: "paid_within", on: invoice, sig: new(func(Invoice, int) bool), call: paidWithin,
			doc: "whether a payment for it carries a date of the last n days, or one to come", example: "not invoice.paid_within(10)", dataset: "invoices"},
		{name: "reminded_within", on: debtor, sig: new(func(Debtor, int) bool), call: remindedWithin,
			doc: "whether a reminder for one of its open invoices in this currency was sent in the last n days", example: "not customer.reminded_within(10)", dataset: "customers"},
		{name: "paid_within", on: debtor, sig: new(func(Debtor, int) bool), call: paidWithin,
			doc:     "whether a payment for any of its invoices in this currency carries a date of the last n days, or one to come",
			example: "not customer.paid_within(30)", dataset: "customers"},
	}
}

func remindedWithin(args ...any) (any, error) {
	switch v := args[0].(type) {
	case Invoice:
		return within(v.today, v.lastSent, args[1].(int)), nil
	case Debtor:
		return within(v.today, v.lastSent, args[1].(int)), nil
	}
	return false, nil
}

func paidWithin(args ...any) (any, error) {
	switch v := args[0].(type) {
	case Invoice:
		return within(v.today, v.lastPaid, args[1].(int)), nil
	case Debtor:
		return within(v.today, v.lastPaid, args[1].(int)), nil
	}
	return false, nil
}

// within reports whether last is less than n days before today; an absent date
// never is.
func within(today, last billing.Date, n int) bool {
	return !last.IsZero() && today.Sub(last) < n
}

func hasTag(args ...any) (any, error) {
	var tags []string
	switch v := args[0].(type) {
	case Invoice:
		tags = v.Tags
	case Customer:
		tags = v.Tags
	case Debtor:
		tags = v.Tags
	case Project:
		tags = v.Tags
	}
	want := strings.TrimSpace(args[1].(string))
	return slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, want) }), nil
}

// propertyOf finds one of the account's own fields; "" if it is not set.
func propertyOf(object any, name string) string {
	var list []property
	switch v := object.(type) {
	case Invoice:
		list = v.custom
	case Customer:
		list = v.custom
	case Debtor:
		list = v.custom
	case Project:
		list = v.custom
	}
	i := slices.IndexFunc(list, func(p property) bool { return p.name == name })
	if i < 0 {
		return ""
	}
	return list[i].value
}

func customOf(args ...any) (any, error) { return propertyOf(args[0], args[1].(string)), nil }

// thousands are numbers that are another one in the other language: 1.234 and
// 1,234.
var thousands = regexp.MustCompile(`^-?[1-9][0-9]{0,2}[.,][0-9]{3}$`)

// customNumber reads the field as MOCO writes numbers, or as people type them
// into a text field: 1234,50 is taken. What could be two numbers is refused.
func customNumber(args ...any) (any, error) {
	name := args[1].(string)
	s := strings.TrimSpace(propertyOf(args[0], name))
	d, err := billing.ParseDecimal(s)
	if err != nil && strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		d, err = billing.ParseDecimal(strings.Replace(s, ",", ".", 1))
	}
	if err != nil || thousands.MatchString(s) {
		return nil, unfit(name, s, "plain number")
	}
	return Number(d), nil
}

func customDate(args ...any) (any, error) {
	name := args[1].(string)
	s := strings.TrimSpace(propertyOf(args[0], name))
	d, err := billing.ParseDate(s)
	if err != nil {
		return nil, unfit(name, s, "date")
	}
	return Date(d), nil
}

func unfit(name, value, want string) error {
	if value == "" {
		return fmt.Errorf("the field %q is not set", name)
	}
	return fmt.Errorf("the field %q holds %q, which is no %s", name, oneLine(value[:min(len(value), 40)]), want)
}
