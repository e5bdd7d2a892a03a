package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// TestDoneWhen7WrongKey has keys that MOCO does not know.
func TestDoneWhen7WrongKey(t *testing.T) {
	t.Parallel()
	t.Run("for reading", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, setup{})
		w.put("read.key", "no-such-key-canary")
		w.worker("run", "dun").want(t, 4).not(t, "no-such-key-canary")
		w.worker("plan", "dun").want(t, 4)
		w.worker("doctor").want(t, 1, "refused the key", "moco.read_key").not(t, "no-such-key-canary")
		if n := len(w.moco.Requests()); n > 8 {
			t.Errorf("%d requests with a refused key", n)
		}
		if len(w.slack.Messages()) == 0 {
			t.Error("nobody was told")
		}
	})
	t.Run("for writing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, setup{})
		w.put("write.key", "no-such-key-canary")
		w.worker("run", "dun").want(t, 4).not(t, "no-such-key-canary")
		w.worker("doctor").want(t, 1, "moco write").not(t, "no-such-key-canary")
		if got := w.made(); len(got) != 0 {
			t.Errorf("made: %v", got)
		}
		w.put("write.key", "write-key")
		w.worker("run", "dun").want(t, 0)
		w.wantSent("R-1", "R-2", "R-3")
	})
	t.Run("may read only", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, setup{})
		w.put("write.key", "read-key")
		w.worker("run", "dun").want(t, 4)
		if got := w.made(); len(got) != 0 {
			t.Errorf("made: %v", got)
		}
	})
}

// TestDoneWhen7MOCODown runs while MOCO is away, in several ways.
func TestDoneWhen7MOCODown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(w *world)
	}{
		{"nobody listens", func(w *world) { w.moco.Close() }},
		{"502", func(w *world) { w.moco.Fault(mocosim.Fault{Status: 502}) }},
		{"closed connections", func(w *world) { w.moco.Fault(mocosim.Fault{Commit: mocosim.CommitNever, Then: mocosim.ThenClose}) }},
		{"a login page", func(w *world) { w.moco.Fault(mocosim.Fault{Commit: mocosim.CommitNever, Body: mocosim.BodyHTML}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			tt.do(w)
			r := w.worker("run", "dun")
			if r.code != 75 && !(tt.name == "a login page" && r.code == 1) {
				t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
			}
			w.wantNoWrites()
			if len(w.slack.Messages()) != 1 {
				t.Errorf("%d messages about it, want one", len(w.slack.Messages()))
			}
			w.worker("runs").want(t, 0, "failed")
		})
	}
}

// TestDoneWhen7SlackRefuses names a channel that Slack does not know: letters,
// and files elsewhere, go out all the same.
func TestDoneWhen7SlackRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true, slack: slacksim.Options{Channels: []slacksim.Channel{{Name: "elsewhere"}}}})
	r := w.worker("run", "dun").want(t, 6, "partly done", "#finance")
	w.wantSent("R-1", "R-2", "R-3")
	if files, err := filepath.Glob(w.path("exports/*.xlsx")); err != nil || len(files) != 1 {
		t.Errorf("workbooks: %v, %v", files, err)
	}
	w.worker("runs", "show", r.run(t)).want(t, 0, "partly", "#finance")
	w.worker("doctor").want(t, 1, "#finance")
	w.worker("run", "dun")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestSlackDown has a Slack that does not answer, and comes back.
func TestSlackDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true})
	w.slack.Inject(slacksim.Fault{Status: 503, Times: 2})
	w.worker("run", "dun")
	w.wantSent("R-1", "R-2", "R-3")
	w.worker("run", "dun").want(t, 0)
	if n := len(w.slack.In("finance")); n == 0 {
		t.Error("nothing was told after it came back")
	}
}

// TestWithoutSlack tells nobody and works.
func TestWithoutSlack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{noSlack: true, export: true})
	w.worker("run", "dun").want(t, 0, "3 sent")
	w.wantSent("R-1", "R-2", "R-3")
	if n := len(w.slack.Requests()); n != 0 {
		t.Errorf("%d requests to Slack", n)
	}
}

// TestExportsFolder can't be written to.
func TestExportsFolder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true})
	w.put("exports", "a file is in the way")
	w.worker("run", "dun").want(t, 6, "exports")
	w.wantSent("R-1", "R-2", "R-3")
	if n := len(w.slack.Files()); n != 1 {
		t.Errorf("%d workbooks in Slack, want one", n)
	}
	if err := os.Remove(w.path("exports")); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedStore has a database that is none.
func TestDamagedStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.put("data/mocowork.db", strings.Repeat("this is no database ", 1000))
	r := w.worker("run", "dun")
	if r.code == 0 || strings.Contains(r.err, "goroutine") || !strings.Contains(r.err, "mocowork.db") {
		t.Errorf("exit code %d:\n%s%s", r.code, r.out, r.err)
	}
	w.wantUntouched()
}

// TestDeadStore has a database server that does not answer.
func TestDeadStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{store: "postgres://nobody:pg-password-canary@127.0.0.1:1/nothing?sslmode=disable"})
	w.worker("run", "dun").want(t, 75).not(t, "pg-password-canary")
	w.wantUntouched()
}
