package test

import (
	"os"
	"path/filepath"
	"testing"
)

// backup copies the installation's database while nothing runs.
func (w *world) backup() (restore func()) {
	w.t.Helper()
	saved := map[string][]byte{}
	for _, f := range w.databaseFiles() {
		b, err := os.ReadFile(f)
		if err != nil {
			w.t.Fatal(err)
		}
		saved[f] = b
	}
	if len(saved) == 0 {
		w.t.Fatal("there is no database")
	}
	return func() {
		w.t.Helper()
		for _, f := range w.databaseFiles() {
			if err := os.Remove(f); err != nil {
				w.t.Fatal(err)
			}
		}
		for f, b := range saved {
			if err := os.WriteFile(f, b, 0o600); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

func (w *world) databaseFiles() []string {
	files, err := filepath.Glob(w.path("data/mocowork.db*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

// TestRestoredBackup restores the database as it was before the last run, and
// as it was between the plan and the release: nobody gets anything twice, the
// reconciliation says what the ledger has forgotten, and level 2 comes when its
// day comes.
func TestRestoredBackup(t *testing.T) {
	t.Parallel()
	for _, released := range []bool{false, true} {
		name := map[bool]string{false: "before the plan", true: "between plan and release"}[released]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{write: map[bool]string{false: "auto", true: "approve"}[released], bills: []bill{
				{number: "R-1", late: 20}, {number: "R-2", late: 38},
			}})
			plan := w.worker("plan", "dun").want(t, 0).plan(t)
			restore := w.backup()
			again := func() {
				if released {
					w.worker("apply", plan, "--yes").want(t, 0)
					return
				}
				w.worker("run", "dun").want(t, 0)
			}
			again()
			w.wantSent("R-1", "R-2")
			restore()
			again()
			w.worker("audit", "--verify").want(t, 0)
			w.wantSent("R-1", "R-2")
			told := len(w.slack.Messages())
			w.worker("reconcile").want(t, 0, "noted", "R-1", "was it restored from a backup?")
			w.worker("reconcile").want(t, 0).not(t, "noted")
			if n := len(w.slack.Messages()); n != told+1 {
				t.Errorf("%d messages about what was forgotten", n-told)
			}
			// The level is known from MOCO, and stays known when MOCO forgets it.
			w.worker("rules", "explain", "R-2", "--at", w.now().AddDate(0, 0, 30).Format("2006-01-02")).want(t, 0, "level 2")
			if err := w.moco.Account().Delete("invoice_reminders", 2); err != nil {
				t.Fatal(err)
			}
			w.worker("reconcile").want(t, 6, "drift", "R-2")
			w.worker("plan", "dun", "--why").want(t, 0, "drift: our ledger says level 1, MOCO shows level 0")
		})
	}
}

// TestRestoredInTheMiddle restores a database that was copied while a letter was
// under way: its worker was stopped between the reminder and the mail.
func TestRestoredInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, c := range crashes[:4] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.killAt(c.match, c.fault, w.start("worker", "run", "dun"))
			restore := w.backup()
			w.worker("run", "dun").want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			restore()
			w.worker("run", "dun").want(t, 0)
			w.worker("run", "dun").want(t, 0)
			w.wantSent("R-1", "R-2", "R-3")
			w.worker("runs").want(t, 0).not(t, "running")
		})
	}
}
