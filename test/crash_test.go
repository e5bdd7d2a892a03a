package test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/oracle"
)

// crashes are the moments at which a worker is killed. The simulator stands
// still there until the worker is gone.
var crashes = []struct {
	name  string
	match mocosim.Match
	fault mocosim.Fault
	audit string // what the ledger says about the letter afterwards
}{
	{"reminder committed", makeReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenHang}, "found in MOCO by its reference R-1/M1"},
	{"between intent and reminder", makeReminder, mocosim.Fault{Commit: mocosim.CommitNever, Then: mocosim.ThenHang}, "trying once more"},
	{"e-mail committed", mailReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenHang}, "mailed, as MOCO shows"},
	{"between intent and e-mail", mailReminder, mocosim.Fault{Commit: mocosim.CommitNever, Then: mocosim.ThenHang}, "trying once more"},
	{"while it reads", mocosim.Match{Method: "GET", Path: "/invoices/9001"}, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenHang}, "reminder 1 mailed"},
}

// TestDoneWhen3Kill9 kills a run with -9 at each moment of a letter and starts
// another one: each customer has one reminder and one e-mail in the end.
func TestDoneWhen3Kill9(t *testing.T) {
	t.Parallel()
	for _, c := range crashes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.EachURL(t, func(t *testing.T, url string) {
				t.Parallel()
				w := newWorld(t, setup{store: url})
				w.killAt(c.match, c.fault, w.start("worker", "run", "dun"))
				w.worker("run", "dun").want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")
				if audit := w.worker("audit", "--limit", "0").want(t, 0); !strings.Contains(audit.out, c.audit) {
					t.Errorf("the audit does not say %q:\n%s", c.audit, audit.out)
				}
				w.worker("audit", "--verify").want(t, 0, "unbroken")
				w.judge(oracle.Terms{Zone: zone, MinGap: 10, Writes: 3, Audited: new(w.audited())})
				w.worker("runs").want(t, 0).not(t, "running")
			})
		})
	}
}

// TestAppliedAgain kills worker apply in the middle of a letter: the same
// command again goes on with it, and asks nobody for what was released before.
func TestAppliedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range crashes[:3] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{write: "approve"})
			id := w.worker("plan", "dun").want(t, 0).plan(t)
			w.killAt(c.match, c.fault, w.start("worker", "apply", id, "--yes"))
			w.worker("apply", id).want(t, 0, "was used by", "going on with what is left", "3 sent")
			w.wantSent("R-1", "R-2", "R-3")
			w.worker("apply", id, "--yes").want(t, 8, "was used by")
		})
	}
}

// TestVanishedHere kills a run and starts another one in the same folder: it
// does not wait for the lease, which is long, on PostgreSQL neither.
func TestVanishedHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{store: dbtest.Postgres(t)})
	w.edit("worker.yaml", "lease: 2s", "lease: 5m")
	w.killAt(crashes[0].match, crashes[0].fault, w.start("worker", "run", "dun"))
	w.worker("run", "dun").want(t, 0).not(t, "looking whether it lives")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestVanishedElsewhere kills a run of another machine, as far as this one can
// tell: the next run, which begins at once, waits for the lease and does what
// was left.
func TestVanishedElsewhere(t *testing.T) {
	t.Parallel()
	for _, c := range crashes[:2] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{store: dbtest.Postgres(t)})
			w.killAt(c.match, c.fault, w.start("worker", "run", "dun"))
			w.edit("worker.yaml", "version: 1\n", "version: 1\ndata_dir: ./elsewhere\n")
			w.worker("run", "dun").want(t, 0, "looking whether it lives")
			w.wantSent("R-1", "R-2", "R-3")
			w.worker("audit", "--verify").want(t, 0, "unbroken")
			w.worker("runs").want(t, 0).not(t, "running")
		})
	}
}

// pastLease waits until a lease has run out: nothing tells that from outside.
func pastLease() { time.Sleep(2500 * time.Millisecond) }

// killAt kills a process when its next such request meets the fault.
func (w *world) killAt(m mocosim.Match, f mocosim.Fault, p *process) {
	w.t.Helper()
	f.Match, f.Nth = m, 1
	planted := w.moco.Fault(f)
	held := w.moco.Next(m, mocosim.PhaseHeld)
	wait(w.t, m.Method+" "+m.Path, held)
	p.kill()
	if planted.Fired() != 1 {
		w.t.Errorf("the fault fired %d times", planted.Fired())
	}
}

// TestDoneWhen3Kill9Serve does the same to a worker that serves: the next one
// finds the work by itself.
func TestDoneWhen3Kill9Serve(t *testing.T) {
	t.Parallel()
	for _, c := range crashes[:4] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			sent := w.mails(3)
			p := w.serve()
			r := w.enqueue("dun").want(t, 0, "queued")
			w.killAt(c.match, c.fault, p)
			p = w.serve()
			w.await("three e-mails", sent)
			p.stop().want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			w.worker("runs", "show", r.run(t)).want(t, 0, "done")
		})
	}
}

// mails closes a channel when so many e-mails were answered.
func (w *world) mails(n int) <-chan struct{} {
	done := make(chan struct{})
	seen := make(chan struct{}, 100)
	w.moco.OnRequest(func(e mocosim.Event) {
		if strings.HasSuffix(e.Path, "/send_email") && e.Phase == mocosim.PhaseCommitted {
			seen <- struct{}{}
		}
	})
	go func() {
		for range n {
			select {
			case <-seen:
			case <-w.t.Context().Done():
				return
			}
		}
		close(done)
	}()
	return done
}

