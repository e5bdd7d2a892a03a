package actions_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// hurried is a clock on which nobody waits.
type hurried struct {
	mu  sync.Mutex
	now time.Time
}

func (c *hurried) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *hurried) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// slackWorld is an account with a simulated Slack beside it.
func slackWorld(t *testing.T, change ...func(*jobstest.Options)) (*jobstest.World, *slacksim.Sim) {
	t.Helper()
	sim, err := slacksim.Start("127.0.0.1:0", slacksim.Options{Channels: []slacksim.Channel{
		{ID: "C0FINANCE", Name: "finance"}, {ID: "C0LEADS", Name: "leads"}, {ID: "C0SECRET", Name: "secret", Outside: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	n, err := notifiers.NewSlack(notifiers.SlackOptions{Token: "xoxb-sim", APIURL: sim.URL(), Clock: &hurried{now: time.Now()}})
	if err != nil {
		t.Fatal(err)
	}
	w := world(t, append(change, func(o *jobstest.Options) { o.Notifier = n })...)
	return w, sim
}

var alert = plan.Line{
	Key: "slack|big|80699|2026-11-23", Action: "notify", Rule: "big-and-late", Subject: plan.Subject{Kind: "invoice", ID: 80699, Label: hansa, Name: "Hansa Logistik GmbH"},
	Params: plan.Notify{Severity: plan.Critical, Title: "R2610-022 ist 30 Tage überfällig", Text: "12.400,00 EUR sind offen", InvoiceID: 80699, Window: "2026-11-23", Channel: "#leads",
		Open: billing.Money{Minor: 1240000, Currency: "EUR"}, DaysOverdue: 30},
}

func digestLine(channel string) plan.Line {
	return plan.Line{Key: "slack|digest:overdue-daily|beispiel|2026-11-23", Action: "digest", Subject: plan.Subject{Kind: "job", Label: "overdue-daily"}, Params: plan.Digest{Channel: channel}}
}

func exportLine(to ...string) plan.Line {
	return plan.Line{Key: "export|open-items|2026-11-23", Action: "export", Subject: plan.Subject{Kind: "job", Label: "open-items"},
		Params: plan.Export{Name: "open-items", Template: "open-items", File: "offene-posten_2026-11-23.xlsx", To: to}}
}

func TestNotify(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	e := w.Drive(w.Worker, w.Line(alert))
	got := slack.In("#leads")
	if e.State != ledger.Done || e.Reason != "told #leads" || len(got) != 1 || !strings.Contains(got[0].Text, "R2610-022 ist 30 Tage überfällig") {
		t.Fatalf("%s %q, %+v", e.State, e.Reason, got)
	}
	if e.RemoteID != "C0LEADS:"+got[0].TS || string(e.Evidence) != `{"route":"the rule names the channel"}` {
		t.Errorf("%s %s", e.RemoteID, e.Evidence)
	}
	if len(w.Sim.Writes()) != 0 {
		t.Errorf("a message wrote to MOCO: %+v", w.Sim.Writes())
	}
}

func TestNotifyInTheDigestSaysNothingByItself(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	l := alert
	n := l.Params.(plan.Notify)
	n.Digest, n.Channel = true, ""
	l.Params = n
	e := w.Drive(w.Worker, w.Line(l))
	if e.State != ledger.Done || e.Reason != "in the digest" || len(slack.Messages()) != 0 {
		t.Errorf("%s %q, %d messages", e.State, e.Reason, len(slack.Messages()))
	}
}

func TestDigestAndWorkbookInItsThread(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	p := w.Plan()
	var err error
	if p.ID, err = w.Ledger.NewID(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	d, x := digestLine("#finance"), exportLine("dir:"+dir, "#finance")
	d.N, x.N = 1, 2
	p.Lines = []plan.Line{d, x}
	if err := w.Ledger.SavePlan(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	if e := w.Drive(w.Worker, w.Release(p, "digest")[0]); e.State != ledger.Done {
		t.Fatalf("%s %q", e.State, e.Reason)
	}
	e := w.Drive(w.Worker, w.Release(p, "export")[0])
	if e.State != ledger.Done || !strings.HasPrefix(e.Reason, "offene-posten_2026-11-23.xlsx") {
		t.Fatalf("%s %q", e.State, e.Reason)
	}
	head := slack.In("#finance")
	files := slack.Files()
	if len(head) == 0 || head[0].ThreadTS != "" || len(files) != 1 || files[0].ThreadTS != head[0].TS || files[0].Channel != "C0FINANCE" {
		t.Errorf("%d messages, files %+v", len(head), files)
	}
	b, err := os.ReadFile(filepath.Join(dir, "offene-posten_2026-11-23.xlsx"))
	if err != nil || !slices.Equal(b, files[0].Bytes) {
		t.Errorf("%v; the folder and Slack have the same bytes: %v", err, slices.Equal(b, files[0].Bytes))
	}
	if left, err := filepath.Glob(filepath.Join(w.Env.Temp, "*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAskForApproval(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	p := w.Plan()
	var err error
	if p.ID, err = w.Ledger.NewID(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	p.Lines = append(p.Letters()[:1:1], plan.Line{N: 9, Key: plan.SlackKey("ask:finance", p.ID, "once"), Action: "ask",
		Subject: plan.Subject{Kind: "plan", Label: p.ID}, Params: plan.Ask{Group: "finance", Channel: "#finance", Lines: []int{p.Letters()[0].N}}})
	if err := w.Ledger.SavePlan(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, w.Release(p, "ask")[0])
	got := slack.In("#finance")
	if e.State != ledger.Done || len(got) == 0 || !strings.Contains(got[0].Text+string(got[0].Blocks), p.ID) || !strings.Contains(string(got[0].Blocks), hansa) {
		t.Errorf("%s %q, %+v", e.State, e.Reason, got)
	}
}

// Slack answers 200 to everything. What it refuses is never silent, and never
// stops what goes to MOCO.
func TestSlackRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code  string
		state ledger.State
		say   string
	}{
		{"channel_not_found", ledger.Failed, "there is no channel #leads that the bot can see"},
		{"not_in_channel", ledger.Failed, "the bot is not a member of #leads"},
		{"is_archived", ledger.Failed, "#leads is archived"},
		{"token_revoked", ledger.Failed, "the token was revoked: install the app again"},
		{"invalid_auth", ledger.Failed, "Slack refuses the token: check slack.bot_token"},
		{"missing_scope", ledger.Failed, "the app lacks a scope"},
		{"something_new", ledger.Failed, "was refused by Slack: something_new"},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			w, slack := slackWorld(t)
			slack.Inject(slacksim.Fault{Method: "chat.postMessage", Code: tt.code, Times: -1})
			e := w.Drive(w.Worker, w.Line(alert))
			if e.State != tt.state || !strings.Contains(e.Reason, tt.say) || strings.Contains(e.Reason, "xoxb") {
				t.Errorf("%s %q, want %s %q", e.State, e.Reason, tt.state, tt.say)
			}
		})
	}
}

// A message may come twice, but it comes.
func TestSlackWithoutAClearAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault slacksim.Fault
		most  int
	}{
		{"cut before", slacksim.Fault{Drop: true}, 1},
		{"cut after", slacksim.Fault{Drop: true, Commit: true}, 2},
		{"500 after", slacksim.Fault{Status: 500, Commit: true}, 2},
		{"internal error", slacksim.Fault{Code: "internal_error"}, 1},
		{"429", slacksim.Fault{Status: 429, RetryAfter: "3600"}, 1},
		{"503", slacksim.Fault{Status: 503}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, slack := slackWorld(t)
			tt.fault.Method = "chat.postMessage"
			slack.Inject(tt.fault)
			e := w.Drive(w.Worker, w.Line(alert))
			if n := len(slack.In("#leads")); e.State != ledger.Done || n < 1 || n > tt.most {
				t.Errorf("%s %q, %d messages", e.State, e.Reason, n)
			}
		})
	}
}

func TestProcessEndsOverAMessage(t *testing.T) {
	t.Parallel()
	for _, point := range points {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			w, slack := slackWorld(t)
			id := w.Line(alert)
			dieAt(w.Worker, point, 1)
			if !outlive(func() { w.Apply(w.Worker, id) }) {
				t.Fatal("it did not end")
			}
			w.Later(61 * time.Second)
			e := w.Drive(w.NewWorker("w2"), id)
			most := 1
			if point == "written" {
				most = 2
			}
			if n := len(slack.In("#leads")); e.State != ledger.Done || n < 1 || n > most {
				t.Errorf("%s %q, %d messages", e.State, e.Reason, n)
			}
		})
	}
}

