package test

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// wallClock is a machine's clock that somebody sets.
type wallClock struct{ off atomic.Int64 }

// Now is the machine's time as it was set.
func (c *wallClock) Now() time.Time { return time.Now().Add(time.Duration(c.off.Load())) }

func (c *wallClock) set(off time.Duration) { c.off.Store(int64(off)) }

// heard is a log that tests read while it is written.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write adds to the log.
func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

// String is the log so far.
func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// serving is a worker inside this process, with a clock of its own.
func (w *world) serving(c *wallClock) (*app.Server, *heard, error) {
	w.t.Helper()
	log := &heard{}
	a, err := app.Open(w.t.Context(), app.Options{
		ConfigPath: w.path("worker.yaml"), Env: configs.OS(time.Now()), Now: c.Now, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = a.Close() })
	s, err := a.Serve(w.t.Context())
	if err == nil {
		w.t.Cleanup(s.Stop)
	}
	return s, log, err
}

// troubles counts the messages about clocks or the store.
func (w *world) troubles() (n int) {
	for _, m := range w.slack.Messages() {
		text := m.Text + string(m.Blocks)
		if strings.Contains(text, "Uhren gehen auseinander") || strings.Contains(text, "Datenbank ist gest") {
			n++
		}
	}
	return n
}

// eventually waits for something that nothing tells of.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}

// jumps are the ways in which a machine's clock goes wrong.
func jumps() map[string]time.Duration {
	now := time.Now()
	return map[string]time.Duration{
		"an hour ahead": time.Hour, "an hour behind": -time.Hour, "a day ahead": 24 * time.Hour, "a day behind": -24 * time.Hour,
		"1970": time.Unix(60, 0).Sub(now), "2038": time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC).Sub(now),
	}
}

// TestF72_WallClockJumps sets the clock of a serving worker while a reminder is
// being made: that one is finished, nothing else is written, people are told once,
// and when the clock is right again the rest goes out. With such a clock no worker
// starts.
func TestF72_WallClockJumps(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F72", Min: 12, Note: "no write while off, one alert, no start"}
	var mu sync.Mutex
	t.Run("jump", func(t *testing.T) {
		for name, off := range jumps() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dbtest.EachURL(t, func(t *testing.T, url string) {
					t.Parallel()
					w := newWorld(t, setup{store: url, schedule: `{cron: "30 4 * * *"}`})
					dup, missing := w.jump(off)
					mu.Lock()
					defer mu.Unlock()
					row.Runs++
					row.Fired++
					row.Dup, row.Missing = row.Dup+dup, row.Missing+missing
				})
			})
		}
	})
	report.Print(t, row)
}

// jump is one jump and the way back.
func (w *world) jump(off time.Duration) (dup, missing int) {
	t := w.t
	planted, held := w.hold(makeReminder)
	clock := &wallClock{}
	_, log, err := w.serving(clock)
	if err != nil {
		t.Fatal(err)
	}
	w.enqueue("dun").want(t, 0)
	wait(t, "the first reminder", held)
	writes := len(w.moco.Writes())
	clock.set(off)
	planted.Release()
	eventually(t, "people are told", func() bool { return w.troubles() > 0 })
	clock.set(off) // it stays so for some sweeps
	time.Sleep(1500 * time.Millisecond)
	if n := len(w.moco.Writes()) - writes; n != 0 {
		dup += n
		t.Errorf("%d writes while the clock was off:\n%s", n, log)
	}
	if n := w.troubles(); n != 1 {
		t.Errorf("%d messages about it, want one", n)
	}
	clock.set(0)
	eventually(t, "three e-mails", func() bool { return len(w.moco.Emails()) >= 3 })
	w.wantSent("R-1", "R-2", "R-3")
	clock.set(off)
	other := newWorld(t, setup{})
	_, _, err = other.serving(clock)
	if err == nil || !strings.Contains(err.Error(), "this machine's clock says") || !strings.Contains(err.Error(), "the database's says") {
		t.Errorf("a start with that clock: %v", err)
	}
	return dup, max(0, 3-len(w.moco.Emails()))
}

