package mirror_test

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
)

// Each case changes the list between two pages so that a plain reader loses a
// row or counts right by luck. After the pull, the mirror has what MOCO has.
func TestInterleavings(t *testing.T) {
	t.Parallel()
	newest := func(a, b row) int { return -byID(a, b) }
	byName := func(a, b row) int { return cmp.Or(cmp.Compare(a.name, b.name), byID(a, b)) }
	tests := []struct {
		name     string
		order    func(a, b row) int
		change   func(a *account) // after the first page
		requests int
	}{
		{"nothing", nil, func(*account) {}, 4},
		{"insert at the end", nil, func(a *account) { a.add(invoices, "n") }, 4},
		{"insert at the front", newest, func(a *account) { a.add(invoices, "n") }, 4},
		{"delete a row that was read", nil, func(a *account) { a.remove(invoices, 1) }, 7},
		{"delete a row that was not read", nil, func(a *account) { a.remove(invoices, 25) }, 7},
		{"delete one, insert one", nil, func(a *account) { a.remove(invoices, 1); a.add(invoices, "n") }, 8},
		{"delete one, insert two", nil, func(a *account) { a.remove(invoices, 1); a.add(invoices, "n"); a.add(invoices, "m") }, 8},
		{"move a read row to the end", byName, func(a *account) { a.rename(invoices, 1, "S") }, 8},
		{"move an unread row to the front", byName, func(a *account) { a.rename(invoices, 25, "A") }, 4},
		{"move one, delete one, insert one", byName, func(a *account) { a.rename(invoices, 1, "S"); a.remove(invoices, 25); a.add(invoices, "A") }, 8},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				a := newAccount()
				a.pageSize, a.order = 10, tt.order
				a.fill(invoices, 29)
				a.now = a.now.Add(time.Hour)
				once := false
				a.between = func(string, int) {
					a.now = a.now.Add(time.Second)
					if !once {
						once = true
						tt.change(a)
					}
				}
				m := mirror.New(d, tt.name)
				k := pull(t, m, a, mirror.PullOptions{}, mirror.Invoices).ByKind[mirror.Invoices]
				missing(t, a, bodies(t, d, tt.name, mirror.Invoices))
				if k.Requests > tt.requests {
					t.Errorf("%d requests, want at most %d", k.Requests, tt.requests)
				}
			})
		}
	})
}

// missing reports rows of the account that the mirror lacks or has in an older
// state.
func missing(t interface{ Errorf(string, ...any) }, a *account, got map[int64]string) {
	for id, want := range a.bodies(invoices) {
		if got[id] != want {
			t.Errorf("row %d is %q in the mirror, %q in MOCO", id, got[id], want)
		}
	}
}

// Whatever happens between pages, each row that existed and did not change
// while the list was read is in the mirror exactly once, or the pull says that
// it could not tell. When things calm down, an ordinary pull catches up with
// all changes, and a sweep with the deletions.
func TestPullUnderChurn(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		gaveUp, proven, calm := 0, 0, mirror.PullOptions{AcceptDrop: true}
		rapid.Check(t, func(rt *rapid.T) {
			c := newChurn(rt)
			name := fmt.Sprint("churn ", runs.Add(1))
			m := mirror.New(d, name)
			if rapid.Bool().Draw(rt, "not the first pull") {
				pull(t, m, c.account, calm, mirror.Invoices)
				c.now = c.now.Add(time.Hour)
				c.some(rapid.IntRange(0, 20).Draw(rt, "changes since"))
			}
			c.start()
			opts := mirror.PullOptions{AcceptDrop: true, Full: rapid.Bool().Draw(rt, "full")}
			k, err := m.Pull(t.Context(), c.account, []string{mirror.Invoices}, opts)
			c.between = nil
			var changed *mirror.ChangedError
			switch {
			case errors.As(err, &changed):
				gaveUp++
			case err != nil:
				rt.Fatalf("Pull: %v", err)
			default:
				proven++
				c.check(rt, bodies(t, d, name, mirror.Invoices), k.ByKind[mirror.Invoices])
			}
			c.now = c.now.Add(time.Hour)
			pull(t, m, c.account, calm, mirror.Invoices)
			missing(rt, c.account, bodies(t, d, name, mirror.Invoices))
			pull(t, m, c.account, mirror.PullOptions{Full: true, AcceptDrop: true}, mirror.Invoices)
			if got := bodies(t, d, name, mirror.Invoices); len(got) != len(c.lists[invoices]) {
				rt.Errorf("%d rows after the sweep, MOCO has %d", len(got), len(c.lists[invoices]))
			}
		})
		t.Logf("%d pulls were proven, %d gave up", proven, gaveUp)
		if proven == 0 {
			t.Error("no pull was ever proven: the test shows nothing")
		}
	})
}

// churn is an account that changes between pages.
type churn struct {
	*account
	rt      *rapid.T
	steps   int            // changes still to come during the pull
	before  map[int64]row  // rows at the start of the pull
	touched map[int64]bool // rows changed or deleted since
}

func newChurn(rt *rapid.T) *churn {
	c := &churn{account: newAccount(), rt: rt}
	c.pageSize = rapid.IntRange(2, 7).Draw(rt, "page size")
	c.order = rapid.SampledFrom([]func(a, b row) int{
		nil,
		func(a, b row) int { return -byID(a, b) },
		func(a, b row) int { return cmp.Or(cmp.Compare(a.name, b.name), byID(a, b)) },
		func(a, b row) int { return cmp.Or(a.updated.Compare(b.updated), byID(a, b)) },
	}).Draw(rt, "order")
	for range rapid.IntRange(0, 30).Draw(rt, "rows") {
		c.add(invoices, c.name())
	}
	c.now = c.now.Add(time.Hour)
	return c
}

