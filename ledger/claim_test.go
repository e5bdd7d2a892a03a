package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

func TestClaim(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		id := one(t, l, 1)
		before, err := l.Now(t.Context())
		must(t, err)
		e := claimed(t, l, id)
		if e.State != ledger.Claimed || e.Fence != 1 || e.Owner != "host:1:a" || e.Attempts != 1 || e.Crashes != 0 {
			t.Errorf("claimed as %s, fence %d, owner %q, attempts %d, crashes %d", e.State, e.Fence, e.Owner, e.Attempts, e.Crashes)
		}
		if lease := e.LeaseUntil.Sub(before); lease < l.Lease() || lease > l.Lease()+time.Minute {
			t.Errorf("the lease holds for %s of the database's time, want %s", lease, l.Lease())
		}
		for _, owner := range []string{"host:1:a", "host:2:b"} {
			if _, err := ledgerOf(d, owner).Claim(t.Context(), id); !errors.Is(err, ledger.ErrBusy) {
				t.Errorf("%s claimed it once more: %v", owner, err)
			}
		}
	})
}

// Whoever takes over a lapsed claim gets the entry in the state it was left
// in: an intent is reconciled, never written again.
func TestClaimTakesOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		other := ledgerOf(d, "host:2:b")
		for i, state := range []ledger.State{ledger.Claimed, ledger.Intent} {
			id := one(t, l, 10+billing.ID(i))
			first := inState(t, l, id, state)
			lapse(t, d, id)
			e := claimed(t, other, id)
			if e.State != state || e.Fence != first.Fence+1 || e.Owner != "host:2:b" || e.Crashes != 1 {
				t.Errorf("took over %s as %s, fence %d, owner %q, crashes %d", state, e.State, e.Fence, e.Owner, e.Crashes)
			}
			if !e.IntentAt.Equal(first.IntentAt) {
				t.Errorf("the take-over moved intent_at from %s to %s", first.IntentAt, e.IntentAt)
			}
			if _, err := l.Change(t.Context(), first, ledger.Change{To: ledger.Planned}); !errors.Is(err, ledger.ErrLost) {
				t.Errorf("the first owner could still change it: %v", err)
			}
		}
	})
}

func TestClaimCountsCrashes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		id := one(t, l, 1)
		for want := range 3 {
			if e := claimed(t, l, id); e.Crashes != want || e.Attempts != want+1 {
				t.Fatalf("claim %d: %d crashes, %d attempts", want+1, e.Crashes, e.Attempts)
			}
			lapse(t, d, id)
		}
		e := changed(t, l, claimed(t, l, id), ledger.Change{To: ledger.Planned})
		if e.Crashes != 0 || e.Attempts != 4 {
			t.Errorf("after an orderly end: %d crashes, %d attempts, want 0 and 4", e.Crashes, e.Attempts)
		}
		if e := claimed(t, l, id); e.Crashes != 0 {
			t.Errorf("an orderly end counts as a crash")
		}
	})
}

// A real lease, on the database's clock, without being helped along.
func TestLeaseRunsOut(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		short := ledger.New(d, ledger.Options{Account: account, Owner: "host:3:c", Lease: 20 * time.Millisecond})
		id := one(t, l, 1)
		first := claimed(t, short, id)
		for tries := 0; ; tries++ {
			e, err := l.Claim(t.Context(), id)
			if err == nil {
				now, err := l.Now(t.Context())
				must(t, err)
				if now.Before(first.LeaseUntil) || e.Fence != 2 {
					t.Errorf("taken at %s with fence %d, the lease held until %s", now, e.Fence, first.LeaseUntil)
				}
				return
			}
			if !errors.Is(err, ledger.ErrBusy) || tries > 1000 {
				t.Fatalf("try %d: %v", tries, err)
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
}

func TestClaimRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		if _, err := l.Claim(ctx, "a_none"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("no such entry: %v", err)
		}
		stranger := ledger.New(d, ledger.Options{Account: "andere", Owner: "host:9:z"})
		if _, err := stranger.Claim(ctx, one(t, l, 1)); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("claimed an entry of another account: %v", err)
		}
		for i, s := range []ledger.State{ledger.Done, ledger.Skipped, ledger.Failed, ledger.Expired, ledger.Review} {
			e := inState(t, l, one(t, l, 20+billing.ID(i)), s)
			if _, err := l.Claim(ctx, e.ID); !errors.Is(err, ledger.ErrBusy) {
				t.Errorf("claimed an entry that is %s: %v", s, err)
			}
			if e.Owner != "" || !e.LeaseUntil.IsZero() {
				t.Errorf("%s: owner %q and lease %s are left", s, e.Owner, e.LeaseUntil)
			}
		}
	})
}

