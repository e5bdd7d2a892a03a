package actions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
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

// recheck are the pauses between reads after an unanswered write.
var recheck = []time.Duration{2 * time.Second, 5 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}

// maxUnread is the longest pause after a read-back that failed: an open
// question is the first thing to ask when MOCO is back.
const maxUnread = time.Minute

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

// ApplyNext carries out the first that can be had of the entries that next
// lists, and returns ledger.ErrBusy if others were faster with all of them. next
// is asked twice: after the wait for a token others may have done what it listed
// first. With nothing to do the entry is the zero one. The other errors are
// Apply's.
func (r *Runner) ApplyNext(ctx context.Context, next func(context.Context) ([]ledger.Entry, error)) (ledger.Entry, error) {
	list, err := next(ctx)
	if err != nil || len(list) == 0 {
		return ledger.Entry{}, err
	}
	if err := r.reserve(ctx, list[0]); err != nil {
		return list[0], err
	}
	reserved := r.writes(list[0])
	if list, err = next(ctx); err != nil || len(list) == 0 {
		return ledger.Entry{}, err
	}
	for _, e := range list {
		if r.writes(e) && !reserved {
			continue
		}
		after, err := r.take(ctx, e)
		if !errors.Is(err, ledger.ErrBusy) {
			return after, err
		}
	}
	return ledger.Entry{}, ledger.ErrBusy
}

// writes reports whether an entry needs the token of a write before its claim.
func (r *Runner) writes(e ledger.Entry) bool {
	h, ok := r.Handlers[e.Action]
	return ok && h.Trait().MOCO && e.State != ledger.Intent
}

// reserve asks the brake, and takes the token of the entry's write. The wait
// for it may be long, so the brake is asked again.
func (r *Runner) reserve(ctx context.Context, e ledger.Entry) error {
	h, ok := r.Handlers[e.Action]
	if !ok {
		return fmt.Errorf("entry %s: this version can't carry out %q", e.ID, e.Action)
	}
	if !h.Trait().MOCO {
		return nil
	}
	if why := r.brake(ctx, e); why != "" {
		return fmt.Errorf("%w: %s", ErrBrake, why)
	}
	if !r.writes(e) {
		return nil
	}
	if err := r.Pace.Wait(ctx, ledger.Begin); err != nil {
		return err
	}
	if why := r.brake(ctx, e); why != "" {
		return fmt.Errorf("%w: %s", ErrBrake, why)
	}
	return nil
}

// brake says why an entry must not be written to MOCO now; "" if it may.
func (r *Runner) brake(ctx context.Context, e ledger.Entry) string {
	if ok, why := r.MayWrite(); !ok {
		return why
	}
	if r.Off != nil && r.Off(ctx, e) {
		return "the job is set to write: off"
	}
	return ""
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

// carryOut is the path of an entry that was never written. One that is late is
// looked at all the same, and then let go.
func (r *Runner) carryOut(ctx context.Context, h Handler, e ledger.Entry, late bool) (ledger.Entry, error) {
	c, err := guarded(r, e, func() (Checked, error) { return h.Check(ctx, e) })
	switch {
	case err != nil:
		return r.refused(ctx, h, e, err)
	case c.Made != nil:
		return r.done(ctx, e, *c.Made)
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
		back, err := r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: why})
		return back, errors.Join(fmt.Errorf("%w: %s", ErrBrake, why), err)
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
		return r.refused(wctx, h, e, err)
	}
	return r.done(wctx, e, w)
}

func (r *Runner) done(ctx context.Context, e ledger.Entry, w Written) (ledger.Entry, error) {
	return r.change(ctx, e, ledger.Change{To: ledger.Done, Reason: w.Note, RemoteID: w.RemoteID, Evidence: w.Evidence, Follow: w.Follow})
}

