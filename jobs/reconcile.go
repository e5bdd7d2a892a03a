package jobs

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
)

// Reconciled is what a reconciliation has compared and how it stands.
type Reconciled struct {
	// Open are the findings that are not over, News those that people were not
	// told about yet, as they stand.
	Open, News []ledger.Finding
	Reminders  int // in MOCO
	Ours       int // of these, with our reference
	Letters    int // that the ledger knows
	Requests   int
	Took       time.Duration
}

// reviewFor is how long an action may wait for a person before that is a
// finding of its own.
const reviewFor = 24 * time.Hour

// Reconcile compares the reminders in MOCO with the letters of the ledger, both
// ways, and records every difference as a finding. It writes nothing to MOCO:
// what must not go on is held by the rules, which see the same. A reminder that
// is younger than grace may be in somebody's hand and is not looked at. The
// errors are those of MOCO, an incomplete list, and the store's.
func (e *Engine) Reconcile(ctx context.Context, grace time.Duration) (Reconciled, error) {
	began := time.Now()
	read, err := e.Ledger.Now(ctx)
	if err != nil {
		return Reconciled{}, err
	}
	var r Reconciled
	// All reminders, because a deletion shows only by what is missing; of the
	// rest, what has changed.
	for _, pull := range []struct {
		sets []string
		opt  mirror.PullOptions
	}{
		{[]string{mirror.Invoices, mirror.Payments, mirror.Companies}, mirror.PullOptions{}},
		{[]string{mirror.Reminders}, mirror.PullOptions{Full: true}},
	} {
		pull.opt.AcceptDrop = e.AcceptDrop
		pull.opt.Progress = func(kind string, rows, total int) {
			e.report(Event{Step: "pull", Mark: Going, Text: kind, Done: rows, Total: total})
		}
		pulled, err := e.Mirror.Pull(ctx, e.Source, pull.sets, pull.opt)
		r.Requests += pulled.Requests()
		if err != nil {
			return r, err
		}
	}
	// The ledger is read after MOCO: a letter that came up since is in it.
	c, err := e.comparison(ctx, read, grace)
	if err != nil {
		return r, err
	}
	if err := e.Ledger.Observe(ctx, c.compare()); err != nil {
		return r, err
	}
	r.Reminders, r.Ours, r.Letters, r.Took = len(c.snap.Reminders), len(c.ours), len(c.letters), time.Since(began)
	if r.Open, err = e.Ledger.Findings(ctx); err != nil {
		return r, err
	}
	r.News, err = e.Ledger.UntoldFindings(ctx)
	return r, err
}

// comparison is everything that a reconciliation looks at.
type comparison struct {
	mark     string
	snap     billing.Snapshot
	letters  []ledger.Letter
	facts    ledger.Facts
	mailed   map[billing.ID]int // since MOCO was read
	reviews  []ledger.Entry
	read     time.Time // when the reading of MOCO began
	now      time.Time
	grace    time.Duration
	invoices map[billing.ID]billing.Invoice

	ours   []ours              // the reminders that carry our reference
	unsent map[billing.ID]bool // invoices with a mailed letter that MOCO shows as unsent
	found  []ledger.Finding
}

// ours is a reminder in MOCO that carries our reference.
type ours struct {
	billing.Reminder
	invoice billing.Invoice
	level   int
	mark    string
}

func (e *Engine) comparison(ctx context.Context, read time.Time, grace time.Duration) (*comparison, error) {
	c := &comparison{mark: e.Mark, read: read, grace: grace, invoices: map[billing.ID]billing.Invoice{}, unsent: map[billing.ID]bool{}}
	var err error
	for _, step := range []func() error{
		func() error { c.snap, err = e.Mirror.Snapshot(ctx, e.Today()); return err },
		func() error { c.letters, err = e.Ledger.Letters(ctx); return err },
		func() error { c.facts, err = e.Ledger.Facts(ctx, ""); return err },
		func() error { c.mailed, err = e.Ledger.MailedSince(ctx, read); return err },
		func() error { c.now, err = e.Ledger.Now(ctx); return err },
		func() error {
			c.reviews, err = e.Ledger.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Review}})
			return err
		},
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, inv := range c.snap.Invoices {
		c.invoices[inv.ID] = inv
	}
	c.collect()
	return c, nil
}

