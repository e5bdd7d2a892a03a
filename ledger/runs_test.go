package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

func wanted(t testing.TB, l *ledger.Ledger, id, job string) ledger.Run {
	t.Helper()
	r, _, err := l.StartRun(t.Context(), ledger.Run{ID: id, Job: job, Origin: "person", AskedBy: "anna@host"})
	must(t, err)
	return r
}

func TestStartRun(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ask := ledger.Run{ID: "r_1", Job: "mahnlauf", Origin: "request", AskedBy: "anna@host", Tick: "2026-11-23T07:00", PlanOnly: true}
		r, created, err := l.StartRun(t.Context(), ask)
		must(t, err)
		if !created || r.CreatedAt.IsZero() || r.Status.Ended() {
			t.Errorf("created %v at %s as %s", created, r.CreatedAt, r.Status)
		}
		want := ask
		want.Status, want.CreatedAt = ledger.RunQueued, r.CreatedAt
		equal(t, "run", r, want)
		ask.Job = "export"
		again, created, err := l.StartRun(t.Context(), ask)
		must(t, err)
		if created {
			t.Error("a run was recorded twice")
		}
		equal(t, "the stored run", again, want)
		events, err := l.Events(t.Context(), "r_1", "", 0)
		must(t, err)
		if len(events) != 1 || events[0].To != "queued" || events[0].Actor != "anna@host" || !strings.Contains(events[0].Detail, `"plan_only":true`) {
			t.Errorf("events: %+v", events)
		}
		if _, err := ledger.New(d, ledger.Options{Account: "andere"}).Run(t.Context(), "r_1"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("read another account's run: %v", err)
		}
	})
}

func TestRunFromBeginToEnd(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		wanted(t, l, "r_1", "mahnlauf")
		if err := l.StepRun(ctx, "r_1", "pull", ""); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("a step of a run that was not taken: %v", err)
		}
		must(t, l.TakeRun(ctx, "r_1"))
		must(t, l.StepRun(ctx, "r_1", "decide", "p_1"))
		must(t, l.StepRun(ctx, "r_1", "apply", ""))
		r, err := l.Run(ctx, "r_1")
		must(t, err)
		if r.Status != ledger.RunRunning || r.Step != "apply" || r.Plan != "p_1" || r.StartedAt.Before(r.CreatedAt) || !r.EndedAt.IsZero() {
			t.Errorf("running: %+v", r)
		}
		summary := ledger.RunSummary{Actions: map[string]map[ledger.State]int{"remind": {ledger.Done: 2, ledger.Skipped: 1}}, Waiting: 1, Notes: []string{"a limit"}}
		must(t, l.EndRun(ctx, "r_1", ledger.RunPartly, summary, errors.New("apply: \x00connection refused")))
		ended, err := l.Run(ctx, "r_1")
		must(t, err)
		equal(t, "summary", ended.Summary, summary)
		if ended.Status != ledger.RunPartly || ended.Error != "apply: connection refused" || ended.EndedAt.IsZero() || !ended.StartedAt.Equal(r.StartedAt) {
			t.Errorf("ended: %+v", ended)
		}
		for name, err := range map[string]error{"take": l.TakeRun(ctx, "r_1"), "step": l.StepRun(ctx, "r_1", "pull", "")} {
			if !errors.Is(err, ledger.ErrBusy) && !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s of a run that ended: %v", name, err)
			}
		}
		must(t, l.EndRun(ctx, "r_1", ledger.RunDone, summary, nil))
		again, err := l.Run(ctx, "r_1")
		must(t, err)
		if again.Status != ledger.RunDone || again.Error != "" {
			t.Errorf("ended again as %s, %q", again.Status, again.Error)
		}
		events, err := l.Events(ctx, "r_1", "", 0)
		must(t, err)
		equal(t, "events: queued, partly, done", len(events), 3)
	})
}

func TestRunTakeOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		other := ledgerOf(d, "host:2:b")
		wanted(t, l, "r_1", "mahnlauf")
		must(t, l.TakeRun(ctx, "r_1"))
		must(t, l.TakeRun(ctx, "r_1")) // the same process after an error goes on
		if err := other.TakeRun(ctx, "r_1"); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("taken from a living worker: %v", err)
		}
		if err := other.EndRun(ctx, "r_1", ledger.RunDone, ledger.RunSummary{}, nil); !errors.Is(err, ledger.ErrLost) {
			t.Errorf("ended under a living worker: %v", err)
		}
		first, err := l.Run(ctx, "r_1")
		must(t, err)
		run(t, d, `UPDATE run SET lease_until = 1 WHERE id = 'r_1'`)
		must(t, other.TakeRun(ctx, "r_1"))
		for name, err := range map[string]error{
			"step": l.StepRun(ctx, "r_1", "apply", ""), "end": l.EndRun(ctx, "r_1", ledger.RunFailed, ledger.RunSummary{}, nil),
		} {
			if !errors.Is(err, ledger.ErrLost) {
				t.Errorf("%s by the worker that lost it: %v", name, err)
			}
		}
		must(t, other.StepRun(ctx, "r_1", "close", ""))
		r, err := l.Run(ctx, "r_1")
		must(t, err)
		if !r.StartedAt.Equal(first.StartedAt) || r.Step != "close" {
			t.Errorf("after the take-over: started %s (was %s), step %q", r.StartedAt, first.StartedAt, r.Step)
		}
		// A worker that vanished keeps nobody from closing its run.
		run(t, d, `UPDATE run SET lease_until = 1 WHERE id = 'r_1'`)
		must(t, l.EndRun(ctx, "r_1", ledger.RunDone, ledger.RunSummary{}, nil))
		if err := l.EndRun(ctx, "r_2", ledger.RunDone, ledger.RunSummary{}, nil); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("ended a run that there is not: %v", err)
		}
		if err := l.TakeRun(ctx, "r_2"); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("took a run that there is not: %v", err)
		}
	})
}

func TestRuns(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		for i, job := range []string{"mahnlauf", "export", "mahnlauf"} {
			id := "r_" + string(rune('a'+i))
			wanted(t, l, id, job)
			run(t, d, `UPDATE run SET created_at = $1 WHERE id = $2`, int64(i+1), id)
		}
		for _, tt := range []struct {
			job   string
			limit int
			want  string
		}{{"", 9, "r_c r_b r_a"}, {"", 2, "r_c r_b"}, {"mahnlauf", 9, "r_c r_a"}, {"nichts", 9, ""}} {
			runs, err := l.Runs(t.Context(), tt.job, tt.limit)
			must(t, err)
			var ids []string
			for _, r := range runs {
				ids = append(ids, r.ID)
			}
			equal(t, "runs of "+tt.job, strings.Join(ids, " "), tt.want)
		}
	})
}

func TestRunFree(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		ctx := t.Context()
		free := func(want bool, when string) {
			t.Helper()
			got, err := l.RunFree(ctx, "r_1")
			must(t, err)
			if got != want {
				t.Errorf("%s: free is %v", when, got)
			}
		}
		free(false, "before it exists")
		wanted(t, l, "r_1", "mahnlauf")
		free(false, "younger than a lease")
		run(t, d, `UPDATE run SET created_at = created_at - 7200000`)
		free(true, "nobody came")
		must(t, l.TakeRun(ctx, "r_1"))
		free(false, "taken")
		run(t, d, `UPDATE run SET lease_until = 1`)
		free(true, "its worker vanished")
		must(t, l.EndRun(ctx, "r_1", ledger.RunDone, ledger.RunSummary{}, nil))
		free(false, "ended")
	})
}

func TestRunStatusEnded(t *testing.T) {
	t.Parallel()
	for status, want := range map[ledger.RunStatus]bool{
		ledger.RunQueued: false, ledger.RunRunning: false, ledger.RunWaiting: true, ledger.RunDone: true,
		ledger.RunPartly: true, ledger.RunStopped: true, ledger.RunFailed: true,
	} {
		if status.Ended() != want {
			t.Errorf("%s: ended is %v", status, !want)
		}
	}
}

func TestNewID(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *ledger.Ledger) {
		ctx := t.Context()
		l := ledger.New(d, ledger.Options{Account: account, Random: strings.NewReader("\x8f\x31\x8f\x31\x2c\x9e\x00")})
		id, err := l.NewID(ctx, "r")
		must(t, err)
		equal(t, "id", id, "r_8f31")
		wanted(t, l, id, "mahnlauf")
		// The same bytes come again: a longer one is made.
		id, err = l.NewID(ctx, "r")
		must(t, err)
		equal(t, "the next", id, "r_2c9e00")
		_, err = l.NewID(ctx, "x")
		wantErr(t, err, `no ids of kind "x"`)
		if _, err = l.NewID(ctx, "p"); err == nil || !strings.HasPrefix(err.Error(), "no randomness for an id: ") {
			t.Errorf("without randomness: %v", err)
		}
	})
}

func TestNewDefaults(t *testing.T) {
	t.Parallel()
	l := ledger.New(nil, ledger.Options{Account: account, Owner: "host:1:a"})
	if l.Lease() != time.Minute || l.Account() != account || l.Owner() != "host:1:a" {
		t.Errorf("lease %s, account %s, owner %s", l.Lease(), l.Account(), l.Owner())
	}
}