func (c *churn) name() string { return rapid.StringMatching("[a-e]").Draw(c.rt, "name") }

// start begins to change things.
func (c *churn) start() {
	c.steps = rapid.IntRange(0, 12).Draw(c.rt, "steps")
	c.mark()
	c.between = func(_ string, page int) {
		c.now = c.now.Add(time.Second)
		n := min(c.steps, rapid.IntRange(0, 3).Draw(c.rt, "at once"))
		c.steps -= n
		c.some(n)
	}
}

// mark takes the rows as they are as the ones to be found.
func (c *churn) mark() {
	c.before, c.touched = map[int64]row{}, map[int64]bool{}
	for _, r := range c.lists[invoices] {
		c.before[r.id] = r
	}
}

// some makes n random changes.
func (c *churn) some(n int) {
	for range n {
		rows := c.lists[invoices]
		kind := rapid.SampledFrom([]string{"insert", "delete", "update"}).Draw(c.rt, "change")
		if kind == "insert" || len(rows) == 0 {
			c.add(invoices, c.name())
			continue
		}
		id := rows[rapid.IntRange(0, len(rows)-1).Draw(c.rt, "which")].id
		if c.touched != nil {
			c.touched[id] = true
		}
		if kind == "delete" {
			c.remove(invoices, id)
			continue
		}
		c.rename(invoices, id, c.name())
	}
}

// check compares the rows that stood still with the mirror.
func (c *churn) check(rt *rapid.T, got map[int64]string, k mirror.PulledKind) {
	for id, r := range c.before {
		if !c.touched[id] && got[id] != r.json() {
			rt.Errorf("row %d did not change and is %q in the mirror, want %q (%+v)", id, got[id], r.json(), k)
		}
	}
	if !k.Complete {
		rt.Errorf("an incomplete pull without an error: %+v", k)
	}
}

func TestGivesUpOnAListThatNeverHoldsStill(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newAccount()
		a.pageSize = 10
		a.fill(invoices, 35)
		a.now = a.now.Add(time.Hour)
		a.between = func(string, int) {
			a.now = a.now.Add(time.Second)
			a.remove(invoices, a.lists[invoices][0].id)
		}
		m := mirror.New(d, "beispiel")
		_, err := m.Pull(t.Context(), a, []string{mirror.Invoices}, mirror.PullOptions{})
		want := "read invoices: MOCO's list changed while reading, 3 times over; 28 of 28 read; try again when less is going on in the account"
		if err == nil || err.Error() != want || fault.KindOf(err) != fault.Temporary {
			t.Errorf("Pull gave %v (%v)\nwant %s", err, fault.KindOf(err), want)
		}
		if s := state(t, m, mirror.Invoices); !s.Cursor.IsZero() || s.Gone != 0 {
			t.Errorf("state %+v, want no cursor and nothing gone", s)
		}
		sorted := slices.ContainsFunc(a.asked, func(q string) bool { return strings.Contains(q, url.Values{"sort_by": {"id asc"}}.Encode()) })
		if first := a.asked[0]; !sorted || strings.Contains(first, "sort_by") {
			t.Errorf("requests %v, want a sorted list from the second attempt on only", a.asked)
		}
	})
}

// Without a Date header, or with one that does not fit the objects' times,
// the proof is the plain one, and the cursor stays behind the first page.
func TestWithoutAClockToCompare(t *testing.T) {
	t.Parallel()
	for name, noDate := range map[string]bool{"no date": true, "another clock": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.SQLite(t))
			a := newAccount()
			a.noDate, a.pageSize = noDate, 10
			a.fill(invoices, 10)
			a.now = a.now.Add(5 * time.Hour)
			a.fill(invoices, 15)
			a.lists[invoices][0].updated = a.now.Add(-2 * time.Hour)
			if !noDate {
				a.now = a.now.Add(-4 * time.Hour) // the objects come from the future
			}
			m := mirror.New(d, "beispiel")
			pull(t, m, a, mirror.PullOptions{}, mirror.Invoices)
			s := state(t, m, mirror.Invoices)
			if want := start.Add(3*time.Hour - 10*time.Minute); s.Rows != 25 || !s.Cursor.Equal(want) {
				t.Errorf("%d rows, cursor %v; want 25 and %v, from the first page", s.Rows, s.Cursor, want)
			}
		})
	}
}

// In the very second in which the first page is made, a row that was read is
// deleted and another one made: the count stays the same, and the row that
// moved up to the first page must not be lost.
func TestChangesInTheSecondOfTheFirstPage(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t))
	a := newAccount()
	a.pageSize = 10
	a.fill(invoices, 25)
	a.now = a.now.Add(time.Hour)
	a.between = func(string, int) {
		a.between = func(string, int) { a.now = a.now.Add(time.Second) }
		a.remove(invoices, 1)
		a.add(invoices, "n")
	}
	m := mirror.New(d, "beispiel")
	pull(t, m, a, mirror.PullOptions{AcceptDrop: true}, mirror.Invoices)
	missing(t, a, bodies(t, d, "beispiel", mirror.Invoices))
}
