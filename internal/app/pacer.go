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

func (p pulling) Wait(ctx context.Context, _ mocoapi.Class) error { return p.pace.Wait(ctx, false) }

func (p pulling) Block(ctx context.Context, d time.Duration) { block(ctx, p.pace, d) }

// writing is the budget as the client for write-backs sees it. Its reads may
// use the reserved share. A write has its token already: the protocol took it
// before the claim, so that nothing waits between the last read and the write.
// Only a gate that closed meanwhile stops it.
type writing struct {
	pace   *ledger.Pace
	ledger *ledger.Ledger
}

var errGateClosed = errors.New("MOCO asked everybody to wait; nothing was sent")

func (w writing) Wait(ctx context.Context, c mocoapi.Class) error {
	if c == mocoapi.Read {
		return w.pace.Wait(ctx, true)
	}
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
