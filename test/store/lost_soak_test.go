//go:build soak

package store

import "testing"

// TestF37_LostConnectionsLong is the long form.
func TestF37_LostConnectionsLong(t *testing.T) {
	t.Parallel()
	lostConnections(t, 1000)
}

// TestF73_DeliveredTwiceLong is the long form.
func TestF73_DeliveredTwiceLong(t *testing.T) {
	t.Parallel()
	deliveredTwice(t, 1000)
}
