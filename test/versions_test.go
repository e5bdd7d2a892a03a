package test

import (
	"os"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/test/report"
)

// newer is a way in which a newer version may write an entry.
type newer struct{ name, change, says string }

var newerWays = []newer{
	{"state", `state = 'parked'`, `unknown state "parked"`},
	{"action", `action = 'telephone'`, `unknown action "telephone"`},
	{"details", `params = '{"invoice_id":9002,"tone":"friendly"}'`, `unknown field "tone"`},
}

// TestF19_OldAndNewVersion: what a newer version has written stays as it is and
// is shown to people; everything else goes on, in the terminal and in a worker
// that serves.
func TestF19_OldAndNewVersion(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F19", Min: 2 * len(newerWays), Note: "unknown states, actions and details are left alone and shown"}
	runs := make(chan bool, 100)
	t.Run("newer", func(t *testing.T) {
		for _, n := range newerWays {
			t.Run(n.name, func(t *testing.T) {
				t.Parallel()
				dbtest.EachURL(t, func(t *testing.T, url string) {
					n.live(t, url)
					runs <- !t.Failed()
				})
			})
		}
	})
	close(runs)
	for ok := range runs {
		row.Runs, row.Fired = row.Runs+1, row.Fired+1
		if !ok {
			row.Missing++
		}
	}
	report.Print(t, row)
}

// live lets an old version meet what a new one wrote about R-2.
func (n newer) live(t *testing.T, url string) {
	w := newWorld(t, setup{store: url, write: "approve"})
	id := w.worker("run", "dun").want(t, 7).plan(t)
	w.put("data/STOP", "")
	w.worker("approve", id)
	w.removeStop()
	d := dbtest.Open(t, url)
	res, err := d.ExecContext(t.Context(), `UPDATE entry SET `+n.change+` WHERE invoice_id = 9002`)
	if err != nil {
		t.Fatal(err)
	}
	if k, err := res.RowsAffected(); err != nil || k != 1 {
		t.Fatalf("%d rows, %v", k, err)
	}
	r := w.worker("run", "dun")
	if r.code != 0 || strings.Contains(r.err, "goroutine") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	w.wantSent("R-1", "R-3")
	w.worker("actions").want(t, 0, "this version can't read it", n.says)
	w.worker("runs").want(t, 0, "partly")
	p := w.serve()
	w.enqueue("dun", "--wait").want(t, 0)
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-3")
	// The test wrote its state past the audit, as no version does.
	if strings.Contains(n.change, "state") {
		w.worker("audit", "--verify").want(t, 1, "its last event says otherwise")
	} else {
		w.worker("audit", "--verify").want(t, 0, "unbroken")
	}
	var same int
	if err := d.QueryRowContext(t.Context(), `SELECT count(*) FROM entry WHERE invoice_id = 9002 AND `+n.change).Scan(&same); err != nil || same != 1 {
		t.Errorf("the entry was touched: %d, %v", same, err)
	}
}

// removeStop takes the brake off.
func (w *world) removeStop() {
	w.t.Helper()
	if err := os.Remove(w.path("data/STOP")); err != nil {
		w.t.Fatal(err)
	}
}
