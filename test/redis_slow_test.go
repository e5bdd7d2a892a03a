package test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/chaos"
	"github.com/mocowork/mocowork/test/report"
)

// serveHere serves the installation inside the test's own process, where its
// goroutines can be counted.
func (w *world) serveHere() {
	w.t.Helper()
	a, err := app.Open(w.t.Context(), app.Options{ConfigPath: w.path("worker.yaml"), Env: configs.OS(time.Now()), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := a.Serve(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		s.Stop()
		if err := a.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

// goroutines counts those of workers in this process, by what stands on their
// stacks: other tests have goroutines of their own.
func goroutines() (n int) {
	var b strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&b, 2); err != nil {
		return 0
	}
	for stack := range strings.SplitSeq(b.String(), "\n\n") {
		if strings.Contains(stack, "hibiken/asynq") || strings.Contains(stack, "redis/go-redis") || strings.Contains(stack, "mocowork/internal/app.") {
			n++
		}
	}
	return n
}

// slow is a way in which Redis is slow.
type slow struct {
	name string
	// begin makes it so in the middle of a run; what it returns ends it.
	begin func(t *testing.T, s *redistest.Server, p *chaos.Proxy) (end func())
}

var slows = []slow{
	{"500 ms for each command", func(_ *testing.T, _ *redistest.Server, p *chaos.Proxy) func() {
		p.Latency(chaos.Up, 250*time.Millisecond)
		p.Latency(chaos.Down, 250*time.Millisecond)
		return func() {}
	}},
	{"stands still", func(t *testing.T, s *redistest.Server, _ *chaos.Proxy) func() {
		s.Stop(t)
		return func() {
			time.Sleep(stall)
			s.Continue(t)
		}
	}},
	{"a few bytes at a time", func(_ *testing.T, _ *redistest.Server, p *chaos.Proxy) func() {
		p.Throttle(2000)
		return func() {}
	}},
}

// TestF24_Slow has a Redis that takes half a second for each command, that
// stands still, and that comes through a thin line.
func TestF24_Slow(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F24", Min: len(slows)}
	var mu sync.Mutex
	grown := 0
	t.Run("each", func(t *testing.T) {
		// One after the other, so that each sees its own goroutines only.
		for _, how := range slows {
			t.Run(how.name, func(t *testing.T) {
				s, p, url := disturbed(t)
				w := newWorld(t, setup{redis: url})
				w.serveHere()
				direct, err := queue.Parse(s.URL())
				if err != nil {
					t.Fatal(err)
				}
				q := queue.NewClient(direct.For("beispiel"))
				defer q.Close()
				ask := func() string {
					ticket, err := q.Ask(t.Context(), queue.Request{Job: "dun", By: "anna@host"}, true, rand.Reader, time.Now())
					if err != nil {
						t.Fatal(err)
					}
					return ticket.Run
				}
				end := func(run string) {
					if st, err := q.Wait(t.Context(), run, func(queue.Status) {}); err != nil || st.Status != "done" {
						t.Fatalf("%+v, %v", st, err)
					}
				}
				planted, held := w.hold(makeReminder)
				run := ask()
				wait(t, "the reminder", held)
				before, most := goroutines(), 0
				stop := how.begin(t, s, p)
				began := time.Now()
				planted.Release()
				watched := make(chan struct{})
				go func() {
					defer close(watched)
					for range 20 {
						most = max(most, goroutines())
						time.Sleep(stall / 20)
					}
				}()
				stop()
				end(run)
				end(ask())
				<-watched
				took := time.Since(began)
				fired := p.Counts().Delayed > 0 || took >= stall
				p.Up()
				end(ask())
				w.wantSent("R-1", "R-2", "R-3")
				after := goroutines()
				t.Logf("%d goroutines before, at most %d, %d afterwards; %s", before, most, after, took)
				if before == 0 || most > before+15 || after > before+5 {
					t.Errorf("%d goroutines before, at most %d, %d afterwards", before, most, after)
				}
				mu.Lock()
				defer mu.Unlock()
				row.Runs++
				if fired {
					row.Fired++
				}
				row.Dup += w.excess()
				row.Missing += w.lacking("R-1", "R-2", "R-3")
				row.Recover = max(row.Recover, took)
				grown = max(grown, most-before)
			})
		}
	})
	row.Note = fmt.Sprintf("stalled for %s; %d goroutines more meanwhile", stall, grown)
	report.Print(t, row)
}
