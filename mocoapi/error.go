package mocoapi

import (
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// Error says what went wrong with one call, and what that means for the
// caller.
//
// For a read: Auth (401), Gone (404, 410), Throttled (429), Invalid (400, 409,
// 422, or a query that was refused here), Temporary (5xx, 408, 423,
// connections, time-outs, an answer that is no JSON), Permanent (403, 405,
// redirects, an answer of the wrong shape, everything else).
//
// For a write: Auth, Gone, Throttled, Invalid and Permanent (403, 405) mean
// that MOCO read the request and did nothing; Temporary that nothing was sent.
// Everything else is Unsure.
type Error struct {
	Method string
	Path   string // below /api/v1, without the query
	// Status is the HTTP status; 0 if no answer came.
	Status    int
	RequestID string // MOCO's X-Request-Id, for its support
	Kind      fault.Kind
	// After is how long MOCO asks to wait; 0 if it did not say.
	After time.Duration
	// Text is what MOCO said, in the account's language, or what happened on
	// the way. It has one line, and the key is removed.
	Text string
	// Err is a cause that the caller may ask for with errors.Is: the context's
	// end, or an error of the Pacer or of the key's source.
	Err error

	again bool // a read may be tried again at once
}

// Error is one line for people, such as
// "POST /invoice_reminders: MOCO answered 422: text: muss ausgefüllt werden".
func (e *Error) Error() string {
	parts := []string{e.Method + " " + e.Path}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("MOCO answered %d", e.Status))
	}
	for _, s := range []string{meaning(e.Status), e.Text} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	s := strings.Join(parts, ": ")
	if e.Kind == fault.Unsure {
		s += " (it is unknown whether MOCO did it)"
	}
	return s
}

// FaultKind is what the error means for the caller.
func (e *Error) FaultKind() fault.Kind { return e.Kind }

// Unwrap gives the cause, if the caller may ask for it.
func (e *Error) Unwrap() error { return e.Err }

// As lets fault.AfterOf find the wait.
func (e *Error) As(target any) bool {
	f, ok := target.(**fault.Error)
	if ok {
		*f = &fault.Error{Kind: e.Kind, After: e.After, Err: e}
	}
	return ok
}

// meaning says in words what a status means here.
func meaning(status int) string {
	switch status {
	case 401:
		return "the key was refused"
	case 403:
		return "the key may not do this"
	case 404, 410:
		return "not found"
	case 429:
		return "too many requests"
	}
	return ""
}
