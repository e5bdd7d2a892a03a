package test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/chaos"
	"github.com/mocowork/mocowork/test/report"
)

// TestF20_CutAtTheAck takes Redis away at the moment at which a finished task
// is to be acknowledged, for four seconds. asynq loses the acknowledgement and
// runs the task again: that run writes nothing.
func TestF20_CutAtTheAck(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F20", Min: 3, Note: "the finished task ran again and wrote nothing"}
	var mu sync.Mutex
	t.Run("each", func(t *testing.T) {
		for i := range 3 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				s, p, url := disturbed(t)
				w := newWorld(t, setup{redis: url})
				worker := w.serve()
				planted, held := w.hold(makeReminder)
				run := w.enqueue("dun").want(t, 0).run(t)
				wait(t, "the reminder", held)
				// Only the acknowledgement counts what was processed.
				cut := p.OnRequest(queueKey("processed"), 1, p.Down)
				planted.Release()
				w.await("the cut", cut.Fired())
				time.Sleep(4 * time.Second) // as long as the fault lasts
				p.Up()
				began := time.Now()
				worker.says(`"run ended","run":"` + run + `"`)
				// The lease would run out in a minute; the next worker sees to
				// it when it starts.
				redisDo(t, s, "ZADD", queueKey("lease"), "XX", 1, "request:dun")
				worker.stop().want(t, 0)
				if n, err := s.Client.Exists(t.Context(), queueKey("t:request:dun")).Result(); err != nil || n != 1 {
					t.Errorf("%d tasks are left, %v: the acknowledgement came through", n, err)
				}
				writes := len(w.moco.Writes())
				worker = w.serve()
				worker.says(`"run ended","run":"` + run + `"`)
				eventually(t, "the acknowledgement", func() bool {
					n, err := s.Client.Exists(t.Context(), queueKey("t:request:dun")).Result()
					return err == nil && n == 0
				})
				took := time.Since(began)
				worker.stop().want(t, 0)
				if n := len(w.moco.Writes()); n != writes || n != 6 {
					t.Errorf("%d writes, then %d, want 6", writes, n)
				}
				w.wantSent("R-1", "R-2", "R-3")
				mu.Lock()
				defer mu.Unlock()
				row.Runs++
				if cut.Happened() {
					row.Fired++
				}
				row.Dup += w.excess()
				row.Missing += w.lacking("R-1", "R-2", "R-3")
				row.Recover = max(row.Recover, took)
			})
		}
	})
	report.Print(t, row)
}

var healthAddress = regexp.MustCompile(`"health and metrics","address":"([^"]+)"`)

