package ledger_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// ballot is a person's answer to lines of a plan.
func ballot(p plan.Plan, who string, yes bool, needed map[int]int, lines ...int) ledger.Ballot {
	return ledger.Ballot{
		Release: ledger.Release{Plan: p, Lines: lines, By: who + "@host"}, Person: who, Hash: "9f2c", Yes: yes, Needed: needed,
	}
}

func TestVotes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), letter(3, 3, 1))
		two := map[int]int{1: 2, 2: 2}
		got, err := l.Cast(t.Context(), ballot(p, "anna", true, two, 1, 2, 3))
		must(t, err)
		equal(t, "released", got.Lines, []int{3})
		equal(t, "waiting", got.Waiting, map[int]int{1: 1, 2: 1})
		got, err = l.Cast(t.Context(), ballot(p, "anna", true, two, 1))
		must(t, err)
		equal(t, "said before", got.Repeated, []int{1})
		equal(t, "still waiting", got.Waiting, map[int]int{1: 1})
		got, err = l.Cast(t.Context(), ballot(p, "ben", true, two, 1, 3))
		must(t, err)
		equal(t, "released by two", got.Lines, []int{1})
		equal(t, "released before", len(got.Gone), 1)
		e, err := l.Entry(t.Context(), got.Entries[0])
		must(t, err)
		equal(t, "approved by", e.ApprovedBy, "anna@host, ben@host")

		// Who said yes may say no as long as the line is open. The invoice is
		// held back.
		no := ballot(p, "anna", false, nil, 1, 2)
		no.Reason = "Kunde ruft Montag an"
		day := billing.Date{Year: 2026, Month: time.November, Day: 23}
		no.Hold = plan.Hold{Kind: plan.HoldPlain, Author: "anna@host", Reason: no.Reason, From: day, Until: day.AddDays(7)}
		got, err = l.Cast(t.Context(), no)
		must(t, err)
		equal(t, "rejected", got.Rejected, []int{2})
		equal(t, "held", got.Hold.Matcher.Invoices, []string{"R2"})
		holds, err := l.Holds(t.Context(), false)
		must(t, err)
		if len(holds) != 1 || holds[0].ID != got.Hold.ID || holds[0].Reason != no.Reason {
			t.Errorf("holds %+v", holds)
		}
		votes, err := l.Votes(t.Context(), "p_1")
		must(t, err)
		var said []string
		for _, v := range votes {
			said = append(said, fmt.Sprintf("%d %s %v", v.Line, v.Person, v.Yes))
		}
		slices.Sort(said)
		if diff := cmp.Diff([]string{"1 anna true", "1 ben true", "2 anna false", "3 anna true"}, said); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		events, err := l.Events(t.Context(), p.Run, "", 0)
		must(t, err)
		var audit []string
		for _, e := range events {
			if e.IsVote() {
				audit = append(audit, e.Actor+" "+string(e.To))
			}
		}
		if diff := cmp.Diff([]string{"anna@host vote_yes", "ben@host vote_yes", "anna@host vote_no"}, audit); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		_, err = l.Verify(t.Context())
		must(t, err)
		must(t, l.VerifyRows(t.Context()))
	})
}

// Nothing of a vote is kept that would crowd a customer.
func TestVoteThatCrowds(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1))
		b := ballot(p, "anna", true, nil, 1, 2)
		b.PerCustomer = 1
		var crowded *ledger.CrowdedError
		if _, err := l.Cast(t.Context(), b); !errors.As(err, &crowded) {
			t.Fatal(err)
		}
		votes, err := l.Votes(t.Context(), "p_1")
		must(t, err)
		states, err := l.LineStates(t.Context(), "p_1")
		must(t, err)
		if len(votes) != 0 || states[0].State != "open" || states[1].State != "open" {
			t.Errorf("%+v, %+v", votes, states)
		}
	})
}

// seed is that of a test's chance, another one each time unless
// MOCOWORK_TEST_SEED names it. It is printed.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := rand.Uint64()
	if text := os.Getenv("MOCOWORK_TEST_SEED"); text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("MOCOWORK_TEST_SEED=%d", n)
	return n
}

// box is a model of one plan: who has agreed to each line, and what became of
// it.
type box struct {
	needed map[int]int
	agreed map[int]map[string]bool
	state  map[int]string
}

func (b *box) vote(who string, yes bool, lines []int) {
	for _, n := range lines {
		switch {
		case b.state[n] != "open":
		case !yes:
			b.state[n] = "rejected"
		default:
			b.agreed[n][who] = true
			if len(b.agreed[n]) >= b.needed[n] {
				b.state[n] = "used"
			}
		}
	}
}

func (b *box) expire(lines []int) {
	for _, n := range lines {
		if b.state[n] == "open" {
			b.state[n] = "expired"
		}
	}
}

