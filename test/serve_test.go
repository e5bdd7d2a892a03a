package test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// TestDoneWhen5Enqueue asks a serving worker for a run, from another process,
// over each queue and each store.
func TestDoneWhen5Enqueue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		redis    func(t *testing.T) string
		postgres bool
	}{
		{"embedded and sqlite", nil, false},
		{"redis and sqlite", func(t *testing.T) string { return redistest.Start(t).URL() }, false},
		{"redis and postgres", func(t *testing.T) string { return redistest.Start(t).URL() }, true},
		{"embedded and postgres", nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := setup{export: true}
			if tt.redis != nil {
				s.redis = tt.redis(t)
			}
			if tt.postgres {
				s.store = dbtest.Postgres(t)
			}
			w := newWorld(t, s)
			p := w.serve()
			r := w.enqueue("dun", "--wait").want(t, 0, "queued", "started on", "done: 3 sent")
			w.wantSent("R-1", "R-2", "R-3")
			w.enqueue("show", r.run(t)).want(t, 0, "done: 3 sent")
			w.enqueue("list").want(t, 0, r.run(t))
			for _, o := range w.enqueue("dun", "--wait", "--json").want(t, 0).objects(t) {
				if o["type"] != "queued" && o["type"] != "run" {
					t.Errorf("an object of type %v", o["type"])
				}
			}
			w.worker("runs", "show", r.run(t)).want(t, 0, "done", "R-2")
			p.stop().want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
		})
	}
}

// TestSeveralWorkers lets three workers serve one PostgreSQL and one Redis.
func TestSeveralWorkers(t *testing.T) {
	t.Parallel()
	url, redis := dbtest.Postgres(t), redistest.Start(t).URL()
	w := newWorld(t, setup{store: url, redis: redis})
	var all []*process
	for range 3 {
		all = append(all, w.serve())
	}
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	w.enqueue("dun", "--wait").want(t, 0)
	for _, p := range all {
		p.stop().want(t, 0)
	}
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen5SecondServe starts a second worker on the same data folder.
func TestDoneWhen5SecondServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.serve()
	r := w.worker("serve").want(t, 3, "another worker serves", "data")
	if strings.Count(strings.TrimSpace(r.err), "\n") != 0 {
		t.Errorf("want one line, got:\n%s", r.err)
	}
	// The first one goes on.
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	p.stop().want(t, 0)
	// After it, another one may serve; also after a crash.
	p = w.serve()
	p.kill()
	w.serve().stop().want(t, 0)
}

// TestDoneWhen5Schedule waits for a schedule that is due in the next minute:
// it fires once, also when the worker starts anew in that minute. It takes up
// to 75 s.
func TestDoneWhen5Schedule(t *testing.T) {
	t.Parallel()
	at := time.Now().In(zone).Add(time.Minute).Truncate(time.Minute)
	if time.Until(at) < 10*time.Second {
		at = at.Add(time.Minute) // the worker must have begun before
	}
	w := newWorld(t, setup{schedule: fmt.Sprintf(`{cron: "%d %d * * *"}`, at.Minute(), at.Hour())})
	sent := w.mails(3)
	p := w.serve()
	p.says("next  dun " + at.Format("Mon 02 Jan 15:04"))
	w.awaitFor("the run of the schedule", sent, time.Until(at)+30*time.Second)
	if late := time.Since(at); late < 0 || late > 20*time.Second {
		t.Errorf("it came %s after its time", late)
	}
	p.stop().want(t, 0)
	p = w.serve()
	w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
	p.stop().want(t, 0)
	scheduled := 0
	for _, o := range w.worker("runs", "--json").want(t, 0).objects(t) {
		if origin(o) == "schedule" {
			scheduled++
		}
	}
	if scheduled != 1 {
		t.Errorf("%d runs of the schedule, want one", scheduled)
	}
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDeadRedis asks for work where nobody answers.
func TestDeadRedis(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{redis: "redis://127.0.0.1:1/0"})
	w.enqueue("dun").want(t, 75)
	w.worker("serve").want(t, 75, "can't be reached")
	// A run in the terminal needs no queue.
	w.worker("run", "dun").want(t, 0, "3 sent")
}

// TestWrongRedisPassword is a key that was refused.
func TestWrongRedisPassword(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	w := newWorld(t, setup{redis: "redis://:wrong-password@" + s.Address + "/0"})
	w.worker("serve").want(t, 4).not(t, "wrong-password")
	w.enqueue("dun").want(t, 4).not(t, "wrong-password")
}

// TestRedisForgets loses everything in Redis during a run: the sweeper puts it
// back.
func TestRedisForgets(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	w := newWorld(t, setup{redis: s.URL()})
	sent := w.mails(3)
	p := w.serve()
	r := w.enqueue("dun").want(t, 0)
	w.killAt(makeReminder, crashes[0].fault, p)
	if err := s.Client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	p = w.serve()
	w.await("three e-mails", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("runs", "show", r.run(t)).want(t, 0, "done")
}

// TestRedisThatThrowsAway is refused at start.
func TestRedisThatThrowsAway(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	if err := s.Client.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, setup{redis: s.URL()})
	w.worker("serve").want(t, 3, "noeviction").not(t, s.Password)
	w.worker("doctor").want(t, 1, "noeviction").not(t, s.Password)
}

// TestAskedTwice asks twice for the same job while the first run is under way.
func TestAskedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	sent := w.mails(3)
	held := w.moco.Next(makeReminder, mocosim.PhaseHeld)
	planted := w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Then: mocosim.ThenHang})
	p := w.serve()
	first := w.enqueue("dun").want(t, 0).run(t)
	wait(t, "the reminder", held)
	if again := w.enqueue("dun").want(t, 0, "already queued as", "--again").run(t); again != first {
		t.Errorf("%s was asked for beside %s", again, first)
	}
	planted.Release()
	w.await("three e-mails", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestRunBesideServe carries a run through in a terminal, for longer than a
// lease, while a worker serves the same folder: it stays the terminal's.
func TestRunBesideServe(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.serve()
	w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Delay: 5 * time.Second})
	w.worker("run", "dun").want(t, 0, "3 sent")
	w.enqueue("dun", "--wait").want(t, 0)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("audit", "--verify").want(t, 0)
}

// TestEnqueueWithoutWorker says what to do.
func TestEnqueueWithoutWorker(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.enqueue("dun").want(t, 75, "no worker is running here", "worker serve")
	w.enqueue().want(t, 0, "Usage")
	w.enqueue("dun", "--wiat").want(t, 2, "--wait")
	p := w.serve()
	w.enqueue("dnu").want(t, 2, `"dnu"`, "dun")
	w.enqueue("show", "r_0000").want(t, 1, "knows no such run")
	p.kill()
	// What a killed worker left behind leads nowhere.
	w.enqueue("dun").want(t, 75)
}
