package actions_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// mark is a rule with one action that leaves a mark on every overdue invoice.
func mark(action string) func(*jobstest.Options) {
	return func(o *jobstest.Options) {
		o.Rules = []string{"version: 1\nrules:\n  - name: mark\n    for_each: invoices\n    when: invoice.overdue\n    actions:\n      - " + action + "\n"}
	}
}

var (
	tagRule     = mark("tag: {tags: [Mahnlauf, Q4]}")
	commentRule = mark(`comment: {text: "{{.Invoice.Number}} <überfällig> & offen"}`)
	statusRule  = mark("set_status: {status: ignored}")
)

// tags are the invoice's tags in MOCO.
func tags(t *testing.T, w *jobstest.World) []string {
	t.Helper()
	raw, _ := w.Sim.Account().Get("invoices", w.Sim.Account().Invoice(hansa))
	var inv struct{ Tags []string }
	if err := json.Unmarshal(raw, &inv); err != nil {
		t.Fatal(err)
	}
	return inv.Tags
}

func TestTag(t *testing.T) {
	t.Parallel()
	w := world(t, tagRule)
	if err := w.Sim.Account().Tag(hansa, "Messe"); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, w.Released("tag"))
	if got := tags(t, w); e.State != ledger.Done || !slices.Equal(got, []string{"Mahnlauf", "Messe", "Q4"}) || w.Done().Tagged != 1 {
		t.Errorf("%s %q, %v, %+v", e.State, e.Reason, got, w.Done())
	}
	if string(e.Evidence) != `{"tags":["Mahnlauf","Messe","Q4"]}` {
		t.Errorf("%s", e.Evidence)
	}
}

func TestComment(t *testing.T) {
	t.Parallel()
	w := world(t, commentRule)
	e := w.Drive(w.Worker, w.Released("comment"))
	all := w.Sim.Account().All("comments")
	if e.State != ledger.Done || len(all) != 1 || w.Done().Comments != 1 {
		t.Fatalf("%s %q, %d comments", e.State, e.Reason, len(all))
	}
	var c struct {
		ID            int64
		CommentableID int64  `json:"commentable_id"`
		On            string `json:"commentable_type"`
		Text          string
	}
	if err := json.Unmarshal(all[0], &c); err != nil {
		t.Fatal(err)
	}
	if c.CommentableID != 80699 || c.On != "Invoice" || c.Text != "R2610-022 &lt;überfällig&gt; &amp; offen" {
		t.Errorf("%+v", c)
	}
}

func TestSetStatus(t *testing.T) {
	t.Parallel()
	w := world(t, statusRule)
	e := w.Drive(w.Worker, w.Released("set_status"))
	raw, _ := w.Sim.Account().Get("invoices", 80699)
	if e.State != ledger.Done || e.Reason != "status ignored" || !strings.Contains(string(raw), `"status":"ignored"`) || w.Done().Statuses != 1 {
		t.Errorf("%s %q, %+v", e.State, e.Reason, w.Done())
	}
}

// What changed since the plan leaves the mark out, and says why.
func TestMarksThatAreNotDueAnyMore(t *testing.T) {
	t.Parallel()
	paid := func(a *mocosim.Account) error { _, err := a.Pay(hansa, ""); return err }
	tests := []struct {
		name, action string
		rule         func(*jobstest.Options)
		do           func(*mocosim.Account) error
		reason       string
	}{
		{"tag, paid", "tag", tagRule, paid, "paid meanwhile"},
		{"comment, paid", "comment", commentRule, paid, "paid meanwhile"},
		{"status, paid", "set_status", statusRule, paid, "the invoice is paid now, it was overdue"},
		{"tagged by a person", "tag", tagRule, func(a *mocosim.Account) error { return a.Tag(hansa, "Mahnlauf", "Q4") }, "the invoice has the tags already"},
		{"set by a person", "set_status", statusRule, func(a *mocosim.Account) error { return a.SetStatus(hansa, "ignored") }, "the invoice is ignored already"},
		{"the invoice deleted", "tag", tagRule, func(a *mocosim.Account) error { return a.Delete("invoices", 80699) }, "it does not exist in MOCO any more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, tt.rule)
			id := w.Released(tt.action)
			if err := tt.do(w.Sim.Account()); err != nil {
				t.Fatal(err)
			}
			e := w.Drive(w.Worker, id)
			if e.State != ledger.Skipped || e.Reason != tt.reason || len(w.Sim.Writes()) != 0 {
				t.Errorf("%s %q, want skipped %q; %d writes", e.State, e.Reason, tt.reason, len(w.Sim.Writes()))
			}
		})
	}
}

// Marks without an answer: tags and statuses are set again, which does no harm;
// a comment is looked for first.
func TestMarksWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		action, request string
		rule            func(*jobstest.Options)
		commit          mocosim.Commit
		writes          int
	}{
		{"tag", "PATCH /taggings/*/*", tagRule, mocosim.CommitBefore, 1},
		{"tag", "PATCH /taggings/*/*", tagRule, mocosim.CommitNever, 2},
		{"set_status", "PUT /invoices/*/update_status", statusRule, mocosim.CommitBefore, 1},
		{"set_status", "PUT /invoices/*/update_status", statusRule, mocosim.CommitNever, 2},
		{"comment", "POST /comments", commentRule, mocosim.CommitBefore, 1},
		{"comment", "POST /comments", commentRule, mocosim.CommitNever, 2},
	}
	for _, tt := range tests {
		t.Run(tt.action+"/commit "+string(tt.commit), func(t *testing.T) {
			t.Parallel()
			w := world(t, tt.rule)
			planted := w.Sim.Fault(mocosim.Fault{Match: jobstest.Match(tt.request), Nth: 1, Commit: tt.commit, Then: mocosim.ThenClose})
			e := w.Drive(w.Worker, w.Released(tt.action))
			if planted.Fired() != 1 {
				t.Fatalf("the fault did not fire: %v", w.Sim.Writes())
			}
			if e.State != ledger.Done && e.State != ledger.Skipped {
				t.Errorf("%s %q", e.State, e.Reason)
			}
			d := w.Done()
			if d.Tagged+d.Comments+d.Statuses != 1 || len(w.Sim.Writes()) != tt.writes {
				t.Errorf("%+v in %d writes, want %d", d, len(w.Sim.Writes()), tt.writes)
			}
		})
	}
}

