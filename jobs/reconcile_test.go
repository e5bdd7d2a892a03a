package jobs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
)

// situation is a difference between MOCO and the ledger, made after an ordinary
// run, and what the reconciliation says about it. # stands for the id of the
// reminder of level 1.
type situation struct {
	name string
	make func(t *testing.T, w *jobstest.World, id int64)
	news []string // new findings, as "kind open: text"
	hold string   // why the rules let the invoice go no further; "" if they do
	// settle ends it, if it can be ended; the finding then settles itself.
	settle func(t *testing.T, w *jobstest.World, id int64)
}

func situations() []situation {
	forget := func(t *testing.T, w *jobstest.World, id int64) {
		change(t, w, `DELETE FROM entry WHERE subject LIKE '%`+first+`%'`)
	}
	remove := func(t *testing.T, w *jobstest.World, id int64) {
		must(t, w.Sim.Account().Delete("invoice_reminders", id))
	}
	unsend := func(t *testing.T, w *jobstest.World, id int64) {
		must(t, w.Sim.Account().Change("invoice_reminders", id, map[string]any{"status": "created"}))
	}
	accept := func(t *testing.T, w *jobstest.World, id int64) {
		must(t, w.Ledger.AcceptLevel(t.Context(), billing.ID(w.Sim.Account().Invoice(first)), 1, "anna@host"))
	}
	send := func(t *testing.T, w *jobstest.World, id int64) { must(t, w.Sim.Account().MarkReminderSent(id)) }
	return []situation{
		{name: "nothing", make: func(*testing.T, *jobstest.World, int64) {}},
		{name: "restored from a backup", make: forget,
			news: []string{"unknown noted: reminder # of level 1 was mailed, and our ledger does not know it: was it restored from a backup? The level counts from now on"}},
		{name: "deleted", make: remove, settle: accept, hold: "drift: our ledger says level 1, MOCO shows level 0",
			news: []string{"drift open: our ledger says level 1, MOCO shows level 0; settle it with: worker level accept " + first + " N"}},
		{name: "deleted, and paid", make: func(t *testing.T, w *jobstest.World, id int64) {
			remove(t, w, id)
			_, err := w.Sim.Account().Pay(first, "")
			must(t, err)
		}},
		{name: "mailed, and unsent in MOCO", make: unsend, settle: send, hold: "unsent reminder # exists in MOCO",
			news: []string{"drift open: our ledger mailed level 1 with reminder #, which MOCO shows as unsent"}},
		{name: "made and never mailed", hold: "unsent reminder # exists in MOCO",
			make: func(t *testing.T, w *jobstest.World, id int64) {
				unsend(t, w, id)
				change(t, w, `UPDATE entry SET state = 'failed' WHERE action = 'email' AND subject LIKE '%`+first+`%'`)
			},
			news: []string{"unsent open: reminder # of level 1 was made and never mailed: mail it or delete it in MOCO"}, settle: remove},
		{name: "unsent, and forgotten", hold: "unsent reminder # exists in MOCO",
			make:   func(t *testing.T, w *jobstest.World, id int64) { unsend(t, w, id); forget(t, w, id) },
			news:   []string{"unsent open: reminder # of level 1 is unsent, and our ledger does not know it: mail it or delete it in MOCO"},
			settle: remove},
		{name: "of another installation, unsent", hold: "unsent reminder # exists in MOCO",
			make: func(t *testing.T, w *jobstest.World, id int64) {
				unsend(t, w, id)
				forget(t, w, id)
				must(t, w.Sim.Account().Change("invoice_reminders", id, map[string]any{"text": "<div>Unser Zeichen: " + first + "/M1-0a1b</div>"}))
			},
			news:   []string{"unsent open: reminder # of level 1 is unsent; another installation (0a1b) made it, and nobody here mails it"},
			settle: remove},
		{name: "of another installation, mailed",
			make: func(t *testing.T, w *jobstest.World, id int64) {
				forget(t, w, id)
				must(t, w.Sim.Account().Change("invoice_reminders", id, map[string]any{"text": "<div>Unser Zeichen: " + first + "/M1-0a1b</div>"}))
			},
			news: []string{"unknown noted: another installation (0a1b) mailed level 1 with reminder #; the level counts here too"}},
		{name: "twice, one unsent", make: func(t *testing.T, w *jobstest.World, id int64) { copyOf(t, w, id, 9901, "created") },
			hold:   "unsent reminder 9901 exists in MOCO",
			news:   []string{"twin open: reminders # and 9901 are both level 1: 9901 is unsent, delete it in MOCO"},
			settle: func(t *testing.T, w *jobstest.World, id int64) { remove(t, w, 9901) }},
		{name: "twice, both mailed", make: func(t *testing.T, w *jobstest.World, id int64) { copyOf(t, w, id, 9901, "sent") },
			news: []string{
				"twin noted: reminders # and 9901 of level 1 were both mailed",
				"unknown noted: reminder 9901 of level 1 was mailed, and our ledger does not know it: was it restored from a backup? The level counts from now on"}},
		{name: "in review for long", make: func(t *testing.T, w *jobstest.World, id int64) {
			change(t, w, `UPDATE entry SET id = 'a_1', state = 'review', updated_at = updated_at - 86400000 WHERE action = 'email' AND subject LIKE '%`+first+`%'`)
		}, hold: "letter in hand",
			news: []string{"review open: email waits for a person since DAY: worker actions show a_1"},
			settle: func(t *testing.T, w *jobstest.World, id int64) {
				change(t, w, `UPDATE entry SET state = 'done' WHERE id = 'a_1'`)
			}},
		{name: "by a person", make: func(t *testing.T, w *jobstest.World, id int64) {
			own, err := w.Sim.Account().Remind(first)
			must(t, err)
			must(t, w.Sim.Account().MarkReminderSent(own))
		}},
	}
}

