//go:build soak

package test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// TestF38_TwoInstallationsForLong lets two installations run together again and
// again, while answers get lost here and there.
func TestF38_TwoInstallationsForLong(t *testing.T) {
	row := report.Row{ID: "F38", Min: 100, Note: "free, with lost answers"}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	t.Run("group", func(t *testing.T) {
		for round := range row.Min {
			rng := rand.New(rand.NewPCG(seed, uint64(round)))
			t.Run(fmt.Sprint(round), func(t *testing.T) {
				w := newWorld(t, setup{})
				v := w.twin(setup{})
				for range rng.IntN(4) {
					f := mocosim.Fault{
						Match: []mocosim.Match{makeReminder, mailReminder, {Method: "DELETE"}, {Method: "GET", Path: "/invoice_reminders"}}[rng.IntN(4)],
						Nth:   1 + rng.IntN(5), Then: mocosim.ThenClose,
						Commit: []mocosim.Commit{mocosim.CommitBefore, mocosim.CommitNever, mocosim.CommitAfter}[rng.IntN(3)],
					}
					w.moco.Fault(f)
				}
				w.together(v, rng)
				// What was left to later is done by then.
				for _, x := range []*world{w, v} {
					x.worker("run", "dun").want(t, 0)
				}
				row.Runs, row.Fired = row.Runs+1, row.Fired+1
				w.once(&row, "R-1/M1", "R-2/M1", "R-3/M1")
			})
		}
	})
	report.Print(t, row)
}
