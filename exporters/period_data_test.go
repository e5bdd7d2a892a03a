package exporters

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// periodSet is a year of invoices, payments and reminders: two currencies, part
// payment, overpayment, credit note, reversal, discount written off, a payment
// without an invoice, before the due date, of another currency and of an invoice
// that is gone, a refund, umlauts, and a name that looks like a formula.
func periodSet(t testing.TB) Input {
	t.Helper()
	in := smallInput(t)
	in.Period = billing.YearOf(in.Today)
	s := &in.Snapshot
	s.Companies = []billing.Company{
		{ID: 901, Identifier: "10201", Name: "=1+1 GmbH"}, {ID: 902, Identifier: "00104", Name: "Müller & Söhne KG"}, {ID: 903, Identifier: "10203", Name: "Café Zentral e.K."},
	}
	invoice := func(id billing.ID, number string, customer billing.ID, on, due, net, gross string, status billing.InvoiceStatus) *billing.Invoice {
		g := amount(t, gross)
		s.Invoices = append(s.Invoices, billing.Invoice{
			ID: id, Identifier: number, CustomerID: customer, Date: day(t, on), DueDate: day(t, due), Status: status,
			Currency: g.Currency, NetTotal: amount(t, net), GrossTotal: g, Title: "Änderungen März",
		})
		return &s.Invoices[len(s.Invoices)-1]
	}
	invoice(1, "R1", 901, "2026-01-10", "2026-01-24", "1000.00 EUR", "1190.00 EUR", billing.StatusPaid)
	invoice(2, "R2", 901, "2026-02-10", "2026-02-24", "2000.00 EUR", "2380.00 EUR", billing.StatusPartiallyPaid)
	invoice(3, "R3", 902, "2026-03-01", "2026-03-15", "500.00 CHF", "540.50 CHF", billing.StatusPaid)
	invoice(4, "R4", 903, "2026-04-01", "2026-04-15", "100.00 EUR", "119.00 EUR", billing.StatusPaid)
	invoice(5, "G5", 903, "2026-04-20", "2026-05-04", "-100.00 EUR", "-119.00 EUR", billing.StatusPaid)
	invoice(6, "R6", 902, "2026-05-01", "2026-05-15", "300.00 EUR", "357.00 EUR", billing.StatusIgnored).Reversed = true
	invoice(7, "S6", 902, "2026-05-02", "", "-300.00 EUR", "-357.00 EUR", billing.StatusIgnored).Reversal = true
	invoice(8, "R8", 901, "2026-10-01", "2026-10-15", "800.00 EUR", "952.00 EUR", billing.StatusOverdue)
	invoice(9, "R9", 902, "2025-12-01", "2025-12-15", "10.00 EUR", "11.90 EUR", billing.StatusPaid)
	invoice(10, "", 903, "2026-11-20", "", "70.00 EUR", "83.30 EUR", billing.StatusDraft)
	s.Invoices[0].Discount = billing.NewDecimal(20, 0)
	pay := func(id, invoice billing.ID, number, on, m, account, description string) {
		p := billing.Payment{ID: id, Date: day(t, on), Invoice: billing.InvoiceRef{ID: invoice, Identifier: number}, Currency: amount(t, m).Currency, PaidTotal: amount(t, m), Description: description}
		var err error
		if p.PaidTotalInAccountCurrency, err = billing.ParseDecimal(account); err != nil {
			t.Fatal(err)
		}
		s.Payments = append(s.Payments, p)
	}
	pay(101, 1, "R1", "2026-01-20", "1190.00 EUR", "1190.00", "") // before it was due
	pay(102, 2, "R2", "2026-03-01", "1000.00 EUR", "1000", "")    // part
	pay(103, 2, "R2", "2026-11-05", "80.33 EUR", "80.33", "")     // part
	pay(104, 3, "R3", "2026-03-15", "540.50 CHF", "560.10", "")   // on the day
	pay(105, 4, "R4", "2026-05-01", "130.00 EUR", "130", "")      // too much
	pay(106, 5, "G5", "2026-05-04", "-119.00 EUR", "-119", "")    // credit paid out
	pay(107, 0, "", "2026-06-10", "42.42 EUR", "42.42", "=SUMME(A1)")
	pay(108, 77, "R77", "2026-06-11", "7.00 EUR", "7", "Rechnung weg")
	pay(109, 4, "R4", "2026-06-12", "-11.00 EUR", "-11", "Überzahlung zurück")
	pay(110, 8, "R8", "2026-10-20", "100.00 CHF", "103.00", "")
	pay(111, 9, "R9", "2025-12-20", "11.50 EUR", "11.5", "") // outside the period; the rest is written off
	remind(t, &in)
	positions(t, s)
	in.Total = len(s.Invoices)
	return in
}

