package jobs_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/jobs/jobstest"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
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

// office is a world with a Slack, a digest, an approval channel and a workbook.
func office(t *testing.T, change ...func(*jobstest.Options)) (w *jobstest.World, slack *slacksim.Sim, folder string) {
	t.Helper()
	slack, err := slacksim.Start("127.0.0.1:0", slacksim.Options{Channels: []slacksim.Channel{{Name: "finance"}, {Name: "freigaben"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = slack.Close() })
	n, err := notifiers.NewSlack(notifiers.SlackOptions{Token: "xoxb-sim", APIURL: slack.URL(), Clock: &hurried{now: time.Now()}})
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	w = world(t, append(change, func(o *jobstest.Options) {
		o.Notifier, o.Job.Exports = n, []string{"open-items"}
		o.Exports = []jobs.Export{{Name: "open-items", Template: "open-items", To: []string{"dir:" + folder, "#finance"},
			File: func(d billing.Date, _ billing.Period, _ string) (string, error) {
				return "offene-posten_" + d.String() + ".xlsx", nil
			}}}
	})...)
	w.Engine.Policy.DigestChannel = "#finance"
	w.Engine.Policy.Groups["finance"] = jobs.Group{Channel: "#freigaben"}
	return w, slack, folder
}

// heads are the messages of a channel that stand in no thread.
func heads(slack *slacksim.Sim, channel string) []slacksim.Message {
	var out []slacksim.Message
	for _, m := range slack.In(channel) {
		if m.ThreadTS == "" {
			out = append(out, m)
		}
	}
	return out
}

func TestPeopleAreTold(t *testing.T) {
	t.Parallel()
	w, slack, folder := office(t)
	r := run(t, w)
	if r.Run.Status != ledger.RunWaiting || r.Run.Summary.Waiting != 1 {
		t.Errorf("%+v", r.Run)
	}
	want := map[string]map[ledger.State]int{
		"remind": {ledger.Done: 2}, "email": {ledger.Done: 2}, "notify": {ledger.Done: 3},
		"ask": {ledger.Done: 1}, "digest": {ledger.Done: 1}, "export": {ledger.Done: 1},
	}
	if diff := cmp.Diff(want, r.Run.Summary.Actions); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if ask := heads(slack, "freigaben"); len(ask) != 1 || !strings.Contains(string(ask[0].Blocks), third) || strings.Contains(string(ask[0].Blocks), first) {
		t.Errorf("asked %+v", ask)
	}
	digest := heads(slack, "finance")
	if len(digest) != 1 || !strings.Contains(digest[0].Text+string(digest[0].Blocks), "2") {
		t.Fatalf("digest %+v", digest)
	}
	// The digest is sent when the letters have gone out, the workbook below it.
	files := slack.Files()
	if len(files) != 1 || files[0].ThreadTS != digest[0].TS || files[0].Name != "offene-posten_2026-11-23.xlsx" {
		t.Errorf("files %+v", files)
	}
	if _, err := os.Stat(filepath.Join(folder, "offene-posten_2026-11-23.xlsx")); err != nil {
		t.Error(err)
	}
	// A second run of the day has no news. Its plan is another one, so it asks
	// for what still waits.
	again := run(t, w)
	if len(heads(slack, "finance")) != 1 || len(slack.Files()) != 1 || len(heads(slack, "freigaben")) != 2 {
		t.Errorf("%v", again.Run.Summary.Actions)
	}
}

// Under write: approve one request names all letters that the brake holds back,
// another those that need a group.
func TestWhoIsAsked(t *testing.T) {
	t.Parallel()
	w, slack, _ := office(t, write(plan.WriteApprove))
	w.Engine.Policy.Groups[""] = jobs.Group{Channel: "#freigaben"}
	run(t, w)
	asks := heads(slack, "freigaben")
	if len(asks) != 2 {
		t.Fatalf("%d requests", len(asks))
	}
	text := string(asks[0].Blocks) + "\n" + string(asks[1].Blocks)
	for _, number := range []string{first, second, third} {
		if !strings.Contains(text, number) {
			t.Errorf("nobody is asked about %s", number)
		}
	}
}

// A Slack that refuses the token keeps no letter back, today or tomorrow.
func TestSlackTokenRefused(t *testing.T) {
	t.Parallel()
	w, slack, folder := office(t)
	for _, method := range []string{"chat.postMessage", "files.getUploadURLExternal"} {
		slack.Inject(slacksim.Fault{Method: method, Code: "token_revoked", Times: -1})
	}
	r := run(t, w)
	if r.Run.Status != ledger.RunPartly || r.Run.Summary.Actions["digest"][ledger.Failed] != 1 || r.Run.Summary.Actions["export"][ledger.Failed] != 1 {
		t.Errorf("%+v", r.Run)
	}
	if diff := cmp.Diff([]string{first, second}, mailed(t, w)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if _, err := os.Stat(filepath.Join(folder, "offene-posten_2026-11-23.xlsx")); err != nil {
		t.Error(err)
	}
	if next := run(t, w); next.Run.Status == ledger.RunFailed {
		t.Errorf("%+v", next.Run)
	}
}

// Nobody can be told that a run failed: that is written down as well.
func TestNobodyCanBeToldOfAFailure(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Engine.Failed = func(context.Context, jobs.Failure) error { return errors.New("slack.bot_token is not set") }
	w.Sim.Fault(mocosim.Fault{Match: jobstest.Match("GET /invoices"), Status: 500})
	r, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	if err == nil || len(r.Run.Summary.Notes) != 1 || r.Run.Summary.Notes[0] != "nobody could be told: slack.bot_token is not set" {
		t.Errorf("%v, %+v", err, r.Run.Summary)
	}
}

func TestUnknownExport(t *testing.T) {
	t.Parallel()
	w := world(t, func(o *jobstest.Options) { o.Job.Exports = []string{"open-itmes"} })
	_, err := w.Engine.Run(t.Context(), start(t, w, jobs.Ask{}).ID)
	wantError(t, err, `no export "open-itmes" in the configuration`)
}
