package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// chain makes eight events: two releases, and the way of one letter.
func chain(t *testing.T, l *ledger.Ledger) string {
	t.Helper()
	must(t, l.AcceptLevel(t.Context(), 9, 1, "anna@host"))
	id := one(t, l, 1)
	inState(t, l, id, ledger.Done)
	inState(t, l, one(t, l, 2), ledger.Failed)
	n, err := l.Verify(t.Context())
	must(t, err)
	equal(t, "events", n, 8)
	return id
}

func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		if head, err := l.Head(ctx); head != "" || err != nil {
			t.Errorf("the head of an empty chain: %q, %v", head, err)
		}
		n, err := l.Verify(ctx)
		must(t, err)
		equal(t, "events of an empty chain", n, 0)
		id := chain(t, l)
		events, err := l.Events(ctx, "", id, 0)
		must(t, err)
		var steps []string
		for _, e := range events {
			steps = append(steps, fmt.Sprintf("%d %s %s>%s %s", e.Seq, e.Actor, e.From, e.To, e.Run))
		}
		equal(t, "the letter's way", strings.Join(steps, "\n"), strings.Join([]string{
			"2 anna@host >planned r_p_1", "3 host:1:a planned>claimed r_p_1", "4 host:1:a claimed>intent r_p_1", "5 host:1:a intent>done r_p_1",
		}, "\n"))
		equal(t, "key of the release", details(t, events[0]).Key, "reminder|beispiel|1|1")
		equal(t, "fence of the claim", details(t, events[1]).Fence, 1)
		latest, err := l.Events(ctx, "", "", 3)
		must(t, err)
		if len(latest) != 3 || latest[0].Seq != 6 || latest[2].Seq != 8 {
			t.Errorf("the latest three: %+v", latest)
		}
		head, err := l.Head(ctx)
		must(t, err)
		equal(t, "head", head, latest[2].Hash)
		ofRun, err := l.Events(ctx, "r_p_2", "", 0)
		must(t, err)
		equal(t, "events of a run", len(ofRun), 3)
	})
}

func TestVerifyFindsEveryChange(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		chain(t, l)
		for column, change := range eventColumns(t, d) {
			for seq := 1; seq <= 8; seq++ {
				want := fmt.Sprintf("event %d was changed", seq)
				if column == "seq" {
					want = fmt.Sprintf("event %d is missing", seq)
				}
				breakAndMend(t, d, l, fmt.Sprintf(`UPDATE event SET %s = %s WHERE seq = %d`, column, change, seq), want)
			}
		}
		for change, want := range map[string]string{
			`DELETE FROM event WHERE seq = 1`:                    "event 1 is missing",
			`DELETE FROM event WHERE seq = 5`:                    "event 5 is missing",
			`DELETE FROM event WHERE seq > 6`:                    "the last events are missing: the chain should have 8 and end in ",
			`DELETE FROM event`:                                  "the last events are missing: the chain should have 8 and end in ",
			`DELETE FROM meta`:                                   "event 1 was added behind the end of the chain",
			`UPDATE meta SET value = replace(value, '8 ', '7 ')`: "event 8 was added behind the end of the chain",
			`UPDATE meta SET value = '8 x'`:                      "the last events are missing: the chain should have 8 and end in x…",
			`UPDATE meta SET value = 'x'`:                        `the audit chain's head is unreadable: "x"`,
			`UPDATE event SET seq = CASE seq WHEN 3 THEN 104 ELSE 103 END WHERE seq IN (3, 4)`:                                          "event 3 is missing",
			`INSERT INTO event SELECT 9, entry, run, at, actor, from_state, to_state, detail, prev_hash, hash FROM event WHERE seq = 8`: "event 9 was added behind the end of the chain",
		} {
			breakAndMend(t, d, l, change, want)
		}
		// Two events that change places.
		run(t, d, `CREATE TABLE kept AS SELECT * FROM event`)
		run(t, d, `UPDATE event SET seq = 100 WHERE seq = 3`)
		run(t, d, `UPDATE event SET seq = 3 WHERE seq = 4`)
		run(t, d, `UPDATE event SET seq = 4 WHERE seq = 100`)
		_, err := l.Verify(t.Context())
		wantErr(t, err, "event 3 was changed")
	})
}

