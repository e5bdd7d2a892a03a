package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Pace is the budget of requests of one MOCO account, shared by everything
// that uses the store. It knows no Redis: losing the queue resets nothing.
type Pace struct {
	ledger *Ledger
	rate   Rate
	onWait func(time.Duration)

	mu     sync.Mutex
	waited time.Duration
}

// NewPace makes the budget of the ledger's account. onWait, if not nil, hears
// of every wait that is longer than a moment, before it begins.
func NewPace(l *Ledger, r Rate, onWait func(time.Duration)) *Pace {
	return &Pace{ledger: l, rate: r, onWait: onWait}
}

// Wait blocks until one request may be sent, and takes its token. write says
// that the request belongs to a write-back, which may use the reserved share.
// It fails only with the context or the store.
func (p *Pace) Wait(ctx context.Context, write bool) error {
	for {
		wait, err := p.take(ctx, write)
		if err != nil || wait <= 0 {
			return err
		}
		p.note(wait)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("waiting for MOCO's rate limit: %w", ctx.Err())
		case <-timer.C:
		}
	}
}

func (p *Pace) note(wait time.Duration) {
	p.mu.Lock()
	p.waited += wait
	p.mu.Unlock()
	if p.onWait != nil && wait >= time.Second {
		p.onWait(wait)
	}
}

// Waited is the time that this process has waited so far.
func (p *Pace) Waited() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waited
}

// take takes a token, or says how long to wait before asking again.
func (p *Pace) take(ctx context.Context, write bool) (wait time.Duration, err error) {
	err = p.tx(ctx, func(tx *sql.Tx, now, tat, blocked int64) error {
		if wait = time.Duration(blocked-now) * time.Microsecond; wait > 0 {
			return nil
		}
		next, micros := p.rate.bucket().take(now, tat, write)
		wait = time.Duration(micros) * time.Microsecond
		if next == tat {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE pace SET tat = $1 WHERE account = $2`, next, p.ledger.account)
		return err
	})
	return wait, err
}

// tx gives fn the account's row, which nobody else writes meanwhile; all values
// are in microseconds of database time.
func (p *Pace) tx(ctx context.Context, fn func(tx *sql.Tx, now, tat, blocked int64) error) error {
	return p.ledger.lockedTx(ctx, "pace", func(tx *sql.Tx, now time.Time) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO pace (account, tat, blocked_until) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING`, p.ledger.account)
		if err != nil {
			return err
		}
		var tat, blocked int64
		err = tx.QueryRowContext(ctx, `SELECT tat, blocked_until FROM pace WHERE account = $1`, p.ledger.account).Scan(&tat, &blocked)
		if err != nil {
			return err
		}
		return fn(tx, now.UnixMicro(), tat, blocked*1000)
	})
}

// Block closes the gate for everybody who shares the store: MOCO answered 429.
// 0 means that MOCO did not say for how long; then a whole window has to pass.
// A gate that is closed for longer already stays so.
func (p *Pace) Block(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		d = p.rate.Window
	}
	return p.tx(ctx, func(tx *sql.Tx, now, _, blocked int64) error {
		// Rounded up to the column's milliseconds.
		until := max(blocked, now+d.Microseconds()) + 999
		_, err := tx.ExecContext(ctx, `UPDATE pace SET blocked_until = $1 WHERE account = $2`, until/1000, p.ledger.account)
		return err
	})
}

// BlockedUntil is the moment until which the gate is closed; the zero time if
// it is open.
func (p *Pace) BlockedUntil(ctx context.Context) (time.Time, error) {
	var until time.Time
	err := p.tx(ctx, func(_ *sql.Tx, now, _, blocked int64) error {
		until = time.Time{}
		if blocked > now {
			until = db.Time(blocked / 1000)
		}
		return nil
	})
	return until, err
}
