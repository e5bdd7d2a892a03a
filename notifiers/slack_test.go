package notifiers

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// TestSlackErrors has a row for each word of Slack's and for each other way in
// which a message can fail (F89, F90).
func TestSlackErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault slacksim.Fault
		kind  fault.Kind
		want  string
		calls int
	}{
		{slacksim.Fault{Code: "invalid_auth"}, fault.Auth, "Slack refuses the token: check slack.bot_token (invalid_auth)", 1},
		{slacksim.Fault{Code: "not_authed"}, fault.Auth, "Slack got no token", 1},
		{slacksim.Fault{Code: "token_revoked"}, fault.Auth, "install the app again", 1},
		{slacksim.Fault{Code: "token_expired"}, fault.Auth, "has expired", 1},
		{slacksim.Fault{Code: "account_inactive"}, fault.Auth, "was deactivated", 1},
		{slacksim.Fault{Code: "missing_scope"}, fault.Auth, "the app lacks a scope", 1},
		{slacksim.Fault{Code: "no_permission"}, fault.Auth, "check the app's scopes", 1},
		{slacksim.Fault{Code: "channel_not_found"}, fault.Permanent, "there is no channel #finance that the bot can see: check the name; in a private channel write /invite @worker", 1},
		{slacksim.Fault{Code: "not_in_channel"}, fault.Permanent, "slack: the message to #finance failed: the bot is not a member of #finance: write /invite @worker there (not_in_channel)", 1},
		{slacksim.Fault{Code: "is_archived"}, fault.Permanent, "#finance is archived", 1},
		{slacksim.Fault{Code: "restricted_action"}, fault.Permanent, "ask an admin", 1},
		{slacksim.Fault{Code: "msg_too_long"}, fault.Permanent, "too long for Slack", 1},
		{slacksim.Fault{Code: "msg_blocks_too_long"}, fault.Permanent, "blocks are too long", 1},
		{slacksim.Fault{Code: "no_text"}, fault.Permanent, "has no text", 1},
		{slacksim.Fault{Code: "invalid_blocks"}, fault.Permanent, "can't read the message's blocks", 1},
		{slacksim.Fault{Code: "internal_error"}, fault.Unsure, "the message may be there", 1},
		{slacksim.Fault{Code: "fatal_error"}, fault.Unsure, "the message may be there", 1},
		{slacksim.Fault{Code: "service_unavailable", Times: -1}, fault.Temporary, "not available", 4},
		{slacksim.Fault{Code: "ratelimited", Times: -1}, fault.Throttled, "Slack takes no more for 30s", 2},
		{slacksim.Fault{Code: "brand_new_error"}, fault.Permanent, "was refused by Slack: brand_new_error", 1},
		{slacksim.Fault{Code: "<b>" + canary}, fault.Permanent, "was refused by Slack: unreadable error", 1},
		{slacksim.Fault{Status: 500, Times: -1}, fault.Unsure, "Slack answered 500", 2},
		{slacksim.Fault{Status: 502, Times: -1}, fault.Unsure, "Slack answered 502", 2},
		{slacksim.Fault{Status: 503, Times: -1}, fault.Temporary, "Slack answered 503", 4},
		{slacksim.Fault{Status: 408}, fault.Unsure, "Slack answered 408", 1},
		{slacksim.Fault{Status: 401}, fault.Auth, "Slack answered 401", 1},
		{slacksim.Fault{Status: 302}, fault.Permanent, "is there a proxy that wants a login?", 1},
		{slacksim.Fault{Status: 404}, fault.Permanent, "Slack answered 404", 1},
		{slacksim.Fault{Status: 200}, fault.Unsure, "may have arrived or not", 1}, // a page of HTML
		{slacksim.Fault{Status: 429, RetryAfter: "3600"}, fault.Throttled, "Slack takes no more for 1h0m0s", 1},
		{slacksim.Fault{Status: 429, RetryAfter: "soon", Times: -1}, fault.Throttled, "Slack takes no more for 30s", 2},
		{slacksim.Fault{Drop: true}, fault.Unsure, "may have arrived or not", 1},
	} {
		t.Run(fmt.Sprint(c.fault.Code, c.fault.Status, c.fault.Drop), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			c.fault.Method = "chat.postMessage"
			w.sim.Inject(c.fault)
			_, err := w.slack.Send(context.Background(), text("#finance", "x"))
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v (%v), want %q (%v)", err, fault.KindOf(err), c.want, c.kind)
			}
			if n := w.sim.Count("chat.postMessage"); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
		})
	}
}

