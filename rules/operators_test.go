package rules

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
)

// TestOperatorMatrix asks every operator about every pair of types. What the
// checker lets through must run without an error of types; what it refuses is
// written down with its code. The golden file is the language's type table.
func TestOperatorMatrix(t *testing.T) {
	t.Parallel()
	operands := []struct{ name, text string }{
		{"yes/no", "invoice.overdue"}, {"number", "invoice.level"}, {"fraction", "1.5"}, {"decimal", `invoice.custom_number("Cost centre")`}, {"text", "invoice.title"}, {"status", "invoice.status"},
		{"money", "invoice.open"}, {"table", "amounts.minimum"}, {"date", "invoice.due"}, {"days", "days(3)"}, {"texts", "invoice.tags"},
		{"array", `["a", "b"]`}, {"list", "lists.hands_off"}, {"invoice", "invoice"}, {"customer", "invoice.customer"}, {"project", "invoice.project"},
	}
	operators := []string{"==", "<", "in", "not in", "contains", "startsWith", "endsWith", "matches", "and", "+", "-", "*", "/", "%", "**", "..", "??"}
	w := &invoiceWorld{Invoice: sampleInvoice(t), common: common{Today: Date(today), Meter: &meter{}}}
	scope := sampleScope(0)
	scope.conf = scope.data.config()
	var b strings.Builder
	for _, op := range operators {
		for _, l := range operands {
			for _, r := range operands {
				text := l.text + " " + op + " " + r.text
				program, found := build(text, scope, false)
				if len(found) > 0 {
					continue
				}
				v, err := runProgram(program, w)
				if err != nil {
					t.Errorf("%s: %v", text, err)
				}
				fmt.Fprintf(&b, "%s %s %s → %T\n", l.name, op, r.name, v)
			}
		}
	}
	golden(t, "testdata/operators.txt", b.String())
}

// Every refusal has words and a code, whatever the pair.
func TestEveryMismatchHasWords(t *testing.T) {
	t.Parallel()
	operands := []string{
		"invoice.overdue", "invoice.level", "1.5", "invoice.title", "invoice.open", "amounts.minimum", "today", "days(3)", "invoice.tags",
		`["a"]`, "lists.hands_off", "invoice", "unknown", "invoice.unknown", "eur()", "nil",
	}
	for _, op := range []string{"==", "<", "in", "contains", "matches", "or", "+", "*"} {
		for _, l := range operands {
			for _, r := range operands {
				_, found := compile(l+" "+op+" "+r, sampleScope(0))
				for _, f := range found {
					if f.text == "" || f.code == "" || f.code == "expr" || strings.Contains(f.text, "%!") || strings.Contains(f.text, "this is  ") {
						t.Errorf("%s %s %s: %+v", l, op, r, f)
					}
				}
			}
		}
	}
}

func TestMultiply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b, want int64
		ok         bool
	}{
		{0, math.MinInt64, 0, true}, {3, 4, 12, true}, {-3, 4, -12, true}, {math.MaxInt64, 1, math.MaxInt64, true},
		{math.MaxInt64, 2, 0, false}, {math.MinInt64, -1, 0, false}, {-1, math.MinInt64, 0, false}, {math.MinInt64, 1, math.MinInt64, true},
		{1 << 32, 1 << 31, 0, false}, {1 << 31, 1 << 31, 1 << 62, true},
	}
	for _, tt := range tests {
		got, ok := multiply(tt.a, tt.b)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%d × %d = %d, %v", tt.a, tt.b, got, ok)
		}
	}
}

// Whole numbers never wrap round.
func TestIntArithmetic(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op   string
		a, b int
		want string
	}{
		{"+", 1, 2, "3"}, {"+", math.MaxInt, 0, fmt.Sprint(math.MaxInt)}, {"+", math.MaxInt, 1, "too large"}, {"+", math.MinInt, -1, "too large"},
		{"-", 1, 2, "-1"}, {"-", math.MinInt, 1, "too large"}, {"-", math.MaxInt, -1, "too large"}, {"-", 0, math.MinInt, "too large"},
		{"*", 7, -6, "-42"}, {"*", math.MaxInt, math.MaxInt, "too large"},
	}
	for _, tt := range tests {
		v, err := intArithmetic(tt.op, tt.a, tt.b)
		got := fmt.Sprint(v)
		if err != nil {
			got = "too large"
			if !strings.HasSuffix(err.Error(), got) {
				t.Errorf("error %v", err)
			}
		}
		if got != tt.want {
			t.Errorf("%d %s %d = %s, want %s", tt.a, tt.op, tt.b, got, tt.want)
		}
	}
}

// An amount in a rule is exactly what was written, to the cent.
func TestMoneyLiteralsAreExact(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0.01", "0.1", "0.29", "1.15", "4.35", "1005.10", "499.95", "8.70", "1234567.89", "99999999.99", "-3.30"} {
		want, err := billing.ParseMoney(text + " EUR")
		if err != nil {
			t.Fatal(err)
		}
		program, found := build("eur("+text+")", sampleScope(0), false)
		if len(found) > 0 {
			t.Errorf("%s: %v", text, found)
			continue
		}
		if got, err := runProgram(program, &invoiceWorld{}); err != nil || got != Money(want) {
			t.Errorf("eur(%s) = %v, %v", text, got, err)
		}
	}
}

func TestListHolds(t *testing.T) {
	t.Parallel()
	l := list{tags: []string{"Sonderabsprache", "Größe XL"}, customers: []string{"10301"}}.indexed()
	tests := []struct {
		what any
		want bool
	}{
		{Customer{Number: "10301"}, true}, {Customer{Number: "1030"}, false}, {Customer{}, false},
		{Customer{Tags: []string{"x", "SONDERABSPRACHE"}}, true}, {Customer{Tags: []string{"Sonder"}}, false},
		{Invoice{Tags: []string{"größe xl"}}, true}, {Invoice{Customer: Customer{Number: "10301"}}, true},
		{Invoice{Customer: Customer{Tags: []string{"Sonderabsprache"}}}, true}, {Invoice{Number: "10301"}, false},
		{Debtor{Customer: Customer{Number: "10301"}}, true}, {Debtor{}, false},
	}
	for _, tt := range tests {
		if got, err := listHolds(l, tt.what); err != nil || got != tt.want {
			t.Errorf("%+v: %v, %v", tt.what, got, err)
		}
	}
	if got, _ := listHolds(list{customers: []string{""}}.indexed(), Customer{}); got != false {
		t.Error("an empty customer number matches a customer without one")
	}
}