// collect finds the reminders that carry our reference. What a trial mailed
// counts for nothing.
func (c *comparison) collect() {
	for _, r := range c.snap.Reminders {
		inv, ok := c.invoices[r.Invoice.ID]
		if !ok || c.facts.Trial[r.ID] {
			continue
		}
		if level, mark := r.Referenced(inv.Identifier); level > 0 {
			c.ours = append(c.ours, ours{r, inv, level, mark})
		}
	}
}

// compare looks both ways.
func (c *comparison) compare() []ledger.Finding {
	twins := c.twins()
	c.unknown(twins)
	c.unmailed(twins)
	c.drift()
	c.waiting()
	return c.found
}

func (c *comparison) add(f ledger.Finding, inv billing.Invoice, format string, args ...any) {
	f.Key = fmt.Sprintf("%s|%s", f.Kind, f.Key)
	f.InvoiceID, f.Identifier, f.Text = inv.ID, inv.Identifier, fmt.Sprintf(format, args...)
	c.found = append(c.found, f)
}

// young reports whether somebody may just be busy with a reminder.
func (c *comparison) young(r billing.Reminder) bool {
	return !r.CreatedAt.IsZero() && c.now.Sub(r.CreatedAt.Time) < c.grace
}

// twins finds letters of which there are two, and gives their ids. That both
// were mailed is over: nobody can take it back, but somebody should know.
func (c *comparison) twins() map[billing.ID]bool {
	type letter struct {
		invoice billing.ID
		level   int
	}
	groups := map[letter][]ours{}
	for _, o := range c.ours {
		if o.Status == billing.ReminderSent || !c.young(o.Reminder) {
			k := letter{o.invoice.ID, o.level}
			groups[k] = append(groups[k], o)
		}
	}
	out := map[billing.ID]bool{}
	for _, group := range sorted(groups) {
		if len(group) < 2 {
			continue
		}
		first, last := group[0], group[len(group)-1]
		f := ledger.Finding{Kind: ledger.FindingTwin, Key: fmt.Sprintf("%d|%d", first.invoice.ID, first.level)}
		unsent := slices.IndexFunc(group, func(o ours) bool { return o.Status != billing.ReminderSent })
		for _, o := range group {
			out[o.ID] = o.Status != billing.ReminderSent
		}
		if unsent < 0 {
			f.Notice = true
			c.add(f, first.invoice, "reminders %d and %d of level %d were both mailed", first.ID, last.ID, first.level)
			continue
		}
		c.add(f, first.invoice, "reminders %d and %d are both level %d: %d is unsent, delete it in MOCO", first.ID, last.ID, first.level, group[unsent].ID)
	}
	return out
}

// sorted are the groups in the order of their first reminder.
func sorted[K comparable](groups map[K][]ours) [][]ours {
	return slices.SortedFunc(maps.Values(groups), func(a, b []ours) int { return cmp.Compare(a[0].ID, b[0].ID) })
}

// unknown finds mailed letters that the ledger knows nothing of: it was
// restored from a backup, or another installation works on the account. The
// ledger learns their levels, so that it never goes below them.
func (c *comparison) unknown(twins map[billing.ID]bool) {
	known := map[billing.ID]bool{}
	for _, l := range c.letters {
		known[l.Reminder] = true
	}
	busy := c.busy()
	for _, o := range c.ours {
		f := ledger.Finding{Key: fmt.Sprint(o.ID), Kind: ledger.FindingUnknown, Level: o.level, Notice: true}
		own := o.mark == "" || o.mark == c.mark
		switch sent := o.Status == billing.ReminderSent; {
		case known[o.ID], own && busy[letterKey{o.invoice.ID, o.level}]:
		case sent && own:
			c.add(f, o.invoice, "reminder %d of level %d was mailed, and our ledger does not know it: was it restored from a backup? The level counts from now on", o.ID, o.level)
		case sent:
			c.add(f, o.invoice, "another installation (%s) mailed level %d with reminder %d; the level counts here too", o.mark, o.level, o.ID)
		case twins[o.ID], c.young(o.Reminder):
		case own:
			c.add(ledger.Finding{Key: f.Key, Kind: ledger.FindingUnsent}, o.invoice,
				"reminder %d of level %d is unsent, and our ledger does not know it: mail it or delete it in MOCO", o.ID, o.level)
		default:
			c.add(ledger.Finding{Key: f.Key, Kind: ledger.FindingUnsent}, o.invoice,
				"reminder %d of level %d is unsent; another installation (%s) made it, and nobody here mails it", o.ID, o.level, o.mark)
		}
	}
}

// letterKey is a level of an invoice.
type letterKey struct {
	invoice billing.ID
	level   int
}

