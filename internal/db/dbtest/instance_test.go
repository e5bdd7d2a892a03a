package dbtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
)

// A server of its own comes back with what was in it, and a paused one says
// nothing.
func TestInstance(t *testing.T) {
	t.Parallel()
	i := dbtest.Own(t)
	d := dbtest.Open(t, i.URL)
	if _, err := d.ExecContext(t.Context(), `INSERT INTO meta (name, value) VALUES ('a', 'b')`); err != nil {
		t.Fatal(err)
	}
	i.Restart()
	look := func(patience time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		var value string
		return d.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'a'`).Scan(&value)
	}
	_ = look(time.Minute) // the old connection is gone
	if err := look(time.Minute); err != nil {
		t.Errorf("after the restart: %v", err)
	}
	i.Pause()
	if err := look(200 * time.Millisecond); err == nil {
		t.Error("a paused server answers")
	}
	i.Resume()
	if err := look(time.Minute); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}
