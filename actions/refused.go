package actions

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

// refused records an error of a read or of the write. In State Claimed nothing
// was written yet; in State Intent the error's kind tells.
// with are entries that share it.
func (r *Runner) refused(ctx context.Context, h Handler, e ledger.Entry, err error, with ...string) (ledger.Entry, error) {
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
	c := ledger.Change{Reason: err.Error(), With: with}
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
			c.To, c.NextAt, c.Repeated = ledger.Planned, now.Add(backoff(e.Attempts)), true
			if e.Repeats > 0 {
				// It may be there twice by now. It is not given up, and not
				// repeated at a pace that people would notice.
				c.NextAt = now.Add(doubtful)
			}
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
	c.Tell = c.To == ledger.Planned && !h.Trait().MOCO &&
		(e.Attempts >= lateAttempts || c.NextAt.Sub(now) > lateAfter || now.Sub(e.CreatedAt) > 2*lateAfter)
	if c.To == ledger.Failed || c.To == ledger.Skipped {
		if e, err = r.takeBack(ctx, h, e, &c); err != nil {
			return e, err
		}
	}
	return r.change(ctx, e, c)
}

// explicit reports whether somebody has said what an error means for the
// write: the client, or a package that gave it a kind. A bare error, such as a
// context's end, says nothing about it.
func explicit(err error) bool {
	var kinded fault.Kinded
	var given *fault.Error
	return errors.As(err, &kinded) || errors.As(err, &given)
}

// doubtful is the pause before a message is sent that may be there twice.
const doubtful = time.Hour

// maxAttempts bounds how often an entry is tried before it fails for good:
// an hour and a half, by the pauses of backoff.
const maxAttempts = 24

// A message is late after so many attempts, which take about five minutes, when
// the next one is so far away, or, behind others that hang, twice that time after
// its release.
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
