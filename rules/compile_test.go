package rules

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
)

// sampleScope is the scope of the tests' expressions.
func sampleScope(dataset int) scope {
	return scope{
		data: datasets()[dataset], used: map[string]bool{},
		lists:   []list{{name: "hands_off", tags: []string{"Mahnsperre"}, customers: []string{"10301"}}},
		amounts: []amounts{{name: "minimum", table: []billing.Money{{Minor: 1000, Currency: "EUR"}, {Minor: 1200, Currency: "CHF"}}}},
	}
}

// sampleInvoice is R2610-022 as rules see it.
func sampleInvoice(t testing.TB) Invoice {
	a := newAccount(t)
	a.pay("400 EUR", 12)
	a.sent(1, 12)
	a.invoice().Tags = []string{"VIP", "KST-1", "KST-2"}
	a.invoice().CustomProperties = billing.CustomProperties{"Line of business": "Automotive", "Cost centre": "100"}
	item := a.in.Snapshot.OpenItems()[0]
	return viewInvoice(item, money(t, "12000 EUR"), true, 1, today)
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // true, false or the error
	}{
		{`invoice.overdue`, "true"},
		{`not invoice.overdue or invoice.level == 1`, "true"},
		{`invoice.status == "overdue"`, "true"},
		{`invoice.status != "sent"`, "true"},
		{`invoice.status in ["sent", "paid"]`, "false"},
		{`invoice.status not in ["sent", "paid"]`, "true"},
		{`invoice.open == eur(12000)`, "true"},
		{`invoice.open != eur(11999.99)`, "true"},
		{`invoice.open >= eur(12000) and invoice.open <= eur(12000.00)`, "true"},
		{`invoice.open < eur(12000.01) and invoice.open > eur(11999.99)`, "true"},
		{`eur(0.1) + eur(0.2) == eur(0.3)`, "true"},
		{`invoice.gross - invoice.paid == invoice.open`, "true"},
		{`invoice.paid * 30 == invoice.open`, "true"},
		{`invoice.open > chf(1)`, "can't compare 12,000.00 EUR and 1.00 CHF: the currencies differ"},
		{`invoice.open + usd(1) > usd(1)`, "can't add 12,000.00 EUR and 1.00 USD: the currencies differ"},
		{`invoice.open - gbp(1) > gbp(1)`, "can't add 12,000.00 EUR and -1.00 GBP: the currencies differ"},
		{`invoice.open == chf(12000)`, "can't compare 12,000.00 EUR and 12,000.00 CHF: the currencies differ"},
		{`invoice.open > money(1, invoice.currency)`, "true"},
		{`invoice.open > money(invoice.level, "EUR")`, "true"},
		{`invoice.open > money(1, invoice.title)`, `"Retainer Q4" is not a currency code`},
		{`invoice.open >= amounts.minimum`, "true"},
		{`amounts.minimum < invoice.open`, "true"},
		{`usd(5) >= amounts.minimum`, "no amount minimum for USD"},
		{`invoice.open * 9223372036854775807 > eur(1)`, "the amount is too large"},
		{`invoice.days_overdue == 30 and 14 < invoice.days_overdue < 31`, "true"},
		{`invoice.days_overdue + 9223372036854775807 > 1`, "30 + 9223372036854775807 is too large"},
		{`invoice.days_overdue - 1 == 29 and invoice.days_overdue * 2 == 60 and -invoice.level < 0`, "true"},
		{`invoice.days_overdue > 29.5`, "true"},
		{`invoice.due == today - days(30)`, "true"},
		{`invoice.due + days(30) == today and today - invoice.due == days(30)`, "true"},
		{`today == date("2026-11-23")`, "true"},
		{`invoice.project.finish < today`, "a date is missing"},
		{`invoice.project.finish + days(1) < today`, "a date is missing"},
		{`today - invoice.project.finish > days(1)`, "a date is missing"},
		{`invoice.project.has_finish and invoice.project.finish < today`, "false"},
		{`invoice.date < today - days(invoice.level * 90000)`, "90000 days are more than 36600"},
		{`"VIP" in invoice.tags and "vip" not in invoice.tags`, "true"},
		{`any(invoice.tags, # startsWith "KST")`, "true"},
		{`one(invoice.tags, # endsWith "1")`, "true"},
		{`all(invoice.tags, len(invoice.tags) == 3) and none(invoice.tags, # == "x")`, "true"},
		{`count(invoice.tags, # matches "^KST-\\d$") == 2`, "true"},
		{`any(["a", "b"], any(invoice.tags, # == "VIP"))`, "true"},
		{`invoice.title contains "Retainer" and lower(invoice.title) startsWith "retainer"`, "true"},
		{`invoice.number + "/" + invoice.currency == "R2610-022/EUR"`, "true"},
		{`invoice.custom("Line of business") == "Automotive"`, "true"},
		{`invoice.custom("nothing") == ""`, "true"},
		{`invoice.reminded_within(12)`, "false"},
		{`invoice.reminded_within(13)`, "true"},
		{`invoice in lists.hands_off or invoice.customer in lists.hands_off`, "false"},
		{`invoice.customer.number == "10203" and invoice.customer.country == "DE"`, "true"},
		{`invoice.payment_pending`, "false"},
		{`invoice.net > invoice.customer.id or true`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			c, found := compile(tt.text, sampleScope(0))
			if tt.want == "" {
				if len(found) == 0 {
					t.Error("no finding")
				}
				return
			}
			if len(found) > 0 {
				t.Fatalf("findings: %v", found)
			}
			yes, err := c.run(&invoiceWorld{Invoice: sampleInvoice(t), common: common{Today: Date(today)}})
			got := fmt.Sprint(yes)
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// An error is never yes, and an unknown amount or date is never compared.
func TestUnknownIsNoAnswer(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`invoice.open >= eur(0)`, `invoice.open == invoice.open`, `invoice.open * 2 == eur(0)`, `invoice.open + eur(1) > eur(0)`,
		`invoice.open - eur(1) < eur(0)`, `invoice.open >= amounts.minimum`, `invoice.due < today`, `invoice.due == invoice.due`,
	} {
		c, found := compile(text, sampleScope(0))
		if len(found) > 0 {
			t.Fatalf("%s: %v", text, found)
		}
		if yes, err := c.run(&invoiceWorld{common: common{Today: Date(today)}}); err == nil || yes {
			t.Errorf("%s on an empty invoice gave %v, %v", text, yes, err)
		}
	}
}

// The steps of an evaluation are bounded, whatever the data's size.
func TestStepsAreBounded(t *testing.T) {
	t.Parallel()
	inv := sampleInvoice(t)
	for range 1000 {
		inv.Tags = append(inv.Tags, "x")
	}
	c, found := compile(`all(invoice.tags, all(invoice.tags, # != "nothing"))`, sampleScope(0))
	if len(found) > 0 {
		t.Fatal(found)
	}
	var m machine
	yes, err := c.runOn(&m, &invoiceWorld{Invoice: inv, common: common{Today: Date(today)}})
	if err == nil || yes || err.Error() != "it took more than 100000 steps" {
		t.Errorf("gave %v, %v", yes, err)
	}
	const parts = 3 // # != "nothing"
	if want := maxSteps + parts - maxSteps%parts; m.meter.steps != want {
		t.Errorf("stopped after %d steps, want %d: the bound must not depend on time", m.meter.steps, want)
	}
}

func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	inv := sampleInvoice(t)
	inv.Title = strings.Repeat("ü", maxText/2+1)
	c, found := compile(`invoice.title + invoice.title == "x"`, sampleScope(0))
	if len(found) > 0 {
		t.Fatal(found)
	}
	_, err := c.run(&invoiceWorld{Invoice: inv, common: common{}})
	if err == nil || err.Error() != "a text grew longer than 10000 characters" {
		t.Errorf("error %v", err)
	}
}

