package test

import (
	"os"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// TestF35_LostOrDamagedStore takes the store away, or damages it, after letters
// went out: every command that could write refuses, says what to do, and nothing
// is sent. A write-ahead log that was cut is a store that has forgotten: that is
// noticed, and MOCO is read again first.
func TestF35_LostOrDamagedStore(t *testing.T) {
	t.Parallel()
	c := sideBySide{row: report.Row{ID: "F35", Min: 8, Note: "refused, or noticed as older than it was"}}
	t.Run("is", func(t *testing.T) {
		for name, tt := range map[string]struct {
			do     func(w *world, store string) error
			older  bool // noticed instead of refused
			killed bool // the worker was killed, so that its log is still there
			says   string
		}{
			"deleted":            {do: func(_ *world, s string) error { return os.Remove(s) }, says: "does not exist, but it was in use before"},
			"deleted, log stays": {do: func(_ *world, s string) error { return os.Remove(s) }, killed: true, says: "does not exist, but it was in use before"},
			"emptied":            {do: func(_ *world, s string) error { return os.Truncate(s, 0) }, says: "is empty, but it was in use before"},
			"cut in half":        {do: func(_ *world, s string) error { return cutHalf(s) }, says: "damaged"},
			"header overwritten": {do: func(_ *world, s string) error { return scribble(s, 0) }, says: "damaged"},
			"page overwritten":   {do: func(_ *world, s string) error { return scribble(s, 0.5) }, says: "damaged"},
			"other page":         {do: func(_ *world, s string) error { return scribble(s, 0.3) }, says: "damaged"},
			"log cut":            {do: func(_ *world, s string) error { return cutHalf(s + "-wal") }, killed: true, older: true},
			"log deleted":        {do: func(_ *world, s string) error { return os.Remove(s + "-wal") }, killed: true, older: true},
			"replaced by an empty": {do: func(w *world, s string) error {
				other := newWorld(w.t, setup{})
				other.worker("plan", "dun").want(w.t, 0)
				b, err := os.ReadFile(other.path("data/mocowork.db"))
				if err != nil {
					return err
				}
				return os.WriteFile(s, b, 0o600)
			}, older: true},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, setup{})
				if tt.killed {
					w.worker("plan", "dun").want(t, 0) // the file itself has the tables
					p := w.serve()
					w.enqueue("dun", "--wait").want(t, 0, "3 sent")
					w.marked()
					p.kill()
				} else {
					w.worker("run", "dun").want(t, 0, "3 sent")
				}
				writes := len(w.moco.Writes())
				if err := tt.do(w, w.path("data/mocowork.db")); err != nil {
					t.Fatal(err)
				}
				if tt.older {
					w.worker("run", "dun").want(t, 0, "older than it was", "worker reconcile")
					w.worker("audit", "--verify").want(t, 0, "unbroken")
				} else {
					w.worker("run", "dun").want(t, 3, tt.says, "mocowork.db", "backup")
					w.worker("serve").want(t, 3, tt.says)
					w.worker("doctor").want(t, 3, tt.says)
				}
				during := len(w.moco.Writes()) - writes
				if during != 0 {
					t.Errorf("%d writes", during)
				}
				w.wantSent("R-1", "R-2", "R-3")
				c.add(w, during, 0)
			})
		}
	})
	report.Print(t, c.row)
}

// TestStoreDeletedWhileServing deletes the file under a serving worker: it stays
// up, is not ready, and writes nothing that it could not remember.
func TestStoreDeletedWhileServing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{top: "metrics: {listen: \"127.0.0.1:0\"}"})
	planted, reached := w.hold(readInvoice)
	p := w.serve()
	w.enqueue("dun").want(t, 0)
	wait(t, "the read", reached)
	if err := os.Remove(w.path("data/mocowork.db")); err != nil {
		t.Fatal(err)
	}
	planted.Release()
	eventually(t, "people are told", func() bool { return w.troubles() > 0 })
	if got := p.ready(); got != "not ready: store\n" {
		t.Errorf("/readyz says %q", got)
	}
	w.wantNoWrites()
	if _, err := os.Stat(w.path("data/mocowork.db")); !os.IsNotExist(err) {
		t.Errorf("an empty store was begun: %v", err)
	}
	p.stop()
	if r := w.worker("serve").want(t, 3, "does not exist, but it was in use before", "store.mark"); strings.Count(strings.TrimSpace(r.err), "\n") != 0 {
		t.Errorf("want one line, got:\n%s", r.err)
	}
	w.wantNoWrites()
}

func cutHalf(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()/2)
}

// scribble overwrites a page of 4096 bytes at a part of the file.
func scribble(path string, at float64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	page := int64(float64(info.Size()/4096) * at)
	if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", 4096)), page*4096); err != nil {
		return err
	}
	return f.Close()
}
