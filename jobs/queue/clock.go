package queue

import (
	"context"
	"fmt"
	"time"
)

// Time is what Redis' clock says, in UTC. The error says that it can't be
// reached.
func Time(ctx context.Context, c Connection) (time.Time, error) {
	client := c.client()
	defer client.Close()
	t, err := client.Time(ctx).Result()
	if err != nil {
		return time.Time{}, fmt.Errorf("redis %s: %w", c.text, err)
	}
	return t.UTC(), nil
}
