package sim

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// on are the odds of a day on which only this goes wrong.
func on(f fate, chance float64) odds {
	var o odds
	o.write[f] = chance
	return o
}

// live runs seeds of one world each, until a fault has happened often enough.
func live(t *testing.T, fault string, least int, change func(*world)) (sum result) {
	t.Helper()
	var mu sync.Mutex
	for seed := uint64(4600); sum.fired[fault] < least; seed += 2 {
		t.Run("seeds", func(t *testing.T) {
			for s := seed; s < seed+2; s++ {
				t.Run(fmt.Sprint(s), func(t *testing.T) {
					t.Parallel()
					r := simulateWith(t, s, 1000, variant{}, change)
					for _, text := range r.broken {
						t.Errorf("seed %d: %s", s, text)
					}
					mu.Lock()
					defer mu.Unlock()
					sum.plus(r)
					sum.texts = append(sum.texts, r.texts...)
				})
			}
		})
		if t.Failed() {
			break
		}
	}
	return sum
}

// row is what the judge says, as a line of the fault matrix.
func (r result) row(id, fault string, least int) report.Row {
	return report.Row{ID: id, Min: least, Runs: r.fired[fault], Fired: r.fired[fault], Dup: r.duplicates + r.verdict.late, Missing: r.missing + r.orphans, Review: r.states[ledger.Review]}
}

// F46: MOCO answers a write with 5xx, half of the time after it was done. A
// write that meets it twice is a person's business.
func TestF46_ServerErrorOnPost(t *testing.T) {
	t.Parallel()
	least := 5000 / race.Part(8)
	sum := live(t, "5xx", least, func(w *world) { w.odds = on(halfway, 0.5) })
	for _, text := range sum.texts {
		t.Error(text)
	}
	half := float64(sum.fired["5xx committed"]) / float64(sum.fired["5xx"])
	if half < 0.45 || half > 0.55 {
		t.Errorf("%.0f %% were done", 100*half)
	}
	row := sum.row("F46", "5xx", least)
	row.Note = fmt.Sprintf("%d of them done, %d letters", sum.fired["5xx committed"], sum.actions)
	report.Print(t, row)
}

// F47: an answer never comes, and the write is done 1 to 300 s later. With a
// settle time beyond that, nothing is done twice; with a shorter one the judge
// finds what is, so it could.
func TestF47_TimeoutAndLateCommit(t *testing.T) {
	t.Parallel()
	least := 2000 / race.Part(8)
	upTo := func(d, settle time.Duration) func(*world) {
		return func(w *world) { w.odds, w.latest, w.settle = on(late, 0.4), d, settle }
	}
	sum := live(t, "late", least, upTo(300*time.Second, 30*time.Minute))
	for _, text := range sum.texts {
		t.Error(text)
	}
	short := live(t, "late", least, upTo(300*time.Second, 15*time.Second))
	if short.duplicates == 0 {
		t.Error("a settle time of 15 s does no harm: the late writes prove nothing")
	}
	row := sum.row("F47", "late", least)
	row.Note = fmt.Sprintf("settle 30 min; with 15 s instead, %d of %d would be done twice", short.duplicates, short.fired["late"])
	report.Print(t, row)
}

// simulateWith is simulate in a world that is changed before it begins.
func simulateWith(t *testing.T, seed uint64, n int, v variant, change func(*world)) (r result) {
	synctest.Test(t, func(*testing.T) {
		w := newWorld(seed, n, v)
		change(w)
		w.run()
		r = w.result()
	})
	return r
}
