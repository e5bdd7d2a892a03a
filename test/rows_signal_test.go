package test

import (
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// inWrite are writes that are under way when something happens to the worker:
// MOCO has read the request, and carries it out or not.
var inWrite = []struct {
	name   string
	match  mocosim.Match
	commit mocosim.Commit
}{
	{"reminder made", makeReminder, mocosim.CommitBefore}, {"reminder not made", makeReminder, mocosim.CommitNever},
	{"mailed", mailReminder, mocosim.CommitBefore}, {"not mailed", mailReminder, mocosim.CommitNever},
}

// several runs lives at once and makes a row of them. A life says itself how
// long it took to recover.
func several(t *testing.T, id string, names []string, live func(t *testing.T, i int) time.Duration) report.Row {
	t.Helper()
	row := report.Row{ID: id, Min: len(names)}
	var mu sync.Mutex
	t.Run("life", func(t *testing.T) {
		for i, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				took := live(t, i)
				mu.Lock()
				defer mu.Unlock()
				row.Runs, row.Fired, row.Recover = row.Runs+1, row.Fired+1, max(row.Recover, took)
				if t.Failed() {
					row.Missing++
				}
			})
		}
	})
	return row
}

// store is a database for every other life: "" is SQLite.
func store(t *testing.T, i int) string {
	t.Helper()
	if i%2 == 0 {
		return ""
	}
	return dbtest.Postgres(t)
}

// repeat is a list of names, again and again.
func repeat(names []string, times int) (out []string) {
	for range times {
		out = append(out, names...)
	}
	return out
}

// TestF07_RealDuringThePost kills a worker when MOCO has read its request.
func TestF07_RealDuringThePost(t *testing.T) {
	t.Parallel()
	var names []string
	for _, x := range inWrite {
		names = append(names, x.name, x.name+", postgres")
	}
	row := several(t, "F07", repeat(names, rounds(1, 10)), func(t *testing.T, i int) time.Duration {
		x := inWrite[i/2%len(inWrite)]
		w := newWorld(t, setup{store: store(t, i)})
		w.killAt(x.match, mocosim.Fault{Commit: x.commit, Then: mocosim.ThenHang}, w.start("worker", "run", "dun"))
		began := time.Now()
		w.worker("run", "dun").want(t, 0)
		took := time.Since(began)
		w.wantSent("R-1", "R-2", "R-3")
		w.worker("audit", "--verify").want(t, 0, "unbroken")
		return took
	})
	report.Print(t, row)
}

// TestF12_RealBeforeTheAck kills a worker that has done everything and has not
// told the queue so: nothing is written again.
func TestF12_RealBeforeTheAck(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@ack.before:1")
	for i := range all {
		all[i].serve = true
	}
	row := suffer(t, all, onePostEach).row("F12", len(all))
	row.Note = "0 writes again"
	report.Print(t, row)
}

// sleepers are the points of F05 to F11 at which a worker is stopped.
var sleepers = []string{
	"remind.checked", "remind.intent", "remind.written", "remind.recorded", "email.checked", "email.intent", "email.written",
}

// TestF13_RealZombie stops a worker at each point for longer than its lease.
// Another one does the work, and the first one, woken up, writes nothing.
func TestF13_RealZombie(t *testing.T) {
	t.Parallel()
	writes := 0
	var mu sync.Mutex
	row := several(t, "F13", repeat(sleepers, rounds(1, 10)), func(t *testing.T, i int) time.Duration {
		w := richWorld(t, setup{store: store(t, i)})
		zombie := w.startMortal("stop@"+sleepers[i%len(sleepers)]+":1", "run", "dun")
		zombie.says("fault: stop@")
		began := time.Now()
		pastLease()
		w.worker("run", "dun").want(t, 0)
		took := time.Since(began)
		before := len(w.moco.Writes())
		zombie.signal(syscall.SIGCONT)
		zombie.wait()
		n := len(w.moco.Writes()) - before
		if n != 0 {
			t.Errorf("it sent %d writes", n)
		}
		w.wantRich()
		w.worker("audit", "--verify").want(t, 0, "unbroken")
		mu.Lock()
		defer mu.Unlock()
		writes += n
		return took
	})
	if writes == 0 {
		row.Note = "the woken workers wrote 0 times"
	}
	report.Print(t, row)
}

