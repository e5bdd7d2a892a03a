package test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/oracle"
	"github.com/mocowork/mocowork/test/report"
)

// twin is a second installation on the same account and workspace, with a
// folder and a database of its own.
func (w *world) twin(s setup) *world {
	w.t.Helper()
	v := &world{t: w.t, dir: w.t.TempDir(), home: w.t.TempDir(), moco: w.moco, slack: w.slack, witness: w.witness}
	v.configure(s)
	return v
}

// letters counts what the customers of an account got: e-mails by reference,
// and reminders of ours that are left unsent.
func (w *world) letters() (mails map[string]int, unsent []int64) {
	w.t.Helper()
	text := map[int64]string{}
	for _, r := range w.moco.Writes() {
		if r.Path == "/invoice_reminders" && r.Method == "POST" && r.Committed {
			var body struct{ Text string }
			if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
				w.t.Fatal(err)
			}
			text[r.IDs[0]] = reference.FindString(body.Text)
		}
	}
	mails = map[string]int{}
	for _, m := range w.moco.Emails() {
		mails[strings.TrimLeft(text[m.Reminder], ">")]++
	}
	for _, raw := range w.moco.Account().All("invoice_reminders") {
		var r struct {
			ID     int64
			Status string
		}
		if err := json.Unmarshal(raw, &r); err != nil {
			w.t.Fatal(err)
		}
		if r.Status != "sent" {
			unsent = append(unsent, r.ID)
		}
	}
	return mails, unsent
}

// once fails the test unless each reference was mailed once, by whichever
// installation, and nothing of ours is left unsent. It counts for the report.
func (w *world) once(row *report.Row, refs ...string) {
	w.t.Helper()
	mails, unsent := w.letters()
	for _, ref := range refs {
		switch n := mails[ref]; {
		case n == 0:
			row.Missing++
			w.t.Errorf("%s was never mailed", ref)
		case n > 1:
			row.Dup += n - 1
			w.t.Errorf("%s was mailed %d times", ref, n)
		}
		delete(mails, ref)
	}
	for ref, n := range mails {
		row.Dup += n
		w.t.Errorf("%s was mailed, and nobody wanted it", ref)
	}
	if len(unsent) > 0 {
		w.t.Errorf("left unsent: %v", unsent)
	}
	w.judge(oracle.Terms{Zone: zone, Workers: 2, Twins: true})
}

// made counts reminders that were made, and those deleted again.
func (w *world) madeAndDeleted() (made, deleted int) {
	for _, r := range w.moco.Writes() {
		switch {
		case !r.Committed:
		case r.Method == "DELETE":
			deleted++
		case r.Path == "/invoice_reminders":
			made++
		}
	}
	return made, deleted
}

// twinOrders are orders of the requests of two installations that are forced:
// a is started first, b meets the moment at which a stands still.
var twinOrders = []struct {
	name string
	// hold is the request of a that waits until b has come to its end, or, with
	// until, to that request.
	hold  mocosim.Match
	fault mocosim.Fault
	until mocosim.Match
	// both says that both made a reminder, so that one has to go.
	both bool
}{
	{name: "a is about to make it while b does everything", hold: makeReminder, fault: mocosim.Fault{Commit: mocosim.CommitAfter}, both: true},
	{name: "a has made it while b does everything", hold: makeReminder, fault: mocosim.Fault{Commit: mocosim.CommitBefore}},
	{name: "a is about to mail it while b does everything", hold: mailReminder, fault: mocosim.Fault{Commit: mocosim.CommitAfter}},
	{name: "a has mailed it while b does everything", hold: mailReminder, fault: mocosim.Fault{Commit: mocosim.CommitBefore}},
	{name: "a has read while b does everything", hold: mocosim.Match{Method: "GET", Path: "/invoices/9001"}, fault: mocosim.Fault{Commit: mocosim.CommitBefore}, both: true},
	{name: "b makes it while a is about to make it", hold: makeReminder, fault: mocosim.Fault{Commit: mocosim.CommitAfter}, until: mailReminder, both: true},
}

// TestF38_TwoInstallations starts two installations with a SQLite file each on
// one account. Each customer gets each level once; the second reminder, if it
// came to that, is deleted and reported.
func TestF38_TwoInstallations(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F38", Min: len(twinOrders) + 3}
	t.Run("group", func(t *testing.T) {
		for _, o := range twinOrders {
			t.Run(o.name, func(t *testing.T) {
				w := newWorld(t, setup{bills: oneBill()})
				v := w.twin(setup{})
				o.fault.Match, o.fault.Nth, o.fault.Then = o.hold, 1, mocosim.ThenHang
				planted := w.moco.Fault(o.fault)
				held := w.moco.Next(o.hold, mocosim.PhaseHeld)
				a := w.start("worker", "run", "dun")
				wait(t, "a's request", held)
				if o.until.Path == "" {
					v.worker("run", "dun").want(t, 0)
					planted.Release()
				} else {
					committed := w.moco.Next(o.until, mocosim.PhaseReceived)
					b := v.start("worker", "run", "dun")
					wait(t, "b's request", committed)
					planted.Release()
					b.wait().want(t, 0)
				}
				a.wait().want(t, 0)
				row.Runs, row.Fired = row.Runs+1, row.Fired+planted.Fired()
				w.once(&row, "R-1/M1")
				w.reported(v, o.both)
			})
		}
		for round := range 3 {
			t.Run(fmt.Sprintf("together %d", round), func(t *testing.T) {
				w := newWorld(t, setup{})
				v := w.twin(setup{})
				seed := rand.Uint64()
				t.Logf("seed %d", seed)
				w.together(v, rand.New(rand.NewPCG(seed, 0)))
				row.Runs, row.Fired = row.Runs+1, row.Fired+1
				w.once(&row, "R-1/M1", "R-2/M1", "R-3/M1")
			})
		}
	})
	row.Note = fmt.Sprintf("%d forced orders, the rest free", len(twinOrders))
	report.Print(t, row)
}

