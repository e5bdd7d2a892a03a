package rules

import (
	"reflect"
	"sync"

	"github.com/mocowork/mocowork/billing"
)

// kind is a type of the rules' language.
type kind int

const (
	kBad     kind = iota // a problem was reported below; no further ones
	kBool                // yes/no
	kInt                 // a whole number
	kFloat               // a number with a point; literals only
	kDecimal             // a number with a point, exact: hours, a field of the account's own
	kText                //
	kMoney               //
	kDate                //
	kDays                //
	kShare               // a part of a whole; a cell shows it in per cent
	kTexts               // a list of texts
	kArray               // a list written out, [..]
	kObject              // an invoice, a customer, …
	kTable               // amounts.NAME
	kList                // lists.NAME
)

// kindNames are the kinds as messages call them.
var kindNames = map[kind]string{
	kBool: "a yes/no value", kInt: "a number", kFloat: "a number", kDecimal: "a number", kText: "a text", kMoney: "money",
	kDate: "a date", kDays: "a number of days", kShare: "a share", kTexts: "a list of texts", kArray: "a list",
	kTable: "a table of amounts", kList: "a list of customers",
}

// typ is the type of an expression's part.
type typ struct {
	kind   kind
	values string       // the set that a text is from, such as "invoice status"; "" for any text
	object reflect.Type // for kObject
	elem   []typ        // for kArray
	name   string       // for kTable and kList
	// currency is that of an amount whose currency is written out; "" if only
	// the run can tell.
	currency string
}

func (t typ) number() bool { return t.literalNumber() || t.kind == kDecimal }

// literalNumber reports whether the type is one that numbers written out have.
func (t typ) literalNumber() bool { return t.kind == kInt || t.kind == kFloat }

// String is the type as messages call it.
func (t typ) String() string {
	if t.kind == kObject {
		return objectName(t.object)
	}
	return kindNames[t.kind]
}

var objectNames = map[reflect.Type]string{
	reflect.TypeFor[Invoice]():    "an invoice",
	reflect.TypeFor[Reminders]():  "the reminders of an invoice",
	reflect.TypeFor[Customer]():   "a customer",
	reflect.TypeFor[Debtor]():     "a customer",
	reflect.TypeFor[Payment]():    "a payment",
	reflect.TypeFor[Reminder]():   "a reminder",
	reflect.TypeFor[Project]():    "a project",
	reflect.TypeFor[RouteAlert](): "an alert",

	reflect.TypeFor[PaymentSchedule]():  "a payment schedule",
	reflect.TypeFor[Cashflow]():         "a row of the cashflow",
	reflect.TypeFor[Finance]():          "a row of the finance report",
	reflect.TypeFor[Utilization]():      "a row of the utilization",
	reflect.TypeFor[Absence]():          "a row of the absences",
	reflect.TypeFor[PlannedVsTracked](): "a row of planned against tracked",
	reflect.TypeFor[User]():             "a person",
}

func objectName(t reflect.Type) string {
	if n, ok := objectNames[t]; ok {
		return n
	}
	return "this"
}

// typeOf is the rules' type of a Go type; values is the field's tag.
func typeOf(t reflect.Type, values string) typ {
	switch t {
	case reflect.TypeFor[Money]():
		return typ{kind: kMoney}
	case reflect.TypeFor[Date]():
		return typ{kind: kDate}
	case reflect.TypeFor[Days]():
		return typ{kind: kDays}
	case reflect.TypeFor[Number]():
		return typ{kind: kDecimal}
	case reflect.TypeFor[Share]():
		return typ{kind: kShare}
	case reflect.TypeFor[[]string]():
		return typ{kind: kTexts}
	}
	switch t.Kind() {
	case reflect.Bool:
		return typ{kind: kBool}
	case reflect.Int:
		return typ{kind: kInt}
	case reflect.Float64:
		return typ{kind: kFloat}
	case reflect.String:
		return typ{kind: kText, values: values}
	case reflect.Struct:
		return typ{kind: kObject, object: t}
	}
	return typ{}
}

// fieldsOf lists the fields of a world or an object that rules may name, in
// the order of the struct; embedded structs come where they stand. Types don't
// change, so the list is made once and must not be changed either.
func fieldsOf(t reflect.Type) []reflect.StructField {
	if known, ok := fieldsByType.Load(t); ok {
		return known.([]reflect.StructField)
	}
	var out []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("expr"); name != "" && name[0] != '#' {
			out = append(out, f)
		}
	}
	fieldsByType.Store(t, out)
	return out
}

var fieldsByType sync.Map // reflect.Type → []reflect.StructField

// fieldNamed finds a field by its name in rules.
func fieldNamed(t reflect.Type, name string) (typ, bool) {
	for _, f := range fieldsOf(t) {
		if f.Tag.Get("expr") == name {
			return typeOf(f.Type, f.Tag.Get("values")), true
		}
	}
	return typ{}, false
}

func fieldNames(t reflect.Type) []string {
	var out []string
	for _, f := range fieldsOf(t) {
		out = append(out, f.Tag.Get("expr"))
	}
	return out
}

// valueSet is a set of texts that a field can have. A literal outside of it
// would be false for ever.
type valueSet struct {
	what  string              // "invoice status"
	words []string            // all of them, if they can be listed
	valid func(s string) bool // else
	help  string
}

func valueSets() map[string]valueSet {
	return map[string]valueSet{
		"invoice status":  {what: "invoice status", words: invoiceStatuses()},
		"reminder status": {what: "reminder status", words: []string{string(billing.ReminderCreated), string(billing.ReminderSent)}},
		"severity":        {what: "severity", words: severities()},
		"alert kind":      {what: "kind of alert", words: []string{"hold", "job", "rule"}},
		"currency":        {what: "currency code", valid: billing.KnownCurrency, help: "a code of ISO 4217 in capital letters, such as EUR"},
		"weekday":         {what: "weekday", words: weekdays()},
		"country":         {what: "country code", valid: validCountry, help: "two capital letters, such as DE"},
	}
}

func invoiceStatuses() []string {
	var out []string
	for _, s := range billing.InvoiceStatuses() {
		out = append(out, string(s))
	}
	return out
}

func validCountry(s string) bool {
	return s == "" || len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}
