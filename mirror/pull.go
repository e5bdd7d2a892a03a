package mirror

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
)

// Defaults and limits of a pull.
const (
	// sweepEvery is how old the last reading of everything may be before the
	// next pull looks for deletions again. It is less than a day, so that a
	// pull which comes once a day, at times a little earlier, always does.
	sweepEvery = 20 * time.Hour
	// overlap is how far a pull looks back behind the latest change it knows.
	// MOCO's times have a grain of a second, and a change may become visible a
	// while after the moment that it is stamped with.
	overlap = 10 * time.Minute
	// attempts is how often a list that changes under the reader is read.
	attempts = 3
)

// PullOptions say how a pull reads. The zero value is the usual pull.
type PullOptions struct {
	// Progress is told after each page: rows read so far of total (-1 if MOCO
	// does not say). It may be nil.
	Progress func(kind string, rows, total int)
	// Full reads everything again, although nothing is due.
	Full bool
	// AcceptDrop marks missing rows as gone although they are suspiciously
	// many (see DropError).
	AcceptDrop bool
	// MaxAge leaves out kinds that were read completely within this time. 0
	// reads all.
	MaxAge time.Duration
	// Period is the time that reports cover; other lists do not depend on it.
	Period billing.Period
	// SweepEvery is how often everything is read to find deletions; 0 means
	// every 20 hours, which is once a day for a daily pull.
	SweepEvery time.Duration
}

// Pulled says what a pull did, by the name of the data set.
type Pulled struct {
	ByKind map[string]PulledKind
}

// PulledKind says what a pull did to one data set.
type PulledKind struct {
	Rows     int  // distinct objects that MOCO gave
	Changed  int  // of them new or different
	Gone     int  // objects that MOCO no longer has
	Requests int  // to MOCO
	Total    int  // MOCO's own count of the list that was asked for; -1 if it does not say
	Full     bool // everything was read, not only changes
	Fresh    bool // nothing was read, because the last pull is young enough
	Complete bool // all changes up to now are in the mirror
}

// Requests is the number of requests of the whole pull.
func (p Pulled) Requests() int {
	n := 0
	for _, k := range p.ByKind {
		n += k.Requests
	}
	return n
}

// Pull reads the named data sets from MOCO, all but the reports and the items of
// invoices if kinds is empty. Those need a period. It
// stops at the first error; what was stored until then stays, and the next
// pull reads it again. Errors are those of src, a *ChangedError if a list
// never held still, a *DropError if too much is missing, and the store's.
func (m *Mirror) Pull(ctx context.Context, src Source, kinds []string, opts PullOptions) (Pulled, error) {
	pulled := Pulled{ByKind: map[string]PulledKind{}}
	list, err := chosen(kinds, opts.Period)
	if err != nil {
		return pulled, err
	}
	for _, k := range list {
		p := puller{mirror: m, src: src, kind: k, opts: opts}
		err := p.pull(ctx)
		pulled.ByKind[k.Name] = p.done
		if err != nil {
			return pulled, fmt.Errorf("read %s: %w", k.Name, err)
		}
	}
	if slices.Contains(kinds, InvoiceItems) {
		done, err := m.pullItems(ctx, src, opts)
		pulled.ByKind[InvoiceItems] = done
		if err != nil {
			return pulled, fmt.Errorf("read %s: %w", InvoiceItems, err)
		}
	}
	return pulled, nil
}

// puller reads one data set.
type puller struct {
	mirror *Mirror
	src    Source
	kind   Kind
	opts   PullOptions
	done   PulledKind
}

func (p *puller) pull(ctx context.Context) error {
	state, err := p.mirror.state(ctx, p.kind.key())
	if err != nil {
		return err
	}
	now, err := p.mirror.db.Now(ctx, p.mirror.db)
	if err != nil {
		return err
	}
	if p.fresh(state, now) {
		p.done.Fresh, p.done.Complete = true, true
		return nil
	}
	p.done.Full = p.full(state, now)
	for attempt := 1; attempt <= attempts; attempt++ {
		l, err := p.attempt(ctx, state, attempt)
		if err != nil {
			return err
		}
		if l.proven(attempt == attempts) {
			return p.finish(ctx, l, state)
		}
	}
	return &ChangedError{Kind: p.kind.Name, Read: p.done.Rows, Total: p.done.Total}
}

func (p *puller) fresh(s KindState, now time.Time) bool {
	age := now.Sub(s.PulledAt)
	return !p.opts.Full && !s.PulledAt.IsZero() && age >= 0 && age < p.opts.MaxAge
}

// full decides whether everything is read: always for lists without a filter,
// at first, and when the last time is long ago (or, after the clock was set
// back, in the future).
func (p *puller) full(s KindState, now time.Time) bool {
	every := p.opts.SweepEvery
	if every == 0 {
		every = sweepEvery
	}
	age := now.Sub(s.FullAt)
	return p.opts.Full || p.kind.Whole || s.Cursor.IsZero() || age < 0 || age >= every
}

// attempt reads the list once, and the changes since its first page if that is
// needed to prove that nothing was missed.
func (p *puller) attempt(ctx context.Context, s KindState, n int) (*listing, error) {
	started, err := p.mirror.db.Now(ctx, p.mirror.db)
	if err != nil {
		return nil, err
	}
	l := newListing(p.done.Full, started)
	q := p.kind.query()
	if !l.full {
		since(q, s.Cursor)
	}
	if n > 1 && !p.kind.report() {
		// An unsteady default order, such as by name among equal names, never
		// holds still. It is not documented that MOCO can sort everything by
		// id, so the first attempt does without.
		q.Set("sort_by", "id asc")
	}
	err = p.read(ctx, q, l)
	if n > 1 && fault.KindOf(err) == fault.Invalid {
		return l, nil // it can't: nothing is proven
	}
	if err == nil && l.pages > 1 && l.dated() && !l.shrunk && !p.kind.report() {
		q := p.kind.query()
		since(q, l.date.Add(-2*time.Second)) // "after" may or may not include the second itself
		l.catchingUp = true
		err = p.read(ctx, q, l)
	}
	return l, err
}

// since asks for changes after a moment. MOCO reads whole seconds in UTC.
func since(q url.Values, t time.Time) {
	q.Set("updated_after", t.UTC().Format("2006-01-02T15:04:05Z"))
}

// read stores the pages of one list, each in a transaction of its own, and
// shows them to the listing.
func (p *puller) read(ctx context.Context, q url.Values, l *listing) error {
	for raw, err := range p.src.RawPages(ctx, p.kind.Path, q) {
		p.done.Requests++
		if err != nil {
			return err
		}
		objects := l.take(raw)
		changed, err := p.mirror.store(ctx, p.kind.key(), objects)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		p.done.Changed += changed
		p.done.Rows, p.done.Total = len(l.ids), l.last
		if p.opts.Progress != nil && !l.catchingUp {
			p.opts.Progress(p.kind.Name, p.done.Rows, p.done.Total)
		}
	}
	return ctx.Err()
}

// cursorAfter is the moment from which the next pull asks for changes.
func cursorAfter(l *listing, before time.Time) time.Time {
	next := before
	if latest := l.latest(); latest > 0 {
		next = db.Time(latest).Add(-overlap)
	}
	if !l.full && next.Before(before) {
		return before
	}
	return next
}