func TestNobodyToTell(t *testing.T) {
	t.Parallel()
	w := world(t)
	const want = "slack.bot_token is not set, so there is nobody to tell"
	for _, l := range []plan.Line{alert, digestLine("#finance"), exportLine("#finance")} {
		e := w.Drive(w.Worker, w.Line(l))
		if e.State != ledger.Failed || e.Reason != want {
			t.Errorf("%s: %s %q", l.Action, e.State, e.Reason)
		}
	}
}

// A place that fails does not keep the file from the others, which get it once.
func TestExportToSeveralPlaces(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	dir := t.TempDir()
	e := w.Drive(w.Worker, w.Line(exportLine("#secret", "dir:"+dir, "#finance")))
	if e.State != ledger.Failed || !strings.HasPrefix(e.Reason, "delivered to "+filepath.Join(dir, "offene-posten_2026-11-23.xlsx")+", #finance, but not everywhere: ") ||
		!strings.Contains(e.Reason, "#secret") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if _, err := os.Stat(filepath.Join(dir, "offene-posten_2026-11-23.xlsx")); err != nil {
		t.Error(err)
	}
	if files := slack.Files(); len(shared(files)) != 1 {
		t.Errorf("%+v", files)
	}
}

// A place that is only busy does not make the others get the file again.
func TestExportIsNotRepeatedWhereItArrived(t *testing.T) {
	t.Parallel()
	w, slack := slackWorld(t)
	slack.Inject(slacksim.Fault{Method: "files.completeUploadExternal", Skip: 1, Status: 503, Times: -1})
	e := w.Drive(w.Worker, w.Line(exportLine("#finance", "#leads")))
	if e.State != ledger.Failed || !strings.HasPrefix(e.Reason, "delivered to #finance, but not everywhere: ") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
	if files := shared(slack.Files()); len(files) != 1 {
		t.Errorf("%d files arrived", len(files))
	}
}

// shared are the files that people see.
func shared(files []slacksim.File) []slacksim.File {
	return slices.DeleteFunc(files, func(f slacksim.File) bool { return f.Channel == "" })
}

func TestExportWithoutItsFolder(t *testing.T) {
	t.Parallel()
	w := world(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := w.Drive(w.Worker, w.Line(exportLine("dir:"+filepath.Join(file, "exports"))))
	if e.State != ledger.Failed || !strings.HasPrefix(e.Reason, "export folder: ") {
		t.Errorf("%s %q", e.State, e.Reason)
	}
}
