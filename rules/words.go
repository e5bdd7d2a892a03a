package rules

import (
	"github.com/mocowork/mocowork/billing"
)

// Words is what templates of rule files may use: {{.Invoice.Number}}. Amounts
// and dates are texts already, in the language of the letters.
type Words struct {
	Rule     string `doc:"the rule's name"`
	Today    string `doc:"the date of the run"`
	Invoice  InvoiceWords
	Customer CustomerWords
	Payment  PaymentWords
	Reminder ReminderWords
	Project  ProjectWords
	// One of them is filled where for_each names its data set.
	PaymentSchedule  PaymentScheduleWords
	Cashflow         MoneyRowWords
	Finance          MoneyRowWords
	Utilization      UtilizationWords
	Absence          AbsenceWords
	PlannedVsTracked PlannedVsTrackedWords
}

// InvoiceWords are an invoice in templates.
type InvoiceWords struct {
	Number, Title, Status   string
	Gross, Paid, Open       string
	Date, Due               string
	DaysOverdue, Level      int
	DaysOverdueWhenPaid     int
	Owner, Contact, Project string
}

// CustomerWords are a customer in templates. The totals are filled in
// for_each: customers only.
type CustomerWords struct {
	Number, Name, Country, Owner string
	OpenTotal, OverdueTotal      string
	OpenCount, OverdueCount      int
	DaysOverdue, Level           int
}

// PaymentWords are a payment in templates, in for_each: payments.
type PaymentWords struct{ Amount, Date, Description string }

// ReminderWords are the letter that a rule with remind is about to send, or
// the reminder of for_each: reminders.
type ReminderWords struct {
	Level     int
	Name      string
	Fee       string
	Date, Due string
}

// ProjectWords are a project in templates, in for_each: projects and
// payment_schedules.
type ProjectWords struct{ Number, Name, Leader, Customer, Start, Finish string }

// sampleWords are words with which a template is tried once.
func sampleWords() Words {
	return Words{
		Rule: "dunning", Today: "23.11.2026",
		Invoice:  InvoiceWords{Number: "R2610-022", Title: "Retainer Q4", Open: "12.400,00 EUR", DaysOverdue: 30, Level: 1},
		Customer: CustomerWords{Number: "10203", Name: "Hansa Logistik GmbH"},
		Reminder: ReminderWords{Level: 2, Name: "1. Mahnung"},
	}
}

// words fills a template's data for a subject.
func (s *subject) words(r *rule) Words {
	w := Words{Rule: r.name, Today: s.run.Snapshot.Today.Format(s.run.Language)}
	l := s.run.Language
	money := func(m Money) string { return billing.Money(m).Format(l) }
	day := func(d Date) string { return billing.Date(d).Format(l) }
	switch v := s.world.(type) {
	case *invoiceWorld:
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *customerWorld:
		c := v.Customer
		w.Customer = customerWords(c.Customer)
		w.Customer.OpenTotal, w.Customer.OverdueTotal = money(c.OpenTotal), money(c.OverdueTotal)
		w.Customer.OpenCount, w.Customer.OverdueCount = c.OpenCount, c.OverdueCount
		w.Customer.DaysOverdue, w.Customer.Level = c.DaysOverdue, c.Level
	case *paymentWorld:
		w.Payment = PaymentWords{money(v.Payment.Amount), day(v.Payment.Date), v.Payment.Description}
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *reminderWorld:
		r := v.Reminder
		w.Reminder = ReminderWords{Level: r.Level, Name: r.Title, Fee: money(r.Fee), Date: day(r.Date), Due: day(r.Due)}
		w.Invoice, w.Customer = invoiceWords(v.Invoice, money, day), customerWords(v.Customer)
	case *projectWorld:
		w.project(v.Project, day)
	}
	s.rowWords(&w, money, day)
	if s.letter != nil {
		today := s.run.Snapshot.Today
		w.Reminder = ReminderWords{
			Level: s.letter.Level, Name: s.letter.LevelName, Fee: s.letter.Fee.Format(l),
			Date: today.Format(l), Due: today.AddDays(s.letter.PayWithin).Format(l),
		}
	}
	return w
}

func (w *Words) project(p Project, day func(Date) string) {
	w.Project = ProjectWords{p.Number, p.Name, p.Leader, p.Customer, day(p.Start), day(p.Finish)}
	w.Customer.Name = p.Customer
}

func invoiceWords(v Invoice, money func(Money) string, day func(Date) string) InvoiceWords {
	return InvoiceWords{
		Number: v.Number, Title: v.Title, Status: v.Status, Gross: money(v.Gross), Paid: money(v.Paid), Open: money(v.Open),
		Date: day(v.Date), Due: day(v.Due), DaysOverdue: v.DaysOverdue, Level: v.Level, DaysOverdueWhenPaid: v.DaysOverdueWhenPaid,
		Owner: v.Owner, Contact: v.Contact, Project: v.Project.Name,
	}
}

func customerWords(v Customer) CustomerWords {
	return CustomerWords{Number: v.Number, Name: v.Name, Country: v.Country, Owner: v.Owner}
}
