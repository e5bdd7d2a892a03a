package queue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

func tell(t *testing.T, s *queue.Server, st queue.Status) {
	t.Helper()
	if err := s.Tell(t.Context(), st); err != nil {
		t.Fatal(err)
	}
}

func TestWaitSeesEveryStatus(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q, s := newClient(t, c), newServer(t, c, queue.Options{})
		ticket := ask(t, q, "overdue-daily", false)
		news := []queue.Status{
			{Run: ticket.Run, Job: "overdue-daily", Status: "running"},
			{Run: ticket.Run, Job: "overdue-daily", Status: "running", Step: "pull"},
			{Run: ticket.Run, Job: "overdue-daily", Status: "running", Step: "apply", Plan: "p_2c9e"},
			{Run: ticket.Run, Job: "overdue-daily", Status: "partly", Plan: "p_2c9e", Letters: 6, Sent: 4, Dropped: 1, Unclear: 1},
		}
		var seen []string
		last, err := q.Wait(t.Context(), ticket.Run, func(st queue.Status) {
			if len(seen) < len(news) {
				tell(t, s, news[len(seen)])
			}
			seen = append(seen, st.Status+" "+st.Step)
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"queued ", "running ", "running pull", "running apply", "partly "}, seen); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		want := news[3]
		want.Version, want.Type = 1, "run"
		if diff := cmp.Diff(want, last); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

func TestWaitForARunThatHasEnded(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q, s := newClient(t, c), newServer(t, c, queue.Options{})
		for _, status := range []string{"waiting", "done", "partly", "stopped", "failed"} {
			run := "r_" + status
			tell(t, s, queue.Status{Run: run, Status: status})
			calls := 0
			got, err := q.Wait(t.Context(), run, func(queue.Status) { calls++ })
			if err != nil || got.Status != status || calls != 1 {
				t.Errorf("%s: %+v, %v, seen %d times", status, got, err, calls)
			}
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q := newClient(t, c)
		ticket := ask(t, q, "overdue-daily", false)
		ctx, cancel := context.WithCancel(t.Context())
		got, err := q.Wait(ctx, ticket.Run, func(queue.Status) { cancel() })
		if !errors.Is(err, context.Canceled) || got.Status != "queued" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestUnknownRun(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q := newClient(t, c)
		const want = "r_8f31: the queue knows no such run (the worker's own list: worker runs)"
		_, err := q.Show(t.Context(), "r_8f31")
		if !errors.Is(err, queue.ErrUnknownRun) || err.Error() != want {
			t.Errorf("show: %v", err)
		}
		if _, err := q.Wait(t.Context(), "r_8f31", nil); !errors.Is(err, queue.ErrUnknownRun) {
			t.Errorf("wait: %v", err)
		}
	})
}

func TestListShowsTheLatestFirst(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		q, s := newClient(t, c), newServer(t, c, queue.Options{})
		for i := range 205 {
			tell(t, s, queue.Status{Run: fmt.Sprintf("r_%03d", i), Status: "done", At: monday.Add(time.Duration(i) * time.Second)})
		}
		// News of an old run bring it to the front.
		tell(t, s, queue.Status{Run: "r_100", Status: "partly", At: monday.Add(time.Hour)})
		all, err := q.List(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 200 || all[0].Run != "r_100" || all[1].Run != "r_204" {
			t.Errorf("%d runs, first %s, %s", len(all), all[0].Run, all[1].Run)
		}
		some, err := q.List(t.Context(), 2)
		if err != nil || len(some) != 2 || some[0].Status != "partly" {
			t.Errorf("%+v, %v", some, err)
		}
	})
}