// remind adds reminders: ours, one by hand, a deleted one, an unsent one, and
// one of a trial; and the verdicts of a run.
func remind(t testing.TB, in *Input) {
	t.Helper()
	s := &in.Snapshot
	add := func(id, invoice billing.ID, number, on, term, fee string, status billing.ReminderStatus) {
		d, err := billing.ParseDecimal(fee)
		if err != nil {
			t.Fatal(err)
		}
		s.Reminders = append(s.Reminders, billing.Reminder{
			ID: id, Title: "Zahlungserinnerung", Status: status, Date: day(t, on), DueDate: day(t, term), Fee: d, Invoice: billing.InvoiceRef{ID: invoice, Identifier: number},
		})
	}
	add(201, 2, "R2", "2026-03-10", "2026-03-17", "0", billing.ReminderSent) // by hand
	add(202, 2, "R2", "2026-03-25", "2026-04-01", "5", billing.ReminderSent) // ours, level 2
	add(203, 4, "R4", "2026-04-30", "2026-05-07", "0", billing.ReminderSent) // ours, crossed
	add(204, 8, "R8", "2026-11-22", "2026-11-29", "0", billing.ReminderCreated)
	add(205, 8, "R8", "2026-10-30", "2026-11-06", "0", billing.ReminderSent)   // of a trial
	add(206, 9, "R9", "2025-12-18", "2025-12-28", "0", billing.ReminderSent)   // outside the period
	add(207, 99, "R99", "2026-02-01", "2026-02-08", "0", billing.ReminderSent) // its invoice is gone
	add(208, 3, "R3", "2026-03-14", "2026-03-21", "2.5", billing.ReminderSent) // by hand, before it was due
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, in.ReadAt.Location())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	letter := func(id, invoice billing.ID, level int, rule, open, fee, sent string) Letter {
		l := Letter{Reminder: id, InvoiceID: invoice, Level: level, Title: "Mahnung", Open: amount(t, open), PayWithin: 7, Rule: rule, Run: "r_1", ApprovedBy: "anna@host", To: []string{"a@b.example"}, SentAt: at(sent)}
		if fee != "" {
			l.Fee = amount(t, fee)
		}
		return l
	}
	in.Letters = []Letter{
		letter(202, 2, 2, "dunning", "1380.00 EUR", "5.00 EUR", "2026-03-25 07:00"),
		letter(203, 4, 1, "dunning", "119.00 EUR", "", "2026-04-30 07:00"),
		letter(205, 8, 1, "dunning", "952.00 EUR", "", "2026-10-30 07:00"),
		letter(209, 8, 1, "=rule", "952.00 EUR", "3.00 EUR", "2026-11-23 06:30"), // deleted in MOCO since
	}
	in.Letters[2].Trial = true
	for _, inv := range s.Invoices {
		v := plan.Verdict{InvoiceID: inv.ID, Identifier: inv.Identifier, CustomerID: inv.CustomerID, Customer: "Café & Söhne", Status: inv.Status, Gross: inv.GrossTotal, Due: inv.DueDate, Outcome: plan.OutcomeOut}
		switch inv.ID {
		case 2:
			v.Open, v.Receivable, v.Outcome, v.Reason, v.DaysOverdue = amount(t, "1299.67 EUR"), true, plan.OutcomeLeftAlone, "Sonderabsprache", 272
		case 8:
			v.Open, v.Receivable, v.Outcome, v.Reason, v.DaysOverdue = amount(t, "952.00 EUR"), true, plan.OutcomeHold, "currency", 39
		case 10:
			v.Outcome, v.Reason = plan.OutcomeHold, "without a number"
		}
		in.Verdicts = append(in.Verdicts, v)
	}
}

// positions adds the items of some invoices.
func positions(t testing.TB, s *billing.Snapshot) {
	t.Helper()
	item := func(id billing.ID, kind billing.ItemType, title, net string) billing.InvoiceItem {
		d, err := billing.ParseDecimal(net)
		if err != nil {
			t.Fatal(err)
		}
		return billing.InvoiceItem{ID: id, Type: kind, Title: title, Description: "<div>Fett &amp; kursiv</div>", Quantity: billing.NewDecimal(15, 1), Unit: "h", UnitPrice: d, NetTotal: d}
	}
	optional := item(306, billing.ItemBilled, "auf Wunsch", "99")
	optional.Optional = true
	s.Items = []billing.InvoiceItems{
		{InvoiceID: 1, Items: []billing.InvoiceItem{item(301, "title", "Überschrift", "0"), item(302, billing.ItemBilled, "=1+1", "1000.005"), item(303, billing.ItemBilled, "Entwurf", "249.995")}},
		{InvoiceID: 3, Items: []billing.InvoiceItem{item(304, billing.ItemBilled, "Konzept", "500"), optional}},
		{InvoiceID: 8, Items: []billing.InvoiceItem{item(305, billing.ItemBilled, "zu wenig", "700")}},
	}
}
