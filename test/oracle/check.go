package oracle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// Terms are what a log is measured by.
type Terms struct {
	// Zone is where dates are dates. nil: UTC.
	Zone *time.Location
	// MinGap is the least number of days between two letters about an invoice.
	// 0 is not checked.
	MinGap int
	// Drafts says that letters are made and left unsent on purpose.
	Drafts bool
	// Workers are the processes that send. With several the log does not tell
	// whose read came before a write. 0: 1.
	Workers int
	// Twins says that several installations, which know nothing of each other,
	// write to the account: a level may be made twice, if only one of the two is
	// left and mailed.
	Twins bool
	// Writes is the most that may be written: requests that make a reminder.
	// 0 is not checked, -1 is no request but GET.
	Writes int
	// Audited is the number of writes that the product's audit knows of. nil is
	// not checked.
	Audited *int
	// Rate is the most requests within any Window. 0 is not checked.
	Rate   int
	Window time.Duration
}

// MaxAge is how old the read before a write may be when the write comes in:
// 30 s when it leaves, and the 20 s that it may take.
const MaxAge = 50 * time.Second

// Finding is one invariant that does not hold.
type Finding struct {
	ID   string // "I1", as in docs/reliability.md
	Seq  int    // the request; 0: the end
	Text string
}

// String is the finding on one line.
func (f Finding) String() string {
	if f.Seq == 0 {
		return f.ID + ": " + f.Text
	}
	return fmt.Sprintf("%s: request %d: %s", f.ID, f.Seq, f.Text)
}

// Check lists all invariants of the log that do not hold, in the order of
// their numbers.
func Check(l Log, t Terms) []Finding {
	if t.Zone == nil {
		t.Zone = time.UTC
	}
	c := &checker{Log: l, Terms: t, home: map[int64]int64{}}
	for _, r := range l.sends() {
		if makes(r) {
			for _, id := range r.IDs {
				c.home[id] = bodyOf(r).InvoiceID
			}
		}
	}
	for _, f := range []func(){c.once, c.fresh, c.due, c.climbing, c.orphans, c.audited, c.bounded, c.paced} {
		f()
	}
	return c.found
}

type checker struct {
	Log
	Terms
	home  map[int64]int64 // invoice by reminder
	found []Finding
}

func (c *checker) report(id string, r mocosim.Request, format string, args ...any) {
	c.found = append(c.found, Finding{id, r.Seq, fmt.Sprintf(format, args...)})
}

// about is the invoice of a request that makes or mails a reminder.
func (c *checker) about(r mocosim.Request) int64 {
	if makes(r) {
		return bodyOf(r).InvoiceID
	}
	if inv, ok := c.Seen[r.Seq]; ok {
		return inv.ID
	}
	return c.home[reminderOf(r)]
}

// once is I1: no level of an invoice exists twice at a time, and no reminder
// and no level is mailed twice.
func (c *checker) once() {
	type level struct {
		invoice string
		n       int
	}
	made := map[level][]mocosim.Request{}
	levels := map[int64]level{}
	for _, r := range c.sends() {
		if !makes(r) || !r.Committed {
			continue
		}
		name, n := marked(bodyOf(r).Text)
		if n == 0 {
			c.report("I1", r, "a reminder without our reference, so nobody can tell its level")
			continue
		}
		k := level{name, n}
		for _, before := range made[k] {
			gone, own := c.deleted(before), c.deleted(r)
			if alive := gone == 0 || gone > r.Seq; alive && !(c.Twins && gone+own > 0) {
				c.report("I1", r, "level %d of %s was made by request %d already", n, name, before.Seq)
			}
		}
		made[k] = append(made[k], r)
		for _, id := range r.IDs {
			levels[id] = k
		}
	}
	each, byLevel := map[int64]int{}, map[level]int{}
	for _, m := range c.Emails {
		if m.Seq == 0 || m.Reminder == 0 {
			continue // a person's, or an invoice
		}
		r := mocosim.Request{Seq: m.Seq}
		if each[m.Reminder]++; each[m.Reminder] > 1 {
			c.report("I1", r, "reminder %d was mailed %d times", m.Reminder, each[m.Reminder])
		} else if k, ours := levels[m.Reminder]; ours {
			if byLevel[k]++; byLevel[k] > 1 {
				c.report("I1", r, "level %d of %s was mailed %d times", k.n, k.invoice, byLevel[k])
			}
		}
	}
}

// deleted is the request that took back what another one made, 0 if none did.
func (c *checker) deleted(made mocosim.Request) int {
	for _, r := range c.Requests {
		if r.Method == "DELETE" && r.Committed && slices.Contains(made.IDs, reminderOf(r)) {
			return r.Seq
		}
	}
	return 0
}

// reads are the reads of an invoice before a request, the latest first, that
// are young enough to rely on: those that show payments, or with reminders
// those that show reminders.
func (c *checker) reads(r mocosim.Request, reminders bool) (out []mocosim.Request) {
	id := c.about(r)
	for i := r.Seq - 2; i >= 0 && i < len(c.Requests); i-- {
		x := c.Requests[i]
		if x.Method != "GET" || x.Status != 200 || c.Seen[x.Seq].ID != id || r.Time.Sub(x.Time) > MaxAge {
			continue
		}
		if isList := strings.HasPrefix(x.Path, "/invoice_reminders"); isList == reminders {
			out = append(out, x)
		}
	}
	if c.Workers <= 1 && len(out) > 1 {
		out = out[:1]
	}
	return out
}

