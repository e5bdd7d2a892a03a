package notifiers

import (
	"context"
	"sync"
	"time"
)

// Gap is the time between two messages in a channel. Slack allows about one a
// second (docs.slack.dev, rate limits of chat.postMessage).
const Gap = time.Second

// Pace spaces the messages of each channel, and remembers when Slack asked to
// wait. Several processes may share one.
type Pace interface {
	// Reserve takes the channel's next free moment and says how long it is till
	// then. If that is longer than most, nothing is taken, and ok is false.
	Reserve(ctx context.Context, channel string, most time.Duration) (wait time.Duration, ok bool, err error)
	// Block closes a channel for a while: Slack asked to wait.
	Block(ctx context.Context, channel string, d time.Duration) error
	// Away says that Slack hangs: others need not find out for themselves.
	Away(ctx context.Context) error
}

// ownPace is the pace of one process alone. Nobody else is to be warned in it:
// whoever was asked to wait, or met a hanging Slack, waits by itself.
type ownPace struct {
	pace
	clock Clock
}

func (p *ownPace) Reserve(_ context.Context, channel string, most time.Duration) (time.Duration, bool, error) {
	wait, ok := p.reserve(channel, p.clock.Now(), most)
	return wait, ok, nil
}

func (p *ownPace) Block(context.Context, string, time.Duration) error { return nil }

func (p *ownPace) Away(context.Context) error { return nil }

// pace spaces the messages of each channel. The zero value is ready.
type pace struct {
	mu   sync.Mutex
	next map[string]time.Time
}

// reserve takes the channel's next free moment and returns how long it is till
// then. If that is longer than most, nothing is taken, and ok is false.
func (p *pace) reserve(channel string, now time.Time, most time.Duration) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.next = make(map[string]time.Time)
	}
	at := p.next[channel]
	if at.Before(now) {
		at = now
	}
	wait = at.Sub(now)
	if wait > 0 && wait > most {
		return wait, false
	}
	p.next[channel] = at.Add(Gap)
	return wait, true
}
