package jobs_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
)

// scheduled gives the job a schedule in Berlin.
func scheduled(t *testing.T, cron string, missed calendar.IfMissed, holiday calendar.OnHoliday) func(*jobstest.Options) {
	t.Helper()
	c, err := calendar.ParseCron(cron)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.New(calendar.Options{Country: "DE", Region: "BE", DaysOff: []billing.Date{{Year: 2026, Month: time.December, Day: 24}}})
	if err != nil {
		t.Fatal(err)
	}
	return func(o *jobstest.Options) {
		o.Only = []string{second}
		o.Job.Scheduled, o.Job.IfMissed = true, missed
		o.Job.Schedule = calendar.Schedule{Cron: c, Loc: jobstest.Berlin(), Calendar: cal, OnHoliday: holiday}
	}
}

const daily = "0 7 * * *"

// due asks a worker which runs are due now.
func due(t *testing.T, k *jobstest.Worker) []ledger.Run {
	t.Helper()
	runs, err := k.Engine.Due(t.Context(), "overdue-daily")
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

// rows are the ticks that have a row, oldest first, as "2026-11-24T07:00 run".
func rows(t *testing.T, w *jobstest.World) []string {
	t.Helper()
	ticks, err := w.Ledger.Ticks(t.Context(), "overdue-daily", 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, x := range ticks {
		s := x.Identity + " " + x.Status
		if x.Reason != "" {
			s += ": " + x.Reason
		}
		if (x.Run != "") != (x.Status == "run") {
			t.Errorf("tick %+v", x)
		}
		out = append(out, s)
	}
	slices.Reverse(out)
	return out
}

func TestNewScheduleHasNoPast(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, daily, calendar.RunOnce, calendar.Run))
	if runs := due(t, w.Worker); len(runs) != 0 || len(rows(t, w)) != 0 {
		t.Errorf("%v, %v", runs, rows(t, w))
	}
	// It is not new any more, also for the next look.
	w.Clock.Set(tuesday(6, 59, 59))
	if runs := due(t, w.Worker); len(runs) != 0 {
		t.Errorf("%v", runs)
	}
	w.Clock.Set(tuesday(7, 0, 0))
	runs := due(t, w.Worker)
	if len(runs) != 1 || runs[0].Tick != "2026-11-24T07:00" || runs[0].Origin != "schedule" || runs[0].Status != ledger.RunQueued {
		t.Errorf("%+v", runs)
	}
	if again := due(t, w.Worker); len(again) != 0 {
		t.Errorf("the same tick again: %+v", again)
	}
}

