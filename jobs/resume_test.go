package jobs_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// died is what the end of a process looks like from inside.
type died struct{}

// kill runs a run whose worker ends at the nth time that it comes to a point.
func kill(t *testing.T, w *jobstest.World, k *jobstest.Worker, id, point string, nth int) {
	t.Helper()
	k.Runner.Point = func(name string) {
		if strings.HasSuffix(name, "."+point) {
			if nth--; nth == 0 {
				panic(died{})
			}
		}
	}
	defer func() {
		p := recover()
		if _, ok := p.(died); !ok {
			if p != nil {
				panic(p)
			}
			t.Fatalf("it did not end at %s", point)
		}
	}()
	_, _ = k.Engine.Run(w.T.Context(), id)
}

// A worker ends in the middle of a run; another carries it through with the same
// plan: every letter once.
func TestRunIsTakenUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		point string
		nth   int
	}{{"claimed", 1}, {"checked", 2}, {"intent", 1}, {"written", 1}, {"written", 2}, {"intent", 4}, {"written", 4}, {"claimed", 5}} {
		t.Run(tt.point, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) { o.Settle = 50 * time.Millisecond })
			asked := start(t, w, jobs.Ask{})
			kill(t, w, w.Worker, asked.ID, tt.point, tt.nth)
			heir := w.NewWorker("w2")
			if _, err := heir.Engine.Run(t.Context(), asked.ID); !errors.Is(err, ledger.ErrBusy) {
				t.Errorf("the lease holds, and yet: %v", err)
			}
			before, err := w.Ledger.Run(t.Context(), asked.ID)
			if err != nil || before.Status != ledger.RunRunning || before.Plan == "" {
				t.Fatalf("%+v, %v", before, err)
			}
			w.Later(61 * time.Second)
			r, err := heir.Engine.Run(t.Context(), asked.ID)
			if err != nil || r.Run.Status != ledger.RunWaiting || r.Run.Plan != before.Plan {
				t.Errorf("%+v, %v", r.Run, err)
			}
			if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if d := w.Done(); d.Posts != 2 {
				t.Errorf("%+v", d)
			}
		})
	}
}

// A worker ends before it has a plan: its heir makes one.
func TestRunWithoutAPlanIsTakenUp(t *testing.T) {
	t.Parallel()
	w := world(t)
	asked := start(t, w, jobs.Ask{})
	ctx, stop := context.WithCancel(t.Context())
	w.Sim.After(jobstest.Match("GET /invoices"), 1, func(*mocosim.Account) { stop() })
	r, err := w.Engine.Run(ctx, asked.ID)
	if !errors.Is(err, context.Canceled) || r.Run.Status.Ended() || len(w.Failures()) != 0 {
		t.Fatalf("%+v, %v; people were told %v", r.Run, err, w.Failures())
	}
	w.Later(61 * time.Second)
	if r, err = w.NewWorker("w2").Engine.Run(t.Context(), asked.ID); err != nil || r.Run.Status != ledger.RunWaiting {
		t.Errorf("%+v, %v", r.Run, err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// What an earlier run left behind is carried out first.
func TestNextRunFinishesTheLast(t *testing.T) {
	t.Parallel()
	w := world(t)
	kill(t, w, w.Worker, start(t, w, jobs.Ask{}).ID, "claimed", 1)
	w.Later(61 * time.Second)
	heir := w.NewWorker("w2")
	r, err := heir.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := letters(r.Entries); len(got) != 0 {
		t.Errorf("the second run made letters of its own: %v", got)
	}
}

// A pull that takes longer than a lease keeps its run.
func TestLongPullKeepsItsRun(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Lease = 300 * time.Millisecond })
	held := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /companies"), Nth: 1, Then: mocosim.ThenHang})
	hangs := w.Sim.Next(jobstest.Match("GET /companies"), mocosim.PhaseHeld)
	asked := start(t, w, jobs.Ask{})
	type answer struct {
		r   jobs.Result
		err error
	}
	done := make(chan answer, 1)
	go func() {
		r, err := w.Engine.Run(t.Context(), asked.ID)
		done <- answer{r, err}
	}()
	<-hangs
	other := w.NewWorker("w2")
	for until := time.Now().Add(time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if _, err := other.Engine.Run(t.Context(), asked.ID); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("another worker took the run over: %v", err)
			break
		}
	}
	held.Release()
	if a := <-done; a.err != nil || a.r.Run.Status != ledger.RunWaiting {
		t.Errorf("%+v, %v", a.r.Run, a.err)
	}
}

// A worker whose run was taken over stops, and does not call it failed.
func TestLostRun(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Lease = 300 * time.Millisecond })
	held := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /companies"), Nth: 1, Then: mocosim.ThenHang})
	hangs := w.Sim.Next(jobstest.Match("GET /companies"), mocosim.PhaseHeld)
	asked := start(t, w, jobs.Ask{})
	done := make(chan error, 1)
	go func() {
		_, err := w.Engine.Run(t.Context(), asked.ID)
		done <- err
	}()
	<-hangs
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE run SET owner = 'w2', lease_until = lease_until + 600000`); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err == nil {
		t.Error("the worker went on")
	}
	held.Release()
	r, err := w.Ledger.Run(t.Context(), asked.ID)
	if err != nil || r.Status != ledger.RunRunning || len(w.Failures()) != 0 {
		t.Errorf("%+v, %v; people were told %v", r, err, w.Failures())
	}
}

// Two workers get the same run at once: one carries it through.
func TestOneRunTwoWorkers(t *testing.T) {
	t.Parallel()
	w := world(t)
	asked := start(t, w, jobs.Ask{})
	errs := make(chan error, 2)
	for _, k := range []*jobstest.Worker{w.Worker, w.NewWorker("w2")} {
		go func() {
			_, err := k.Engine.Run(t.Context(), asked.ID)
			errs <- err
		}()
	}
	for range 2 {
		if err := <-errs; err != nil && !errors.Is(err, ledger.ErrBusy) {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A plan that only a newer version understands stays with that one: its run is
// neither carried on nor called failed, and other runs go on.
func TestForeignPlanIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := world(t)
	theirs := start(t, w, jobs.Ask{})
	kill(t, w, w.Worker, theirs.ID, "claimed", 1)
	var body string
	if err := w.DB.QueryRowContext(t.Context(), `SELECT body FROM plan`).Scan(&body); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(body, `"action":"notify"`, `"action":"telephone"`, 1)
	if changed == body {
		t.Fatal("there is no message in the plan")
	}
	sum := sha256.Sum256([]byte(changed))
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE plan SET body = $1, hash = $2`, changed, hex.EncodeToString(sum[:])); err != nil {
		t.Fatal(err)
	}
	w.Later(61 * time.Second)
	heir := w.NewWorker("w2")
	if _, err := heir.Engine.Run(t.Context(), theirs.ID); !errors.Is(err, ledger.ErrForeign) {
		t.Errorf("%v", err)
	}
	w.Later(61 * time.Second)
	if r, err := heir.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID); err != nil || r.Run.Status == ledger.RunFailed {
		t.Errorf("%+v, %v", r.Run, err)
	}
	if r, err := w.Ledger.Run(t.Context(), theirs.ID); err != nil || r.Status.Ended() || len(w.Failures()) != 0 {
		t.Errorf("%+v, %v; people were told %v", r, err, w.Failures())
	}
}
