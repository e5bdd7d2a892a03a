package actions_test

import (
	"fmt"
	"testing"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// moments are the requests of a letter after which a person makes a reminder in
// MOCO, in their order, and whether our own comes too late then.
var moments = []struct {
	after string
	nth   int
	// seen says that the person's reminder can be seen before ours is made;
	// later, that not even the mail can know of it.
	seen, later bool
}{
	{"", 0, true, false},
	{"GET /invoice_reminders", 1, true, false}, // shown by the invoice, which is read later
	{"GET /companies/*", 1, true, false},
	{"GET /invoices/80699", 1, false, false},
	{"GET /invoices/payments", 1, false, false},
	{"POST /invoice_reminders", 1, false, false},
	{"GET /invoice_reminders", 2, false, false},
	{"GET /invoices/80699", 2, false, true},
	{"GET /invoices/payments", 2, false, true},
	{"POST /invoice_reminders/*/send_email", 1, false, true},
}

// TestF59_PersonReminds: a person makes a reminder at every moment of ours,
// leaves it or mails it. What can be seen before our request keeps us from it;
// what comes up between our reminder and its mail makes us take ours back; the
// person's is never touched.
func TestF59_PersonReminds(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F59", Min: len(moments) * 2, Note: "0 of ours if it could be seen before the POST"}
	type result struct{ fired, dup, missing int }
	results := make(chan result, len(moments)*2)
	t.Run("group", func(t *testing.T) {
		for _, m := range moments {
			for _, sent := range []bool{false, true} {
				t.Run(fmt.Sprintf("after %s %d, sent %v", m.after, m.nth, sent), func(t *testing.T) {
					t.Parallel()
					w := world(t)
					var person int64
					remind := func(a *mocosim.Account) {
						var err error
						if person, err = a.Remind(hansa); err == nil && sent {
							err = a.MarkReminderSent(person)
						}
						if err != nil {
							t.Error(err)
						}
					}
					id := w.Released("remind")
					if m.after == "" {
						remind(w.Sim.Account())
					} else {
						w.Sim.After(jobstest.Match(m.after), m.nth, remind)
					}
					reminder, mail := w.DriveLetter(w.Worker, id)
					var r result
					r.fired = min(1, int(person))
					d := w.Done()
					switch {
					case m.seen && d.Posts != 0, !m.later && d.Mailed != 0, d.Mailed > 1:
						r.dup++
					case m.seen && reminder.State != ledger.Skipped, !m.seen && !m.later && mail.State != ledger.Skipped, m.later && mail.State != ledger.Done:
						r.missing++
					}
					if r.dup+r.missing > 0 || !m.later && d.Made != d.Deleted {
						t.Errorf("%+v; %s %q, %s %q", d, reminder.State, reminder.Reason, mail.State, mail.Reason)
					}
					if _, kept := w.Sim.Account().Get("invoice_reminders", person); !kept {
						t.Error("the person's reminder is gone")
					}
					results <- r
				})
			}
		}
	})
	close(results)
	for r := range results {
		row.Runs, row.Fired, row.Dup, row.Missing = row.Runs+1, row.Fired+r.fired, row.Dup+r.dup, row.Missing+r.missing
	}
	report.Print(t, row)
}
