package mirror_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// dice is a source of random numbers that a failure names.
type dice struct {
	*rand.Rand
	seed uint64
}

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 52)), seed} }

// restless is an account whose list changes while it is read.
type restless struct {
	*account
	dice
	before  map[int64]row
	touched map[int64]bool
	changes int
}

func newRestless(d dice) *restless {
	a := &restless{account: newAccount(), dice: d, before: map[int64]row{}, touched: map[int64]bool{}}
	a.pageSize = 2 + a.IntN(6)
	a.order = []func(a, b row) int{
		nil,
		func(a, b row) int { return -byID(a, b) },
		func(a, b row) int { return cmp.Or(cmp.Compare(a.name, b.name), byID(a, b)) },
		func(a, b row) int { return cmp.Or(a.updated.Compare(b.updated), byID(a, b)) },
	}[a.IntN(4)]
	for range a.pageSize + 1 + a.IntN(25) {
		a.add(invoices, a.name())
	}
	a.now = a.now.Add(time.Hour)
	return a
}

func (a *restless) name() string { return string(rune('a' + a.IntN(5))) }

// stir begins to change things between pages: at least one before the second.
func (a *restless) stir() {
	for _, r := range a.lists[invoices] {
		a.before[r.id] = r
	}
	left := 1 + a.IntN(10)
	a.between = func(string, int) {
		a.now = a.now.Add(time.Duration(a.IntN(3)) * time.Second)
		for n := 1 + a.IntN(3); n > 0 && left > 0; n-- {
			a.change()
			left--
		}
	}
}

func (a *restless) change() {
	a.changes++
	rows := a.lists[invoices]
	if len(rows) == 0 || a.IntN(3) == 0 {
		a.add(invoices, a.name())
		return
	}
	id := rows[a.IntN(len(rows))].id
	a.touched[id] = true
	if a.IntN(2) == 0 {
		a.remove(invoices, id)
		return
	}
	a.rename(invoices, id, a.name())
}

// TestF52_ChangesWhileReading inserts, deletes and changes rows between the
// pages of a pull: what existed and stood still is in the mirror once, or the
// pull says that it could not tell; when it is calm, nothing is missing.
func TestF52_ChangesWhileReading(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F52", Min: 1000 / race.Part(10)}
	gaveUp, changes := 0, 0
	t.Run("stores", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			runs := 1000
			if d.Dialect == db.PostgreSQL {
				runs = 50
			}
			for i := range runs / race.Part(10) {
				a := newRestless(newDice(uint64(i)))
				name := fmt.Sprint("restless ", i)
				m := mirror.New(d, name)
				a.stir()
				_, err := m.Pull(t.Context(), a, []string{mirror.Invoices}, mirror.PullOptions{AcceptDrop: true})
				a.between = nil
				row.Runs++
				changes += a.changes
				if a.changes > 0 {
					row.Fired++
				}
				var changed *mirror.ChangedError
				switch {
				case errors.As(err, &changed):
					gaveUp++
				case err != nil:
					t.Fatalf("seed %d: %v", i, err)
				default:
					got := bodies(t, d, name, mirror.Invoices)
					for id, r := range a.before {
						if !a.touched[id] && got[id] != r.json() {
							t.Errorf("seed %d: row %d stood still and is %q", i, id, got[id])
							row.Missing++
						}
					}
				}
				a.now = a.now.Add(time.Hour)
				pull(t, m, a.account, mirror.PullOptions{Full: true, AcceptDrop: true}, mirror.Invoices)
				got := bodies(t, d, name, mirror.Invoices)
				for id, want := range a.bodies(invoices) {
					if got[id] != want {
						t.Errorf("seed %d: row %d is %q when it is calm, want %q", i, id, got[id], want)
						row.Missing++
					}
				}
				row.Dup += len(got) - len(a.lists[invoices])
			}
		})
	})
	row.Note = fmt.Sprintf("%d changes between pages; %d pulls said that they could not tell, and the next one read all", changes, gaveUp)
	report.Print(t, row)
}

// TestF54_BoundaryOfChanges stamps changes where the next pull begins to ask:
// at the second of the latest known change, at the end of the overlap, and at
// the second of the pull itself; MOCO's clock is 5 minutes behind, right, or 5
// minutes ahead. The next pull has them all.
func TestF54_BoundaryOfChanges(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F54", Min: 1000 / race.Part(10), Note: "MOCO's clock 5 min behind, right and ahead"}
	t.Run("stores", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			accounts := 335 // of three pulls each
			if d.Dialect == db.PostgreSQL {
				accounts = 20
			}
			for i := range accounts / race.Part(10) {
				boundary(t, d, newDice(uint64(i)), &row)
			}
		})
	})
	report.Print(t, row)
}

