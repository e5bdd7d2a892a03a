package ledger_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

func TestFacts(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		type row struct {
			line  plan.Line
			state ledger.State
		}
		rows := []row{
			// Invoice 1: two letters mailed, a third on its way.
			{emailLine(0, 11, 1, 1), ledger.Done}, {emailLine(0, 12, 1, 2), ledger.Done}, {letter(0, 1, 3), ledger.Review},
			// Invoice 2: a reminder made, its mail unclear.
			{letter(0, 2, 1), ledger.Done}, {emailLine(0, 13, 2, 1), ledger.Intent},
			// Invoice 3: nothing came of it.
			{letter(0, 3, 1), ledger.Failed}, {emailLine(0, 14, 3, 2), ledger.Skipped},
			// Invoice 4: a draft waits to be made.
			{draft(4, 1), ledger.Planned},
			{message(0, "big", "10203", "2026-10"), ledger.Done}, {message(0, "big", "10203", "2026-11"), ledger.Planned},
			{message(0, "big", "10204", "2026-11"), ledger.Failed},
		}
		var lines []plan.Line
		for i, r := range rows {
			r.line.N = i + 1
			lines = append(lines, r.line)
		}
		ids := released(t, l, "p_1", lines...)
		for i, r := range rows {
			inState(t, l, ids[i], r.state)
		}
		must(t, l.AcceptLevel(ctx, 5, 2, "anna@host"))
		f, err := l.Facts(ctx, "")
		must(t, err)
		equal(t, "levels", f.Levels, map[billing.ID]int{1: 2})
		equal(t, "in hand", f.InHand, map[billing.ID]int{1: 3, 2: 1, 4: 1})
		equal(t, "accepted", f.Accepted, map[billing.ID]int{5: 2})
		last, err := l.Entry(ctx, ids[9])
		must(t, err)
		first, err := l.Entry(ctx, ids[8])
		must(t, err)
		latest := last.UpdatedAt
		if first.UpdatedAt.After(latest) {
			latest = first.UpdatedAt
		}
		equal(t, "notified", f.Notified, map[string]time.Time{"big|10203": latest})

		// An entry that decides again does not stand in its own way.
		f, err = l.Facts(ctx, ids[4])
		must(t, err)
		equal(t, "in hand, except the mail of invoice 2", f.InHand, map[billing.ID]int{1: 3, 4: 1})
		stranger, err := ledger.New(d, ledger.Options{Account: "andere"}).Facts(ctx, "")
		must(t, err)
		equal(t, "another account", len(stranger.Levels)+len(stranger.InHand)+len(stranger.Accepted)+len(stranger.Notified), 0)
	})
}

func draft(invoice billing.ID, level int) plan.Line {
	l := letter(0, invoice, level)
	r := remind(invoice, level)
	r.Draft = true
	l.Action, l.Params = r.Action(), r
	return l
}

func TestAcceptLevel(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		must(t, l.AcceptLevel(ctx, 5, 2, "anna@host"))
		must(t, l.AcceptLevel(ctx, 5, 1, "bernd@host"))
		must(t, ledger.New(d, ledger.Options{Account: "andere"}).AcceptLevel(ctx, 5, 3, "clara@host"))
		f, err := l.Facts(ctx, "")
		must(t, err)
		equal(t, "the last word counts", f.Accepted, map[billing.ID]int{5: 1})
		events, err := l.Events(ctx, "", "", 0)
		must(t, err)
		if len(events) != 3 || events[1].Actor != "bernd@host" || events[1].To != "level_accepted" || events[1].Detail != `{"invoice":5,"level":1}` {
			t.Errorf("events: %+v", events)
		}
	})
}

func TestLettersSince(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		other := letter(3, 3, 1)
		r := remind(3, 1)
		r.CustomerID = 88
		other.Params = r
		ids := released(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), other, func() plan.Line { x := draft(4, 1); x.N = 4; return x }(), emailLine(5, 11, 1, 1))
		old := one(t, l, 6)
		inState(t, l, old, ledger.Done)
		run(t, d, `UPDATE entry SET created_at = 900, updated_at = 1000 WHERE id = $1`, old)
		inState(t, l, ids[0], ledger.Done)
		inState(t, l, one(t, l, 7), ledger.Skipped)
		got, err := l.LettersSince(t.Context(), time.UnixMilli(1001))
		must(t, err)
		equal(t, "letters by customer: no draft, no mail, none that came to nothing", got, map[billing.ID]int{77: 2, 88: 1})
		got, err = l.LettersSince(t.Context(), time.UnixMilli(1000))
		must(t, err)
		equal(t, "the moment itself counts", got[77], 3)
		// Released before midnight and not sent yet: it goes out today.
		run(t, d, `UPDATE entry SET created_at = 900, updated_at = 1000 WHERE id = $1`, ids[2])
		got, err = l.LettersSince(t.Context(), time.UnixMilli(1001))
		must(t, err)
		equal(t, "what is on its way counts", got, map[billing.ID]int{77: 2, 88: 1})
	})
}

func TestLettersOf(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ids := released(t, l, "p_1", letter(1, 1, 1), letter(2, 2, 1), letter(3, 3, 1), emailLine(4, 11, 1, 1))
		for i, at := range []int{1000, 2000, 3000} {
			run(t, d, `UPDATE entry SET created_at = $1 WHERE id = $2`, at, ids[i])
		}
		inState(t, l, ids[2], ledger.Skipped)
		e, err := l.Entry(t.Context(), ids[0])
		must(t, err)
		r, _, err := l.StartRun(t.Context(), ledger.Run{ID: e.Run, Job: "overdue-daily", Origin: "person"})
		must(t, err)
		got, err := l.LettersOf(t.Context(), r.Job, time.UnixMilli(1001))
		must(t, err)
		if len(got) != 1 || got[0].UnixMilli() != 2000 {
			t.Errorf("%v", got)
		}
		if got, err = l.LettersOf(t.Context(), "another-job", time.UnixMilli(0)); err != nil || len(got) != 0 {
			t.Errorf("of another job: %v, %v", got, err)
		}
	})
}
