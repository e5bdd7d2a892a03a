package actions_test

import (
	"testing"

	"github.com/mocowork/mocowork/jobs/jobstest"
)

// A plan says what its lines cost: that is what MOCO counts when nothing goes
// wrong.
func TestRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		action string
		rule   []func(*jobstest.Options)
	}{
		{"remind", nil},
		{"tag", []func(*jobstest.Options){tagRule}},
		{"comment", []func(*jobstest.Options){commentRule}},
		{"set_status", []func(*jobstest.Options){statusRule}},
	} {
		t.Run(tt.action, func(t *testing.T) {
			t.Parallel()
			w := world(t, tt.rule...)
			id := w.Released(tt.action)
			said, before := w.Entry(id).Params.Requests(), len(w.Sim.Requests())
			if tt.action == "remind" {
				w.DriveLetter(w.Worker, id)
			} else {
				w.Drive(w.Worker, id)
			}
			if n := len(w.Sim.Requests()) - before; n != said {
				t.Errorf("%d requests, the plan says %d: %v", n, said, w.Sim.Requests()[before:])
			}
		})
	}
}
