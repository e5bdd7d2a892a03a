package test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// TestF77_BadFilesAtStart starts a worker on each bad rule file of the corpus,
// beside a mistake in worker.yaml: it refuses, names every mistake of both with
// its place, and asks nobody for anything.
func TestF77_BadFilesAtStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{export: true})
	w.edit("worker.yaml", "exports:\n", "exports:\n  revenue: {template: open-items, file: \"umsatz_{{.AsOf}}.xlsx\", to: [\"dir:./exports\"]}\n")
	w.edit("worker.yaml", "approvals:\n", "approvals:\n  leads: {channel: \"#finance\"}\n")
	w.edit("worker.yaml", "write: auto", "write: auto\nwirte: off")
	w.edit("worker.yaml", "rules/dun.yaml", "rules.yaml")
	row := report.Row{ID: "F77", Min: 20, Note: "bad rule files beside a mistake in worker.yaml"}
	for _, file := range golden(t, "rules") {
		want := errorsOf(t, file)
		if len(want) == 0 {
			continue // warnings only
		}
		for i := range want {
			want[i] = strings.Replace(want[i], filepath.Base(file), "rules.yaml", 1)
		}
		row.Runs++
		w.put("rules.yaml", readFile(t, file))
		r := w.worker("serve").want(t, 3, `worker.yaml:4:1: error: unknown key "wirte"`)
		got := place.FindAllString(r.err, -1)
		named := !slices.ContainsFunc(want, func(line string) bool {
			return !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, placeOf(line)) })
		})
		if !named {
			row.Missing++
			t.Errorf("%s: serve says\n%s\nwant\n%s", filepath.Base(file), r.err, strings.Join(want, "\n"))
		}
		row.Fired++
	}
	w.wantUntouched()
	report.Print(t, row)
}

// placeOf is "dunning.yaml:7:15: error:" of a problem's first line: the names
// that a text lists may be longer in a whole configuration.
func placeOf(line string) string {
	at, _, _ := strings.Cut(line, " error: ")
	return at + " error:"
}

// everything are conditions that somebody means otherwise.
var everything = []string{"true", "1 == 1", "invoice.overdue or not invoice.overdue", "invoice.gross >= money(0, invoice.currency)", "not (invoice.open < eur(0))"}

// TestF85_MatchesEverything gives an account of 60 late invoices rules that
// match all of them, with letters, tags, comments and statuses: more than the
// limit is never written, by hand or by a worker that reloads such a rule.
func TestF85_MatchesEverything(t *testing.T) {
	t.Parallel()
	const limit = 50
	row := report.Row{ID: "F85", Min: 8, Note: "at most 50 letters or changes by the simulator's log; over the limit: none"}
	crowd := late(60)
	try := func(s setup, condition, action string, code int) {
		t.Helper()
		s.bills, s.rate = crowd, "60000/1m"
		s.rules = strings.Replace(strings.Replace(ladder, "APPROVE", "", 1), "when: invoice.overdue", fmt.Sprintf("when: %q", condition), 1)
		if action != "" {
			s.rules = strings.Replace(s.rules, "remind: {ladder: standard, to: moco_default_recipients}", action, 1)
		}
		w := newWorld(t, s)
		r := w.worker("run", "dun").want(t, code)
		row.Runs++
		if strings.Contains(r.out+r.err, "60 ") {
			row.Fired++
		}
		if n := len(w.moco.Writes()); n > limit || n > 0 && code != 0 {
			row.Dup += n
			t.Errorf("%s: %d writes\n%s", condition, n, r.err)
		}
	}
	for _, c := range everything {
		try(setup{}, c, "", 5)
	}
	for _, action := range []string{"tag: {tags: [mahnen]}", "comment: {text: bitte prüfen}", "set_status: {status: ignored}"} {
		try(setup{}, "true", action, 5)
	}
	try(setup{limits: "{reminders_per_run: 50, share_of_open_invoices: 100%}"}, "true", "", 5)
	try(setup{limits: "{reminders_per_run: 50, on_exceed: approve}"}, "true", "", 7)
	report.Print(t, row)
}

// TestReloadMatchesEverything reloads a rule that matches everything into a
// worker that serves: its next run is stopped, and says so.
func TestReloadMatchesEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: late(60), rules: strings.Replace(ladder, "APPROVE", "", 1)})
	w.edit("rules/dun.yaml", "when: invoice.overdue", "when: invoice.days_overdue > 3000")
	p := w.serve()
	w.enqueue("dun", "--wait").want(t, 0)
	w.edit("rules/dun.yaml", "when: invoice.days_overdue > 3000", `when: "true"`)
	w.worker("reload").want(t, 0)
	w.enqueue("dun", "--again", "--wait").want(t, 5)
	p.stop().want(t, 0)
	w.wantNoWrites()
}