// TestSlackGoesOnAfterPassingFaults: what passes is not seen by the caller, and
// a message is never shown more than twice.
func TestSlackGoesOnAfterPassingFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fault  slacksim.Fault
		slept  time.Duration
		copies int
	}{
		{"429 with seconds", slacksim.Fault{Status: 429, RetryAfter: "7"}, 7 * time.Second, 1},
		{"429 with a date", slacksim.Fault{Status: 429, RetryAfter: monday.Add(9 * time.Second).UTC().Format(http.TimeFormat)}, 9 * time.Second, 1},
		{"429 with zero", slacksim.Fault{Status: 429, RetryAfter: "0"}, time.Second, 1},
		{"503 three times", slacksim.Fault{Status: 503, Times: 3}, 7 * time.Second, 1},
		{"500 after it was posted", slacksim.Fault{Status: 500, Commit: true}, time.Second, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			c.fault.Method = "chat.postMessage"
			w.sim.Inject(c.fault)
			if _, err := w.slack.Send(context.Background(), text("#finance", "x")); err != nil {
				t.Fatal(err)
			}
			if n := len(w.sim.Messages()); n != c.copies {
				t.Errorf("%d messages, want %d", n, c.copies)
			}
			if got := w.clock.total(); got != c.slept {
				t.Errorf("waited %s, want %s", got, c.slept)
			}
		})
	}
}

func TestSlackEditIsRepeatedFreely(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	r, err := w.slack.Send(context.Background(), text("#finance", "x"))
	if err != nil {
		t.Fatal(err)
	}
	w.sim.Inject(slacksim.Fault{Method: "chat.update", Status: 500, Times: 3})
	if _, err := w.slack.Update(context.Background(), r, text("#finance", "y")); err != nil {
		t.Fatal(err)
	}
	w.sim.Inject(slacksim.Fault{Method: "chat.update", Drop: true})
	if _, err := w.slack.Update(context.Background(), r, text("#finance", "z")); err != nil {
		t.Fatalf("an edit whose answer was lost can be repeated: %v", err)
	}
	if m := w.sim.Messages()[0]; m.Text != "z" {
		t.Errorf("text %q", m.Text)
	}
	if _, err := w.slack.Update(context.Background(), Receipt{}, text("#finance", "y")); fault.KindOf(err) != fault.Permanent {
		t.Errorf("an edit without a receipt: %v", err)
	}
}

func TestSlackUnreachable(t *testing.T) {
	t.Parallel()
	// Port 1: a port that was just closed could be another test's by now.
	slack, err := NewSlack(SlackOptions{Token: "xoxb-sim", APIURL: "http://127.0.0.1:1/api/", Clock: newClock()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = slack.Send(context.Background(), text("C0FINANCE", "x"))
	if fault.KindOf(err) != fault.Temporary || !strings.Contains(err.Error(), "was not sent: Slack can't be reached") {
		t.Errorf("%v (%v)", err, fault.KindOf(err))
	}
	if strings.Contains(err.Error(), "://") {
		t.Errorf("the error shows an address: %v", err)
	}
}

func TestSlackTimeoutAfterSendingIsUnsure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(_ *slacksim.Options, o *SlackOptions) { o.Timeout = 200 * time.Millisecond })
	w.sim.Inject(slacksim.Fault{Method: "chat.postMessage", Delay: time.Minute})
	_, err := w.slack.Send(context.Background(), text("C0FINANCE", "x"))
	if fault.KindOf(err) != fault.Unsure || !strings.Contains(err.Error(), "no answer in time") {
		t.Errorf("%v (%v)", err, fault.KindOf(err))
	}
}

