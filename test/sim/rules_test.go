package sim

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

const account = "beispiel"

func identifier(invoice billing.ID) string { return fmt.Sprintf("R2610-%04d", invoice) }

// customer is the customer of an invoice: each has one of its own.
func customer(invoice billing.ID) billing.ID { return 100000 + invoice }

// letterOn is the first reminder of an invoice.
func letterOn(invoice billing.ID, openCents int64) plan.Remind {
	number := identifier(invoice)
	mark := billing.Reference(number, 1)
	return plan.Remind{
		InvoiceID: invoice, Identifier: number, CustomerID: customer(invoice), Ladder: "standard", Level: 1, Levels: 3,
		LevelName: "Zahlungserinnerung", Gross: billing.Money{Minor: gross, Currency: "EUR"}, Open: billing.Money{Minor: openCents, Currency: "EUR"},
		Fee: billing.Money{Currency: "EUR"}, PayWithin: 10, Language: billing.German, Reference: mark,
		Title: "Zahlungserinnerung zur Rechnung " + number, Text: fmt.Sprintf("Offen sind %d Cent. Unser Zeichen: %s", openCents, mark), Subject: "Zahlungserinnerung " + number, Mail: "Anbei.",
	}
}

// decide is an actions.Decider with the rules that matter here: nothing for
// what is paid, unclear or reminded already, otherwise level 1.
func decide(_ context.Context, e ledger.Entry, fresh billing.Snapshot) (plan.Line, plan.Verdict, bool, error) {
	item := fresh.OpenItems()[0]
	left, err := item.Open()
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	no := func(v plan.Verdict) (plan.Line, plan.Verdict, bool, error) { return plan.Line{}, v, false, nil }
	if left.Minor <= 0 {
		return no(plan.Verdict{Status: billing.StatusPaid, Reason: "paid"})
	}
	for _, r := range item.Reminders {
		switch r.Status {
		case billing.ReminderSent:
			return no(plan.Verdict{Reason: fmt.Sprintf("reminder %d was sent", r.ID)})
		case billing.ReminderCreated:
			return no(plan.Verdict{Reason: fmt.Sprintf("unsent reminder %d exists in MOCO", r.ID)})
		default:
			return no(plan.Verdict{Reason: fmt.Sprintf("reminder %d does not say whether it was sent", r.ID)})
		}
	}
	p := letterOn(item.Invoice.ID, left.Minor)
	return plan.Line{Key: p.Key(e.Account), Action: "remind", Params: p}, plan.Verdict{}, true, nil
}

// invoiceOf is the invoice that an entry is about.
func invoiceOf(e ledger.Entry) int64 {
	switch p := e.Params.(type) {
	case plan.Remind:
		return int64(p.InvoiceID)
	case plan.Email:
		return int64(p.Letter.InvoiceID)
	}
	return 0
}
