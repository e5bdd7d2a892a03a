package queue

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
)

// The kinds of tasks. A kind is a stable word, apart from any Go name.
const (
	KindRequest = "request" // somebody wants a job to run
	KindRun     = "run"     // a recorded run is to be carried through
	KindEntry   = "entry"   // a released entry is due
)

// version is the version of payloads. A worker leaves newer ones alone.
const version = 1

// Request asks for a run of a job. It carries names of the configuration and
// ids, never customer data.
type Request struct {
	Version  int    `json:"v"`
	Run      string `json:"run"` // the id that the run will have
	Job      string `json:"job"`
	PlanOnly bool   `json:"plan_only,omitempty"`
	By       string `json:"by"` // "anna@host"
	// Set, To and Pull are for an export on request: days, numbers and words of
	// the configuration; one of the export's own places; whether MOCO is read
	// first.
	Set  map[string]string `json:"set,omitempty"`
	To   string            `json:"to,omitempty"`
	Pull bool              `json:"pull,omitempty"`
}

// Ref names a run or an entry.
type Ref struct {
	Version int    `json:"v"`
	ID      string `json:"id"`
}

// queueName begins the names of queues. Each account has one for requests,
// which any of its workers may take. Runs and entries are rows of one store, so
// each store has one for these: with two installations on one Redis, a worker
// would else be given work that it can't find.
const queueName = "mocowork"

// requests is the queue of the account's requests.
func (c Connection) requests() string { return c.named(queueName, "-") }

// rows is the queue of the runs and entries of a store; "" is a store that
// shares it with the requests.
func (c Connection) rows(store string) string {
	if store == "" {
		return c.requests()
	}
	return c.requests() + "-" + store
}

// key is one of asynq's keys of a queue. The braces put them all into one slot
// of a cluster.
func key(queue, name string) string { return "asynq:{" + queue + "}:" + name }

// maxRetry is high, because attempts are counted in the ledger.
const maxRetry = 25

func encode(kind, queue string, payload any, opts ...asynq.Option) (*asynq.Task, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("task %s: %w", kind, err)
	}
	opts = append([]asynq.Option{asynq.Queue(queue), asynq.MaxRetry(maxRetry), asynq.Timeout(24 * time.Hour)}, opts...)
	return asynq.NewTask(kind, b, opts...), nil
}

// decode reads a payload and refuses one of a newer version: another worker
// will understand it.
func decode[T any](t *asynq.Task, versionOf func(T) int) (T, error) {
	var p T
	if err := json.Unmarshal(t.Payload(), &p); err != nil {
		return p, fmt.Errorf("task %s: %w: %w", t.Type(), err, asynq.SkipRetry)
	}
	if v := versionOf(p); v != version {
		return p, fmt.Errorf("task %s has version %d, this worker knows %d: %w", t.Type(), v, version, errForeign)
	}
	return p, nil
}
