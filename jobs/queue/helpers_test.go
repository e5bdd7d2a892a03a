package queue_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/mocowork/mocowork/jobs/queue"
)

// patience bounds every wait for something that must happen.
const patience = 20 * time.Second

// monday is when everything here is asked for.
var monday = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// call is something that a worker was given to do.
type call struct {
	kind    string
	id      string
	request queue.Request
}

// recorder is a worker's work: it notes what it is given, then does do.
type recorder struct {
	calls chan call
	do    func(context.Context, call) error
}

func newRecorder(do func(context.Context, call) error) *recorder {
	return &recorder{calls: make(chan call, 100), do: do}
}

func (r *recorder) take(ctx context.Context, c call) error {
	r.calls <- c
	if r.do == nil {
		return nil
	}
	return r.do(ctx, c)
}

func (r *recorder) Request(ctx context.Context, q queue.Request) error {
	return r.take(ctx, call{kind: "request", id: q.Run, request: q})
}

func (r *recorder) Run(ctx context.Context, id string) error {
	return r.take(ctx, call{kind: "run", id: id})
}

func (r *recorder) Entry(ctx context.Context, id string) error {
	return r.take(ctx, call{kind: "entry", id: id})
}

// next is the next call; the test fails without one.
func (r *recorder) next(t *testing.T) call {
	t.Helper()
	return receive(t, r.calls, "a task")
}

// none fails if there was a call that nobody expected.
func (r *recorder) none(t *testing.T) {
	t.Helper()
	select {
	case c := <-r.calls:
		t.Errorf("unexpected task %+v", c)
	default:
	}
}

func receive[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s within %s", what, patience)
	}
	panic("unreachable")
}

func newServer(t *testing.T, c queue.Connection, o queue.Options) *queue.Server {
	t.Helper()
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := queue.NewServer(c, o)
	t.Cleanup(s.Stop)
	return s
}

// start starts a server that works until the test ends.
func start(t *testing.T, c queue.Connection, w queue.Work, o queue.Options) *queue.Server {
	t.Helper()
	s := newServer(t, c, o)
	if err := s.Start(w); err != nil {
		t.Fatal(err)
	}
	return s
}

func newClient(t *testing.T, c queue.Connection) *queue.Client {
	t.Helper()
	q := queue.NewClient(c)
	t.Cleanup(func() { _ = q.Close() })
	return q
}

func ask(t *testing.T, q *queue.Client, job string, again bool) queue.Ticket {
	t.Helper()
	ticket, err := q.Ask(t.Context(), queue.Request{Job: job, By: "anna@host"}, again, rand.Reader, monday)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

// raw is the queue as asynq itself sees it.
func raw(t *testing.T, c queue.Connection) (*asynq.Client, *asynq.Inspector) {
	t.Helper()
	r := plain(t, c)
	client, inspector := asynq.NewClientFromRedisClient(r), asynq.NewInspectorFromRedisClient(r)
	return client, inspector
}

// eventually waits until ok says yes.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// log is a log that can be read while it is written.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func newLogger(l *log) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
