package notifiers

import (
	"sync"
	"time"
)

// gap is the time between two messages in a channel. Slack allows about one a
// second (docs.slack.dev, rate limits of chat.postMessage).
const gap = time.Second

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
	p.next[channel] = at.Add(gap)
	return wait, true
}
