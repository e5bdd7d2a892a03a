package rules

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mocowork/mocowork/billing"
)

// share is how many invoices a goroutine decides at a time.
const share = 512

// decideInvoices decides all claims, with up to that many goroutines. What it
// says is the same for any number of them; or it is false: a rule or the run
// had too few steps, and then it matters which invoice came first.
func (r *run) decideInvoices(goroutines int) bool {
	shares := slices.Collect(slices.Chunk(r.claims, share))
	if goroutines < 2 || len(shares) < 2 {
		r.decideShare(r.claims)
		return true
	}
	parts := make([]said, len(shares))
	workers := make([]run, min(goroutines, len(shares)))
	for i := range workers {
		workers[i] = *r
		workers[i].machine, workers[i].budget = machine{}, newBudget(r.set)
	}
	var next atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(shares)) && !stop.Load(); i = next.Add(1) - 1 {
				parts[i] = workers[w].decideShare(shares[i])
				if workers[w].budget.exceeded() {
					stop.Store(true)
				}
			}
		})
	}
	wg.Wait()
	for _, w := range workers {
		r.budget.add(w.budget)
	}
	for _, p := range parts {
		r.said.add(p)
	}
	for _, c := range r.claims {
		c.run = r
	}
	return !r.budget.exceeded()
}

// decideShare decides with a run of the goroutine's own.
func (r *run) decideShare(claims []*claim) said {
	r.said = newSaid()
	for _, c := range claims {
		c.run = r
		r.decideInvoice(c)
	}
	return r.said
}

// newSaid is said with nothing in it.
func newSaid() said {
	return said{
		failures: map[failure][]string{}, rivals: map[[2]string][]string{},
		law: lawNotes{noInterest: map[string][]string{}, lapsing: map[billing.Date][]string{}},
	}
}

// add appends what was said of later invoices.
func (s *said) add(later said) {
	s.lines = append(s.lines, later.lines...)
	addLabels(s.failures, later.failures)
	addLabels(s.rivals, later.rivals)
	s.law.both = append(s.law.both, later.law.both...)
	addLabels(s.law.noInterest, later.law.noInterest)
	addLabels(s.law.lapsing, later.law.lapsing)
	s.law.lapsed = append(s.law.lapsed, later.law.lapsed...)
}

func addLabels[K comparable](all, later map[K][]string) {
	for k, labels := range later {
		all[k] = append(all[k], labels...)
	}
}
