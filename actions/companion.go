package actions

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// errLetterOpen says that a mark has to wait for the letter it goes with.
var errLetterOpen = errors.New("waits for the letter that it goes with")

// letterPause is how long a mark waits before it looks at its letter again.
const letterPause = 10 * time.Minute

// mark reads the invoice of a tag, a comment or a status, and decides again.
// What goes together with a letter follows the letter, and costs no request
// while that is open. there says why the mark is not needed, as the invoice
// stands; "" if it is.
func (env *Env) mark(ctx context.Context, e ledger.Entry, invoice billing.ID, there func(billing.Invoice) string) (f fresh, line plan.Line, skip string, err error) {
	if plan.HoldOf(e.Params) != "" {
		return env.holdMark(ctx, e, invoice, there)
	}
	found, skip, err := env.letterFirst(ctx, e)
	if err != nil || skip != "" {
		return f, line, skip, err
	}
	if f, err = env.readFor(ctx, invoice); err != nil {
		return f, line, "", err
	}
	if skip = there(f.invoice()); skip != "" || found {
		return f, plan.Line{Params: e.Params}, skip, nil
	}
	line, skip, err = env.again(ctx, e, f)
	return f, line, skip, err
}

// letterFirst is about marks (tags, comments, statuses) that a rule sets
// together with a letter: they follow what became of the letter, because after
// the mailing the rule asks for nothing more. found is false for a mark that
// stands on its own, which is decided again like everything else. skip says
// why the letter did not go out.
func (env *Env) letterFirst(ctx context.Context, e ledger.Entry) (found bool, skip string, err error) {
	of := ledger.Filter{Run: e.Run}
	if e.Subject.Kind == "invoice" {
		of.Invoice = e.Subject.ID
	}
	entries, err := env.Ledger.Entries(ctx, of)
	if err != nil {
		return false, "", err
	}
	letter, ok := letterOf(e, entries)
	if !ok {
		return false, "", nil
	}
	switch {
	case letter.State == ledger.Done:
		return true, "", nil
	case letter.State.FreesKey():
		return true, "the letter did not go out: " + letter.Reason, nil
	}
	return true, "", &fault.Error{Kind: fault.Throttled, After: letterPause, Err: errLetterOpen}
}

// letterOf is the last half of the letter that the same rule sends about the
// same invoice: its e-mail, or the reminder itself if that is all.
func letterOf(e ledger.Entry, entries []ledger.Entry) (letter ledger.Entry, ok bool) {
	for _, x := range entries {
		if x.Plan != e.Plan || x.Rule != e.Rule || x.Subject.ID != e.Subject.ID {
			continue
		}
		switch p := x.Params.(type) {
		case plan.Email:
			return x, true
		case plan.Remind:
			letter, ok = x, true
			if !p.Draft && x.State == ledger.Done {
				letter.State = ledger.Claimed // its e-mail is about to follow
			}
		}
	}
	return letter, ok
}
