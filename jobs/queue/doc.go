// Package queue carries work between processes on Redis by asynq. A task is a
// hint: its payload holds ids only, and losing, doubling or delaying it changes
// nothing, because the ledger remembers and a sweeper asks again. This is the
// only package that knows asynq.
package queue
