package actions_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// The answers of this file are none that MOCO is known to give. Whoever gives
// them must not get a letter twice out of the product, nor a letter left behind.

var (
	listReminders = jobstest.Match("GET /invoice_reminders")
	oneReminder   = jobstest.Match("GET /invoice_reminders/*")
)

// replaced answers with another text in the body.
func replaced(m mocosim.Match, old, text string) mocosim.Fault {
	return mocosim.Fault{Match: m, Rewrite: func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), old, text)) }}
}

// made is a world whose letter was made and not mailed yet.
func made(t *testing.T, change ...func(*jobstest.Options)) (w *jobstest.World, reminder string, mail ledger.Entry) {
	t.Helper()
	w = world(t, change...)
	id := w.Released("remind")
	if e := w.Drive(w.Worker, id); e.State != ledger.Done {
		t.Fatalf("%s %q", e.State, e.Reason)
	}
	mail, _ = w.Mail(id)
	return w, id, mail
}

// wantLeft fails the test unless the mail ended so, nothing was mailed, and so
// many reminders are left: one is the letter of level 1.
func wantLeft(t *testing.T, w *jobstest.World, e ledger.Entry, state ledger.State, reason string, left int) {
	t.Helper()
	if e.State != state || !strings.Contains(e.Reason, reason) {
		t.Errorf("%s %q, want %s %q", e.State, e.Reason, state, reason)
	}
	if n := len(w.Reminders(hansa)); n != left || len(w.Sim.Emails()) != 0 {
		t.Errorf("%d reminders are left, want %d; %d mails", n, left, len(w.Sim.Emails()))
	}
}

// MOCO says of something else that it is gone, not of the letter: that is
// taken back.
func TestGoneBesideTheLetter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, request string
		state         ledger.State
		reason        string
	}{
		{"the customer", "GET /companies/*", ledger.Failed, "the invoice's customer can't be read: GET /companies/"},
		{"the way to mail", "POST /invoice_reminders/*/send_email", ledger.Skipped, "it does not exist in MOCO any more; the unsent reminder 2272 was deleted"},
		{"the invoice", "GET /invoices/*", ledger.Skipped, "it does not exist in MOCO any more; the unsent reminder 2272 was deleted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, id, mail := made(t)
			f := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match(tt.request), Status: 404})
			e := w.Drive(w.Worker, mail.ID)
			wantLeft(t, w, e, tt.state, tt.reason, 1)
			if r := w.Entry(id); r.State != ledger.Skipped || f.Fired() != 1 {
				t.Errorf("the reminder's entry is %s; fired %d times", r.State, f.Fired())
			}
		})
	}
}

