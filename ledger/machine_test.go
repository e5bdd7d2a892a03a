package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// machine is a model of the entries of one key, beside the real ones. Several
// owners claim, change, lose their leases, and use copies that are long out of
// date; the model says for each of these whether it may work.
type machine struct {
	t       *testing.T
	store   *db.DB
	ledgers []*ledger.Ledger
	line    plan.Line
	plans   *int // numbers plans over all runs of the machine

	entries []*modelled
	copies  []held
}

// modelled is what an entry must look like.
type modelled struct {
	id     string
	state  ledger.State
	fence  int64
	owner  string // "" if nobody holds it
	lapsed bool
	holder map[int64]string // fence → the one owner whose changes worked
}

// held is an entry as a claim or a change returned it once.
type held struct {
	owner int
	entry ledger.Entry
	of    *modelled
}

func (m *machine) release(r *rapid.T) {
	*m.plans++
	p := saved(m.t, m.ledgers[0], fmt.Sprintf("p_%d", *m.plans), m.line)
	out, err := m.ledgers[0].Release(m.t.Context(), ledger.Release{Plan: p, By: "anna@host"})
	if err != nil {
		r.Fatal(err)
	}
	free := true
	for _, e := range m.entries {
		free = free && e.state.FreesKey()
	}
	if got := len(out.Entries) == 1; got != free {
		r.Fatalf("released: %v, the key is free: %v", got, free)
	}
	if free {
		m.entries = append(m.entries, &modelled{id: out.Entries[0], state: ledger.Planned, holder: map[int64]string{}})
	}
}

func (m *machine) pick(r *rapid.T) *modelled {
	if len(m.entries) == 0 {
		r.Skip("no entry yet")
	}
	return m.entries[rapid.IntRange(0, len(m.entries)-1).Draw(r, "entry")]
}

func (m *machine) claim(r *rapid.T) {
	e := m.pick(r)
	owner := rapid.IntRange(0, len(m.ledgers)-1).Draw(r, "owner")
	got, err := m.ledgers[owner].Claim(m.t.Context(), e.id)
	may := e.state.Open() && (e.owner == "" || e.lapsed)
	if may != (err == nil) || err != nil && !errors.Is(err, ledger.ErrBusy) {
		r.Fatalf("claim of %s held by %q (lapsed: %v): %v", e.state, e.owner, e.lapsed, err)
	}
	if !may {
		return
	}
	if e.state == ledger.Planned {
		e.state = ledger.Claimed
	}
	e.fence, e.owner, e.lapsed = e.fence+1, m.ledgers[owner].Owner(), false
	if got.Fence != e.fence || got.State != e.state {
		r.Fatalf("claimed as %s with fence %d, want %s with %d", got.State, got.Fence, e.state, e.fence)
	}
	m.copies = append(m.copies, held{owner: owner, entry: got, of: e})
}

// lapse ends a lease.
func (m *machine) lapse(r *rapid.T) {
	e := m.pick(r)
	if e.owner == "" {
		r.Skip("nobody holds it")
	}
	lapse(m.t, m.store, e.id)
	e.lapsed = true
}

// change uses any copy that was ever handed out.
func (m *machine) change(r *rapid.T) {
	if len(m.copies) == 0 {
		r.Skip("no copy yet")
	}
	c := m.copies[rapid.IntRange(0, len(m.copies)-1).Draw(r, "copy")]
	to := rapid.SampledFrom([]ledger.State{
		ledger.Planned, ledger.Claimed, ledger.Intent, ledger.Done, ledger.Skipped, ledger.Failed, ledger.Expired, ledger.Review,
	}).Draw(r, "to")
	hold := rapid.Bool().Draw(r, "hold") && to.Open()
	after, err := m.ledgers[c.owner].Change(m.t.Context(), c.entry, ledger.Change{To: to, Hold: hold})
	e := c.of
	name := m.ledgers[c.owner].Owner()
	legal := c.entry.State == to || c.entry.State.May(to)
	current := c.entry.Fence == e.fence && c.entry.State == e.state && e.owner == name
	asleep := to == ledger.Intent && e.state != ledger.Intent && e.lapsed
	switch {
	case legal && current && !asleep:
		if err != nil {
			r.Fatalf("%s from %s to %s: %v", name, c.entry.State, to, err)
		}
	case err == nil:
		r.Fatalf("%s moved %s to %s with fence %d; it is %s with fence %d held by %q", name, c.entry.State, to, c.entry.Fence, e.state, e.fence, e.owner)
	case legal && !errors.Is(err, ledger.ErrLost):
		r.Fatalf("not lost, but %v", err)
	default:
		return
	}
	if other := e.holder[e.fence]; other != "" && other != name {
		r.Fatalf("%s and %s both changed it with fence %d", other, name, e.fence)
	}
	e.holder[e.fence] = name
	e.state, e.lapsed = to, false
	if !hold {
		e.owner = ""
	}
	m.copies = append(m.copies, held{owner: c.owner, entry: after, of: e})
}

func (m *machine) resolve(r *rapid.T) {
	e := m.pick(r)
	to := rapid.SampledFrom([]ledger.State{ledger.Planned, ledger.Done, ledger.Skipped, ledger.Failed}).Draw(r, "to")
	_, err := m.ledgers[0].Resolve(m.t.Context(), e.id, to, "anna@host", "looked")
	stands := e.state == to || to == ledger.Planned && e.state.Open()
	if (e.state == ledger.Review || stands) != (err == nil) {
		r.Fatalf("resolved %s to %s: %v", e.state, to, err)
	}
	if err == nil && !stands {
		e.state = to
	}
}

// check compares the store with the model: never two entries of the key that
// are alive or done.
func (m *machine) check(r *rapid.T) {
	keeping := 0
	for _, e := range m.entries {
		got, err := m.ledgers[0].Entry(m.t.Context(), e.id)
		if err != nil {
			r.Fatal(err)
		}
		if got.State != e.state || got.Fence != e.fence || got.Owner != e.owner {
			r.Fatalf("%s, fence %d, owner %q; want %s, %d, %q", got.State, got.Fence, got.Owner, e.state, e.fence, e.owner)
		}
		if !e.state.FreesKey() {
			keeping++
		}
	}
	if keeping > 1 {
		r.Fatalf("%d entries hold the key", keeping)
	}
}

func TestMachine(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		ledgers := []*ledger.Ledger{ledgerOf(handles[0], "host:0:x"), ledgerOf(handles[0], "host:1:x"), ledgerOf(handles[1], "host:2:x")}
		plans, keys := 0, 0
		rapid.Check(t, func(r *rapid.T) {
			keys++
			m := &machine{t: t, store: handles[0], ledgers: ledgers, line: letter(1, billing.ID(keys), 1), plans: &plans}
			r.Repeat(map[string]func(*rapid.T){
				"release": m.release, "claim": m.claim, "lapse": m.lapse, "change": m.change, "change again": m.change,
				"resolve": m.resolve, "": m.check,
			})
		})
		_, err := ledgers[0].Verify(t.Context())
		must(t, err)
	})
}
