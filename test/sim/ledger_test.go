package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// lease is how long a claim holds, as in production.
const lease = time.Minute

// memory is a ledger without a database: the same claims, fences and leases on
// the bubble's clock. It is guarded by the world's lock.
type memory struct {
	rows map[string]*ledger.Entry
	// order are the ids in the order of release; open those that a worker may
	// still have to take.
	order, open []string
}

// insert adds a planned entry, unless one with its key is alive or done.
func (m *memory) insert(now time.Time, e ledger.Entry) bool {
	for _, id := range m.order {
		if x := m.rows[id]; x.Key == e.Key && !x.State.FreesKey() {
			return false
		}
	}
	e.ID = fmt.Sprintf("a_%05d", len(m.order)+1)
	e.Account, e.State, e.CreatedAt, e.UpdatedAt = account, ledger.Planned, now, now
	m.rows[e.ID] = &e
	m.order = append(m.order, e.ID)
	m.open = append(m.open, e.ID)
	return true
}

// due is when an open entry may be claimed.
func due(e *ledger.Entry) time.Time {
	if e.LeaseUntil.After(e.NextAt) {
		return e.LeaseUntil.Add(time.Millisecond)
	}
	return e.NextAt
}

// store is the ledger as one process sees it. It is an actions.Store and an
// actions.Book.
type store struct {
	w     *world
	owner string
}

// errStore is a database that gave no answer, as internal/db words it.
var errStore = fault.New(fault.Temporary, errors.New("the database server has no room or is restarting: try again"))

// ask is the way to the database and back: it takes time, and the answer may
// be lost before or after do was done.
func (s *store) ask(ctx context.Context, do func(now time.Time) error) error {
	s.w.pass(2 * time.Millisecond)
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.w.roll("store failed", s.w.odds.store/2) {
		return errStore
	}
	s.w.mu.Lock()
	err := do(time.Now())
	s.w.mu.Unlock()
	s.w.pass(2 * time.Millisecond)
	if err == nil && s.w.roll("store failed", s.w.odds.store/2) {
		return errStore
	}
	return err
}

// Entry reads one entry.
func (s *store) Entry(ctx context.Context, id string) (e ledger.Entry, err error) {
	err = s.ask(ctx, func(time.Time) error {
		x, ok := s.w.ledger.rows[id]
		if !ok {
			return ledger.ErrNotFound
		}
		e = *x
		return nil
	})
	return e, err
}

// Claim takes an entry whose lease has run out.
func (s *store) Claim(ctx context.Context, id string) (e ledger.Entry, err error) {
	err = s.ask(ctx, func(now time.Time) error {
		x := s.w.ledger.rows[id]
		if !x.State.Open() || !x.LeaseUntil.Before(now) || x.NextAt.After(now) {
			return ledger.ErrBusy
		}
		if x.Owner != "" {
			x.Crashes++
		}
		if x.State == ledger.Planned {
			x.State = ledger.Claimed
		}
		x.Fence++
		x.Attempts++
		x.Owner, x.LeaseUntil, x.UpdatedAt = s.owner, now.Add(lease), now
		e = *x
		return nil
	})
	return e, err
}

// Change moves a claimed entry on.
func (s *store) Change(ctx context.Context, e ledger.Entry, c ledger.Change) (after ledger.Entry, err error) {
	if e.State != c.To && !e.State.May(c.To) {
		return ledger.Entry{}, fmt.Errorf("entry %s can't go from %s to %s", e.ID, e.State, c.To)
	}
	err = s.ask(ctx, func(now time.Time) error {
		x := s.w.ledger.rows[e.ID]
		begins := c.To == ledger.Intent && e.State != ledger.Intent
		if x.Fence != e.Fence || x.Owner != s.owner || x.State != e.State || begins && x.LeaseUntil.Before(now) {
			return ledger.ErrLost
		}
		*x = changed(*x, e, c, now)
		if c.Hold && c.To.Open() {
			x.Owner, x.LeaseUntil = s.owner, now.Add(lease)
		}
		if u, ok := s.w.ledger.rows[c.Undone]; ok && u.State == ledger.Done {
			u.State, u.Reason, u.UpdatedAt = ledger.Skipped, c.Reason, now
		}
		for _, f := range c.Follow {
			f.Run, f.Plan, f.Parent = e.Run, e.Plan, e.ID
			s.w.ledger.insert(now, f)
		}
		after = *x
		return nil
	})
	if err == nil {
		s.w.mayDie(s.owner, "changed")
	}
	return after, err
}

