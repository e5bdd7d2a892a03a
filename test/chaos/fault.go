package chaos

import (
	"bytes"
	"sync"
)

// Planted is a fault that waits for a request. A request is what a client
// sends in one piece, and the reply the next piece that comes back on the same
// connection: true of small messages that are answered one by one.
type Planted struct {
	contains string
	nth      int
	do       func() // before the request is passed on
	request  bool   // swallow the request itself
	reply    bool   // swallow its reply
	once     sync.Once
	fired    chan struct{}
}

// Fired is closed when the fault has happened.
func (f *Planted) Fired() <-chan struct{} { return f.fired }

// Happened reports whether the fault has happened.
func (f *Planted) Happened() bool {
	select {
	case <-f.fired:
		return true
	default:
		return false
	}
}

func (f *Planted) fire() { f.once.Do(func() { close(f.fired) }) }

// DropReply lets the nth request (1 is the next) that contains a text reach
// the server, swallows its answer and resets the connection: it was done, and
// the client can't know. An empty text is in every request.
func (p *Proxy) DropReply(contains string, nth int) *Planted {
	return p.plant(&Planted{contains: contains, nth: nth, reply: true})
}

// DropRequest swallows the nth request that contains a text and resets the
// connection: it was not done, and the client can't know.
func (p *Proxy) DropRequest(contains string, nth int) *Planted {
	return p.plant(&Planted{contains: contains, nth: nth, request: true})
}

// OnRequest calls do when the nth request that contains a text has come, and
// passes it on when do has returned, if the connection still stands.
func (p *Proxy) OnRequest(contains string, nth int, do func()) *Planted {
	return p.plant(&Planted{contains: contains, nth: nth, do: do})
}

func (p *Proxy) plant(f *Planted) *Planted {
	f.fired = make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.planted = append(p.planted, f)
	return f
}

// meet lets a piece meet the planted faults, and reports whether it goes on.
func (p *Proxy) meet(c *pair, d Direction, piece []byte) bool {
	if d == Down {
		return p.meetReply(c)
	}
	f := p.due(piece)
	if f == nil {
		return true
	}
	switch {
	case f.request:
		p.swallow(c, f)
		return false
	case f.reply:
		c.mu.Lock()
		c.doomed = f
		c.mu.Unlock()
		return true
	}
	f.do()
	f.fire()
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

func (p *Proxy) meetReply(c *pair) bool {
	c.mu.Lock()
	f := c.doomed
	c.mu.Unlock()
	if f == nil {
		return true
	}
	p.swallow(c, f)
	return false
}

func (p *Proxy) swallow(c *pair, f *Planted) {
	p.count(func(n *Counts) { n.Dropped++; n.Reset++ })
	c.reset()
	f.fire()
}

// due is the first planted fault whose turn it is with this request.
func (p *Proxy) due(request []byte) *Planted {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, f := range p.planted {
		if !bytes.Contains(request, []byte(f.contains)) {
			continue
		}
		if f.nth--; f.nth > 0 {
			continue
		}
		p.planted = append(p.planted[:i:i], p.planted[i+1:]...)
		return f
	}
	return nil
}
