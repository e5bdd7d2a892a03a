package jobs_test

import (
	"testing"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// A job that is turned off holds back what was released before.
func TestJobTurnedOff(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Release(w.Plan(), "remind")[0]
	run := w.Entry(id).Run
	for i := range w.Engine.Jobs {
		w.Engine.Jobs[i].Write = plan.WriteOff
	}
	help := func() {
		t.Helper()
		if err := w.Engine.Help(t.Context(), run, func(ledger.Entry) {}); err != nil {
			t.Errorf("Help: %v", err)
		}
	}
	help()
	if err := w.Engine.Apply(t.Context(), run); err != nil {
		t.Errorf("Apply: %v", err)
	}
	if e := w.Entry(id); e.State != ledger.Planned {
		t.Errorf("the entry is %s", e.State)
	}
	if d := w.Done(); d.Posts != 0 || d.Mailed != 0 {
		t.Errorf("it was sent: %+v", d)
	}
	for i := range w.Engine.Jobs {
		w.Engine.Jobs[i].Write = plan.WriteAuto
	}
	help()
	if e := w.Entry(id); e.State != ledger.Done {
		t.Errorf("turned on again: %s", e.State)
	}
}
