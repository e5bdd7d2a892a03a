//go:build !soak

package test

import "time"

// stall is how long a Redis stands still.
const stall = 5 * time.Second
