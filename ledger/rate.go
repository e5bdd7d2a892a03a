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
// long run; a burst of a tenth of it comes on top once.
func (r Rate) Use() int {
	use, _ := r.split()
	return use
}

// split divides the budget into the steady flow of one window and the burst.
// Their sum is the most that any window can hold. It stays below the limit by
// what two seconds of jitter in two minutes can push together: rate + burst ≤
// limit − 2 for MOCO's 120 in 2 minutes, which are 108 and 10.
func (r Rate) split() (use, burst int) {
	margin := max(2, r.Limit/60)
	// The small addend makes up for 1 − 0.9 being a little less than 0.1.
	budget := min(int(float64(r.Limit)*(1-r.KeepFree)+1e-6), r.Limit-margin)
	burst = max(1, budget/12+1)
	return max(1, budget-burst), burst
}

// bucket is a Rate as the generic cell rate algorithm sees it. Times are in
// microseconds.
type bucket struct {
	interval int64 // between two tokens
	burst    int64 // tokens at once
	reserve  int64 // the part of the burst that only write-backs may use
}

func (r Rate) bucket() bucket {
	use, burst := r.split()
	window := r.Window.Microseconds()
	// Rounded up: never a token too many.
	interval := max(1, (window+int64(use)-1)/int64(use))
	return bucket{interval: interval, burst: int64(burst), reserve: int64(burst / 2)}
}

// take decides about one token at a moment. tat is when all tokens that were
// taken so far would have been paid for at the steady flow. The answer is the
// new tat, with a wait of 0 if the token was given.
//
// Reads leave the reserve alone, so that a long pull does not hold up a letter;
// a burst of one has none.
func (b bucket) take(now, tat int64, write bool) (next, wait int64) {
	burst := b.burst
	if !write {
		burst -= b.reserve
	}
	// More than the burst can't have been taken: a later tat was written by a
	// clock that has been set back since, or under another rate.
	tat = min(tat, now+b.burst*b.interval)
	next = max(tat, now) + b.interval
	if wait = next - now - burst*b.interval; wait > 0 {
		return tat, wait
	}
	return next, 0
}