// ends are points at which a worker is told to stop.
var ends = []string{
	"task.start", "plan.after_commit", "remind.claimed", "remind.intent", "remind.written", "email.intent", "email.written",
	"digest.intent", "export.written", "close.before", "ack.before",
}

// TestF14_RealSigterm tells a worker to stop at each point: it ends in time and
// in order, and the next one does the rest.
func TestF14_RealSigterm(t *testing.T) {
	t.Parallel()
	var all []crash
	for range rounds(1, 5) {
		for i, p := range ends {
			all = append(all, crash{fault: "term@" + p + ":1", serve: true, postgres: i%2 == 0})
		}
	}
	sum := suffer(t, all, func(t *testing.T, c crash, l life) {
		if l.code != 0 || l.ended > 30*time.Second {
			t.Errorf("%s: exit code %d after %s", c.name(), l.code, l.ended)
		}
	})
	row := sum.row("F14", len(all))
	row.Note = "exit code 0, exit p100=" + sum.ended.Round(10*time.Millisecond).String()
	report.Print(t, row)
}

// TestF15_RealSigtermSigkill tells a worker to stop during a write and kills it
// before that has ended.
func TestF15_RealSigtermSigkill(t *testing.T) {
	t.Parallel()
	var names []string
	for _, x := range inWrite {
		names = append(names, x.name)
	}
	row := several(t, "F15", repeat(names, rounds(1, 10)), func(t *testing.T, i int) time.Duration {
		x := inWrite[i%len(inWrite)]
		w := newWorld(t, setup{store: store(t, i/2)})
		sent := w.mails(3)
		w.moco.Fault(mocosim.Fault{Match: x.match, Nth: 1, Commit: x.commit, Then: mocosim.ThenHang})
		held := w.moco.Next(x.match, mocosim.PhaseHeld)
		p := w.serve()
		w.enqueue("dun").want(t, 0)
		wait(t, x.name, held)
		p.signal(syscall.SIGTERM)
		p.says("stopping")
		time.Sleep(300 * time.Millisecond) // less than the write's own time
		p.kill()
		if x.commit == mocosim.CommitBefore && x.match.Path == mailReminder.Path {
			sent = w.mails(2) // one is out already
		}
		began := time.Now()
		p = w.serve()
		w.await("the rest", sent)
		took := time.Since(began)
		p.stop().want(t, 0)
		w.wantSent("R-1", "R-2", "R-3")
		return took
	})
	report.Print(t, row)
}

// TestF16_RealPoison is an action that takes down every worker which begins it:
// after three of them a person has to look, and the rest is done.
func TestF16_RealPoison(t *testing.T) {
	t.Parallel()
	row := several(t, "F16", []string{"sqlite", "postgres"}, func(t *testing.T, i int) time.Duration {
		w := newWorld(t, setup{store: store(t, i)})
		for range 3 {
			p := w.startMortal("kill@remind.claimed:1", "run", "dun")
			if p.wait(); p.fired() == "" {
				t.Fatalf("it lives:\n%s%s", p.out, p.err)
			}
		}
		began := time.Now()
		w.worker("run", "dun")
		took := time.Since(began)
		if got := strings.Join(w.mailed(), " "); got != "R-2 R-3" {
			t.Errorf("mailed: %s", got)
		}
		w.invariants()
		w.worker("actions").want(t, 0, "R-1", "review", "3 workers ended")
		told := false
		for _, m := range w.slack.In("finance") {
			told = told || strings.Contains(m.Text+string(m.Blocks), "R-1")
		}
		if !told {
			t.Error("nobody was told about R-1")
		}
		return took
	})
	row.Review = row.Runs
	row.Note = "3 workers down, then review; the others were sent"
	report.Print(t, row)
}
