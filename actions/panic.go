package actions

import (
	"errors"
	"runtime/debug"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
)

// panicError is what a handler's panic becomes: one entry has a problem, and
// not the process. What the panic said is not repeated, because nobody knows
// what is in it; the stack has no values.
type panicError struct{ action string }

// Error names the action and the place to look.
func (e *panicError) Error() string {
	return "a mistake in the program stopped " + e.action + "; the log has the stack"
}

// FaultKind is Unsure: if it was the write that panicked, nobody knows how far
// it had come. Runner.refused knows what nothing was written for yet.
func (e *panicError) FaultKind() fault.Kind { return fault.Unsure }

func isPanic(err error) bool {
	var p *panicError
	return errors.As(err, &p)
}

// guarded calls a handler and turns its panic into an error.
func guarded[T any](r *Runner, e ledger.Entry, f func() (T, error)) (out T, err error) {
	if r.Panicked == nil {
		return f()
	}
	defer func() {
		if p := recover(); p != nil {
			r.Panicked(e, debug.Stack())
			err = &panicError{action: e.Action}
		}
	}()
	return f()
}
