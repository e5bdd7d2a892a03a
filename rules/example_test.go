package rules_test

import (
	"fmt"
	"os"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

const dunning = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d}
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue and invoice.open >= eur(10)
    actions:
      - remind: {ladder: standard}
`

func snapshot() billing.Snapshot {
	date := func(month time.Month, day int) billing.Date { return billing.Date{Year: 2026, Month: month, Day: day} }
	return billing.Snapshot{
		Today:     date(time.November, 23),
		Companies: []billing.Company{{ID: 10, Identifier: "10203", Name: "Hansa Logistik GmbH"}},
		Invoices: []billing.Invoice{{
			ID: 80699, Identifier: "R2610-022", CustomerID: 10, Status: billing.StatusSent, Date: date(time.October, 10),
			DueDate: date(time.October, 24), Currency: "EUR", GrossTotal: billing.Money{Minor: 1240000, Currency: "EUR"},
		}},
	}
}

func ExampleLoad() {
	_, problems, docs := rules.Load([]rules.File{{Name: "dunning.yaml", Data: []byte(`version: 1
rules:
  - name: big
    for_each: invoices
    when: invoice.opn > 500
    actions:
      - notify: {severity: info}
`)}}, rules.Options{})
	if err := diag.Print(os.Stdout, problems, docs); err != nil {
		fmt.Println(err)
	}
	// Output:
	// dunning.yaml:5:19: error: an invoice has no field "opn" [unknown-field]
	//      4 |     for_each: invoices
	//      5 |     when: invoice.opn > 500
	//        |                   ^^^
	//        = help: did you mean "open"? `worker rules fields invoice` lists all
}

func ExampleSet_Decide() {
	set, _, _ := rules.Load([]rules.File{{Name: "dunning.yaml", Data: []byte(dunning)}}, rules.Options{})
	d, err := set.Decide(rules.Input{Account: "beispiel", Snapshot: snapshot()})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range d.Lines {
		p := l.Params.(plan.Remind)
		fmt.Println(l.Key, p.Title, p.Open)
	}
	for _, v := range d.Verdicts {
		fmt.Println(v.Identifier, v.Outcome, v.Reason)
	}
	// Output:
	// reminder|beispiel|80699|1 Zahlungserinnerung zur Rechnung R2610-022 12,400.00 EUR
	// R2610-022 letter level 1, Zahlungserinnerung
}

func ExampleSet_Explain() {
	set, _, _ := rules.Load([]rules.File{{Name: "dunning.yaml", Data: []byte(dunning)}}, rules.Options{})
	e, err := set.Explain(rules.Input{Account: "beispiel", Snapshot: snapshot()}, 80699)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := e.Print(os.Stdout, billing.English); err != nil {
		fmt.Println(err)
	}
	// Output:
	// R2610-022 · Hansa Logistik GmbH · 12,400.00 EUR open of 12,400.00 · due 24 Oct 2026, 30 days ago · sent
	// read from MOCO (invoice 80699, 0 payments, no reminders)
	// letter: level 1, Zahlungserinnerung
	//
	// dunning            yes
	//   when    true    invoice.overdue           30 days
	//           true    invoice.open >= eur(10)   12,400.00 EUR
	//   → level 1, Zahlungserinnerung, today
}

func ExampleCompileRoute() {
	route, err := rules.CompileRoute(`alert.severity == "critical"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(route.Match(rules.NewRouteAlert("rule", "big-and-late", plan.Notify{Severity: plan.Critical})))
	_, err = rules.CompileRoute(`alert.severity == "urgent"`)
	fmt.Println(err)
	// Output:
	// true
	// column 19: "urgent" is no severity; one of info, warning, critical
}
