package test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/oracle"
)

// The matches that the tests wait for.
var (
	makeReminder = mocosim.Match{Method: "POST", Path: "/invoice_reminders"}
	mailReminder = mocosim.Match{Method: "POST", Path: "/invoice_reminders/*/send_email"}
)

var reference = regexp.MustCompile(`(\S+)/M(\d)`)

// made are the reminders that requests have made and not taken back, as
// "R-1/M1", sorted.
func (w *world) made() []string {
	deleted := map[int64]bool{}
	for _, r := range w.moco.Writes() {
		if r.Method == "DELETE" && r.Committed {
			for _, id := range r.IDs {
				deleted[id] = true
			}
		}
	}
	var out []string
	for _, r := range w.moco.Writes() {
		if r.Method != "POST" || r.Path != "/invoice_reminders" || !r.Committed || len(r.IDs) != 1 || deleted[r.IDs[0]] {
			continue
		}
		var body struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			w.t.Fatalf("a reminder that is no JSON: %v: %s", err, r.Body)
		}
		ref := reference.FindString(body.Text)
		if ref == "" {
			w.t.Errorf("a reminder without our reference: %s", r.Body)
		}
		out = append(out, strings.TrimLeft(ref, ">"))
	}
	slices.Sort(out)
	return out
}

// mailed are the numbers of the invoices about which a customer got an e-mail,
// once for each e-mail, sorted.
func (w *world) mailed() []string {
	var out []string
	for _, m := range w.moco.Emails() {
		out = append(out, w.number(m.Invoice))
	}
	slices.Sort(out)
	return out
}

// number is an invoice's number.
func (w *world) number(id int64) string {
	raw, ok := w.moco.Account().Get("invoices", id)
	var o struct {
		Identifier string `json:"identifier"`
	}
	if !ok || json.Unmarshal(raw, &o) != nil {
		return fmt.Sprintf("#%d", id)
	}
	return o.Identifier
}

// wantSent fails the test unless exactly these invoices got their reminder of
// level 1 and its e-mail, once each, and nothing is left over unsent.
func (w *world) wantSent(numbers ...string) {
	w.t.Helper()
	var refs []string
	for _, n := range numbers {
		refs = append(refs, n+"/M1")
	}
	if got := w.made(); !slices.Equal(got, refs) {
		w.t.Errorf("reminders made: %v, want %v", got, refs)
	}
	if got := w.mailed(); !slices.Equal(got, numbers) {
		w.t.Errorf("mailed: %v, want %v", got, numbers)
	}
	w.invariants()
}

// wantNoWrites fails the test if anything but a GET was asked of MOCO.
func (w *world) wantNoWrites() {
	w.t.Helper()
	for _, r := range w.moco.Writes() {
		w.t.Errorf("%s %s was sent (%d)", r.Method, r.Path, r.Status)
	}
}

// invariants checks what must hold at rest, whatever happened, on what the
// simulators have logged (see package oracle).
func (w *world) invariants() {
	w.t.Helper()
	w.judge(oracle.Terms{Zone: zone, MinGap: 10, Workers: w.workers})
}

// judge is invariants by other terms.
func (w *world) judge(terms oracle.Terms) {
	w.t.Helper()
	for _, f := range oracle.Check(w.witness.Log(), terms) {
		w.t.Error(f)
	}
}

func count(list []string) map[string]int {
	n := map[string]int{}
	for _, x := range list {
		n[x]++
	}
	return n
}

// audited counts the writes that the product's audit knows of.
func (w *world) audited() (n int) {
	w.t.Helper()
	for _, o := range w.worker("audit", "--limit", "0", "--json").want(w.t, 0).objects(w.t) {
		if o["to"] == "intent" && o["from"] != "intent" {
			n++
		}
	}
	return n
}

// gets counts the requests after the first so many, by path.
func (w *world) gets(after int) map[string]int {
	n := map[string]int{}
	for _, r := range w.moco.Requests()[after:] {
		n[r.Path]++
	}
	return n
}

// wait waits for something that a simulator will tell.
func wait(t *testing.T, what string, c <-chan mocosim.Event) mocosim.Event {
	t.Helper()
	select {
	case e := <-c:
		return e
	case <-time.After(patience):
		t.Fatalf("%s did not happen", what)
	}
	return mocosim.Event{}
}

// origin is who began a run of `worker runs --json`.
func origin(run map[string]any) string {
	for _, key := range []string{"origin", "Origin"} {
		if s, ok := run[key].(string); ok {
			return s
		}
	}
	return ""
}