// fresh is I2: each letter follows a read of its invoice, a moment ago, that
// showed something open.
func (c *checker) fresh() {
	for _, r := range c.sends() {
		reads := c.reads(r, false)
		if len(reads) == 0 {
			c.report("I2", r, "%s without a read of invoice %d within %s before it", r.Path, c.about(r), MaxAge)
			continue
		}
		if !slices.ContainsFunc(reads, func(x mocosim.Request) bool { return c.Seen[x.Seq].Open.Sign() > 0 }) {
			c.report("I2", r, "%s although request %d could see that nothing is open on %s", r.Path, reads[0].Seq, c.Seen[reads[0].Seq].Number)
		}
	}
}

// due is I3: no letter about what is no overdue claim, as the last read could
// see it.
func (c *checker) due() {
	for _, r := range c.sends() {
		reads := c.reads(r, false)
		var why string
		for _, x := range reads {
			if why = notDue(c.Seen[x.Seq], x.Time.In(c.Zone).Format(time.DateOnly)); why == "" {
				break
			}
		}
		if why != "" {
			c.report("I3", r, "%s about %s, which %s", r.Path, c.Seen[reads[0].Seq].Number, why)
		}
	}
}

func notDue(inv Invoice, today string) string {
	switch {
	case slices.Contains([]string{"draft", "paid", "ignored", "disregarded"}, inv.Status):
		return "is " + inv.Status
	case inv.Cancelled:
		return "was reversed"
	case inv.Collection:
		return "is in debt collection"
	case inv.Due == "" || inv.Due >= today:
		return "is due on " + inv.Due
	}
	return ""
}

// climbing is I4: each letter is of a higher level than all that were sent, and
// some days later.
func (c *checker) climbing() {
	texts := map[int64]letter{}
	for _, r := range c.sends() {
		l := bodyOf(r)
		if makes(r) {
			for _, id := range r.IDs {
				texts[id] = l
			}
		} else {
			l = texts[reminderOf(r)]
		}
		reads := c.reads(r, true)
		_, level := marked(l.Text)
		if len(reads) == 0 || level == 0 {
			continue
		}
		seen := c.Seen[reads[len(reads)-1].Seq]
		if why := c.tooLow(seen, reminderOf(r), level, l.Date); why != "" {
			c.report("I4", r, "level %d of %s %s", level, seen.Number, why)
		}
	}
}

func (c *checker) tooLow(seen Invoice, own int64, level int, date string) string {
	sent := 0
	for _, x := range seen.Reminders {
		if !x.Sent || x.ID == own {
			continue
		}
		sent++
		if name, n := marked(x.Text); name == seen.Number && n >= level {
			return fmt.Sprintf("although reminder %d of level %d was sent", x.ID, n)
		}
		last, err := time.Parse(time.DateOnly, x.Date)
		next, err2 := time.Parse(time.DateOnly, date)
		if days := int(next.Sub(last).Hours() / 24); err == nil && err2 == nil && days < c.MinGap {
			return fmt.Sprintf("%d days after reminder %d, %d are the least", days, x.ID, c.MinGap)
		}
	}
	if sent >= level {
		return fmt.Sprintf("although %d reminders were sent", sent)
	}
	return ""
}

// orphans is I5: no reminder of ours is left unsent, unless a person was told
// about its invoice.
func (c *checker) orphans() {
	if c.Drafts {
		return
	}
	for _, r := range c.sends() {
		for _, id := range r.IDs {
			number, left := c.Unsent[id]
			told := slices.ContainsFunc(c.Told, func(s string) bool { return number != "" && strings.Contains(s, number) })
			if makes(r) && left && !told {
				c.report("I5", r, "reminder %d of %s is left unsent, and nobody was told", id, number)
			}
		}
	}
}

// audited is I13's count: no write without a trace in the audit.
func (c *checker) audited() {
	n := 0
	for _, r := range c.Requests {
		if r.Method != "GET" && r.Method != "DELETE" {
			n++
		}
	}
	if c.Audited != nil && n > *c.Audited {
		c.report("I13", mocosim.Request{}, "%d writes, the audit has %d", n, *c.Audited)
	}
}

// bounded is I16: no more letters than were allowed.
func (c *checker) bounded() {
	n := 0
	for _, r := range c.Requests {
		switch {
		case c.Writes < 0 && r.Method != "GET":
			c.report("I16", r, "%s %s, and nothing was to be written", r.Method, r.Path)
		case makes(r) && r.Committed:
			if n++; c.Writes > 0 && n == c.Writes+1 {
				c.report("I16", r, "it is reminder %d, the limit is %d", n, c.Writes)
			}
		}
	}
}

// paced is I20: the account's limit holds in every window.
func (c *checker) paced() {
	if c.Rate == 0 {
		return
	}
	first := 0
	for i, r := range c.Requests {
		for r.Time.Sub(c.Requests[first].Time) >= c.Window {
			first++
		}
		if n := i - first + 1; n > c.Rate {
			c.report("I20", r, "it is number %d within %s, the limit is %d", n, c.Window, c.Rate)
			return
		}
	}
}