// eventColumns are all columns of the table, also those of later migrations,
// each with an expression that makes it another one.
func eventColumns(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), `SELECT * FROM event LIMIT 0`)
	must(t, err)
	defer rows.Close()
	types, err := rows.ColumnTypes()
	must(t, err)
	out := map[string]string{}
	for _, c := range types {
		switch kind := c.DatabaseTypeName(); kind {
		case "TEXT":
			out[c.Name()] = c.Name() + " || 'x'"
		case "BIGINT", "INT8":
			out[c.Name()] = c.Name() + " + 100"
		default:
			t.Fatalf("the column %s of type %s needs a change here", c.Name(), kind)
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d columns", len(out))
	}
	must(t, rows.Err())
	return out
}

// TestCutTail cuts off the last events and moves the note of the end as well,
// as somebody would who knows the tables: the rows of what happened tell, and
// the head that was noted elsewhere.
func TestCutTail(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		chain(t, l)
		_, _, err := l.StartRun(ctx, ledger.Run{ID: "r_9", Job: "dun", Origin: "person", AskedBy: "anna@host"})
		must(t, err)
		must(t, l.TakeRun(ctx, "r_9"))
		must(t, l.EndRun(ctx, "r_9", ledger.RunDone, ledger.RunSummary{}, nil))
		must(t, l.VerifyRows(ctx))
		head, err := l.Head(ctx)
		must(t, err)
		n, err := l.Verify(ctx)
		must(t, err)
		if seq, err := l.VerifyHead(ctx, head[:15]+"…"); err != nil || int(seq) != n {
			t.Errorf("event %d, %v", seq, err)
		}
		for keep := n - 1; keep > 0; keep-- {
			run(t, d, fmt.Sprintf(`DELETE FROM event WHERE seq > %d`, keep))
			run(t, d, fmt.Sprintf(`UPDATE meta SET value = (SELECT '%d ' || hash FROM event WHERE seq = %d) WHERE name = 'event_head'`, keep, keep))
			if got, err := l.Verify(ctx); err != nil || got != keep {
				t.Fatalf("the rest of the chain: %d, %v", got, err)
			}
			if err := l.VerifyRows(ctx); err == nil {
				t.Errorf("%d of %d events are left, and the rows agree with them", keep, n)
			}
			if _, err := l.VerifyHead(ctx, head); err == nil || !strings.Contains(err.Error(), "the chain has no event "+head) {
				t.Errorf("the head is still there: %v", err)
			}
		}
		for _, bad := range []string{"", "abc", "not-a-hash"} {
			if _, err := l.VerifyHead(ctx, bad); err == nil {
				t.Errorf("%q was taken", bad)
			}
		}
	})
}

// A row that was changed behind the events' back.
func TestVerifyRows(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		id := chain(t, l)
		must(t, l.VerifyRows(t.Context()))
		run(t, d, `UPDATE entry SET state = 'skipped' WHERE id = '`+id+`'`)
		wantErr(t, l.VerifyRows(t.Context()), "action "+id+" is skipped, and its last event says otherwise")
	})
}

// breakAndMend changes the store, expects Verify to say so, and changes it
// back.
func breakAndMend(t *testing.T, d *db.DB, l *ledger.Ledger, change, want string) {
	t.Helper()
	for _, table := range []string{"event", "meta"} {
		run(t, d, `CREATE TABLE kept_`+table+` AS SELECT * FROM `+table)
	}
	run(t, d, change)
	if _, err := l.Verify(t.Context()); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%s:\ngot  %v\nwant %s", change, err, want)
	}
	for _, table := range []string{"event", "meta"} {
		run(t, d, `DELETE FROM `+table)
		run(t, d, `INSERT INTO `+table+` SELECT * FROM kept_`+table)
		run(t, d, `DROP TABLE kept_`+table)
	}
	_, err := l.Verify(t.Context())
	must(t, err)
}

// An event is part of its transaction: what is rolled back leaves no trace, and
// the chain goes on.
func TestEventsRollBack(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		p := saved(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1))
		_, err := l.Release(ctx, ledger.Release{Plan: p, Lines: []int{2}, By: "anna@host"})
		must(t, err)
		if _, err := l.Release(ctx, ledger.Release{Plan: p, By: "anna@host"}); err == nil {
			t.Fatal("a used line was released")
		}
		must(t, l.AcceptLevel(ctx, 1, 1, "anna@host"))
		n, err := l.Verify(ctx)
		must(t, err)
		equal(t, "events", n, 2)
	})
}
