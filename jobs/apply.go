package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// order is the order in which a run's entries are carried out: what leaves a
// trace in MOCO first, then what is told about it, then the digest that sums
// it up, and the files that hang on the digest.
var order = map[string]int{
	"email": 0, "remind": 1, "draft_reminder": 1, "tag": 2, "comment": 2, "set_status": 2,
	"notify": 3, "ask": 4, "digest": 5, "export": 6,
}

// patience is how long a run that somebody watches waits for an entry that has
// to be looked at again, such as a write without an answer.
const patience = 30 * time.Second

// Apply carries out the due entries of a run, one after the other, until all
// have settled or the next one is due only later. Others may help with what
// writes to MOCO; what they have in hand is waited for. It stops on the first
// refused key, and when the context ends.
func (e *Engine) Apply(ctx context.Context, run string) error {
	e.before(ctx)
	began := time.Now()
	open, err := e.open(ctx, run)
	if err != nil {
		return err
	}
	done, total := 0, countLetters(open)
	told := func(x ledger.Entry) { done += e.told(x, done+1, total) }
	for {
		if err := e.hand(ctx, run, e.sendable, e.Others, told); err != nil {
			return err
		}
		entries, err := e.open(ctx, run)
		if err != nil {
			return err
		}
		if err := e.refused(began, entries); err != nil {
			return err
		}
		now, err := e.Ledger.Now(ctx)
		if err != nil {
			return err
		}
		entry, wait, found := e.nextDue(entries, now, e.blocked(ctx))
		switch {
		case !found:
			return nil
		case wait > patience && !e.Ledger.Held(entry, now):
			return nil
		case wait > 0, e.siblingHeld(entry, entries, now):
			// Whoever holds it may be ready long before its lease ends.
			if err := sleep(ctx, cmp.Or(min(wait, glance), glance)); err != nil {
				return err
			}
			continue
		}
		after, err := e.Runner.Apply(ctx, entry.ID)
		switch {
		case errors.Is(err, ledger.ErrBusy), errors.Is(err, ledger.ErrLost):
			if err := sleep(ctx, glance); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			told(after)
		}
	}
}

// refused is the refusal of the write key that a helping hand of this process
// has met: the run fails with it as if it had met it itself.
func (e *Engine) refused(began time.Time, entries []ledger.Entry) error {
	if e.Refused == nil || countLetters(entries) == 0 {
		return nil
	}
	return e.Refused(began)
}

// open are the entries of a run that have not come to an end.
func (e *Engine) open(ctx context.Context, run string) ([]ledger.Entry, error) {
	return e.Ledger.Entries(ctx, ledger.Filter{Run: run, States: []ledger.State{ledger.Planned, ledger.Claimed, ledger.Intent}})
}

// glance is how often a run looks whether something that it waits for has
// happened.
const glance = 200 * time.Millisecond

// siblingHeld reports whether somebody works on another entry of the same
// invoice.
func (e *Engine) siblingHeld(x ledger.Entry, entries []ledger.Entry, now time.Time) bool {
	of := invoiceOf(x)
	return of != 0 && slices.ContainsFunc(entries, func(y ledger.Entry) bool { return invoiceOf(y) == of && e.Ledger.Held(y, now) })
}

// blocked reports whether an entry has to stay where it is: nobody can read it,
// or it writes to MOCO and the brake is on, the whole one or that of its run's
// job.
func (e *Engine) blocked(ctx context.Context) func(ledger.Entry) bool {
	ok, _ := e.Runner.MayWrite()
	off := map[string]bool{}
	return func(x ledger.Entry) bool {
		switch {
		case x.Unreadable != nil:
			return true // it is told by stand
		case internal(x.Params):
			return false
		}
		if _, known := off[x.Run]; !known {
			off[x.Run] = e.JobOff(ctx, x.Run)
		}
		return !ok || off[x.Run]
	}
}

func internal(p plan.Params) bool { return plan.Line{Params: p}.Internal() }

// nextDue is the entry to take next and how long it has to wait. found is
// false when there is none that a worker could ever take by itself.
func (e *Engine) nextDue(entries []ledger.Entry, now time.Time, blocked func(ledger.Entry) bool) (next ledger.Entry, wait time.Duration, found bool) {
	entries = slices.DeleteFunc(slices.Clone(entries), blocked)
	slices.SortStableFunc(entries, func(a, b ledger.Entry) int {
		return cmp.Or(cmp.Compare(max(0, dueIn(a, now)), max(0, dueIn(b, now))), cmp.Compare(order[a.Action], order[b.Action]))
	})
	if len(entries) == 0 {
		return ledger.Entry{}, 0, false
	}
	first := entries[0]
	if order[first.Action] > 3 {
		// The digest waits for what it reports about, as far as that is in hand
		// or due soon.
		for _, x := range entries {
			if order[x.Action] <= 3 && (e.Ledger.Held(x, now) || dueIn(x, now) <= patience) {
				first = x
				break
			}
		}
	}
	return first, max(0, dueIn(first, now)), true
}

// dueIn is how long an entry has to wait, for its own time or for the lease of
// the worker that holds it.
func dueIn(x ledger.Entry, now time.Time) time.Duration {
	at := x.NextAt
	if x.LeaseUntil.After(at) {
		at = x.LeaseUntil
	}
	if at.IsZero() || !at.After(now) || x.AheadOf(now) {
		return 0
	}
	return at.Sub(now) + 10*time.Millisecond
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func countLetters(entries []ledger.Entry) int {
	n := 0
	for _, x := range entries {
		if !internal(x.Params) {
			n++
		}
	}
	return n
}

// told reports an entry that was worked on, and returns 1 if it counts as one
// finished piece of what is sent.
func (e *Engine) told(x ledger.Entry, done, total int) int {
	step := "send"
	if internal(x.Params) {
		step = x.Action
	}
	line := plan.Plain(fmt.Sprintf("%s  %s  %s", x.Subject.Label, x.Subject.Name, x.Reason))
	switch x.State {
	case ledger.Done:
		if x.Action == "remind" {
			return 0 // the e-mail that follows is the news
		}
		e.report(Event{Step: step, Mark: OK, Text: line, Done: done, Total: total})
		return 1
	case ledger.Skipped:
		e.report(Event{Step: step, Mark: Dropped, Text: line + ", not sent", Done: done, Total: total})
		return 1
	case ledger.Failed, ledger.Expired, ledger.Review:
		e.report(Event{Step: step, Mark: Bad, Text: line, Done: done, Total: total})
		return 1
	case ledger.Intent:
		e.report(Event{Step: step, Mark: Unclear, Text: line, Done: done, Total: total})
	default:
		e.report(Event{Step: step, Mark: Going, Text: line, Done: done, Total: total})
	}
	return 0
}

// refusedKey reports whether an error says that MOCO refused the key.
func refusedKey(err error) bool { return err != nil && fault.KindOf(err) == fault.Auth }
