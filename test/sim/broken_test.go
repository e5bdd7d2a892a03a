package sim

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
)

// TestBrokenVariantsAreCaught tests the test: the same days, the same judge,
// and a product that lacks one of its walls.
func TestBrokenVariantsAreCaught(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		variant variant
		found   func(result) int
	}{
		"nothing is read back":    {variant{runner: blindly}, func(r result) int { return r.duplicates }},
		"no claim holds":          {variant{runner: unfenced}, func(r result) int { return r.duplicates }},
		"nobody minds the brake":  {variant{runner: unbraked}, func(r result) int { return len(r.broken) }},
		"the plan's read is used": {variant{moco: stale}, func(r result) int { return r.verdict.late }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := simulate(t, seeds()[0], 1000, tt.variant)
			t.Logf("dup=%d afterpay=%d orphans=%d missing=%d", r.duplicates, r.late, r.orphans, r.missing)
			if tt.found(r) == 0 {
				t.Errorf("the oracle found nothing:\n%s", strings.Join(r.texts, "\n"))
			}
		})
	}
}

// blindly believes that an unanswered write was not made, at once.
func blindly(r *actions.Runner) {
	r.Settle = 0
	for name, h := range r.Handlers {
		r.Handlers[name] = blind{h}
	}
}

// unbraked looks at the brake and goes on.
func unbraked(r *actions.Runner) {
	look := r.MayWrite
	r.MayWrite = func() (bool, string) {
		look()
		return true, ""
	}
}

type blind struct{ actions.Handler }

func (blind) Reconcile(context.Context, ledger.Entry) (actions.Finding, error) {
	return actions.Finding{}, nil
}

// unfenced lets everybody have every entry, and everybody's word count.
func unfenced(r *actions.Runner) { r.Ledger = open{r.Ledger.(*store)} }

type open struct{ *store }

// Claim takes an entry from whoever has it.
func (o open) Claim(ctx context.Context, id string) (ledger.Entry, error) {
	o.w.locked(func(*truth) { o.w.ledger.rows[id].LeaseUntil = time.Time{} })
	return o.store.Claim(ctx, id)
}

// Change believes every worker that it holds the entry.
func (o open) Change(ctx context.Context, e ledger.Entry, c ledger.Change) (ledger.Entry, error) {
	o.w.locked(func(*truth) {
		x := o.w.ledger.rows[e.ID]
		x.Fence, x.Owner, x.State, x.LeaseUntil = e.Fence, o.owner, e.State, time.Now().Add(lease)
	})
	return o.store.Change(ctx, e, c)
}

// stale answers about invoices and payments as they were when the plan was
// made: nothing was paid.
func stale(m actions.MOCO) actions.MOCO { return old{m} }

type old struct{ actions.MOCO }

// Invoice is unpaid.
func (o old) Invoice(ctx context.Context, id billing.ID) (billing.Invoice, error) {
	inv, err := o.MOCO.Invoice(ctx, id)
	inv.Status, inv.Payments = billing.StatusOverdue, nil
	return inv, err
}

// Payments are none.
func (o old) Payments(ctx context.Context, q mocoapi.PaymentQuery) iter.Seq2[mocoapi.Row[billing.Payment], error] {
	return func(yield func(mocoapi.Row[billing.Payment], error) bool) {
		for row, err := range o.MOCO.Payments(ctx, q) {
			if err != nil {
				yield(row, err)
				return
			}
		}
	}
}

// TestOneSeedIsOneSchedule: a failure can be seen again by its seed.
func TestOneSeedIsOneSchedule(t *testing.T) {
	t.Parallel()
	first, again := simulate(t, 7, 100, variant{}), simulate(t, 7, 100, variant{})
	same := func(a, b event) bool {
		equal := a.at.Equal(b.at)
		a.at = b.at
		return equal && a == b
	}
	if !slices.EqualFunc(first.log, again.log, same) {
		t.Errorf("two runs of one seed have %d and %d events in MOCO, or other ones", len(first.log), len(again.log))
	}
	other := simulate(t, 8, 100, variant{})
	if slices.EqualFunc(first.log, other.log, same) {
		t.Error("another seed is the same schedule")
	}
}
