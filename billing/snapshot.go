package billing

import (
	"cmp"
	"slices"
	"time"
)

// Snapshot is everything that rules may look at, frozen at one moment. The
// mirror fills it, rules read it; nobody changes it.
type Snapshot struct {
	Account   string    // the sub-domain
	Today     Date      // the date of the run, in the configuration's zone
	ReadAt    time.Time // when the oldest part that every decision needs was read from MOCO
	Invoices  []Invoice
	Payments  []Payment
	Reminders []Reminder
	Companies []Company
	Projects  []Project
	Users     []User
	Schedules []PaymentSchedule
	// Items are the items of invoices, if an export asked for them; an invoice
	// without an entry was never read by itself.
	Items []InvoiceItems
	// Period is the time that the reports below cover; zero if none was read.
	Period           Period
	Finance          []FinanceRow
	Cashflow         []CashflowRow
	Utilization      []UtilizationRow
	Absences         []AbsenceRow
	PlannedVsTracked []PlannedVsTrackedRow
	// Broken are objects that MOCO sent and that could not be understood. They
	// are held, never guessed at.
	Broken []Broken
}

// Broken is an object that could not be decoded.
type Broken struct {
	Kind   string // the data set, such as "invoices"
	ID     ID     // 0 if even the id could not be read
	Parent ID     // the invoice that it belongs to, if that could be read
	Reason string // what is wrong, naming the field
}

// Counts are the numbers of rows by data set, for the "read" line of a plan.
// Reports are there if a period of them was read.
func (s Snapshot) Counts() map[string]int {
	counts := map[string]int{
		"invoices": len(s.Invoices), "payments": len(s.Payments), "reminders": len(s.Reminders),
		"companies": len(s.Companies), "projects": len(s.Projects), "users": len(s.Users),
		"payment_schedules": len(s.Schedules),
	}
	for name, n := range map[string]int{
		"report.finance": len(s.Finance), "report.cashflow": len(s.Cashflow), "report.utilization": len(s.Utilization),
		"report.absences": len(s.Absences), "report.planned_vs_tracked": len(s.PlannedVsTracked),
	} {
		if n > 0 {
			counts[name] = n
		}
	}
	return counts
}

// OpenItems joins invoices with what belongs to them, in the order of invoice
// number and id. Payments and reminders that name no invoice are in none of
// them. The result shares the snapshot's memory.
func (s Snapshot) OpenItems() []OpenItem {
	companies := index(s.Companies, func(c Company) ID { return c.ID })
	projects := index(s.Projects, func(p Project) ID { return p.ID })
	payments := group(s.Payments, func(p Payment) ID { return p.Invoice.ID })
	reminders := group(s.Reminders, func(r Reminder) ID { return r.Invoice.ID })
	items := make([]OpenItem, len(s.Invoices))
	for i, inv := range s.Invoices {
		items[i] = OpenItem{
			Invoice: inv, Customer: companies[inv.CustomerID], Project: projects[inv.ProjectID],
			Payments: payments[inv.ID], Reminders: reminders[inv.ID],
		}
	}
	slices.SortFunc(items, func(a, b OpenItem) int {
		return cmp.Or(cmp.Compare(a.Invoice.Identifier, b.Invoice.Identifier), cmp.Compare(a.Invoice.ID, b.Invoice.ID))
	})
	return items
}

func index[T any](rows []T, key func(T) ID) map[ID]T {
	m := make(map[ID]T, len(rows))
	for _, r := range rows {
		m[key(r)] = r
	}
	return m
}

func group[T any](rows []T, key func(T) ID) map[ID][]T {
	m := make(map[ID][]T)
	for _, r := range rows {
		if id := key(r); id != 0 {
			m[id] = append(m[id], r)
		}
	}
	return m
}