// No type of the world has a method, a map, a pointer or an interface: expr
// would offer the methods and let misspelt keys of maps through. The meter and
// the working days are the only pointers; their names can't be written.
func TestWorldIsPlain(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, path string) {
		if seen[typ] || typ == reflect.TypeFor[*meter]() || typ == reflect.TypeFor[*workdays]() {
			return
		}
		seen[typ] = true
		if typ.NumMethod() > 0 {
			t.Errorf("%s has methods", path)
		}
		if typ == reflect.TypeFor[Money]() || typ == reflect.TypeFor[Date]() {
			return // their fields have no names in rules
		}
		switch typ.Kind() {
		case reflect.Map, reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan:
			t.Errorf("%s is a %s", path, typ.Kind())
		case reflect.Slice:
			walk(typ.Elem(), path+"[]")
		case reflect.Struct:
			for i := range typ.NumField() {
				if f := typ.Field(i); f.IsExported() || f.Anonymous {
					walk(f.Type, path+"."+f.Name)
				}
			}
		}
	}
	for _, d := range datasets() {
		walk(reflect.TypeOf(d.world), d.name)
	}
	walk(reflect.TypeFor[routeWorld](), "route")
}

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string
	}{
		{`invoice.overdue`, []string{`invoice.overdue`}},
		{"invoice.overdue and\ninvoice.open >= amounts.minimum\n", []string{`invoice.overdue`, `invoice.open >= amounts.minimum`}},
		{`invoice.overdue && (invoice.level == 1 and invoice.level < 3) and true`, []string{`invoice.overdue`, `(invoice.level == 1 and invoice.level < 3)`, `true`}},
		{`invoice.overdue and invoice.level == 1 or true`, []string{`invoice.overdue and invoice.level == 1 or true`}},
		{`invoice.title == "x and y" and any(invoice.tags, # == "a" and true)`, []string{`invoice.title == "x and y"`, `any(invoice.tags, # == "a" and true)`}},
	}
	for _, tt := range tests {
		c, found := compile(tt.text, sampleScope(0))
		if len(found) > 0 {
			t.Fatalf("%s: %v", tt.text, found)
		}
		var got []string
		for _, term := range split(c) {
			got = append(got, term.text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.text, diff)
		}
	}
}
