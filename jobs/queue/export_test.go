package queue

import "github.com/redis/go-redis/v9"

// RedisOptions is how a connection is reached, and RedisClient a client for
// it, for tests that look at the queue from outside.
func RedisOptions(c Connection) *redis.UniversalOptions { return c.opt }

// RedisClient is a plain client.
func RedisClient(c Connection) redis.UniversalClient { return c.client() }

// Name of the queue, and the delay of a task that only a newer worker
// understands.
const (
	QueueName    = queueName
	ForeignDelay = foreignDelay
)
