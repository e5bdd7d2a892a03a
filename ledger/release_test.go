package ledger_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

func TestRelease(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		inHand := letter(3, 3, 1)
		inHand.InHand = "in hand since r_0"
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), inHand, letter(4, 4, 1))
		const within = 72 * time.Hour
		out, err := l.Release(ctx, ledger.Release{Plan: p, Lines: []int{1, 4}, By: "anna@host", Within: within})
		must(t, err)
		if len(out.Entries) != 2 || len(out.InHand) != 0 {
			t.Fatalf("released %v, in hand %v", out.Entries, out.InHand)
		}
		for i, n := range []int{1, 4} {
			e, err := l.Entry(ctx, out.Entries[i])
			must(t, err)
			line := p.Lines[n-1]
			if e.State != ledger.Planned || e.Line != n || e.Plan != "p_1" || e.Run != "r_p_1" || e.Key != line.Key || e.Rule != "dunning" ||
				e.ApprovedBy != "anna@host" || !e.Deadline.Equal(e.CreatedAt.Add(within)) || e.Account != account || e.CreatedAt.IsZero() {
				t.Errorf("line %d became %+v", n, e)
			}
			equal(t, "params", e.Params, line.Params)
			equal(t, "subject", e.Subject, line.Subject)
		}
		// The rest, which is all that is left.
		out, err = l.Release(ctx, ledger.Release{Plan: p, Lines: []int{2}, By: "bernd@host"})
		must(t, err)
		equal(t, "the second release", len(out.Entries), 1)
		states, err := l.LineStates(ctx, "p_1")
		must(t, err)
		for i, want := range []ledger.LineState{{N: 1, By: "anna@host"}, {N: 2, By: "bernd@host"}, {N: 4, By: "anna@host"}} {
			if s := states[i]; s.N != want.N || s.State != "used" || s.By != want.By || s.At.IsZero() {
				t.Errorf("line state %+v, want line %d used by %s", s, want.N, want.By)
			}
		}
	})
}

// A line can be used once. If one of several is gone, none is released.
func TestReleaseIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1))
		_, err := l.Release(ctx, ledger.Release{Plan: p, Lines: []int{2}, By: "anna@host"})
		must(t, err)
		for _, lines := range [][]int{nil, {1, 2}} {
			_, err = l.Release(ctx, ledger.Release{Plan: p, Lines: lines, By: "bernd@host"})
			var used *ledger.UsedError
			if !errors.As(err, &used) || used.By != "anna@host" || used.Plan != "p_1" || used.At.IsZero() {
				t.Errorf("released twice: %v", err)
			}
			wantErr(t, err, "plan p_1 was used by anna@host")
		}
		_, err = l.Release(ctx, ledger.Release{Plan: p, Lines: []int{1, 3}, By: "bernd@host"})
		wantErr(t, err, "plan p_1: new line 3: not found")
		entries, err := l.Entries(ctx, ledger.Filter{})
		must(t, err)
		equal(t, "entries", len(entries), 1)
		states, err := l.LineStates(ctx, "p_1")
		must(t, err)
		equal(t, "line 1", states[0], ledger.LineState{N: 1, State: "open"})
		events, err := l.Events(ctx, "", "", 0)
		must(t, err)
		equal(t, "events", len(events), 1)
		out, err := l.Release(ctx, ledger.Release{Plan: p, Lines: []int{}, By: "bernd@host"})
		must(t, err)
		equal(t, "an empty choice", out, ledger.Released{})
	})
}

// What is released is what was stored, not what the caller made of it since.
func TestReleaseUsesTheStoredPlan(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := saved(t, l, "p_1", letter(1, 1, 1))
		p.Lines = []plan.Line{letter(1, 99, 3)}
		out, err := l.Release(t.Context(), ledger.Release{Plan: p, By: "anna@host"})
		must(t, err)
		e, err := l.Entry(t.Context(), out.Entries[0])
		must(t, err)
		equal(t, "key", e.Key, plan.ReminderKey(account, 1, 1))
		_, err = l.Release(t.Context(), ledger.Release{Plan: plan.Plan{ID: "p_none"}, By: "anna@host"})
		wantErr(t, err, "plan p_none: not found")
	})
}

