package billing_test

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func paid(id billing.ID, m billing.Money) billing.Payment {
	return billing.Payment{ID: id, PaidTotal: m}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	gross := billing.Invoice{Currency: "EUR", GrossTotal: eur(238000)}
	for _, tt := range []struct {
		name       string
		item       billing.OpenItem
		open, paid billing.Money
		problem    string
	}{
		{"nothing paid", billing.OpenItem{Invoice: gross}, eur(238000), eur(0), ""},
		{"in part", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(1, eur(100000)), paid(2, eur(5000))}}, eur(133000), eur(105000), ""},
		{"in full", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(1, eur(238000))}}, eur(0), eur(238000), ""},
		{"too much", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(1, eur(238001))}}, eur(-1), eur(238001), ""},
		{"given back", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(1, eur(238000)), paid(2, eur(-238000))}}, eur(238000), eur(0), ""},
		{"a credit", billing.OpenItem{Invoice: billing.Invoice{Currency: "EUR", GrossTotal: eur(-5000)}}, eur(-5000), eur(0), ""},
		{"no gross total", billing.OpenItem{Invoice: billing.Invoice{Currency: "EUR"}}, billing.Money{}, eur(0), "the invoice has no gross total"},
		{"a payment without an amount", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(7, billing.Money{})}}, billing.Money{}, billing.Money{}, "payment 7 has no amount"},
		{"a payment in francs", billing.OpenItem{Invoice: gross, Payments: []billing.Payment{paid(7, money(100, "CHF"))}}, billing.Money{}, billing.Money{}, "payment 7 is in CHF, the invoice in EUR"},
	} {
		open, err := tt.item.Open()
		if (err == nil) != (tt.problem == "") || err != nil && err.Error() != tt.problem || open != tt.open {
			t.Errorf("%s: open %v, %v", tt.name, open, err)
		}
		if sum, _ := tt.item.Paid(); sum != tt.paid {
			t.Errorf("%s: paid %v, want %v", tt.name, sum, tt.paid)
		}
	}
}

func TestDaysOverdue(t *testing.T) {
	t.Parallel()
	item := billing.OpenItem{Invoice: billing.Invoice{DueDate: date(2026, 11, 4)}}
	for day, want := range map[billing.Date]int{date(2026, 11, 3): 0, date(2026, 11, 4): 0, date(2026, 11, 5): 1, date(2026, 11, 23): 19, {}: 0} {
		if got := item.DaysOverdue(day); got != want {
			t.Errorf("on %s: %d days, want %d", day, got, want)
		}
	}
	if got := (billing.OpenItem{}).DaysOverdue(date(2026, 11, 23)); got != 0 {
		t.Errorf("without a due date: %d days", got)
	}
}

func TestRemindersOfAnItem(t *testing.T) {
	t.Parallel()
	item := billing.OpenItem{Invoice: billing.Invoice{Identifier: "R1"}}
	if item.LastSent().ID != 0 || item.Unsent() != nil || item.Level() != 0 {
		t.Error("no reminders, but some are found")
	}
	item.Reminders = []billing.Reminder{
		{ID: 4, Status: billing.ReminderSent, Date: date(2026, 10, 1), Text: "R1/M1"},
		{ID: 7, Status: billing.ReminderSent, Date: date(2026, 11, 1)},
		{ID: 6, Status: billing.ReminderSent, Date: date(2026, 11, 1)},
		{ID: 8, Status: billing.ReminderCreated, Date: date(2026, 11, 20)},
		{ID: 9, Date: date(2026, 11, 21)},
		{ID: 3, Status: billing.ReminderCreated},
	}
	equal(t, "last sent", item.LastSent().ID, 7)
	equal(t, "level", item.Level(), 3)
	var unsent []billing.ID
	for _, r := range item.Unsent() {
		unsent = append(unsent, r.ID)
	}
	equal(t, "unsent", unsent, []billing.ID{8, 3})
	undated := billing.OpenItem{Reminders: []billing.Reminder{{ID: 2, Status: billing.ReminderSent}}}
	equal(t, "sent without a date", undated.LastSent().ID, 2)
}

func TestSnapshotOpenItems(t *testing.T) {
	t.Parallel()
	ref := func(id billing.ID) billing.InvoiceRef { return billing.InvoiceRef{ID: id} }
	s := billing.Snapshot{
		Invoices: []billing.Invoice{
			{ID: 3, Identifier: "R2"}, {ID: 2, Identifier: "R1", CustomerID: 70, ProjectID: 80}, {ID: 1, Identifier: "R2", CustomerID: 99}, {ID: 4},
		},
		Payments:  []billing.Payment{{ID: 1, Invoice: ref(2)}, {ID: 2, Invoice: ref(3)}, {ID: 3}, {ID: 4, Invoice: ref(2)}, {ID: 5, Invoice: ref(55)}},
		Reminders: []billing.Reminder{{ID: 6, Invoice: ref(3)}, {ID: 7}},
		Companies: []billing.Company{{ID: 70, Name: "Hansa Logistik GmbH"}}, Projects: []billing.Project{{ID: 80, Name: "Website"}},
		Users: []billing.User{{}, {}}, Schedules: []billing.PaymentSchedule{{}},
	}
	type row struct {
		Invoice             billing.ID
		Customer, Project   string
		Payments, Reminders []billing.ID
	}
	var got []row
	for _, i := range s.OpenItems() {
		r := row{Invoice: i.Invoice.ID, Customer: i.Customer.Name, Project: i.Project.Name}
		for _, p := range i.Payments {
			r.Payments = append(r.Payments, p.ID)
		}
		for _, m := range i.Reminders {
			r.Reminders = append(r.Reminders, m.ID)
		}
		got = append(got, r)
	}
	equal(t, "items by number and id", got, []row{
		{Invoice: 4}, {Invoice: 2, Customer: "Hansa Logistik GmbH", Project: "Website", Payments: []billing.ID{1, 4}},
		{Invoice: 1}, {Invoice: 3, Payments: []billing.ID{2}, Reminders: []billing.ID{6}},
	})
	equal(t, "the snapshot keeps its order", s.Invoices[0].ID, 3)
	equal(t, "counts", s.Counts(), map[string]int{
		"invoices": 4, "payments": 5, "reminders": 2, "companies": 1, "projects": 1, "users": 2, "payment_schedules": 1,
	})
	equal(t, "an empty snapshot", len(billing.Snapshot{}.OpenItems()), 0)
}
