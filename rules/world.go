package rules

import "github.com/mocowork/mocowork/billing"

// The world that expressions see: plain values, nothing nil, no maps and no
// pointers. A field's tags are its name in rules, its documentation and an
// example, which a test compiles and runs. Types carry no methods, because
// expr would offer every exported one; the methods of rules are in functions.go.

// Money is an amount in rules. It compares only with money of its currency.
type Money billing.Money

// Date is a civil date in rules. The zero value means absent; comparing with
// an absent date is an error at run time, which holds the invoice.
type Date billing.Date

// Days is a number of days between two dates.
type Days int

// Number is an exact number with a point, such as hours. It compares and
// counts with numbers that are written out, and with its like.
type Number billing.Decimal

// Invoice is an invoice in rules, with what its payments and reminders say.
type Invoice struct {
	ID                  int       `expr:"id" doc:"MOCO's id of the invoice" example:"invoice.id == 80699"`
	Number              string    `expr:"number" doc:"the invoice number" example:"invoice.number startsWith \"R26\""`
	Title               string    `expr:"title" doc:"the title" example:"invoice.title contains \"Retainer\""`
	Status              string    `expr:"status" values:"invoice status" doc:"MOCO's status; use overdue, open and days_overdue for money questions" example:"invoice.status in [\"sent\", \"overdue\"]"`
	Date                Date      `expr:"date" doc:"the invoice's date" example:"invoice.date < today - days(90)"`
	Due                 Date      `expr:"due" doc:"the due date" example:"invoice.due < today - days(7)"`
	HasDue              bool      `expr:"has_due" doc:"whether there is a due date" example:"invoice.has_due"`
	Currency            string    `expr:"currency" values:"currency" doc:"ISO code of the currency" example:"invoice.currency == \"EUR\""`
	Gross               Money     `expr:"gross" doc:"the total with tax" example:"invoice.gross > money(1000, invoice.currency)"`
	Net                 Money     `expr:"net" doc:"the total without tax" example:"invoice.net > money(1000, invoice.currency)"`
	Paid                Money     `expr:"paid" doc:"the sum of its payments" example:"invoice.paid * 2 < invoice.gross"`
	Open                Money     `expr:"open" doc:"what is still to be paid; 0 where there is no claim, such as drafts" example:"invoice.open >= eur(500)"`
	Overdue             bool      `expr:"overdue" doc:"something is open and the due date is past, whatever MOCO's status says" example:"invoice.overdue"`
	DaysOverdue         int       `expr:"days_overdue" doc:"days since the due date; 0 if nothing is open or the date is not past" example:"invoice.days_overdue >= 14"`
	DaysOverdueWhenPaid int       `expr:"days_overdue_when_paid" doc:"days from the due date to the latest payment, or to this payment in for_each: payments; 0 if in time" example:"invoice.days_overdue_when_paid > 30"`
	Level               int       `expr:"level" doc:"the dunning level reached so far" example:"invoice.level >= 2"`
	InCollection        bool      `expr:"in_collection" doc:"handed to debt collection in MOCO" example:"not invoice.in_collection"`
	PaymentPending      bool      `expr:"payment_pending" doc:"a payment for it carries a date of the last 3 days" example:"invoice.payment_pending"`
	Tags                []string  `expr:"tags" doc:"its tags in MOCO" example:"\"Mahnsperre\" in invoice.tags"`
	Owner               string    `expr:"owner" doc:"who made the invoice, first and last name" example:"invoice.owner == \"Jane Doe\""`
	Contact             string    `expr:"contact" doc:"the internal contact, first and last name" example:"invoice.contact == \"Jane Doe\""`
	Reminders           Reminders `expr:"reminders" doc:"what is known of its reminders" example:"invoice.reminders.count == 0"`
	Customer            Customer  `expr:"customer" doc:"the customer" example:"invoice.customer.number == \"10203\""`
	Project             Project   `expr:"project" doc:"the project; empty if there is none" example:"invoice.project.active"`
	HasProject          bool      `expr:"has_project" doc:"whether it belongs to a project" example:"invoice.has_project"`

	custom     []property
	today      billing.Date
	lastSent   billing.Date
	lastPaid   billing.Date
	lastID     billing.ID
	pending    string // the payment behind PaymentPending, in words
	collection string // the fact behind InCollection, in words
}

// Reminders sums up the reminders of an invoice.
type Reminders struct {
	Count int `expr:"count" doc:"how many were sent" example:"invoice.reminders.count >= 1"`
	Level int `expr:"level" doc:"the level reached; the same as invoice.level" example:"invoice.reminders.level == 1"`
}

