//go:build soak

package test

import (
	"testing"
	"time"
)

// TestF31_LockedStoreLong locks for longer than a transaction waits in all: the
// step fails, the action stays as it was, and goes on afterwards.
func TestF31_LockedStoreLong(t *testing.T) {
	t.Parallel()
	lockedStore(t, 35*time.Second)
}

// TestPostgresGoesAwayLong does it while the reminder is mailed.
func TestPostgresGoesAwayLong(t *testing.T) {
	t.Parallel()
	postgresGoesAway(t, mailReminder)
}
