package queue_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

func TestWakeTwiceIsOneTask(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		s := newServer(t, c, queue.Options{Concurrency: 1})
		for range 2 {
			if err := errors.Join(s.WakeRun(t.Context(), "r_8f31"), s.WakeEntry(t.Context(), "a_1", 3, 1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.WakeEntry(t.Context(), "a_1", 4, 2); err != nil {
			t.Fatal(err)
		}
		w := newRecorder(nil)
		if err := s.Start(w); err != nil {
			t.Fatal(err)
		}
		var got []string
		for range 3 {
			c := w.next(t)
			got = append(got, c.kind+" "+c.id)
		}
		slices.Sort(got)
		if want := []string{"entry a_1", "entry a_1", "run r_8f31"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		w.none(t)
		// Finished tasks do not block the same id.
		eventually(t, "the same entry comes again", func() bool {
			if err := s.WakeEntry(t.Context(), "a_1", 3, 1); err != nil {
				t.Fatal(err)
			}
			select {
			case <-w.calls:
				return true
			default:
				return false
			}
		})
	})
}

func TestWhatANewerVersionWroteIsNotLost(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, kind, payload, log string }{
		{"newer payload of an entry", queue.KindEntry, `{"v":2,"id":"a_1","more":true}`, "has version 2, this worker knows 1"},
		{"newer request", queue.KindRequest, `{"v":7,"run":"r_8f31"}`, "has version 7"},
		{"unknown kind", "webhook", `{"v":1,"id":"x"}`, "unknown task"},
		{"a kind that begins like a known one", "run:fast", `{"v":1,"id":"x"}`, "unknown task"},
	}
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		client, inspector := raw(t, c)
		w := newRecorder(nil)
		start(t, c, w, queue.Options{})
		for _, tt := range tests {
			_, err := client.Enqueue(asynq.NewTask(tt.kind, []byte(tt.payload)), asynq.Queue(queue.QueueName), asynq.TaskID(tt.name), asynq.MaxRetry(1))
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range tests {
			var info *asynq.TaskInfo
			eventually(t, tt.name+" waits for a newer worker", func() bool {
				var err error
				info, err = inspector.GetTaskInfo(queue.QueueName, tt.name)
				return err == nil && info.State == asynq.TaskStateRetry
			})
			if string(info.Payload) != tt.payload || info.Retried != 0 || !strings.Contains(info.LastErr, tt.log) {
				t.Errorf("%s: payload %s, retried %d, %q", tt.name, info.Payload, info.Retried, info.LastErr)
			}
			if wait := time.Until(info.NextProcessAt); wait > queue.ForeignDelay || wait < queue.ForeignDelay/2 {
				t.Errorf("%s comes again in %s", tt.name, wait)
			}
		}
		w.none(t)
	})
}

func TestPanicIsOneTasksAffair(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		_, inspector := raw(t, c)
		var out log
		w := newRecorder(func(_ context.Context, c call) error {
			if c.id == "r_bad" {
				panic("out of luck")
			}
			return nil
		})
		s := start(t, c, w, queue.Options{Logger: slog.New(slog.NewTextHandler(&out, nil))})
		if err := s.WakeRun(t.Context(), "r_bad"); err != nil {
			t.Fatal(err)
		}
		w.next(t)
		eventually(t, "the task is tried again later", func() bool {
			info, err := inspector.GetTaskInfo(queue.QueueName, "run:r_bad")
			return err == nil && info.State == asynq.TaskStateRetry && info.LastErr == "task run panicked"
		})
		if !strings.Contains(out.String(), "a task panicked") || !strings.Contains(out.String(), "server_test.go") {
			t.Errorf("the log does not say where: %s", out.String())
		}
		if err := s.WakeRun(t.Context(), "r_good"); err != nil {
			t.Fatal(err)
		}
		if got := w.next(t); got.id != "r_good" {
			t.Errorf("next task %+v", got)
		}
	})
}

func TestFailedTaskComesAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		var calls atomic.Int32
		w := newRecorder(func(context.Context, call) error {
			if calls.Add(1) == 1 {
				return errors.New("the store is locked")
			}
			return nil
		})
		s := start(t, c, w, queue.Options{})
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		if first, second := w.next(t), w.next(t); first.id != second.id {
			t.Errorf("%+v, then %+v", first, second)
		}
	})
}

func TestStopWaitsForWorkInHand(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		free := make(chan struct{})
		var ended atomic.Bool
		w := newRecorder(func(context.Context, call) error {
			<-free
			ended.Store(true)
			return nil
		})
		s := newServer(t, c, queue.Options{Drain: patience})
		if err := s.Start(w); err != nil {
			t.Fatal(err)
		}
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		w.next(t)
		stopped := make(chan struct{})
		go func() { defer close(stopped); s.Stop() }()
		time.AfterFunc(50*time.Millisecond, func() { close(free) })
		receive(t, stopped, "end")
		if !ended.Load() {
			t.Error("Stop returned before the task had ended")
		}
	})
}

func TestWorkThatDoesNotEndGoesBack(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		free := make(chan struct{})
		defer close(free)
		stuck := newRecorder(func(context.Context, call) error { <-free; return nil })
		s := newServer(t, c, queue.Options{Drain: 100 * time.Millisecond})
		if err := s.Start(stuck); err != nil {
			t.Fatal(err)
		}
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		stuck.next(t)
		s.Stop()
		w := newRecorder(nil)
		start(t, c, w, queue.Options{})
		if got := w.next(t); got.id != "a_1" {
			t.Errorf("the next worker got %+v", got)
		}
	})
}

func TestStopOfAServerThatNeverStarted(t *testing.T) {
	t.Parallel()
	s := queue.NewServer(redistest.Embedded(t), queue.Options{Logger: slog.New(slog.DiscardHandler)})
	s.Stop()
}