// Business identity: one living or done entry per key, whatever the plan.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		tests := []struct {
			state ledger.State
			free  bool
			words string
		}{
			{ledger.Planned, false, "in hand since r_p_1"},
			{ledger.Claimed, false, "in hand since r_p_1"},
			{ledger.Intent, false, "in hand since r_p_1"},
			{ledger.Done, false, "done in r_p_1"},
			{ledger.Review, false, "in review since r_p_1"},
			{ledger.Skipped, true, ""},
			{ledger.Failed, true, ""},
			{ledger.Expired, true, ""},
		}
		var lines []plan.Line
		for i := range tests {
			lines = append(lines, letter(i+1, 100, i+1))
		}
		for i, id := range released(t, l, "p_1", lines...) {
			inState(t, l, id, tests[i].state)
		}
		want := map[string]string{}
		for i, tt := range tests {
			if !tt.free {
				want[lines[i].Key] = tt.words
			}
		}
		held, err := l.InHand(t.Context(), append(lines, letter(9, 200, 1)))
		must(t, err)
		equal(t, "in hand", held, want)
		out, err := l.Release(t.Context(), ledger.Release{Plan: saved(t, l, "p_2", lines...), By: "anna@host"})
		must(t, err)
		equal(t, "lines in hand", out.InHand, []int{1, 2, 3, 4, 5})
		equal(t, "new entries", len(out.Entries), 3)

		// The database itself holds the line, below all code.
		_, err = d.ExecContext(t.Context(), `UPDATE entry SET state = 'planned' WHERE state = 'skipped'`)
		if !db.IsUnique(err) {
			t.Errorf("two living entries with one key: %v", err)
		}
		// Another account's keys are its own.
		stranger := ledger.New(d, ledger.Options{Account: "andere", Owner: "host:9:z"})
		equal(t, "entries of another account", len(released(t, stranger, "p_3", message(1, "big", "10203", "2026-11"))), 1)
		equal(t, "the same key here", len(released(t, l, "p_4", message(1, "big", "10203", "2026-11"))), 1)
	})
}

// Two lines of one plan with the same key are one piece of work.
func TestReleaseTwinLines(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 1, 1))
		out, err := l.Release(t.Context(), ledger.Release{Plan: p, By: "anna@host"})
		must(t, err)
		if len(out.Entries) != 1 || len(out.InHand) != 1 || out.InHand[0] != 2 {
			t.Errorf("entries %v, in hand %v", out.Entries, out.InHand)
		}
	})
}

// A no closes lines that are open, and leaves the others as they are.
func TestReject(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), letter(3, 3, 1))
		_, err := l.Release(ctx, ledger.Release{Plan: p, Lines: []int{1}, By: "anna@host"})
		must(t, err)
		for _, tt := range []struct {
			lines []int
			want  int
		}{{[]int{1, 2}, 1}, {[]int{}, 0}, {nil, 1}, {nil, 0}} {
			no := ballot(p, "bernd", false, nil, tt.lines...)
			no.Lines, no.Reason = tt.lines, "wrong \x00amount"
			got, err := l.Cast(ctx, no)
			must(t, err)
			if len(got.Rejected) != tt.want {
				t.Errorf("rejected %v of the lines %v, want %d", got.Rejected, tt.lines, tt.want)
			}
		}
		states, err := l.LineStates(ctx, "p_1")
		must(t, err)
		for i, want := range []string{"used", "rejected", "rejected"} {
			equal(t, "state", states[i].State, want)
		}
		equal(t, "reason", states[1].Reason, "wrong amount")
		_, err = l.Release(ctx, ledger.Release{Plan: p, Lines: []int{2}, By: "anna@host"})
		wantErr(t, err, "plan p_1 was used by bernd@host")
		events, err := l.Events(ctx, "r_p_1", "", 0)
		must(t, err)
		equal(t, "events: one release, two rejections", len(events), 3)
		if last := events[2]; last.To != "vote_no" || last.Actor != "bernd@host" {
			t.Errorf("event: %+v", last)
		}
	})
}