func TestClaimWaitsForNextAt(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		now, err := l.Now(ctx)
		must(t, err)
		id := one(t, l, 1)
		e := changed(t, l, claimed(t, l, id), ledger.Change{To: ledger.Planned, Reason: "MOCO asks to wait", NextAt: now.Add(time.Hour)})
		if !e.NextAt.Equal(now.Add(time.Hour)) || e.Reason != "MOCO asks to wait" {
			t.Errorf("next_at %s, reason %q", e.NextAt, e.Reason)
		}
		if _, err := l.Claim(ctx, id); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("claimed before its time: %v", err)
		}
		due, err := l.Entries(ctx, ledger.Filter{Due: true})
		must(t, err)
		equal(t, "due before its time", len(due), 0)
		run(t, d, `UPDATE entry SET next_at = 1 WHERE id = $1`, id)
		claimed(t, l, id)
	})
}

func TestEntries(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		first := released(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1))
		second := released(t, l, "p_2", letter(1, 3, 1), letter(2, 4, 1))
		inState(t, l, first[0], ledger.Done)
		inState(t, l, first[1], ledger.Intent)
		inState(t, l, second[0], ledger.Review)
		lapsed := inState(t, l, second[1], ledger.Claimed)
		lapse(t, d, lapsed.ID)
		foreign := ledger.New(d, ledger.Options{Account: "andere", Owner: "host:1:a"})
		released(t, foreign, "p_3", letter(1, 5, 1))
		tests := []struct {
			name   string
			filter ledger.Filter
			want   []string
		}{
			{"all of the account", ledger.Filter{}, append(append([]string{}, first...), second...)},
			{"a run", ledger.Filter{Run: "r_p_2"}, second},
			{"a plan", ledger.Filter{Plan: "p_1"}, first},
			{"states", ledger.Filter{States: []ledger.State{ledger.Done, ledger.Review}}, []string{first[0], second[0]}},
			{"due", ledger.Filter{Due: true}, []string{lapsed.ID}},
			{"limited", ledger.Filter{Limit: 1}, first[:1]},
			{"nothing fits", ledger.Filter{Run: "r_p_2", States: []ledger.State{ledger.Expired}}, nil},
		}
		for _, tt := range tests {
			entries, err := l.Entries(t.Context(), tt.filter)
			must(t, err)
			var got []string
			for _, e := range entries {
				got = append(got, e.ID)
			}
			equal(t, tt.name, got, tt.want)
		}
	})
}

func TestReleaseDead(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		dead := ledgerOf(d, "host:2:b")
		mine, theirs := inState(t, l, one(t, l, 1), ledger.Claimed), inState(t, dead, one(t, l, 2), ledger.Intent)
		_, _, err := l.StartRun(ctx, ledger.Run{ID: "r_1", Job: "mahnlauf", Origin: "person", AskedBy: "anna@host"})
		must(t, err)
		must(t, dead.TakeRun(ctx, "r_1"))
		n, err := l.ReleaseDead(ctx, func(owner string) bool { return owner == "host:1:a" })
		must(t, err)
		equal(t, "leases ended: an entry and a run", n, 2)
		if _, err := dead.Claim(ctx, mine.ID); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("a living worker lost its claim: %v", err)
		}
		if e := claimed(t, l, theirs.ID); e.State != ledger.Intent || e.Crashes != 1 {
			t.Errorf("taken over as %s with %d crashes", e.State, e.Crashes)
		}
		must(t, l.TakeRun(ctx, "r_1"))
		n, err = l.ReleaseDead(ctx, func(string) bool { return true })
		must(t, err)
		equal(t, "leases ended while all live", n, 0)
	})
}
