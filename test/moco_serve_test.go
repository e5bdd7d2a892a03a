package test

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// F63: MOCO refuses one letter of many. The others go out, and MOCO's own
// words say what is wrong with the one.
func TestF63_OneOfMany(t *testing.T) {
	t.Parallel()
	bills := late(crowd)
	w := newWorld(t, setup{bills: bills, limits: manyLetters, rate: "100000/2m"})
	refused := w.moco.Fault(mocosim.Fault{Match: makeReminder, Nth: crowd / 2, Status: 422, Rewrite: func([]byte) []byte {
		return []byte(`{"due_date":["liegt in der Vergangenheit"]}`)
	}})
	const words = "MOCO answered 422: due_date: liegt in der Vergangenheit"
	res := w.worker("run", "dun").want(t, 6, words)
	w.worker("runs", "show", res.run(t)).want(t, 0, words)
	w.invariants()
	if got := len(w.mailed()); got != crowd-1 || refused.Fired() != 1 {
		t.Errorf("%d mailed, want %d", got, crowd-1)
	}
	if told := w.told("liegt in der Vergangenheit"); told != 1 {
		t.Errorf("%d messages name the reason, want 1", told)
	}
	r := &row{Row: report.Row{ID: "F63", Min: 1, Note: "one of many: the others sent, one told in MOCO's words"}}
	r.add(w, true, crowd-1)
	report.Print(t, r.Row)
}

// told counts the messages that contain a text.
func (w *world) told(text string) (n int) {
	for _, m := range w.slack.Messages() {
		if strings.Contains(m.Text+string(m.Blocks), text) {
			n++
		}
	}
	return n
}

// TestKeyRevokedWhileServing revokes the key in the middle of a worker's
// letters: it stops at once, tells people once, and a worker that starts with
// a good key sends the rest.
func TestKeyRevokedWhileServing(t *testing.T) {
	t.Parallel()
	bills := late(6)
	w := newWorld(t, setup{bills: bills, limits: manyLetters})
	p := w.serve()
	first := w.moco.Next(makeReminder, mocosim.PhaseCommitted)
	w.moco.AfterWrites(4, func(*mocosim.Account) { w.moco.Fault(mocosim.Fault{Status: 401}) })
	w.enqueue("dun").want(t, 0)
	wait(t, "the first reminder", first)
	p.says("MOCO answered 401")
	// Nothing tells that nothing happens: the sweeper gets four chances.
	time.Sleep(4 * time.Second)
	refused := 0
	for _, r := range w.moco.Requests() {
		if r.Status == 401 {
			refused++
		}
	}
	if refused == 0 || refused > 2 {
		t.Errorf("%d requests with a refused key", refused)
	}
	// Whichever hand met the refusal, or the pause after it, fails the run.
	alarms := 0
	for _, m := range w.slack.Messages() {
		if text := m.Text + string(m.Blocks); strings.Contains(text, "MOCO answered 401") || strings.Contains(text, "MOCO refused the write key") {
			alarms++
		}
	}
	if people := w.told("braucht einen Menschen"); alarms != 1 || people != 0 {
		t.Errorf("%d messages about the key, want 1; %d about single letters", alarms, people)
		for _, m := range w.slack.Messages() {
			t.Log(m.Text)
		}
	}
	p.stop().want(t, 0)
	w.moco.ClearFaults()
	sent := w.mails(len(bills) - len(w.mailed()))
	p = w.serve()
	w.await("the rest", sent)
	p.stop().want(t, 0)
	w.wantSent(numbers(bills)...)
}