// Customer is a customer in rules.
type Customer struct {
	ID      int      `expr:"id" doc:"MOCO's id of the company" example:"customer.id > 0"`
	Number  string   `expr:"number" doc:"the customer number" example:"customer.number == \"10203\""`
	Name    string   `expr:"name" doc:"the name" example:"customer.name contains \"GmbH\""`
	Country string   `expr:"country" values:"country" doc:"ISO code of the country" example:"customer.country != \"CH\""`
	Email   string   `expr:"email" doc:"the company's e-mail address; may be empty" example:"customer.email != \"\""`
	Tags    []string `expr:"tags" doc:"its tags in MOCO" example:"\"VIP\" in customer.tags"`
	Owner   string   `expr:"owner" doc:"who looks after it, first and last name" example:"customer.owner == \"Jane Doe\""`

	custom []property
}

// Debtor is a customer with what is open in one currency: the subject of
// for_each: customers. Totals depend on all invoices, so they are nowhere else.
type Debtor struct {
	Customer
	Currency     string `expr:"currency" values:"currency" doc:"the currency of the sums; a customer comes once per currency" example:"customer.currency == \"EUR\""`
	OpenTotal    Money  `expr:"open_total" doc:"what is open in this currency" example:"customer.open_total >= money(20000, customer.currency)"`
	OverdueTotal Money  `expr:"overdue_total" doc:"what is overdue in this currency" example:"customer.overdue_total > money(0, customer.currency)"`
	OpenCount    int    `expr:"open_count" doc:"how many invoices are open" example:"customer.open_count >= 3"`
	OverdueCount int    `expr:"overdue_count" doc:"how many are overdue" example:"customer.overdue_count >= 3"`
	DaysOverdue  int    `expr:"days_overdue" doc:"of the one that is overdue longest" example:"customer.days_overdue >= 30"`
	Level        int    `expr:"level" doc:"the highest dunning level of its open invoices" example:"customer.level >= 2"`

	today    billing.Date
	lastSent billing.Date // of its open invoices
	lastPaid billing.Date // of all its invoices in this currency
}

// Payment is a payment in rules.
type Payment struct {
	ID          int     `expr:"id" doc:"MOCO's id of the payment" example:"payment.id > 0"`
	Date        Date    `expr:"date" doc:"its date" example:"payment.date >= today - days(1)"`
	Amount      Money   `expr:"amount" doc:"what was paid, in the payment's currency" example:"payment.amount > money(1000, payment.currency)"`
	Currency    string  `expr:"currency" values:"currency" doc:"ISO code of the currency" example:"payment.currency == \"EUR\""`
	Description string  `expr:"description" doc:"the description" example:"payment.description contains \"Skonto\""`
	HasInvoice  bool    `expr:"has_invoice" doc:"whether it belongs to an invoice" example:"not payment.has_invoice"`
	Invoice     Invoice `expr:"invoice" doc:"the invoice; empty if there is none" example:"payment.invoice.days_overdue_when_paid > 30"`
}

// Reminder is a reminder in rules.
type Reminder struct {
	ID      int     `expr:"id" doc:"MOCO's id of the reminder" example:"reminder.id > 0"`
	Title   string  `expr:"title" doc:"the title" example:"reminder.title contains \"Mahnung\""`
	Status  string  `expr:"status" values:"reminder status" doc:"created or sent" example:"reminder.status == \"sent\""`
	Date    Date    `expr:"date" doc:"its date" example:"reminder.date < today - days(14)"`
	Due     Date    `expr:"due" doc:"the end of the term that it gives" example:"reminder.has_due and reminder.due < today"`
	HasDue  bool    `expr:"has_due" doc:"whether it gives a term" example:"reminder.has_due"`
	Fee     Money   `expr:"fee" doc:"its fee" example:"reminder.fee > money(0, reminder.invoice.currency)"`
	Level   int     `expr:"level" doc:"the level that our reference in it names; 0 if it has none" example:"reminder.level == 3"`
	DaysAgo int     `expr:"days_ago" doc:"days since its date" example:"reminder.days_ago > 14"`
	Invoice Invoice `expr:"invoice" doc:"the invoice" example:"reminder.invoice.overdue"`
}

