package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copyOf copies a file of the installation.
func (w *world) copyOf(from, to string) {
	w.t.Helper()
	b, err := os.ReadFile(w.path(from))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(to), b, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// putBack puts a backup in the place of the store, as the guide says.
func (w *world) putBack(backup string) {
	w.t.Helper()
	for _, old := range []string{"data/mocowork.db-wal", "data/mocowork.db-shm"} {
		if err := os.Remove(w.path(old)); err != nil && !os.IsNotExist(err) {
			w.t.Fatal(err)
		}
	}
	w.copyOf(backup, "data/mocowork.db")
}

// TestBackup copies the store beside a serving worker, and shows what it says.
func TestBackup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.serve()
	w.enqueue("dun", "--wait").want(t, 0, "3 sent")
	w.worker("backup", "--to", "copy.db").want(t, 0, "copy.db", "events is unbroken, head ")
	w.worker("backup").want(t, 0, filepath.Join("data", "backups", "mocowork-"))
	o := w.worker("backup", "--to", "copy.db", "--json").want(t, 0).objects(t)
	if len(o) != 1 || o[0]["type"] != "backup" || o[0]["file"] != "copy.db" || o[0]["events"].(float64) < 10 || len(o[0]["head"].(string)) != 64 || o[0]["size"].(float64) < 10_000 {
		t.Errorf("%v", o)
	}
	w.worker("backup", "--to", "data/mocowork.db").want(t, 1, "is the store itself")
	w.worker("backup", "--to", "data").want(t, 1, "is a folder: name a file in it")
	p.stop().want(t, 0)
	if info, err := os.Stat(w.path("copy.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	w.putBack("copy.db")
	w.worker("audit", "--verify").want(t, 0, "unbroken")
}

// TestBackupOfPostgres names PostgreSQL's own program, without the password,
// and needs no server for it.
func TestBackupOfPostgres(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{store: "postgres://anna:pg-password-canary@db.intern:5432/mocowork?sslmode=require&passfile=x"})
	w.worker("backup", "--to", "o'clock.dump").want(t, 2, `pg_dump --format=custom --file 'o'\''clock.dump' 'postgres://anna@db.intern:5432/mocowork?sslmode=require'`).
		not(t, "pg-password-canary", "passfile")
}

// TestRestore puts an older ledger back: it is noticed, said, and nothing is
// written before all reminders were read again. No customer gets a second
// letter.
func TestRestore(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(w *world){
		"before the first run": func(w *world) { w.worker("plan", "dun").want(t, 0) },
		"one letter on its way": func(w *world) {
			w.killAt(makeReminder, crashes[1].fault, w.start("worker", "run", "dun"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			first(w)
			w.worker("backup", "--to", "old.db").want(t, 0)
			w.worker("run", "dun").want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			w.putBack("old.db")
			before := len(w.moco.Writes())
			w.worker("doctor").want(t, 1, "older than it was", "worker reconcile")
			r := w.worker("run", "dun").want(t, 0)
			if n := len(w.moco.Writes()) - before; n != 0 {
				t.Errorf("%d writes after the old ledger was put back", n)
			}
			w.wantSent("R-1", "R-2", "R-3")
			if strings.Contains(r.err, "older than it was") {
				t.Errorf("it is told twice:\n%s", r.err)
			}
			w.worker("doctor").want(t, 0).not(t, "older than it was")
			audit := w.worker("audit", "--limit", "0").want(t, 0, "store_restored", "reminders_reread")
			if strings.Count(audit.out, "store_restored") != 1 {
				t.Errorf("noted more than once:\n%s", audit.out)
			}
			w.worker("audit", "--verify").want(t, 0, "unbroken")
		})
	}
}
