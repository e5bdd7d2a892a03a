package notifiers

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// hookWorld is a workspace with a webhook for #finance.
func hookWorld(t *testing.T, change func(*slacksim.Sim)) (*slacksim.Sim, *Webhook) {
	t.Helper()
	clock := newClock()
	sim, err := slacksim.Start("127.0.0.1:0", slacksim.Options{Channels: channels(), Pace: true, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	h, err := NewWebhook(SlackOptions{WebhookURL: sim.Webhook("finance") + "\n", Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(sim)
	}
	return sim, h
}

// A webhook's answers are told apart by their words, whatever the status, and
// none shows the address.
func TestWebhookAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault slacksim.Fault
		kind  fault.Kind
		want  string
		tries int
	}{
		{slacksim.Fault{Code: "no_service"}, fault.Auth, "make a new one and put it into slack.webhook_url (no_service)", 1},
		{slacksim.Fault{Code: "invalid_token"}, fault.Auth, "(invalid_token)", 1},
		{slacksim.Fault{Code: "invalid_payload"}, fault.Permanent, "can't read the message (invalid_payload)", 1},
		{slacksim.Fault{Code: "channel_is_archived"}, fault.Permanent, "archived", 1},
		{slacksim.Fault{Code: "channel_not_found"}, fault.Permanent, "(channel_not_found)", 1},
		{slacksim.Fault{Code: "action_prohibited"}, fault.Permanent, "(action_prohibited)", 1},
		{slacksim.Fault{Code: "rollup_error"}, fault.Unsure, "(rollup_error)", 2},
		{slacksim.Fault{Status: 403}, fault.Auth, "refuses the webhook (HTTP 403)", 1},
		{slacksim.Fault{Status: 410}, fault.Auth, "HTTP 410", 1},
		{slacksim.Fault{Status: 429, RetryAfter: "120"}, fault.Throttled, "2m0s", 1},
		{slacksim.Fault{Status: 500}, fault.Unsure, "500", 2},
		{slacksim.Fault{Status: 503}, fault.Temporary, "503", 4},
		{slacksim.Fault{Status: 200}, fault.Unsure, "may have arrived", 1},
		{slacksim.Fault{Drop: true}, fault.Unsure, "may have arrived", 1},
	} {
		c.fault.Times = -1
		c.fault.Method = slacksim.WebhookMethod
		sim, h := hookWorld(t, func(s *slacksim.Sim) { s.Inject(c.fault) })
		_, err := h.Send(context.Background(), text("#finance", "eins"))
		if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "services") {
			t.Errorf("%+v: %v (%v), want %q (%v)", c.fault, err, fault.KindOf(err), c.want, c.kind)
		}
		if n := sim.Count(slacksim.WebhookMethod); n != c.tries {
			t.Errorf("%+v: %d tries, want %d", c.fault, n, c.tries)
		}
	}
}

// A 429 that asks for less than a call may wait is waited for.
func TestWebhookWaits(t *testing.T) {
	t.Parallel()
	sim, h := hookWorld(t, func(s *slacksim.Sim) { s.Inject(slacksim.Fault{Status: 429, RetryAfter: "3"}) })
	if _, err := h.Send(context.Background(), text("#finance", "eins")); err != nil || len(sim.Messages()) != 1 {
		t.Errorf("%v, %d messages", err, len(sim.Messages()))
	}
}

func TestWebhookTakesNoFiles(t *testing.T) {
	t.Parallel()
	sim, h := hookWorld(t, nil)
	_, err := h.Upload(context.Background(), exampleExport("/tmp/x.xlsx").Upload(billing.German))
	if fault.KindOf(err) != fault.Permanent || err == nil || !strings.Contains(err.Error(), "takes no files") || len(sim.Requests()) != 0 {
		t.Errorf("%v, %d requests", err, len(sim.Requests()))
	}
}

// What an edit takes back is not posted, and an edit says that it is one.
func TestWebhookEdits(t *testing.T) {
	t.Parallel()
	sim, h := hookWorld(t, nil)
	r, err := h.Send(context.Background(), text("#finance", "eins"))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{Withdrawn, "zwei"} {
		if _, err := h.Update(context.Background(), r, text("#finance", words)); err != nil {
			t.Fatal(err)
		}
	}
	if all := sim.Messages(); len(all) != 2 || all[1].Text != "Neuer Stand: zwei" {
		t.Errorf("%+v", all)
	}
}

// Check finds out that a webhook is gone, and posts nothing.
func TestWebhookCheck(t *testing.T) {
	t.Parallel()
	sim, h := hookWorld(t, nil)
	if _, err := h.Check(context.Background(), nil); err != nil {
		t.Error(err)
	}
	sim.RevokeWebhooks()
	if _, err := h.Check(context.Background(), nil); fault.KindOf(err) != fault.Auth {
		t.Errorf("a webhook that is gone: %v", err)
	}
	if n := len(sim.Messages()); n != 0 {
		t.Errorf("%d messages", n)
	}
}

// The address goes to Slack or to this machine, and is never shown.
func TestWebhookAddress(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"https://hooks.slack.com/services/T/B/secret": true, "http://127.0.0.1:9/services/T/B/secret": true, "https://localhost/services/T/B/secret": true,
		"": false, "http://hooks.slack.com/services/T/B/secret": false, "https://hooks.slack.com.example.org/services/T/B/secret": false,
		"https://u:secret@hooks.slack.com/services/T": false, "https://hooks.slack.com": false, "ftp://127.0.0.1/secret": false, "xoxb-secret": false,
		"https://hooks.slack.com:8443/services/secret": false,
	} {
		h, err := NewWebhook(SlackOptions{WebhookURL: address})
		if (err == nil) != ok || strings.Contains(fmt.Sprintf("%v %+v %#v", err, h, SlackOptions{WebhookURL: address}), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
