package queue_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/chaos"
)

// through is a connection to a real Redis through a proxy.
func through(t *testing.T) (*redistest.Server, *chaos.Proxy, queue.Connection) {
	t.Helper()
	s := redistest.Start(t)
	p := chaos.Start(t, s.Address)
	c, err := queue.Parse("redis://:" + s.Password + "@" + p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return s, p, c
}

// A request that was queued, and whose answer got lost, is the caller's own
// and not somebody else's.
func TestAskWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	_, p, c := through(t)
	q := newClient(t, c)
	other := ask(t, q, "month-end", false) // the script is known from now on
	lost := p.DropReply(`"job":"overdue-daily"`, 1)
	ticket := ask(t, q, "overdue-daily", false)
	if !lost.Happened() || ticket.Already || ticket.Run == other.Run {
		t.Errorf("%+v, answer lost: %t", ticket, lost.Happened())
	}
	if s, err := q.Show(t.Context(), ticket.Run); err != nil || s.Status != "queued" {
		t.Errorf("%+v, %v", s, err)
	}
	if again := ask(t, q, "overdue-daily", false); !again.Already || again.Run != ticket.Run {
		t.Errorf("%+v, want %s", again, ticket.Run)
	}
}

// A wake-up whose answer got lost is one task.
func TestWakeWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	_, p, c := through(t)
	s := newServer(t, c, queue.Options{})
	if err := s.WakeRun(t.Context(), "r_1"); err != nil {
		t.Fatal(err)
	}
	lost := p.DropReply("run:r_2", 1)
	if err := s.WakeRun(t.Context(), "r_2"); err != nil || !lost.Happened() {
		t.Fatalf("%v, answer lost: %t", err, lost.Happened())
	}
	w := newRecorder(nil)
	if err := s.Start(w); err != nil {
		t.Fatal(err)
	}
	first, second := w.next(t).id, w.next(t).id
	if first == second {
		t.Errorf("the worker got %s twice", first)
	}
	w.none(t)
}

// While Redis swallows everything, a caller's own time limit holds.
func TestTimeLimitsHold(t *testing.T) {
	t.Parallel()
	_, p, c := through(t)
	if _, err := queue.Check(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	p.Blackhole()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := queue.Check(ctx, c); err == nil {
		t.Error("a silent Redis is well")
	}
	// go-redis alone would wait 3 s, four times.
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// What a handler's error says may be about customers: Redis must not have it.
func TestErrorsStayOutOfRedis(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		_, inspector := raw(t, c)
		var out log
		w := newRecorder(func(context.Context, call) error { return errors.New("Kunde 7 GmbH owes 1,190.00") })
		s := start(t, c, w, queue.Options{Logger: newLogger(&out)})
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		w.next(t)
		var info *asynq.TaskInfo
		eventually(t, "the task comes again later", func() bool {
			var err error
			info, err = inspector.GetTaskInfo(queue.QueueName, "entry:a_1:1:0")
			return err == nil && info.LastErr != ""
		})
		if info.LastErr != "task entry failed: the worker's log says why" {
			t.Errorf("Redis has %q", info.LastErr)
		}
		if !strings.Contains(out.String(), "Kunde 7 GmbH") {
			t.Errorf("the log does not say why: %s", out.String())
		}
	})
}

// asynq's complaints about a Redis that is away are said once a minute, not
// many times a second.
func TestComplaintsAreNotRepeated(t *testing.T) {
	t.Parallel()
	_, p, c := through(t)
	var out log
	w := newRecorder(nil)
	s := start(t, c, w, queue.Options{Logger: newLogger(&out)})
	if err := s.WakeRun(t.Context(), "r_1"); err != nil {
		t.Fatal(err)
	}
	w.next(t)
	p.Down()
	eventually(t, "asynq complains", func() bool { return strings.Contains(out.String(), "Dequeue error") })
	refused := p.Counts().Refused
	eventually(t, "it goes on trying", func() bool { return p.Counts().Refused > refused+40 })
	p.Up()
	for _, begin := range []string{"Dequeue error", "Failed to forward", "Could not"} {
		if n := strings.Count(out.String(), begin); n > 1 {
			t.Errorf("%q stands in the log %d times:\n%s", begin, n, out.String())
		}
	}
	eventually(t, "it works again", func() bool {
		if err := s.WakeRun(t.Context(), "r_2"); err != nil {
			return false
		}
		select {
		case <-w.calls:
			return true
		default:
			return false
		}
	})
}

// A Redis that refuses everything is not asked over and over: asynq itself
// would ask thousands of times a second.
func TestARefusalIsNotHammeredAt(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	c, err := queue.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	w := newRecorder(nil)
	srv := start(t, c, w, queue.Options{})
	if err := srv.WakeRun(t.Context(), "r_1"); err != nil {
		t.Fatal(err)
	}
	w.next(t)
	set := func(most string) {
		t.Helper()
		if err := s.Client.ConfigSet(t.Context(), "maxmemory", most).Err(); err != nil {
			t.Fatal(err)
		}
	}
	set("1mb")
	if err := s.Client.ConfigResetStat(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	info, err := s.Client.Info(t.Context(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "cmdstat_evalsha:calls=")
	calls, _, _ := strings.Cut(rest, ",")
	if n, err := strconv.Atoi(calls); err != nil || n == 0 || n > 100 {
		t.Errorf("%q scripts in a second, %v:\n%s", calls, err, info)
	}
	set("0")
	if err := srv.WakeRun(t.Context(), "r_2"); err != nil {
		t.Fatal(err)
	}
	if got := w.next(t); got.id != "r_2" {
		t.Errorf("%+v", got)
	}
}

// TestSentinelAndCluster uses everything that the queue does, on both.
func TestSentinelAndCluster(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sentinel": func(t *testing.T) string { return redistest.Sentinel(t).URL() },
		"cluster":  func(t *testing.T) string { return redistest.Cluster(t).URL() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := queue.Parse(url(t))
			if err != nil {
				t.Fatal(err)
			}
			q := newClient(t, c)
			var s *queue.Server
			w := newRecorder(func(ctx context.Context, c call) error {
				return errors.Join(s.Tell(ctx, queue.Status{Run: c.id, Status: "running", At: monday}), s.Tell(ctx, queue.Status{Run: c.id, Status: "done", At: monday}))
			})
			s = newServer(t, c, queue.Options{})
			var runs []string
			for i := range 5 {
				runs = append(runs, ask(t, q, fmt.Sprintf("job-%d", i), false).Run)
			}
			if again := ask(t, q, "job-0", false); !again.Already || again.Run != runs[0] {
				t.Errorf("%+v, want %s", again, runs[0])
			}
			if gone, err := s.Mend(t.Context()); err != nil || len(gone) != 0 {
				t.Fatal(gone, err)
			}
			if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
				t.Fatal(err)
			}
			if err := s.Start(w); err != nil {
				t.Fatal(err)
			}
			for _, run := range runs {
				if st, err := q.Wait(t.Context(), run, func(queue.Status) {}); err != nil || st.Status != "done" {
					t.Errorf("%+v, %v", st, err)
				}
			}
			if all, err := q.List(t.Context(), 10); err != nil || len(all) < len(runs) {
				t.Errorf("%d runs, %v", len(all), err)
			}
			for range 6 {
				w.next(t)
			}
			if h, err := queue.Check(t.Context(), c); err != nil || h.Policy != "noeviction" {
				t.Errorf("%+v, %v", h, err)
			}
		})
	}
}
