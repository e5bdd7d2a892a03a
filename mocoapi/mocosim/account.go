package mocosim

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
)

// Account is the account seen from inside: what tests look at, and what people do in MOCO's own pages. Nothing of it is a
// request, needs a key or counts in a limit.
type Account struct{ s *Server }

// Account gives access to the account's objects.
func (s *Server) Account() *Account { return &Account{s} }

// Get is the object of a kind ("invoices", "invoice_reminders", … as in an account file) as it is kept.
func (a *Account) Get(kind string, id int64) (json.RawMessage, bool) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	o := a.s.store.find(kind, id)
	if o == nil {
		return nil, false
	}
	return o.encode(), true
}

// All are the objects of a kind in the order in which they came.
func (a *Account) All(kind string) []json.RawMessage {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	var all []json.RawMessage
	for _, o := range a.s.store.rows(kind) {
		all = append(all, o.encode())
	}
	return all
}

// Of are the objects of a kind that name an invoice, in the order in which they came.
func (a *Account) Of(kind string, invoice int64) []json.RawMessage {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	var all []json.RawMessage
	for _, o := range a.s.store.rows(kind) {
		if o.sub("invoice").number("id") == invoice {
			all = append(all, o.encode())
		}
	}
	return all
}

// Put adds an object in MOCO's wire form, or takes the place of the one with the same id. updated_at is taken as given.
func (a *Account) Put(kind string, raw json.RawMessage) error {
	o, err := parseObject(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	a.s.store.put(kind, o)
	return nil
}

// Change sets keys of an object and moves its updated_at.
func (a *Account) Change(kind string, id int64, set map[string]any) error {
	return a.do(fmt.Sprintf("changed %s %d", kind, id), func(st *store, now time.Time) error {
		o := st.find(kind, id)
		if o == nil {
			return missing(kind, id)
		}
		for key, v := range set {
			o.put(key, v)
		}
		touch(o, now)
		return nil
	})
}

// Delete removes an object; no list tells that it is gone.
func (a *Account) Delete(kind string, id int64) error {
	return a.do(fmt.Sprintf("deleted %s %d", kind, id), func(st *store, _ time.Time) error {
		if !st.remove(kind, id) {
			return missing(kind, id)
		}
		return nil
	})
}

// Dump writes the whole account as Load reads it.
func (a *Account) Dump(w io.Writer) error {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return a.s.store.dump(w)
}

// Invoice is the id of the invoice with that number, 0 if there is none.
func (a *Account) Invoice(identifier string) int64 {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if o := a.s.store.invoiceNamed(identifier); o != nil {
		return o.number("id")
	}
	return 0
}

// Open is what is still to pay on an invoice, e.g. "5520.0"; false if there is no such invoice or it has no total.
func (a *Account) Open(identifier string) (string, bool) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	o := a.s.store.invoiceNamed(identifier)
	if o == nil {
		return "", false
	}
	open, known := a.s.store.openOn(o)
	return open.String(), known
}

// Pay books a payment of today on an invoice; an empty amount pays the rest. It gives the payment's id.
func (a *Account) Pay(identifier, amount string) (id int64, err error) {
	err = a.on(identifier, "paid "+identifier, func(st *store, o *object, now time.Time) error {
		paid, valid := parseCents(amount)
		if amount == "" {
			paid, valid = st.openOn(o)
		}
		if !valid {
			return fmt.Errorf("invoice %s: %q is no amount", identifier, amount)
		}
		p := st.paymentObject(payment{invoice: o, date: today(now), paid: paid}, now)
		st.bookPayment(p, now)
		id = p.number("id")
		return nil
	})
	return id, err
}

// Remind makes a reminder by hand, with the account's next default text. It is not sent.
func (a *Account) Remind(identifier string) (id int64, err error) {
	err = a.on(identifier, "reminded "+identifier, func(st *store, o *object, now time.Time) error {
		id = st.newReminder(o, newObject(), now, a.s.opts.Account).number("id")
		return nil
	})
	return id, err
}

// MarkReminderSent does what a person does who prints a reminder and marks it as sent.
func (a *Account) MarkReminderSent(id int64) error {
	return a.Change(kindReminders, id, map[string]any{"status": "sent"})
}

// SetStatus sets any status, also one that the API can't set.
func (a *Account) SetStatus(identifier, status string) error {
	return a.on(identifier, "set "+identifier+" to "+status, func(_ *store, o *object, now time.Time) error {
		o.put("status", status)
		touch(o, now)
		return nil
	})
}

// Tag adds tags to an invoice.
func (a *Account) Tag(identifier string, tags ...string) error {
	return a.on(identifier, "tagged "+identifier, func(_ *store, o *object, _ time.Time) error {
		setTags(o, sorted(append(slices.Clone(o.list("tags")), tags...)))
		return nil
	})
}

func (a *Account) on(identifier, what string, f func(*store, *object, time.Time) error) error {
	return a.do(what, func(st *store, now time.Time) error {
		o := st.invoiceNamed(identifier)
		if o == nil {
			return fmt.Errorf("there is no invoice %s", identifier)
		}
		return f(st, o, now)
	})
}

// do carries out what a person does and keeps it in the log.
func (a *Account) do(what string, f func(*store, time.Time) error) error {
	now := a.s.opts.Now()
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if err := f(a.s.store, now); err != nil {
		return fmt.Errorf("mocosim: %w", err)
	}
	a.s.log.deed(now, what)
	return nil
}

func missing(kind string, id int64) error { return fmt.Errorf("there is no %d in %s", id, kind) }

func (s *store) invoiceNamed(identifier string) *object {
	for _, o := range s.rows(kindInvoices) {
		if o.text("identifier") == identifier {
			return o
		}
	}
	return nil
}

func (s *store) openOn(o *object) (cents, bool) {
	gross, known := o.amount("gross_total")
	paid, _ := s.paidOn(o)
	return gross - paid, known
}