// ready asks a worker that serves metrics.listen whether it can work.
func ready(t *testing.T, p *process) (status int, text string) {
	t.Helper()
	p.says("health and metrics")
	m := healthAddress.FindStringSubmatch(p.err.String())
	if m == nil {
		t.Fatalf("no address:\n%s", p.err)
	}
	resp, err := http.Get("http://" + m[1] + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, strings.TrimSpace(string(b))
}

// atTheMinute is a world whose job also runs at the next minute that is near,
// and its worker: nothing else makes a schedule due. It waits until then, so
// that a good ten seconds are left when it returns.
func atTheMinute(t *testing.T, url string) (*world, *process, time.Time) {
	t.Helper()
	const near = 15 * time.Second
	at := time.Now().Truncate(time.Minute).Add(time.Minute)
	if time.Until(at) < near {
		at = at.Add(time.Minute)
	}
	time.Sleep(time.Until(at.Add(-near)))
	w := newWorld(t, setup{redis: url, schedule: fmt.Sprintf(`{cron: "%d %d * * *"}`, at.In(zone).Minute(), at.In(zone).Hour()),
		top: "metrics: {listen: \"127.0.0.1:0\"}"})
	return w, w.serve(), at
}

// scheduled waits for the recorded run of a schedule's tick after a time, and
// returns its id.
func (w *world) scheduled(after time.Time) (id string) {
	w.t.Helper()
	eventually(w.t, "a run of the schedule in the store", func() bool {
		for _, o := range w.worker("runs", "--json").want(w.t, 0).objects(w.t) {
			tick, _ := o["tick"].(string)
			if origin(o) == "schedule" && strings.Contains(tick, after.In(zone).Format("15:04")) {
				id, _ = o["id"].(string)
				if id == "" {
					id, _ = o["run"].(string)
				}
				return id != ""
			}
		}
		return false
	})
	return id
}

// late makes the fourth invoice due.
func (w *world) late() {
	w.t.Helper()
	err := w.moco.Account().Change("invoices", w.moco.Account().Invoice("R-4"), map[string]any{"due_date": day(w.now().AddDate(0, 0, -20)), "status": "overdue"})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestF21_DownForLong takes Redis away in the middle of a run, over a minute at
// which a schedule is due: what is in hand is finished, the schedule's run is
// recorded, and it is carried out when Redis is back.
func TestF21_DownForLong(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F21", Min: 2, Note: "the worker stays up and not ready; a schedule's run is recorded meanwhile"}
	var mu sync.Mutex
	t.Run("each", func(t *testing.T) {
		for name, away := range map[string]func(*chaos.Proxy){"reset": (*chaos.Proxy).Down, "silent": (*chaos.Proxy).Blackhole} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				_, p, url := disturbed(t)
				w, worker, minute := atTheMinute(t, url)
				if status, text := ready(t, worker); status != 200 {
					t.Errorf("%d %s", status, text)
				}
				planted, held := w.hold(makeReminder)
				sent := w.mails(3)
				run := w.enqueue("dun").want(t, 0).run(t)
				wait(t, "the reminder", held)
				away(p)
				planted.Release()
				w.await("three e-mails", sent)
				w.late()
				if status, text := ready(t, worker); status != 503 || !strings.Contains(text, "queue") {
					t.Errorf("%d %s", status, text)
				}
				tick := w.scheduled(minute)
				w.worker("runs", "show", run).want(t, 0, "done")
				time.Sleep(time.Until(minute.Add(7 * time.Second))) // as long as the fault lasts
				last := w.mails(1)
				p.Up()
				began := time.Now()
				w.await("the e-mail of the schedule's run", last)
				took := time.Since(began)
				eventually(t, "ready again", func() bool { status, _ := ready(t, worker); return status == 200 })
				w.enqueue("dun", "--wait", "--again").want(t, 0, "done")
				worker.stop().want(t, 0)
				w.worker("runs", "show", tick).want(t, 0, "done")
				w.wantSent("R-1", "R-2", "R-3", "R-4")
				mu.Lock()
				defer mu.Unlock()
				row.Runs++
				if n := p.Counts(); n.Refused+n.Held > 0 {
					row.Fired++
				}
				row.Dup += w.excess()
				row.Missing += w.lacking("R-1", "R-2", "R-3", "R-4")
				row.Recover = max(row.Recover, took)
			})
		}
	})
	report.Print(t, row)
}

// TestStopWhileRedisIsSilent ends a worker whose Redis answers nothing any
// more: it ends in time all the same.
func TestStopWhileRedisIsSilent(t *testing.T) {
	t.Parallel()
	_, p, url := disturbed(t)
	w := newWorld(t, setup{redis: url})
	worker := w.serve()
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	p.Blackhole()
	began := time.Now()
	worker.stop().want(t, 0)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	// A person who asks learns so as well.
	began = time.Now()
	w.enqueue("dun").want(t, 75)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("enqueue took %s", took)
	}
}

// TestF25_MemoryUsedUp fills Redis up to maxmemory while a worker serves, over
// a minute at which a schedule is due.
func TestF25_MemoryUsedUp(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	w, worker, minute := atTheMinute(t, s.URL())
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	w.late()
	redisDo(t, s, "CONFIG", "SET", "maxmemory", "1mb")
	began := time.Now()
	eventually(t, "a message about maxmemory", func() bool { return w.told("maxmemory") > 0 })
	alerted := time.Since(began)
	if status, text := ready(t, worker); status != 503 || !strings.Contains(text, "queue") {
		t.Errorf("%d %s", status, text)
	}
	w.enqueue("dun").want(t, 75, "maxmemory")
	w.worker("doctor").want(t, 1, "maxmemory")
	tick := w.scheduled(minute)
	if got := w.mailed(); !slices.Equal(got, []string{"R-1", "R-2", "R-3"}) {
		t.Errorf("mailed: %v", got)
	}
	last := w.mails(1)
	redisDo(t, s, "CONFIG", "SET", "maxmemory", "0")
	began = time.Now()
	w.await("the e-mail of the schedule's run", last)
	row := report.Row{ID: "F25", Min: 1, Runs: 1, Recover: time.Since(began), Dup: w.excess(), Missing: w.lacking("R-1", "R-2", "R-3", "R-4"),
		Note: fmt.Sprintf("told after %s", alerted.Round(100*time.Millisecond))}
	if alerted < time.Minute {
		row.Fired++
	}
	eventually(t, "ready again", func() bool { status, _ := ready(t, worker); return status == 200 })
	worker.says("the queue is well again")
	worker.stop().want(t, 0)
	w.worker("runs", "show", tick).want(t, 0, "done")
	w.wantSent("R-1", "R-2", "R-3", "R-4")
	if n := len(w.slack.In("finance")); n == 0 {
		t.Error("nobody was told")
	}
	report.Print(t, row)
}
