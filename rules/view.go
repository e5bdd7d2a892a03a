package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// pendingDays is how long a payment counts as just booked: others may be on
// their way into the books.
const pendingDays = 3

// viewInvoice is an invoice as rules see it. open is what the data gates made
// of it: 0 where there is no claim.
func viewInvoice(o billing.OpenItem, open billing.Money, overdue bool, level int, today billing.Date) Invoice {
	inv := o.Invoice
	last := o.LastSent()
	v := Invoice{
		ID: int(inv.ID), Number: inv.Identifier, Title: inv.Title, Status: string(inv.Status), Date: Date(inv.Date),
		Due: Date(inv.DueDate), HasDue: !inv.DueDate.IsZero(), Currency: inv.Currency,
		Gross: Money(inv.GrossTotal), Net: Money(inv.NetTotal), Open: Money(open), Overdue: overdue, Level: level,
		InCollection: inCollection(inv), PaymentPending: !pendingPayment(o, today).Date.IsZero(),
		DaysOverdueWhenPaid: daysLate(inv, o.LastPayment()), Tags: inv.Tags,
		Owner: inv.User.Name(), Contact: inv.InternalContact.Name(),
		Reminders: Reminders{Count: sentCount(o), Level: level},
		Customer:  viewCustomer(o.Customer), Project: viewProject(o.Project), HasProject: o.Project.ID != 0,
		custom: properties(inv.CustomProperties), collection: collectionFact(inv), lastSent: last.Date, lastPaid: o.LastPayment().Date, lastID: last.ID, today: today,
	}
	if paid, err := o.Paid(); err == nil {
		v.Paid = Money(paid)
	}
	if overdue {
		v.DaysOverdue = o.DaysOverdue(today)
	}
	if p := pendingPayment(o, today); !p.Date.IsZero() {
		v.pending = fmt.Sprintf("payment %d of %s, %s", p.ID, p.Date.Format(billing.English), p.PaidTotal)
	}
	return v
}

func inCollection(inv billing.Invoice) bool { return inv.DebtCollection != (billing.DebtCollection{}) }

// pendingPayment is the latest payment with a date of the last days, or a date
// to come; the zero Payment if there is none.
func pendingPayment(o billing.OpenItem, today billing.Date) billing.Payment {
	if p := o.LastPayment(); !p.Date.IsZero() && today.Sub(p.Date) <= pendingDays {
		return p
	}
	return billing.Payment{}
}

// daysLate is how many days after the due date a payment came.
func daysLate(inv billing.Invoice, p billing.Payment) int {
	return max(0, p.Date.Sub(inv.DueDate))
}

func sentCount(o billing.OpenItem) int {
	n := 0
	for _, r := range o.Reminders {
		if r.Status == billing.ReminderSent {
			n++
		}
	}
	return n
}

func viewCustomer(c billing.Company) Customer {
	return Customer{
		ID: int(c.ID), Number: c.Identifier, Name: c.Name, Country: c.CountryCode, Email: c.Email,
		Tags: c.Tags, Owner: c.User.Name(), custom: properties(c.CustomProperties),
	}
}

func viewProject(p billing.Project) Project {
	return Project{
		ID: int(p.ID), Number: p.Identifier, Name: p.Name, Active: p.Active, Billable: p.Billable,
		FixedPrice: p.FixedPrice, Retainer: p.Retainer, Start: Date(p.StartDate), HasStart: !p.StartDate.IsZero(),
		Finish: Date(p.FinishDate), HasFinish: !p.FinishDate.IsZero(), Currency: p.Currency, Leader: p.Leader.Name(),
		Customer: p.Customer.Name, Tags: p.Tags, custom: properties(p.CustomProperties),
	}
}

func viewPayment(p billing.Payment, inv Invoice, due billing.Date) Payment {
	inv.DaysOverdueWhenPaid = max(0, p.Date.Sub(due))
	return Payment{
		ID: int(p.ID), Date: Date(p.Date), Amount: Money(p.PaidTotal), Currency: p.Currency,
		Description: p.Description, HasInvoice: p.Invoice.ID != 0, Invoice: inv,
	}
}

func viewReminder(r billing.Reminder, inv Invoice, today billing.Date) Reminder {
	fee, _ := billing.NewMoney(r.Fee, inv.Currency) // unknown if it can't be: comparing then fails
	return Reminder{
		ID: int(r.ID), Title: r.Title, Status: string(r.Status), Date: Date(r.Date), Due: Date(r.DueDate),
		HasDue: !r.DueDate.IsZero(), Fee: Money(fee), Level: r.ReferencedLevel(inv.Number),
		DaysAgo: max(0, today.Sub(r.Date)), Invoice: inv,
	}
}

// properties are custom fields in a fixed order.
func properties(c billing.CustomProperties) []property {
	out := make([]property, 0, len(c))
	for _, name := range slices.Sorted(maps.Keys(c)) {
		out = append(out, property{name, c[name]})
	}
	return out
}
