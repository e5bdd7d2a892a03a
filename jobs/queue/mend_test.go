package queue_test

import (
	"errors"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

// key is one of asynq's keys of the queue.
func key(name string) string { return "asynq:{" + queue.QueueName + "}:" + name }

// damages are what can happen to the task entry:a_1:3:1 while it waits.
var damages = []struct {
	name string
	do   func(t *testing.T, r redis.UniversalClient)
}{
	{"its hash is evicted", func(t *testing.T, r redis.UniversalClient) { del(t, r, key("t:entry:a_1:3:1")) }},
	{"its list is evicted", func(t *testing.T, r redis.UniversalClient) { del(t, r, key("pending")) }},
	{"its hash is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, key("t:entry:a_1:3:1")) }},
	{"pending is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, key("pending")) }},
	{"active is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, key("active")) }},
	{"lease is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, key("lease")) }},
	{"retry and scheduled are something else", func(t *testing.T, r redis.UniversalClient) {
		overwrite(t, r, key("retry"))
		overwrite(t, r, key("scheduled"))
	}},
	{"the list of queues is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, "asynq:queues") }},
	{"the list of queues is evicted", func(t *testing.T, r redis.UniversalClient) { del(t, r, "asynq:queues") }},
	{"the list of runs is something else", func(t *testing.T, r redis.UniversalClient) { overwrite(t, r, "mocowork:runs") }},
	{"it was taken without its hash", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("t:entry:a_1:3:1"), key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "active")
		do(t, r, "LPUSH", key("active"), "entry:a_1:3:1")
		do(t, r, "ZADD", key("lease"), time.Now().Add(30*time.Second).Unix(), "entry:a_1:3:1")
	}},
	{"it was taken and its lease is gone", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "active")
		do(t, r, "LPUSH", key("active"), "entry:a_1:3:1")
	}},
	{"nobody can read it, and its lease ran out", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "active", "msg", "\x0a\xff no task")
		do(t, r, "LPUSH", key("active"), "entry:a_1:3:1")
		do(t, r, "ZADD", key("lease"), time.Now().Add(-time.Hour).Unix(), "entry:a_1:3:1")
	}},
	{"it is archived", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "archived")
		do(t, r, "ZADD", key("archived"), time.Now().Unix(), "entry:a_1:3:1")
	}},
	{"it is finished", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "completed")
		do(t, r, "ZADD", key("completed"), time.Now().Add(time.Hour).Unix(), "entry:a_1:3:1")
	}},
	{"it says retry and is not there", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "retry")
	}},
	{"its state is no word", func(t *testing.T, r redis.UniversalClient) {
		del(t, r, key("pending"))
		do(t, r, "HSET", key("t:entry:a_1:3:1"), "state", "lost")
	}},
}

func do(t *testing.T, r redis.UniversalClient, args ...any) {
	t.Helper()
	if err := r.Do(t.Context(), args...).Err(); err != nil {
		t.Fatal(args, err)
	}
}

func del(t *testing.T, r redis.UniversalClient, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if n, err := r.Del(t.Context(), k).Result(); err != nil || n != 1 {
			t.Fatalf("%s: %d keys, %v", k, n, err)
		}
	}
}

func overwrite(t *testing.T, r redis.UniversalClient, k string) {
	t.Helper()
	do(t, r, "SET", k, "not asynq's")
}

// TestTheSweeperHealsTheQueue damages a waiting task in each way, and does what
// the sweeper does: the work is asked for again and carried out, and so is
// other work.
func TestTheSweeperHealsTheQueue(t *testing.T) {
	t.Parallel()
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			redistest.Each(t, func(t *testing.T, c queue.Connection) {
				s := newServer(t, c, queue.Options{})
				sweep := func() {
					t.Helper()
					if _, err := s.Mend(t.Context()); err != nil {
						t.Fatal(err)
					}
					if err := errors.Join(s.WakeEntry(t.Context(), "a_1", 3, 1), s.WakeRun(t.Context(), "r_1")); err != nil {
						t.Fatal(err)
					}
				}
				tell(t, s, queue.Status{Run: "r_1", Status: "running"})
				sweep()
				d.do(t, plain(t, c))
				sweep()
				w := newRecorder(nil)
				if err := s.Start(w); err != nil {
					t.Fatal(err)
				}
				// A task may come twice: its hash is new, and its id is still
				// in the list.
				for got := map[string]bool{}; !got["a_1"] || !got["r_1"]; {
					got[w.next(t).id] = true
				}
				tell(t, s, queue.Status{Run: "r_1", Status: "done"})
				// The next one finds nothing in its way either.
				if err := s.WakeEntry(t.Context(), "a_2", 1, 0); err != nil {
					t.Fatal(err)
				}
				for w.next(t).id != "a_2" {
				}
				if again, err := s.Mend(t.Context()); err != nil || len(again) != 0 {
					t.Errorf("still damaged: %v, %v", again, err)
				}
			})
		})
	}
}

// plain is a client to the queue's Redis.
func plain(t *testing.T, c queue.Connection) redis.UniversalClient {
	t.Helper()
	r := queue.RedisClient(c)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// A task that waits, runs or comes again is left alone, also when its lease
// has run out: asynq gives it back.
func TestMendLeavesLivingTasksAlone(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		_, inspector := raw(t, c)
		r := plain(t, c)
		s := newServer(t, c, queue.Options{})
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		do(t, r, "LREM", key("pending"), 0, "entry:a_1:1:0")
		do(t, r, "LPUSH", key("active"), "entry:a_1:1:0")
		do(t, r, "HSET", key("t:entry:a_1:1:0"), "state", "active")
		do(t, r, "ZADD", key("lease"), time.Now().Add(-time.Hour).Unix(), "entry:a_1:1:0")
		if gone, err := s.Mend(t.Context()); err != nil || len(gone) != 0 {
			t.Errorf("%v, %v", gone, err)
		}
		if err := s.WakeEntry(t.Context(), "a_1", 1, 0); err != nil {
			t.Fatal(err)
		}
		info, err := inspector.GetTaskInfo(queue.QueueName, "entry:a_1:1:0")
		if err != nil || info.State != asynq.TaskStateActive {
			t.Fatalf("%+v, %v", info, err)
		}
		// asynq's own recovery brings it to a worker.
		w := newRecorder(nil)
		if err := s.Start(w); err != nil {
			t.Fatal(err)
		}
		if got := w.next(t); got.id != "a_1" {
			t.Errorf("the worker got %+v", got)
		}
	})
}
