// Package store has tests that disturb the database while the real protocol
// works on the real ledger. Outside is a mailbox in memory, which sees what a
// customer would see.
package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

const account = "beispiel"

// mailbox is the outside world: letters arrive, and can be looked up.
type mailbox struct {
	mu      sync.Mutex
	letters map[string]int // by key
	// lost is the share of letters that arrive and whose answer does not.
	lost   float64
	random *rand.Rand
	// slow holds a letter between its way out and its arrival.
	slow time.Duration
}

func (m *mailbox) has(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.letters[key] > 0
}

// letter is a handler that writes to the mailbox.
type letter struct {
	box    *mailbox
	ledger *ledger.Ledger
}

// Trait is that of a reminder.
func (letter) Trait() actions.Trait { return actions.Trait{MOCO: true} }

// Check looks first, as every handler does.
func (h letter) Check(ctx context.Context, e ledger.Entry) (actions.Checked, error) {
	now, err := h.ledger.Now(ctx)
	if err != nil {
		return actions.Checked{}, err
	}
	if h.box.has(e.Key) {
		return actions.Checked{Made: &actions.Written{Note: "found"}}, nil
	}
	return actions.Checked{At: now}, nil
}

// Write sends the letter.
func (h letter) Write(_ context.Context, e ledger.Entry, _ actions.Checked) (actions.Written, error) {
	time.Sleep(h.box.slow)
	h.box.mu.Lock()
	defer h.box.mu.Unlock()
	h.box.letters[e.Key]++
	if h.box.random.Float64() < h.box.lost {
		return actions.Written{}, fault.New(fault.Unsure, errors.New("no answer"))
	}
	return actions.Written{Note: "made"}, nil
}

// Reconcile looks whether it has arrived.
func (h letter) Reconcile(_ context.Context, e ledger.Entry) (actions.Finding, error) {
	return actions.Finding{Made: h.box.has(e.Key)}, nil
}

// unpaced has no limit.
type unpaced struct{}

// Wait does not.
func (unpaced) Wait(context.Context, ledger.Share) error { return nil }

// worker is a process of its own, as far as the store can tell.
type worker struct {
	ledger *ledger.Ledger
	runner *actions.Runner
}

// newWorker opens the store once more.
func newWorker(t *testing.T, url, owner string, box *mailbox, lease time.Duration) *worker {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	l := ledger.New(d, ledger.Options{Account: account, Owner: owner, Lease: lease})
	return &worker{ledger: l, runner: &actions.Runner{
		Ledger: l, Pace: unpaced{}, Handlers: map[string]actions.Handler{"remind": letter{box, l}}, Settle: 100 * time.Millisecond,
		MayWrite: func() (bool, string) { return true, "" },
	}}
}

// released puts so many letters into the ledger, as a round of its own, and
// gives their keys.
func (w *worker) released(t *testing.T, round, n int) (keys []string) {
	t.Helper()
	at := time.Now()
	p := plan.Plan{ID: fmt.Sprintf("p_%d", round), Run: fmt.Sprintf("r_%d", round), Job: "dun", Account: account, CreatedAt: at, ExpiresAt: at.Add(time.Hour), Write: plan.WriteAuto}
	var lines []int
	for i := 1; i <= n; i++ {
		id := billing.ID(100_000*round + i)
		eur := func(minor int64) billing.Money { return billing.Money{Minor: minor, Currency: "EUR"} }
		name := fmt.Sprintf("R-%d", id)
		p.Lines = append(p.Lines, plan.Line{
			N: i, Key: plan.ReminderKey(account, id, 1), Action: "remind", Rule: "dunning", Subject: plan.Subject{Kind: "invoice", ID: id, Label: name, Name: "Hansa Logistik GmbH"},
			Params: plan.Remind{
				InvoiceID: id, Identifier: name, CustomerID: 77, Ladder: "standard", Level: 1, Levels: 3, LevelName: "Zahlungserinnerung", Gross: eur(119000), Open: eur(119000),
				Fee: eur(0), PayWithin: 10, Language: billing.German, Reference: billing.Reference(name, 1), Title: "Zahlungserinnerung", Text: "Guten Tag", Subject: "Zahlungserinnerung", Mail: "Guten Tag",
			},
		})
		lines, keys = append(lines, i), append(keys, p.Lines[i-1].Key)
	}
	if err := w.ledger.SavePlan(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.ledger.Release(t.Context(), ledger.Release{Plan: p, Lines: lines, By: "anna@host"}); err != nil {
		t.Fatal(err)
	}
	return keys
}

// work carries out what is due until nothing is open any more, whatever the
// store says meanwhile. The errors are counted.
func (w *worker) work(ctx context.Context, seed uint64) (failed int) {
	random := rand.New(rand.NewPCG(seed, 0))
	for ctx.Err() == nil {
		open, err := w.ledger.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Planned, ledger.Claimed, ledger.Intent}})
		if err == nil && len(open) == 0 {
			return failed
		}
		due, err := w.ledger.Entries(ctx, ledger.Filter{Due: true, Limit: 40})
		if err != nil {
			failed++
		}
		if len(due) == 0 {
			time.Sleep(5 * time.Millisecond) // nothing tells when something falls due
			continue
		}
		random.Shuffle(len(due), func(i, k int) { due[i], due[k] = due[k], due[i] })
		for _, e := range due {
			if _, err := w.runner.Apply(ctx, e.ID); err != nil && !errors.Is(err, ledger.ErrBusy) {
				failed++
			}
		}
	}
	return failed
}

// judged counts what arrived twice, what did neither arrive nor is with a
// person, and what is with a person.
func (w *worker) judged(t *testing.T, box *mailbox, keys []string) (dup, missing, review int) {
	t.Helper()
	states := map[string]ledger.State{}
	all, err := w.ledger.Entries(context.WithoutCancel(t.Context()), ledger.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		states[e.Key] = e.State
	}
	for _, k := range keys {
		switch n := box.letters[k]; {
		case n > 1:
			dup += n - 1
			t.Errorf("%s arrived %d times", k, n)
		case states[k] == ledger.Review:
			review++
		case n == 0 || states[k] != ledger.Done:
			missing++
			t.Errorf("%s arrived %d times and is %q", k, n, states[k])
		}
	}
	if _, err := w.ledger.Verify(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("the audit: %v", err)
	}
	return dup, missing, review
}
