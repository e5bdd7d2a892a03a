package test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/test/report"
)

// readInvoice is the read that a write relies on: it lies between the claim and
// the intent.
var readInvoice = mocosim.Match{Method: "GET", Path: "/invoices/9001"}

// sideBySide collects the runs of a row that run side by side.
type sideBySide struct {
	mu  sync.Mutex
	row report.Row
}

// add adds one run in which the fault has happened, and what the simulator saw
// afterwards: three letters, each once.
func (c *sideBySide) add(w *world, during int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.row.Runs++
	c.row.Fired++
	c.row.Dup += during
	for _, n := range count(w.made()) {
		c.row.Dup += n - 1
	}
	c.row.Missing += max(0, 3-len(w.moco.Emails()))
	c.row.Recover = max(c.row.Recover, took)
}

// lockStore lets another program hold the whole database, as a backup tool
// might.
func (w *world) lockStore() (unlock func()) {
	w.t.Helper()
	d := dbtest.Open(w.t, "sqlite:"+w.path("data/mocowork.db"))
	c, err := d.Conn(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	do := func(q string) {
		w.t.Helper()
		if _, err := c.ExecContext(w.t.Context(), q); err != nil {
			w.t.Fatal(err)
		}
	}
	do("BEGIN EXCLUSIVE")
	return func() {
		w.t.Helper()
		do("ROLLBACK")
		if err := errors.Join(c.Close(), d.Close()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestF31_LockedStore locks the database from another process, longer than one
// attempt waits: while it reads, right before the intent, and while a reminder is
// being made.
func TestF31_LockedStore(t *testing.T) {
	t.Parallel()
	lockedStore(t, 7*time.Second)
}

func lockedStore(t *testing.T, held time.Duration) {
	t.Helper()
	c := sideBySide{row: report.Row{ID: "F31", Min: 3, Note: fmt.Sprintf("locked for %s, 0 POST meanwhile", held)}}
	t.Run("while", func(t *testing.T) {
		for name, m := range map[string]mocosim.Match{
			"it pulls": {Method: "GET", Path: "/invoices"}, "before the intent": readInvoice, "it makes a reminder": makeReminder,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{})
				planted, reached := w.hold(m)
				p := w.serve()
				w.enqueue("dun").want(t, 0)
				wait(t, name, reached)
				writes := len(w.moco.Writes())
				unlock := w.lockStore()
				planted.Release()
				time.Sleep(held)
				during := len(w.moco.Writes()) - writes
				if during != 0 {
					t.Errorf("%d writes while it was locked", during)
				}
				unlock()
				began := time.Now()
				eventually(t, "three e-mails", func() bool { return len(w.moco.Emails()) >= 3 })
				took := time.Since(began)
				p.stop().want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")
				c.add(w, during, took)
			})
		}
	})
	report.Print(t, c.row)
}

// smallDisk puts the data folder onto a disk of its own, which fill fills up.
func (w *world) smallDisk() (fill, free func()) {
	w.t.Helper()
	if err := os.MkdirAll(w.path("data"), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "none", w.path("data")).CombinedOutput(); err != nil {
		w.t.Skipf("a disk of its own can't be made here: %v: %s", err, out)
	}
	w.t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", w.path("data")).CombinedOutput(); err != nil {
			w.t.Errorf("umount: %v: %s", err, out)
		}
	})
	fill = func() {
		w.t.Helper()
		f, err := os.Create(w.path("data/filler"))
		if err != nil {
			w.t.Fatal(err)
		}
		defer f.Close()
		for block := 64 << 10; block > 0; {
			if _, err := f.Write(make([]byte, block)); err != nil {
				block /= 2
			}
		}
	}
	return fill, func() {
		w.t.Helper()
		if err := os.Remove(w.path("data/filler")); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestF32_DiskFullAtIntent fills the disk between the claim and the intent. No
// reminder is made, people are told, and when there is room the worker goes on by
// itself.
func TestF32_DiskFullAtIntent(t *testing.T) {
	t.Parallel()
	c := sideBySide{row: report.Row{ID: "F32", Min: 2, Note: "0 POST, one alert, /readyz 503"}}
	t.Run("at", func(t *testing.T) {
		for name, nth := range map[string]int{"the intent of a reminder": 1, "the intent of its mail": 2} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{top: "metrics: {listen: \"127.0.0.1:0\"}"})
				fill, free := w.smallDisk()
				planted := w.moco.Fault(mocosim.Fault{Match: readInvoice, Nth: nth, Then: mocosim.ThenHang})
				reached := w.moco.Next(readInvoice, mocosim.PhaseHeld)
				p := w.serve()
				w.enqueue("dun").want(t, 0)
				wait(t, name, reached)
				fill()
				writes := len(w.moco.Writes())
				planted.Release()
				eventually(t, "people are told", func() bool { return w.troubles() > 0 })
				if got := p.ready(); got != "not ready: store\n" {
					t.Errorf("/readyz says %q", got)
				}
				during := len(w.moco.Writes()) - writes
				if during != 0 {
					t.Errorf("%d writes while the disk was full", during)
				}
				free()
				began := time.Now()
				eventually(t, "three e-mails", func() bool { return len(w.moco.Emails()) >= 3 })
				took := time.Since(began)
				eventually(t, "it is ready", func() bool { return p.ready() == "ready\n" })
				p.stop().want(t, 0)
				w.wantSent("R-1", "R-2", "R-3")
				if n := w.troubles(); n != 1 {
					t.Errorf("%d messages about it, want one", n)
				}
				c.add(w, during, took)
			})
		}
	})
	if c.row.Runs == 0 {
		t.Skip("no disk could be made")
	}
	report.Print(t, c.row)
}