// However many workers look at the same moment, one of them gets the run.
func TestOneTickOneRun(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, daily, calendar.RunOnce, calendar.Run))
	workers := []*jobstest.Worker{w.Worker, w.NewWorker("w2"), w.NewWorker("w3"), w.NewWorker("w4")}
	due(t, w.Worker)
	for day := range 3 {
		w.Clock.Set(tuesday(7, 0, 5).AddDate(0, 0, day))
		var mu sync.Mutex
		var wg sync.WaitGroup
		var got []ledger.Run
		for _, k := range workers {
			wg.Go(func() {
				for range 3 {
					runs, err := k.Engine.Due(t.Context(), "overdue-daily")
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					got = append(got, runs...)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(got) != 1 {
			t.Errorf("day %d: %d runs", day, len(got))
		}
	}
	if diff := cmp.Diff([]string{"2026-11-24T07:00 run", "2026-11-25T07:00 run", "2026-11-26T07:00 run"}, rows(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMissedTicks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		missed calendar.IfMissed
		back   time.Time // when the worker is there again
		want   []string
	}{
		{"skip", calendar.SkipMissed, tuesday(9, 0, 0), []string{"2026-11-24T07:00 skipped: missed while the worker was down"}},
		{"skip, but only a minute late", calendar.SkipMissed, tuesday(7, 1, 0), []string{"2026-11-24T07:00 run"}},
		{"skip, three days", calendar.SkipMissed, tuesday(9, 0, 0).AddDate(0, 0, 2), []string{
			"2026-11-24T07:00 skipped: missed while the worker was down",
			"2026-11-25T07:00 skipped: missed while the worker was down",
			"2026-11-26T07:00 skipped: missed while the worker was down"}},
		{"run once", calendar.RunOnce, tuesday(9, 0, 0), []string{"2026-11-24T07:00 run"}},
		{"run once, three days", calendar.RunOnce, tuesday(9, 0, 0).AddDate(0, 0, 2), []string{
			"2026-11-24T07:00 skipped: missed while the worker was down",
			"2026-11-25T07:00 skipped: missed while the worker was down",
			"2026-11-26T07:00 run"}},
		{"run once, back at the tick itself", calendar.RunOnce, tuesday(7, 0, 1).AddDate(0, 0, 1), []string{
			"2026-11-24T07:00 skipped: missed while the worker was down",
			"2026-11-25T07:00 run"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, scheduled(t, daily, tt.missed, calendar.Run))
			due(t, w.Worker)
			w.Clock.Set(tt.back)
			runs := due(t, w.Worker)
			if len(runs) > 1 {
				t.Errorf("a burst of %d runs", len(runs))
			}
			if diff := cmp.Diff(tt.want, rows(t, w)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// A weekly tick that is more than a day old does not run any more.
func TestMissedForTooLong(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, "0 7 * * 2", calendar.RunOnce, calendar.Run))
	due(t, w.Worker)
	w.Clock.Set(tuesday(7, 0, 1).AddDate(0, 0, 1))
	if runs := due(t, w.Worker); len(runs) != 0 {
		t.Errorf("%+v", runs)
	}
	if diff := cmp.Diff([]string{"2026-11-24T07:00 skipped: missed while the worker was down, more than 24 hours ago"}, rows(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	// 24 Dec is a day off, 25 and 26 Dec are holidays, 26 and 27 Dec a weekend.
	tests := []struct {
		policy calendar.OnHoliday
		want   []string
	}{
		{calendar.Skip, []string{"2026-12-23T07:00 run", "2026-12-24T07:00 skipped: day off", "2026-12-25T07:00 skipped: 1. Weihnachtstag", "2026-12-28T07:00 run"}},
		{calendar.Run, []string{"2026-12-23T07:00 run", "2026-12-24T07:00 run", "2026-12-25T07:00 run", "2026-12-28T07:00 run"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.policy), func(t *testing.T) {
			t.Parallel()
			w := world(t, scheduled(t, "0 7 * * 1-5", calendar.SkipMissed, tt.policy))
			w.Clock.Set(time.Date(2026, 12, 22, 12, 0, 0, 0, jobstest.Berlin()))
			due(t, w.Worker)
			for day := 23; day <= 28; day++ {
				w.Clock.Set(time.Date(2026, 12, day, 7, 0, 1, 0, jobstest.Berlin()))
				due(t, w.Worker)
			}
			if diff := cmp.Diff(tt.want, rows(t, w)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// The hour that the clock change skips, and the one that it doubles.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	for name, day := range map[string]time.Time{
		"spring": time.Date(2027, 3, 27, 12, 0, 0, 0, jobstest.Berlin()), "autumn": time.Date(2027, 10, 30, 12, 0, 0, 0, jobstest.Berlin()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t, scheduled(t, "30 2 * * *", calendar.SkipMissed, calendar.Run))
			w.Clock.Set(day)
			due(t, w.Worker)
			n := 0
			for at := day; at.Before(day.Add(20 * time.Hour)); at = at.Add(time.Minute) {
				w.Clock.Set(at)
				n += len(due(t, w.Worker))
			}
			if n != 1 {
				t.Errorf("%d runs in that night", n)
			}
		})
	}
}

func TestDueOfAJobWithoutASchedule(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Only = []string{second} })
	if runs := due(t, w.Worker); len(runs) != 0 {
		t.Errorf("%+v", runs)
	}
	_, err := w.Engine.Due(t.Context(), "overdue-dialy")
	var unknown *jobs.UnknownJobError
	if !errors.As(err, &unknown) || err.Error() != `no job "overdue-dialy"; there are: overdue-daily` {
		t.Errorf("%v", err)
	}
}

// A clock that is set back gives nothing out a second time.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, daily, calendar.RunOnce, calendar.Run))
	due(t, w.Worker)
	w.Clock.Set(tuesday(7, 0, 1))
	if runs := due(t, w.Worker); len(runs) != 1 {
		t.Fatalf("%+v", runs)
	}
	w.Clock.Set(tuesday(6, 30, 0))
	due(t, w.Worker)
	w.Clock.Set(tuesday(7, 0, 1))
	if runs := due(t, w.Worker); len(runs) != 0 {
		t.Errorf("%+v", runs)
	}
}

// The alarm clock rings at once for every scheduled job, so that what was
// missed is noticed at the start.
func TestAlarm(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, daily, calendar.RunOnce, calendar.Run))
	rung := make(chan string, 10)
	a, err := jobs.StartAlarm(w.Engine, func(job string) { rung <- job })
	if err != nil {
		t.Fatal(err)
	}
	select {
	case job := <-rung:
		if job != "overdue-daily" {
			t.Errorf("it rang for %s", job)
		}
	case <-time.After(20 * time.Second):
		t.Error("it did not ring")
	}
	if err := a.Stop(); err != nil {
		t.Error(err)
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	w := world(t, scheduled(t, daily, calendar.RunOnce, calendar.Run))
	due(t, w.Worker)
	w.Clock.Set(tuesday(7, 0, 1))
	queued := due(t, w.Worker)[0]
	got, err := w.Engine.Unfinished(t.Context())
	if err != nil || len(got) != 1 || got[0].ID != queued.ID {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := w.Engine.Run(t.Context(), queued.ID); err != nil {
		t.Fatal(err)
	}
	if got, err = w.Engine.Unfinished(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
