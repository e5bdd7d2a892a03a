// Package chaos has a TCP proxy for loopback that disturbs what goes through
// it, for tests of what a program does when Redis, PostgreSQL, MOCO or Slack
// are there but not well. It knows no protocol. It counts what it did, so that
// a test can prove that its fault has happened.
package chaos

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Direction is the way that bytes take.
type Direction int

// The directions.
const (
	Up   Direction = iota // from the client to the server
	Down                  // from the server to the client
)

// Counts is what a proxy did so far.
type Counts struct {
	Accepted int // connections that were connected to the server
	Refused  int // connections that were reset at once, because the proxy was down
	Reset    int // connections that were cut
	Held     int // pieces that waited in a black hole
	Delayed  int // pieces that came late, by latency or throttle
	Dropped  int // requests and replies that were swallowed
	// Bytes that were passed on, by Direction.
	Bytes [2]int64
}

// Proxy passes connections on to a server. Its methods may be called at any
// time and hold for connections that exist already. The zero value is not
// usable; call Start.
type Proxy struct {
	listener net.Listener
	done     sync.WaitGroup

	mu      sync.Mutex
	target  string
	down    bool
	hole    bool
	closed  bool
	latency [2]time.Duration
	rate    int // bytes a second; 0: no limit
	pairs   map[*pair]bool
	planted []*Planted
	counts  Counts
	// changed is closed, and made anew, whenever waiting pieces have to look
	// again.
	changed chan struct{}
}

// Start starts a proxy to target, "host:port", on a free port of loopback. It
// ends with the test. target need not answer yet.
func Start(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, target: target, pairs: map[*pair]bool{}, changed: make(chan struct{})}
	p.done.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// Addr is where the proxy listens, "127.0.0.1:port".
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Counts is what the proxy did so far.
func (p *Proxy) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts
}

// Target leads new connections to another server, and cuts the old ones: a
// failover by name or by a moving address.
func (p *Proxy) Target(target string) {
	p.set(func() { p.target = target })
	p.Cut()
}

// Down takes the server away: every connection is reset, and so is each new
// one until Up. A client sees a reset instead of a refusal, because the port
// stays the proxy's.
func (p *Proxy) Down() {
	p.set(func() { p.down = true })
	p.Cut()
}

// Up ends Down, Blackhole, Latency and Throttle.
func (p *Proxy) Up() {
	p.set(func() { p.down, p.hole, p.latency, p.rate = false, false, [2]time.Duration{}, 0 })
}

// Blackhole lets nothing through in either direction until Up, and closes
// nothing. New connections are accepted and get no answer either.
func (p *Proxy) Blackhole() { p.set(func() { p.hole = true }) }

// Latency makes each piece of one direction wait. 0 ends that.
func (p *Proxy) Latency(d Direction, wait time.Duration) { p.set(func() { p.latency[d] = wait }) }

// Throttle lets so many bytes a second through on each connection and in each
// direction. 0 ends that.
func (p *Proxy) Throttle(bytes int) { p.set(func() { p.rate = bytes }) }

// Cut resets all connections; new ones are accepted.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.pairs {
		p.counts.Reset++
		c.reset()
		delete(p.pairs, c)
	}
}

func (p *Proxy) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Proxy) close() {
	p.set(func() { p.closed, p.down, p.hole = true, true, false })
	_ = p.listener.Close()
	p.Cut()
	p.done.Wait()
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.done.Go(func() { p.serve(c.(*net.TCPConn)) })
	}
}

// serve connects a client with the server.
func (p *Proxy) serve(client *net.TCPConn) {
	p.mu.Lock()
	target, down := p.target, p.down
	if down {
		p.counts.Refused++
	}
	p.mu.Unlock()
	if down {
		resetOne(client)
		return
	}
	server, err := net.Dial("tcp", target)
	if err != nil {
		p.count(func(c *Counts) { c.Refused++ })
		resetOne(client)
		return
	}
	c := &pair{client: client, server: server.(*net.TCPConn), gone: make(chan struct{})}
	p.mu.Lock()
	if p.down || p.target != target {
		p.counts.Refused++
		p.mu.Unlock()
		c.reset()
		return
	}
	p.pairs[c] = true
	p.counts.Accepted++
	p.mu.Unlock()
	p.done.Go(func() { p.pump(c, Up) })
	p.pump(c, Down)
}

func (p *Proxy) count(f func(*Counts)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.counts)
}
