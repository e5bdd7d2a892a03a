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
	t, err := c.ask(ctx, r, again, random, now)
	return t, c.said(err)
}

func (c *Client) ask(ctx context.Context, r Request, again bool, random io.Reader, now time.Time) (Ticket, error) {
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
	for {
		living, err := c.enqueue(ctx, c.conn.requests(), task, id)
		if err != nil {
			return Ticket{}, err
		}
		if !living {
			break
		}
		t, err := c.already(ctx, id)
		if errors.Is(err, asynq.ErrTaskNotFound) {
			continue // it has ended meanwhile
		}
		if err != nil || t.Run != r.Run {
			return t, err
		}
		break // its own first attempt, whose answer got lost
	}
	err = publish(ctx, c.redis, c.conn, Status{Run: r.Run, Job: r.Job, Status: "queued", At: now})
	return Ticket{Run: r.Run, Ahead: ahead}, err
}

// enqueue adds a task, unless its id is taken by one that will still be worked
// on: then living is true. One that is finished, archived or damaged is
// removed first.
func (c *Client) enqueue(ctx context.Context, queue string, t *asynq.Task, id string) (living bool, err error) {
	for range 3 {
		_, err := c.asynq.EnqueueContext(ctx, t)
		switch {
		case errors.Is(err, asynq.ErrTaskIDConflict):
			if free, err := c.clear(ctx, queue, id, false); err != nil || !free {
				return err == nil, err
			}
		case misshapen(err):
			if _, err := c.mend(ctx, []string{queue}); err != nil {
				return false, err
			}
		default:
			return false, err
		}
	}
	return false, fmt.Errorf("task %s can't be enqueued", id)
}

// already is the ticket of a request that is on the queue.
func (c *Client) already(ctx context.Context, id string) (Ticket, error) {
	old, err := c.inspector.GetTaskInfo(c.conn.requests(), id)
	if err != nil {
		return Ticket{}, err
	}
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
	s, err := read(ctx, c.redis, c.conn, run)
	return s, c.said(err)
}

// List is the latest news of the last runs, newest first.
func (c *Client) List(ctx context.Context, limit int) ([]Status, error) {
	ids, err := c.redis.ZRevRange(ctx, c.conn.listKey(), 0, int64(limit-1)).Result()
	if err != nil {
		return nil, c.said(err)
	}
	var out []Status
	for _, id := range ids {
		s, err := read(ctx, c.redis, c.conn, id)
		switch {
		case errors.Is(err, ErrUnknownRun):
		case err != nil:
			return nil, c.said(err)
		default:
			out = append(out, s)
		}
	}
	return out, nil
}

// Wait calls seen with each news of a run until it has ended, and returns the
// last. The errors are the context's, ErrUnknownRun and those of Redis.
func (c *Client) Wait(ctx context.Context, run string, seen func(Status)) (Status, error) {
	s, err := c.wait(ctx, run, seen)
	return s, c.said(err)
}

func (c *Client) wait(ctx context.Context, run string, seen func(Status)) (Status, error) {
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
