package slacksim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// ackWithin is how long an app may take to acknowledge (docs.slack.dev,
// "Handling user interaction").
const ackWithin = 3 * time.Second

// pingEvery is how often the server pings; Slack does it every few seconds.
const pingEvery = 5 * time.Second

// socket is one WebSocket connection of an app.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // of writes
	done chan struct{}
}

func (c *socket) send(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return c.conn.WriteJSON(v)
}

// connectionsWrite is the scope of an app token that Socket Mode needs.
const connectionsWrite = "connections:write"

// connect is apps.connections.open, which takes the app's own token: it gives an
// address that may be used once.
func (s *Sim) connect(token string) answer {
	switch {
	case token == "":
		return refuse("not_authed")
	case token == s.token:
		return refuse("not_allowed_token_type")
	case token != s.appToken:
		return refuse("invalid_auth")
	case !slices.Contains(s.appScopes, connectionsWrite):
		a := refuse("missing_scope")
		a["needed"], a["provided"] = connectionsWrite, strings.Join(s.appScopes, ",")
		return a
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	ticket := fmt.Sprintf("t%06d", s.serial)
	s.tickets[ticket] = true
	return answer{"ok": true, "url": "ws" + strings.TrimPrefix(s.Base(), "http") + "/link/?ticket=" + ticket + "&app_id=A0SIM"}
}

// serveSocket is the WebSocket. Any Origin may connect: clients send Slack's own.
func (s *Sim) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	valid := s.tickets[ticket]
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !valid {
		http.Error(w, "invalid ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &socket{conn: conn, done: make(chan struct{})}
	defer s.unplug(c)
	go c.ping()
	if !s.plug(c) {
		return
	}
	s.listen(c)
}

// plug greets a new connection and lets presses reach it.
func (s *Sim) plug(c *socket) bool {
	s.mu.Lock()
	n := len(s.sockets) + 1
	s.mu.Unlock()
	hello := answer{
		"type": "hello", "num_connections": n, "connection_info": answer{"app_id": "A0SIM"},
		"debug_info": answer{"host": "applink-sim", "approximate_connection_time": 18060},
	}
	if c.send(hello) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = append(s.sockets, c)
	s.connections++
	s.wake()
	return true
}

func (s *Sim) unplug(c *socket) {
	c.conn.Close()
	close(c.done)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, other := range s.sockets {
		if other == c {
			s.sockets = append(s.sockets[:i:i], s.sockets[i+1:]...)
		}
	}
	s.wake()
}

func (c *socket) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		if c.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second)) != nil {
			return
		}
		select {
		case <-c.done:
			return
		case <-tick.C:
		}
	}
}

// maxAck is where Slack drops an acknowledgement without a word.
const maxAck = 20 << 10

// listen takes acknowledgements until the connection ends.
func (s *Sim) listen(c *socket) {
	for {
		_, b, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if len(b) >= maxAck || json.Unmarshal(b, &ack) != nil {
			s.complain("an acknowledgement of %d bytes can't be read", len(b))
			continue
		}
		s.acked(ack.EnvelopeID, ack.Payload)
	}
}

// ErrNoConnection is what a person meets who presses something while no app is
// connected: Slack shows a warning beside the button, and nobody hears of it.
var ErrNoConnection = errors.New("slacksim: no app is connected")

// Connections is how many connections are open, and how many there were.
func (s *Sim) Connections() (open, ever int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets), s.connections
}

// Refresh asks every connection to be opened again, as Slack does every few
// hours, and closes it a moment later.
func (s *Sim) Refresh() {
	for _, c := range s.open() {
		_ = c.send(answer{"type": "disconnect", "reason": "refresh_requested", "debug_info": answer{"host": "applink-sim"}})
	}
}

// Cut ends every connection without a word.
func (s *Sim) Cut() {
	for _, c := range s.open() {
		c.conn.Close()
	}
}

func (s *Sim) open() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*socket{}, s.sockets...)
}

// complain remembers something that an app must not do.
func (s *Sim) complain(format string, v ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.complaints = append(s.complaints, fmt.Sprintf(format, v...))
}

// Complaints are what the app has done wrong: late acknowledgements, ones that
// belong to nothing.
func (s *Sim) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.complaints...)
}

// Changed closes when something has happened: a message, an edit, a connection.
// Take it before looking.
func (s *Sim) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// wake wakes up who waits for Changed. The caller holds the lock.
func (s *Sim) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}
