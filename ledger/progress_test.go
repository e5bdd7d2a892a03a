package ledger_test

import (
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// TestProgressIsNoEvent notes how far an entry is: it shows, the audit stays as
// it was, and a lost claim or an ended entry notes nothing.
func TestProgressIsNoEvent(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		e := claimed(t, l, released(t, l, "p_1", letter(1, 1, 1))[0])
		reason := func() string {
			got, err := l.Entry(t.Context(), e.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got.Reason
		}
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Progress(t.Context(), e, "400 of 1000 rows"); err != nil || reason() != "400 of 1000 rows" {
			t.Errorf("noted %q (%v)", reason(), err)
		}
		lost := e
		lost.Fence--
		if err := l.Progress(t.Context(), lost, "old"); err != nil || reason() != "400 of 1000 rows" {
			t.Errorf("a lost claim noted %q (%v)", reason(), err)
		}
		if now, err := l.Head(t.Context()); err != nil || now != head {
			t.Errorf("the audit went on (%v)", err)
		}
	})
}
