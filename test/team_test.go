package test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// team is several workers on one account, one Redis and one PostgreSQL.
type team struct {
	*world
	redis   *redistest.Server
	store   string
	hands   []*process
	numbers []string // of the invoices that get a letter, sorted
}

// teamwork is what a team has to do.
type teamwork struct {
	workers int
	letters int         // each is two actions: a reminder and its e-mail
	rate    ledger.Rate // all of which is used
	lease   string      // empty: 30s
}

func newTeam(t *testing.T, s teamwork) *team {
	t.Helper()
	m := &team{redis: redistest.Start(t), store: dbtest.Postgres(t)}
	var bills []bill
	for i := range s.letters {
		m.numbers = append(m.numbers, fmt.Sprintf("R-%04d", i+1))
		bills = append(bills, bill{number: m.numbers[i], late: 20})
	}
	m.world = newWorld(t, setup{
		bills: bills, store: m.store, redis: m.redis.URL(), noSlack: true, lease: or(s.lease, "30s"),
		rate: fmt.Sprintf("%d/%s", s.rate.Limit, s.rate.Window), limits: "{reminders_per_run: 5000, share_of_open_invoices: 100%}",
	})
	m.workers = s.workers
	for range s.workers {
		m.hands = append(m.hands, m.serve())
	}
	return m
}

// within waits until something has happened, and says how far the letters are
// if it does not.
func (m *team) within(d time.Duration, what string, c <-chan struct{}) {
	m.t.Helper()
	select {
	case <-c:
	case <-time.After(d):
		m.t.Fatalf("no %s in %s: %d reminders made, %d mailed", what, d, len(m.made()), len(m.mailed()))
	}
}

// stop waits until the run has ended, and ends all workers.
func (m *team) stop() {
	m.t.Helper()
	ended := func() bool {
		return slices.ContainsFunc(m.hands, func(p *process) bool { return strings.Contains(p.err.String(), `"msg":"run ended"`) })
	}
	for limit := time.Now().Add(patience); !ended(); {
		if time.Now().After(limit) {
			m.t.Fatal("the run does not end")
		}
		time.Sleep(20 * time.Millisecond) // one of many processes will say it
	}
	for _, p := range m.hands {
		p.stop().want(m.t, 0)
	}
}

// outcome counts, by MOCO's own log, what was done twice and what is missing.
func (m *team) outcome() (dup, missing int) {
	made, mailed := count(m.made()), count(m.mailed())
	for _, n := range m.numbers {
		for _, times := range []int{made[n+"/M1"], mailed[n]} {
			dup += max(0, times-1)
			missing += max(0, 1-times)
		}
	}
	return dup, missing
}

// most is the largest number of requests in any window that begins with one of
// them.
func most(requests []mocosim.Request, window time.Duration) int {
	worst, first := 0, 0
	for i, r := range requests {
		for r.Time.Sub(requests[first].Time) >= window {
			first++
		}
		worst = max(worst, i-first+1)
	}
	return worst
}

// byWorker counts the entries that each worker has carried out.
func (m *team) byWorker() []int {
	m.t.Helper()
	n := map[string]int{}
	for _, o := range m.worker("audit", "--json", "--limit", "0").want(m.t, 0).objects(m.t) {
		if o["type"] == "event" && o["from"] == "intent" && o["to"] == "done" {
			n[fmt.Sprint(o["actor"])]++
		}
	}
	var out []int
	for _, x := range n {
		out = append(out, x)
	}
	slices.Sort(out)
	return out
}