// Random people answer random lines, and some expire: the store says what a
// simple count says.
func TestVotesAgainstAModel(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		const lines, plans, steps = 6, 6, 14
		r := rand.New(rand.NewPCG(seed(t), 1))
		for k := range plans {
			var letters []plan.Line
			b := &box{needed: map[int]int{}, agreed: map[int]map[string]bool{}, state: map[int]string{}}
			for n := 1; n <= lines; n++ {
				letters = append(letters, letter(n, billing.ID(100*k+n), 1))
				b.needed[n], b.agreed[n], b.state[n] = 1+r.IntN(3), map[string]bool{}, "open"
			}
			p := saved(t, l, fmt.Sprintf("p_%d", k), letters...)
			for range steps {
				var some []int
				for n := 1; n <= lines; n++ {
					if r.IntN(2) == 0 {
						some = append(some, n)
					}
				}
				if len(some) == 0 {
					continue
				}
				switch who := string(rune('a' + r.IntN(4))); r.IntN(8) {
				case 0:
					b.expire(some)
					_, err := l.Expire(t.Context(), p, some)
					must(t, err)
				case 1:
					some = some[:1]
					b.vote(who, false, some)
					_, err := l.Cast(t.Context(), ballot(p, who, false, b.needed, some...))
					must(t, err)
				default:
					b.vote(who, true, some)
					_, err := l.Cast(t.Context(), ballot(p, who, true, b.needed, some...))
					must(t, err)
				}
			}
			b.check(t, l, p.ID)
		}
		_, err := l.Verify(t.Context())
		must(t, err)
	})
}

// check holds the store against the model: states of lines, and one entry for
// each that was released.
func (b *box) check(t *testing.T, l *ledger.Ledger, id string) {
	t.Helper()
	states, err := l.LineStates(t.Context(), id)
	must(t, err)
	got := map[int]string{}
	for _, s := range states {
		got[s.N] = s.State
	}
	if diff := cmp.Diff(b.state, got); diff != "" {
		t.Errorf("%s: -model +store\n%s", id, diff)
	}
	entries, err := l.Entries(t.Context(), ledger.Filter{Plan: id})
	must(t, err)
	released := map[int]int{}
	for _, e := range entries {
		released[e.Line]++
		if people := strings.Split(e.ApprovedBy, ", "); len(people) != b.needed[e.Line] {
			t.Errorf("%s, line %d was released by %v, and %d must agree", id, e.Line, people, b.needed[e.Line])
		}
	}
	for n, state := range b.state {
		if want := map[string]int{"used": 1}[state]; released[n] != want {
			t.Errorf("%s, line %d is %s and has %d entries", id, n, state, released[n])
		}
	}
}

// Two processes vote at the same moment, one of them against a line's end: each
// line is released once, by as many people as must agree, or not at all.
func TestVotesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		handles := []*db.DB{dbtest.Open(t, url), dbtest.Open(t, url)}
		first := ledgerOf(handles[0], "host:0:x")
		for round := range 4 {
			id := fmt.Sprintf("p_%d", round)
			p := saved(t, first, id, letter(1, billing.ID(10*round+1), 1), letter(2, billing.ID(10*round+2), 1))
			needed := map[int]int{1: 2, 2: 1}
			var mu sync.Mutex
			released := map[int]int{}
			var all sync.WaitGroup
			for i, who := range []string{"anna", "ben", "carl", "anna"} {
				l := ledgerOf(handles[i%2], fmt.Sprintf("host:%d:x", i))
				all.Go(func() {
					got, err := l.Cast(t.Context(), ballot(p, who, true, needed, 1, 2))
					if err != nil {
						t.Errorf("%s: %v", who, err)
					}
					mu.Lock()
					defer mu.Unlock()
					for _, n := range got.Lines {
						released[n]++
					}
				})
			}
			expired := 0
			if round%2 == 1 {
				all.Go(func() {
					n, err := ledgerOf(handles[1], "host:9:x").Expire(t.Context(), p, []int{1, 2})
					if err != nil {
						t.Error(err)
					}
					expired = n
				})
			}
			all.Wait()
			if len(released)+expired != 2 || slices.Max(append(slices.Collect(maps.Values(released)), 0)) > 1 {
				t.Errorf("round %d: released %v, expired %d", round, released, expired)
			}
			entries, err := first.Entries(t.Context(), ledger.Filter{Plan: id})
			must(t, err)
			equal(t, "entries", len(entries), len(released))
		}
		_, err := first.Verify(t.Context())
		must(t, err)
	})
}

func TestRequestsShown(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ask := plan.Line{N: 2, Key: plan.SlackKey("ask:finance", "p_1", "once"), Action: "ask", Params: plan.Ask{Group: "finance", Channel: "#f", Lines: []int{1}}}
		ids := released(t, l, "p_1", letter(1, 1, 1), ask)
		since := time.Unix(0, 0)
		want := func(plans ...string) {
			t.Helper()
			got, err := l.Requested(t.Context(), since)
			must(t, err)
			equal(t, "requests to look at", len(got), len(plans))
		}
		want() // it was not sent yet
		e, err := l.Claim(t.Context(), ids[1])
		must(t, err)
		e, err = l.Change(t.Context(), e, ledger.Change{To: ledger.Intent, Hold: true})
		must(t, err)
		_, err = l.Change(t.Context(), e, ledger.Change{To: ledger.Done})
		must(t, err)
		want("p_1")
		s, err := l.RequestShown(t.Context(), ids[1])
		must(t, err)
		equal(t, "as it was sent", s, ledger.RequestShown{Entry: ids[1]})
		s.What, s.Tries, s.Next = "abc", 2, time.UnixMilli(1_800_000_000_000)
		must(t, l.ShowRequest(t.Context(), s))
		s, err = l.RequestShown(t.Context(), ids[1])
		must(t, err)
		if s.What != "abc" || s.Tries != 2 || !s.Next.Equal(time.UnixMilli(1_800_000_000_000)) || s.Final {
			t.Errorf("%+v", s)
		}
		s.Final = true
		must(t, l.ShowRequest(t.Context(), s))
		want()
	})
}
