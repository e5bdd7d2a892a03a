package jobs_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// TestF01_KilledBeforeThePlanIsStored ends workers, one after the other, right
// before their plan is stored: nothing is planned, nothing is written, and the
// next run plans.
func TestF01_KilledBeforeThePlanIsStored(t *testing.T) {
	t.Parallel()
	w := world(t)
	times := 1000 / race.Part(20)
	row := report.Row{ID: "F01", Min: times, Runs: times}
	asked := start(t, w, jobs.Ask{})
	j, err := w.Engine.Job(asked.Job)
	if err != nil {
		t.Fatal(err)
	}
	read, err := w.Engine.Pull(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	w.Engine.Point = func(name string) {
		if name == "plan.before_commit" {
			panic(died{})
		}
	}
	for range row.Runs {
		row.Fired += dies(func() {
			_, err := w.Engine.Decide(t.Context(), j, asked, read)
			t.Errorf("it went on to its end: %v", err)
		})
	}
	var left int
	if err := w.DB.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM plan) + (SELECT count(*) FROM entry)`).Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != 0 || len(w.Sim.Writes()) != 0 {
		t.Errorf("%d plans and entries, %d writes", left, len(w.Sim.Writes()))
		row.Dup = left + len(w.Sim.Writes())
	}
	w.Later(61 * time.Second)
	w.Engine.Point = nil
	if _, err := w.Engine.Run(t.Context(), asked.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
		row.Missing++
	}
	report.Print(t, row)
}

// dies calls what ends a worker, and returns 1 if it did.
func dies(f func()) (n int) {
	defer func() {
		switch p := recover(); p.(type) {
		case nil:
		case died:
			n = 1
		default:
			panic(p)
		}
	}()
	f()
	return 0
}
