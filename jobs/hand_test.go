package jobs_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// The owner of a run calls for help and finds its letters done: it ends the
// run, with the digest after the last letter.
func TestHelperDoesItAll(t *testing.T) {
	t.Parallel()
	w, slack, _ := office(t)
	helper := w.NewWorker("w2")
	asked := start(t, w, jobs.Ask{})
	var helped []string
	w.Engine.Others = func(ctx context.Context, left []ledger.Entry) {
		if len(left) != 1 {
			t.Errorf("help is wanted with %d entries, want one of the two letters", len(left))
		}
		if err := helper.Engine.Help(ctx, asked.ID, func(e ledger.Entry) { helped = append(helped, e.Action+" "+string(e.State)) }); err != nil {
			t.Error(err)
		}
		if n := len(slack.In("#finance")); n != 0 {
			t.Errorf("the helper has sent %d messages of a run that goes on", n)
		}
	}
	r, err := w.Engine.Run(t.Context(), asked.ID)
	if err != nil || r.Run.Status != ledger.RunWaiting {
		t.Errorf("%s, %v", r.Run.Status, err)
	}
	if diff := cmp.Diff([]string{"remind done", "email done", "remind done", "email done"}, helped); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(heads(slack, "#finance")) == 0 {
		t.Error("there is no digest")
	}
}

// A helper has a letter in hand while the owner has nothing left to do: the
// run waits for it, longer than for what is only due later.
func TestOwnerWaitsForItsHelper(t *testing.T) {
	t.Parallel()
	w, slack, _ := office(t)
	helper := w.NewWorker("w2")
	asked := start(t, w, jobs.Ask{})
	mail := jobstest.Match("POST /invoice_reminders/*/send_email")
	planted := w.Sim.Fault(mocosim.Fault{Match: mail, Nth: 1, Then: mocosim.ThenHang})
	held := w.Sim.Next(mail, mocosim.PhaseHeld)
	var helping sync.WaitGroup
	var once sync.Once
	w.Engine.Others = func(ctx context.Context, _ []ledger.Entry) {
		once.Do(func() {
			helping.Go(func() {
				if err := helper.Engine.Help(ctx, asked.ID, func(ledger.Entry) {}); err != nil {
					t.Error(err)
				}
			})
			<-held
			// The owner's own letter goes out; then it has nothing to do.
			other := w.Sim.Next(mail, mocosim.PhaseCommitted)
			helping.Go(func() {
				<-other
				time.Sleep(300 * time.Millisecond) // nothing tells that somebody waits
				if n := len(heads(slack, "#finance")); n != 0 {
					t.Errorf("%d messages while a letter is in hand", n)
				}
				planted.Release()
			})
		})
	}
	r, err := w.Engine.Run(t.Context(), asked.ID)
	helping.Wait()
	if err != nil || r.Run.Status != ledger.RunWaiting {
		t.Errorf("%s, %v", r.Run.Status, err)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if r.Run.Summary.Actions["email"][ledger.Done] != 2 {
		t.Errorf("the run's summary: %v", r.Run.Summary.Actions)
	}
}

// Many hands on one run: every letter once, and no invoice in two hands.
func TestManyHands(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, jobstest.Options{})
	asked := start(t, w, jobs.Ask{})
	var helping sync.WaitGroup
	var once sync.Once
	var mu sync.Mutex
	var ids []string
	w.Engine.Hands = make(chan struct{}, 1)
	w.Engine.Others = func(_ context.Context, _ []ledger.Entry) {
		once.Do(func() {
			for _, owner := range []string{"w2", "w2", "w3", "w4"} {
				helper := w.NewWorker(owner)
				helping.Go(func() {
					err := helper.Engine.Help(t.Context(), asked.ID, func(e ledger.Entry) {
						mu.Lock()
						defer mu.Unlock()
						ids = append(ids, e.ID)
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
	r, err := w.Engine.Run(t.Context(), asked.ID)
	helping.Wait()
	if err != nil {
		t.Fatal(err)
	}
	letters := 0
	for _, e := range r.Entries {
		// Lines of the digest are settled with the first of them.
		if e.State.Open() || e.Attempts != 1 && (e.Action != "notify" || e.Attempts > 1) {
			t.Errorf("%s %s: %s after %d attempts", e.Action, e.Subject.Label, e.State, e.Attempts)
		}
		if e.Action == "email" {
			letters++
		}
	}
	if letters < 4 || letters != len(w.Sim.Emails()) {
		t.Errorf("%d letters, %d mails", letters, len(w.Sim.Emails()))
	}
	slices.Sort(ids)
	if n := len(slices.Compact(slices.Clone(ids))); n != len(ids) {
		t.Errorf("%d entries were worked on, %d of them twice", len(ids), len(ids)-n)
	}
}
