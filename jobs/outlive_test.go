package jobs_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// A run in a terminal that begins right after another one was killed takes up
// its letters: it waits for the lease, as nobody will come later.
func TestRunOutlivesTheDead(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"claimed", "written"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) { o.Lease, o.Settle = 600*time.Millisecond, 50*time.Millisecond })
			dead := start(t, w, jobs.Ask{})
			kill(t, w, w.Worker, dead.ID, point, 1)
			r, err := w.NewWorker("w2").Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if notes := r.Run.Summary.Notes; len(notes) > 0 {
				t.Errorf("%v", notes)
			}
			if x, err := w.Ledger.Run(t.Context(), dead.ID); err != nil || !x.Status.Ended() {
				t.Errorf("%+v, %v", x, err)
			}
		})
	}
}

// A worker that lives keeps its run, however long that takes, and a second run
// does not wait for its end.
func TestRunDoesNotWaitForTheLiving(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Lease = 600 * time.Millisecond })
	held := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /companies"), Nth: 1, Then: mocosim.ThenHang})
	hangs := w.Sim.Next(jobstest.Match("GET /companies"), mocosim.PhaseHeld)
	long := start(t, w, jobs.Ask{})
	done := make(chan error, 1)
	go func() {
		_, err := w.Engine.Run(t.Context(), long.ID)
		done <- err
	}()
	<-hangs
	if _, err := w.NewWorker("w2").Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID); err != nil {
		t.Error(err)
	}
	if x, err := w.Ledger.Run(t.Context(), long.ID); err != nil || x.Status != ledger.RunRunning {
		t.Errorf("%+v, %v", x, err)
	}
	held.Release()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
