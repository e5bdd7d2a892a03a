package ledger_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// turnOrder is an order of actions as jobs has one.
var turnOrder = map[string]int{"email": 0, "remind": 1, "tag": 2}

func tagLine(n int, invoice billing.ID) plan.Line {
	l := letter(n, invoice, 1)
	l.Key, l.Action, l.Params = plan.TagKey(account, invoice, []string{"gemahnt"}), "tag", plan.Tag{InvoiceID: invoice, Tags: []string{"gemahnt"}}
	return l
}

func next(t *testing.T, l *ledger.Ledger, turn ledger.Turn) []string {
	t.Helper()
	turn.Order = turnOrder
	if turn.Limit == 0 {
		turn.Limit = 10
	}
	list, err := l.Next(t.Context(), turn)
	must(t, err)
	ids := []string{}
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	return ids
}

// Of one invoice's entries only one is in hand at a time, the first in order
// first; what waits for later holds nobody up.
func TestNext(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		const far = billing.ID(5_000_000_000) // does not fit into 32 bits
		ids := released(t, l, "p_1", tagLine(1, 1), letter(2, 1, 1), letter(3, far, 1), tagLine(4, far), message(5, "big", "10203", "2026-11"), tagLine(6, 3))
		tagOf1, letterOf1, letterOf2, tagOf2, tagOf3 := ids[0], ids[1], ids[2], ids[3], ids[5]
		all := ledger.Turn{Run: "r_p_1"}
		equal(t, "at first", next(t, l, all), []string{letterOf1, letterOf2, tagOf3})
		equal(t, "two of them", next(t, l, ledger.Turn{Run: "r_p_1", Limit: 2}), []string{letterOf1, letterOf2})
		equal(t, "of one invoice", next(t, l, ledger.Turn{Run: "r_p_1", Invoice: far}), []string{letterOf2})
		equal(t, "of another run", next(t, l, ledger.Turn{Run: "r_p_2"}), []string{})

		e := claimed(t, l, letterOf1)
		equal(t, "while one is in hand", next(t, l, all), []string{letterOf2, tagOf3})
		e = changed(t, l, e, ledger.Change{To: ledger.Intent, Hold: true})
		mail := emailLine(0, 11, 1, 1)
		changed(t, l, e, ledger.Change{To: ledger.Done, Follow: []ledger.Entry{{Key: mail.Key, Action: mail.Action, Params: mail.Params}}})
		got := next(t, l, all)
		if len(got) != 3 || got[1] != letterOf2 || got[2] != tagOf3 {
			t.Fatalf("after the reminder: %v", got)
		}
		follow := claimed(t, l, got[0])
		equal(t, "the mail's action", follow.Action, "email")
		now, err := l.Now(t.Context())
		must(t, err)
		changed(t, l, follow, ledger.Change{To: ledger.Planned, NextAt: now.Add(time.Hour)})
		equal(t, "while the mail waits", next(t, l, all), []string{letterOf2, tagOf1, tagOf3})

		inState(t, l, letterOf2, ledger.Skipped)
		lapse(t, d, claimed(t, l, tagOf3).ID)
		equal(t, "after a skip and a crash", next(t, l, all), []string{tagOf1, tagOf2, tagOf3})
	})
}
