package slacksim

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func post(t *testing.T, s *Sim, method string, in args) answer {
	t.Helper()
	if !s.inTier(method) {
		return refuse("ratelimited")
	}
	return methods[method].run(s, in)
}

// What Slack does not let a bot edit.
func TestEditsThatSlackRefuses(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	s := newSim(Options{Channels: []Channel{{ID: "C1", Name: "finance"}}, EditFor: time.Hour, Now: func() time.Time { return now }})
	mine := post(t, s, "chat.postMessage", args{"channel": "C1", "text": "a"})["ts"].(string)
	theirs := s.Say("#finance", "hello").TS
	edit := func(ts string) any {
		return post(t, s, "chat.update", args{"channel": "C1", "ts": ts, "text": "b"})["error"]
	}
	if got := edit(theirs); got != "cant_update_message" {
		t.Error(got)
	}
	if got := edit("1.1"); got != "message_not_found" {
		t.Error(got)
	}
	if got := edit(mine); got != nil {
		t.Error(got)
	}
	now = now.Add(2 * time.Hour)
	if got := edit(mine); got != "edit_window_closed" {
		t.Error(got)
	}
	s.Delete("C1", mine)
	if got := edit(mine); got != "message_not_found" {
		t.Error(got)
	}
}

// Each method has its own limit per minute.
func TestTiers(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	s := newSim(Options{Tiers: true, Channels: []Channel{{ID: "C1", Name: "finance"}}, Now: func() time.Time { return now }})
	for range 20 {
		if a := post(t, s, "conversations.list", args{}); a["ok"] != true {
			t.Fatal(a)
		}
	}
	if a := post(t, s, "conversations.list", args{}); a["error"] != "ratelimited" {
		t.Error(a)
	}
	if a := post(t, s, "conversations.info", args{"channel": "C1"}); a["ok"] != true {
		t.Error(a)
	}
	now = now.Add(61 * time.Second)
	if a := post(t, s, "conversations.list", args{}); a["ok"] != true {
		t.Error(a)
	}
}

func TestControlCharactersAndOptions(t *testing.T) {
	t.Parallel()
	if _, a := content(args{"text": "a\x07b"}); a["error"] != "invalid_arguments" {
		t.Error(a)
	}
	menu := func(n int, label string) string {
		var options []any
		for range n {
			options = append(options, map[string]any{"text": map[string]any{"type": "plain_text", "text": label}, "value": "v"})
		}
		b, err := json.Marshal([]any{map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": "x"},
			"accessory": map[string]any{"type": "overflow", "action_id": "m", "options": options}}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if a := checkBlocks(menu(5, "ok")); a != nil {
		t.Error(a)
	}
	for _, s := range []string{menu(6, "ok"), menu(1, strings.Repeat("x", 76)), menu(1, "a\x00")} {
		if a := checkBlocks(s); a["error"] != "invalid_blocks" {
			t.Errorf("%v: %s", a, s)
		}
	}
}
