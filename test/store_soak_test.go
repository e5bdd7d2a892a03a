//go:build soak

package test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
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

// TestPostgresStandsStillLong has a database server that accepts connections and
// gives no answer: people are told after a minute, the worker stays up, and goes
// on when the server does.
func TestPostgresStandsStillLong(t *testing.T) {
	t.Parallel()
	i := dbtest.Own(t)
	w := newWorld(t, setup{store: i.URL})
	p := w.serve()
	i.Pause()
	for limit := time.Now().Add(3 * time.Minute); w.troubles() == 0; time.Sleep(time.Second) {
		if time.Now().After(limit) {
			t.Fatalf("nobody was told:\n%s", p.err)
		}
	}
	w.wantNoWrites()
	i.Resume()
	w.enqueue("dun", "--wait").want(t, 0)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
}
