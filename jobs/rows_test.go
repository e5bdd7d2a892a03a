package jobs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/oracle"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// sixLetters are all invoices of the story that are due for a letter.
var sixLetters = []string{"R2611-001", "R2610-019", "R2610-022", "R2610-003", "R2609-014", "R2608-002"}

// F60: MOCO refuses the key after n writes. Four workers each find that out
// by one request at most, and all letters go out once the key is good again.
func TestF60_KeyRevoked(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	row := report.Row{ID: "F60", Min: 8, Note: "4 workers, at most one refused request each"}
	t.Run("after", func(t *testing.T) {
		for n := range 8 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				fired, dup, missing := testKeyRevoked(t, n)
				mu.Lock()
				defer mu.Unlock()
				row.Runs, row.Fired, row.Dup, row.Missing = row.Runs+1, row.Fired+fired, row.Dup+dup, row.Missing+missing
			})
		}
	})
	report.Print(t, row)
}

func testKeyRevoked(t *testing.T, n int) (fired, dup, missing int) {
	w := jobstest.New(t, jobstest.Options{Only: sixLetters})
	ids := w.Release(w.Plan(), "remind")
	run := w.Entry(ids[0]).Run
	revoked := w.Sim.Fault(mocosim.Fault{Match: mocosim.Match{Method: "POST"}, Nth: n + 1, Times: 1000, Status: 401})
	workers := []*jobstest.Worker{w.Worker, w.NewWorker("w2"), w.NewWorker("w3"), w.NewWorker("w4")}
	together(t, workers, run, func(err error) {
		if err != nil && fault.KindOf(err) != fault.Auth {
			t.Errorf("%v", err)
		}
	})
	if fired := revoked.Fired(); fired > len(workers) {
		t.Errorf("%d writes with a refused key by %d workers", fired, len(workers))
	}
	for _, e := range w.Entries() {
		if e.State != ledger.Done && e.State != ledger.Planned {
			t.Errorf("%s is %s %q", e.Action, e.State, e.Reason)
		}
	}
	w.Sim.ClearFaults()
	together(t, workers, run, func(err error) {
		if err != nil {
			t.Errorf("with a good key: %v", err)
		}
	})
	w.Judge(oracle.Terms{Workers: len(workers)})
	d := w.Done()
	return min(1, revoked.Fired()), max(0, d.Made-len(ids)) + max(0, d.Mailed-len(ids)), len(ids) - len(w.Sim.Emails())
}

// together lets all workers carry out a run at the same time.
func together(t *testing.T, workers []*jobstest.Worker, run string, ended func(error)) {
	t.Helper()
	var group sync.WaitGroup
	for _, k := range workers {
		group.Go(func() { ended(k.Engine.Apply(t.Context(), run)) })
	}
	group.Wait()
}

// F51: a list that was long yesterday is empty today, or nearly so. Nothing is
// decided on it, people are told, and a person may believe it.
func TestF51_SuddenlyEmpty(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	row := report.Row{ID: "F51", Min: 8, Note: "0 plans, 0 writes; --accept-drop goes on"}
	few := func(b []byte) []byte {
		var all []json.RawMessage
		if json.Unmarshal(b, &all) != nil || len(all) < 10 {
			return b
		}
		return slices.Concat([]byte("["), all[0], []byte("]"))
	}
	t.Run("lists", func(t *testing.T) {
		for _, list := range []string{"/invoices", "/invoices/payments", "/invoice_reminders", "/companies"} {
			for left, f := range map[string]mocosim.Fault{
				"0": {Rewrite: func([]byte) []byte { return []byte("[]") }}, "1": {Rewrite: few},
			} {
				t.Run(list+" "+left, func(t *testing.T) {
					t.Parallel()
					f.Match, f.Header = mocosim.Match{Method: "GET", Path: list}, map[string]string{"X-Total": left, "Link": ""}
					fired, writes := testSuddenlyEmpty(t, f)
					mu.Lock()
					defer mu.Unlock()
					row.Runs, row.Fired, row.Dup = row.Runs+1, row.Fired+fired, row.Dup+writes
				})
			}
		}
	})
	report.Print(t, row)
}

func testSuddenlyEmpty(t *testing.T, f mocosim.Fault) (fired, writes int) {
	w := jobstest.New(t, jobstest.Options{Job: jobs.Job{Write: plan.WriteApprove}})
	w.Plan()
	if _, err := w.DB.ExecContext(t.Context(), `UPDATE pull_state SET full_at = 1`); err != nil {
		t.Fatal(err)
	}
	planted := w.Sim.Fault(f)
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	drop := as[*mirror.DropError](t, err)
	if r.Plan.ID != "" || len(w.Failures()) != 1 || !strings.Contains(drop.Error(), "--accept-drop") {
		t.Errorf("plan %q, %d failures told, %v", r.Plan.ID, len(w.Failures()), err)
	}
	fired, writes = min(1, planted.Fired()), len(w.Sim.Writes())
	w.Engine.AcceptDrop = true
	if _, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID); err != nil {
		t.Errorf("accepted: %v", err)
	}
	return fired, writes
}

