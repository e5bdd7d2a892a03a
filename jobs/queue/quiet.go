package queue

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// quiet passes asynq's warnings on to the log. While Redis can't be reached,
// asynq says so many times a second, in other words only as to the ports: the
// same complaint is passed on once a minute.
type quiet struct {
	log *slog.Logger

	mu   sync.Mutex
	said map[string]time.Time // by the beginning of the text
}

// quietFor is how long a complaint is not repeated.
const quietFor = time.Minute

func (q *quiet) line(level slog.Level, args []any) {
	if q.log == nil {
		return
	}
	text := fmt.Sprint(args...)
	if level >= slog.LevelWarn && q.repeats(text, time.Now()) {
		level = slog.LevelDebug
	}
	q.log.Log(context.Background(), level, "queue", "text", text)
}

// repeats reports whether this was said a short time ago.
func (q *quiet) repeats(text string, now time.Time) bool {
	begin, _, _ := strings.Cut(text, ":")
	q.mu.Lock()
	defer q.mu.Unlock()
	if at, ok := q.said[begin]; ok && now.Sub(at) < quietFor {
		return true
	}
	if q.said == nil || len(q.said) > 100 {
		q.said = map[string]time.Time{} // some name tasks
	}
	q.said[begin] = now
	return false
}

func (q *quiet) Debug(args ...any) { q.line(slog.LevelDebug, args) }
func (q *quiet) Info(args ...any)  { q.line(slog.LevelDebug, args) }
func (q *quiet) Warn(args ...any)  { q.line(slog.LevelWarn, args) }
func (q *quiet) Error(args ...any) { q.line(slog.LevelError, args) }

// Fatal must not end the process as asynq expects: the worker decides that.
func (q *quiet) Fatal(args ...any) { q.line(slog.LevelError, args) }
