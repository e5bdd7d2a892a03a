package actions_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// What people do in MOCO between the plan and the letter decides.
func TestBeforeTheReminder(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		do     func(*mocosim.Account) error
		state  ledger.State
		reason string
	}{
		{"paid", func(a *mocosim.Account) error { _, err := a.Pay(hansa, ""); return err }, ledger.Skipped, "paid"},
		{"paid in part", func(a *mocosim.Account) error { _, err := a.Pay(hansa, "4000"); return err }, ledger.Skipped, "Zahlung in den letzten 3 Tagen"},
		{"ignored", func(a *mocosim.Account) error { return a.SetStatus(hansa, "ignored") }, ledger.Skipped, "ignored in MOCO"},
		{"a draft again", func(a *mocosim.Account) error { return a.SetStatus(hansa, "draft") }, ledger.Skipped, "a draft"},
		{"a status that nobody knows", func(a *mocosim.Account) error { return a.SetStatus(hansa, "escalated") }, ledger.Skipped, `unknown status "escalated"`},
		{"tagged", func(a *mocosim.Account) error { return a.Tag(hansa, "Mahnsperre") }, ledger.Skipped, "Sonderabsprache"},
		{"due later", func(a *mocosim.Account) error {
			return a.Change("invoices", a.Invoice(hansa), map[string]any{"due_date": "2026-12-01"})
		}, ledger.Skipped, "not due yet"},
		{"another amount", func(a *mocosim.Account) error {
			return a.Change("invoices", a.Invoice(hansa), map[string]any{"gross_total": 12000.0})
		}, ledger.Skipped, "changed since the plan: open is 12,000.00 EUR now, it was 12,400.00 EUR"},
		{"reversed", func(a *mocosim.Account) error {
			return a.Change("invoices", a.Invoice(hansa), map[string]any{"reversed": true})
		}, ledger.Skipped, "reversed"},
		{"deleted", func(a *mocosim.Account) error { return a.Delete("invoices", a.Invoice(hansa)) }, ledger.Skipped, "it does not exist in MOCO any more"},
		{"a person's reminder, not sent", func(a *mocosim.Account) error { _, err := a.Remind(hansa); return err }, ledger.Skipped, "unsent reminder 2272 exists in MOCO"},
		{"a person's reminder, sent", func(a *mocosim.Account) error {
			id, err := a.Remind(hansa)
			if err != nil {
				return err
			}
			return a.MarkReminderSent(id)
		}, ledger.Skipped, "vor weniger als 10 Tagen gemahnt"},
		{"an amount that can't be read", func(a *mocosim.Account) error {
			return a.Change("invoices", a.Invoice(hansa), map[string]any{"gross_total": "1.234,56"})
		}, ledger.Failed, `"1.234,56"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			id := w.Released("remind")
			if err := tt.do(w.Sim.Account()); err != nil {
				t.Fatal(err)
			}
			e := w.Drive(w.Worker, id)
			if e.State != tt.state || !strings.Contains(e.Reason, tt.reason) {
				t.Errorf("%s %q, want %s %q", e.State, e.Reason, tt.state, tt.reason)
			}
			if diff := cmp.Diff(jobstest.Deeds{}, w.Done()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			// The key is free: what is planned tomorrow is not in hand today.
			for _, l := range w.Plan().Lines {
				if l.InHand != "" {
					t.Errorf("line %s is %s", l.Key, l.InHand)
				}
			}
		})
	}
}

// A part payment that is old enough to leave the letter due changes its amount.
func TestPartPaymentWithAnOldDate(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	pay := fmt.Sprintf(`{"id":99001,"date":"2026-11-02","invoice":{"id":80699,"identifier":%q,"title":"x"},"paid_total":"4000.0","currency":"EUR","created_at":"2026-11-23T06:00:00Z","updated_at":"2026-11-23T06:00:00Z"}`, hansa)
	if err := w.Sim.Account().Put("invoice_payments", json.RawMessage(pay)); err != nil {
		t.Fatal(err)
	}
	if err := w.Sim.Account().SetStatus(hansa, "partially_paid"); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, id)
	if e.State != ledger.Skipped || e.Reason != "changed since the plan: open is 8,400.00 EUR now, it was 12,400.00 EUR" {
		t.Errorf("%s %q", e.State, e.Reason)
	}
}

// What people do between the reminder and its mail: the unsent reminder must
// not stay, because a person can mail it with one click.
func TestBetweenReminderAndMail(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Reminder, Mail ledger.State
		Reason         string
		Deeds          jobstest.Deeds
	}
	kept, deleted := jobstest.Deeds{Posts: 1, Made: 1}, jobstest.Deeds{Posts: 1, Made: 1, Deleted: 1}
	tests := []struct {
		name string
		do   func(*mocosim.Account) error
		want outcome
	}{
		{"paid", func(a *mocosim.Account) error { _, err := a.Pay(hansa, ""); return err },
			outcome{ledger.Skipped, ledger.Skipped, "paid meanwhile; the unsent reminder 2272 was deleted", deleted}},
		{"paid in part", func(a *mocosim.Account) error { _, err := a.Pay(hansa, "4000"); return err },
			outcome{ledger.Skipped, ledger.Skipped, "Zahlung in den letzten 3 Tagen (payment 1 of 23 Nov 2026, 4,000.00 EUR); the unsent reminder 2272 was deleted", deleted}},
		{"ignored", func(a *mocosim.Account) error { return a.SetStatus(hansa, "ignored") },
			outcome{ledger.Skipped, ledger.Skipped, "ignored in MOCO; the unsent reminder 2272 was deleted", deleted}},
		{"the reminder deleted by a person", func(a *mocosim.Account) error { return a.Delete("invoice_reminders", 2272) },
			outcome{ledger.Skipped, ledger.Skipped, "reminder 2272 was deleted in MOCO", kept}},
		{"mailed by a person", func(a *mocosim.Account) error { return a.MarkReminderSent(2272) },
			outcome{ledger.Done, ledger.Skipped, "reminder 2272 was mailed from MOCO already", kept}},
		{"a reminder by a person", func(a *mocosim.Account) error { _, err := a.Remind(hansa); return err },
			outcome{ledger.Skipped, ledger.Skipped, "unsent reminder 2273 exists in MOCO (of 23 Nov 2026); the unsent reminder 2272 was deleted", deleted}},
		{"the invoice deleted, with its reminders", func(a *mocosim.Account) error {
			return errors.Join(a.Delete("invoices", 80699), a.Delete("invoice_reminders", 2272))
		}, outcome{ledger.Skipped, ledger.Skipped, "it does not exist in MOCO any more", kept}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			id := w.Released("remind")
			if e := w.Drive(w.Worker, id); e.State != ledger.Done || e.RemoteID != "2272" {
				t.Fatalf("%s %s %q", e.State, e.RemoteID, e.Reason)
			}
			if err := tt.do(w.Sim.Account()); err != nil {
				t.Fatal(err)
			}
			mail, _ := w.Mail(id)
			mail = w.Drive(w.Worker, mail.ID)
			got := outcome{w.Entry(id).State, mail.State, mail.Reason, w.Done()}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if len(w.Sim.Emails()) != 0 {
				t.Errorf("%d mails", len(w.Sim.Emails()))
			}
		})
	}
}

// While a write is without an answer, a person makes a reminder too.
func TestAPersonRemindsDuringTheWrite(t *testing.T) {
	t.Parallel()
	remind := func(a *mocosim.Account) { _, _ = a.Remind(hansa) }
	t.Run("ours was made", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Sim.Fault(mocosim.CommitThenDrop(create))
		w.Sim.After(create, 1, remind)
		reminder, mail := w.DriveLetter(w.Worker, w.Released("remind"))
		// Ours is found by its reference, and gives way to the person's.
		if reminder.State != ledger.Skipped || mail.State != ledger.Skipped || !strings.HasPrefix(mail.Reason, "unsent reminder 2273 exists in MOCO") {
			t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
		}
		if d := w.Done(); d.Mailed != 0 || d.Deleted != 1 {
			t.Errorf("%+v", d)
		}
	})
	t.Run("ours was not made", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Sim.Fault(mocosim.DropBeforeCommit(create))
		id := w.Released("remind")
		w.Apply(w.Worker, id)
		remind(w.Sim.Account())
		w.Later(3 * time.Second)
		e := w.Drive(w.Worker, id)
		if e.State != ledger.Review || e.Reason != "reminder 2272 came up meanwhile and does not carry our reference" {
			t.Errorf("%s %q", e.State, e.Reason)
		}
		if d := w.Done(); d.Posts != 1 || d.Mailed != 0 {
			t.Errorf("%+v", d)
		}
	})
}

// Another installation made the same letter a moment earlier: only its reminder
// is mailed, by it.
func TestTwinOfAnotherInstallation(t *testing.T) {
	t.Parallel()
	twin := func(w *jobstest.World, id int64) {
		raw := fmt.Sprintf(`{"id":%d,"title":"1. Mahnung","text":"<div>Unser Zeichen: R2610-022/M2</div>","fee":5.0,"date":"2026-11-23","due_date":"2026-12-03","status":"created","invoice":{"id":80699,"identifier":%q,"title":"x"},"created_at":"2026-11-23T06:00:00Z","updated_at":"2026-11-23T06:00:00Z"}`, id, hansa)
		if err := w.Sim.Account().Put("invoice_reminders", json.RawMessage(raw)); err != nil {
			t.Error(err)
		}
	}
	t.Run("lower id", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Sim.After(jobstest.Match("POST /invoice_reminders"), 1, func(*mocosim.Account) { twin(w, 2271) })
		reminder, mail := w.DriveLetter(w.Worker, w.Released("remind"))
		if reminder.State != ledger.Skipped || mail.Reason != "another installation was first with reminder 2271; the unsent reminder 2272 was deleted" {
			t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
		}
		if d := w.Done(); d.Mailed != 0 || d.Deleted != 1 {
			t.Errorf("%+v", d)
		}
		// The other installation mails its own.
		if err := w.Sim.Account().MarkReminderSent(2271); err != nil {
			t.Error(err)
		}
	})
	t.Run("higher id", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Sim.After(create, 1, func(*mocosim.Account) { twin(w, 2299) })
		reminder, mail := w.DriveLetter(w.Worker, w.Released("remind"))
		if reminder.State != ledger.Done || mail.State != ledger.Done {
			t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
		}
		if d := w.Done(); d.Mailed != 1 || d.Deleted != 0 {
			t.Errorf("%+v", d)
		}
		// The other installation takes its own away.
		if err := w.Sim.Account().Delete("invoice_reminders", 2299); err != nil {
			t.Error(err)
		}
	})
}

// Our request got lost, and meanwhile another installation has made the same
// letter: it is not taken for ours, so that nobody mails it a second time.
func TestTwinIsNotAdopted(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{false, true} {
		t.Run(fmt.Sprintf("sent %v", sent), func(t *testing.T) {
			t.Parallel()
			w := world(t, func(o *jobstest.Options) { o.Mark = "7f3a" })
			w.Sim.Fault(mocosim.Fault{Match: create, Nth: 1, Commit: mocosim.CommitNever, Then: mocosim.ThenClose})
			id := w.Released("remind")
			w.Apply(w.Worker, id)
			raw := fmt.Sprintf(`{"id":2299,"title":"1. Mahnung","text":"<div>Unser Zeichen: R2610-022/M2-0000</div>","fee":5.0,"date":"2026-11-23","due_date":"2026-12-03","status":"created","invoice":{"id":80699,"identifier":%q,"title":"x"},"created_at":"2026-11-23T06:00:00Z","updated_at":"2026-11-23T06:00:00Z"}`, hansa)
			if err := w.Sim.Account().Put("invoice_reminders", json.RawMessage(raw)); err != nil {
				t.Fatal(err)
			}
			if sent {
				if err := w.Sim.Account().MarkReminderSent(2299); err != nil {
					t.Fatal(err)
				}
			}
			if e := w.Drive(w.Worker, id); e.State != ledger.Skipped || strings.Contains(e.Reason, "found in MOCO") {
				t.Errorf("%s %q", e.State, e.Reason)
			}
			if d := w.Done(); d.Made != 0 || d.Mailed != 0 || d.Deleted != 0 {
				t.Errorf("%+v", d)
			}
			if !sent { // the other installation mails its own
				if err := w.Sim.Account().MarkReminderSent(2299); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// MOCO's list of reminders is behind and does not show what was just made: it
// is looked at by its id, and mailed.
func TestListThatIsBehind(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	w.Drive(w.Worker, id)
	hide := func(b []byte) []byte { return []byte("[]") }
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /invoice_reminders"), Nth: 1, Rewrite: hide})
	mail, _ := w.Mail(id)
	if mail = w.Drive(w.Worker, mail.ID); mail.State != ledger.Done {
		t.Errorf("%s %q", mail.State, mail.Reason)
	}
}

// A customer without an address: MOCO refuses to mail, and says why.
func TestNobodyToMail(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	for _, raw := range w.Sim.Account().All("companies") {
		var c struct{ ID int64 }
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		if err := w.Sim.Account().Change("companies", c.ID, map[string]any{"email": nil, "billing_email_cc": nil}); err != nil {
			t.Fatal(err)
		}
	}
	reminder, mail := w.DriveLetter(w.Worker, id)
	told := mail.State == ledger.Failed || mail.State == ledger.Review
	if !told || !strings.Contains(mail.Reason, "MOCO answered 422: Es gibt keinen Empfänger") {
		t.Errorf("%s %q, %s %q", reminder.State, reminder.Reason, mail.State, mail.Reason)
	}
	if d := w.Done(); d.Posts != 1 || d.Mailed != 0 {
		t.Errorf("%+v", d)
	}
}

// The answer to the deletion of an unsent reminder gets lost.
func TestUnansweredDeletion(t *testing.T) {
	t.Parallel()
	for _, commit := range []mocosim.Commit{mocosim.CommitBefore, mocosim.CommitNever} {
		t.Run(string(commit), func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("DELETE /invoice_reminders/*"), Nth: 1, Commit: commit, Then: mocosim.ThenClose})
			id := w.Released("remind")
			w.Drive(w.Worker, id)
			if _, err := w.Sim.Account().Pay(hansa, ""); err != nil {
				t.Fatal(err)
			}
			reminder, mail := w.Entry(id), ledger.Entry{}
			mail, _ = w.Mail(id)
			mail = w.Drive(w.Worker, mail.ID)
			reminder = w.Entry(id)
			if reminder.State != ledger.Skipped || mail.State != ledger.Skipped || len(w.Reminders(hansa)) != 1 {
				t.Errorf("%s, %s %q, %d reminders", reminder.State, mail.State, mail.Reason, len(w.Reminders(hansa)))
			}
		})
	}
}
