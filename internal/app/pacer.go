package app

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

// pulling is the budget as the client for pulls sees it: every request waits
// for its token, and a share is left to write-backs.
type pulling struct{ pace *ledger.Pace }

func (p pulling) Wait(ctx context.Context, _ mocoapi.Class) error {
	return p.pace.Wait(ctx, ledger.Pull)
}

func (p pulling) Block(ctx context.Context, d time.Duration) { block(ctx, p.pace, d) }

// writing is the budget as the client for write-backs sees it. Its reads may
// use the reserved share. A write has its token already: the protocol took it
// before the claim, so that nothing waits between the last read and the write.
// Only a gate that closed meanwhile stops it.
type writing struct {
	pace    *ledger.Pace
	ledger  *ledger.Ledger
	refused func() error // not nil for a while after MOCO has refused the key
}

var (
	errRefused    = fault.New(fault.Auth, errors.New("MOCO refused the write key a moment ago; nothing more is sent with it for a while"))
	errGateClosed = errors.New("MOCO asked everybody to wait; nothing was sent")
)

func (w writing) Wait(ctx context.Context, c mocoapi.Class) error {
	wait := w.open
	if c == mocoapi.Read {
		wait = func(ctx context.Context) error { return w.pace.Wait(ctx, ledger.Going) }
	}
	if err := wait(ctx); err != nil {
		return err
	}
	return w.refused()
}

// open is an error while the gate is closed.
func (w writing) open(ctx context.Context) error {
	until, err := w.pace.BlockedUntil(ctx)
	if err != nil || until.IsZero() {
		return err
	}
	now, err := w.ledger.Now(ctx)
	if err != nil {
		return err
	}
	return &fault.Error{Kind: fault.Throttled, After: until.Sub(now), Err: errGateClosed}
}

func (w writing) Block(ctx context.Context, d time.Duration) { block(ctx, w.pace, d) }

// block closes the gate. If the store can't be written, nothing is sent
// anyway: every token comes from there.
func block(ctx context.Context, p *ledger.Pace, d time.Duration) {
	_ = p.Block(context.WithoutCancel(ctx), d)
}
