package mocosim_test

import (
	"sync"
	"time"
)

// movable is a clock that stands until it is moved.
type movable struct {
	mu  sync.Mutex
	now time.Time
}

func (m *movable) read() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *movable) move(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}