// await waits until a channel closes.
func (w *world) await(what string, c <-chan struct{}) {
	w.t.Helper()
	select {
	case <-c:
	case <-time.After(patience + 30*time.Second):
		w.t.Fatalf("%s: did not happen. MOCO's writes: %v", what, w.moco.Writes())
	}
}

// freeze stops a process outside its transactions: one that sleeps in a
// transaction of SQLite, such as its heartbeat's, keeps everybody out. The lock is
// taken first, so that it has none.
func (p *process) freeze(w *world) {
	w.t.Helper()
	d := dbtest.Open(w.t, "sqlite:"+w.path("data/mocowork.db"))
	defer d.Close()
	tx, err := d.BeginTx(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	p.signal(syscall.SIGSTOP)
	if err := tx.Rollback(); err != nil {
		w.t.Fatal(err)
	}
}

// TestDoneWhen3Zombie stops a worker in the middle of a letter for longer than
// its lease, lets another one do the work, and wakes it up: it sends nothing
// any more.
func TestDoneWhen3Zombie(t *testing.T) {
	t.Parallel()
	for _, c := range crashes[1:] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			f := c.fault
			f.Match, f.Nth = c.match, 1
			planted := w.moco.Fault(f)
			held := w.moco.Next(c.match, mocosim.PhaseHeld)
			zombie := w.start("worker", "run", "dun")
			wait(t, c.name, held)
			zombie.freeze(w)
			pastLease()
			w.worker("run", "dun").want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			before := len(w.moco.Writes())
			zombie.signal(syscall.SIGCONT)
			planted.Release()
			zombie.wait()
			if n := len(w.moco.Writes()) - before; n != 0 {
				t.Errorf("it sent %d writes", n)
			}
			w.wantSent("R-1", "R-2", "R-3")
		})
	}
}

// TestDoneWhen3Drain ends a serving worker during a write: the write ends, its
// result is recorded, nothing new begins, and the rest comes with the next
// worker.
func TestDoneWhen3Drain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	sent := w.mails(3)
	planted := w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Then: mocosim.ThenHang})
	held := w.moco.Next(makeReminder, mocosim.PhaseHeld)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the reminder", held)
	p.signal(syscall.SIGTERM)
	p.says("stopping")
	// It says so before it does so, and nothing tells when it has.
	time.Sleep(500 * time.Millisecond)
	planted.Release()
	began := time.Now()
	p.wait().want(t, 0)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if writes := w.moco.Writes(); len(writes) != 1 {
		t.Errorf("writes after the stop: %v, want the one in hand", writes)
	}
	w.worker("audit").want(t, 0, "reminder 1 made")
	p = w.serve()
	w.await("the rest", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestDoneWhen3DrainIsBounded ends a worker whose write gets no answer at all.
func TestDoneWhen3DrainIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Then: mocosim.ThenHang})
	held := w.moco.Next(makeReminder, mocosim.PhaseHeld)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the reminder", held)
	began := time.Now()
	p.stop().want(t, 0)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("stopping took %s", took)
	}
	sent := w.mails(3)
	p = w.serve()
	w.await("the rest", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestInterruptedRun ends a run in a terminal by Ctrl-C: the write in hand is
// finished, and the next run does the rest.
func TestInterruptedRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	planted := w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: 1, Then: mocosim.ThenHang})
	held := w.moco.Next(makeReminder, mocosim.PhaseHeld)
	p := w.start("worker", "run", "dun")
	wait(t, "the reminder", held)
	p.signal(syscall.SIGINT)
	planted.Release()
	p.wait().want(t, 130)
	if n := len(w.made()); n != 1 {
		t.Errorf("%d reminders after Ctrl-C, want the one in hand", n)
	}
	w.worker("run", "dun").want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}

// TestLostAnswer loses the answer of a write while the worker lives.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		match mocosim.Match
		fault mocosim.Fault
	}{
		{"reminder made, connection closed", makeReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenClose}},
		{"reminder not made, connection closed", makeReminder, mocosim.Fault{Commit: mocosim.CommitNever, Then: mocosim.ThenClose}},
		{"reminder made, 502", makeReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Status: 502}},
		{"reminder made, login page", makeReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Body: mocosim.BodyHTML}},
		{"mailed, connection reset", mailReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Then: mocosim.ThenReset}},
		{"mailed, answer cut", mailReminder, mocosim.Fault{Commit: mocosim.CommitBefore, Body: mocosim.BodyCut, Cut: 3}},
		{"not mailed, 503", mailReminder, mocosim.Fault{Commit: mocosim.CommitNever, Status: 503}},
		{"too many requests", makeReminder, mocosim.Fault{Status: 429, Header: map[string]string{"Retry-After": "1"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			tt.fault.Match, tt.fault.Nth = tt.match, 1
			planted := w.moco.Fault(tt.fault)
			w.worker("run", "dun").want(t, 0, "3 sent")
			w.wantSent("R-1", "R-2", "R-3")
			if planted.Fired() != 1 {
				t.Errorf("the fault fired %d times", planted.Fired())
			}
		})
	}
}

// awaitFor is await with a time of its own.
func (w *world) awaitFor(what string, c <-chan struct{}, d time.Duration) {
	w.t.Helper()
	select {
	case <-c:
	case <-time.After(d):
		w.t.Fatalf("%s did not come within %s", what, d)
	}
}

// hold makes the next such request wait after it was carried out.
func (w *world) hold(m mocosim.Match) (*mocosim.Planted, <-chan mocosim.Event) {
	held := w.moco.Next(m, mocosim.PhaseHeld)
	return w.moco.Fault(mocosim.Fault{Match: m, Nth: 1, Then: mocosim.ThenHang}), held
}
