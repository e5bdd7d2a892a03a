package actions

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// Pace reserves requests to MOCO.
type Pace interface {
	// Wait takes the token of one request.
	Wait(ctx context.Context, s ledger.Share) error
}

// Store is the part of the ledger that the protocol stands on. Its time is the
// only clock that the protocol looks at.
type Store interface {
	Entry(ctx context.Context, id string) (ledger.Entry, error)
	// Claim takes an entry, or fails with ledger.ErrBusy.
	Claim(ctx context.Context, id string) (ledger.Entry, error)
	// Change moves a claimed entry on, or fails with ledger.ErrLost.
	Change(ctx context.Context, e ledger.Entry, c ledger.Change) (ledger.Entry, error)
	Now(ctx context.Context) (time.Time, error)
	// Lease is how long a claim holds.
	Lease() time.Duration
}

// Runner carries out entries, one step of the protocol after the other.
type Runner struct {
	Ledger   Store
	Pace     Pace
	Handlers map[string]Handler
	// Settle is how long an unanswered write may stay unseen in MOCO before
	// it may be made once more (reliability: 30 min covers late commits).
	Settle time.Duration
	// MayWrite is the brake: false, with the reason, when nothing may be
	// written to MOCO now.
	MayWrite func() (bool, string)
	// Off is the brake of an entry's job: true when it may write nothing now;
	// nil for none.
	Off func(ctx context.Context, e ledger.Entry) bool
	// Point is called at named points, such as "remind.intent", for tests that
	// stop the process there; nil otherwise.
	Point func(name string)
	// Changed hears of every step of an entry that is recorded; nil for
	// nobody.
	Changed func(ledger.Entry)
	// Panicked hears of a handler that panicked, with the stack; the entry goes
	// on as after an error. nil lets the panic through.
	Panicked func(e ledger.Entry, stack []byte)

	// alone lets one write at a time out of this process: whoever puts the
	// brake on sees the write in hand end, and no other one.
	alone sync.Mutex
}

// maxEvidence is the greatest age of the read that a write relies on (I2). A
// read that lies as far in the future was dated by a clock that has been set
// back: nobody knows how old it is.
const maxEvidence = 30 * time.Second

// writeTimeout bounds one write to MOCO.
const writeTimeout = 20 * time.Second

// timeout bounds one write of a handler. It is shorter than the lease, so that
// nobody else looks for its outcome while it is under way; a large workbook
// takes longer than a letter.
func (r *Runner) timeout(h Handler) time.Duration {
	if h.Trait().MOCO {
		return min(writeTimeout, r.Ledger.Lease()/2)
	}
	return r.Ledger.Lease() * 3 / 4
}

// maxCrashes is how many workers an entry may take down before a person looks.
const maxCrashes = 3

// ErrBrake says that the brake is on: the entry stays as it is.
var ErrBrake = errors.New("nothing may be written to MOCO now")

// Apply takes one entry as far as it goes now and returns it as it stands. A
// result in State Planned or Intent with a NextAt waits for that time. The
// errors are ledger.ErrBusy (somebody else has it), ErrBrake, fault.Auth (the
// key was refused: stop everything), the context's and the store's.
func (r *Runner) Apply(ctx context.Context, id string) (ledger.Entry, error) {
	e, err := r.Ledger.Entry(ctx, id)
	if err != nil {
		return ledger.Entry{}, err
	}
	if err := r.reserve(ctx, e); err != nil {
		return e, err
	}
	return r.take(ctx, e)
}

// take claims an entry and takes it as far as it goes now.
func (r *Runner) take(ctx context.Context, e ledger.Entry) (ledger.Entry, error) {
	h, ok := r.Handlers[e.Action]
	if !ok {
		return e, fmt.Errorf("entry %s: this version can't carry out %q", e.ID, e.Action)
	}
	claimed, err := r.Ledger.Claim(ctx, e.ID)
	if err != nil {
		return e, err
	}
	e = claimed
	r.point(e, "claimed")
	now, err := r.Ledger.Now(ctx)
	switch {
	case err != nil:
		return e, err
	case e.Crashes >= maxCrashes:
		return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: fmt.Sprintf("%d workers ended while they worked on it", e.Crashes)})
	case e.State == ledger.Intent:
		return r.reconcile(ctx, h, e, now)
	case late(e, now) && !leavesTraces(h, e):
		return r.change(ctx, e, ledger.Change{To: ledger.Expired, Reason: errLate})
	}
	return r.carryOut(ctx, h, e, late(e, now))
}

// errLate is why an entry ends that nobody carried out in time.
const errLate = "its plan's time was over"

func late(e ledger.Entry, now time.Time) bool { return !e.Deadline.IsZero() && now.After(e.Deadline) }

// leavesTraces reports whether something of the entry may be in MOCO already,
// so that it can't just be let go: an unsent reminder, or a write that nobody
// has confirmed.
func leavesTraces(h Handler, e ledger.Entry) bool {
	_, undoes := h.(undoer)
	return undoes || !e.IntentAt.IsZero() && !h.Trait().Repeatable
}

