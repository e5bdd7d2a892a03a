package queue_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"

	"github.com/google/go-cmp/cmp"
)

func TestTheSameJobAskedTwiceIsOneRun(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q := newClient(t, c)
		first := ask(t, q, "overdue-daily", false)
		if first.Already || !strings.HasPrefix(first.Run, "r_") || len(first.Run) != 8 || first.Ahead != 0 {
			t.Errorf("first: %+v", first)
		}
		second := ask(t, q, "overdue-daily", false)
		if !second.Already || second.Run != first.Run || !second.Since.Equal(monday) {
			t.Errorf("second: %+v, want the run %s of %s", second, first.Run, monday)
		}
		other := ask(t, q, "month-end", false)
		if other.Already || other.Ahead != 1 {
			t.Errorf("another job: %+v, want it behind one", other)
		}
		again := ask(t, q, "overdue-daily", true)
		if again.Already || again.Run == first.Run || again.Ahead != 2 {
			t.Errorf("--again: %+v", again)
		}
		planOnly, err := q.Ask(t.Context(), queue.Request{Job: "overdue-daily", By: "anna@host", PlanOnly: true}, false, zeros{}, monday)
		if err != nil || planOnly.Already || planOnly.Run != "r_000000" {
			t.Errorf("plan only: %+v, %v", planOnly, err)
		}

		w := newRecorder(nil)
		start(t, c, w, queue.Options{Concurrency: 1})
		got := map[string]queue.Request{}
		for range 4 {
			r := w.next(t).request
			got[r.Run] = r
		}
		w.none(t)
		want := queue.Request{Version: 1, Run: first.Run, Job: "overdue-daily", By: "anna@host"}
		if !cmp.Equal(got[first.Run], want) {
			t.Errorf("the worker got %+v, want %+v", got[first.Run], want)
		}
		if r := got["r_000000"]; !r.PlanOnly || len(got) != 4 {
			t.Errorf("the worker got %+v", got)
		}
	})
}

// zeros is a source of ids without chance.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestARunningJobIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q := newClient(t, c)
		first := ask(t, q, "overdue-daily", false)
		free := make(chan struct{})
		w := newRecorder(func(context.Context, call) error { <-free; return nil })
		start(t, c, w, queue.Options{})
		w.next(t)
		if second := ask(t, q, "overdue-daily", false); !second.Already || second.Run != first.Run {
			t.Errorf("while it runs: %+v, want the run %s", second, first.Run)
		}
		close(free)
		var third queue.Ticket
		eventually(t, "a finished request makes room", func() bool {
			third = ask(t, q, "overdue-daily", false)
			return !third.Already
		})
		if got := w.next(t); got.id != third.Run || third.Run == first.Run {
			t.Errorf("the worker got %s, want %s", got.id, third.Run)
		}
	})
}

func TestArchivedTaskDoesNotBlock(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		client, inspector := raw(t, c)
		w := newRecorder(nil)
		start(t, c, w, queue.Options{})
		broken := asynq.NewTask(queue.KindRequest, []byte("{"))
		if _, err := client.Enqueue(broken, asynq.Queue(queue.QueueName), asynq.TaskID("request:overdue-daily")); err != nil {
			t.Fatal(err)
		}
		eventually(t, "an unreadable task is archived", func() bool {
			info, err := inspector.GetTaskInfo(queue.QueueName, "request:overdue-daily")
			return err == nil && info.State == asynq.TaskStateArchived
		})
		ticket := ask(t, newClient(t, c), "overdue-daily", false)
		if got := w.next(t); ticket.Already || got.id != ticket.Run {
			t.Errorf("%+v; the worker got %s", ticket, got.id)
		}
	})
}

func TestAskWithoutRandomness(t *testing.T) {
	t.Parallel()
	q := newClient(t, redistest.Embedded(t))
	_, err := q.Ask(t.Context(), queue.Request{Job: "overdue-daily"}, false, strings.NewReader("x"), monday)
	if err == nil {
		t.Error("an id out of one byte")
	}
}
