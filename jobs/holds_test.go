package jobs_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// monday is the day on which every world begins.
var monday = billing.Date{Year: 2026, Month: time.November, Day: 23}

// heldBack adds a hold until a day; zero: for good.
func heldBack(t *testing.T, w *jobstest.World, m plan.Matcher, until billing.Date) plan.Hold {
	t.Helper()
	h, err := w.Ledger.AddHold(t.Context(), plan.Hold{Kind: plan.HoldPlain, Matcher: m, Author: "anna@host", Reason: "ruft an", From: monday, Until: until})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A worker that dies after each step of showing a hold in MOCO leaves one tag and
// one comment there, when others go on.
func TestProcessEndsOverAHold(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"holds.planned", "tag.claimed", "tag.intent", "tag.written", "comment.intent", "comment.written", "run.before_release"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			if _, err := w.Engine.Pull(t.Context(), w.Engine.Jobs[0]); err != nil {
				t.Fatal(err)
			}
			heldBack(t, w, plan.Matcher{Invoices: []string{second}}, billing.Date{})
			die := func(name string) {
				if name == point {
					panic(died{})
				}
			}
			w.Engine.Point, w.Runner.Point = die, die
			if dies(func() { _, _ = w.Engine.MirrorHolds(t.Context()) }) != 1 {
				t.Fatal("it did not end")
			}
			w.Engine.Point, w.Runner.Point = nil, nil
			for range 3 {
				w.Later(31 * time.Minute)
				run(t, w)
			}
			if d := w.Done(); d.Tagged != 1 || d.Comments != 1 {
				t.Errorf("%+v", d)
			}
			if got := mailed(t, w); !slices.Equal(got, []string{first}) {
				t.Errorf("mailed %v", got)
			}
		})
	}
}

// Two workers that show the same holds at once write each mark once.
func TestHoldsByTwoWorkers(t *testing.T) {
	t.Parallel()
	w := world(t)
	if _, err := w.Engine.Pull(t.Context(), w.Engine.Jobs[0]); err != nil {
		t.Fatal(err)
	}
	heldBack(t, w, plan.Matcher{Invoices: []string{first, second, third}}, billing.Date{})
	done := make(chan error)
	for _, k := range []*jobstest.Worker{w.Worker, w.NewWorker("w2")} {
		go func() { _, err := k.Engine.MirrorHolds(t.Context()); done <- err }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if d := w.Done(); d.Tagged != 3 || d.Comments != 3 {
		t.Errorf("%+v", d)
	}
}

// By the day: told three working days before the end, once; over after the last
// day, with the tag off; and then a letter goes.
func TestKeepHolds(t *testing.T) {
	t.Parallel()
	w := world(t)
	var told []string
	w.Engine.HoldEnds = func(ctx context.Context, h plan.Hold) error {
		_, err := w.Ledger.WarnHold(ctx, h.ID, ledger.Untold{ID: "hold " + h.ID, Title: "endet"})
		told = append(told, w.Engine.Today().String())
		return err
	}
	heldBack(t, w, plan.Matcher{Invoices: []string{second}}, monday.AddDays(9)) // Wednesday, 2 December
	for day := range 11 {
		w.Clock.Set(monday.AddDays(day).In(jobstest.Berlin()).Add(7 * time.Hour))
		run(t, w)
		want := []string{first}
		if day > 9 {
			want = []string{first, second}
		}
		if got := mailed(t, w); !slices.Equal(got, want) {
			t.Errorf("day %d: mailed %v, want %v", day, got, want)
		}
	}
	if want := []string{"2026-11-27"}; !slices.Equal(told, want) {
		t.Errorf("told on %v, want %v", told, want)
	}
	if d := w.Done(); d.Tagged != 2 || d.Comments != 2 {
		t.Errorf("%+v", d)
	}
	if !rules.HoldEndsSoon(w.Engine.Calendar, plan.Hold{From: monday, Until: monday.AddDays(9)}, monday.AddDays(4)) {
		t.Error("the calendar of the world has changed")
	}
}

// What a hold is about in hundreds is shown bit by bit, and said.
func TestManyHoldMarks(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, jobstest.Options{})
	if _, err := w.Engine.Pull(t.Context(), w.Engine.Jobs[0]); err != nil {
		t.Fatal(err)
	}
	snap, err := w.Engine.Known(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var customers []string
	for _, c := range snap.Companies {
		customers = append(customers, c.Identifier)
	}
	h := heldBack(t, w, plan.Matcher{Customers: customers}, billing.Date{})
	marks := 2 * len(rules.HoldTargets(h, snap.OpenItems()))
	for marks > 0 {
		n := min(marks, 40)
		m, err := w.Engine.MirrorHolds(t.Context())
		if err != nil || len(m.Entries) != n || m.Left != marks-n {
			t.Fatalf("%d marks, %d left, %v; want %d and %d", len(m.Entries), m.Left, err, n, marks-n)
		}
		marks -= n
	}
	if m, err := w.Engine.MirrorHolds(t.Context()); err != nil || m.Run.ID != "" {
		t.Errorf("once more: %+v, %v", m, err)
	}
}

// A hold that comes between the reminder and its mail takes the reminder back:
// nothing is mailed, and nothing unsent is left for anybody to mail.
func TestHoldBeforeTheMail(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Only = []string{second} })
	id := w.Released("remind")
	w.Drive(w.Worker, id)
	h := heldBack(t, w, plan.Matcher{Invoices: []string{second}}, monday)
	mail, ok := w.Mail(id)
	if !ok {
		t.Fatal("no mail follows the reminder")
	}
	e := w.Drive(w.Worker, mail.ID)
	if want := "on hold until 23 Nov 2026 (anna: ruft an) (" + h.ID + "); the unsent reminder "; e.State != ledger.Skipped || !strings.HasPrefix(e.Reason, want) {
		t.Errorf("%s %q, want skipped %q", e.State, e.Reason, want)
	}
	if d := w.Done(); d.Mailed != 0 || d.Made != 1 || d.Deleted != 1 {
		t.Errorf("%+v", d)
	}
}
