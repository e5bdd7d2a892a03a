package chaos

import (
	"net"
	"sync"
	"time"
)

// pair is one connection through the proxy.
type pair struct {
	client, server *net.TCPConn
	once           sync.Once
	gone           chan struct{} // closed when the connection is
	mu             sync.Mutex
	doomed         *Planted // whose reply is to be swallowed
}

// reset ends both sides with a RST.
func (c *pair) reset() {
	c.once.Do(func() {
		close(c.gone)
		resetOne(c.client)
		resetOne(c.server)
	})
}

// end ends both sides in an orderly way.
func (c *pair) end() {
	c.once.Do(func() {
		close(c.gone)
		_ = c.client.Close()
		_ = c.server.Close()
	})
}

func resetOne(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}

// pump passes the bytes of one direction on until the connection ends.
func (p *Proxy) pump(c *pair, d Direction) {
	from, to := c.client, c.server
	if d == Down {
		from, to = c.server, c.client
	}
	defer func() {
		p.mu.Lock()
		delete(p.pairs, c)
		p.mu.Unlock()
		c.end()
	}()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !p.pass(c, d, to, buf[:n]) {
			return
		}
		if err != nil {
			return
		}
	}
}

// pass carries one piece over, with all that is to happen to it. It reports
// whether the connection goes on.
func (p *Proxy) pass(c *pair, d Direction, to *net.TCPConn, piece []byte) bool {
	if !p.held(c) || !p.meet(c, d, piece) {
		return false
	}
	p.mu.Lock()
	latency, rate := p.latency[d], p.rate
	if latency > 0 || rate > 0 {
		p.counts.Delayed++
	}
	p.mu.Unlock()
	if rate > 0 {
		latency += time.Duration(len(piece)) * time.Second / time.Duration(rate)
	}
	if !c.wait(latency) || !p.held(c) {
		return false
	}
	// Counted first: whoever has got it may look at the counts at once.
	p.count(func(n *Counts) { n.Bytes[d] += int64(len(piece)) })
	_, err := to.Write(piece)
	return err == nil
}

// wait reports whether the connection is still there afterwards.
func (c *pair) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	select {
	case <-c.gone:
		return false
	case <-time.After(d):
		return true
	}
}

// held waits until there is no black hole, and reports whether the connection
// is still there then.
func (p *Proxy) held(c *pair) bool {
	counted := false
	for {
		p.mu.Lock()
		hole, changed := p.hole, p.changed
		if hole && !counted {
			p.counts.Held++
			counted = true
		}
		p.mu.Unlock()
		if !hole {
			return true
		}
		select {
		case <-c.gone:
			return false
		case <-changed:
		}
	}
}
