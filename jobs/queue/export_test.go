package queue

import "github.com/hibiken/asynq"

// RedisOption is how asynq reaches a connection, for tests that look at the
// queue from outside.
func RedisOption(c Connection) asynq.RedisConnOpt { return c.opt }

// Name of the queue, and the delay of a task that only a newer worker
// understands.
const (
	QueueName    = queueName
	ForeignDelay = foreignDelay
)
