package test

import (
	"slices"
	"strings"
	"testing"

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