// refused records an error of a read or of the write. In State Claimed nothing
// was written yet; in State Intent the error's kind tells.
func (r *Runner) refused(ctx context.Context, h Handler, e ledger.Entry, err error) (ledger.Entry, error) {
	ctx = context.WithoutCancel(ctx)
	now, nowErr := r.Ledger.Now(ctx)
	if nowErr != nil {
		return e, nowErr
	}
	kind := fault.KindOf(err)
	var answer *mocoapi.Error
	if errors.As(err, &answer) && answer.Status == http.StatusForbidden {
		// The key may read only: no other write would fare better.
		kind = fault.Auth
	}
	if kind == fault.Auth && !h.Trait().MOCO {
		// Slack's token is no reason to leave MOCO alone.
		kind = fault.Permanent
	}
	switch {
	case e.State == ledger.Claimed && (kind == fault.Unsure || !explicit(err)):
		// Nothing was written yet, and nobody said that it never can be.
		kind = fault.Temporary
	case e.State == ledger.Intent && !h.Trait().Repeatable && !explicit(err):
		// Only a clear word says that nothing happened.
		kind = fault.Unsure
	}
	c := ledger.Change{Reason: err.Error()}
	switch kind {
	case fault.Auth:
		c.To = ledger.Planned
		_, changeErr := r.change(ctx, e, c)
		return e, errors.Join(fault.New(fault.Auth, err), changeErr)
	case fault.Throttled:
		// MOCO asks to wait; the gate is closed meanwhile. That is no attempt.
		c.To, c.NextAt = ledger.Planned, now.Add(fault.AfterOf(err))
	case fault.Temporary:
		c.To, c.NextAt = ledger.Planned, now.Add(backoff(e.Attempts))
	case fault.Unsure:
		if h.Trait().Repeatable {
			c.To, c.NextAt = ledger.Planned, now.Add(backoff(e.Attempts))
			break
		}
		c.To, c.NextAt = ledger.Intent, now.Add(recheck[0])
	case fault.Gone:
		c.To, c.Reason = ledger.Skipped, "it does not exist in MOCO any more"
	default:
		c.To = ledger.Failed
	}
	if c.To == ledger.Planned && kind != fault.Throttled && e.Attempts >= maxAttempts {
		c.To, c.NextAt = ledger.Failed, time.Time{}
	}
	if isPanic(err) && e.State == ledger.Claimed && e.Attempts >= maxCrashes {
		c.To, c.NextAt = ledger.Review, time.Time{}
	}
	// A message that is late is reported while it is tried on (I9).
	c.Tell = c.To == ledger.Planned && !h.Trait().MOCO && (e.Attempts >= lateAttempts || c.NextAt.Sub(now) > lateAfter)
	if c.To == ledger.Failed || c.To == ledger.Skipped {
		if e, err = r.takeBack(ctx, h, e, &c); err != nil {
			return e, err
		}
	}
	return r.change(ctx, e, c)
}

// undoer is a handler that can take back what its parent has left in MOCO,
// when it fails for good itself.
type undoer interface {
	// Undo says in words what it has taken back; "" if nothing was there.
	Undo(ctx context.Context, e ledger.Entry) (string, error)
}

// takeBack leaves nothing half done behind a failure. What can't be taken back
// needs a person.
func (r *Runner) takeBack(ctx context.Context, h Handler, e ledger.Entry, c *ledger.Change) (ledger.Entry, error) {
	if _, ok := h.(undoer); !ok {
		return e, nil
	}
	held, note, err := r.undo(ctx, h, e)
	switch {
	case errors.Is(err, ledger.ErrLost):
		return e, err
	case err != nil:
		c.To, c.Reason = ledger.Review, c.Reason+"; it can't be taken back: "+err.Error()
	default:
		c.Reason, c.Undone = and(c.Reason, note), e.Parent
	}
	return held, nil
}

// and adds a note to a reason.
func and(reason, note string) string {
	if note == "" {
		return reason
	}
	return reason + "; " + note
}

// withdraw takes back what the entry's parent has left, because the entry is
// not needed any more.
func (r *Runner) withdraw(ctx context.Context, h Handler, e ledger.Entry, c Checked, to ledger.State) (ledger.Entry, error) {
	if _, ok := h.(undoer); !ok {
		return r.change(ctx, e, ledger.Change{To: to, Reason: c.Skip, Evidence: c.Evidence})
	}
	held, note, err := r.undo(ctx, h, e)
	switch {
	case errors.Is(err, ledger.ErrLost):
		return e, err
	case err != nil:
		return r.refused(ctx, h, held, fmt.Errorf("%s, but it can't be taken back: %w", c.Skip, err))
	}
	return r.change(ctx, held, ledger.Change{To: to, Reason: and(c.Skip, note), Evidence: c.Evidence, Undone: e.Parent})
}