// busy are the levels that an open entry, or one in review, is about.
func (c *comparison) busy() map[letterKey]bool {
	out := map[letterKey]bool{}
	for _, l := range c.letters {
		if l.State.Open() || l.State == ledger.Review {
			out[letterKey{l.InvoiceID, l.Level}] = true
		}
	}
	return out
}

// unmailed finds reminders of the ledger that are unsent in MOCO although
// nobody is about to mail them: anybody could, by a click.
func (c *comparison) unmailed(twins map[billing.ID]bool) {
	status := map[billing.ID]ours{}
	for _, o := range c.ours {
		status[o.ID] = o
	}
	mails := map[string]ledger.Letter{} // by the entry that they follow
	for _, l := range c.letters {
		if l.Action == "email" && !(l.State.FreesKey() && mails[l.Parent].Entry != "") {
			mails[l.Parent] = l
		}
	}
	for _, l := range c.letters {
		o, ok := status[l.Reminder]
		mail := mails[l.Entry]
		switch {
		case l.Action != "remind" || !ok || o.Status == billing.ReminderSent || twins[o.ID], mail.Trial:
		case mail.State.Open() && mail.Entry != "" || mail.State == ledger.Review || l.UpdatedAt.After(c.read) || mail.UpdatedAt.After(c.read):
		case mail.State == ledger.Done:
			c.unsent[o.invoice.ID] = true
			c.add(ledger.Finding{Key: fmt.Sprintf("reminder|%d", o.ID), Kind: ledger.FindingDrift}, o.invoice,
				"our ledger mailed level %d with reminder %d, which MOCO shows as unsent", o.level, o.ID)
		default:
			c.add(ledger.Finding{Key: fmt.Sprint(o.ID), Kind: ledger.FindingUnsent}, o.invoice,
				"reminder %d of level %d was made and never mailed: mail it or delete it in MOCO", o.ID, o.level)
		}
	}
}

// drift finds letters that the ledger has mailed and MOCO does not have any
// more. If the invoice has fallen below its level by that, the rules hold it.
func (c *comparison) drift() {
	reminders := map[billing.ID][]billing.Reminder{}
	there := map[billing.ID]bool{}
	for _, r := range c.snap.Reminders {
		there[r.ID] = true
		if !c.facts.Trial[r.ID] {
			reminders[r.Invoice.ID] = append(reminders[r.Invoice.ID], r)
		}
	}
	for _, inv := range c.snap.Invoices {
		level := billing.Level(inv.Identifier, reminders[inv.ID])
		_, accepted := c.facts.Accepted[inv.ID]
		if _, now := c.mailed[inv.ID]; now || accepted || c.unsent[inv.ID] || !owed(inv) || c.facts.Levels[inv.ID] <= level {
			continue
		}
		c.add(ledger.Finding{Key: fmt.Sprintf("invoice|%d", inv.ID), Kind: ledger.FindingDrift}, inv,
			"our ledger says level %d, MOCO shows level %d; settle it with: worker level accept %s N", c.facts.Levels[inv.ID], level, inv.Identifier)
	}
	for _, l := range c.letters {
		inv, ok := c.invoices[l.InvoiceID]
		level := billing.Level(inv.Identifier, reminders[l.InvoiceID])
		if ok && owed(inv) && l.Action == "email" && l.State == ledger.Done && !l.Trial && !there[l.Reminder] && !l.UpdatedAt.After(c.read) && level >= c.facts.Levels[inv.ID] {
			c.add(ledger.Finding{Key: fmt.Sprint(l.Reminder), Kind: ledger.FindingGone, Notice: true}, inv,
				"reminder %d of level %d, which our ledger mailed, is gone from MOCO; level %d still counts", l.Reminder, l.Level, level)
		}
	}
}

// owed reports whether anybody could still be reminded of an invoice.
func owed(inv billing.Invoice) bool {
	return inv.Status != billing.StatusPaid && inv.Status != billing.StatusIgnored && inv.Status != billing.StatusDisregarded
}

// waiting finds actions that wait for a person for too long.
func (c *comparison) waiting() {
	for _, e := range c.reviews {
		if age := c.now.Sub(e.UpdatedAt); age >= reviewFor {
			inv := billing.Invoice{ID: e.Subject.ID, Identifier: e.Subject.Label}
			c.add(ledger.Finding{Key: e.ID, Kind: ledger.FindingReview}, inv,
				"%s waits for a person since %s: worker actions show %s", e.Action, e.UpdatedAt.UTC().Format(time.DateOnly), e.ID)
		}
	}
}
