package queue_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
	"github.com/mocowork/mocowork/test/report"
)

// TestF30_NewerPayload gives a worker tasks of a newer version: it hands each
// back as often as it gets it, and a newer worker does them all.
func TestF30_NewerPayload(t *testing.T) {
	t.Parallel()
	const runs = 50
	c, err := queue.Parse(redistest.Start(t).URL())
	if err != nil {
		t.Fatal(err)
	}
	client, inspector := raw(t, c)
	w := newRecorder(nil)
	old := start(t, c, w, queue.Options{})
	id := func(i int) string { return fmt.Sprintf("entry:a_%d:1:0", i) }
	for i := range runs {
		payload := fmt.Appendf(nil, `{"v":2,"id":"a_%d"}`, i)
		// One retry only: handing back must not use it up.
		if _, err := client.Enqueue(asynq.NewTask(queue.KindEntry, payload), asynq.Queue(queue.QueueName), asynq.TaskID(id(i)), asynq.MaxRetry(1)); err != nil {
			t.Fatal(err)
		}
	}
	row := report.Row{ID: "F30", Min: runs, Note: "handed back three times each by the older worker"}
	for round := range 3 {
		for i := range runs {
			eventually(t, id(i)+" is handed back", func() bool {
				info, err := inspector.GetTaskInfo(queue.QueueName, id(i))
				return err == nil && info.State == asynq.TaskStateRetry && info.Retried == 0
			})
			if round < 2 {
				if err := inspector.RunTask(queue.QueueName, id(i)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	w.none(t)
	old.Stop()
	var mu sync.Mutex
	done := map[string]int{}
	r := plain(t, c)
	newer := asynq.NewServerFromRedisClient(r, asynq.Config{Queues: map[string]int{queue.QueueName: 1}, TaskCheckInterval: 100 * time.Millisecond, Logger: silentLogger{}})
	if err := newer.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error {
		mu.Lock()
		defer mu.Unlock()
		done[string(task.Payload())]++
		return nil
	})); err != nil {
		t.Fatal(err)
	}
	defer newer.Shutdown()
	began := time.Now()
	if n, err := inspector.RunAllRetryTasks(queue.QueueName); err != nil || n != runs {
		t.Fatal(n, err)
	}
	eventually(t, "all of them are done", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(done) == runs
	})
	mu.Lock()
	defer mu.Unlock()
	row.Runs, row.Fired, row.Missing, row.Recover = runs, runs, runs-len(done), time.Since(began)
	for _, n := range done {
		row.Dup += n - 1
	}
	report.Print(t, row)
}

// silentLogger drops asynq's lines.
type silentLogger struct{}

func (silentLogger) Debug(...any) {}
func (silentLogger) Info(...any)  {}
func (silentLogger) Warn(...any)  {}
func (silentLogger) Error(...any) {}
func (silentLogger) Fatal(...any) {}
