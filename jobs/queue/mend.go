package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// asynq trusts its keys. A task whose hash was evicted, whose list is gone or
// whose key holds something else stays for ever, and its id takes nothing new.
// Because a task is a hint, all that is damaged may be thrown away: the
// sweeper asks for the work again.

// A shape is a key and the type that it must have.
type shape struct{ key, kind string }

// holders are the keys of a queue that hold the ids of tasks.
func holders(queue string) []shape {
	return []shape{{key(queue, "pending"), "list"}, {key(queue, "active"), "list"}, {key(queue, "lease"), "zset"}, {key(queue, "scheduled"), "zset"},
		{key(queue, "retry"), "zset"}, {key(queue, "archived"), "zset"}, {key(queue, "completed"), "zset"}}
}

// common are the keys that queues share.
func (c Connection) common() []shape {
	return []shape{{"asynq:queues", "set"}, {"asynq:servers", "zset"}, {"asynq:workers", "zset"}, {c.listKey(), "zset"}}
}

// clearing removes a task that nobody will work on: it is finished or
// archived, or it is damaged. KEYS are the task and the holders, ARGV the id
// and "all" to remove it in any case. It returns 1 if the id is free now.
var clearing = redis.NewScript(`
local id, alive = ARGV[1], false
if ARGV[2] ~= "all" and redis.call("TYPE", KEYS[1]).ok == "hash" and redis.call("HEXISTS", KEYS[1], "msg") == 1 then
  local state = redis.call("HGET", KEYS[1], "state")
  local sets = {active = KEYS[4], scheduled = KEYS[5], retry = KEYS[6]}
  if state == "pending" then
    alive = redis.pcall("LPOS", KEYS[2], id)
    if type(alive) == "table" then -- the embedded queue has no LPOS
      alive = false
      for _, other in ipairs(redis.call("LRANGE", KEYS[2], 0, -1)) do
        alive = alive or other == id
      end
    end
  elseif sets[state] then
    alive = redis.call("ZSCORE", sets[state], id)
  end
end
if alive then
  return 0
end
redis.call("LREM", KEYS[2], 0, id)
redis.call("LREM", KEYS[3], 0, id)
for i = 4, 8 do
  redis.call("ZREM", KEYS[i], id)
end
redis.call("DEL", KEYS[1])
return 1`)

// clear removes a task that nobody will work on, or with all any task. It
// reports whether its id is free now.
func (c *Client) clear(ctx context.Context, queue, id string, all bool) (free bool, err error) {
	keys := []string{key(queue, "t:"+id)}
	for _, s := range holders(queue) {
		keys = append(keys, s.key)
	}
	which := ""
	if all {
		which = "all"
	}
	n, err := clearing.Run(ctx, c.redis, keys, id, which).Int()
	return n == 1, err
}

// lostFor is how long a lease must have run out before its task is looked at.
// asynq gives tasks of vanished workers back after 30 to 90 seconds.
const lostFor = 2 * time.Minute

// mend throws away what stands in the way of some queues: keys that are not
// what asynq needs, and tasks in hand that nobody can read. It returns their
// names.
func (c *Client) mend(ctx context.Context, queues []string) ([]string, error) {
	gone, err := c.reshape(ctx, c.conn.common())
	for _, q := range queues {
		if err != nil {
			return gone, err
		}
		var more []string
		more, err = c.mendQueue(ctx, q)
		gone = append(gone, more...)
	}
	return gone, err
}

func (c *Client) mendQueue(ctx context.Context, queue string) ([]string, error) {
	gone, err := c.reshape(ctx, holders(queue))
	if err != nil {
		return gone, err
	}
	if err := c.redis.SAdd(ctx, "asynq:queues", queue).Err(); err != nil {
		return gone, err
	}
	before := fmt.Sprint(time.Now().Add(-lostFor).Unix())
	lost, err := c.redis.ZRangeByScore(ctx, key(queue, "lease"), &redis.ZRangeBy{Min: "-inf", Max: before}).Result()
	if err != nil {
		return gone, err
	}
	for _, id := range lost {
		if _, err := c.inspector.GetTaskInfo(queue, id); !damaged(err) {
			continue // asynq will see to it
		}
		if _, err := c.clear(ctx, queue, id, true); err != nil {
			return gone, err
		}
		gone = append(gone, key(queue, "t:"+id))
	}
	return gone, nil
}

// reshape removes the keys that hold something else.
func (c *Client) reshape(ctx context.Context, shapes []shape) (gone []string, err error) {
	for _, s := range shapes {
		kind, err := c.redis.Type(ctx, s.key).Result()
		if err != nil {
			return gone, err
		}
		if kind == "none" || kind == s.kind {
			continue
		}
		if err := c.redis.Del(ctx, s.key).Err(); err != nil {
			return gone, err
		}
		gone = append(gone, s.key)
	}
	return gone, nil
}

// damaged reports whether asynq could not read a task that it found, or found
// none. It has no error types for that.
func damaged(err error) bool {
	return err != nil && (errors.Is(err, asynq.ErrTaskNotFound) || misshapen(err) ||
		strings.Contains(err.Error(), "could not decode") || strings.Contains(err.Error(), "unexpected value"))
}

// misshapen reports whether Redis found something else under a key.
func misshapen(err error) bool { return err != nil && strings.Contains(err.Error(), "WRONGTYPE") }
