package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// mortal builds the worker that ends itself at a named point, once.
var mortal = sync.OnceValues(func() (string, error) {
	// go test keeps a result until a file that was looked at changes.
	if _, err := os.ReadFile("../internal/cli/faults_on.go"); err != nil {
		return "", err
	}
	path := filepath.Join(bin, "faults", "worker")
	out, err := exec.Command("go", buildArgs("-tags", "faults", "-o", path, "../cmd/worker")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// startMortal starts a worker with a variable FAULT, such as
// "kill@remind.intent:2".
func (w *world) startMortal(fault string, args ...string) *process {
	w.t.Helper()
	path, err := mortal()
	if err != nil {
		w.t.Fatalf("the worker with faults can't be built: %v", err)
	}
	return w.launch(exec.Command(path, args...), append(w.environ(), "FAULT="+fault))
}

var firedAt = regexp.MustCompile(`(?m)^fault: (\w+)@(\S+) fired at \d+$`)

var firedWhen = regexp.MustCompile(`(?m)^fault: \S+ fired at (\d+)$`)

// fired is the point at which the fault struck; "" if it did not.
func (p *process) fired() string {
	m := firedAt.FindStringSubmatch(p.err.String())
	if m == nil {
		return ""
	}
	return m[2]
}

// since is the time from the fault to the end of the process; 0 if it met none.
func (p *process) since() time.Duration {
	m := firedWhen.FindStringSubmatch(p.err.String())
	if m == nil {
		return 0
	}
	ms, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0
	}
	<-p.done
	return p.ended.Sub(time.UnixMilli(ms))
}

// The rules of a run that comes to every kind of point: two letters, and
// an invoice that gets marks and is told about. R-3 is paid before its letter is
// written.
const rich = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d, fee: 0}
      - {level: 2, name: 1. Mahnung, after: 40d, pay_within: 10d, fee: {EUR: 5.00}}
    texts: default
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    actions:
      - remind: {ladder: standard, to: moco_default_recipients}
  - name: soon
    for_each: invoices
    when: not invoice.overdue and invoice.open >= eur(400)
    actions:
      - tag: {tags: [bald]}
      - comment: {text: "Bald fällig: {{.Invoice.Number}}"}
      - notify: {severity: warning, channel: "#ops-alerts", text: "{{.Invoice.Number}} ist bald fällig"}
`

// richWorld is an installation with those rules, on a store.
func richWorld(t *testing.T, s setup) *world {
	t.Helper()
	s.rules, s.export = rich, true
	w := newWorld(t, s)
	// Three channels: one takes a message a second.
	w.edit("worker.yaml", `to: ["#finance"`, `to: ["#finance-freigaben"`)
	if err := w.moco.PayAfterWrites("R-3", 1); err != nil {
		t.Fatal(err)
	}
	return w
}

// openStore opens the installation's database beside its workers.
func (w *world) openStore(s setup) *db.DB {
	w.t.Helper()
	return dbtest.Open(w.t, or(s.store, "sqlite:"+w.path("data/mocowork.db")))
}

// atRest reports whether at least so many runs were recorded and nothing is
// left that a worker would do.
func atRest(w *world, d *db.DB, runs int) bool {
	w.t.Helper()
	var all, open int
	err := d.QueryRowContext(w.t.Context(), `SELECT (SELECT count(*) FROM run),
		(SELECT count(*) FROM run WHERE status IN ('queued', 'running')) + (SELECT count(*) FROM entry WHERE state IN ('planned', 'claimed', 'intent'))`).Scan(&all, &open)
	if err != nil {
		w.t.Fatal(err)
	}
	return all >= runs && open == 0
}

// settles waits until the store is at rest, or the process has ended.
func (w *world) settles(d *db.DB, runs int, p *process) (rest bool) {
	w.t.Helper()
	for limit := time.Now().Add(3 * patience); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		if atRest(w, d, runs) {
			return true
		}
		select {
		case <-p.done:
			return false
		default:
		}
	}
	w.t.Fatalf("it does not come to rest:\n%s%s", p.out, p.err)
	return false
}

// wantRich is the judge of a rich world at rest: what customers, MOCO, Slack
// and the folder have got.
func (w *world) wantRich() (duplicates, missing int) {
	w.t.Helper()
	bad := func(n *int, format string, args ...any) {
		*n++
		w.t.Errorf(format, args...)
	}
	for what, got := range map[string][]string{"made": w.made(), "mailed": w.mailed()} {
		for _, number := range []string{"R-1", "R-2"} {
			want := number
			if what == "made" {
				want += "/M1"
			}
			switch n := count(got)[want]; {
			case n > 1:
				bad(&duplicates, "%s was %s %d times", want, what, n)
			case n == 0:
				bad(&missing, "%s was not %s", want, what)
			}
		}
		if len(got) > 2 && duplicates == 0 {
			bad(&duplicates, "%s: %v", what, got)
		}
	}
	w.invariants()
	marks := map[string]int{}
	for _, r := range w.moco.Writes() {
		if r.Committed && r.Path == "/comments" {
			marks["comment"]++
		}
	}
	if n := marks["comment"]; n != 1 {
		bad(&duplicates, "%d comments, want one", n)
	}
	if raw, _ := w.moco.Account().Get("invoices", 9004); !strings.Contains(string(raw), "bald") {
		bad(&missing, "R-4 has no tag: %s", raw)
	}
	w.wantTold(bad, &duplicates, &missing)
	return duplicates, missing
}

// wantTold: Slack has heard of everything at least once, and at most once more
// for each worker that died; the workbook is whole.
func (w *world) wantTold(bad func(n *int, format string, args ...any), duplicates, missing *int) {
	w.t.Helper()
	most := 1 + max(w.deaths, 1)
	if n := len(w.slack.In("finance")); n == 0 || n > most {
		bad(missing, "%d digests", n)
	}
	about := 0
	for _, m := range w.slack.In("ops-alerts") {
		if strings.Contains(m.Text, "R-4 ist bald fällig") || strings.Contains(string(m.Blocks), "R-4 ist bald fällig") {
			about++
		}
	}
	switch {
	case about == 0:
		bad(missing, "nobody was told about R-4")
	case about > most:
		bad(duplicates, "%d messages about R-4", about)
	}
	files, err := filepath.Glob(w.path("exports/*.xlsx"))
	if err != nil || len(files) != 1 {
		bad(missing, "files in the exports' folder: %v, %v", files, err)
		return
	}
	if err := parts(files[0], func(string, []byte) {}); err != nil {
		bad(missing, "%s: %v", files[0], err)
	}
	shared := slices.DeleteFunc(w.slack.Files(), func(f slacksim.File) bool { return f.Channel == "" })
	if len(shared) == 0 || len(shared) > most {
		bad(missing, "%d workbooks in Slack", len(shared))
	}
}
