package test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestUsage gives wrong arguments: exit code 2, the mistake and a hint on
// stderr, nothing on stdout, and nothing is asked for.
func TestUsage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	for _, tt := range []struct{ line, hint string }{
		{"pln", `"plan"`},
		{"plan dun extra", "one job"},
		{"plan --jsno", "--json"},
		{"plan dnu", "dun"},
		{"run dnu", "dun"},
		{"plan show", "plan show"},
		{"apply", "<plan>"},
		{"runs shwo r_1", "runs show"},
		{"runs --limit 0", "--limit"},
		{"runs --limit x", "--limit"},
		{"rules chekc", "check"},
		{"rules explain", "<invoice>"},
		{"rules explain R-1 --at yesterday", "--at"},
		{"help nothing", "exit-codes"},
		{"--verbsoe plan", "--verbose"},
	} {
		r := w.worker(strings.Fields(tt.line)...)
		if r.code != 2 || !strings.Contains(r.err, tt.hint) || r.out != "" || strings.Contains(r.err, "goroutine") {
			t.Errorf("worker %s: exit code %d, want 2 and %s\nstdout: %s\nstderr: %s", tt.line, r.code, tt.hint, r.out, r.err)
		}
	}
	if n := len(w.moco.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// TestHelp shows help without a configuration.
func TestHelp(t *testing.T) {
	t.Parallel()
	w := &world{t: t, dir: t.TempDir(), home: t.TempDir()}
	alone := w.worker().want(t, 0, "START HERE", "RULES", "RUN", "LOOK", "demo", "plan", "Sends nothing")
	if help := w.worker("--help").want(t, 0); help.out != alone.out {
		t.Errorf("worker alone shows something else than --help:\n%s", alone.out)
	}
	w.worker("help", "exit-codes").want(t, 0, "75", "130", "Treat a code that you do not know as a failure")
	w.worker("help", "environment").want(t, 0, "NO_COLOR")
	w.worker("help", "money").want(t, 0, "eur(500)")
	w.worker("plan", "--help").want(t, 0, "--exit-code")
	w.worker("version").want(t, 0, "mocowork", "go1.")
	w.worker("rules", "fields", "invoice.open").want(t, 0, "invoice.open", "money")
	w.worker("rules", "fields", "invoice.opne").want(t, 1, "invoice.opne")
	if left, err := os.ReadDir(w.dir); err != nil || len(left) != 0 {
		t.Errorf("help left %v, %v", left, err)
	}
}

// TestJSON reads each command's answer as a program does: one object a line,
// with version and type, and nothing else on stdout.
func TestJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true})
	run := w.worker("run", "dun", "--json").want(t, 0)
	if o := run.objects(t); len(o) != 1 || o[0]["type"] != "run" || o[0]["sent"] != 3.0 {
		t.Errorf("run: %s", run.out)
	}
	id := run.run(t)
	for line, kind := range map[string]string{
		"plan dun --json": "plan", "runs --json": "run", "runs show " + id + " --json": "run", "audit --json": "event", "audit --verify --json": "audit",
		"doctor --json": "check", "config show --json": "setting", "rules explain R-1 --json": "explanation", "rules fields --json": "field",
		"version --json": "version", "init new --json": "file",
	} {
		r := w.worker(strings.Fields(line)...).want(t, 0)
		all := r.objects(t)
		if len(all) == 0 || all[0]["type"] != kind {
			t.Errorf("%s: want objects of type %s:\n%s", line, kind, r.out)
		}
		if r.err != "" && !strings.Contains(r.err, "warning") {
			t.Errorf("%s: stderr: %s", line, r.err)
		}
		w.times(line, all)
	}
}

