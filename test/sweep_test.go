package test

import (
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// The points of a rich run, in the order in which a worker comes to them.
var runPoints = slices.Concat(
	[]string{"run.taken", "plan.before_commit", "plan.after_commit", "run.before_release", "release.after_commit"},
	pointsOf("remind"), pointsOf("email"), pointsOf("tag"), pointsOf("comment"), pointsOf("notify"), pointsOf("digest"), pointsOf("export"),
	[]string{"close.before", "close.after"},
)

// servePoints are those of a worker that serves.
var servePoints = slices.Concat([]string{"task.start"}, runPoints, []string{"ack.before"})

func pointsOf(action string) (out []string) {
	for _, p := range []string{"claimed", "checked", "intent", "written", "recorded"} {
		out = append(out, action+"."+p)
	}
	return out
}

// crash is one life: a worker meets a fault, and others do the rest.
type crash struct {
	fault    string // FAULT of the first worker
	again    bool   // the second worker dies at the same point
	serve    bool   // it serves; else it is a run in a terminal
	postgres bool
}

func (c crash) name() string {
	name := c.fault
	if c.serve {
		name += " serve"
	}
	if c.postgres {
		name += " postgres"
	}
	if c.again {
		name += " twice"
	}
	return name
}

// life is how a crash went.
type life struct {
	at           string // where the worker died; "" if it did not
	code         int    // its exit code
	took         time.Duration
	ended        time.Duration // from the fault to the worker's end
	dup, missing int
	w            *world
}

// live goes through a crash.
func (c crash) live(t *testing.T) (l life) {
	var s setup
	if c.postgres {
		s.store = dbtest.Postgres(t)
	}
	w := richWorld(t, s)
	begin := w.runMortal
	if c.serve {
		begin = w.serveMortal
	}
	p := begin(c.fault, s)
	l.at, l.code, l.w, l.ended = p.fired(), p.code, w, p.since()
	began := time.Now()
	if c.again && l.at != "" {
		w.deaths = 1
		if p := begin("kill@"+l.at+":1", s); p.fired() != "" {
			w.deaths++
		}
	}
	if l.at != "" {
		w.finish(c, s)
		l.took = time.Since(began)
	}
	l.dup, l.missing = w.wantRich()
	w.worker("audit", "--verify").want(t, 0, "unbroken")
	if t.Failed() {
		t.Logf("%s: at %q, exit code %d\n%s%s", c.name(), l.at, p.code, p.out, p.err)
	}
	return l
}

// runMortal lets a run in a terminal meet a fault.
func (w *world) runMortal(fault string, _ setup) *process {
	w.t.Helper()
	p := w.startMortal(fault, "run", "dun")
	if r := p.wait(); p.fired() == "" {
		r.want(w.t, 0)
	}
	return p
}

// serveMortal lets a worker that serves meet a fault while it is asked for a
// run.
func (w *world) serveMortal(fault string, s setup) *process {
	w.t.Helper()
	p := w.startMortal(fault, "serve")
	p.says("serving ")
	w.enqueue("dun", "--again")
	if w.settles(w.openStore(s), 1, p) {
		// The fault may have struck in the end, or strike now.
		select {
		case <-p.done:
		case <-time.After(time.Second):
			p.signal(syscall.SIGTERM)
		}
	}
	p.wait()
	return p
}

// finish lets workers without faults do what is left.
func (w *world) finish(c crash, s setup) {
	w.t.Helper()
	if !c.serve {
		w.worker("run", "dun").want(w.t, 0)
		return
	}
	p := w.serve()
	// What was asked for and never written down is asked for again.
	w.enqueue("dun", "--again", "--wait").want(w.t, 0)
	w.settles(w.openStore(s), 1, p)
	p.stop().want(w.t, 0)
}

// tally is what several lives have shown.
type tally struct {
	mu             sync.Mutex
	at             map[string]int // faults by point
	runs, fired    int
	dup, missing   int
	recover, ended time.Duration // the longest
	began          time.Time
}

func (s *tally) add(l life) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs, s.dup, s.missing = s.runs+1, s.dup+l.dup, s.missing+l.missing
	s.recover, s.ended = max(s.recover, l.took), max(s.ended, l.ended)
	if l.at != "" {
		s.fired++
		s.at[l.at]++
	}
}

// suffer goes through all crashes, several at a time. look, if there is one,
// judges what the oracle does not know.
func suffer(t *testing.T, all []crash, look func(t *testing.T, c crash, l life)) *tally {
	t.Helper()
	sum := &tally{at: map[string]int{}, began: time.Now()}
	t.Run("crash", func(t *testing.T) {
		for _, c := range all {
			t.Run(c.name(), func(t *testing.T) {
				t.Parallel()
				l := c.live(t)
				if look != nil {
					look(t, c, l)
				}
				sum.add(l)
			})
		}
	})
	return sum
}

// wants fails the test unless a worker was killed at each of the points.
func (s *tally) wants(t *testing.T, points []string) {
	t.Helper()
	t.Logf("sweep: kills=%d points=%d dup=%d missing=%d recover_p100=%s wall=%s",
		s.fired, len(s.at), s.dup, s.missing, s.recover.Round(10*time.Millisecond), time.Since(s.began).Round(time.Second))
	if s.fired == 0 {
		t.Error("nobody was killed")
	}
	for _, p := range points {
		if s.at[p] == 0 {
			t.Errorf("no worker was killed at %s", p)
		}
	}
}

// enough is more than the points that a rich run comes to.
const enough = 64

// TestDoneWhen3Sweep kills a run at the first point that it comes to, in the
// next world at the second, and so on until a run comes to its end: whatever
// was left, the next run does it, and nothing is done twice.
func TestDoneWhen3Sweep(t *testing.T) {
	t.Parallel()
	var all []crash
	for n := 1; n <= enough; n++ {
		all = append(all, crash{fault: fmt.Sprintf("kill@*:%d", n)})
	}
	s := suffer(t, all, nil)
	s.wants(t, runPoints)
	if s.fired == s.runs {
		t.Errorf("no run came to its end within %d points", enough)
	}
}

// TestDoneWhen3SweepServe kills a worker that serves at each point.
func TestDoneWhen3SweepServe(t *testing.T) {
	t.Parallel()
	var all []crash
	for _, p := range servePoints {
		all = append(all, crash{fault: "kill@" + p + ":1", serve: true, postgres: true})
	}
	suffer(t, all, nil).wants(t, servePoints)
}
