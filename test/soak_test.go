//go:build soak

package test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/report"
)

// TestDoneWhen3SweepLong is the long form of the sweeps: ten lives for each
// point, on both stores and in both kinds of workers; in every third the second
// worker dies there, too.
func TestDoneWhen3SweepLong(t *testing.T) {
	t.Parallel()
	var all []crash
	for i, p := range servePoints {
		for n := range 10 {
			c := crash{fault: "kill@" + p + ":1", serve: n%2 == 0 || i == 0 || i == len(servePoints)-1, postgres: n/2%2 == 0, again: n%3 == 2}
			// What was twice left without an answer is a person's.
			c.again = c.again && !slices.Contains([]string{"remind.intent", "email.intent", "comment.intent"}, p)
			all = append(all, c)
		}
	}
	s := suffer(t, all, nil)
	s.wants(t, servePoints)
	if s.fired != s.runs {
		t.Errorf("%d of %d workers died", s.fired, s.runs)
	}
}

// TestDoneWhen3Production kills a worker with the times of production, and lets
// one of another machine go on. The settle time is never needed here.
func TestDoneWhen3Production(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"remind.claimed", "remind.written", "email.written"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := setup{store: dbtest.Postgres(t), redis: redistest.Start(t).URL(), settle: "30m"}
			w := richWorld(t, s)
			w.edit("worker.yaml", "lease: 2s", "lease: 60s")
			w.edit("worker.yaml", "sweep: 1s", "sweep: 60s")
			p := w.startMortal("kill@"+point+":1", "serve")
			p.says("serving ")
			w.enqueue("dun").want(t, 0)
			<-p.done
			died := time.Now()
			if p.fired() != point {
				t.Fatalf("it did not die:\n%s%s", p.out, p.err)
			}
			w.edit("worker.yaml", "version: 1\n", "version: 1\ndata_dir: ./elsewhere\n")
			heir := w.serve()
			w.settles(w.openStore(s), 1, heir)
			took := time.Since(died)
			heir.stop().want(t, 0)
			w.wantRich()
			w.worker("audit", "--verify").want(t, 0, "unbroken")
			t.Logf("production: killed at %s, lease 60 s, sweep 60 s: recovered in %s", point, took.Round(10*time.Millisecond))
			if took > 150*time.Second {
				t.Errorf("recovery took %s", took)
			}
		})
	}
}

// TestF12_SoakRedelivered kills a worker before it tells the queue that a task
// is done, and waits until the queue hands the task to the next worker.
func TestF12_SoakRedelivered(t *testing.T) {
	t.Parallel()
	row := several(t, "F12", []string{"sqlite", "postgres"}, func(t *testing.T, i int) time.Duration {
		redis := redistest.Start(t)
		w := richWorld(t, setup{store: store(t, i), redis: redis.URL()})
		w.edit("worker.yaml", "sweep: 1s", "sweep: 5m") // the first task that ends is the run
		p := w.startMortal("kill@ack.before:1", "serve")
		p.says("serving ")
		w.enqueue("dun").want(t, 0)
		<-p.done
		died := time.Now()
		heir := w.serve()
		const active = "asynq:{mocowork}:active"
		if n := redis.Client.LLen(t.Context(), active).Val(); n == 0 {
			t.Error("the queue has forgotten the task")
		}
		before := len(w.moco.Writes())
		for redis.Client.LLen(t.Context(), active).Val() > 0 || redis.Client.ZCard(t.Context(), "asynq:{mocowork}:retry").Val() > 0 {
			if time.Since(died) > 4*time.Minute {
				t.Fatal("the queue keeps the task for itself")
			}
			time.Sleep(100 * time.Millisecond)
		}
		took := time.Since(died)
		heir.stop().want(t, 0)
		if n := len(w.moco.Writes()) - before; n != 0 {
			t.Errorf("%d writes after everything was done", n)
		}
		w.wantRich()
		return took
	})
	row.Note = fmt.Sprintf("handed out again after %s, 0 writes", row.Recover.Round(time.Second))
	report.Print(t, row)
}
