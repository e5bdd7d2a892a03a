package queue

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// pause slows asynq down while Redis refuses what it asks: it takes the next
// task at once after an error, and would keep a core and a full Redis busy
// with nothing else.
type pause struct{}

// refusedPause is the wait after an error.
const refusedPause = 250 * time.Millisecond

// DialHook leaves dialling as it is.
func (pause) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook waits after a script that failed.
func (pause) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if err == nil || errors.Is(err, redis.Nil) || !strings.HasPrefix(cmd.Name(), "eval") || strings.HasPrefix(err.Error(), "NOSCRIPT") {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(refusedPause):
		}
		return err
	}
}

// ProcessPipelineHook leaves pipelines as they are.
func (pause) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
