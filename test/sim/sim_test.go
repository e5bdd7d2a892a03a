// Package sim runs the write-back protocol, the product's own code, through
// thousands of bad days: processes end and oversleep, answers are lost, what
// was asked comes up minutes later, customers pay in between. MOCO, the ledger
// and the clock are in memory; one seed is one schedule. What MOCO has logged
// is the judge.
package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/race"
)

// variant is a product that is broken on purpose; the zero value is whole.
type variant struct {
	runner func(*actions.Runner)
	moco   func(actions.MOCO) actions.MOCO
	// restore puts an older copy of the ledger back, in the middle of it all.
	restore bool
}

// result is what became of one seed, or of several.
type result struct {
	verdict
	fired   map[string]int
	states  map[ledger.State]int
	broken  []string
	log     []event
	actions int
}

// simulate runs one seed with n invoices.
func simulate(t *testing.T, seed uint64, n int, v variant) result {
	return simulateWith(t, seed, n, v, func(*world) {})
}

// result lets the judge look at the world at rest.
func (w *world) result() result {
	end, states := map[int64]outcome{}, map[ledger.State]int{}
	for _, id := range w.ledger.order {
		e := w.ledger.rows[id]
		states[e.State]++
		o := end[invoiceOf(*e)]
		o.open = o.open || e.State.Open()
		o.told = o.told || e.State == ledger.Review || e.State == ledger.Failed
		end[invoiceOf(*e)] = o
	}
	w.forgotten(end)
	n := len(w.truth.claims)
	w.broken = append(w.broken, braked(w.truth.log, w.brakes)...)
	return result{judge(w.truth.log, gross, n, end), w.fired, states, w.broken, w.truth.log, n}
}

// seeds are the schedules that every run of the tests goes through.
func seeds() []uint64 {
	var out []uint64
	for s := range uint64(20 / race.Part(8)) {
		out = append(out, 2611+s)
	}
	if testing.Short() {
		return out[:2]
	}
	return out
}

// plus adds up results.
func (r *result) plus(o result) {
	if r.fired == nil {
		r.fired, r.states = map[string]int{}, map[ledger.State]int{}
	}
	r.duplicates += o.duplicates
	r.late += o.late
	r.orphans += o.orphans
	r.missing += o.missing
	r.actions += o.actions
	for what, n := range o.fired {
		r.fired[what] += n
	}
	r.broken = append(r.broken, o.broken...)
	r.texts = append(r.texts, o.texts...)
	for state, n := range o.states {
		r.states[state] += n
	}
}

// kills is how often a process ended, wherever it was.
func (r *result) kills() int {
	n := 0
	for what, k := range r.fired {
		if strings.HasPrefix(what, "kill at ") {
			n += k
		}
	}
	return n
}

// TestSimulation: no customer gets a level twice or after a payment that could
// be seen, nothing is left half done, nobody is forgotten.
func TestSimulation(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var sum result
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range seeds() {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				r := simulate(t, seed, 1000, variant{})
				for _, text := range slices.Concat(r.texts, r.broken) {
					t.Errorf("seed %d: %s", seed, text)
				}
				mu.Lock()
				defer mu.Unlock()
				sum.plus(r)
			})
		}
	})
	t.Logf("sim: seeds=%d actions=%d kills=%d pauses=%d lost=%d late=%d 5xx=%d throttled=%d dup=%d afterpay=%d orphans=%d missing=%d review=%d failed=%d",
		len(seeds()), sum.actions, sum.kills(), sum.fired["pause"], sum.fired["lost before"]+sum.fired["lost after"], sum.fired["late"],
		sum.fired["5xx"], sum.fired["429"], sum.duplicates, sum.verdict.late, sum.orphans, sum.missing, sum.states[ledger.Review], sum.states[ledger.Failed])
	t.Log("fired:", list(sum.fired))
	t.Log("ended:", list(sum.states))
	for _, what := range faults {
		if sum.fired[what] == 0 {
			t.Errorf("%q never happened: nothing was shown about it", what)
		}
	}
}

// faults must all have happened.
var faults = []string{
	"kill at remind.claimed", "kill at remind.checked", "kill at remind.intent", "kill at remind.written",
	"kill at email.claimed", "kill at email.checked", "kill at email.intent", "kill at email.written", "kill at email.undoing", "kill at email.undone",
	"kill at sending", "kill at answering", "kill at changed",
	"pause", "busy", "claim lost", "store failed", "read failed", "token late", "gate closed", "brake", "429", "401", "422", "lost before", "lost after", "5xx", "5xx committed", "late",
	"payment", "paid in between", "person mails", "person deletes", "resolved",
}

func list[K ~string](counts map[K]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, fmt.Sprintf("%s=%d", k, counts[k]))
	}
	return strings.Join(out, " · ")
}
