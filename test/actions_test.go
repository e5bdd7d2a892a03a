package test

import (
	"strings"
	"sync"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// inReview leaves the letter of R-1 in review: its request got lost, and a
// person made a reminder meanwhile.
func (w *world) inReview() (action string) {
	w.t.Helper()
	w.moco.Fault(mocosim.DropBeforeCommit(makeReminder))
	var once sync.Once
	w.moco.OnRequest(func(e mocosim.Event) {
		if e.Method == "POST" && e.Path == "/invoice_reminders" && e.Phase == mocosim.PhaseReceived {
			once.Do(func() {
				if _, err := w.moco.Account().Remind("R-1"); err != nil {
					w.t.Error(err)
				}
			})
		}
	})
	w.worker("run", "dun").want(w.t, 6, "partly done")
	for _, o := range w.worker("actions", "--json").want(w.t, 0).objects(w.t) {
		if o["state"] == "review" {
			return o["id"].(string)
		}
	}
	w.t.Fatal("nothing is in review")
	return ""
}

// TestActionsTogether gives the same and opposite words at once: one counts,
// the others hear how it stands, and nothing is written to MOCO.
func TestActionsTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: oneBill()})
	id := w.inReview()
	w.worker("actions", "show", id).want(t, 0, "review", "came up meanwhile")
	before := len(w.moco.Writes())
	verbs := []string{"done", "drop", "done", "drop", "done"}
	var all []*process
	for _, verb := range verbs {
		all = append(all, w.start("worker", "actions", verb, id))
	}
	said := map[string]int{}
	for i, p := range all {
		r := p.wait()
		switch {
		case r.code == 0 && strings.Contains(r.out, id+" is "):
			said[verbs[i]]++
		case r.code == 1 && strings.Contains(r.err, "is not in review, it is "):
		default:
			t.Errorf("%v: %d %s%s", r.args, r.code, r.out, r.err)
		}
	}
	if len(said) != 1 {
		t.Errorf("both words counted: %v", said)
	}
	words := 0
	for _, o := range w.worker("audit", "--json", "--limit", "0").want(t, 0).objects(t) {
		if o["from"] == "review" {
			words++
		}
	}
	if words != 1 {
		t.Errorf("the audit has %d words on it", words)
	}
	for _, verb := range []string{"retry", "release"} {
		w.worker("actions", verb, id).want(t, 1, "is not in review")
	}
	for _, verb := range []string{"show", "done", "drop", "retry", "release"} {
		w.worker("actions", verb, "a_000000000000").want(t, 1, "not found")
	}
	if n := len(w.moco.Writes()) - before; n != 0 {
		t.Errorf("%d writes to MOCO", n)
	}
	w.worker("audit", "--verify").want(t, 0)
}

// TestActionsRelease lets an action in review go on, several times at once: it
// reads MOCO first, and does what is still needed once.
func TestActionsRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: oneBill()})
	id := w.inReview()
	if err := w.moco.Account().Delete("invoice_reminders", 1); err != nil {
		t.Fatal(err)
	}
	var all []*process
	for range 4 {
		all = append(all, w.start("worker", "actions", "release", id))
	}
	for _, p := range all {
		p.wait().want(t, 0, id+" is ")
	}
	run := w.worker("runs").want(t, 0).run(t)
	all = nil
	for range 3 {
		all = append(all, w.start("worker", "runs", "settle", run))
	}
	for _, p := range all {
		p.wait().want(t, 0)
	}
	w.wantSent("R-1")
	w.worker("runs", "settle", run).want(t, 0)
	w.worker("runs", "settle", "r_0000").want(t, 1, "not found")
	all = nil
	for range 3 {
		all = append(all, w.start("worker", "level", "accept", "R-1", "1"))
	}
	for _, p := range all {
		p.wait().want(t, 0, "counts as reminded 1 time")
	}
	w.worker("level", "accept", "R-1", "0").want(t, 1, "would send a letter a second time")
	w.worker("level", "accept", "R-9", "1").want(t, 1, "R-9")
	w.wantSent("R-1")
	w.worker("audit", "--verify").want(t, 0)
}