// point is one of claimed, checked (what was read allows the write), intent,
// written (its answer is known), recorded (in the ledger), undoing and undone.
func (r *Runner) point(e ledger.Entry, name string) {
	if r.Point != nil {
		r.Point(e.Action + "." + name)
	}
}

// braked puts an entry back that nothing was written for yet.
func (r *Runner) braked(ctx context.Context, e ledger.Entry, why string) (ledger.Entry, error) {
	back, err := r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: why})
	return back, errors.Join(fmt.Errorf("%w: %s", ErrBrake, why), err)
}

// carryOut is the path of an entry that was never written. One that is late is
// looked at all the same, and then let go.
func (r *Runner) carryOut(ctx context.Context, h Handler, e ledger.Entry, late bool) (ledger.Entry, error) {
	c, err := guarded(r, e, func() (Checked, error) { return h.Check(ctx, e) })
	if err != nil {
		return r.refused(ctx, h, e, err)
	}
	with := idsOf(c.With)
	if w, ok := h.(waiter); ok && c.Skip == "" {
		if wait, why := w.Wait(ctx, e); wait > 0 {
			return r.wait(ctx, e, wait, why, with)
		}
	}
	switch {
	case c.Made != nil:
		return r.done(ctx, e, *c.Made)
	}
	// The brake may have come on since the claim, because of a clock that went
	// wrong, too: what was decided by it counts for nothing, and taking back is
	// a write.
	if why := r.brake(ctx, e); why != "" && h.Trait().MOCO {
		return r.braked(ctx, e, why)
	}
	switch {
	case c.Review != "":
		return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: c.Review, Evidence: c.Evidence})
	case c.Skip != "" && c.TakeBack:
		return r.withdraw(ctx, h, e, c, ledger.Skipped)
	case c.Skip == "" && late:
		c.Skip = errLate
		return r.withdraw(ctx, h, e, c, ledger.Expired)
	case c.Skip != "":
		change := ledger.Change{To: ledger.Skipped, Reason: c.Skip, Evidence: c.Evidence}
		if c.Undone {
			change.Undone = e.Parent
		}
		return r.change(ctx, e, change)
	}
	r.point(e, "checked")
	if h.Trait().MOCO {
		r.alone.Lock()
		defer r.alone.Unlock()
		if err := ctx.Err(); err != nil {
			back, changeErr := r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: "its worker was told to stop before it was written"})
			return back, errors.Join(err, changeErr)
		}
	}
	now, err := r.Ledger.Now(ctx)
	if err != nil {
		return e, err
	}
	if !c.At.IsZero() && now.Sub(c.At).Abs() > maxEvidence {
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: "what was read is too old; reading again"})
	}
	if why := r.brake(ctx, e); why != "" && h.Trait().MOCO {
		return r.braked(ctx, e, why)
	}
	// A stop signal must not tear the write apart: it ends by itself, or by
	// its own timeout. That begins before the intent, so that a process which
	// was stopped in between for longer than its lease sends nothing any more.
	wctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.timeout(h))
	defer cancel()
	intent, err := r.Ledger.Change(ctx, e, ledger.Change{To: ledger.Intent, Hold: true, Params: c.Params, Baseline: c.Baseline, Evidence: c.Evidence})
	if err != nil {
		return e, err
	}
	e = intent
	r.changed(e)
	r.point(e, "intent")
	// The store may have been slow: look at the clock once more, as long as
	// going back is possible.
	if now, err = r.Ledger.Now(wctx); err != nil || (!c.At.IsZero() && now.Sub(c.At).Abs() > maxEvidence) {
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: "what was read is too old; reading again"})
	}
	w, err := guarded(r, e, func() (Written, error) { return h.Write(wctx, e, c) })
	r.point(e, "written")
	if err != nil {
		return r.refused(wctx, h, e, err, with...)
	}
	return r.done(wctx, e, w, with...)
}

func (r *Runner) done(ctx context.Context, e ledger.Entry, w Written, with ...string) (ledger.Entry, error) {
	return r.change(ctx, e, ledger.Change{To: ledger.Done, Reason: w.Note, RemoteID: w.RemoteID, Evidence: w.Evidence, Follow: w.Follow, With: with})
}

// change writes to the ledger even when the caller was told to stop: what has
// happened must be remembered.
func (r *Runner) change(ctx context.Context, e ledger.Entry, c ledger.Change) (ledger.Entry, error) {
	after, err := r.Ledger.Change(context.WithoutCancel(ctx), e, c)
	if err != nil {
		return e, err
	}
	r.changed(after)
	r.point(after, "recorded")
	return after, nil
}

func (r *Runner) changed(e ledger.Entry) {
	if r.Changed != nil {
		r.Changed(e)
	}
}
