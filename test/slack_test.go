package test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// conversationRules chase what is late and tell a channel that the bot is no
// member of.
var conversationRules = strings.Replace(ladder, "APPROVE", "", 1) + `  - name: outside
    for_each: invoices
    when: invoice.number == "R-003"
    actions:
      - notify: {severity: warning, channel: "#outside", once_per: invoice}
`

// TestConversation is a day of a worker and Slack: the digest with its thread
// and its file, an edit by the next run, Slack asking to wait, a channel without
// the bot, a refused token. Nothing is lost, and nothing is said twice.
func TestConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{bills: late(12), write: "off", rules: conversationRules, export: true, lease: "20s", slack: slacksim.Options{
		Pace: true, Tiers: true,
		Channels: []slacksim.Channel{{Name: "finance"}, {Name: "finance-freigaben"}, {Name: "outside", Outside: true}},
	}})
	w.slack.Inject(slacksim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "2"})
	p := w.serve()
	if r := w.enqueue("dun", "--wait"); r.code != 0 {
		t.Fatal(w.worker("runs", "show", r.run(t)).out)
	}
	digests := func() []slacksim.Message {
		return slices.DeleteFunc(w.slack.In("finance"), func(m slacksim.Message) bool {
			return m.ThreadTS != "" || !strings.Contains(string(m.Metadata), "mocowork_digest")
		})
	}
	got := digests()
	if len(got) != 1 || got[0].Edits != 0 || !strings.Contains(string(got[0].Blocks), "… und 2 weitere") {
		t.Fatalf("%d digests: %+v", len(got), got)
	}
	thread := 0
	for _, m := range w.slack.In("finance") {
		if m.ThreadTS == got[0].TS {
			thread++
		}
	}
	files := w.slack.Files()
	if thread != 2 || len(files) != 1 || files[0].ThreadTS != got[0].TS {
		t.Errorf("%d answers in the thread, %d files: %v\n%s", thread, len(files), w.slack.Requests(), w.worker("runs", "show", w.worker("runs").run(t)).out)
	}
	if n := w.messagesWith("finance", "Eigentlich für #outside"); n != 1 {
		t.Errorf("%d messages about R-3", n)
	}

	w.enqueue("dun", "--wait").want(t, 0)
	if got = digests(); len(got) != 1 || got[0].Edits != 1 {
		t.Fatalf("after the second run: %d digests: %+v", len(got), got)
	}
	if n := w.messagesWith("finance", "Eigentlich für #outside"); n != 1 || len(w.slack.Files()) != 1 {
		t.Errorf("said again: %d messages, %d files", n, len(w.slack.Files()))
	}

	w.slack.Inject(slacksim.Fault{Method: "chat.update", Code: "invalid_auth"})
	w.enqueue("dun", "--wait").want(t, 6)
	for end := time.Now().Add(15 * time.Second); w.messagesWith("finance", "Eine Nachricht kam nicht an") == 0; {
		if time.Now().After(end) {
			t.Fatal("nobody hears that the digest was not edited")
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.enqueue("dun", "--wait").want(t, 0)
	if got = digests(); len(got) != 1 || got[0].Edits != 2 {
		t.Errorf("in the end: %d digests: %+v", len(got), got)
	}
	p.stop().want(t, 0)
	w.invariants()
}

// TestIncident: a job that fails again and again has one message, which says in
// the end that it is over.
func TestIncident(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.put("read.key", "wrong\n")
	for range 2 {
		w.worker("run", "dun").want(t, 4)
	}
	ops := func() []slacksim.Message {
		return slices.DeleteFunc(w.slack.In("finance"), func(m slacksim.Message) bool { return !strings.Contains(string(m.Metadata), "mocowork_failure") })
	}
	if got := ops(); len(got) != 1 || got[0].Edits != 1 || !strings.Contains(string(got[0].Blocks), "Versuch") {
		t.Fatalf("%d messages: %+v", len(got), got)
	}
	w.put("read.key", "read-key\n")
	w.worker("run", "dun").want(t, 0)
	if got := ops(); len(got) != 1 || !strings.Contains(got[0].Text, "läuft wieder") || !strings.Contains(string(got[0].Blocks), "✅") {
		t.Errorf("%d messages: %+v", len(got), got)
	}
	w.worker("run", "dun").want(t, 0)
	if got := ops(); len(got) != 1 || got[0].Edits != 2 {
		t.Errorf("edited after its end: %+v", got)
	}
}

// TestQuietHours: what a run says in quiet hours waits; runs show says so, and
// nothing is wrong with the run.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.edit("worker.yaml", `default_channel: "#finance"`, "default_channel: \"#finance\"\n  quiet_hours: {from: \"00:00\", to: \"23:59\"}")
	if n := w.now(); n.Hour() == 23 && n.Minute() >= 58 {
		t.Skip("the minute that is not quiet")
	}
	id := w.worker("run", "dun").want(t, 0).find(t, runID)
	w.worker("runs", "show", id).want(t, 0, "messages that wait: 1", "waits until", "(slack.quiet_hours)")
	if n := len(w.slack.Messages()); n != 0 {
		t.Errorf("%d messages in quiet hours", n)
	}
	w.edit("worker.yaml", "\n  quiet_hours: {from: \"00:00\", to: \"23:59\"}", "")
	w.change("UPDATE entry SET next_at = 1 WHERE next_at > 0") // the hours pass
	w.worker("run", "dun").want(t, 0)
	if n := len(slices.DeleteFunc(w.slack.In("finance"), func(m slacksim.Message) bool { return m.ThreadTS != "" })); n != 1 {
		t.Errorf("%d digests", n)
	}
}
