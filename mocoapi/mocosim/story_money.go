package mocosim

import (
	"cmp"
	"fmt"
	"slices"
)

// lastDrawn is the last day on which a drawn payment comes: the days after it belong to the payments told by name.
const lastDrawn = "2026-11-18"

// booking is a payment on its way into the account.
type booking struct {
	inv  *told
	date string
	paid cents
}

func (t *teller) tellPayments() {
	var all []booking
	for _, inv := range t.invoices {
		all = append(all, t.bookings(inv)...)
	}
	slices.SortStableFunc(all, func(a, b booking) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.inv.id, b.inv.id))
	})
	for i, b := range all {
		t.addPayment(61000+i*2, b.inv.object, b.date, b.paid, "")
		if b.inv.status == "paid" || b.inv.status == "partially_paid" {
			b.inv.object.put("updated_at", t.at(b.date, 10, i%60))
			b.inv.object.put("updated_on", t.date(b.date))
		}
	}
	t.addPayment(60990, nil, "2026-03-17", 23800, "Rückzahlung Versicherung")
}

func (t *teller) addPayment(id int, invoice *object, date string, amount cents, description string) {
	p := t.st.paymentObject(payment{invoice: invoice, date: t.date(date), paid: amount, description: description}, storyZero)
	p.put("id", id)
	p.put("created_at", t.at(date, 10, id/2%60))
	p.put("updated_at", t.at(date, 10, id/2%60))
	t.st.put(kindPayments, p)
}

// bookings are an invoice's payments: those told, or drawn ones that pay it in full.
func (t *teller) bookings(inv *told) []booking {
	var list []booking
	for _, p := range inv.paid {
		list = append(list, booking{inv, p.date, p.amount})
	}
	if inv.status != "paid" || list != nil {
		return list
	}
	date := min(daysAfter(inv.due, t.lateness(inv)), lastDrawn)
	if inv.payAfter != 0 {
		date = daysAfter(inv.date, inv.payAfter)
	}
	date = max(date, daysAfter(inv.date, 1))
	if t.rnd.IntN(18) > 0 || inv.gross < 100000 {
		return []booking{{inv, date, inv.gross}}
	}
	half := inv.gross / 2
	return []booking{{inv, daysAfter(inv.date, 1), half}, {inv, date, inv.gross - half}}
}

// lateness draws how many days after the due date the money comes. A third of the customers is late as a habit.
func (t *teller) lateness(inv *told) int {
	switch habit := inv.company.number("id") % 9; {
	case habit < 6:
		return t.rnd.IntN(8) - 6
	case habit < 8:
		return 2 + t.rnd.IntN(16)
	}
	return 14 + t.rnd.IntN(30)
}

// letter is a reminder on its way into the account.
type letter struct {
	inv   *told
	date  string
	stage int
}

// drawnLetters is how many reminders of the past are drawn, besides those told.
const drawnLetters = 19

// tellReminders writes the letters told, and some to customers who paid late. The numbers end at 2308, and the one to
// R2610-011 is 2288.
func (t *teller) tellReminders() {
	var all []letter
	drawn := 0
	for _, inv := range t.invoices {
		for i, date := range inv.reminded {
			all = append(all, letter{inv, date, i})
		}
		if drawn < drawnLetters && len(inv.reminded) == 0 && t.paidLate(inv) {
			all = append(all, letter{inv, daysAfter(inv.due, 9), 0})
			drawn++
		}
	}
	slices.SortStableFunc(all, func(a, b letter) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.inv.id, b.inv.id))
	})
	ids := map[int]int{0: 2130, len(all) - 1: 2308}
	for i, l := range all {
		if l.inv.number == "R2610-011" {
			ids[i] = 2288
		}
	}
	for i, id := range spread(len(all), ids) {
		t.addReminder(id, all[i])
	}
}

// paidLate are invoices that were open for ten days and more after they were due.
func (t *teller) paidLate(inv *told) bool {
	payments := t.st.paymentsOf(int64(inv.id))
	return inv.status == "paid" && len(payments) > 0 && payments[len(payments)-1].text("date") >= t.date(daysAfter(inv.due, 10))
}

func (t *teller) addReminder(id int, l letter) {
	st := stages[l.stage]
	text := fmt.Sprintf("%s\nRechnung %s", st.text, l.inv.number)
	t.st.put(kindReminders, newObject("id", id, "title", st.title, "text", toHTML(text), "fee", st.fee,
		"date", t.date(l.date), "due_date", t.date(daysAfter(l.date, st.days)), "status", "sent",
		"file_url", fmt.Sprintf("https://%s.mocoapp.com/invoice_reminders/%d.pdf", t.account, id),
		"invoice", invoiceRef(l.inv.object), "created_at", t.at(l.date, 7, id%60), "updated_at", t.at(l.date, 7, id%60)))
}

// tellComments are a few notes that a person sees beside the numbers.
func (t *teller) tellComments() {
	n := 0
	add := func(kind string, on int64, text string, manual bool, date string) {
		at := t.at(date, 11, n)
		t.st.put(kindComments, newObject("id", 15291800+n, "commentable_id", on, "commentable_type", kind, "text", text,
			"manual", manual, "created_at", at, "updated_at", at, "user", userRef(t.users[1])))
		n++
	}
	for _, c := range t.st.rows(kindCompanies)[:12] {
		add("Company", c.number("id"), "Firma angelegt.", false, "2024-06-03")
	}
	for _, note := range []struct{ number, text, date string }{
		{"R2610-030", "Zahlt in zwei Raten, mit Jane abgesprochen.", "2026-10-21"},
		{"R2610-003", "<div>Herr am Telefon: Rest kommt <strong>Ende November</strong>.</div>", "2026-11-05"},
		{"R2609-021", "Übergabe an das Inkassobüro.", "2026-11-09"},
	} {
		add("Invoice", t.st.invoiceNamed(note.number).number("id"), note.text, true, note.date)
	}
}
