package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Work is what a worker does with tasks. Every method finds out by itself
// whether there is anything left to do: a task may come twice, late, or for
// work that is finished.
type Work interface {
	// Request records the wanted run and carries it through.
	Request(ctx context.Context, r Request) error
	// Run carries a recorded run through.
	Run(ctx context.Context, id string) error
	// Entry carries out one released entry.
	Entry(ctx context.Context, id string) error
}

// Options set up a Server. Zero durations take asynq's own values.
type Options struct {
	// Concurrency is the number of tasks at the same time; 4 if 0. MOCO's
	// budget of requests bounds them all together.
	Concurrency int
	// Drain is how long Stop waits for tasks that are under way.
	Drain  time.Duration
	Logger *slog.Logger
	// Store names the store whose runs and entries the server works on, apart
	// from others of the same account; "" if there is no other.
	Store string
	// Point is called at named points of a task, for tests that stop the
	// process there; nil otherwise.
	Point func(name string)
}

// Server takes tasks off the queue.
type Server struct {
	srv   *asynq.Server
	redis redis.UniversalClient
	asynq *Client
	rows  string // the queue of runs and entries
	log   *slog.Logger
	point func(name string)
}

// NewServer makes a server; Start starts it.
func NewServer(c Connection, o Options) *Server {
	if o.Concurrency == 0 {
		o.Concurrency = 4
	}
	if o.Point == nil {
		o.Point = func(string) {}
	}
	r := c.client()
	r.AddHook(pause{})
	s := &Server{redis: r, asynq: NewClient(c), rows: c.rows(o.Store), log: o.Logger, point: o.Point}
	s.srv = asynq.NewServerFromRedisClient(r, asynq.Config{
		Concurrency: o.Concurrency, Queues: map[string]int{c.requests(): 1, s.rows: 1}, ShutdownTimeout: o.Drain,
		TaskCheckInterval: 200 * time.Millisecond, DelayedTaskCheckInterval: time.Second,
		RetryDelayFunc: retryDelay, IsFailure: isFailure, Logger: &quiet{log: o.Logger}, LogLevel: asynq.WarnLevel,
	})
	return s
}

// retryDelay is the pause before a task that could not even be looked at comes
// again: the store or MOCO's key had a problem. Waiting for MOCO itself is the
// ledger's business.
func retryDelay(n int, err error, _ *asynq.Task) time.Duration {
	if !isFailure(err) {
		return foreignDelay
	}
	return min(time.Duration(1<<min(n, 10))*time.Second, 5*time.Minute)
}

// foreignDelay is how long a task waits that only a newer worker understands.
const foreignDelay = 30 * time.Second

// errForeign says that a task is of a newer version. It is given back as often
// as it takes: it does not use up its retries, and is never archived.
var errForeign = errors.New("a newer worker will understand it")

func isFailure(err error) bool { return err != nil && !errors.Is(err, errForeign) }

// Start begins to take tasks off the queue.
func (s *Server) Start(w Work) error {
	handlers := map[string]asynq.HandlerFunc{
		KindRequest: func(ctx context.Context, t *asynq.Task) error {
			r, err := decode(t, func(r Request) int { return r.Version })
			if err != nil {
				return err
			}
			return w.Request(ctx, r)
		},
		KindRun:   ref(w.Run),
		KindEntry: ref(w.Entry),
	}
	// Exact names: asynq's own mux matches prefixes.
	return s.srv.Start(asynq.HandlerFunc(func(ctx context.Context, t *asynq.Task) (err error) {
		h, ok := handlers[t.Type()]
		if !ok {
			return fmt.Errorf("unknown task %q: %w", t.Type(), errForeign)
		}
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("a task panicked", "task", t.Type(), "stack", string(debug.Stack()))
				err = fmt.Errorf("task %s panicked", t.Type())
			}
		}()
		s.point("task.start")
		defer s.point("ack.before")
		return s.aside(ctx, t, h(ctx, t))
	}))
}

// aside keeps the text of a failed task's error out of Redis, where asynq would
// store it: it may name customers. The log has it.
func (s *Server) aside(ctx context.Context, t *asynq.Task, err error) error {
	switch {
	case err == nil, errors.Is(err, errForeign), errors.Is(err, asynq.SkipRetry):
		return err
	case ctx.Err() != nil:
		s.log.Info("a task was interrupted and comes again", "task", t.Type(), "error", err)
	default:
		s.log.Warn("a task failed and comes again", "task", t.Type(), "error", err)
	}
	return fmt.Errorf("task %s failed: the worker's log says why", t.Type())
}

func ref(f func(context.Context, string) error) asynq.HandlerFunc {
	return func(ctx context.Context, t *asynq.Task) error {
		r, err := decode(t, func(r Ref) int { return r.Version })
		if err != nil {
			return err
		}
		return f(ctx, r.ID)
	}
}

// Stop takes no more tasks and waits for those under way, as long as Drain
// allows.
func (s *Server) Stop() {
	s.srv.Shutdown()
	s.asynq.Close()
	s.redis.Close()
}

// WakeRun puts a recorded run on the queue. It is no error if it is there.
func (s *Server) WakeRun(ctx context.Context, id string) error {
	return s.wake(ctx, KindRun, id, "run:"+id)
}

// WakeEntry puts a released entry on the queue. fence and attempt make the
// task's id, so that a finished task never blocks the next one.
func (s *Server) WakeEntry(ctx context.Context, id string, fence int64, attempt int) error {
	return s.wake(ctx, KindEntry, id, fmt.Sprintf("entry:%s:%d:%d", id, fence, attempt))
}

func (s *Server) wake(ctx context.Context, kind, id, taskID string) error {
	t, err := encode(kind, s.rows, Ref{Version: version, ID: id}, asynq.TaskID(taskID))
	if err != nil {
		return err
	}
	_, err = s.asynq.enqueue(ctx, s.rows, t, taskID)
	return err
}

// Mend throws away what keeps the queues from working, and returns the names
// of the keys: see Client.mend.
func (s *Server) Mend(ctx context.Context) ([]string, error) {
	return s.asynq.mend(ctx, slices.Compact([]string{s.asynq.conn.requests(), s.rows}))
}

// tellTimeout bounds Tell: news are not worth more waiting.
const tellTimeout = 5 * time.Second

// Tell stores the news of a run and wakes up whoever waits for it.
func (s *Server) Tell(ctx context.Context, st Status) error {
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	return publish(ctx, s.redis, s.asynq.conn, st)
}
