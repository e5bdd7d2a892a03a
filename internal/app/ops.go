package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/ops"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// countRequest counts a request of one of the MOCO clients.
func (a *App) countRequest(r mocoapi.RequestInfo) {
	a.Requests.Add(1)
	if !r.Date.IsZero() {
		// The date is cut to its second.
		a.mocoOff.Store(int64(a.opt.Now().Sub(r.Date.Add(500*time.Millisecond + r.Duration/2))))
		a.mocoDate.Store(true)
	}
	a.metrics.Request(r.Method, r.Resource, r.Status)
}

// countWriting counts a request of the client for write-backs. Its key's
// refusal stops that client at once, whichever of its requests met it.
func (a *App) countWriting(r mocoapi.RequestInfo) {
	if r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden {
		a.refused.note()
	}
	a.countRequest(r)
}

// openMetrics makes the metrics if somebody is to see them.
func (a *App) openMetrics() {
	if a.Config.Metrics.Listen != "" {
		a.metrics = ops.NewMetrics(a.opt.Version, a.Pace.Waited)
	}
}

// listen answers the machines that watch, if the configuration says where.
func (s *Server) listen() error {
	addr := s.app().Config.Metrics.Listen
	if addr == "" {
		return nil
	}
	failed := func(name string, err error) { s.log.Warn("not ready", "check", name, "error", err) }
	var err error
	s.ops, err = ops.Start(addr, ops.Handler(s.app().metrics.Handler(), s.checks(), failed), func(err error) {
		s.log.Error("metrics.listen", "error", err)
	})
	if err == nil {
		s.log.Info("health and metrics", "address", s.ops.Addr())
	}
	return err
}

// countSlack counts a request to Slack.
func (a *App) countSlack(method, code string) { a.metrics.Slack(method, code) }

// checks are the conditions of readiness. MOCO is none of them: an outage there
// must not restart anybody. A key that it refuses is, and so are people who
// could not be told: neither gets better before somebody looks.
func (s *Server) checks() []ops.Check {
	return []ops.Check{
		{Name: "queue", Look: func(ctx context.Context) error { _, err := queue.Check(ctx, s.conn); return err }},
		{Name: "store", Look: s.storeReady},
		{Name: "clock", Look: s.app().clocks.look},
		{Name: "config", Look: func(context.Context) error {
			// Keys are read when they are used, so a file may go missing.
			if l := s.app().Config.CheckSecrets(s.app().opt.Env); l.HasErrors() {
				return newConfigError(l, nil)
			}
			return nil
		}},
		{Name: "sweeper", Look: func(context.Context) error {
			return overdue(time.Unix(0, s.round.Load()), s.app().Config)
		}},
		{Name: "write key", Look: func(context.Context) error {
			if s.app().refused.pauses() {
				return errors.New("MOCO refused moco.write_key")
			}
			return nil
		}},
		{Name: "messages", Look: func(ctx context.Context) error {
			n, err := s.app().unheard(ctx)
			if n == 0 {
				return nil // an error of the store is the store's
			}
			return err
		}},
		{Name: "stopping", Look: func(context.Context) error { return s.stopping.Err() }},
	}
}

// stand shows in the metrics how things stand in the store.
func (s *Server) stand(ctx context.Context) error {
	if s.app().metrics == nil {
		return nil
	}
	out := ops.Standing{LastSuccess: map[string]time.Time{}, Unclear: map[string]int{}, Findings: map[string]int{}}
	for _, j := range s.app().Config.Jobs {
		run, found, err := s.app().Ledger.LastEnded(ctx, j.Name, true)
		if err != nil {
			return err
		}
		if found {
			out.LastSuccess[j.Name] = run.EndedAt
		}
		if run, _, err = s.app().Ledger.LastEnded(ctx, j.Name, false); err != nil {
			return err
		}
		out.Waiting += run.Summary.Waiting
	}
	entries, err := s.app().Ledger.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Review}})
	if err != nil {
		return err
	}
	for _, e := range entries {
		out.Unclear[e.Action]++
	}
	// The error says who could not be told; the number is enough here.
	out.Untold, _ = s.app().unheard(ctx)
	findings, err := s.app().Ledger.Findings(ctx)
	if err != nil {
		return err
	}
	for _, f := range findings {
		out.Findings[string(f.Kind)]++
	}
	s.app().metrics.Stand(out)
	return nil
}

