// Package slacksim is a Slack in memory behind a real HTTP server: the part of
// the Web API that posts messages and files. It enforces Slack's limits and
// answers with Slack's errors, so that a client that passes here has kept
// them. It shares no code with the client and imports the standard library
// only: it can't confirm the client's mistakes.
package slacksim

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options say how a simulated workspace begins.
type Options struct {
	// Token is the only one that is accepted; "xoxb-sim" if empty.
	Token string
	// Scopes of the token; all that the simulator knows if nil.
	Scopes []string
	// Team and Bot are the names of workspace and bot; "Beispiel" and "worker"
	// if empty.
	Team, Bot string
	Channels  []Channel
	Groups    []Group
	People    []Person
	// AppToken is the only one that may open connections for Socket Mode;
	// "xapp-sim" if empty.
	AppToken string
	// AppScopes are those of the app token; connections:write if nil.
	AppScopes []string
	// Pace refuses a second message in a channel within a second, with 429.
	Pace bool
	// Tiers holds the Web API's rate limits per method.
	Tiers bool
	// EditFor is how long a message may be edited; 0: for ever.
	EditFor time.Duration
	// Now is the clock of ids and of Pace; the machine's if nil.
	Now func() time.Time
}

// Channel is a conversation of the workspace.
type Channel struct {
	ID       string // "C…"; made up if empty
	Name     string // without #
	Private  bool
	Archived bool
	// Outside means that the bot is not a member.
	Outside bool
	Members int
}

// Group is a user group.
type Group struct {
	ID, Handle, Name string
	Members          []string // ids of people
}

// Sim is a running simulator. Its methods may be called by several goroutines.
type Sim struct {
	token, team, bot string
	scopes           []string
	pace, tiers      bool
	editFor          time.Duration
	appToken         string
	appScopes        []string
	now              func() time.Time

	server   *http.Server
	listener net.Listener

	mu       sync.Mutex
	channels []Channel
	groups   []Group
	messages []Message
	files    []File
	events   []Event
	requests []Request
	faults   []Fault
	last     map[string]time.Time   // of the last message, by channel
	calls    map[string][]time.Time // of the last minute, by method
	serial   int
	webhooks map[string]string // channels by path

	// Socket Mode: see socket.go, press.go and views.go.
	people      []Person
	whispers    []Whisper
	tickets     map[string]bool
	sockets     []*socket
	connections int // that there ever were
	envelopes   map[string]*envelope
	acks        []time.Duration
	complaints  []string
	triggers    map[string]trigger
	views       []View
	changed     chan struct{}
}

// AllScopes are the rights that methods here ask for.
func AllScopes() []string {
	return []string{
		"chat:write", "files:write", "channels:read", "groups:read", "channels:join", "usergroups:read", "users:read",
	}
}

// Start listens, for example on "127.0.0.1:0", and serves until Close.
func Start(addr string, o Options) (*Sim, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("slacksim: %w", err)
	}
	s := newSim(o)
	s.listener = l
	s.server = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second}
	go s.server.Serve(l) // ends with Close
	return s, nil
}

func newSim(o Options) *Sim {
	s := &Sim{
		token: o.Token, team: o.Team, bot: o.Bot, scopes: o.Scopes, pace: o.Pace, tiers: o.Tiers, editFor: o.EditFor, now: o.Now, calls: make(map[string][]time.Time),
		groups: o.Groups, webhooks: make(map[string]string), last: make(map[string]time.Time), appToken: o.AppToken, appScopes: o.AppScopes, people: o.People,
		tickets: map[string]bool{}, envelopes: map[string]*envelope{}, triggers: map[string]trigger{}, changed: make(chan struct{}),
	}
	for _, field := range []struct {
		value    *string
		fallback string
	}{{&s.token, "xoxb-sim"}, {&s.appToken, "xapp-sim"}, {&s.team, "Beispiel"}, {&s.bot, "worker"}} {
		if *field.value == "" {
			*field.value = field.fallback
		}
	}
	if s.scopes == nil {
		s.scopes = AllScopes()
	}
	if s.appScopes == nil {
		s.appScopes = []string{connectionsWrite}
	}
	if s.now == nil {
		s.now = time.Now
	}
	for _, c := range o.Channels {
		s.AddChannel(c)
	}
	return s
}

// URL is the address of the API, as Slack clients take it: it ends in "/api/".
func (s *Sim) URL() string { return s.Base() + "/api/" }

// Base is the server's address without a path. "/_sim/log" below it is the log.
func (s *Sim) Base() string { return "http://" + s.listener.Addr().String() }

// Close stops serving. Requests in hand have a moment to end; then they are
// cut.
func (s *Sim) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	s.Cut()
	if s.server.Shutdown(ctx) == nil {
		return nil
	}
	return s.server.Close()
}

// AddChannel adds a channel and returns it with its id.
func (s *Sim) AddChannel(c Channel) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Name = strings.TrimPrefix(c.Name, "#")
	if c.ID == "" {
		s.serial++
		c.ID = fmt.Sprintf("C0SIM%04d", s.serial)
	}
	s.channels = append(s.channels, c)
	return c
}

// ts is a new message id: seconds, a point, and digits that make it unique and
// rising, as Slack's are.
func (s *Sim) ts() string {
	s.serial++
	return fmt.Sprintf("%d.%06d", s.now().Unix(), s.serial)
}
