//go:build soak

package test

import "time"

// stall is how long a Redis stands still: longer than asynq's leases.
const stall = 45 * time.Second