func oneBill() []bill { return []bill{{number: "R-1", gross: "1190.00", late: 20}} }

// reported checks that a reminder which was deleted again is told about: by the
// run, in Slack and in the audit.
func (w *world) reported(v *world, both bool) {
	w.t.Helper()
	made, deleted := w.madeAndDeleted()
	if both != (deleted == 1) || made != deleted+1 {
		w.t.Errorf("%d reminders were made and %d deleted; both made one: %v", made, deleted, both)
	}
	if deleted == 0 {
		return
	}
	audits := w.worker("audit", "--limit", "0").want(w.t, 0).out + v.worker("audit", "--limit", "0").want(w.t, 0).out
	if !strings.Contains(audits, "another installation") || !strings.Contains(audits, "was deleted") {
		w.t.Errorf("the audit does not say what was deleted:\n%s", audits)
	}
	slack := ""
	for _, m := range w.slack.Messages() {
		slack += fmt.Sprintf("%s %s\n", m.Text, m.Blocks)
	}
	if !strings.Contains(slack, "another installation") {
		w.t.Errorf("Slack does not say that another installation was there:\n%s", slack)
	}
}

// together starts both, a moment apart that differs from round to round.
func (w *world) together(v *world, rng *rand.Rand) {
	w.t.Helper()
	apart := time.Duration(rng.IntN(150)) * time.Millisecond
	w.t.Logf("%s apart", apart)
	a := w.start("worker", "run", "dun")
	time.Sleep(apart)
	b := v.start("worker", "run", "dun")
	for _, p := range []*process{a, b} {
		p.wait().want(w.t, 0)
	}
}

// TestF29_TwoDeployments lets two installations serve one account over one
// Redis, each with its own database. Their schedules are due at the same moment.
func TestF29_TwoDeployments(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F29", Min: 3}
	t.Run("group", func(t *testing.T) {
		for _, shared := range []bool{true, false, true} {
			t.Run(fmt.Sprintf("shared Redis %v", shared), func(t *testing.T) {
				redis := ""
				if shared {
					redis = redistest.Start(t).URL()
				}
				s := setup{redis: redis, schedule: `{cron: "* * * * *", if_missed: run_once}`}
				w := newWorld(t, s)
				v := w.twin(s)
				sites := []*world{w, v}
				for _, x := range sites {
					x.missedTicks()
				}
				sent := w.mails(3)
				var workers []*process
				for _, x := range sites {
					workers = append(workers, x.start("worker", "serve"))
				}
				w.await("three e-mails", sent)
				for _, x := range sites {
					x.enqueue("dun", "--again", "--wait").want(t, 0)
					x.scheduledRunEnds()
				}
				for _, p := range workers {
					p.stop().want(t, 0)
				}
				for _, x := range sites {
					x.worker("runs").want(t, 0, "done").not(t, "running", "queued", "failed", "partly")
					x.worker("audit", "--verify").want(t, 0)
				}
				row.Runs, row.Fired = row.Runs+1, row.Fired+1
				w.once(&row, "R-1/M1", "R-2/M1", "R-3/M1")
			})
		}
	})
	row.Note = "both serve, with schedules"
	report.Print(t, row)
}

// missedTicks lets a schedule be due as soon as a worker serves.
func (w *world) missedTicks() {
	w.t.Helper()
	p := w.serve()
	w.until("the schedule begins", func(d *db.DB) bool { return has(w.t, d, `SELECT count(*) FROM schedule WHERE name = 'dun'`) })
	p.stop().want(w.t, 0)
	w.change(`UPDATE schedule SET handled = handled - 600000 WHERE name = 'dun'`)
}

// scheduledRunEnds waits until a run of the schedule has ended, and every other.
func (w *world) scheduledRunEnds() {
	w.t.Helper()
	w.until("the schedule's run ends", func(d *db.DB) bool {
		return has(w.t, d, `SELECT count(*) FROM run WHERE origin = 'schedule' AND ended_at > 0`) && !has(w.t, d, `SELECT count(*) FROM run WHERE ended_at = 0`)
	})
}

// until waits until the installation's database says so.
func (w *world) until(what string, ok func(*db.DB) bool) {
	w.t.Helper()
	d := dbtest.Open(w.t, "sqlite:"+w.path("data/mocowork.db"))
	for limit := time.Now().Add(patience); !ok(d); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			w.t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// has asks for a count that is not 0.
func has(t *testing.T, d *db.DB, query string) bool {
	t.Helper()
	var n int
	if err := d.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}
