package actions_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// digestOf releases the digest of a new plan.
func digestOf(t *testing.T, w *jobstest.World) string {
	t.Helper()
	p := w.Plan()
	var err error
	if p.ID, err = w.Ledger.NewID(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	l := digestLine("#finance")
	l.N, l.Key = 1, l.Key+p.Run
	p.Lines = []plan.Line{l}
	if err := w.Ledger.StepRun(t.Context(), p.Run, "decide", p.ID); err != nil {
		if err := w.Ledger.TakeRun(t.Context(), p.Run); err != nil {
			t.Fatal(err)
		}
		if err := w.Ledger.StepRun(t.Context(), p.Run, "decide", p.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Ledger.SavePlan(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	return w.Release(p, "digest")[0]
}

// heads are a channel's messages outside threads.
func heads(slack *slacksim.Sim, channel string) []slacksim.Message {
	return slices.DeleteFunc(slack.In(channel), func(m slacksim.Message) bool { return m.ThreadTS != "" })
}

// The first run of a day posts its digest, later ones edit it, and one that
// somebody has deleted is posted anew.
func TestDigestEditsItself(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	first := w.Drive(w.Worker, digestOf(t, w))
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	second := w.Drive(w.Worker, digestOf(t, w))
	got := heads(slack, "#finance")
	if len(got) != 1 || got[0].Edits != 1 || first.RemoteID != second.RemoteID || second.Reason != "told #finance, by an edit" {
		t.Fatalf("%d messages, %+v; %q", len(got), got, second.Reason)
	}
	slack.Delete("#finance", got[0].TS)
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	third := w.Drive(w.Worker, digestOf(t, w))
	if got := heads(slack, "#finance"); len(got) != 1 || third.Reason != "told #finance" {
		t.Errorf("%+v %q", got, third.Reason)
	}
	w.Clock.Set(w.Clock.Now().Add(24 * time.Hour))
	w.Drive(w.Worker, digestOf(t, w))
	if got := heads(slack, "#finance"); len(got) != 2 || !strings.Contains(string(got[1].Blocks), "seit gestern") {
		t.Errorf("the next day: %d messages", len(got))
	}
}

// A digest waits for its time; the one of a later run says it then. Quiet hours
// keep alerts back, but not those whose route ignores them.
func TestMessagesWait(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	begin := w.Env.Delivery.Now()
	at := begin.Add(30 * time.Minute)
	w.Env.Delivery.DigestAt = func(now time.Time) time.Time {
		if now.Before(at) {
			return at
		}
		return now
	}
	older, newer := digestOf(t, w), digestOf(t, w)
	for _, id := range []string{older, newer} {
		if e := w.Apply(w.Worker, id); id == newer && (e.State != ledger.Planned || !strings.Contains(e.Reason, "waits until Mon") || !strings.Contains(e.Reason, "slack.digest")) {
			t.Errorf("%s %q", e.State, e.Reason)
		}
	}
	if len(slack.Messages()) != 0 {
		t.Fatal("the digest did not wait")
	}
	w.Clock.Set(w.Clock.Now().Add(31 * time.Minute))
	w.Later(31 * time.Minute)
	if e := w.Drive(w.Worker, newer); e.State != ledger.Done {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if e := w.Entry(older); e.State != ledger.Skipped || len(heads(slack, "#finance")) != 1 {
		t.Errorf("%s %q, %d messages", e.State, e.Reason, len(heads(slack, "#finance")))
	}

	end := w.Env.Delivery.Now().Add(10 * time.Hour)
	w.Env.Delivery.Quiet = func(now time.Time) time.Time {
		if now.Before(end) {
			return end
		}
		return now
	}
	id := w.Line(alert)
	if e := w.Apply(w.Worker, id); e.State != ledger.Planned || !strings.Contains(e.Reason, "slack.quiet_hours") || e.Deadline.Before(e.NextAt) || len(slack.In("#leads")) != 0 {
		t.Errorf("%s %q until %s, expires %s", e.State, e.Reason, e.NextAt, e.Deadline)
	}
	w.Clock.Set(w.Clock.Now().Add(10 * time.Hour))
	w.Later(10 * time.Hour)
	if e := w.Drive(w.Worker, id); e.State != ledger.Done || len(slack.In("#leads")) != 1 {
		t.Errorf("%s %q", e.State, e.Reason)
	}
}

// An alert is edited when its invoice is paid: no new message.
func TestAlertIsEditedWhenPaid(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	w.Drive(w.Worker, w.Line(alert))
	p := w.Plan()
	if err := w.Env.EditPaid(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if got := slack.In("#leads"); len(got) != 1 || got[0].Edits != 0 {
		t.Fatalf("edited before it was paid: %+v", got)
	}
	for i, v := range p.Verdicts {
		if v.InvoiceID == 80699 {
			p.Verdicts[i].Status = billing.StatusPaid
		}
	}
	for range 2 { // the second time there is nothing to do
		if err := w.Env.EditPaid(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	got := slack.In("#leads")
	if len(got) != 1 || got[0].Edits != 1 || !strings.HasPrefix(got[0].Text, "Bezahlt am ") || !strings.Contains(string(got[0].Blocks), "✅") {
		t.Errorf("%+v", got)
	}
}
