package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Status is what a worker tells about a run: ids, words of the configuration
// and counts, never customer data. It lives in Redis for a week.
type Status struct {
	Version int       `json:"v"`
	Type    string    `json:"type"` // "run"
	Run     string    `json:"run"`
	Job     string    `json:"job"`
	Status  string    `json:"status"` // queued, running, waiting, done, partly, stopped, failed
	Step    string    `json:"step,omitempty"`
	Plan    string    `json:"plan,omitempty"`
	Worker  string    `json:"worker,omitempty"`
	At      time.Time `json:"at"`
	// Letters counts the plan's letters; the others say what became of them.
	Letters int `json:"letters"`
	Sent    int `json:"sent"`
	Dropped int `json:"dropped"`
	Failed  int `json:"failed"`
	Unclear int `json:"unclear"`
	Waiting int `json:"waiting"`
	Other   int `json:"other"` // actions that are no letters and were done
	// Fault is the kind of error of a failed run.
	Fault string `json:"fault,omitempty"`
}

// Ended reports whether nothing more will happen to the run by itself.
func (s Status) Ended() bool { return s.Status != "queued" && s.Status != "running" && s.Status != "" }

const statusTTL = 7 * 24 * time.Hour

func (c Connection) listKey() string             { return c.named("mocowork", ":") + ":runs" }
func (c Connection) statusKey(run string) string { return c.named("mocowork", ":") + ":run:" + run }
func (c Connection) statusChannel(run string) string {
	return c.named("mocowork", ":") + ":news:" + run
}

// publish stores a status and wakes up whoever waits for it.
func publish(ctx context.Context, c redis.UniversalClient, at Connection, s Status) error {
	s.Version, s.Type = version, "run"
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := c.Set(ctx, at.statusKey(s.Run), b, statusTTL).Err(); err != nil {
		return err
	}
	if err := c.ZAdd(ctx, at.listKey(), redis.Z{Score: float64(s.At.UnixMilli()), Member: s.Run}).Err(); err != nil {
		return err
	}
	if err := c.ZRemRangeByRank(ctx, at.listKey(), 0, -201).Err(); err != nil {
		return err
	}
	return c.Publish(ctx, at.statusChannel(s.Run), s.Status).Err()
}

// ErrUnknownRun says that Redis knows no run with this id: it is older than a
// week, or the queue was restarted since.
var ErrUnknownRun = errors.New("the queue knows no such run (the worker's own list: worker runs)")

func read(ctx context.Context, c redis.UniversalClient, at Connection, run string) (Status, error) {
	b, err := c.Get(ctx, at.statusKey(run)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return Status{}, fmt.Errorf("%s: %w", run, ErrUnknownRun)
	case err != nil:
		return Status{}, err
	}
	var s Status
	return s, json.Unmarshal(b, &s)
}
