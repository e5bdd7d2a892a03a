// Package fault sorts errors into the few kinds that decide what happens next.
// Edges (MOCO, Slack, files) say what an error means; the jobs that called them
// decide to wait, to try again, to give up or to ask a person.
package fault

import (
	"context"
	"errors"
	"time"
)

// Kind says what an error means for the caller.
type Kind int

// The kinds. The zero value is Permanent: an error that nobody has classified
// is never retried.
const (
	// Permanent: the same call will fail again.
	Permanent Kind = iota
	// Temporary: nothing happened; the same call may work later.
	Temporary
	// Throttled: nothing happened; the other side asks to wait. After says how
	// long.
	Throttled
	// Unsure: a write may have happened, or not (law 1: read before writing
	// again).
	Unsure
	// Auth: the key was refused; every further call with it will be too.
	Auth
	// Gone: the object does not exist (any more).
	Gone
	// Invalid: the other side read the request and refused its content.
	Invalid
)

var names = [...]string{"permanent", "temporary", "throttled", "unsure", "auth", "gone", "invalid"}

// String is the kind's word in logs.
func (k Kind) String() string {
	if k >= 0 && int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Error is an error with its kind.
type Error struct {
	Kind Kind
	// After is how long to wait, for Throttled; 0 if the other side did not
	// say.
	After time.Duration
	Err   error
}

// Error is the wrapped error's text.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the wrapped error.
func (e *Error) Unwrap() error { return e.Err }

// FaultKind is the error's kind.
func (e *Error) FaultKind() Kind { return e.Kind }

// New gives err a kind. A nil err stays nil.
func New(kind Kind, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Err: err}
}

// Kinded is implemented by Error, and by errors of other packages that know
// their kind.
type Kinded interface{ FaultKind() Kind }

// KindOf is the kind of the outermost classified error in err's chain.
// A cancelled or timed-out context is Temporary; an unclassified error is
// Permanent.
func KindOf(err error) Kind {
	var k Kinded
	switch {
	case errors.As(err, &k):
		return k.FaultKind()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Temporary
	}
	return Permanent
}

// AfterOf is the wait that a throttled error asks for; 0 if none is known.
func AfterOf(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.After
	}
	return 0
}