// Each difference is found, held where a letter could go wrong, told once, and
// settles itself.
func TestReconcile(t *testing.T) {
	t.Parallel()
	for _, s := range situations() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) { o.Mark = "7f3a" })
			run(t, w)
			id := reminderOf(t, w, first)
			s.make(t, w, id)
			r := reconcile(t, w)
			wantFindings(t, r.News, id, s.news)
			if hold := whyHeld(t, w); hold != strings.ReplaceAll(s.hold, "#", fmt.Sprint(id)) {
				t.Errorf("the rules say %q, want %q", hold, s.hold)
			}
			must(t, w.Ledger.TellFindings(t.Context(), r.News, ledger.Untold{}))
			if again := reconcile(t, w); len(again.News) != 0 {
				t.Errorf("told twice: %+v", again.News)
			}
			if s.settle != nil {
				s.settle(t, w, id)
				after := reconcile(t, w)
				if len(after.Open) != 0 || len(after.News) != len(s.news) || after.News[0].Notice {
					t.Errorf("after it was settled: open %+v, news %+v", after.Open, after.News)
				}
				must(t, w.Ledger.TellFindings(t.Context(), after.News, ledger.Untold{}))
			}
			if last := reconcile(t, w); len(last.News) != 0 || len(last.Open) != 0 {
				t.Errorf("in the end: open %+v, news %+v", last.Open, last.News)
			}
			if _, err := w.Ledger.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			tidy(t, w)
		})
	}
}

// tidy ends what a situation has left, which is of no world's making.
func tidy(t *testing.T, w *jobstest.World) {
	t.Helper()
	for _, raw := range w.Sim.Account().All("invoice_reminders") {
		var r struct{ ID int64 }
		must(t, json.Unmarshal(raw, &r))
		if r.ID >= 9900 {
			must(t, w.Sim.Account().Delete("invoice_reminders", r.ID))
		}
	}
}

// What a letter of the ledger once was stays known: its reminder is found by a
// reconciliation, deleted in MOCO afterwards, and the level is not sent again.
func TestReconcileLearnsLevels(t *testing.T) {
	t.Parallel()
	w := world(t)
	run(t, w)
	change(t, w, `DELETE FROM entry`)
	reconcile(t, w)
	must(t, w.Sim.Account().Delete("invoice_reminders", reminderOf(t, w, first)))
	r := reconcile(t, w)
	if len(r.Open) != 1 || r.Open[0].Kind != ledger.FindingDrift {
		t.Errorf("%+v", r.Open)
	}
	if why := whyHeld(t, w); why != "drift: our ledger says level 1, MOCO shows level 0" {
		t.Error(why)
	}
	if before := len(w.Sim.Emails()); before != 2 {
		t.Fatalf("%d mails", before)
	}
	run(t, w)
	if after := len(w.Sim.Emails()); after != 2 {
		t.Errorf("%d mails after the reminder was deleted, want 2", after)
	}
}