// TestSlackPace: one message a second per channel, as a simulator with that
// limit sees it.
func TestSlackPace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) { o.Pace = true })
	for i := range 5 {
		for _, channel := range []string{"#finance", "#finance-leads"} {
			if _, err := w.slack.Send(context.Background(), text(channel, fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := w.clock.total(); got != 4*time.Second {
		t.Errorf("waited %s for 5 messages in each of 2 channels, want 4s", got)
	}
	for _, r := range w.sim.Requests() {
		if r.Status != http.StatusOK {
			t.Errorf("%+v", r)
		}
	}
}

// TestSlackPaceIsBounded: a storm does not hold the caller; the queue waits.
func TestSlackPaceIsBounded(t *testing.T) {
	t.Parallel()
	var p pace
	now := monday
	for i := range 4 {
		if wait, ok := p.reserve("C1", now, 3*time.Second); !ok || wait != time.Duration(i)*time.Second {
			t.Fatalf("message %d: %s %v", i, wait, ok)
		}
	}
	wait, ok := p.reserve("C1", now, 3*time.Second)
	if ok || wait != 4*time.Second {
		t.Errorf("the fifth: %s %v, want a refusal for 4s", wait, ok)
	}
	if wait, ok := p.reserve("C1", now.Add(10*time.Second), time.Second); !ok || wait != 0 {
		t.Errorf("later: %s %v", wait, ok)
	}
	w := newWorld(t, func(_ *slacksim.Options, o *SlackOptions) { o.MaxWait = time.Second })
	w.slack.pace.(*ownPace).next = map[string]time.Time{"C0FINANCE": monday.Add(time.Minute)}
	_, err := w.slack.Send(context.Background(), text("#finance", "x"))
	if fault.KindOf(err) != fault.Throttled || fault.AfterOf(err) != time.Minute {
		t.Errorf("%v, after %s", err, fault.AfterOf(err))
	}
	if n := w.sim.Count("chat.postMessage"); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

// TestSlackTokenIsNeverSeen goes through every error path and every way of
// printing (S1, S2).
func TestSlackTokenIsNeverSeen(t *testing.T) {
	t.Parallel()
	var all []string
	note := func(v any) { all = append(all, fmt.Sprint(v)) }
	for _, f := range []slacksim.Fault{
		{Code: "invalid_auth"}, {Code: canary}, {Code: "x " + canary}, {Status: 500, Times: -1}, {Status: 302}, {Drop: true, Times: -1},
		{Status: 429, RetryAfter: canary, Times: -1}, {Status: 200},
	} {
		for _, method := range []string{"chat.postMessage", "conversations.list", "files.getUploadURLExternal", "upload", "files.completeUploadExternal", "auth.test"} {
			w := newWorld(t, nil)
			f.Method = method
			w.sim.Inject(f)
			_, err := w.slack.Send(context.Background(), text("#finance", "x"))
			note(err)
			_, err = w.slack.Upload(context.Background(), Upload{Message: text("#finance", "x"), Path: "slack_test.go", Name: "x.txt"})
			note(err)
			_, err = w.slack.Check(context.Background(), []string{"#finance"})
			note(err)
		}
	}
	o := SlackOptions{Token: canary}
	s, err := NewSlack(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{o, &o, s, []any{o, s}, Options{Slack: o}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			all = append(all, fmt.Sprintf(verb, v))
		}
		var b strings.Builder
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		all = append(all, b.String())
	}
	hex := fmt.Sprintf("%x", canary)
	for _, line := range all {
		if strings.Contains(line, canary) || strings.Contains(line, hex) || strings.Contains(line, "/upload/") {
			t.Errorf("a secret is to be seen: %s", line)
		}
	}
	if len(all) < 150 {
		t.Errorf("only %d texts were looked at", len(all))
	}
}

func TestSlackOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ token, api, want string }{
		{"", "", "slack.bot_token is empty"},
		{"xapp-1-2", "", "holds an app-level token"},
		{"https://hooks.slack.com/services/T/B/secret", "", "an incoming webhook can't upload, thread or edit"},
		{"xoxb 1", "", "white space inside"},
		{canary, "https://evil.example/api/", "slack.api_url: evil.example is not on this machine"},
		{canary, "http://127.0.0.1.evil.example/", "is not on this machine"},
		{canary, "http://user@127.0.0.1/", "is no address"},
		{canary, "ftp://127.0.0.1/", "is no address"},
		{canary, "127.0.0.1:80", "is no address"},
		{canary, "", ""},
		{canary + "\n", "http://localhost:1/api", ""},
		{canary, "http://[::1]:1/api/", ""},
	} {
		s, err := NewSlack(SlackOptions{Token: c.token, APIURL: c.api})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.api, err)
		case c.want == "" && !strings.HasSuffix(s.endpoint, "/api/"):
			t.Errorf("%q: endpoint %q", c.api, s.endpoint)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret")):
			t.Errorf("%q %q: %v, want %q", c.token, c.api, err, c.want)
		}
	}
}

func TestPermalinkAfterCheck(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	before, err := w.slack.Send(context.Background(), text("#finance", "x"))
	if err != nil || before.Permalink != "" {
		t.Fatalf("%+v, %v", before, err)
	}
	if _, err := w.slack.Check(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	after, err := w.slack.Send(context.Background(), exampleDigest().Message(billing.German))
	want := "https://beispiel.slack.com/archives/C0FINANCE/p" + strings.ReplaceAll(after.TS, ".", "")
	if err != nil || after.Permalink != want {
		t.Errorf("permalink %q, want %q (%v)", after.Permalink, want, err)
	}
}
