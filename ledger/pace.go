package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
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

// Wait blocks until one request may be sent, and takes its token. It fails only
// with the context or the store.
func (p *Pace) Wait(ctx context.Context, s Share) error {
	for {
		wait, taken, err := p.take(ctx, s)
		if err != nil || taken && wait <= 0 {
			return err
		}
		if err := p.pause(ctx, wait, taken); err != nil {
			return err
		}
		if !taken {
			continue
		}
		// The gate may have closed meanwhile; then the token is lost.
		if until, err := p.BlockedUntil(ctx); err != nil || until.IsZero() {
			return err
		}
	}
}

// pause waits for a token's time, or for the moment from which it can be taken
// ahead. Those who still have to ask come one after the other.
func (p *Pace) pause(ctx context.Context, wait time.Duration, taken bool) error {
	until := wait
	if !taken && wait > time.Duration(ahead)*time.Microsecond {
		until = wait - time.Duration(rand.Int64N(ahead))*time.Microsecond
	}
	p.note(wait, until)
	timer := time.NewTimer(until)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("waiting for MOCO's rate limit: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

func (p *Pace) note(told, waits time.Duration) {
	p.mu.Lock()
	p.waited += waits
	p.mu.Unlock()
	if p.onWait != nil && told >= time.Second {
		p.onWait(told)
	}
}

// Waited is the time that this process has waited so far.
func (p *Pace) Waited() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waited
}

// take takes a token, which may be used after a wait; or says how long to wait
// before asking again.
func (p *Pace) take(ctx context.Context, s Share) (wait time.Duration, taken bool, err error) {
	err = p.tx(ctx, func(tx *sql.Tx, now, tat, blocked int64) error {
		taken = false
		if wait = time.Duration(blocked-now) * time.Microsecond; wait > 0 {
			return nil
		}
		next, micros, ok := p.rate.bucket().take(now, tat, s)
		wait, taken = time.Duration(micros)*time.Microsecond, ok
		if next == tat {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE pace SET tat = $1 WHERE account = $2`, next, p.ledger.account)
		return err
	})
	return wait, taken, err
}

// tx gives fn the account's row, which nobody else writes meanwhile; all values
// are in microseconds of database time.
func (p *Pace) tx(ctx context.Context, fn func(tx *sql.Tx, now, tat, blocked int64) error) error {
	return p.ledger.lockedTx(ctx, "pace", func(tx *sql.Tx, now time.Time) error {
		tat, blocked, err := p.row(ctx, tx)
		if errors.Is(err, sql.ErrNoRows) {
			_, err = tx.ExecContext(ctx, `INSERT INTO pace (account, tat, blocked_until) VALUES ($1, 0, 0)`, p.ledger.account)
		}
		if err != nil {
			return err
		}
		return fn(tx, now.UnixMicro(), tat, blocked*1000)
	})
}

// row reads the account's row: tat in microseconds, blocked in milliseconds.
func (p *Pace) row(ctx context.Context, q db.Queryer) (tat, blocked int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT tat, blocked_until FROM pace WHERE account = $1`, p.ledger.account).Scan(&tat, &blocked)
	return tat, blocked, err
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
	_, blocked, err := p.row(ctx, p.ledger.db)
	if errors.Is(err, sql.ErrNoRows) || err == nil && blocked == 0 {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	now, err := p.ledger.Now(ctx)
	if until := db.Time(blocked); err == nil && until.After(now) {
		return until, nil
	}
	return time.Time{}, err
}
