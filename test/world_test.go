package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/test/oracle"
)

// world is one installation: a folder with its configuration, and the account
// and the workspace that it talks to.
type world struct {
	t     *testing.T
	dir   string
	home  string
	moco  *mocosim.Server
	slack *slacksim.Sim
	env   []string // further variables, "NAME=value"

	witness *oracle.Witness
	workers int // that send letters at the same time; 0: 1
	// deaths counts the workers that a sweep has killed here.
	deaths int
}

// setup says what differs from the ordinary installation, which sends letters
// by itself and tells Slack.
type setup struct {
	bills      []bill // nil: threeBills
	story      bool   // the demo's account instead, as of today
	write      string // empty: auto
	noWriteKey bool
	noSlack    bool
	slack      slacksim.Options
	readKey    string // of the account and in its file; empty: read-key
	writeKey   string
	limits     string       // below limits:
	schedule   string       // of the job, such as `{cron: "0 7 * * *"}`
	store      string       // store.url
	redis      string       // redis.url
	settle     string       // empty: 1s
	top        string       // further lines on the top level
	rules      string       // instead of the ladder below
	limited    bool         // MOCO's own request limit holds
	limit      mocosim.Rate // another one holds
	rate       string       // moco.rate_limit, all of which is used; empty: as limited says
	lease      string       // empty: as limited says
	approve    bool         // the ladder's step needs the approval of finance
	export     bool         // the job makes the open-items workbook
	to         string       // further places of it, such as `, "mailto:a@example.org"`
}

// newWorld starts the simulators and writes the folder.
func newWorld(t *testing.T, s setup) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), home: t.TempDir()}
	if s.limit.Requests == 0 {
		s.limit.Off = !s.limited
	}
	w.moco = mocosim.New(mocosim.Options{Rate: s.limit, ReadKey: s.readKey, WriteKey: s.writeKey})
	w.fill(s)
	if err := w.moco.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.moco.Close() })
	if s.slack.Channels == nil {
		s.slack.Channels = []slacksim.Channel{{Name: "finance"}, {Name: "finance-freigaben"}, {Name: "ops-alerts"}}
	}
	var err error
	if w.slack, err = slacksim.Start("127.0.0.1:0", s.slack); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.slack.Close() })
	w.witness = oracle.Watch(w.moco, w.slack)
	w.configure(s)
	return w
}

func (w *world) fill(s setup) {
	w.t.Helper()
	if s.story {
		if err := w.moco.Story(1, day(w.now())); err != nil {
			w.t.Fatal(err)
		}
		return
	}
	if s.bills == nil {
		s.bills = threeBills()
	}
	if err := w.moco.Load(accountFile(w.t, s.bills)); err != nil {
		w.t.Fatal(err)
	}
}

// configure writes worker.yaml, the keys and the rules.
func (w *world) configure(s setup) {
	w.t.Helper()
	w.put("read.key", or(s.readKey, "read-key")+"\n")
	w.put("write.key", or(s.writeKey, "write-key")+"\n")
	w.put("slack.key", or(s.slack.Token, "xoxb-sim")+"\n")
	rate, lease := "unlimited", "2s"
	if s.limited {
		// Three reads that each wait for their turn take longer than 2 s.
		rate, lease = "standard", "30s"
	}
	if s.rate != "" {
		rate = s.rate + "\n  keep_free: 0%"
	}
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("version: 1")
	line("timezone: Europe/Berlin")
	line("write: ", or(s.write, "auto"))
	line("settle: ", or(s.settle, "1s"))
	line("lease: ", or(s.lease, lease))
	line("sweep: 1s")
	line("calendar: {workdays: [mon, tue, wed, thu, fri, sat, sun]}")
	line("limits: ", or(s.limits, "{reminders_per_run: 25}"))
	line(s.top)
	line("moco:\n  account: beispiel\n  rate_limit: ", rate, "\n  base_url: ", w.moco.URL(), "\n  read_key: ${file:./read.key}")
	if !s.noWriteKey {
		line("  write_key: ${file:./write.key}")
	}
	if s.store != "" {
		line("store: {url: \"", s.store, "\"}")
	}
	if s.redis != "" {
		line("redis: {url: \"", s.redis, "\"}")
	}
	line("jobs:\n  - name: dun\n    rules: [rules/dun.yaml]")
	if s.schedule != "" {
		line("    schedule: ", s.schedule)
	}
	to := "dir:./exports"
	if !s.noSlack {
		to = `#finance", "` + to
		line("slack:\n  bot_token: ${file:./slack.key}\n  api_url: ", w.slack.URL(), "\n  default_channel: \"#finance\"")
	}
	if s.export {
		// Behind the job, so that the two lines belong to it.
		text := strings.Replace(b.String(), "    rules: [rules/dun.yaml]\n", "    rules: [rules/dun.yaml]\n    exports: [open-items]\n", 1)
		b.Reset()
		line(text, "exports:\n  open-items: {template: open-items, file: \"offen_{{.AsOf}}.xlsx\", to: [\"", to, "\"", s.to, "]}")
	}
	line("approvals:\n  finance: {channel: \"#finance-freigaben\"}")
	w.put("worker.yaml", b.String())
	approve := ""
	if s.approve {
		approve = ", approve: finance"
	}
	w.put("rules/dun.yaml", or(s.rules, strings.Replace(ladder, "APPROVE", approve, 1)))
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// ladder sends a first letter after a week and a second after 40 days.
const ladder = `version: 1
ladders:
  standard:
    min_gap: 10d
    steps:
      - {level: 1, name: Zahlungserinnerung, after: 7d, pay_within: 10d, fee: 0APPROVE}
      - {level: 2, name: 1. Mahnung, after: 40d, pay_within: 10d, fee: {EUR: 5.00}}
    texts: default
rules:
  - name: dunning
    for_each: invoices
    when: invoice.overdue
    unless:
      - {if: invoice.reminded_within(10), say: "vor weniger als 10 Tagen gemahnt"}
    actions:
      - remind: {ladder: standard, to: moco_default_recipients}
`

// put writes a file of the installation that only its owner may read.
func (w *world) put(name, text string) {
	w.t.Helper()
	path := w.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// edit replaces a text in a file of the installation, which must be there.
func (w *world) edit(name, old, text string) {
	w.t.Helper()
	b, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		w.t.Fatalf("%s has no %q:\n%s", name, old, b)
	}
	w.put(name, strings.Replace(string(b), old, text, 1))
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

// change changes the database behind the worker's back.
func (w *world) change(statement string) {
	w.t.Helper()
	d := dbtest.Open(w.t, "sqlite:"+w.path("data/mocowork.db"))
	res, err := d.ExecContext(w.t.Context(), statement)
	if err != nil {
		w.t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		w.t.Fatalf("%s changed %d rows, %v", statement, n, err)
	}
}