var opsAddress = regexp.MustCompile(`"health and metrics","address":"([^"]+)"`)

// ready is what a serving worker's /readyz says.
func (p *process) ready() string {
	p.t.Helper()
	p.says("health and metrics")
	m := opsAddress.FindStringSubmatch(p.err.String())
	if m == nil {
		p.t.Fatalf("no address in the log:\n%s", p.err)
	}
	resp, err := http.Get("http://" + m[1] + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// TestF33_DiskFullAfterWrite fills the disk while MOCO carries out a write. The
// worker keeps the result and records it when there is room; if it is killed
// before, the next one finds the write in MOCO.
func TestF33_DiskFullAfterWrite(t *testing.T) {
	t.Parallel()
	c := sideBySide{row: report.Row{ID: "F33", Min: 4, Note: "kept in memory, or found by its reference"}}
	t.Run("after", func(t *testing.T) {
		for _, m := range []mocosim.Match{makeReminder, mailReminder} {
			for _, dies := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, dies %t", m.Path, dies), func(t *testing.T) {
					t.Parallel()
					w := newWorld(t, setup{})
					fill, free := w.smallDisk()
					w.edit("worker.yaml", "lease: 2s", "lease: 20s") // how long a result is kept
					planted, reached := w.hold(m)
					p := w.start("worker", "run", "dun")
					wait(t, "the write", reached)
					fill()
					planted.Release()
					time.Sleep(time.Second) // nothing tells that it could not be recorded
					if dies {
						p.kill()
					}
					free()
					if dies {
						w.worker("run", "dun").want(t, 0)
					} else {
						p.wait().want(t, 0, "3 sent")
					}
					w.wantSent("R-1", "R-2", "R-3")
					audit := w.worker("audit", "--limit", "0").want(t, 0)
					if found := strings.Contains(audit.out, "found in MOCO by its reference") || strings.Contains(audit.out, "mailed, as MOCO shows"); found != dies {
						t.Errorf("found in MOCO: %t, want %t\n%s", found, dies, audit.out)
					}
					c.add(w, 0, 0)
				})
			}
		}
	})
	if c.row.Runs == 0 {
		t.Skip("no disk could be made")
	}
	report.Print(t, c.row)
}