// changed is the row after a change that gives up the claim. What counts is
// taken from the entry that the worker holds, as the ledger does it.
func changed(x, e ledger.Entry, c ledger.Change, now time.Time) ledger.Entry {
	x.State, x.Reason, x.Owner, x.LeaseUntil, x.NextAt, x.UpdatedAt = c.To, c.Reason, "", time.Time{}, c.NextAt, now
	x.Params, x.Baseline, x.RemoteID = e.Params, e.Baseline, e.RemoteID
	x.Repeats, x.CleanReads, x.IntentAt, x.Crashes = e.Repeats, e.CleanReads, e.IntentAt, e.Crashes
	if c.Params != nil {
		x.Params = c.Params
	}
	if c.Baseline != nil {
		x.Baseline = slices.Clone(c.Baseline)
	}
	if c.RemoteID != "" {
		x.RemoteID = c.RemoteID
	}
	if c.To == ledger.Intent && e.State != ledger.Intent {
		x.IntentAt, x.CleanReads = now, 0
	}
	if c.Repeated {
		x.Repeats++
	}
	if c.CleanRead {
		x.CleanReads++
	}
	if c.To.Final() || c.To == ledger.Planned {
		x.Crashes = 0
	}
	return x
}

// Now is the database's time.
func (s *store) Now(ctx context.Context) (now time.Time, err error) {
	err = s.ask(ctx, func(t time.Time) error { now = t; return nil })
	return now, err
}

// Lease is how long a claim holds.
func (s *store) Lease() time.Duration { return lease }

// Entries is not asked for by letters.
func (s *store) Entries(context.Context, ledger.Filter) ([]ledger.Entry, error) {
	return nil, errors.ErrUnsupported
}

// Plan is not asked for by letters.
func (s *store) Plan(context.Context, string) (plan.Plan, error) {
	return plan.Plan{}, errors.ErrUnsupported
}

// Head is not asked for by letters.
func (s *store) Head(context.Context) (string, error) { return "", errors.ErrUnsupported }

// Deliveries is not asked for by letters.
func (s *store) Deliveries(context.Context, string, string) ([]ledger.Delivery, error) {
	return nil, errors.ErrUnsupported
}

// NoteDelivery is not asked for by letters.
func (s *store) NoteDelivery(context.Context, ledger.Delivery) error { return errors.ErrUnsupported }
func (s *store) PlanHash(context.Context, string) (string, error)    { return "", errors.ErrUnsupported }

func (s *store) LineStates(context.Context, string) ([]ledger.LineState, error) {
	return nil, errors.ErrUnsupported
}

func (s *store) Votes(context.Context, string) ([]ledger.Vote, error) {
	return nil, errors.ErrUnsupported
}

// noMirror is the copy of MOCO, which letters only tell about deletions.
type noMirror struct{}

// Snapshot is not asked for by letters.
func (noMirror) Snapshot(context.Context, billing.Date) (billing.Snapshot, error) {
	return billing.Snapshot{}, errors.ErrUnsupported
}

// Gone takes note of nothing.
func (noMirror) AddItems(context.Context, *billing.Snapshot, billing.Period) error { return nil }

func (noMirror) AddReports(context.Context, *billing.Snapshot, []string, billing.Period) error {
	return nil
}
func (noMirror) Gone(context.Context, string, billing.ID) error { return nil }
