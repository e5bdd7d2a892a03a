package queue_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/jobs/queue/redistest"
)

func TestTime(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c queue.Connection) {
		before := time.Now().Add(-time.Second)
		got, err := queue.Time(t.Context(), c)
		if err != nil || got.Before(before) || got.After(time.Now().Add(time.Second)) || got.Location() != time.UTC {
			t.Errorf("Time = %v, %v; want about %v", got, err, before)
		}
	})
	gone, err := queue.Parse("redis://:geheim@127.0.0.1:1/0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := queue.Time(t.Context(), gone); err == nil {
		t.Error("nobody is there and tells the time")
	}
}