// times checks that every time is RFC 3339.
func (w *world) times(line string, all []map[string]any) {
	w.t.Helper()
	looksLikeTime := regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[T ]\d{2}:`)
	for _, o := range all {
		for key, v := range o {
			s, ok := v.(string)
			if !ok || !looksLikeTime.MatchString(s) {
				continue
			}
			if _, err := time.Parse(time.RFC3339, s); err != nil {
				w.t.Errorf("%s: %s: %v", line, key, err)
			}
		}
	}
}

// TestPlainOutput has no escape codes and no carriage returns where nobody
// watches, and keeps answer and talk apart.
func TestPlainOutput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.env = []string{"TERM=xterm-256color", "CLICOLOR_FORCE=1"}
	for _, line := range []string{"plan dun", "run dun", "runs", "audit", "doctor", "rules check", "rules explain R-1", "config show", "--help"} {
		r := w.worker(strings.Fields(line)...).want(t, 0)
		if strings.ContainsAny(r.out+r.err, "\x1b\r") {
			t.Errorf("%s writes control codes: %q", line, r.out+r.err)
		}
		if strings.TrimSpace(r.out) == "" {
			t.Errorf("%s has no answer on stdout", line)
		}
	}
	r := w.worker("plan", "dun", "-q").want(t, 0)
	if r.err != "" {
		t.Errorf("plan -q talks: %s", r.err)
	}
	r = w.worker("plan", "dun").want(t, 0)
	if !strings.Contains(r.err, "pull") || strings.Contains(r.out, "  pull ") {
		t.Errorf("the progress is not on stderr alone:\n%s\n%s", r.out, r.err)
	}
}

// TestExitCodeOfPlan tells CI whether there is something to do.
func TestExitCodeOfPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{noSlack: true})
	w.worker("plan", "dun", "--exit-code").want(t, 10, "3 letters")
	w.worker("plan").want(t, 0, "3 letters") // the only job needs no name
	w.worker("run").want(t, 0, "3 sent")
	w.worker("plan", "dun", "--exit-code").want(t, 0, "Nothing to do")
}

// TestLettersAreShownAsSent compares the letters that a plan shows with those
// that are sent.
func TestLettersAreShownAsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{write: "approve"})
	id := w.worker("plan", "dun").want(t, 0).plan(t)
	shown := w.worker("plan", "show", id, "--letters").want(t, 0, "R-1", "1.190,00 EUR", "R-1/M1")
	w.worker("apply", id, "--yes").want(t, 0)
	flat := strings.Join(strings.Fields(shown.out), " ")
	for _, m := range w.moco.Emails() {
		for line := range strings.Lines(m.Text) {
			line = strings.Join(strings.Fields(line), " ")
			// The dates are those of the sending; the plan says "+10 days".
			if regexp.MustCompile(`\d{2}\.\d{2}\.\d{4}`).MatchString(line) {
				continue
			}
			if !strings.Contains(flat, line) {
				t.Errorf("the plan does not show %q:\n%s", line, shown.out)
			}
		}
		if !strings.Contains(flat, m.Subject) {
			t.Errorf("the plan does not show the subject %q", m.Subject)
		}
	}
}

// TestConfigShow hides secrets and says where values come from.
func TestConfigShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.env = []string{"MOCOWORK_WRITE=off"}
	r := w.worker("config", "show", "--origin").want(t, 0, "write", "off", "MOCOWORK_WRITE", "worker.yaml:2", "default")
	r.not(t, "read-key\n", "write-key", "xoxb-sim")
	w.worker("config").want(t, 0, "Europe/Berlin").not(t, "xoxb-sim")
	w.env = []string{"MOCOWORK_WIRTE=off"}
	w.worker("plan", "dun").want(t, 0, "MOCOWORK_WRITE")
	w.env = []string{"MOCOWORK_WRITE=maybe"}
	w.worker("plan", "dun").want(t, 3, "MOCOWORK_WRITE", "maybe")
}

// TestDoctor has a good day and some bad ones.
func TestDoctor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.worker("doctor").want(t, 0, "moco read", "key accepted", "audit of 0 events is unbroken", "✓ #finance", "could hurt")
	w.wantNoWrites()
	if n := len(w.slack.Messages()); n != 0 {
		t.Errorf("doctor posted %d messages", n)
	}
	w.edit("worker.yaml", `"#finance-freigaben"`, `"#gibtsnicht"`)
	w.worker("doctor").want(t, 1, "✗ #gibtsnicht", "must be fixed")
	w.put("slack.key", "xoxb-wrong")
	w.worker("doctor").want(t, 1, "✗").not(t, "xoxb-wrong")
	w.moco.Close()
	w.worker("doctor").want(t, 1, "moco read", "✗")
}

// TestInit begins a new installation: what it writes is right as it is.
func TestInit(t *testing.T) {
	t.Parallel()
	w := &world{t: t, dir: t.TempDir(), home: t.TempDir()}
	w.worker("init", "agency").want(t, 0, "agency/worker.yaml", "agency/rules/dunning.yaml", "Next:")
	w.worker("init", "agency").want(t, 1, "is there already", "--force")
	w.worker("init", "agency", "--force").want(t, 0)
	w.dir = w.path("agency")
	w.worker("rules", "check").want(t, 0).not(t, "error")
	for _, schema := range []string{".schema/config.schema.json", ".schema/rules.schema.json"} {
		if !json.Valid([]byte(readFile(t, w.path(schema)))) {
			t.Errorf("%s is no JSON", schema)
		}
	}
	w.worker("plan").want(t, 3, "MOCO_READ_KEY")
	if _, err := os.Stat(filepath.Join(w.dir, "data")); err == nil {
		t.Error("a data folder was made without a key")
	}
}

// TestExplain says of one invoice what the rules make of it.
func TestExplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.worker("rules", "explain", "R-1").want(t, 0, "R-1 · Kunde 100 GmbH · 1,190.00 EUR open of 1,190.00", "20 days", "dunning", "true")
	w.worker("rules", "explain", "9001").want(t, 0, "R-1 · Kunde 100 GmbH")
	w.worker("rules", "explain", "https://beispiel.mocoapp.com/invoices/9001").want(t, 0, "R-1 · Kunde 100 GmbH")
	w.worker("rules", "explain", "R-4").want(t, 0, "R-4", "false")
	w.worker("rules", "explain", "R-4", "--at", day(w.now().AddDate(0, 0, 40))).want(t, 0, "30 days")
	w.worker("rules", "explain", "R-9").want(t, 1, "R-9")
	w.worker("rules", "explain", "R-1", "--rule", "nothing").want(t, 1, "nothing")
	w.worker("run", "dun").want(t, 0, "3 sent")
	w.worker("plan", "dun").want(t, 0) // reads MOCO again
	w.worker("rules", "explain", "R-1").want(t, 0, "TRUE", "vor weniger als 10 Tagen gemahnt", "Said about it so far: nothing. Letters: level 1 on ", " to rechnung@kunde100.example (run r_")
	w.worker("rules", "explain", "R-1", "--json").want(t, 0).objects(t)
	if n := len(w.moco.Writes()); n != 6 {
		t.Errorf("%d writes, want those of the run", n)
	}
}

// TestAudit shows every step and finds a change.
func TestAudit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	r := w.worker("run", "dun").want(t, 0)
	w.worker("audit", "--run", r.run(t)).want(t, 0, "claimed → intent", "reminder 1 made", "reminder 3 mailed")
	w.worker("audit", "--verify").want(t, 0, "unbroken")
	w.worker("runs", "show", r.run(t)).want(t, 0, "R-1", "Kunde 100 GmbH", "mailed")
	w.worker("runs", "show", "r_0000").want(t, 1, "r_0000")
	w.change(`UPDATE event SET actor = 'nobody' WHERE seq = 3`)
	w.worker("audit", "--verify").want(t, 1, "not whole")
	w.worker("doctor").want(t, 1, "not whole")
}
