package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

const (
	// requestsLook is how far back requests are looked at that something may
	// still happen to.
	requestsLook = 30 * 24 * time.Hour
	// editTime bounds the edit of one message: whoever has answered waits for it.
	editTime = 10 * time.Second
	// maxEditPause is the longest time between two tries of an edit.
	maxEditPause = time.Hour
)

// showRequests edits the messages that asked for approval to how things stand:
// those of one plan, or of all plans that something may still happen to. An edit
// that fails is tried again at a later look.
func (a *App) showRequests(ctx context.Context, planID string) {
	if a.Notifier == nil {
		return
	}
	plans := []string{planID}
	if planID == "" {
		now, err := a.Ledger.Now(ctx)
		if err == nil {
			plans, err = a.Ledger.Requested(ctx, now.Add(-requestsLook))
		}
		if err != nil {
			a.opt.Logger.Warn("requests for approval can't be looked at", "error", err)
			return
		}
	}
	for _, id := range plans {
		if err := a.showRequestsOf(ctx, id); err != nil && ctx.Err() == nil {
			a.opt.Logger.Warn("a request for approval is not up to date; it is tried again", "plan", id, "error", err)
		}
	}
}

func (a *App) showRequestsOf(ctx context.Context, id string) error {
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Plan: id, States: []ledger.State{ledger.Done}})
	if err != nil {
		return err
	}
	var errs []error
	for _, x := range entries {
		if ask, ok := x.Params.(plan.Ask); ok {
			errs = append(errs, a.showRequest(ctx, x, ask))
		}
	}
	return errors.Join(errs...)
}

// showRequest edits one message, if it does not say yet what it should.
func (a *App) showRequest(ctx context.Context, x ledger.Entry, ask plan.Ask) error {
	was, err := a.Ledger.RequestShown(ctx, x.ID)
	if err != nil || was.Final {
		return err
	}
	now, err := a.Ledger.Now(ctx)
	if err != nil || now.Before(was.Next) {
		return err
	}
	p, err := a.Ledger.Plan(ctx, x.Plan)
	if err != nil {
		return err
	}
	request, settled, err := a.env.Request(ctx, p, ask)
	if err != nil {
		return err
	}
	is := ledger.RequestShown{Entry: x.ID, What: digestOf(request.Decision.Key()), Final: settled}
	if is.What == was.What || a.hook != nil && !settled {
		return nil // a webhook can't edit: it says how it began and how it ended
	}
	if err = a.editRequest(ctx, x, request); err == nil {
		return a.Ledger.ShowRequest(context.WithoutCancel(ctx), is)
	}
	if after := fault.AfterOf(err); after > 0 {
		was.Next = now.Add(after) // as Slack has asked for
	} else {
		was.Tries++
		was.Next = now.Add(min(maxEditPause, time.Minute<<min(was.Tries-1, 6)-time.Minute)) // the first time at the next look
	}
	was.Final = fault.KindOf(err) == fault.Permanent // such as a message that somebody has deleted
	return errors.Join(err, a.Ledger.ShowRequest(context.WithoutCancel(ctx), was))
}

func (a *App) editRequest(ctx context.Context, x ledger.Entry, r notifiers.ApprovalRequest) error {
	ctx, cancel := context.WithTimeout(ctx, editTime)
	defer cancel()
	channel, ts, _ := strings.Cut(x.RemoteID, ":")
	_, err := a.Notifier.Update(ctx, notifiers.Receipt{Channel: channel, TS: ts}, r.Message(a.Config.Language()))
	return err
}

// digestOf is a short text that stands for a longer one; "" for "".
func digestOf(s string) string {
	if s == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
