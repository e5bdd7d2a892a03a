package jobs_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
)

// The alarm clock of a serving worker rings for a week, over a clock change and
// over two nights on which the worker is away: each fire of an independent
// calendar has one row (I7).
func TestAlarmOverAWeek(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		zone := jobstest.Berlin()
		time.Sleep(time.Until(time.Date(2000, 3, 24, 12, 0, 0, 0, zone)))
		store, err := db.Open(context.Background(), url, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		if err := store.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		c, err := calendar.ParseCron("30 2 * * *")
		if err != nil {
			t.Fatal(err)
		}
		e := &jobs.Engine{
			Account: "beispiel", Zone: zone, Now: time.Now, Ledger: ledger.New(store, ledger.Options{Account: "beispiel", Owner: "w1"}),
			Jobs: []jobs.Job{{Name: "nightly", Scheduled: true, IfMissed: calendar.RunOnce, Schedule: calendar.Schedule{Cron: c, Loc: zone}}},
		}
		serve := func(d time.Duration) {
			a, err := jobs.StartAlarm(e, func(job string) {
				if _, err := e.Due(context.Background(), job); err != nil {
					t.Error(err)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(d)
			if err := a.Stop(); err != nil {
				t.Error(err)
			}
		}
		serve(4 * 24 * time.Hour)
		time.Sleep(50 * time.Hour) // away over two nights
		serve(2 * 24 * time.Hour)
		ticks, err := e.Ledger.Ticks(context.Background(), "nightly", 1000)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[string]string{}
		for _, k := range ticks {
			if rows[k.Identity] != "" {
				t.Errorf("two rows for %s", k.Identity)
			}
			rows[k.Identity] = k.Status
			if late := k.At.In(zone).Format("15:04"); k.Identity == "2000-03-26T02:30" && late != "03:00" {
				t.Errorf("in the night of the clock change it runs at %s", late)
			}
		}
		for d := time.Date(2000, 3, 25, 0, 0, 0, 0, zone); d.Before(time.Date(2000, 4, 2, 0, 0, 0, 0, zone)); d = d.AddDate(0, 0, 1) {
			id, want := d.Format("2006-01-02")+"T02:30", "run"
			if id == "2000-03-29T02:30" {
				want = "skipped" // of two missed nights the later one runs
			}
			if rows[id] != want {
				t.Errorf("%s: %q, want %s", id, rows[id], want)
			}
			delete(rows, id)
		}
		if len(rows) > 0 {
			t.Errorf("rows of no fire: %v", rows)
		}
	})
}