// A letter that was made and not mailed in time is taken back, not forgotten.
func TestMailThatIsLate(t *testing.T) {
	t.Parallel()
	late := func(t *testing.T, w *jobstest.World) {
		t.Helper()
		if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET deadline = 1`); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("nothing else happened", func(t *testing.T) {
		t.Parallel()
		w, id, mail := made(t)
		late(t, w)
		wantLeft(t, w, w.Drive(w.Worker, mail.ID), ledger.Expired, "its plan's time was over; the unsent reminder 2272 was deleted", 1)
		if r := w.Entry(id); r.State != ledger.Skipped {
			t.Errorf("the reminder's entry is %s", r.State)
		}
	})
	t.Run("a person mailed it", func(t *testing.T) {
		t.Parallel()
		w, _, mail := made(t)
		late(t, w)
		if err := w.Sim.Account().MarkReminderSent(2272); err != nil {
			t.Fatal(err)
		}
		wantLeft(t, w, w.Drive(w.Worker, mail.ID), ledger.Skipped, "was mailed from MOCO already", 2)
	})
	t.Run("the reminder came up after the settle time", func(t *testing.T) {
		t.Parallel()
		w := world(t, impatient)
		f := w.Sim.Fault(mocosim.Fault{Match: create, Nth: 1, Commit: mocosim.CommitAfter, Then: mocosim.ThenHang})
		id := w.Released("remind")
		e := w.Apply(w.Worker, id)
		for e.State == ledger.Intent {
			w.Later(30 * time.Minute)
			e = w.Apply(w.Worker, id)
		}
		committed := w.Sim.Next(create, mocosim.PhaseCommitted)
		f.Release()
		<-committed
		late(t, w)
		reminder, mail := w.DriveLetter(w.Worker, id)
		wantLeft(t, w, mail, ledger.Expired, "its plan's time was over; the unsent reminder 2272 was deleted", 1)
		if reminder.State != ledger.Skipped {
			t.Errorf("the reminder's entry is %s %q", reminder.State, reminder.Reason)
		}
	})
}

// A status that is neither created nor sent may mean that it was mailed.
func TestReminderOfUnknownStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"Created", "SENT", "mailed", ""} {
		t.Run("before the mail: "+status, func(t *testing.T) {
			t.Parallel()
			w, _, mail := made(t)
			w.Sim.Fault(replaced(listReminders, `"created"`, fmt.Sprintf("%q", status)))
			wantLeft(t, w, w.Drive(w.Worker, mail.ID), ledger.Review, "whether it was mailed, nobody can tell", 2)
		})
	}
	t.Run("after a mail without an answer", func(t *testing.T) {
		t.Parallel()
		w, _, mail := made(t)
		w.Sim.Fault(mocosim.CommitThenDrop(send))
		w.Sim.Fault(replaced(oneReminder, `"sent"`, `"delivered"`))
		e := w.Drive(w.Worker, mail.ID)
		if e.State != ledger.Review || !strings.Contains(e.Reason, `the status "delivered"`) || len(w.Sim.Emails()) != 1 {
			t.Errorf("%s %q, %d mails", e.State, e.Reason, len(w.Sim.Emails()))
		}
	})
	t.Run("when it is taken back", func(t *testing.T) {
		t.Parallel()
		w, _, mail := made(t)
		if _, err := w.Sim.Account().Pay(hansa, ""); err != nil {
			t.Fatal(err)
		}
		w.Sim.Fault(replaced(oneReminder, `"created"`, `"queued"`))
		wantLeft(t, w, w.Drive(w.Worker, mail.ID), ledger.Review, `the status "queued"`, 2)
	})
}

// The list of reminders lags behind: only the invoice shows the letter.
func TestReminderThatOnlyTheInvoiceShows(t *testing.T) {
	t.Parallel()
	empty := func(w *jobstest.World, times int) {
		w.Sim.Fault(mocosim.Fault{Match: listReminders, Nth: 1, Times: times, Rewrite: func([]byte) []byte { return []byte("[]") }, Header: map[string]string{"X-Total": "0"}})
	}
	t.Run("before the mail", func(t *testing.T) {
		t.Parallel()
		w, _, mail := made(t)
		empty(w, 100)
		if e := w.Drive(w.Worker, mail.ID); e.State != ledger.Done || len(w.Sim.Emails()) != 1 {
			t.Errorf("%s %q, %d mails", e.State, e.Reason, len(w.Sim.Emails()))
		}
	})
	t.Run("after a create without an answer", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		id := w.Released("remind")
		w.Sim.Fault(mocosim.CommitThenDrop(create))
		w.Apply(w.Worker, id)
		empty(w, 100)
		reminder, mail := w.DriveLetter(w.Worker, id)
		if reminder.State != ledger.Done || mail.State != ledger.Done {
			t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
		}
		if d := w.Done(); d.Posts != 1 || d.Mailed != 1 {
			t.Errorf("%+v", d)
		}
	})
}

// The same reference comes up twice after the settle time: nobody knows whose
// is whose.
func TestTwoLateReminders(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Sim.Fault(mocosim.DropBeforeCommit(create))
	id := w.Released("remind")
	e := w.Apply(w.Worker, id)
	for e.State == ledger.Intent {
		w.Later(30 * time.Minute)
		e = w.Apply(w.Worker, id)
	}
	for _, n := range []int{2280, 2281} {
		raw := fmt.Sprintf(`{"id":%d,"title":"1. Mahnung","text":"<div>Unser Zeichen: R2610-022/M2</div>","fee":5.0,"date":"2026-11-23","due_date":"2026-12-03","status":"created","invoice":{"id":80699,"identifier":%q,"title":"x"},"created_at":"2026-11-23T06:00:00Z","updated_at":"2026-11-23T06:00:00Z"}`, n, hansa)
		if err := w.Sim.Account().Put("invoice_reminders", json.RawMessage(raw)); err != nil {
			t.Fatal(err)
		}
	}
	e = w.Drive(w.Worker, id)
	if e.State != ledger.Review || !strings.Contains(e.Reason, "2 reminders with the reference R2610-022/M2 exist") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if d := w.Done(); d.Posts != 1 || d.Mailed != 0 {
		t.Errorf("%+v", d)
	}
	for _, n := range []int64{2280, 2281} { // the person decides
		if err := w.Sim.Account().Delete("invoice_reminders", n); err != nil {
			t.Error(err)
		}
	}
}

// The answer to a create names a reminder that was there before, as a cache
// might: ours is found by its reference.
func TestAnswerNamesAnOldReminder(t *testing.T) {
	t.Parallel()
	w := world(t)
	old := w.Reminders(hansa)[0].ID
	w.Sim.Fault(mocosim.Fault{Match: create, Nth: 1, Rewrite: func([]byte) []byte { return []byte(fmt.Sprintf(`{"id":%d}`, old)) }})
	reminder, mail := w.DriveLetter(w.Worker, w.Released("remind"))
	if reminder.State != ledger.Done || mail.State != ledger.Done || reminder.RemoteID == fmt.Sprint(old) {
		t.Errorf("%s %q (%s), %s %q", reminder.State, reminder.Reason, reminder.RemoteID, mail.State, mail.Reason)
	}
	if m := w.Sim.Emails(); len(m) != 1 || m[0].Reminder == old {
		t.Errorf("mailed: %+v", m)
	}
}

// A comment comes up after the settle time, just before it is made again.
func TestCommentAfterTheSettleTime(t *testing.T) {
	t.Parallel()
	w := world(t, impatient, commentRule)
	m := jobstest.Match("POST /comments")
	late := w.Sim.Fault(mocosim.Fault{Match: m, Nth: 1, Commit: mocosim.CommitAfter, Then: mocosim.ThenHang})
	id := w.Released("comment")
	e := w.Apply(w.Worker, id)
	for e.State == ledger.Intent {
		w.Later(30 * time.Minute)
		e = w.Apply(w.Worker, id)
	}
	committed := w.Sim.Next(m, mocosim.PhaseCommitted)
	late.Release()
	<-committed
	if e = w.Drive(w.Worker, id); e.State != ledger.Done || !strings.Contains(e.Reason, "found in MOCO") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if d := w.Done(); d.Comments != 1 {
		t.Errorf("%+v", d)
	}
}

// A mail takes effect after the settle time, just before it is asked for again:
// it counts as ours, so that its level stays known whatever becomes of the
// reminder in MOCO.
func TestMailAfterTheSettleTime(t *testing.T) {
	t.Parallel()
	w := world(t, impatient)
	m := jobstest.Match("POST /invoice_reminders/*/send_email")
	late := w.Sim.Fault(mocosim.Fault{Match: m, Nth: 1, Commit: mocosim.CommitAfter, Then: mocosim.ThenHang})
	w.Drive(w.Worker, w.Released("remind"))
	var mail ledger.Entry
	for _, e := range w.Entries() {
		if e.Action == "email" {
			mail = e
		}
	}
	e := w.Apply(w.Worker, mail.ID)
	for e.State == ledger.Intent {
		w.Later(30 * time.Minute)
		e = w.Apply(w.Worker, mail.ID)
	}
	committed := w.Sim.Next(m, mocosim.PhaseCommitted)
	late.Release()
	<-committed
	if e = w.Drive(w.Worker, mail.ID); e.State != ledger.Done || !strings.Contains(e.Reason, "as MOCO shows") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	facts, err := w.Worker.Ledger.Facts(t.Context(), "")
	if d := w.Done(); d.Mailed != 1 || err != nil || facts.Levels[80699] != 2 {
		t.Errorf("%+v, %+v, %v", d, facts.Levels, err)
	}
}
