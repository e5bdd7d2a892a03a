package actions_test

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// hansa was reminded once, on 31 Oct; 12,400.00 EUR are open and level 2 is
// due.
const hansa = "R2610-022"

// world is an account with that one invoice.
func world(t *testing.T, change ...func(*jobstest.Options)) *jobstest.World {
	t.Helper()
	o := jobstest.Options{Only: []string{hansa}}
	for _, f := range change {
		f(&o)
	}
	return jobstest.New(t, o)
}

func TestLetter(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	before := len(w.Reminders(hansa))
	reminder, mail := w.DriveLetter(w.Worker, id)

	if reminder.State != ledger.Done || mail.State != ledger.Done {
		t.Fatalf("reminder %s %s, mail %s %s", reminder.State, reminder.Reason, mail.State, mail.Reason)
	}
	if diff := cmp.Diff(jobstest.Deeds{Posts: 1, Made: 1, Mailed: 1}, w.Done()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	p := reminder.Params.(plan.Remind)
	all := w.Reminders(hansa)
	if len(all) != before+1 {
		t.Fatalf("%d reminders, want %d", len(all), before+1)
	}
	got := all[before]
	if got.Title != "1. Mahnung zur Rechnung R2610-022" || got.Date != "2026-11-23" || got.DueDate != "2026-12-03" || got.Fee != "5.0" || got.Status != "sent" {
		t.Errorf("MOCO has %+v", got)
	}
	if text := plain(got.Text); text != p.Text || !strings.Contains(text, "R2610-022/M2") {
		t.Errorf("MOCO has the text\n%s\nwant\n%s", text, p.Text)
	}
	mails := w.Sim.Emails()
	if len(mails) != 1 || mails[0].Reminder != got.ID || mails[0].Subject != p.Subject || mails[0].Text != p.Mail {
		t.Errorf("MOCO mailed %+v", mails)
	}
	if want := fmt.Sprintf(`{"emails_bcc":null,"emails_cc":null,"emails_to":[%q]}`, mails[0].To); string(mail.Evidence) != want {
		t.Errorf("evidence %s, want %s", mail.Evidence, want)
	}
	if reminder.RemoteID != fmt.Sprint(got.ID) || reminder.Reason != fmt.Sprintf("reminder %d made", got.ID) || mail.Reason != fmt.Sprintf("reminder %d mailed", got.ID) {
		t.Errorf("%s %q, %q", reminder.RemoteID, reminder.Reason, mail.Reason)
	}
	// Once more changes nothing.
	for _, x := range []string{id, mail.ID} {
		if _, err := w.Runner.Apply(t.Context(), x); err == nil {
			t.Error("a finished entry was carried out again")
		}
	}
	if d := w.Done(); d.Posts != 1 || d.Mailed != 1 {
		t.Errorf("%+v", d)
	}
}

// plain turns the simulator's HTML back.
func plain(s string) string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "<div>"), "</div>")
	return html.UnescapeString(strings.ReplaceAll(s, "<br>", "\n"))
}

func TestEvidenceOfALetter(t *testing.T) {
	t.Parallel()
	w := world(t)
	e := w.Drive(w.Worker, w.Released("remind"))
	var got struct {
		Status    string
		Open      string
		Payments  int
		Reminders []int64
	}
	if err := json.Unmarshal(e.Evidence, &got); err != nil {
		t.Fatal(err)
	}
	first := w.Reminders(hansa)[0]
	if got.Status != "overdue" || got.Open != "12,400.00 EUR" || got.Payments != 0 || len(got.Reminders) != 1 || got.Reminders[0] != first.ID {
		t.Errorf("%s", e.Evidence)
	}
	if len(e.Baseline) != 1 || int64(e.Baseline[0]) != first.ID {
		t.Errorf("baseline %v, want %d", e.Baseline, first.ID)
	}
}

func TestDraftIsMadeAndNotMailed(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Rules = []string{draftRules} })
	e := w.Drive(w.Worker, w.Released("draft_reminder"))
	if _, mailed := w.Mail(e.ID); e.State != ledger.Done || mailed {
		t.Errorf("%s %s, mail %v", e.State, e.Reason, mailed)
	}
	if diff := cmp.Diff(jobstest.Deeds{Posts: 1, Made: 1}, w.Done()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

const ladder = `version: 1
ladders:
  standard:
    grace: 3d
    min_gap: 10d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d, fee: 0}
      - {level: 2, name: 1. Mahnung, after: 21d, pay_within: 10d, fee: {EUR: 5.00}}
      - {level: 3, name: 2. Mahnung, after: 35d, pay_within: 7d, fee: {EUR: 10.00}}
    texts: default
`

const draftRules = ladder + `rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions:
      - draft_reminder: {ladder: standard}
`
