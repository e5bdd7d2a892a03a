package jobstest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/oracle"
)

// Deeds is what the account saw our worker do, whatever the worker was told
// about it.
type Deeds struct {
	Posts    int // POST /invoice_reminders that reached MOCO
	Made     int // of these, the ones that made a reminder
	Mailed   int // send_email that mailed
	Deleted  int // reminders deleted
	Tagged   int // PUT or PATCH of tags that changed them
	Comments int // comments made
	Statuses int // statuses set
	Refused  int // writes that MOCO answered with 4xx
}

// Done counts what happened in MOCO so far.
func (w *World) Done() Deeds {
	var d Deeds
	for _, r := range w.Sim.Writes() {
		if r.Status >= 400 && r.Status < 500 {
			d.Refused++
		}
		switch {
		case r.Method == "POST" && r.Path == "/invoice_reminders":
			d.Posts++
			d.Made += count(r.Committed)
		case strings.HasSuffix(r.Path, "/send_email"):
			d.Mailed += count(r.Committed)
		case r.Method == "DELETE" && strings.HasPrefix(r.Path, "/invoice_reminders/"):
			d.Deleted += count(r.Committed)
		case strings.HasPrefix(r.Path, "/taggings/"):
			d.Tagged += count(r.Committed)
		case r.Path == "/comments":
			d.Comments += count(r.Committed)
		case strings.HasSuffix(r.Path, "/update_status"):
			d.Statuses += count(r.Committed)
		}
	}
	return d
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Reminder is a reminder as the account keeps it.
type Reminder struct {
	ID      int64
	Title   string
	Text    string
	Fee     json.Number
	Date    string
	DueDate string `json:"due_date"`
	Status  string
	Invoice struct {
		ID         int64
		Identifier string
	}
}

// Reminders are the reminders of an invoice in MOCO, oldest first.
func (w *World) Reminders(identifier string) []Reminder {
	w.T.Helper()
	var out []Reminder
	for _, raw := range w.Sim.Account().All("invoice_reminders") {
		var r Reminder
		if err := json.Unmarshal(raw, &r); err != nil {
			w.T.Fatal(err)
		}
		if r.Invoice.Identifier == identifier {
			out = append(out, r)
		}
	}
	return out
}

// check holds what must be true at the end of every test, whatever went wrong
// in it, on the account's own log: what package oracle demands, no reminder of
// ours left unsent unless its entry tells a person (I5), and an audit whose
// chain is whole (I13).
func (w *World) check() {
	if w.T.Failed() {
		return
	}
	w.noOrphans()
	w.Judge(oracle.Terms{Workers: 2, Twins: w.Twins})
	if _, err := w.Ledger.Verify(context.Background()); err != nil {
		w.T.Errorf("the audit chain: %v", err)
	}
	w.audited()
}

// audited holds each write about a letter that has reached MOCO against the
// audit: it says, with process and reason, that this was intended, as often as
// it was asked for; a deletion stands in what its mail came to.
func (w *World) audited() {
	events, err := w.Ledger.Events(context.Background(), "", "", 0)
	if err != nil {
		w.T.Fatal(err)
	}
	keys, intents, reasons := map[string]string{}, map[string]int{}, ""
	for _, ev := range events {
		var d struct{ Key, Reason string }
		if err := json.Unmarshal([]byte(ev.Detail), &d); err != nil {
			w.T.Fatal(err)
		}
		reasons += d.Reason + "\n"
		switch {
		case d.Key != "":
			keys[ev.Entry] = aboutOf(d.Key)
		case ev.To == ledger.Intent && ev.From == ledger.Claimed && ev.Actor != "":
			intents[keys[ev.Entry]]++
		}
	}
	for _, r := range w.Sim.Writes() {
		if !r.Committed || len(r.IDs) == 0 {
			continue
		}
		id := r.IDs[0]
		switch {
		case r.Method == "POST" && r.Path == "/invoice_reminders":
			var body struct {
				InvoiceID int64 `json:"invoice_id"`
			}
			if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
				w.T.Fatal(err)
			}
			intents[fmt.Sprintf("reminder %d", body.InvoiceID)]--
		case strings.HasSuffix(r.Path, "/send_email"):
			intents[fmt.Sprintf("email %d", id)]--
		case r.Method == "DELETE" && strings.HasPrefix(r.Path, "/invoice_reminders/") && !w.deleting(id) && !strings.Contains(reasons, fmt.Sprintf("reminder %d was deleted", id)):
			w.T.Errorf("the deletion of reminder %d is in no event", id)
		}
	}
	for what, n := range intents {
		if n < 0 {
			w.T.Errorf("%s was asked of MOCO %d times more often than the audit knows", what, -n)
		}
	}
}

// aboutOf is what a key is about without its level: "reminder 80699".
func aboutOf(key string) string {
	parts := strings.Split(strings.TrimPrefix(key, "trial|"), "|")
	if len(parts) < 3 {
		return key
	}
	return parts[0] + " " + parts[2]
}

// deleting reports whether an entry that is not finished is about a reminder.
func (w *World) deleting(reminder int64) bool {
	for _, e := range w.Entries() {
		if mail, ok := e.Params.(plan.Email); ok && int64(mail.ReminderID) == reminder && !e.State.Final() {
			return true
		}
	}
	return false
}

// Judge checks the invariants of package oracle on what the account has seen.
// Orphans are another matter: whether a person was told is in the ledger here.
func (w *World) Judge(t oracle.Terms) {
	w.T.Helper()
	t.Zone, t.Drafts = Berlin(), true
	for _, f := range oracle.Check(w.witness.Log(), t) {
		w.T.Error(f)
	}
}

// noOrphans looks for unsent reminders that a person in MOCO could mail by
// mistake, and that nobody was told about.
func (w *World) noOrphans() {
	for _, r := range w.ours() {
		if r.Status != "created" {
			continue
		}
		told := false
		for _, e := range w.Entries() {
			told = told || e.Subject.ID == billing.ID(r.Invoice.ID) && (e.State.Open() || e.State == ledger.Review || e.State == ledger.Failed || e.Action == "draft_reminder")
		}
		if !told {
			w.T.Errorf("reminder %d of %s is left unsent, and nobody knows", r.ID, r.Invoice.Identifier)
		}
	}
}

// ours are the reminders that carry our reference.
func (w *World) ours() []Reminder {
	var out []Reminder
	for _, raw := range w.Sim.Account().All("invoice_reminders") {
		var r Reminder
		if err := json.Unmarshal(raw, &r); err != nil {
			w.T.Fatal(err)
		}
		if r.Invoice.Identifier != "" && strings.Contains(r.Text, r.Invoice.Identifier+"/M") {
			out = append(out, r)
		}
	}
	return out
}

// Match names a request of the simulator: "POST /invoice_reminders".
func Match(s string) mocosim.Match {
	method, path, _ := strings.Cut(s, " ")
	return mocosim.Match{Method: method, Path: path}
}
