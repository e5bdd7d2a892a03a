package ledger

import "time"

// Rate is a budget of requests: no more than Limit in any Window, counted
// either as a sliding or as a fixed window.
type Rate struct {
	Limit  int
	Window time.Duration
	// KeepFree is the share left to people and other integrations, 0 to 0.9.
	KeepFree float64
}

// Use is the number of requests in one window that the budget carries in the
// long run: what is not kept free, as far as the limit leaves room for a burst.
// The burst comes on top once, out of what is kept free if there is any.
func (r Rate) Use() int {
	use, _ := r.split()
	return use
}

// split divides the budget into the steady flow of one window and the burst.
// Their sum is the most that any window can hold. It stays below the limit by
// what two seconds of jitter in two minutes can push together: rate + burst ≤
// limit − 2 for MOCO's 120 in 2 minutes, which are 108 and 10; in a short
// window, by what a request can be late on a busy machine. The burst is a
// twelfth of the flow where that much is kept free anyway; otherwise it is
// small, so that a large limit is used almost to the full.
func (r Rate) split() (use, burst int) {
	late := int64(r.Limit) * int64(250*time.Millisecond) / max(1, int64(r.Window))
	margin := max(2, r.Limit/60, min(r.Limit/10, int(late)))
	// The small addend makes up for 1 − 0.9 being a little less than 0.1.
	budget := int(float64(r.Limit)*(1-r.KeepFree) + 1e-6)
	burst = max(1, min(budget/12, max(10, r.Limit-margin-budget)))
	return max(1, min(budget, r.Limit-margin-burst)), burst
}

// Share says what a request is for. When the budget is short, what is under way
// goes before what is about to begin, and that before a pull: a letter that
// has begun must not stand in a queue behind letters that have not.
type Share int

// The shares, from the last to the first in line.
const (
	Pull  Share = iota // a page of a pull; leaves half of the burst alone
	Begin              // the token of a write-back that has not begun; leaves a third of the burst alone
	Going              // a read of a write-back that is under way
)

// ahead is how long before its time a token may be taken, in microseconds. Who
// takes one ahead has its place in the line, so many waiters need not all ask
// again for each token; a wait that is given up wastes one token only.
const ahead = int64(250 * time.Millisecond / time.Microsecond)

// bucket is a Rate as the generic cell rate algorithm sees it. Times are in
// microseconds.
type bucket struct {
	interval int64    // between two tokens
	burst    int64    // tokens at once
	hold     [3]int64 // the part of the burst that each share leaves alone
}

func (r Rate) bucket() bucket {
	use, burst := r.split()
	window := r.Window.Microseconds()
	// Rounded up: never a token too many.
	interval := max(1, (window+int64(use)-1)/int64(use))
	return bucket{interval: interval, burst: int64(burst), hold: [3]int64{Pull: int64(burst / 2), Begin: int64(burst / 3)}}
}

// take decides about one token at a moment. tat is when all tokens that were
// taken so far would have been paid for at the steady flow. The token may be
// used after the wait; none is taken if that is too long.
func (b bucket) take(now, tat int64, s Share) (next, wait int64, taken bool) {
	// More than the burst and what was taken ahead can't have been taken: a
	// later tat was written by a clock that has been set back since, or under
	// another rate.
	tat = min(tat, now+b.burst*b.interval+ahead)
	next = max(tat, now) + b.interval
	wait = max(0, next-now-(b.burst-b.hold[s])*b.interval)
	if wait > ahead {
		return tat, wait, false
	}
	return next, wait, true
}