// shadowClock gives a PostgreSQL database a clock of its own, which set moves.
// The product asks for clock_timestamp(), and finds this one first.
func shadowClock(t *testing.T) (url string, set func(off time.Duration)) {
	t.Helper()
	plain := dbtest.Postgres(t)
	d, err := sql.Open("pgx", plain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	do := func(q string) {
		t.Helper()
		if _, err := d.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	// A sequence is seen at once, also inside transactions.
	do(`CREATE SEQUENCE clock_off MINVALUE -100000000000 MAXVALUE 100000000000 START 0`)
	do(`CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
		AS 'SELECT pg_catalog.clock_timestamp() + (SELECT last_value FROM public.clock_off) * interval ''1 second'''`)
	return plain + "&search_path=public,pg_catalog", func(off time.Duration) {
		t.Helper()
		do(fmt.Sprintf(`SELECT setval('clock_off', %d)`, int64(off.Seconds())))
	}
}

// TestF41_DatabaseClockJumps sets the database's clock while a letter is under
// way: leases and settle times hang on it. Nothing is written while it is off; the
// next start is refused; then everything goes out once.
func TestF41_DatabaseClockJumps(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F41", Min: 8, Note: "no write while off, no start"}
	var mu sync.Mutex
	t.Run("jump", func(t *testing.T) {
		for _, off := range []time.Duration{time.Hour, -time.Hour} {
			for _, at := range crashes[:4] {
				t.Run(fmt.Sprintf("%s, %s", at.name, off), func(t *testing.T) {
					t.Parallel()
					dup, missing := databaseJump(t, off, at.match, at.fault)
					mu.Lock()
					defer mu.Unlock()
					row.Runs++
					row.Fired++
					row.Dup, row.Missing = row.Dup+dup, row.Missing+missing
				})
			}
		}
	})
	report.Print(t, row)
}

func databaseJump(t *testing.T, off time.Duration, match mocosim.Match, f mocosim.Fault) (dup, missing int) {
	url, set := shadowClock(t)
	w := newWorld(t, setup{store: url, settle: "5s"})
	f.Match, f.Nth = match, 1
	planted := w.moco.Fault(f)
	held := w.moco.Next(match, mocosim.PhaseHeld)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the write", held)
	writes := len(w.moco.Writes())
	set(off)
	w.worker("serve").want(t, 3, "this machine's clock says", "the database's says", "differ by 1h0m0s")
	eventually(t, "people are told", func() bool { return w.troubles() > 0 })
	planted.Release()
	time.Sleep(2500 * time.Millisecond) // a lease, and sweeps
	if n := len(w.moco.Writes()) - writes; n != 0 {
		dup += n
		t.Errorf("%d writes while the clock was off", n)
	}
	set(0)
	sent := func() bool { return len(w.moco.Emails()) >= 3 }
	eventually(t, "three e-mails", sent)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	if !sent() {
		missing++
	}
	return dup, missing
}

// TestClockOffInATerminal runs a job by hand while the clocks disagree: the
// letters wait, the run says why, and the next one sends them.
func TestClockOffInATerminal(t *testing.T) {
	t.Parallel()
	url, set := shadowClock(t)
	w := newWorld(t, setup{store: url})
	set(-time.Minute)
	w.worker("run", "dun").want(t, 6, "released letters wait: this machine's clock says", "they differ by 1m0s")
	w.wantNoWrites()
	w.worker("doctor").want(t, 1, "clock       ✗ this machine's clock says", "less than a second off MOCO's Date header")
	set(0)
	w.worker("run", "dun").want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("doctor").want(t, 0, "clock       ✓ Europe/Berlin · next clock change")
}
