package test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
)

// spared is a reason of a rule file that is edited: R-2 gets no letter.
const spared = `    unless:
      - {if: invoice.number == "R-2", say: "Absprache mit R-2"}
`

// get is a page of a serving worker's metrics.listen.
func (p *process) get(path string) string {
	p.t.Helper()
	p.says("health and metrics")
	m := opsAddress.FindStringSubmatch(p.err.String())
	resp, err := http.Get("http://" + m[1] + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

// planOf is the plan of a run.
func (w *world) planOf(run string) string {
	w.t.Helper()
	return w.worker("runs", "show", run).want(w.t, 0).plan(w.t)
}

// TestReload edits rules and configuration while a worker serves: what was
// edited counts from the reload on, and not before.
func TestReload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.worker("reload").want(t, 75, "no worker serves it")
	p := w.serve()
	w.edit("rules/dun.yaml", "    unless:\n", spared)
	w.edit("worker.yaml", "reminders_per_run: 25", "reminders_per_run: 1, on_exceed: stop")
	w.enqueue("dun", "--wait", "--plan-only").want(t, 0)
	w.worker("doctor").want(t, 0, "has loaded other files than these")

	r := w.worker("reload").want(t, 0, "loaded  2 files, 1 job, 1 rule, 1 ladder", "worker.yaml@", "dun.yaml@").not(t, "restart")
	hash := regexp.MustCompile(`dun\.yaml@[0-9a-f]{6}`).FindString(r.out)
	w.enqueue("dun", "--wait").want(t, 5)
	w.wantNoWrites()
	w.worker("doctor").want(t, 0).not(t, "has loaded other files")

	w.edit("worker.yaml", "reminders_per_run: 1, on_exceed: stop", "reminders_per_run: 25")
	o := w.worker("reload", "--json").want(t, 0).objects(t)
	if len(o) != 1 || o[0]["type"] != "reload" || o[0]["ok"] != true || o[0]["hash"] == "" {
		t.Errorf("reload --json: %v", o)
	}
	run := w.enqueue("dun", "--wait").want(t, 0, "done: 2 sent").run(t)
	w.worker("plan", "show", w.planOf(run), "--why").want(t, 0, hash, "Absprache mit R-2")
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-3")
}

// TestReloadBad breaks the rules while a worker serves: it goes on by the old
// ones, says every mistake to who asks and tells people once.
func TestReloadBad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{top: "metrics: {listen: \"127.0.0.1:0\"}"})
	p := w.serve()
	w.edit("rules/dun.yaml", "when: invoice.overdue", "when: invoice.overdeu and invoice.opne > 5")
	for range 3 {
		w.worker("reload").want(t, 3, "dun.yaml:12:19: error:", "dun.yaml:12:39: error:", "not reloaded: the worker goes on with")
	}
	o := w.worker("reload", "--json").want(t, 3).objects(t)
	if problems, _ := o[0]["problems"].([]any); len(problems) < 2 || o[0]["ok"] != false {
		t.Errorf("reload --json: %v", o)
	}
	p.says(`"msg":"told"`)
	if page := p.get("/metrics"); !strings.Contains(page, "mocowork_config_last_reload_successful 0\n") {
		t.Errorf("the metrics do not say so:\n%s", page)
	}
	if ready := p.get("/readyz"); ready != "ready\n" {
		t.Errorf("/readyz: %s", ready)
	}
	w.enqueue("dun", "--wait").want(t, 0, "done: 3 sent")

	w.edit("rules/dun.yaml", "when: invoice.overdeu and invoice.opne > 5", "when: invoice.overdue")
	w.worker("doctor").want(t, 0, "goes on with its configuration of")
	w.worker("runs").want(t, 0, "goes on with its configuration of")
	w.worker("reload").want(t, 0, "loaded  ")
	if page := p.get("/metrics"); !strings.Contains(page, "mocowork_config_last_reload_successful 1\n") {
		t.Errorf("the metrics do not say that all is well again:\n%s", page)
	}
	w.worker("runs").want(t, 0).not(t, "goes on with")
	p.stop().want(t, 0)
	if n := w.told("dun.yaml:12:19"); n != 1 {
		t.Errorf("%d messages name the mistake, want 1", n)
	}
	w.wantSent("R-1", "R-2", "R-3")
}

// TestReloadDuringRun sends SIGHUP in the middle of a run's letters: that run
// keeps its rules, the next one has the new ones.
func TestReloadDuringRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	sent := w.mails(3)
	planted, held := w.hold(makeReminder)
	p := w.serve()
	first := w.enqueue("dun").want(t, 0).run(t)
	wait(t, "the reminder", held)
	w.edit("rules/dun.yaml", "    unless:\n", strings.ReplaceAll(spared, "invoice.number == \"R-2\"", "invoice.open > eur(1)"))
	p.signal(syscall.SIGHUP)
	p.says("the configuration was reloaded")
	planted.Release()
	w.await("the letters of the run under way", sent)
	second := w.enqueue("dun", "--again", "--wait").want(t, 0).run(t)
	p.stop().want(t, 0)
	w.worker("plan", "show", w.planOf(first), "--why").want(t, 0).not(t, "Absprache mit R-2")
	w.worker("plan", "show", w.planOf(second), "--why").want(t, 0, "Absprache mit R-2")
	w.wantSent("R-1", "R-2", "R-3")
}

// TestReloadSchedules gives a job its schedule while the worker serves, and
// changes keys that need a restart.
func TestReloadSchedules(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.serve()
	w.edit("worker.yaml", "    rules: [rules/dun.yaml]\n", "    rules: [rules/dun.yaml]\n    schedule: {cron: \"0 7 * * *\"}\n")
	w.edit("worker.yaml", "lease: 2s", "lease: 3s")
	w.edit("worker.yaml", "rate_limit: unlimited", "rate_limit: standard")
	w.worker("reload").want(t, 0, "needs a restart: lease, moco.rate_limit")
	w.until("the schedule begins", func(d *db.DB) bool { return has(t, d, `SELECT count(*) FROM schedule WHERE name = 'dun'`) })
	w.worker("doctor").want(t, 0, "needs a restart for: lease, moco.rate_limit").not(t, "other files")
	p.stop().want(t, 0)
}
