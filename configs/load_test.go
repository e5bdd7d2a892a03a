package configs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := ok(t, least, fakeEnv{})
	got := []any{c.Timezone.String(), c.Locale, c.Language(), c.DataDir, c.Moco.Account, c.Moco.BaseURL, c.Moco.WriteKey.IsZero(), c.Moco.RateLimit, c.Moco.KeepFree,
		c.Store.Path, c.Store.URL.IsZero(), c.Redis.Kind, c.Write, c.Settle, c.Lease, c.Sweep, c.PlanExpires, c.DunFrom.IsZero(), c.TreatCreatedAsSent, c.RedirectMailTo,
		c.Limits, c.Calendar.Place(), len(c.Jobs), c.Slack.RepeatAfter, c.Slack.Digest, c.Slack.Group, c.Path}
	want := []any{"Europe/Berlin", "de-DE", billing.German, "data", "beispiel", "https://beispiel.mocoapp.com", true, RateLimit{120, 2 * time.Minute}, 20,
		filepath.Join("data", "mocowork.db"), true, RedisEmbedded, WriteApprove, 30 * time.Minute, time.Minute, time.Minute, 48 * time.Hour, true, false, "",
		Limits{25, 0, 0, 0, 0, ExceedStop}, "none", 0, time.Duration(0), Digest{450, "workdays", "line", false}, Group{[]string{"rule", "currency"}, 2 * time.Minute, 10, "thread", false}, "worker.yaml"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDocumentationExample(t *testing.T) {
	t.Parallel()
	c := ok(t, readFile(t, "testdata/good/documentation.yaml"), fakeEnv{})
	j, found := c.Job("overdue-daily")
	if !found || len(c.Jobs) != 2 {
		t.Fatalf("jobs: %d", len(c.Jobs))
	}
	export, _ := c.Export("open-items")
	group, _ := c.Approval("finance")
	got := []any{j.Schedule.Cron.String(), j.Schedule.OnHoliday, j.Schedule.IfMissed, j.Pull, len(j.Rules), j.Rules[0].Path, j.Exports, j.Timeout, j.AlertIfSilentFor, j.Write,
		c.Jobs[1].Period, c.Jobs[1].Schedule.IfMissed, export.To, export.Keep, export.Format, export.File,
		group.Approvers, group.Required, group.SelfApproval, group.Expires, group.Channel,
		c.Calendar.Place(), c.Calendar.IsWorkday(billing.Date{Year: 2026, Month: 12, Day: 24}),
		c.Slack.Routes[0].Channel, c.Slack.Routes[0].When.Text, c.Slack.Routes[0].IgnoreQuiet, c.Slack.Routes[1].IgnoreQuiet, c.Slack.Routes[0].Mention,
		c.Slack.QuietHours.From.String(), c.Slack.QuietHours.Weekends, c.Slack.QuietHours.Loc.String(), c.Redis.Hosts, c.Limits.OnExceed, c.Web.UsersFile, c.Metrics.Listen}
	want := []any{"0 7 * * 1-5", calendar.NextWorkday, calendar.RunOnce, []string{"invoices", "payments", "reminders", "companies"}, 2, "rules/dunning.yaml", []string{"open-items"}, 15 * time.Minute, 26 * time.Hour, WriteApprove,
		"previous_month", calendar.SkipMissed, []Sink{{Channel: "#finance"}, {Dir: "/var/lib/worker/exports"}}, Keep{Months: 24}, "xlsx", "offene-posten_{{.AsOf}}.xlsx",
		[]string{"U04ANNA", "S0FINANZEN"}, 1, false, 48 * time.Hour, "#finance-freigaben",
		"DE-BE", false,
		"#finance-leads", `alert.severity == "critical"`, true, false, []string{"@buchhaltung"},
		"18:00", true, "Europe/Berlin", []string{"127.0.0.1:6379"}, ExceedApprove, "/etc/worker/users", "127.0.0.1:9090"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, found := c.Job("nothing"); found {
		t.Error("found a job that is not there")
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	t.Parallel()
	text := least + "data_dir: ../var\nstore: {url: \"sqlite:./db/x.db\"}\njobs: [{name: a, rules: [rules/a.yaml, /abs/b.yaml]}]\nexports: {e: {template: open-items, file: \"e.csv\", to: [\"dir:out\"]}, f: {template: open-items, file: f.xlsx}}\n"
	w := fakeEnv{files: map[string]fakeFile{"etc/rules/a.yaml": {}, "/abs/b.yaml": {}}}
	c, l, docs := Parse("etc/worker.yaml", []byte(text), w.env())
	if len(l) > 0 {
		t.Fatal(printed(t, l, docs))
	}
	got := []string{c.DataDir, c.Store.Path, c.Jobs[0].Rules[0].Path, c.Jobs[0].Rules[1].Path, c.Exports[0].To[0].Dir, c.Exports[1].To[0].Dir, c.Exports[0].Format}
	want := []string{"var", "etc/db/x.db", "etc/rules/a.yaml", "/abs/b.yaml", "etc/out", "var/exports", "csv"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	w := fakeEnv{vars: map[string]string{"MOCOWORK_WRITE": "off", "MOCOWORK_DATA_DIR": "/var/lib/x", "MOCOWORK_STORE_URL": "postgres://u:geheim@localhost/db",
		"MOCOWORK_REDIS_URL": "${env:REDIS}", "REDIS": "redis://127.0.0.1:1", "MOCOWORK_MOCO_BASE_URL": "http://127.0.0.1:9/", "MOCOWORK_LIMITS_REMINDERS_PER_RUN": "3",
		"MOCOWORK_TREAT_CREATED_AS_SENT": "true", "MOCOWORK_LOCALE": ""}}
	c := ok(t, least+"write: approve\n", w)
	got := []any{c.Write, c.DataDir, c.Store.URL.Reveal(), c.Redis.Hosts, c.Moco.BaseURL, c.Limits.RemindersPerRun, c.TreatCreatedAsSent, c.Locale}
	want := []any{WriteOff, "/var/lib/x", "postgres://u:geheim@localhost/db", []string{"127.0.0.1:1"}, "http://127.0.0.1:9", 3, true, "de-DE"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	shown := c.Show(true)
	if strings.Contains(shown, "geheim") {
		t.Error("password shown")
	}
	for _, want := range []string{"write                                  off", "MOCOWORK_WRITE", "postgres://u:****@localhost/db", "moco.read_key", "****", "worker.yaml:3", "default"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q missing in\n%s", want, shown)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	c := ok(t, least+"jobs:\n  - name: a\n    rules: [rules/dunning.yaml]\n", fakeEnv{})
	if shown := c.Show(false); strings.Contains(shown, "default") || !strings.Contains(shown, "jobs.a.rules") || strings.Contains(shown, "not set") || strings.Contains(shown, "dun_from") {
		t.Errorf("got\n%s", shown)
	}
	settings := c.Settings()
	settings[0].Value = "changed"
	if c.Settings()[0].Value != "1" {
		t.Error("Settings must be a copy")
	}
}

// Whatever a file holds, its secrets and passwords are not in what is printed.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	const canary = "hunter2canary"
	texts := []string{
		strings.Replace(least, "${env:MOCO_READ_KEY}", canary, 1) + "write: nonsense\n",
		"moco: {account: a, read_key: " + canary + "}\n",
		"moco:\n  read_key: " + canary + "\n  account: [\n",
		"moco:\n  write_key: |\n    " + canary + "\n  account: B\n",
		"moco:\n  write_key: >\n    x\n    " + canary + "\n  account: B\n",
		least + "store: {url: \"postgres://u:" + canary + "@db/x\"}\n",
		least + "store: {url: \"postgres://u:" + canary + "@db:xx/x%zz\"}\n",
		least + "redis: {url: \"redis://:" + canary + "@a,b\"}\n",
		least + "slack: {bot_token: \"${env:X:-" + canary + "}\"}\n",
		least + "slack:\n  app_token: " + canary + "\n  bottoken: xoxb-" + canary + "\n",
	}
	for _, text := range texts {
		c, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{}.env())
		if !l.HasErrors() {
			t.Errorf("no error in\n%s", text)
		}
		if out := printed(t, l, docs) + c.Show(true); strings.Contains(out, canary) {
			t.Errorf("secret in\n%s", out)
		}
		for _, p := range l {
			if strings.Contains(p.Error(), canary) {
				t.Errorf("secret in %s", p.Error())
			}
		}
	}
}

// A configuration that somebody logs as a whole says no password.
func TestConfigAsAWhole(t *testing.T) {
	t.Parallel()
	w := fakeEnv{vars: map[string]string{"MOCOWORK_STORE_URL": "postgres://u:geheim@localhost/db", "MOCOWORK_REDIS_URL": "redis://:geheim@127.0.0.1", "MOCO_READ_KEY": "geheim"}}
	c := ok(t, least, w)
	if _, err := c.Moco.ReadKey.Resolve(w.env()); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if out := fmt.Sprintf("%v %+v %#v", *c, *c, *c) + string(b); strings.Contains(out, "geheim") {
		t.Errorf("password in %s", out)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, l, docs := Parse("worker.yaml", []byte(text), fakeEnv{vars: variables(text)}.env())
		if c == nil || !slices.IsSortedFunc(l, func(a, b diag.Problem) int { return a.Pos.Compare(b.Pos) }) {
			t.Fatal("no config, or an unsorted list")
		}
		if !l.HasErrors() && (c.Timezone == nil || c.Moco.Account == "" || c.Write == "" || c.Settle == 0) {
			t.Fatalf("no errors, and yet %+v", c)
		}
		printed(t, l, docs)
		c.Show(true)
	})
}

func TestLoadQueue(t *testing.T) {
	t.Parallel()
	text := "version: 1\nredis: {url: \"redis://:${env:REDIS_PASSWORD}@h\"}\nstore: {url: \"postgres://u:${env:DB}@h/x\"}\nmoco: {account: a, read_key: \"${file:/nowhere}\"}\njobs: [{name: a, rules: [rules/absent.yaml]}]\n"
	w := fakeEnv{vars: map[string]string{"REDIS_PASSWORD": "pw"}, files: map[string]fakeFile{"worker.yaml": {text: text}}}
	c, l, docs, err := LoadQueue("worker.yaml", w.env())
	if err != nil || len(l) > 0 {
		t.Fatalf("%v\n%s", err, printed(t, l, docs))
	}
	if _, found := c.Job("a"); !found || c.Redis.Password != "pw" {
		t.Errorf("redis %v", c.Redis)
	}
	w.vars = nil
	_, l, _, err = LoadQueue("worker.yaml", w.env())
	if err != nil || len(l) != 1 || l[0].Error() != "worker.yaml:2:24: error: redis.url: environment variable REDIS_PASSWORD is not set [env]: set it, or give a default: ${env:REDIS_PASSWORD:-…}" {
		t.Errorf("%v, %v", l, err)
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	denied := fakeEnv{files: map[string]fakeFile{"worker.yaml": {err: &fs.PathError{Op: "open", Path: "worker.yaml", Err: fs.ErrPermission}}, "dir": {err: errors.New("is a directory")}}}
	for path, want := range map[string]string{"absent.yaml": "absent.yaml can't be read: it does not exist", "worker.yaml": "worker.yaml can't be read: permission denied", "dir": "dir can't be read: is a directory"} {
		for _, load := range []func(string, Env) error{
			func(p string, e Env) error { _, _, _, err := Load(p, e); return err },
			func(p string, e Env) error { _, _, _, err := LoadQueue(p, e); return err },
		} {
			if err := load(path, denied.env()); err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}

func TestLoadFromDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("worker.yaml", strings.Replace(least, "${env:MOCO_READ_KEY}", "${file:key}", 1)+"jobs: [{name: a, rules: [dunnig.yaml]}]\n", 0o600)
	write("key", "k\n", 0o600)
	write("dunning.yaml", "", 0o600)
	env := OS(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	env.LookupEnv, env.Environ = fakeEnv{}.env().LookupEnv, nil
	c, l, _, err := Load(filepath.Join(dir, "worker.yaml"), env)
	if err != nil || len(l) != 1 || l[0].Help != "did you mean dunning.yaml?" {
		t.Fatalf("%v, %v", l, err)
	}
	if got, err := c.Moco.ReadKey.Resolve(env); got != "k" || err != nil || !c.Moco.ReadKey.IsSet(env) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNoWorld(t *testing.T) {
	t.Parallel()
	if _, _, _, err := Load("worker.yaml", Env{}); err == nil {
		t.Error("an empty world has no files")
	}
	_, l, _ := Parse("worker.yaml", []byte(least+"jobs: [{name: a, rules: [x.yaml]}]\n"), Env{})
	if len(l) != 1 || l[0].Code != "file" {
		t.Errorf("got %v", l)
	}
}

func TestMisspeltVariable(t *testing.T) {
	t.Parallel()
	got := problem(t, least, fakeEnv{vars: map[string]string{"MOCOWORK_REDIRECT_MAIL": "x@example.com", "MOCOWORK_CONFIG": "x", "OTHER": "y"}})
	if want := "MOCOWORK_REDIRECT_MAIL: warning: this environment variable sets nothing [env]: did you mean MOCOWORK_REDIRECT_MAIL_TO?"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestAtMost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		w, limit Write
		want     bool
	}{{WriteOff, WriteOff, true}, {WriteOff, WriteAuto, true}, {WriteApprove, WriteOff, false}, {WriteAuto, WriteApprove, false}, {WriteAuto, WriteAuto, true}, {"", WriteOff, true}, {WriteApprove, "", false}} {
		if got := tt.w.AtMost(tt.limit); got != tt.want {
			t.Errorf("%q at most %q: %v", tt.w, tt.limit, got)
		}
	}
}
