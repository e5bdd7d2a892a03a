package app

import (
	"context"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/notifiers"
)

// news tells whoever waits for a run how it stands. A queue that can't be
// reached costs only the news.
func (w work) news(ctx context.Context, r jobs.Result, status string) {
	st := StatusOf(r)
	if status != "" {
		st.Status = status
	}
	if err := w.tell(context.WithoutCancel(ctx), st); err != nil {
		w.s.log.Warn("queue", "run", r.Run.ID, "error", err)
	}
}

func (w work) tell(ctx context.Context, st queue.Status) error {
	st.At, st.Worker = w.s.app().opt.Now(), w.s.app().Ledger.Owner()
	return w.s.queue.Tell(ctx, st)
}

// StatusOf counts what became of a run, without any customer data.
func StatusOf(r jobs.Result) queue.Status {
	st := queue.Status{
		Run: r.Run.ID, Job: r.Run.Job, Status: string(r.Run.Status), Step: r.Run.Step, Plan: r.Run.Plan, Waiting: r.Run.Summary.Waiting,
	}
	if r.Plan.ID != "" {
		for _, l := range actions.Letters(r.Plan, r.Entries) {
			st.Letters++
			switch l.State {
			case notifiers.LetterDone:
				st.Sent++
			case notifiers.LetterSkipped, notifiers.LetterExpired:
				st.Dropped++
			case notifiers.LetterFailed:
				st.Failed++
			case notifiers.LetterReview:
				st.Unclear++
			}
		}
	}
	for action, states := range r.Run.Summary.Actions {
		if action != "remind" && action != "email" {
			st.Other += states["done"]
			st.Failed += states["failed"] + states["expired"]
			st.Unclear += states["review"]
		}
	}
	return st
}
