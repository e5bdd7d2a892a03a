package app

import (
	"context"
	"log/slog"
	"regexp"

	"github.com/mocowork/mocowork/ledger"
)

// logStep writes each step of an entry to the log, under the same keys, so that
// the life of a letter can be followed by its run and its invoice. Names and
// amounts of customers are not in it.
func (a *App) logStep(e ledger.Entry) {
	level := slog.LevelInfo
	switch {
	case !a.serving:
		level = slog.LevelDebug // the terminal shows it
	case e.State == ledger.Failed, e.State == ledger.Review, e.State == ledger.Expired:
		level = slog.LevelError
	}
	args := []any{"entry", e.ID, "action", e.Action, "run", e.Run, "job", a.jobOf(e.Run), "state", e.State, "attempt", e.Attempts}
	if e.Subject.Kind == "invoice" {
		args = append(args, "invoice", e.Subject.ID, "number", e.Subject.Label)
	}
	if e.Reason != "" && e.State != ledger.Done {
		// What was done names recipients; the audit has them.
		args = append(args, "reason", withoutAddresses(e.Reason))
	}
	a.opt.Logger.Log(context.Background(), level, "entry", args...)
}

// jobOf is the job of a run; "" if the store can't say.
func (a *App) jobOf(run string) string {
	if job, ok := a.jobs.Load(run); ok {
		return job.(string)
	}
	r, err := a.Ledger.Run(context.Background(), run)
	if err != nil {
		return ""
	}
	a.jobs.Store(run, r.Job)
	return r.Job
}

// logPanic writes down where a handler panicked: the stack has no values.
func (a *App) logPanic(e ledger.Entry, stack []byte) {
	a.opt.Logger.Error("a mistake in the program", "entry", e.ID, "action", e.Action, "run", e.Run, "invoice", e.Subject.ID, "attempt", e.Attempts, "stack", string(stack))
}

// logDiverted writes down that a channel refuses messages.
func (a *App) logDiverted(from, to string, reason error) {
	a.opt.Logger.Warn("a channel refuses messages", "channel", from, "told", to, "error", reason)
}

var address = regexp.MustCompile(`[^\s<>(),;:"']+@[^\s<>(),;:"']+`)

// withoutAddresses takes e-mail addresses out of a text for the log.
func withoutAddresses(s string) string { return address.ReplaceAllString(s, "…@…") }
