package ledger_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// What was written before the database's clock was set back keeps nobody
// waiting: neither a lease that ends later than any can, nor a moment that was
// reckoned by the wrong clock.
func TestClockSetBack(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		id := released(t, l, "p_1", letter(1, 9001, 1))[0]
		other := ledgerOf(d, "host:2:b")
		free := func(want bool, when string) {
			t.Helper()
			due, err := other.Entries(ctx, ledger.Filter{Due: true})
			must(t, err)
			if got := len(due) == 1; got != want {
				t.Errorf("%s: due is %v", when, got)
			}
		}
		_, err := l.Claim(ctx, id)
		must(t, err)
		free(false, "held")
		run(t, d, `UPDATE entry SET lease_until = lease_until + 86400000, updated_at = updated_at + 86400000`)
		free(true, "held until tomorrow")
		e, err := other.Claim(ctx, id)
		must(t, err)
		now, err := other.Now(ctx)
		must(t, err)
		_, err = other.Change(ctx, e, ledger.Change{To: ledger.Planned, NextAt: now.Add(24 * time.Hour)})
		must(t, err)
		free(false, "waits until tomorrow")
		run(t, d, `UPDATE entry SET updated_at = updated_at + 86400000`)
		free(true, "was written tomorrow")
		e, err = l.Claim(ctx, id)
		must(t, err)
		if now, err = l.Now(ctx); err != nil || e.AheadOf(now) {
			t.Errorf("still ahead: %+v, %v", e, err)
		}
		wanted(t, l, "r_1", "mahnlauf")
		must(t, l.TakeRun(ctx, "r_1"))
		run(t, d, `UPDATE run SET lease_until = lease_until + 86400000`)
		must(t, other.TakeRun(ctx, "r_1"))
	})
}

// An older store is noted once, and forgotten when all was read again.
func TestRestored(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		released(t, l, "p_1", letter(1, 9001, 1))
		seq, hash, err := l.Last(ctx)
		must(t, err)
		for _, tt := range []struct {
			seq  int64
			hash string
			want bool
		}{{seq, hash, true}, {seq + 1, hash, false}, {seq, "x", false}, {0, "", false}} {
			if has, err := l.Has(ctx, tt.seq, tt.hash); err != nil || has != tt.want {
				t.Errorf("Has(%d, %.6s) = %v, %v", tt.seq, tt.hash, has, err)
			}
		}
		pending := func(want bool) {
			t.Helper()
			if got, err := l.Rereading(ctx); err != nil || got != want {
				t.Errorf("Rereading = %v, %v; want %v", got, err, want)
			}
		}
		pending(false)
		must(t, l.Restored(ctx, 40))
		pending(true)
		must(t, l.Reread(ctx))
		must(t, l.Reread(ctx)) // another worker
		pending(false)
		after, _, err := l.Last(ctx)
		must(t, err)
		if after != seq+2 {
			t.Errorf("%d events were added, want 2", after-seq)
		}
		_, err = l.Verify(ctx)
		must(t, err)
	})
}
