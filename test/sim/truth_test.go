package sim

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi"
)

// deed is what happened in MOCO.
type deed string

const (
	read      deed = "read"    // a request read something about the invoice
	askCreate deed = "create?" // a request to make a reminder came in
	askMail   deed = "mail?"   // a request to mail one came in
	askDelete deed = "delete?" // a request to delete one came in
	made      deed = "made"    // a reminder came to be
	mailed    deed = "mailed"  // a reminder was mailed to the customer
	deleted   deed = "deleted" // a reminder is gone
	paid      deed = "paid"    // money came in
)

// What a read shows.
const (
	seesReminders = "reminders"
	seesPayments  = "payments"
	seesInvoice   = "payments and reminders"
	seesOther     = "neither"
)

// person is the actor of what people do in MOCO.
const person = "person"

// event is one line of MOCO's truth log. Its place in the log is its order.
type event struct {
	at       time.Time
	what     deed
	actor    string // the process that asked
	invoice  int64
	reminder int64  // of mail?, made, mailed, deleted
	level    int    // of create?, made and mailed: the level in the text
	cents    int64  // of create? and made: the amount in the text; of paid: what is still open
	sees     string // of read
}

// letter is a reminder in MOCO.
type letter struct {
	id   int64
	new  mocoapi.NewReminder
	sent bool
}

// claim is an invoice in MOCO with its payments and letters.
type claim struct {
	id      int64
	paid    []int64 // cents
	letters []*letter
}

// gross is what every invoice asks for, in cents.
const gross = 119000

// truth is MOCO: what it holds, and all that ever happened to it. It is
// guarded by the world's lock.
type truth struct {
	claims []*claim // invoice n is claims[n-1]
	homes  map[int64]*claim
	log    []event
}

func newTruth(n int) *truth {
	t := &truth{homes: map[int64]*claim{}}
	for i := range n {
		t.claims = append(t.claims, &claim{id: int64(i + 1)})
	}
	return t
}

func (t *truth) claim(id int64) *claim { return t.claims[id-1] }

func (t *truth) note(e event) {
	e.at = time.Now()
	t.log = append(t.log, e)
}

// open is what is still to be paid, in cents.
func (c *claim) open() int64 {
	sum := int64(gross)
	for _, p := range c.paid {
		sum -= p
	}
	return sum
}

// pay books a payment. Nobody pays what is paid.
func (t *truth) pay(id, cents int64) {
	c := t.claim(id)
	if c.open() <= 0 {
		return
	}
	c.paid = append(c.paid, min(cents, c.open()))
	t.note(event{what: paid, actor: person, invoice: id, cents: c.open()})
}

var (
	markOf   = regexp.MustCompile(`\S/M(\d)`)
	amountOf = regexp.MustCompile(`(\d+) Cent`)
)

// number is what an expression finds in a text; 0 if nothing.
func number(find *regexp.Regexp, text string) int64 {
	m := find.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// says fills in what the letter says to its reader.
func (e event) says(text string) event {
	e.level, e.cents = int(number(markOf, text)), number(amountOf, text)
	return e
}

// make adds a reminder, however many there are: MOCO does not mind.
func (t *truth) make(actor string, n mocoapi.NewReminder) *letter {
	c := t.claim(int64(n.InvoiceID))
	l := &letter{id: int64(1000 + len(t.homes)), new: n}
	c.letters = append(c.letters, l)
	t.homes[l.id] = c
	t.note(event{what: made, actor: actor, invoice: c.id, reminder: l.id}.says(n.Text))
	return l
}

// letter is the reminder with an id; nil if it does not exist (any more).
func (t *truth) letter(id int64) *letter {
	c := t.homes[id]
	if c == nil {
		return nil
	}
	i := slices.IndexFunc(c.letters, func(l *letter) bool { return l.id == id })
	if i < 0 {
		return nil
	}
	return c.letters[i]
}

// mail sends a reminder to the customer, however often it is asked to.
func (t *truth) mail(actor string, id int64) bool {
	l := t.letter(id)
	if l == nil {
		return false
	}
	l.sent = true
	t.note(event{what: mailed, actor: actor, invoice: t.homes[id].id, reminder: id}.says(l.new.Text))
	return true
}

func (t *truth) delete(actor string, id int64) bool {
	l := t.letter(id)
	if l == nil {
		return false
	}
	c := t.homes[id]
	c.letters = slices.DeleteFunc(c.letters, func(x *letter) bool { return x == l })
	t.note(event{what: deleted, actor: actor, invoice: c.id, reminder: id})
	return true
}

// The same as the API shows it.

func (c *claim) ref() billing.InvoiceRef {
	return billing.InvoiceRef{ID: billing.ID(c.id), Identifier: identifier(billing.ID(c.id))}
}

func (c *claim) invoice() billing.Invoice {
	inv := billing.Invoice{
		ID: billing.ID(c.id), CustomerID: customer(billing.ID(c.id)), Identifier: identifier(billing.ID(c.id)), Status: billing.StatusOverdue,
		Currency: "EUR", GrossTotal: billing.Money{Minor: gross, Currency: "EUR"}, DueDate: billing.Date{Year: 1999, Month: 12, Day: 1},
		Payments: c.payments(),
	}
	switch {
	case c.open() <= 0:
		inv.Status = billing.StatusPaid
	case len(c.paid) > 0:
		inv.Status = billing.StatusPartiallyPaid
	}
	for _, l := range c.letters {
		r := l.reminder(c)
		r.Status = "" // inside an invoice they carry none
		inv.Reminders = append(inv.Reminders, r)
	}
	return inv
}

func (c *claim) payments() []billing.Payment {
	var out []billing.Payment
	for i, cents := range c.paid {
		out = append(out, billing.Payment{
			ID: billing.ID(c.id*10 + int64(i)), Invoice: c.ref(), Currency: "EUR", PaidTotal: billing.Money{Minor: cents, Currency: "EUR"},
		})
	}
	return out
}

func (l *letter) reminder(c *claim) billing.Reminder {
	r := billing.Reminder{
		ID: billing.ID(l.id), Title: l.new.Title, Text: "<div>" + l.new.Text + "</div>", Status: billing.ReminderCreated,
		Date: l.new.Date, DueDate: l.new.DueDate, Fee: l.new.Fee, Invoice: c.ref(),
	}
	if l.sent {
		r.Status = billing.ReminderSent
	}
	return r
}
