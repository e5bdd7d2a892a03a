package test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// TestConversation is everything that a worker and Slack say to each other
// about one job, in order: a digest with its thread and its file, though Slack
// asks to wait and the bot is no member of a channel; an approval by two people,
// a stranger refused; the digest edited; a token refused; a request that nobody
// answers in time. In the end nothing is lost, nothing was said twice, and every
// customer has one letter.
func TestConversation(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{bills: late(12), approve: true, limits: manyLetters, rules: strings.Replace(conversationRules, "fee: 0}", "fee: 0, approve: finance}", 1),
		export: true, lease: "20s", slack: slacksim.Options{Pace: true, Tiers: true,
			Channels: []slacksim.Channel{{Name: "finance"}, {Name: "finance-freigaben"}, {Name: "outside", Outside: true}},
		}})
	w.slack.Inject(slacksim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "2"})
	p := w.serve()
	w.connected()

	// The first run: a digest whose list goes on in the thread, the workbook
	// below it, the alert where the bot may speak, and a request.
	w.enqueue("dun", "--wait").want(t, 7, "12")
	digest := w.digest(0)
	if thread := w.thread(digest); !strings.Contains(string(digest.Blocks), "… und 2 weitere") || strings.Count(thread, "R-0") < 12 {
		t.Errorf("the digest\n%s\nand its thread\n%s", digest.Blocks, thread)
	}
	files := w.slack.Files()
	if len(files) != 1 || files[0].ThreadTS != digest.TS {
		t.Errorf("files %+v", files)
	}
	if n := w.messagesWith("finance", "Eigentlich für #outside"); n != 1 {
		t.Errorf("%d alerts that could not be said in #outside", n)
	}

	// Two people, of whom one tries twice, and a stranger.
	m := w.message("finance-freigaben", "approve_all")
	w.press(m, "approve_all", stranger)
	w.heard(stranger, "Nur Anna und Ben dürfen freigeben")
	w.press(m, "approve_all", anna)
	w.heard(anna, "1 weitere fehlt noch")
	w.press(m, "approve_all", anna)
	w.heard(anna, "Du hast schon zugestimmt")
	w.wantSent()
	w.press(m, "approve_all", ben)
	w.slackShows("the letters", func() bool { return len(w.mailed()) == 12 })
	w.slackShows("what happened in the request", func() bool { return strings.Contains(w.asked("finance-freigaben").Text, "12 gesendet") })

	// The next run of the day edits the digest and says nothing else again.
	w.enqueue("dun", "--wait").want(t, 0)
	edits := w.digest(-1).Edits
	if edits == 0 || len(w.slack.Files()) != 1 || w.messagesWith("finance", "Eigentlich für #outside") != 1 {
		t.Errorf("%d edits, %d files, said again: %d", edits, len(w.slack.Files()), w.messagesWith("finance", "Eigentlich für #outside"))
	}

	// Slack refuses the token once: the run is partly done and somebody hears of
	// it; the next run makes up for the edit.
	w.slack.Inject(slacksim.Fault{Method: "chat.update", Code: "invalid_auth"})
	w.enqueue("dun", "--wait").want(t, 6)
	w.message("finance", "Eine Nachricht kam nicht an")
	w.enqueue("dun", "--wait").want(t, 0)
	if after := w.digest(-1).Edits; after <= edits {
		t.Errorf("the digest was edited %d times before and %d after", edits, after)
	}

	// Another invoice is late; nobody answers in time, and that is a no.
	w.edit("worker.yaml", "required: 2", "required: 2, expires: 1s")
	w.worker("reload").want(t, 0)
	another := bill{number: "R-099", late: 20}
	raw, err := json.Marshal(another.object(9099, 100))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.moco.Account().Put("invoices", raw); err != nil {
		t.Fatal(err)
	}
	w.enqueue("dun", "--wait").want(t, 7)
	request := w.message("finance-freigaben", "approve_all")
	over := time.Now().Add(1200 * time.Millisecond)
	w.slackShows("the end of the time", func() bool { return time.Now().After(over) })
	w.press(request, "approve_all", anna)
	w.heard(anna, "verfallen")
	p.stop().want(t, 0)
	p = w.serve() // looks at once for what is over
	w.slackShows("the end of the request", func() bool {
		return slices.ContainsFunc(w.slack.In("finance-freigaben"), func(m slacksim.Message) bool {
			return m.TS == request.TS && strings.Contains(m.Text, "Verfallen")
		})
	})

	p.stop().want(t, 0)
	w.wantSent(numbers(late(12))...)
	w.saidOnce()
	w.inTime()
	w.invariants()
	w.worker("audit", "--verify").want(t, 0, "unbroken")
}

// digest is the one digest of the channel finance; edits -1: however often it
// was edited.
func (w *world) digest(edits int) slacksim.Message {
	w.t.Helper()
	var found []slacksim.Message
	for _, m := range w.slack.In("finance") {
		if m.ThreadTS == "" && strings.Contains(string(m.Metadata), "mocowork_digest") {
			found = append(found, m)
		}
	}
	if len(found) != 1 || edits >= 0 && found[0].Edits != edits {
		w.t.Fatalf("%d digests, want one with %d edits: %+v", len(found), edits, found)
	}
	return found[0]
}

// thread is what stands in a message and its answers.
func (w *world) thread(m slacksim.Message) string {
	text := string(m.Blocks)
	for _, a := range w.slack.In(m.Channel) {
		if a.ThreadTS == m.TS {
			text += "\n" + a.Text + string(a.Blocks)
		}
	}
	return text
}

// saidOnce wants no two messages of a channel and thread to be the same.
func (w *world) saidOnce() {
	w.t.Helper()
	said := map[string]bool{}
	for _, m := range w.slack.Messages() {
		key := m.Channel + " " + m.ThreadTS + " " + m.Text + string(m.Blocks)
		if said[key] {
			w.t.Errorf("said twice in %s: %s", m.Channel, m.Text)
		}
		said[key] = true
	}
}