// undo is the only way to a handler's Undo: it writes to MOCO, so the claim is
// renewed first. A worker that has lost it takes nothing back.
func (r *Runner) undo(ctx context.Context, h Handler, e ledger.Entry) (held ledger.Entry, note string, err error) {
	u, ok := h.(undoer)
	if !ok {
		return e, "", fmt.Errorf("%s can't be taken back", e.Action)
	}
	if err := r.Pace.Wait(ctx, ledger.Going); err != nil {
		return e, "", err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.timeout(h))
	defer cancel()
	if held, err = r.Ledger.Change(ctx, e, ledger.Change{To: e.State, Hold: true, Reason: e.Reason}); err != nil {
		return e, "", err
	}
	r.point(e, "undoing")
	note, err = u.Undo(ctx, held)
	r.point(e, "undone")
	return held, note, err
}

// explicit reports whether somebody has said what an error means for the
// write: the client, or a package that gave it a kind. A bare error, such as a
// context's end, says nothing about it.
func explicit(err error) bool {
	var kinded fault.Kinded
	var given *fault.Error
	return errors.As(err, &kinded) || errors.As(err, &given)
}

// maxAttempts bounds how often an entry is tried before it fails for good:
// an hour and a half, by the pauses of backoff.
const maxAttempts = 24

// A message is late after so many attempts, which take about five minutes, or
// when the next one is so far away.
const (
	lateAttempts = 7
	lateAfter    = 5 * time.Minute
)

// backoff is the pause after the n-th attempt that could not be made: 5 s,
// doubling up to 5 minutes, so that a letter goes out soon after MOCO is back.
func backoff(n int) time.Duration {
	d := 5 * time.Second
	for range min(max(n-1, 0), 6) {
		d *= 2
	}
	return min(d, 5*time.Minute)
}

// reconcile finds out what became of a write without a clear answer. It never
// writes; at most it sends the entry back to be written once more, after the
// settle time and two reads that found nothing.
func (r *Runner) reconcile(ctx context.Context, h Handler, e ledger.Entry, now time.Time) (ledger.Entry, error) {
	if h.Trait().Repeatable {
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Reason: "its worker ended in between; doing it again does no harm"})
	}
	f, err := guarded(r, e, func() (Finding, error) { return h.Reconcile(ctx, e) })
	switch {
	case err != nil && fault.KindOf(err) == fault.Auth:
		_, changeErr := r.change(ctx, e, ledger.Change{To: ledger.Intent, Reason: e.Reason, NextAt: now})
		return e, errors.Join(err, changeErr)
	case err != nil:
		return r.change(ctx, e, ledger.Change{To: ledger.Intent, Reason: err.Error(), NextAt: now.Add(min(pause(e.Attempts), maxUnread))})
	case f.Review != "":
		return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: f.Review})
	case f.Skip != "":
		return r.change(ctx, e, ledger.Change{To: ledger.Skipped, Reason: f.Skip})
	case f.Made:
		return r.done(ctx, e, f.Result)
	}
	settled := e.IntentAt.Add(r.Settle)
	switch {
	case now.Before(settled) || e.CleanReads < 1:
		next := now.Add(pause(e.CleanReads + 1))
		if next.After(settled) && now.Before(settled) {
			next = settled
		}
		return r.change(ctx, e, ledger.Change{To: ledger.Intent, CleanRead: true, NextAt: next,
			Reason: "MOCO did not answer clearly; not seen there yet"})
	case e.Repeats == 0:
		return r.change(ctx, e, ledger.Change{To: ledger.Planned, Repeated: true, CleanRead: true,
			Reason: fmt.Sprintf("not seen in MOCO after %s; trying once more", r.Settle)})
	}
	return r.change(ctx, e, ledger.Change{To: ledger.Review, Reason: "MOCO twice gave no clear answer; please look there"})
}

func pause(n int) time.Duration { return recheck[min(n, len(recheck)-1)] }

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