func boundary(t *testing.T, d *db.DB, r dice, row *report.Row) {
	name := fmt.Sprint("boundary ", r.seed)
	m := mirror.New(d, name)
	a := &restless{account: newAccount(), dice: r, touched: map[int64]bool{}}
	skew := []time.Duration{-5 * time.Minute, 0, 5 * time.Minute}[r.IntN(3)]
	a.now = time.Now().Truncate(time.Second).Add(skew - 3*time.Hour)
	a.pageSize = 2 + r.IntN(6)
	for range 4 + r.IntN(12) {
		a.add(invoices, a.name())
		a.now = a.now.Add(time.Duration(r.IntN(90)) * time.Second)
	}
	a.now = time.Now().Truncate(time.Second).Add(skew)
	pull(t, m, a.account, mirror.PullOptions{}, mirror.Invoices)
	for range 3 {
		cursor := state(t, m, mirror.Invoices).Cursor
		latest := cursor
		for _, x := range a.lists[invoices] {
			if x.updated.After(latest) {
				latest = x.updated
			}
		}
		a.now = a.now.Add(time.Duration(r.IntN(3)) * time.Second)
		now := a.now
		// Each of them becomes visible now, whatever it is stamped with.
		for _, at := range []time.Time{latest, cursor.Truncate(time.Second).Add(time.Second), now} {
			a.now = at
			a.add(invoices, a.name())
			// An object's own time never goes back.
			if x := a.lists[invoices][r.IntN(len(a.lists[invoices]))]; !x.updated.After(at) {
				a.rename(invoices, x.id, a.name()+fmt.Sprint(r.IntN(1000)))
			}
		}
		a.now = now
		// And one in the second in which the pull reads its first page.
		a.between = func(string, int) {
			a.rename(invoices, a.lists[invoices][0].id, a.name()+fmt.Sprint(r.IntN(1000)))
			a.between = nil
		}
		_, err := m.Pull(t.Context(), a, []string{mirror.Invoices}, mirror.PullOptions{})
		a.between = nil
		var changed *mirror.ChangedError
		if err != nil && !errors.As(err, &changed) {
			t.Fatalf("seed %d: %v", r.seed, err)
		}
		a.now = a.now.Add(time.Second)
		k := pull(t, m, a.account, mirror.PullOptions{}, mirror.Invoices).ByKind[mirror.Invoices]
		if k.Full {
			t.Fatalf("seed %d: everything was read, which shows nothing", r.seed)
		}
		row.Runs++
		row.Fired++
		got := bodies(t, d, name, mirror.Invoices)
		for id, want := range a.bodies(invoices) {
			if got[id] != want {
				t.Errorf("seed %d, clock %s: row %d is %q in the mirror, want %q", r.seed, skew, id, got[id], want)
				row.Missing++
			}
		}
		row.Dup += len(got) - len(a.lists[invoices])
	}
}

// TestF55_Deletions deletes rows, which a list of changes does not show: the
// pull that reads everything again finds them, at most a day later.
func TestF55_Deletions(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F55", Min: 200 / race.Part(10), Note: "a pull every one to eight hours, or once a day a little early; recover_p100 is on the ledger's clock"}
	t.Run("stores", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			runs := 200
			if d.Dialect == db.PostgreSQL {
				runs = 20
			}
			for i := range runs / race.Part(10) {
				deletion(t, d, newDice(uint64(i)), &row)
			}
		})
	})
	report.Print(t, row)
}

func deletion(t *testing.T, d *db.DB, r dice, row *report.Row) {
	name := fmt.Sprint("deletion ", r.seed)
	m := mirror.New(d, name)
	a := &restless{account: newAccount(), dice: r, touched: map[int64]bool{}}
	a.pageSize = 2 + r.IntN(9)
	a.fill(invoices, 3+r.IntN(30))
	a.now = a.now.Add(time.Hour)
	pull(t, m, a.account, mirror.PullOptions{}, mirror.Invoices)
	every := time.Duration(1+r.IntN(8)) * time.Hour
	if r.IntN(4) == 0 {
		every = 24*time.Hour - time.Minute
	}
	age := func(by time.Duration) {
		t.Helper()
		a.now = a.now.Add(by)
		_, err := d.ExecContext(t.Context(), `UPDATE pull_state SET full_at = full_at - $1, pulled_at = pulled_at - $1 WHERE account = $2`, by.Milliseconds(), name)
		if err != nil {
			t.Fatal(err)
		}
	}
	age(time.Duration(r.IntN(20)) * time.Hour) // the last reading of everything is a while ago
	for range 1 + r.IntN(2) {
		a.remove(invoices, a.lists[invoices][r.IntN(len(a.lists[invoices]))].id)
	}
	row.Runs++
	seen := func() bool { return len(bodies(t, d, name, mirror.Invoices)) == len(a.lists[invoices]) }
	pull(t, m, a.account, mirror.PullOptions{}, mirror.Invoices)
	if !seen() {
		row.Fired++ // the list of changes did not show it
	}
	took := time.Duration(0)
	for !seen() && took < 48*time.Hour {
		age(every)
		took += every
		pull(t, m, a.account, mirror.PullOptions{}, mirror.Invoices)
	}
	if !seen() || took > 24*time.Hour {
		t.Errorf("seed %d: found after %s, with a pull every %s", r.seed, took, every)
		row.Missing++
	}
	row.Recover = max(row.Recover, took)
}