// A process that ends over a mark leaves one mark.
func TestProcessEndsOverAMark(t *testing.T) {
	t.Parallel()
	for action, rule := range map[string]func(*jobstest.Options){"tag": tagRule, "comment": commentRule, "set_status": statusRule} {
		for _, point := range points {
			t.Run(action+"/"+point, func(t *testing.T) {
				t.Parallel()
				w := world(t, rule)
				id := w.Released(action)
				dieAt(w.Worker, point, 1)
				if !outlive(func() { w.Apply(w.Worker, id) }) {
					t.Fatal("it did not end")
				}
				w.Later(61 * time.Second)
				e := w.Drive(w.NewWorker("w2"), id)
				d := w.Done()
				if d.Tagged+d.Comments+d.Statuses != 1 || e.State.Open() || e.State == ledger.Failed {
					t.Errorf("%s %q, %+v", e.State, e.Reason, d)
				}
			})
		}
	}
}

// besides is a rule that sends a letter and leaves a mark.
func besides(action string) func(*jobstest.Options) {
	return func(o *jobstest.Options) {
		o.Rules = []string{strings.Replace(draftRules, "draft_reminder: {ladder: standard}", "remind: {ladder: standard}\n      - "+action, 1)}
	}
}

// A mark beside a letter follows what became of the letter: set when it was
// mailed, left out with it, and never before.
func TestMarkBesideALetter(t *testing.T) {
	t.Parallel()
	for action, text := range map[string]string{"tag": "tag: {tags: [gemahnt]}", "comment": `comment: {text: "Stufe {{.Reminder.Level}}"}`} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w := world(t, besides(text))
			p := w.Plan()
			letter, mark := w.Release(p, "remind")[0], w.Release(p, action)[0]
			for _, stage := range []string{"not made", "not mailed"} {
				if e := w.Apply(w.Worker, mark); e.State != ledger.Planned || e.Reason != "waits for the letter that it goes with" {
					t.Errorf("while the letter is %s: %s %q", stage, e.State, e.Reason)
				}
				w.Later(15 * time.Minute)
				if stage == "not made" {
					w.Drive(w.Worker, letter)
				}
			}
			mail, _ := w.Mail(letter)
			w.Drive(w.Worker, mail.ID)
			if e := w.Drive(w.Worker, mark); e.State != ledger.Done {
				t.Errorf("%s %q", e.State, e.Reason)
			}
			if d := w.Done(); d.Tagged+d.Comments != 1 || d.Mailed != 1 {
				t.Errorf("%+v", d)
			}
		})
		t.Run(action+"/paid meanwhile", func(t *testing.T) {
			t.Parallel()
			w := world(t, besides(text))
			p := w.Plan()
			letter, mark := w.Release(p, "remind")[0], w.Release(p, action)[0]
			if _, err := w.Sim.Account().Pay(hansa, ""); err != nil {
				t.Fatal(err)
			}
			w.DriveLetter(w.Worker, letter)
			e := w.Drive(w.Worker, mark)
			if e.State != ledger.Skipped || e.Reason != "the letter did not go out: paid meanwhile" || len(w.Sim.Writes()) != 0 {
				t.Errorf("%s %q, %d writes", e.State, e.Reason, len(w.Sim.Writes()))
			}
		})
	}
}

// An entry whose details this version can't read stays as it is.
func TestUnreadableEntry(t *testing.T) {
	t.Parallel()
	w := world(t, tagRule)
	id := w.Released("tag")
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET params = '{"invoice_id":80699,"tags":["x"],"colour":"red"}' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Runner.Apply(t.Context(), id)
	if err == nil || !strings.Contains(err.Error(), "action tag: ") || len(w.Sim.Writes()) != 0 {
		t.Errorf("%v", err)
	}
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE entry SET params = '{"invoice_id":80699,"tags":["x"]}' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
}

// The mirror knows of a payment that the invoice does not show: the list of
// payments decides.
func TestPaymentThatTheInvoiceDoesNotShow(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.Released("remind")
	if _, err := w.Sim.Account().Pay(hansa, ""); err != nil {
		t.Fatal(err)
	}
	if err := w.Sim.Account().SetStatus(hansa, "overdue"); err != nil {
		t.Fatal(err)
	}
	w.Plan() // brings the payment into the mirror
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /invoices/*"), Rewrite: withoutPayments})
	e := w.Drive(w.Worker, id)
	if e.State != ledger.Skipped || !strings.HasPrefix(e.Reason, "status and payments disagree") || len(w.Sim.Writes()) != 0 {
		t.Errorf("%s %q", e.State, e.Reason)
	}
}

func withoutPayments(body []byte) []byte {
	var inv map[string]json.RawMessage
	if json.Unmarshal(body, &inv) != nil {
		return body
	}
	inv["payments"] = json.RawMessage("[]")
	b, err := json.Marshal(inv)
	if err != nil {
		return body
	}
	return b
}
