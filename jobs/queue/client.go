package queue

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// Client puts work on the queue and asks how it stands. It is all that enqueue
// needs: no MOCO key, no SQL.
type Client struct {
	conn      Connection
	redis     redis.UniversalClient
	asynq     *asynq.Client
	inspector *asynq.Inspector
}

// NewClient connects lazily.
func NewClient(c Connection) *Client {
	r := c.client()
	return &Client{conn: c, redis: r, asynq: asynq.NewClientFromRedisClient(r), inspector: asynq.NewInspectorFromRedisClient(r)}
}

// Close ends the connection.
func (c *Client) Close() error { return c.redis.Close() }

// Ticket is the answer to a request.
type Ticket struct {
	Run string
	// Already says that the same job was asked for before and is not finished:
	// nothing was added, and Run is the earlier one.
	Already bool
	Since   time.Time // of the earlier request
	Ahead   int       // tasks that wait before it
}

// Ask puts a request for a run on the queue. The same job asked for twice is
// one run, unless again.
func (c *Client) Ask(ctx context.Context, r Request, again bool, random io.Reader, now time.Time) (Ticket, error) {
	if err := reach(ctx, c.redis); err != nil {
		return Ticket{}, err
	}
	b := make([]byte, 3)
	if _, err := io.ReadFull(random, b); err != nil {
		return Ticket{}, err
	}
	r.Version, r.Run = version, "r_"+hex.EncodeToString(b)
	id := "request:" + r.Job
	if r.PlanOnly {
		id += ":plan"
	}
	if again {
		id += ":" + r.Run
	}
	ahead := 0
	if info, err := c.inspector.GetQueueInfo(c.conn.requests()); err == nil {
		ahead = info.Pending
	}
	task, err := encode(KindRequest, c.conn.requests(), r, asynq.TaskID(id))
	if err != nil {
		return Ticket{}, err
	}
	old, err := c.enqueue(ctx, c.conn.requests(), task, id)
	switch {
	case err != nil:
		return Ticket{}, err
	case old != nil:
		return c.already(ctx, old)
	}
	err = publish(ctx, c.redis, c.conn, Status{Run: r.Run, Job: r.Job, Status: "queued", At: now})
	return Ticket{Run: r.Run, Ahead: ahead}, err
}

// enqueue adds a task. If its id is taken by a finished or archived one, that
// is removed first; if by a living one, that is returned.
func (c *Client) enqueue(ctx context.Context, queue string, t *asynq.Task, id string) (*asynq.TaskInfo, error) {
	for range 2 {
		_, err := c.asynq.EnqueueContext(ctx, t)
		if !errors.Is(err, asynq.ErrTaskIDConflict) {
			return nil, err
		}
		old, err := c.inspector.GetTaskInfo(queue, id)
		switch {
		case errors.Is(err, asynq.ErrTaskNotFound):
			continue
		case err != nil:
			return nil, err
		case old.State != asynq.TaskStateArchived && old.State != asynq.TaskStateCompleted:
			return old, nil
		}
		if err := c.inspector.DeleteTask(queue, id); err != nil && !errors.Is(err, asynq.ErrTaskNotFound) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("task %s can't be enqueued", id)
}

func (c *Client) already(ctx context.Context, old *asynq.TaskInfo) (Ticket, error) {
	var r Request
	if err := json.Unmarshal(old.Payload, &r); err != nil {
		return Ticket{}, fmt.Errorf("the queue holds a request that can't be read: %w", err)
	}
	t := Ticket{Run: r.Run, Already: true}
	if s, err := read(ctx, c.redis, c.conn, r.Run); err == nil {
		t.Since = s.At
	}
	return t, nil
}

// Show is the latest news of a run. The error is ErrUnknownRun if there is
// none.
func (c *Client) Show(ctx context.Context, run string) (Status, error) {
	return read(ctx, c.redis, c.conn, run)
}

// List is the latest news of the last runs, newest first.
func (c *Client) List(ctx context.Context, limit int) ([]Status, error) {
	ids, err := c.redis.ZRevRange(ctx, c.conn.listKey(), 0, int64(limit-1)).Result()
	if err != nil {
		return nil, err
	}
	var out []Status
	for _, id := range ids {
		s, err := read(ctx, c.redis, c.conn, id)
		switch {
		case errors.Is(err, ErrUnknownRun):
		case err != nil:
			return nil, err
		default:
			out = append(out, s)
		}
	}
	return out, nil
}

// Wait calls seen with each news of a run until it has ended, and returns the
// last. The errors are the context's, ErrUnknownRun and those of Redis.
func (c *Client) Wait(ctx context.Context, run string, seen func(Status)) (Status, error) {
	sub := c.redis.Subscribe(ctx, c.conn.statusChannel(run))
	defer sub.Close()
	// The subscription stands before the first look, so that no news falls in
	// between.
	if _, err := sub.Receive(ctx); err != nil {
		return Status{}, err
	}
	news := sub.Channel()
	last := ""
	for {
		s, err := read(ctx, c.redis, c.conn, run)
		if err != nil {
			return Status{}, err
		}
		if mark := s.Status + s.Step + s.Plan; mark != last {
			last = mark
			seen(s)
		}
		if s.Ended() {
			return s, nil
		}
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case _, ok := <-news:
			if !ok {
				return s, errors.New("the connection to the queue was closed")
			}
		case <-time.After(5 * time.Second):
			// A message can get lost with a connection; the key can't.
		}
	}
}
