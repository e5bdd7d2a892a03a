package mocosim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options are a server's settings. The zero value is an account "beispiel" with MOCO's limit and the machine's clock.
type Options struct {
	// Account is the sub-domain, used in the links of documents. Empty: beispiel.
	Account string
	// ReadKey may read. Empty: "read-key".
	ReadKey string
	// WriteKey may read and write. Empty: "write-key".
	WriteKey string
	// Password is that of each user who was not given one, for POST /session. Empty: "password".
	Password string
	// UserID is the user as whom the keys act. 0: the user with the lowest id.
	UserID int64
	// Now is the account's clock: the Date header, created_at, and, in its own zone, what "today" is. Nil: time.Now.
	Now func() time.Time
	// Rate is the request limit.
	Rate Rate
	// MaxBody is how many bytes of a request are read before it is refused with 413. 0: 1 MiB.
	MaxBody int64
}

// Server is one simulated MOCO account. All its methods may be used at the same time by several goroutines.
type Server struct {
	opts   Options
	routes []route
	tables map[string]*resource // by kind

	mu           sync.Mutex // guards everything down to the blank line
	store        *store
	limiter      limiter
	planted      []*Planted
	log          log
	steps        []*step
	hooks        []func(Event)
	hookFailures map[int64]int // in a row, by web hook

	done    chan struct{}
	closing sync.Once
	busy    sync.WaitGroup

	serving  sync.Mutex // guards the two below
	listener net.Listener
	server   *http.Server
}

// New makes an empty account that listens nowhere yet.
func New(o Options) *Server {
	o.Account = first(o.Account, "beispiel")
	o.ReadKey = first(o.ReadKey, "read-key")
	o.WriteKey = first(o.WriteKey, "write-key")
	o.Password = first(o.Password, "password")
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	s := &Server{opts: o, store: newStore(), limiter: newLimiter(o.Rate, o.Now), done: make(chan struct{}), hookFailures: map[int64]int{}}
	s.routes, s.tables = allRoutes(), map[string]*resource{}
	for _, r := range resources() {
		s.tables[r.kind] = r
	}
	return s
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Start listens on addr ("127.0.0.1:0" for any free port) and serves until Close. It errors if it can't listen or
// already does.
func (s *Server) Start(addr string) error {
	s.serving.Lock()
	defer s.serving.Unlock()
	if s.listener != nil {
		return errors.New("mocosim: already listening on " + s.listener.Addr().String())
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.listener = l
	s.server = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(l) }() // always ends with ErrServerClosed, by Close
	return nil
}

// URL is where the server listens, without a path: "http://127.0.0.1:41234". Empty before Start.
func (s *Server) URL() string {
	s.serving.Lock()
	defer s.serving.Unlock()
	if s.listener == nil {
		return ""
	}
	return "http://" + s.listener.Addr().String()
}

// Handler is the account as a plain handler, for those who bring their own server.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

// Close stops listening, ends the requests that hang by a fault and waits for all of them. It may be called twice.
func (s *Server) Close() error {
	s.closing.Do(func() { close(s.done) })
	s.serving.Lock()
	server := s.server
	s.serving.Unlock()
	var err error
	if server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			err = server.Close()
		}
	}
	s.busy.Wait()
	return err
}

// Load adds the objects of an account file: {"kind": [objects as MOCO sends them], ...}. Unknown kinds are kept and
// take part in nothing. Objects with an id that is there already are replaced.
func (s *Server) Load(r io.Reader) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.load(r)
}

// today is the account's date.
func today(now time.Time) string { return now.Format(time.DateOnly) }

// stamp is a timestamp as MOCO writes it: UTC, whole seconds.
func stamp(now time.Time) string { return now.UTC().Format("2006-01-02T15:04:05Z") }