// Project is a project in rules.
type Project struct {
	ID         int      `expr:"id" doc:"MOCO's id of the project" example:"project.id > 0"`
	Number     string   `expr:"number" doc:"the project number" example:"project.number startsWith \"P\""`
	Name       string   `expr:"name" doc:"the name" example:"project.name contains \"Relaunch\""`
	Active     bool     `expr:"active" doc:"whether it is active" example:"project.active"`
	Billable   bool     `expr:"billable" doc:"whether it is billable" example:"project.billable"`
	FixedPrice bool     `expr:"fixed_price" doc:"whether it has a fixed price" example:"project.fixed_price"`
	Retainer   bool     `expr:"retainer" doc:"whether it is a retainer" example:"project.retainer"`
	Start      Date     `expr:"start" doc:"the first day" example:"project.has_start and project.start > today"`
	HasStart   bool     `expr:"has_start" doc:"whether there is a first day" example:"project.has_start"`
	Finish     Date     `expr:"finish" doc:"the last day" example:"project.has_finish and project.finish < today + days(14)"`
	HasFinish  bool     `expr:"has_finish" doc:"whether there is a last day" example:"project.has_finish"`
	Currency   string   `expr:"currency" values:"currency" doc:"ISO code of the currency" example:"project.currency == \"EUR\""`
	Leader     string   `expr:"leader" doc:"who leads it, first and last name" example:"project.leader == \"Jane Doe\""`
	Customer   string   `expr:"customer" doc:"the customer's name" example:"project.customer contains \"GmbH\""`
	Tags       []string `expr:"tags" doc:"its tags in MOCO" example:"\"intern\" in project.tags"`

	custom []property
}

// property is one of the account's own fields. A list of them, because maps
// would let a misspelt name through.
type property struct{ name, value string }

// common is in every world. The names of the meter and of the working days can't be
// written in an expression, so that only the rewriter can use them.
type common struct {
	Today    Date      `expr:"today" doc:"the date of the run, in the configuration's zone" example:"today >= date(\"2026-01-01\")"`
	Meter    *meter    `expr:"#meter"`
	Workdays *workdays `expr:"#workdays"`
}

// setMeter begins an evaluation. It is not exported, so no rule can call it.
func (c *common) setMeter(m *meter) { c.Meter = m }

type invoiceWorld struct {
	Invoice  Invoice  `expr:"invoice"`
	Customer Customer `expr:"customer"`
	Project  Project  `expr:"project"`
	common
}

type customerWorld struct {
	Customer Debtor `expr:"customer"`
	common
}

type paymentWorld struct {
	Payment  Payment  `expr:"payment"`
	Invoice  Invoice  `expr:"invoice"`
	Customer Customer `expr:"customer"`
	common
}

type reminderWorld struct {
	Reminder Reminder `expr:"reminder"`
	Invoice  Invoice  `expr:"invoice"`
	Customer Customer `expr:"customer"`
	common
}

type projectWorld struct {
	Project Project `expr:"project"`
	common
}

// dataset is something that for_each can name.
type dataset struct {
	name  string // invoices
	root  string // invoice
	doc   string
	world any // the zero world
	// pulled says that jobs read it only if they name it under pull: the rest
	// is what every decision needs.
	pulled bool
	// subjects makes its rows out of a run; nil for invoices, which are decided
	// one by one.
	subjects func(*run) []*subject
}

// datasets lists what for_each takes, in the order of the documentation. The
// names are those that pull: takes, but for customers, MOCO's companies.
func datasets() []dataset {
	return []dataset{
		{"invoices", "invoice", "every invoice that could be read", invoiceWorld{}, false, nil},
		{"customers", "customer", "every customer with something open, once per currency", customerWorld{}, false, (*run).debtors},
		{"payments", "payment", "every payment of the snapshot", paymentWorld{}, false, (*run).payments},
		{"reminders", "reminder", "every reminder of the snapshot", reminderWorld{}, false, (*run).reminders},
		{"projects", "project", "every project", projectWorld{}, false, (*run).projects},
		{"payment_schedules", "payment_schedule", "every planned billing of a project", scheduleWorld{}, true, (*run).schedules},
		{"report.cashflow", "cashflow", "every row of the report on cashflow, for the job's period", cashflowWorld{}, true, (*run).cashflow},
		{"report.finance", "finance", "every row of the report on revenue and expenses, for the job's period", financeWorld{}, true, (*run).finance},
		{"report.utilization", "utilization", "every person on every day of the job's period", utilizationWorld{}, true, (*run).utilization},
		{"report.absences", "absence", "every person in the year in which the job's period ends", absenceWorld{}, true, (*run).absences},
		{"report.planned_vs_tracked", "planned_vs_tracked", "every person on every project, for the job's period", plannedWorld{}, true, (*run).planned},
	}
}
