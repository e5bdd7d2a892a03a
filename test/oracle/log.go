// Package oracle judges what the product did by what the simulators have
// logged. It shares no code with the product: it reads MOCO's JSON by itself,
// and the marks that letters carry by their own look.
package oracle

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// Log is all that an account, and the people around it, have seen. The checks
// need nothing else, so that a test can hand them a log that is broken on
// purpose.
type Log struct {
	Requests []mocosim.Request
	Emails   []mocosim.Email
	// Seen is, by request number, the invoice that a request was about, as the
	// account had it when the request came in.
	Seen map[int]Invoice
	// Unsent are the reminders that exist at the end and were not mailed, with
	// the number of their invoice.
	Unsent map[int64]string
	// Told are the messages that people got.
	Told []string
}

// Invoice is an invoice as the account had it at one moment.
type Invoice struct {
	ID         int64
	Number     string
	Status     string
	Due        string // "2026-11-23"
	Cancelled  bool   // reversed, or a reversal
	Collection bool   // handed to a debt collection
	Open       *big.Rat
	Reminders  []Reminder
}

// Reminder is a reminder as the account had it at one moment.
type Reminder struct {
	ID   int64
	Sent bool
	Date string
	Text string
}

// Witness takes down what an account looks like at each request about an
// invoice.
type Witness struct {
	moco  *mocosim.Server
	slack *slacksim.Sim

	mu   sync.Mutex
	seen map[int]Invoice
	of   map[int64]int64 // invoice by reminder
}

// Watch begins to watch an account. slack may be nil.
func Watch(moco *mocosim.Server, slack *slacksim.Sim) *Witness {
	w := &Witness{moco: moco, slack: slack, seen: map[int]Invoice{}, of: map[int64]int64{}}
	moco.OnRequest(func(e mocosim.Event) {
		if e.Phase == mocosim.PhaseReceived {
			w.note(e)
		}
	})
	return w
}

func (w *Witness) note(e mocosim.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id := w.about(e); id != 0 {
		if inv, ok := w.invoice(id); ok {
			w.seen[e.Seq] = inv
		}
	}
}

// about is the invoice that a request is about, 0 if it is about none or many.
func (w *Witness) about(e mocosim.Event) int64 {
	if id := number(e.Query.Get("invoice_id")); id != 0 {
		return id
	}
	part := strings.Split(strings.TrimPrefix(e.Path, "/"), "/")
	switch {
	case part[0] == "invoices" && len(part) > 1:
		return number(part[1])
	case part[0] == "invoice_reminders" && len(part) > 1:
		return w.home(number(part[1]))
	case e.Path == "/invoice_reminders" && e.Method == "POST":
		return bodyOf(w.request(e.Seq)).InvoiceID
	}
	return 0
}

func (w *Witness) request(seq int) mocosim.Request {
	if all := w.moco.Requests(); seq <= len(all) {
		return all[seq-1]
	}
	return mocosim.Request{}
}

// home is the invoice of a reminder that exists, or did.
func (w *Witness) home(reminder int64) int64 {
	var r struct{ Invoice struct{ ID int64 } }
	if raw, ok := w.moco.Account().Get("invoice_reminders", reminder); ok && json.Unmarshal(raw, &r) == nil {
		w.of[reminder] = r.Invoice.ID
	}
	return w.of[reminder]
}

func (w *Witness) invoice(id int64) (Invoice, bool) {
	raw, ok := w.moco.Account().Get("invoices", id)
	var o struct {
		Identifier, Status, Currency string
		DueDate                      string `json:"due_date"`
		Gross                        any    `json:"gross_total"`
		Reversed, Reversal           bool
		Collection                   any `json:"debt_collection_procedure"`
	}
	if !ok || json.Unmarshal(raw, &o) != nil {
		return Invoice{}, false
	}
	inv := Invoice{ID: id, Number: o.Identifier, Status: o.Status, Due: o.DueDate, Cancelled: o.Reversed || o.Reversal, Collection: o.Collection != nil, Open: amount(o.Gross)}
	for _, raw := range w.moco.Account().Of("invoice_payments", id) {
		var p struct {
			Paid any `json:"paid_total"`
		}
		if json.Unmarshal(raw, &p) == nil {
			inv.Open.Sub(inv.Open, amount(p.Paid))
		}
	}
	inv.Reminders = w.reminders(w.moco.Account().Of("invoice_reminders", id))
	return inv, true
}

// reminders reads reminders as the account keeps them.
func (w *Witness) reminders(all []json.RawMessage) []Reminder {
	var out []Reminder
	for _, raw := range all {
		var r struct {
			ID                 int64
			Status, Date, Text string
			Invoice            struct{ ID int64 }
		}
		if json.Unmarshal(raw, &r) == nil {
			w.of[r.ID] = r.Invoice.ID
			out = append(out, Reminder{r.ID, r.Status == "sent", r.Date, r.Text})
		}
	}
	return out
}

// Log is what was seen so far.
func (w *Witness) Log() Log {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := Log{Requests: w.moco.Requests(), Emails: w.moco.Emails(), Seen: map[int]Invoice{}, Unsent: map[int64]string{}}
	for seq, inv := range w.seen {
		l.Seen[seq] = inv
	}
	for _, r := range w.reminders(w.moco.Account().All("invoice_reminders")) {
		if !r.Sent {
			inv, _ := w.invoice(w.of[r.ID])
			l.Unsent[r.ID] = inv.Number
		}
	}
	if w.slack != nil {
		for _, m := range w.slack.Messages() {
			l.Told = append(l.Told, m.Text+" "+string(m.Blocks))
		}
	}
	return l
}

// letter is a request that makes a reminder.
type letter struct {
	InvoiceID int64 `json:"invoice_id"`
	Date      string
	Text      string
}

func bodyOf(r mocosim.Request) (l letter) {
	_ = json.Unmarshal([]byte(r.Body), &l) // no JSON is no letter
	return l
}

var mark = regexp.MustCompile(`([^\s<>"„“(]+)/M(\d+)`)

// marked are the invoice's number and the level that a letter's text names.
func marked(text string) (numbered string, level int) {
	m := mark.FindStringSubmatch(text)
	if m == nil {
		return "", 0
	}
	return m[1], int(number(m[2]))
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// amount reads a number or a text; what is neither is nothing.
func amount(v any) *big.Rat {
	if r, ok := new(big.Rat).SetString(fmt.Sprint(v)); ok && v != nil {
		return r
	}
	return new(big.Rat)
}

// sends are the requests that make or mail a letter, in their order.
func (l Log) sends() []mocosim.Request {
	return slices.DeleteFunc(slices.Clone(l.Requests), func(r mocosim.Request) bool { return !makes(r) && !mails(r) })
}

func makes(r mocosim.Request) bool { return r.Method == "POST" && r.Path == "/invoice_reminders" }

func mails(r mocosim.Request) bool {
	return r.Method == "POST" && strings.HasPrefix(r.Path, "/invoice_reminders/") && strings.HasSuffix(r.Path, "/send_email")
}

// reminderOf is the reminder that a request names in its path.
func reminderOf(r mocosim.Request) int64 {
	part := strings.Split(r.Path, "/")
	if len(part) < 3 || part[1] != "invoice_reminders" {
		return 0
	}
	return number(part[2])
}
