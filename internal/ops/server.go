// Package ops answers machines that watch a worker: /healthz says that the
// process lives, /readyz that it can work, /metrics what it has done. It
// counts what it is told and decides nothing. MOCO is no part of readiness: an
// outage there must not restart anybody.
package ops

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Check is one condition of readiness. The error of Look goes to the worker's
// log only: whoever asks learns the name and nothing else.
type Check struct {
	Name string // such as "store"
	Look func(context.Context) error
}

// ReadyTimeout bounds all conditions together. Who asks should wait longer.
const ReadyTimeout = 5 * time.Second

// Handler answers GET on /healthz, /readyz and /metrics. /readyz is 200 with
// "ready", or 503 with "not ready: " and the names of what is wrong. failed
// hears of each condition that does not hold.
func Handler(metrics http.Handler, checks []Check, failed func(name string, err error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		bad := look(r.Context(), checks, failed)
		if len(bad) > 0 {
			answer(w, http.StatusServiceUnavailable, "not ready: "+strings.Join(bad, ", "))
			return
		}
		answer(w, http.StatusOK, "ready")
	})
	mux.Handle("GET /metrics", metrics)
	return mux
}

// look names the conditions that do not hold. They are looked at side by side,
// so that one that hangs casts no doubt on the others.
func look(ctx context.Context, checks []Check, failed func(string, error)) []string {
	ctx, cancel := context.WithTimeout(ctx, ReadyTimeout)
	defer cancel()
	errs := make([]error, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { errs[i] = c.Look(ctx) })
	}
	all.Wait()
	var bad []string
	for i, err := range errs {
		if err != nil {
			bad = append(bad, checks[i].Name)
			failed(checks[i].Name, err)
		}
	}
	return bad
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

// Server listens for them. Close it.
type Server struct {
	http *http.Server
	addr string
	done chan struct{}
}

// Start listens on an address such as 127.0.0.1:9090. The error says that it
// can't be listened on. failed hears of an end that nobody asked for.
func Start(addr string, h http.Handler, failed func(error)) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("metrics.listen: %w", err)
	}
	s := &Server{addr: l.Addr().String(), done: make(chan struct{}), http: &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed(err)
		}
	}()
	return s, nil
}

// Addr is the address with the port that is really used.
func (s *Server) Addr() string { return s.addr }

// Close stops listening and cuts off whoever is being answered.
func (s *Server) Close() error {
	err := s.http.Close()
	<-s.done
	return err
}