// TestF34_ReadOnlyStore has a store that can't be written: at the start it is
// refused; later nothing is claimed and nothing written, /readyz is 503, and
// it goes on when the store can be written again.
func TestF34_ReadOnlyStore(t *testing.T) {
	t.Parallel()
	c := sideBySide{row: report.Row{ID: "F34", Min: 1, Note: "refused at start, 503 later"}}
	t.Run("is", func(t *testing.T) {
		t.Run("postgres, later", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{store: dbtest.Postgres(t), top: "metrics: {listen: \"127.0.0.1:0\"}"})
			planted, reached := w.hold(readInvoice)
			p := w.serve()
			w.enqueue("dun").want(t, 0)
			wait(t, "the read", reached)
			w.readOnly(true)
			planted.Release()
			eventually(t, "people are told", func() bool { return w.troubles() > 0 })
			if got := p.ready(); got != "not ready: store\n" {
				t.Errorf("/readyz says %q", got)
			}
			during := len(w.moco.Writes())
			if during != 0 {
				t.Errorf("%d writes with a read-only store", during)
			}
			w.worker("serve").want(t, 3, "read-only", "the address of the primary")
			w.readOnly(false)
			began := time.Now()
			eventually(t, "three e-mails", func() bool { return len(w.moco.Emails()) >= 3 })
			took := time.Since(began)
			p.stop().want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			c.add(w, during, took)
		})
		t.Run("sqlite, at start", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.worker("run", "dun").want(t, 0)
			for _, args := range [][]string{{"--bind", w.path("data"), w.path("data")}, {"-o", "remount,bind,ro", w.path("data")}} {
				if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
					t.Skipf("a read-only folder can't be made here: %v: %s", err, out)
				}
			}
			t.Cleanup(func() { _ = exec.Command("umount", "-l", w.path("data")).Run() })
			writes := len(w.moco.Writes())
			w.worker("serve").want(t, 3, "read-only")
			w.worker("run", "dun").want(t, 3, "read-only")
			c.add(w, len(w.moco.Writes())-writes, 0)
		})
	})
	report.Print(t, c.row)
}

// readOnly makes the world's PostgreSQL database refuse writes, or take them
// again.
func (w *world) readOnly(yes bool) {
	w.t.Helper()
	url := w.storeURL()
	d, err := sql.Open("pgx", url+"&default_transaction_read_only=off")
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	name := url[strings.LastIndex(url, "/")+1 : strings.LastIndex(url, "?")]
	for _, q := range []string{
		fmt.Sprintf("ALTER DATABASE %s SET default_transaction_read_only = %t", name, yes),
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
	} {
		if _, err := d.ExecContext(context.Background(), q); err != nil {
			w.t.Fatal(err)
		}
	}
}

// storeURL is store.url of the world's configuration.
func (w *world) storeURL() string {
	w.t.Helper()
	b, err := os.ReadFile(w.path("worker.yaml"))
	if err != nil {
		w.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), `store: {url: "`)
	url, _, _ := strings.Cut(rest, `"`)
	return url
}

// marked waits until the mark beside the store has caught up with it.
func (w *world) marked() {
	w.t.Helper()
	d := dbtest.Open(w.t, "sqlite:"+w.path("data/mocowork.db"))
	defer d.Close()
	eventually(w.t, "the mark follows", func() bool {
		var head string
		var mark struct {
			Events int64  `json:"events"`
			Hash   string `json:"hash"`
		}
		b, err := os.ReadFile(w.path("data/store.mark"))
		if err != nil || json.Unmarshal(b, &mark) != nil {
			return false
		}
		err = d.QueryRowContext(w.t.Context(), `SELECT value FROM meta WHERE name = 'event_head'`).Scan(&head)
		return err == nil && head == fmt.Sprintf("%d %s", mark.Events, mark.Hash)
	})
}