// TestF03_DiesBeforeTheClaim kills a worker that has released letters and put
// them on the queue, before it could claim one: they wait for MOCO's gate.
// Another worker carries the run through.
func TestF03_DiesBeforeTheClaim(t *testing.T) {
	t.Parallel()
	m := newTeam(t, teamwork{workers: 1, letters: 3, rate: ledger.Rate{Limit: 1200, Window: 2 * time.Minute}, lease: "2s"})
	last := mocosim.Match{Method: "GET", Path: "/projects"} // of the pull
	planted := m.moco.Fault(mocosim.Fault{Match: last, Nth: 1, Then: mocosim.ThenHang})
	held := m.moco.Next(last, mocosim.PhaseHeld)
	sent := m.mails(3)
	m.enqueue("dun").want(t, 0)
	wait(t, "the last page of the pull", held)
	d := dbtest.Open(t, m.store)
	now, err := d.Now(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ExecContext(t.Context(), `UPDATE pace SET blocked_until = $1`, now.Add(4*time.Second).UnixMilli()); err != nil {
		t.Fatal(err)
	}
	planted.Release()
	released := 0
	for limit := time.Now().Add(patience); released < 3; {
		if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM entry WHERE state = 'planned' AND fence = 0`).Scan(&released); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(limit) {
			t.Fatal("nothing was released")
		}
	}
	m.hands[0].kill()
	began := time.Now()
	fired := 0
	if len(m.moco.Writes()) == 0 {
		fired = 1
	}
	m.hands = []*process{m.serve()}
	m.within(patience, "e-mails", sent)
	took := time.Since(began)
	m.stop()
	m.wantSent(m.numbers...)
	dup, missing := m.outcome()
	report.Print(t, report.Row{ID: "F03", Min: 1, Runs: 1, Fired: fired, Dup: dup, Missing: missing, Recover: took})
}

// TestF22_FlushAll loses everything in Redis when MOCO has seen 500 of 1,000
// actions: all of them are done, none twice.
func TestF22_FlushAll(t *testing.T) {
	m := newTeam(t, teamwork{workers: 4, letters: 500, rate: ledger.Rate{Limit: 60_000, Window: 2 * time.Minute}})
	var writes, flushed atomic.Int64
	half := make(chan struct{})
	m.moco.OnRequest(func(e mocosim.Event) {
		if e.Method == "POST" && e.Phase == mocosim.PhaseCommitted && writes.Add(1) == 500 {
			close(half)
		}
	})
	sent := m.mails(500)
	m.enqueue("dun").want(t, 0)
	m.within(patience, "500 actions", half)
	if err := m.redis.Client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if left := 1000 - len(m.moco.Writes()); left > 0 {
		t.Logf("flushed with %d actions left", left)
		flushed.Add(1)
	}
	m.within(3*time.Minute, "1,000 actions", sent)
	took := time.Since(began)
	m.stop()
	m.wantSent(m.numbers...)
	dup, missing := m.outcome()
	report.Print(t, report.Row{ID: "F22", Min: 1, Runs: 1, Fired: int(flushed.Load()), Dup: dup, Missing: missing, Recover: took, Note: "1,000 actions, FLUSHALL at 500"})
}

// TestF44_ManyWorkers lets workers work on one account as fast as they may: no
// window holds more than the limit, the configured pace is used, no worker and
// no letter is left out. With the tag soak it lasts a minute, and the pace is
// asserted; see manyWorkers.
func TestF44_ManyWorkers(t *testing.T) {
	s := manyWorkers
	m := newTeam(t, s.teamwork)
	sent := m.mails(s.letters)
	m.enqueue("dun").want(t, 0)
	m.within(3*time.Minute, "e-mails", sent)
	m.stop()
	m.wantSent(m.numbers...)
	dup, missing := m.outcome()
	all := m.moco.Requests()
	worst := most(all, s.rate.Window)
	if worst > s.rate.Limit {
		t.Errorf("%d requests in a window of %s, the limit is %d", worst, s.rate.Window, s.rate.Limit)
	}
	share := m.share(all, s)
	if share < s.atLeast {
		t.Errorf("%.1f %% of the configured pace, want %.0f %%", 100*share, 100*s.atLeast)
	}
	by := m.byWorker()
	if len(by) != s.workers || by[0] < s.letters/s.workers/4 {
		t.Errorf("the entries of %d workers: %v", s.workers, by)
	}
	report.Print(t, report.Row{ID: "F44", Min: 1, Runs: 1, Fired: 1, Dup: dup, Missing: missing,
		Note: fmt.Sprintf("%d workers, at most %d of %d in any %s, %.1f %% of the pace in %s, entries by worker %v",
			s.workers, worst, s.rate.Limit, s.rate.Window, 100*share, s.measured, by)})
}

// pacework is a team's work of which the pace is measured.
type pacework struct {
	teamwork
	measured time.Duration // from a second after the first letter
	atLeast  float64       // the share of the pace
}

// share is how much of the configured pace was used while it was measured.
func (m *team) share(all []mocosim.Request, s pacework) float64 {
	m.t.Helper()
	first := slices.IndexFunc(all, func(r mocosim.Request) bool { return r.Method == "POST" })
	from := all[first].Time.Add(time.Second)
	n := 0
	for _, r := range all {
		if d := r.Time.Sub(from); d >= 0 && d < s.measured {
			n++
		}
	}
	if end := all[len(all)-1].Time; end.Before(from.Add(s.measured)) {
		m.t.Errorf("the work was done after %s, too early to measure %s", end.Sub(from), s.measured)
	}
	return float64(n) / float64(s.rate.Use()) * float64(s.rate.Window) / float64(s.measured)
}

// TestRefusedKeyWithTwoHands revokes the write key while a worker has two
// hands at work: at most one more request follows the refused one, the run
// fails, people hear of it once, and the rest goes out with a good key.
func TestRefusedKeyWithTwoHands(t *testing.T) {
	t.Parallel()
	var bills []bill
	for i := range 12 {
		bills = append(bills, bill{number: fmt.Sprintf("R-%02d", i+1), late: 20})
	}
	w := newWorld(t, setup{bills: bills, limits: "{reminders_per_run: 25, share_of_open_invoices: 100%}"})
	w.moco.AfterWrites(5, func(*mocosim.Account) { w.moco.Fault(mocosim.Fault{Status: 401}) })
	p := w.serve()
	w.enqueue("dun", "--wait").want(t, 1)
	refused := 0
	for _, r := range w.moco.Requests() {
		if r.Status == 401 {
			refused++
		}
	}
	if refused < 1 || refused > 2 {
		t.Errorf("%d requests were refused, want one, and one more at most", refused)
	}
	if all := len(w.slack.In("finance")) + len(w.slack.In("ops-alerts")); all != 1 {
		t.Errorf("people were told %d times, want once", all)
	}
	p.stop().want(t, 0)
	w.moco.ClearFaults()
	sent := w.mails(12 - len(w.moco.Emails()))
	p = w.serve()
	w.await("the rest", sent)
	p.stop().want(t, 0)
	var numbers []string
	for _, b := range bills {
		numbers = append(numbers, b.number)
	}
	w.wantSent(numbers...)
}
