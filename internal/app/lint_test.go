package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// linted are the warnings of a folder with these files.
func linted(t *testing.T, files map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := configs.OS(time.Now())
	c, err := CheckAll(filepath.Join(dir, "worker.yaml"), env)
	if err != nil {
		t.Fatal(err)
	}
	c.Lint(env)
	var out []string
	for _, p := range c.Problems {
		out = append(out, strings.ReplaceAll(p.Error(), dir+"/", ""))
	}
	return out
}

func TestLintOfChannelsAndRoutes(t *testing.T) {
	t.Parallel()
	const worker = `version: 1
timezone: Europe/Berlin
moco: {account: beispiel, read_key: "${env:MOCO_READ_KEY}"}
slack:
  default_channel: "#finance"
  routes:
    - {when: alert.severity != 'info', channel: "#leads"}
    - {when: alert.severity == 'critical' and alert.kind == 'rule', channel: "#board"}
    - {when: alert.kind == 'job' and alert.kind == 'rule', channel: "#ops"}
    - {when: alert.kind == 'job', channel: "#ops"}
jobs:
  - {name: one, rules: [rules/a.yaml]}
  - {name: two, rules: [rules/a.yaml]}
`
	const rules = `version: 1
rules:
  - name: late
    for_each: invoices
    when: invoice.overdue
    actions: [notify: {severity: info, channel: "#finanec"}, notify: {severity: info, channel: "#leads"}]
`
	const test = "version: 1\nrules: [a.yaml]\ntests: [{name: x, expect: [late: {notify: {}}]}]\n"
	got := linted(t, map[string]string{"worker.yaml": worker, "rules/a.yaml": rules, "rules/a_test.yaml": test})
	want := []string{
		`rules/a.yaml:6:50: warning: rule "late" sends to #finanec, which worker.yaml names nowhere [stray-channel]: did you mean "#finance"?`,
		`worker.yaml:8:14: warning: no alert reaches #board by this route [unreachable]: the first route that matches takes the alert: put the narrower one first`,
		`worker.yaml:9:14: warning: no alert reaches #ops by this route [unreachable]: the first route that matches takes the alert: put the narrower one first`,
	}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, w) }) {
			t.Errorf("not said: %s", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestOnline asks the simulators about names that are there and names that are
// not.
func TestOnline(t *testing.T) {
	t.Parallel()
	rule := `version: 1
lists:
  hands_off: {customers: ["10301", "99999"], tags: [Inkasso]}
rules:
  - name: big
    for_each: invoices
    when: |
      not (invoice.customer in lists.hands_off) and
      invoice.customer.custom("Segmnt") == "A" and "Nobody" in invoice.tags
    actions: [notify: {severity: info, channel: "#leads"}]
`
	o := newOffice(t, rule, slacksim.Channel{Name: "finance"}, slacksim.Channel{Name: "ops"}, slacksim.Channel{Name: "backup"})
	l, err := Online(t.Context(), Options{ConfigPath: o.app.Config.Path, Env: configs.OS(time.Now()), Now: morning, OwnTime: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range l {
		got = append(got, strings.TrimPrefix(p.Error(), filepath.Dir(o.app.Config.Path)+"/"))
	}
	want := []string{
		`rule.yaml:3:37: warning: MOCO has no customer "99999" [not-in-moco]`,
		`rule.yaml:3:53: warning: no customer and no open invoice in MOCO has the tag "Inkasso" [not-in-moco]`,
		`rule.yaml:9:52: warning: no customer and no open invoice in MOCO has the tag "Nobody" [not-in-moco]`,
		`rule.yaml:10:50: warning: #leads: there is no such channel that the bot can see: check the name; in a private channel write /invite @worker [not-in-slack]`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(o.moco.Writes()); n > 0 {
		t.Errorf("%d writes to MOCO", n)
	}
}