// countRun counts a run that this worker has ended, with its actions.
func (s *Server) countRun(ctx context.Context, r jobs.Result) {
	m := s.app().metrics
	m.RunEnded(r.Run.Job, string(r.Run.Status), r.Run.EndedAt.Sub(r.Run.StartedAt))
	for _, e := range r.Entries {
		s.countEntry(e)
	}
	if r.Plan.ID != "" {
		_, overdue := r.Plan.Receivables()
		m.Overdue(overdue.Count, overdue.Sum)
		for _, v := range r.Plan.Verdicts {
			if v.Outcome == plan.OutcomeHold && v.Rule != "" && strings.HasPrefix(v.Reason, "rule "+v.Rule+": ") {
				m.RuleFailed(v.Rule)
			}
		}
	}
	if err := s.stand(ctx); err != nil {
		s.log.Warn("metrics", "error", err)
	}
}

// countEntry counts an action that has come to an end.
func (s *Server) countEntry(e ledger.Entry) {
	if !e.State.Open() {
		s.app().metrics.ActionEnded(e.Action, string(e.State))
	}
}

// Healthy asks the worker of a configuration whether it can work, and says
// where it asked. Without metrics.listen it only finds out whether a process
// serves the data folder. The error says what is wrong.
func Healthy(ctx context.Context, c *configs.Config) (where string, err error) {
	if c.Metrics.Listen != "" {
		url := "http://" + reachable(c.Metrics.Listen) + "/readyz"
		return url, ask(ctx, url)
	}
	if c.Store.Path == "" {
		return "", errors.New("metrics.listen is not set: without it a worker on PostgreSQL can't be asked")
	}
	return c.DataDir, served(c)
}

// reachable is the address to dial for one to listen on: a worker that listens
// everywhere also listens on loopback.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	switch ip := net.ParseIP(host); {
	case host == "", ip.IsUnspecified() && ip.To4() != nil:
		host = "127.0.0.1"
	case ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

// ask wants a 200. It goes through no proxy and follows nobody elsewhere.
func ask(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*ops.ReadyTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	t := &http.Transport{}
	defer t.CloseIdleConnections()
	client := http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no worker answers: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 200))
	if text, ok := strings.CutPrefix(strings.TrimSpace(string(body)), "not ready: "); ok && resp.StatusCode == http.StatusServiceUnavailable {
		return fmt.Errorf("the worker is not ready: %.100q. Its log says why", text)
	}
	return fmt.Errorf("%s answers %s: is that a worker?", url, resp.Status)
}

// served reports, as an error, that no worker holds the data folder, or that
// the one that does hangs.
func served(c *configs.Config) error {
	f, err := os.Open(filepath.Join(c.DataDir, lockName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("no worker serves %s", c.DataDir)
	case err != nil:
		return err
	}
	defer f.Close()
	if unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) == nil {
		return fmt.Errorf("no worker serves %s", c.DataDir)
	}
	st, err := f.Stat()
	if err != nil {
		return err
	}
	return overdue(st.ModTime(), c)
}

// cameRound notes that the sweeper has come round: for who asks over HTTP, and
// on the lock's file for who looks at the folder.
func (s *Server) cameRound() {
	now := time.Now()
	s.round.Store(now.UnixNano())
	if s.lock != nil {
		if err := os.Chtimes(s.lock.Name(), now, now); err != nil {
			s.log.Warn("the sign of life", "error", err)
		}
	}
}

// overdue says that the sweeper has not come round for several of its pauses.
func overdue(last time.Time, c *configs.Config) error {
	if late := time.Since(last); late > 5*c.Sweep+30*time.Second {
		return fmt.Errorf("the worker has not come round for %s: the store may be locked. Its log says why", late.Round(time.Second))
	}
	return nil
}
