package sim

import (
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/test/report"
)

// clone is a backup of the ledger.
func (m *memory) clone() *memory {
	out := &memory{rows: map[string]*ledger.Entry{}, order: slices.Clone(m.order), open: slices.Clone(m.order)}
	for id, e := range m.rows {
		row := *e
		out.rows[id] = &row
	}
	return out
}

func (w *world) lives(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alive += n
}

// restore takes a backup at some time, and later, when nothing runs any more,
// puts it back. What MOCO was asked meanwhile has happened all the same.
func (w *world) restore() {
	time.Sleep(w.upTo(3 * time.Hour))
	w.mu.Lock()
	backup := w.ledger.clone()
	w.mu.Unlock()
	time.Sleep(2*time.Hour + w.upTo(8*time.Hour))
	w.mu.Lock()
	w.down = true
	for w.alive > 0 {
		w.mu.Unlock()
		time.Sleep(time.Second)
		w.mu.Lock()
	}
	// Restoring takes longer than what was asked for needs to come up: of that
	// the backup knows nothing.
	w.mu.Unlock()
	time.Sleep(w.latest + time.Minute)
	w.mu.Lock()
	for id, e := range w.ledger.rows {
		if old := backup.rows[id]; old == nil || old.State != e.State {
			w.fired["forgotten"]++
		}
	}
	for _, e := range backup.rows {
		e.Owner, e.LeaseUntil = "", time.Time{} // its machine is known to be gone
	}
	w.ledger, w.given, w.down = backup, "", false
	w.mu.Unlock()
}

// forgotten are the letters in MOCO that a restored ledger knows nothing of: the
// reconciliation tells about them, and nobody sends them again.
func (w *world) forgotten(end map[int64]outcome) {
	if !w.variant.restore {
		return
	}
	for _, c := range w.truth.claims {
		for _, l := range c.letters {
			if !l.sent {
				o := end[c.id]
				if !o.told {
					w.fired["left to a person"]++
				}
				o.told = true
				end[c.id] = o
			}
		}
	}
}

// TestF36_OldBackup restores a ledger that is minutes old, in the middle of a
// day's work: no customer gets a level twice, and nobody is forgotten.
func TestF36_OldBackup(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F36", Min: 1000, Note: "letters whose state was forgotten"}
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range seeds()[:2] {
			r := simulate(t, seed, 1000, variant{restore: true})
			for _, text := range slices.Concat(r.texts, r.broken) {
				t.Errorf("seed %d: %s", seed, text)
			}
			forgotten := r.fired["forgotten"]
			row.Runs, row.Fired = row.Runs+forgotten, row.Fired+forgotten
			row.Dup += r.duplicates + r.late
			row.Missing += r.missing + r.orphans
			row.Review += r.fired["left to a person"]
			if forgotten == 0 {
				t.Errorf("seed %d: nothing was forgotten", seed)
			}
		}
	})
	report.Print(t, row)
}
