package ledger_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

func TestPressIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		p := ledger.Press{ID: "t1/1", Action: "snooze", Actor: "slack:U04ANNA", Place: "C0FINANCE:1.2", Body: []byte(`{"value":"snooze:1:7d"}`)}
		for i, want := range []bool{true, false} {
			if first, err := l.AddPress(ctx, p); err != nil || first != want {
				t.Errorf("delivery %d: first %t, %v", i, first, err)
			}
		}
		open, err := l.OpenPresses(ctx)
		must(t, err)
		if len(open) != 1 || string(open[0].Body) != string(p.Body) {
			t.Fatalf("open: %+v", open)
		}
		other := ledgerOf(d, "host:2:b")
		if mine, err := l.TakePress(ctx, p.ID); err != nil || !mine {
			t.Fatalf("taken: %t, %v", mine, err)
		}
		if theirs, err := other.TakePress(ctx, p.ID); err != nil || theirs {
			t.Errorf("two workers carry it out: %v", err)
		}
		must(t, l.SettlePress(ctx, p, ledger.PressDone, "hold h_1", "ruht"))
		must(t, other.SettlePress(ctx, p, ledger.PressFailed, "too late", "anders"))
		notes, err := l.PressNotes(ctx, p.Place)
		must(t, err)
		if diff := cmp.Diff([]string{"ruht"}, notes); diff != "" {
			t.Error(diff)
		}
		if open, err := l.OpenPresses(ctx); err != nil || len(open) != 0 {
			t.Errorf("open after the end: %+v, %v", open, err)
		}
		events, err := l.Events(ctx, "", "", 0)
		must(t, err)
		var said []string
		for _, e := range events {
			said = append(said, e.Actor+" "+string(e.To))
		}
		if diff := cmp.Diff([]string{"slack:U04ANNA pressed", "slack:U04ANNA pressed_done"}, said); diff != "" {
			t.Error(diff)
		}
		_, err = l.Verify(ctx)
		must(t, err)
	})
}

// However many workers look at once, one carries a press out.
func TestPressIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		_, err := l.AddPress(t.Context(), ledger.Press{ID: "t1/1", Action: "take", Actor: "slack:U1", Body: []byte(`{}`)})
		must(t, err)
		var n atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				mine, err := ledgerOf(d, "host:"+string(rune('a'+i))).TakePress(t.Context(), "t1/1")
				if err != nil {
					t.Error(err)
				}
				if mine {
					n.Add(1)
				}
			})
		}
		all.Wait()
		if n.Load() != 1 {
			t.Errorf("%d workers have it", n.Load())
		}
	})
}
