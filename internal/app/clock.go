package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mocowork/mocowork/jobs/queue"
)

// maxSkew is how far two clocks may be apart before nothing is written: dates
// of letters, leases and schedules hang on them.
const maxSkew = 10 * time.Second

// lookTime bounds a question for somebody else's time.
const lookTime = 3 * time.Second

// redisEvery is the shortest time between two looks at Redis' clock.
const redisEvery = time.Minute

// clocks compares this machine's clock with those of the store and of Redis,
// and with how much time has really passed.
type clocks struct {
	now   func() time.Time // this machine's
	zone  *time.Location
	hold  time.Duration // a jump is disbelieved for so long
	store source
	redis source // nil for the embedded queue

	mu sync.Mutex
	// at and base belong together: base was this machine's time at the moment
	// at, of which only the monotonic part counts.
	at, base time.Time
	jumped   time.Time // when a jump was first seen; zero if there was none
	askedAt  time.Time // when Redis was asked last
	redisErr error
}

// source is somebody else's clock.
type source struct {
	name string
	time func(context.Context) (time.Time, error)
}

// SkewError says that clocks differ by more than 10 s: nothing is written until
// they agree again.
type SkewError struct{ text string }

// Error names both times.
func (e *SkewError) Error() string { return e.text }

func newClocks(now func() time.Time, zone *time.Location, hold time.Duration, store source) *clocks {
	return &clocks{now: now, zone: zone, hold: hold, store: store, at: time.Now(), base: now().Round(0)}
}

// look compares with the store, which is cheap, and says what Redis' clock
// showed last. The error is a *SkewError; a store that does not answer says
// nothing about clocks.
func (c *clocks) look(ctx context.Context) error {
	if c == nil {
		return nil
	}
	if err := c.steady(); err != nil {
		return err
	}
	if err, _ := c.differs(ctx, c.store); err != nil {
		return err
	}
	return c.redisSaid()
}

// lookAll asks Redis too, once a minute.
func (c *clocks) lookAll(ctx context.Context) error {
	if c == nil {
		return nil
	}
	if c.redisDue() {
		if err, answered := c.differs(ctx, c.redis); answered {
			c.mu.Lock()
			c.redisErr = err
			c.mu.Unlock()
		}
	}
	return c.look(ctx)
}

// redisDue reports whether it is time to ask Redis: at intervals, and always
// while its clock is wrong.
func (c *clocks) redisDue() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.redis.time == nil || c.redisErr == nil && !c.askedAt.IsZero() && time.Since(c.askedAt) < redisEvery {
		return false
	}
	c.askedAt = time.Now()
	return true
}

func (c *clocks) redisSaid() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.redisErr
}

// steady sees when this machine's clock was set: then time has not passed as it
// says. A jump is believed only after so long that every write which was under
// way has settled.
func (c *clocks) steady() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, passed := c.now().Round(0), time.Since(c.at)
	jump := now.Sub(c.base.Add(passed))
	switch {
	case jump.Abs() <= maxSkew, !c.jumped.IsZero() && time.Since(c.jumped) >= c.hold:
		c.at, c.base, c.jumped = time.Now(), now, time.Time{}
		return nil
	case c.jumped.IsZero():
		c.jumped = time.Now()
	}
	return &SkewError{fmt.Sprintf("this machine's clock jumped by %s, to %s: nothing is written until it is set right, or has run on for %s",
		jump.Round(time.Second), c.show(now), c.hold)}
}

// differs compares with one other clock. The time that the question took
// belongs to nobody.
func (c *clocks) differs(ctx context.Context, other source) (skew error, answered bool) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	asked := time.Now()
	theirs, err := other.time(ctx)
	if err != nil {
		return nil, false // that is told elsewhere
	}
	took := time.Since(asked)
	ours := c.now().Round(0)
	if d := ours.Sub(theirs.Add(took / 2)); d.Abs()-took/2 > maxSkew {
		return &SkewError{fmt.Sprintf("this machine's clock says %s, %s says %s: they differ by %s, and 10 s are allowed. Set both by NTP",
			c.show(ours), other.name, c.show(theirs), d.Abs().Round(time.Second))}, true
	}
	return nil, true
}

func (c *clocks) show(t time.Time) string { return t.In(c.zone).Format("Mon 02 Jan 2006 15:04:05 MST") }

// openClocks begins to watch the clocks. A demo plays on a day of its own.
func (a *App) openClocks(context.Context) error {
	if !a.opt.OwnTime {
		a.clocks = newClocks(a.opt.Now, a.Config.Timezone, a.Config.Settle, source{"the database's", a.Ledger.Now})
	}
	return nil
}

// watchRedis adds the clock of a Redis outside.
func (c *clocks) watchRedis(conn queue.Connection) {
	if c != nil {
		c.redis = source{"Redis'", func(ctx context.Context) (time.Time, error) { return queue.Time(ctx, conn) }}
	}
}

// distrust says why the store or the clocks can't be relied on now; "" if they
// can. Nothing may be written meanwhile.
func (a *App) distrust() string {
	if a.rereading.Load() {
		return "the store is older than it was, and MOCO's reminders were not read again since"
	}
	if err := a.clocks.look(context.Background()); err != nil {
		return err.Error()
	}
	return ""
}
