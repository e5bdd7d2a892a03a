package test

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/report"
)

// zones have different dates at every moment: between the first and the last lie
// 25 hours.
var zonesOfTheWorld = []string{"Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"}

// TestF74_MidnightOfTheZone plans with each zone in the configuration and each
// in the server's TZ variable: an invoice is overdue from the day after its due
// date, by the date of the configured zone and no other.
func TestF74_MidnightOfTheZone(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F74", Min: 4 * 5 * 7, Note: "configured zone × server's TZ × invoices due around today"}
	var mu sync.Mutex
	t.Run("zones", func(t *testing.T) {
		for _, zone := range zonesOfTheWorld {
			for _, tz := range append(zonesOfTheWorld, "") {
				t.Run(strings.ReplaceAll(zone+" TZ="+tz, "/", "."), func(t *testing.T) {
					t.Parallel()
					overdueIn(t, zone, tz, &row, &mu)
				})
			}
		}
	})
	report.Print(t, row)
}

func overdueIn(t *testing.T, zone, tz string, row *report.Row, mu *sync.Mutex) {
	var bills []bill
	for late := -3; late <= 3; late++ {
		bills = append(bills, bill{number: fmt.Sprintf("R%+d", late), late: late})
	}
	w := newWorld(t, setup{bills: bills, noSlack: true})
	w.edit("worker.yaml", "timezone: Europe/Berlin", "timezone: "+zone)
	if tz != "" {
		w.env = []string{"TZ=" + tz}
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var objects []map[string]any
	today := ""
	for range 3 { // again, if it is just midnight there
		today = day(time.Now().In(loc))
		objects = w.worker("plan", "dun", "--json").want(t, 0).objects(t)
		if day(time.Now().In(loc)) == today {
			break
		}
	}
	verdicts, _ := objects[len(objects)-1]["verdicts"].([]any)
	mu.Lock()
	defer mu.Unlock()
	for _, x := range verdicts {
		v := x.(map[string]any)
		row.Runs++
		row.Fired++
		if due, _ := v["due"].(string); v["overdue"] != (due < today) {
			t.Errorf("%s is due on %s, today is %s: overdue is %v", v["identifier"], due, today, v["overdue"])
			row.Missing++
		}
	}
}

// away lets a schedule look as if no worker had been there for some time.
func (w *world) away(d time.Duration) {
	w.t.Helper()
	w.change(fmt.Sprintf("UPDATE schedule SET handled = handled - %d", d.Milliseconds()))
}

// ticks are what became of the fires of the schedule, by `worker runs`: "run" or
// "skipped" by identity.
func (w *world) ticks() map[string][]string {
	w.t.Helper()
	out := map[string][]string{}
	for _, o := range w.worker("runs", "--json", "--limit", "100000").want(w.t, 0).objects(w.t) {
		switch {
		case o["type"] == "tick":
			out[o["identity"].(string)] = append(out[o["identity"].(string)], o["status"].(string))
			if o["reason"] == nil || o["reason"] == "" {
				w.t.Errorf("a skipped tick without a reason: %v", o)
			}
		case origin(o) == "schedule":
			out[o["tick"].(string)] = append(out[o["tick"].(string)], "run")
		}
	}
	return out
}

// TestMissedRuns brings a worker back that was away over the time of its job,
// for an hour and for three days: at most one run, a row for each fire, and one
// message about those that were left out.
func TestMissedRuns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		away          time.Duration
		missed        string
		runs, skipped int
	}{
		{time.Hour, "skip", 0, 1}, {time.Hour, "run_once", 1, 0}, {72 * time.Hour, "skip", 0, 3}, {72 * time.Hour, "run_once", 1, 2},
	} {
		t.Run(fmt.Sprint(tt.away, " ", tt.missed), func(t *testing.T) {
			t.Parallel()
			at := time.Now().In(zone).Add(-30 * time.Minute)
			w := newWorld(t, setup{schedule: fmt.Sprintf(`{cron: "%d %d * * *", if_missed: %s}`, at.Minute(), at.Hour(), tt.missed)})
			w.serve().stop().want(t, 0) // from now on the schedule is known
			w.away(tt.away)
			sent := w.mails(3)
			p := w.serve()
			if tt.runs > 0 {
				w.await("the run", sent)
			}
			if tt.skipped > 0 {
				p.says("runs of a schedule were missed")
			}
			w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
			p.stop().want(t, 0)
			w.serve().stop().want(t, 0) // nothing new, and nobody is told again
			n := map[string]int{}
			for d := 0; d < int(tt.away/(24*time.Hour)) || d == 0; d++ {
				id := at.AddDate(0, 0, -d).Format("2006-01-02T15:04")
				got := w.ticks()[id]
				if len(got) != 1 {
					t.Errorf("%s: %v, want one row", id, got)
					continue
				}
				n[got[0]]++
			}
			if n["run"] != tt.runs || n["skipped"] != tt.skipped || len(w.ticks()) != tt.runs+tt.skipped {
				t.Errorf("%v, want %d runs and %d skipped; all: %v", n, tt.runs, tt.skipped, w.ticks())
			}
			told := 0
			for _, m := range w.slack.Messages() {
				if strings.Contains(m.Text, "ausgefallen") {
					told++
				}
			}
			if told != min(1, tt.skipped) {
				t.Errorf("%d messages about what was missed", told)
			}
			if tt.runs > 0 {
				w.wantSent("R-1", "R-2", "R-3")
			} else {
				w.wantNoWrites()
			}
		})
	}
}

// TestSchedulesOfSeveralWorkers lets three workers come back at once to a job
// of every minute that was missed for an hour, one of them stopped in its
// tracks for longer than its lease: each fire has one row, and there is no burst.
func TestSchedulesOfSeveralWorkers(t *testing.T) {
	t.Parallel()
	url, redis := dbtest.Postgres(t), redistest.Start(t).URL()
	w := newWorld(t, setup{store: url, redis: redis, schedule: `{cron: "* * * * *", if_missed: run_once}`})
	w.serve().stop().want(t, 0)
	began := time.Now().In(zone)
	d := dbtest.Open(t, url)
	if _, err := d.ExecContext(t.Context(), "UPDATE schedule SET handled = handled - 3600000"); err != nil {
		t.Fatal(err)
	}
	sent := w.mails(3)
	var all []*process
	for range 3 {
		all = append(all, w.start("worker", "serve"))
	}
	for _, p := range all {
		p.says("serving ")
	}
	all[0].signal(syscall.SIGSTOP)
	pastLease()
	all[0].signal(syscall.SIGCONT)
	w.await("the letters", sent)
	w.enqueue("dun", "--plan-only", "--wait").want(t, 0)
	for _, p := range all {
		p.stop().want(t, 0)
	}
	runs, ticks := 0, w.ticks()
	for id, got := range ticks {
		if len(got) != 1 {
			t.Errorf("%s: %v, want one row", id, got)
		}
		runs += strings.Count(strings.Join(got, " "), "run")
	}
	for i := 1; i < 60; i++ {
		if id := began.Add(-time.Duration(i) * time.Minute).Format("2006-01-02T15:04"); len(ticks[id]) != 1 {
			t.Errorf("%s: %v, want one row", id, ticks[id])
		}
	}
	if most := 2 + int(time.Since(began)/time.Minute); runs < 1 || runs > most {
		t.Errorf("%d runs after an hour away, want at most %d", runs, most)
	}
	w.wantSent("R-1", "R-2", "R-3")
}