// mutations are values that a field may suddenly have. Numbers and texts that
// could be meant are not among them.
var mutations = []string{"", "null", "true", `"?"`, `""`, "[]", "{}", "[1]", `{"id":{}}`, "1e400", `"1.234,56"`, `"2026-02-30"`, "[[[[]]]]", `"\ud800"`}

// mutated is an object with another value in one field; "" takes it away.
func mutated(t *testing.T, raw json.RawMessage, field, value string) json.RawMessage {
	t.Helper()
	o := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if o[field] = json.RawMessage(value); value == "" {
		delete(o, field)
	}
	out, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// F65: each field of an invoice, of its payment, its reminder and its customer
// is taken away, null, or of another type. What can't be understood holds its
// invoice and says which field it is; no letter asks for a wrong amount; all
// other invoices go on.
func TestF65_FieldsChange(t *testing.T) {
	t.Parallel()
	w := world(t)
	if _, err := w.Sim.Account().Pay(second, "400.00"); err != nil {
		t.Fatal(err)
	}
	before := w.Plan()
	row := report.Row{ID: "F65", Min: 500 / race.Part(10)}
	held, n := 0, 0
	for mirrored, kind := range map[string]string{"invoices": "invoices", "payments": "invoice_payments", "reminders": "invoice_reminders", "companies": "companies"} {
		raw := about(t, w, kind)
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		fields["new_in_2027"] = json.RawMessage("{}")
		for field := range fields {
			for _, value := range mutations {
				if n++; n%race.Part(10) != 0 || field == "id" {
					continue
				}
				if err := w.Mirror.Put(t.Context(), mirrored, mutated(t, raw, field, value)); err != nil {
					t.Fatal(err)
				}
				p := w.Decided()
				held += judgeMutation(t, fmt.Sprintf("%s.%s = %s", kind, field, value), field, before, p)
				row.Runs, row.Fired = row.Runs+1, row.Fired+1
			}
		}
		if err := w.Mirror.Put(t.Context(), mirrored, raw); err != nil {
			t.Fatal(err)
		}
	}
	row.Note = fmt.Sprintf("0 wrong amounts; %d held by name of the field", held)
	report.Print(t, row)
}

// about is the object of a kind that belongs to the second invoice.
func about(t *testing.T, w *jobstest.World, kind string) json.RawMessage {
	t.Helper()
	invoice := w.Sim.Account().Invoice(second)
	var own struct {
		CustomerID int64 `json:"customer_id"`
	}
	raw, _ := w.Sim.Account().Get("invoices", invoice)
	if err := json.Unmarshal(raw, &own); err != nil {
		t.Fatal(err)
	}
	for _, raw := range w.Sim.Account().All(kind) {
		var o struct {
			ID      int64
			Invoice struct{ ID int64 }
		}
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		if kind == "invoices" && o.ID == invoice || kind == "companies" && o.ID == own.CustomerID || o.Invoice.ID == invoice {
			return raw
		}
	}
	t.Fatalf("%s of %s: none", kind, second)
	return nil
}

// judgeMutation compares a plan with the one before, and counts an invoice
// that is held because of the field.
func judgeMutation(t *testing.T, what, field string, before, p plan.Plan) (held int) {
	t.Helper()
	if len(p.Verdicts) != len(before.Verdicts) {
		t.Errorf("%s: %d verdicts, want %d", what, len(p.Verdicts), len(before.Verdicts))
	}
	letter := map[string]plan.Remind{}
	for _, l := range before.Letters() {
		letter[l.Subject.Label] = l.Params.(plan.Remind)
	}
	got := map[string]bool{}
	for _, l := range p.Letters() {
		was, ok := letter[l.Subject.Label]
		got[l.Subject.Label] = true
		if is := l.Params.(plan.Remind); ok && (is.Open != was.Open || is.Level != was.Level || is.InvoiceID != was.InvoiceID) {
			t.Errorf("%s: %s asks for %s, level %d; it was %s, level %d", what, l.Subject.Label, is.Open, is.Level, was.Open, was.Level)
		}
	}
	for _, other := range []string{first, third} {
		if !got[other] {
			t.Errorf("%s: %s gets no letter any more", what, other)
		}
	}
	for _, v := range p.Verdicts {
		if v.Identifier == second && strings.Contains(v.Reason, "could not be read") {
			held++
			if !strings.Contains(v.Detail, field) {
				t.Errorf("%s: held with %q (%s), which does not name the field", what, v.Reason, v.Detail)
			}
		}
	}
	return held
}
