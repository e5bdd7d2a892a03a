package app

import (
	"sync"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// refusedPause is how long a worker leaves MOCO's writes alone after a refused
// key, and refusedAgain how long people are not told of it once more.
const (
	refusedPause = 5 * time.Minute
	refusedAgain = 24 * time.Hour
)

// refusedKey remembers that MOCO refused the write key, so that all of a worker's
// actions stop with the first, and people hear of it once.
type refusedKey struct {
	mu       sync.Mutex
	at, told time.Time
}

// note takes down that MOCO refuses the key now.
func (r *refusedKey) note() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = time.Now()
}

// first notes a refusal and reports whether people have to be told.
func (r *refusedKey) first() bool {
	r.note()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.told.IsZero() && r.at.Sub(r.told) < refusedAgain {
		return false
	}
	r.told = r.at
	return true
}

// over forgets the refusal once MOCO has taken a write.
func (r *refusedKey) over(e ledger.Entry) {
	if e.State != ledger.Done || e.IntentAt.IsZero() || (plan.Line{Params: e.Params}).Internal() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.told = time.Time{}, time.Time{}
}

// error is errRefused for as long as nothing is to be written.
func (r *refusedKey) error() error {
	if r.pauses() {
		return errRefused
	}
	return nil
}

// since is errRefused if MOCO has refused the key after a moment.
func (r *refusedKey) since(began time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at.Before(began) {
		return nil
	}
	return errRefused
}

// pauses reports whether nothing is to be written for now: MOCO would refuse
// every further request too.
func (r *refusedKey) pauses() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.at.IsZero() && time.Since(r.at) < refusedPause
}
