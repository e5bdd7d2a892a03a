package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// Rate is a budget of requests: no more than Limit in any Window, counted
// either as a sliding or as a fixed window.
type Rate struct {
	Limit  int
	Window time.Duration
	// KeepFree is the share left to people and other integrations, 0 to 0.9.
	KeepFree float64
}

// gcra is the rate as the generic cell rate algorithm sees it: one token every
// interval, and burst tokens at once. The sum of both over a window stays two
// below the limit, which leaves room for the jitter of the network.
func (r Rate) gcra() (interval time.Duration, burst int) {
	budget := max(2, min(int(float64(r.Limit)*(1-r.KeepFree)), r.Limit-2))
	burst = max(1, budget/12+1)
	if r.Limit == 120 && r.KeepFree == 0 {
		burst = 10 // 108 + 10: measured never to pass 118
	}
	return r.Window / time.Duration(max(1, budget-burst)), burst
}

// Use is the number of requests that the budget allows in one window.
func (r Rate) Use() int {
	interval, burst := r.gcra()
	return int(r.Window/interval) + burst
}

// Pace is the budget of requests of one MOCO account, shared by everything
// that uses the store. It knows no Redis: losing the queue resets nothing.
type Pace struct {
	ledger *Ledger
	rate   Rate
	onWait func(time.Duration)

	mu     sync.Mutex
	waited time.Duration
	blocks int
}

// NewPace makes the budget of the ledger's account. onWait, if not nil, hears
// of every wait that is longer than a moment, before it begins.
func NewPace(l *Ledger, r Rate, onWait func(time.Duration)) *Pace {
	return &Pace{ledger: l, rate: r, onWait: onWait}
}

// writeShare is the part of the burst that only write-backs may use, so that a
// long pull does not hold up a letter.
const writeShare = 0.5

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
	interval, burst := p.rate.gcra()
	if !write {
		burst -= int(float64(burst) * writeShare)
	}
	err = p.ledger.db.Tx(ctx, func(tx *sql.Tx) error {
		now, tat, blocked, err := p.read(ctx, tx)
		if err != nil {
			return err
		}
		if wait = time.Duration(blocked-now) * time.Microsecond; wait > 0 {
			return nil
		}
		next := max(tat, now) + interval.Microseconds()
		if wait = time.Duration(next-now)*time.Microsecond - time.Duration(burst)*interval; wait > 0 {
			return nil
		}
		_, err = tx.ExecContext(ctx, `UPDATE pace SET tat = $1 WHERE account = $2`, next, p.ledger.account)
		return err
	})
	return wait, err
}

// read locks the account's row; all values are in microseconds of database
// time.
func (p *Pace) read(ctx context.Context, tx *sql.Tx) (now, tat, blocked int64, err error) {
	_, err = tx.ExecContext(ctx, `INSERT INTO pace (account, tat, blocked_until) VALUES ($1, 0, 0)
		ON CONFLICT (account) DO UPDATE SET tat = pace.tat`, p.ledger.account)
	if err != nil {
		return 0, 0, 0, err
	}
	t, err := p.ledger.db.Now(ctx, tx)
	if err != nil {
		return 0, 0, 0, err
	}
	err = tx.QueryRowContext(ctx, `SELECT tat, blocked_until FROM pace WHERE account = $1`, p.ledger.account).Scan(&tat, &blocked)
	return t.UnixMicro(), tat, blocked * 1000, err
}

// Block closes the gate for everybody who shares the store: MOCO answered 429.
// 0 means that MOCO did not say for how long; then a whole window has to pass.
func (p *Pace) Block(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		d = p.rate.Window
	}
	p.mu.Lock()
	p.blocks++
	p.mu.Unlock()
	return p.ledger.db.Tx(ctx, func(tx *sql.Tx) error {
		now, _, blocked, err := p.read(ctx, tx)
		if err != nil {
			return err
		}
		until := max(blocked/1000, now/1000+d.Milliseconds())
		_, err = tx.ExecContext(ctx, `UPDATE pace SET blocked_until = $1 WHERE account = $2`, until, p.ledger.account)
		return err
	})
}

// BlockedUntil is the moment until which the gate is closed; the zero time if
// it is open.
func (p *Pace) BlockedUntil(ctx context.Context) (time.Time, error) {
	var until time.Time
	err := p.ledger.db.Tx(ctx, func(tx *sql.Tx) error {
		now, _, blocked, err := p.read(ctx, tx)
		if err == nil && blocked > now {
			until = db.Time(blocked / 1000)
		}
		return err
	})
	return until, err
}