// A reminder that was just made may be in somebody's hand, and a letter that is
// mailed while MOCO is read is no drift.
func TestReconcileLeavesWorkAlone(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Mark = "7f3a" })
	id := w.Release(w.Plan(), "remind")[0]
	w.Drive(w.Worker, id) // made, its mail is to follow
	r, err := w.Engine.Reconcile(t.Context(), 0)
	must(t, err)
	wantFindings(t, r.News, 0, nil)
	raw := fmt.Sprintf(`{"id":9901,"title":"x","text":"<div>%s/M3-0a1b</div>","fee":5.0,"date":"2026-11-23","due_date":"2026-12-03","status":"created","invoice":{"id":%d,"identifier":%q,"title":"x"},"created_at":%q,"updated_at":"2026-11-23T06:00:00Z"}`,
		second, w.Sim.Account().Invoice(second), second, time.Now().UTC().Format(time.RFC3339))
	must(t, w.Sim.Account().Put("invoice_reminders", json.RawMessage(raw)))
	if r, err = w.Engine.Reconcile(t.Context(), time.Hour); err != nil || len(r.Open) != 0 {
		t.Errorf("%+v, %v", r.Open, err)
	}
	if r, err = w.Engine.Reconcile(t.Context(), 0); err != nil || len(r.Open) != 1 {
		t.Errorf("%+v, %v", r.Open, err)
	}
	tidy(t, w)
}

// The one that matters may be on the last page.
func TestReconcileReadsAllPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	for i := range 320 {
		status, text := "sent", "Bitte zahlen Sie."
		if i == 0 { // the oldest, and the list begins with the newest
			status, text = "created", "Unser Zeichen: "+first+"/M3"
		}
		raw := fmt.Sprintf(`{"id":%d,"title":"x","text":"<div>%s</div>","fee":0,"date":"2026-10-01","due_date":"2026-10-03","status":%q,"invoice":{"id":%d,"identifier":%q,"title":"x"},"created_at":"2026-10-01T06:00:00Z","updated_at":"2026-10-01T06:00:00Z"}`,
			9900+i, text, status, w.Sim.Account().Invoice(first), first)
		must(t, w.Sim.Account().Put("invoice_reminders", json.RawMessage(raw)))
	}
	r := reconcile(t, w)
	wantFindings(t, r.News, 9900, []string{"unsent open: reminder # of level 3 is unsent, and our ledger does not know it: mail it or delete it in MOCO"})
	if r.Reminders < 320 || r.Requests < 7 {
		t.Errorf("%d reminders in %d requests", r.Reminders, r.Requests)
	}
	tidy(t, w)
}

func reconcile(t *testing.T, w *jobstest.World) jobs.Reconciled {
	t.Helper()
	r, err := w.Engine.Reconcile(t.Context(), 0)
	must(t, err)
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func change(t *testing.T, w *jobstest.World, statement string) {
	t.Helper()
	res, err := w.DB.ExecContext(t.Context(), statement)
	must(t, err)
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s changed %d rows, %v", statement, n, err)
	}
}

// reminderOf is the latest reminder of an invoice.
func reminderOf(t *testing.T, w *jobstest.World, number string) int64 {
	t.Helper()
	all := w.Reminders(number)
	if len(all) == 0 {
		t.Fatalf("%s has no reminder", number)
	}
	return all[len(all)-1].ID
}

// copyOf puts the same letter into MOCO once more.
func copyOf(t *testing.T, w *jobstest.World, id, as int64, status string) {
	t.Helper()
	raw, ok := w.Sim.Account().Get("invoice_reminders", id)
	if !ok {
		t.Fatalf("no reminder %d", id)
	}
	o := map[string]any{}
	must(t, json.Unmarshal(raw, &o))
	o["id"], o["status"] = as, status
	raw, err := json.Marshal(o)
	must(t, err)
	must(t, w.Sim.Account().Put("invoice_reminders", raw))
}

// whyHeld is why the first invoice gets no further letter; "" if it gets one or
// may wait for its day.
func whyHeld(t *testing.T, w *jobstest.World) string {
	t.Helper()
	w.Clock.Set(w.Clock.Now().AddDate(0, 0, 60))
	defer w.Clock.Set(w.Clock.Now().AddDate(0, 0, -60))
	for _, v := range w.Plan().Verdicts {
		if v.Identifier == first && (v.Outcome == "hold" || v.Reason == "letter in hand") {
			return v.Reason
		}
	}
	return ""
}

// wantFindings compares findings in words; # in want is the id.
func wantFindings(t *testing.T, got []ledger.Finding, id int64, want []string) {
	t.Helper()
	var said, wanted []string
	for _, f := range got {
		stand := "open"
		if f.Notice {
			stand = "noted"
		}
		said = append(said, fmt.Sprintf("%s %s: %s", f.Kind, stand, f.Text))
	}
	day := time.Now().UTC().Add(-24 * time.Hour).Format(time.DateOnly)
	for _, s := range want {
		wanted = append(wanted, strings.ReplaceAll(strings.ReplaceAll(s, "#", fmt.Sprint(id)), "DAY", day))
	}
	if d := cmp.Diff(wanted, said); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
}
