package sim

import (
	"fmt"
	"time"
)

// outcome is what the ledger says at the end about one invoice. The oracle
// believes it only where a person was told to look, and that nothing is left
// open.
type outcome struct{ open, told bool }

// verdict is what the oracle has found.
type verdict struct {
	duplicates, late, orphans, missing int
	texts                              []string
}

// maxAge is how old a read may be when the write that relies on it comes in:
// 30 s when the clock was looked at last, and the 20 s in which the write may
// leave then.
const maxAge = 50 * time.Second

// seen is what a process saw of an invoice when it read it last.
type seen struct {
	at    time.Time
	open  int64 // cents
	known bool
}

// history is one invoice's way through the log.
type history struct {
	id     int64
	open   int64
	seen   map[string]seen           // by process: the last read that shows payments
	mails  map[string]int            // by process: letters that its last read shows as mailed
	stated map[int64]int64           // by reminder: the amount in its text
	alive  map[int64]bool            // reminders of ours that exist: true if mailed
	level  map[int64]int             // by reminder
	ours   map[int]int               // mails that we asked for, by level
	each   map[int64]int             // the same by reminder
	all    int                       // letters mailed by anybody
	byHand bool                      // a person deleted a letter
	paid   bool                      // some of it was paid
	report func(n *int, text string) // takes a finding
	v      *verdict
}

// judge reads MOCO's truth log. It shares nothing with the product: I1 (no
// level twice), I2 (nothing after a payment that could be seen), I5 (no
// orphans), I6 (nothing missing).
func judge(log []event, gross int64, invoices int, end map[int64]outcome) verdict {
	var v verdict
	all := make([]*history, invoices)
	for i := range all {
		all[i] = newHistory(int64(i+1), gross, &v)
	}
	for _, e := range log {
		all[e.invoice-1].take(e)
	}
	for _, h := range all {
		h.atRest(end[h.id])
	}
	return v
}

func newHistory(id, gross int64, v *verdict) *history {
	h := &history{
		id: id, open: gross, v: v, seen: map[string]seen{}, mails: map[string]int{}, stated: map[int64]int64{},
		alive: map[int64]bool{}, level: map[int64]int{}, ours: map[int]int{}, each: map[int64]int{},
	}
	h.report = func(n *int, text string) {
		*n++
		v.texts = append(v.texts, fmt.Sprintf("invoice %d: %s", id, text))
	}
	return h
}

// take is one event.
func (h *history) take(e event) {
	switch e.what {
	case paid:
		h.open, h.paid = e.cents, true
	case read:
		if e.sees == seesPayments || e.sees == seesInvoice {
			h.seen[e.actor] = seen{e.at, h.open, true}
		}
		if e.sees == seesReminders { // those inside an invoice don't say whether they were mailed
			h.mails[e.actor] = h.all
		}
	case askCreate:
		h.fresh(e, e.cents)
	case askMail:
		h.fresh(e, h.stated[e.reminder])
	case made:
		h.make(e)
	case mailed:
		h.mail(e)
	case deleted:
		delete(h.alive, e.reminder)
		h.byHand = h.byHand || e.actor == person
	}
}

// fresh is I2: what a letter asks for is what was open when its process looked
// last, and that was a moment ago; and no letter was out already.
func (h *history) fresh(e event, states int64) {
	s := h.seen[e.actor]
	switch {
	case !s.known:
		h.report(&h.v.late, fmt.Sprintf("%s by %s without a read", e.what, e.actor))
	case s.open != states:
		h.report(&h.v.late, fmt.Sprintf("%s by %s asks for %d, but %d was open when it looked last", e.what, e.actor, states, s.open))
	case e.at.Sub(s.at) > maxAge:
		h.report(&h.v.late, fmt.Sprintf("%s by %s relies on a read of %s ago", e.what, e.actor, e.at.Sub(s.at)))
	}
	if n := h.mails[e.actor]; n > 0 {
		h.report(&h.v.duplicates, fmt.Sprintf("%s by %s, which could see that %d were mailed", e.what, e.actor, n))
	}
}

// make is I1 for reminders: never two of a level at once.
func (h *history) make(e event) {
	h.stated[e.reminder], h.level[e.reminder] = e.cents, e.level
	for id := range h.alive {
		if h.level[id] == e.level {
			h.report(&h.v.duplicates, fmt.Sprintf("reminders %d and %d exist for level %d", id, e.reminder, e.level))
		}
	}
	h.alive[e.reminder] = false
}

// mail is I1 for the customer: no level twice by us.
func (h *history) mail(e event) {
	h.alive[e.reminder] = true
	h.all++
	if e.actor == person {
		return
	}
	h.ours[e.level]++
	h.each[e.reminder]++
	if h.ours[e.level] > 1 || h.each[e.reminder] > 1 {
		h.report(&h.v.duplicates, fmt.Sprintf("level %d was mailed %d times, reminder %d %d times", e.level, h.ours[e.level], e.reminder, h.each[e.reminder]))
	}
}

// braked finds requests that came in although the brake was on: only what was
// in hand when it was put on may leave, within its time.
func braked(log []event, brakes []brake) (bad []string) {
	for _, e := range log {
		if e.what != askCreate && e.what != askMail {
			continue
		}
		for _, b := range brakes {
			if e.at.After(b.on.Add(maxAge)) && e.at.Before(b.off) {
				bad = append(bad, fmt.Sprintf("invoice %d: %s by %s while the brake was on for %s", e.invoice, e.what, e.actor, e.at.Sub(b.on)))
			}
		}
	}
	return bad
}

// atRest is I5 and I6, when nothing happens any more.
func (h *history) atRest(o outcome) {
	if o.open {
		h.report(&h.v.missing, "an entry is still open")
	}
	for id, sent := range h.alive {
		if !sent && !o.told {
			h.report(&h.v.orphans, fmt.Sprintf("reminder %d was made and never mailed", id))
		}
	}
	if h.all == 0 && !h.paid && !h.byHand && !o.told {
		h.report(&h.v.missing, "it is unpaid and nobody was reminded")
	}
}
