package test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// TestPostgresGoesAway stops the database server right before an intent, and
// restarts it as a crash would while MOCO makes the reminder: nothing is written
// meanwhile, the worker stays up, and everything goes out once.
func TestPostgresGoesAway(t *testing.T) {
	t.Parallel()
	postgresGoesAway(t, makeReminder)
}

func postgresGoesAway(t *testing.T, m mocosim.Match) {
	t.Helper()
	i := dbtest.Own(t)
	w := newWorld(t, setup{store: i.URL, settle: "3s"})
	stop, read := w.hold(readInvoice)
	restart, written := w.hold(m)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the read", read)
	i.Pause()
	stop.Release()
	time.Sleep(3 * time.Second) // longer than a lease; a server that stands still tells nothing
	w.wantNoWrites()
	i.Resume()
	wait(t, "the write", written)
	i.Restart()
	restart.Release()
	eventually(t, "three e-mails", func() bool { return len(w.moco.Emails()) >= 3 })
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("audit", "--verify").want(t, 0, "unbroken")
}
