package notifiers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

func TestChannelNamesAreResolvedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) {
		for i := range 450 {
			o.Channels = append(o.Channels, slacksim.Channel{Name: fmt.Sprintf("c%d", i)})
		}
	})
	ctx := context.Background()
	for _, channel := range []string{"#finance", "finance", "#c449", "C0OPS", "#finance-freigaben"} {
		r, err := w.slack.Send(ctx, text(channel, "x"))
		if err != nil || !isChannelID(r.Channel) {
			t.Errorf("%s: %+v, %v", channel, r, err)
		}
	}
	if n := w.sim.Count("conversations.list"); n != 3 {
		t.Errorf("the list was read with %d requests, want 3 pages once", n)
	}
}

func TestUnknownChannelIsLookedUpAgainAfterAMinute(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx := context.Background()
	for range 3 {
		_, err := w.slack.Send(ctx, text("#new", "x"))
		if fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), "there is no channel #new that the bot can see") {
			t.Fatalf("%v", err)
		}
	}
	if n := w.sim.Count("conversations.list"); n > 2 {
		t.Errorf("the list was read %d times for one unknown name", n)
	}
	w.sim.AddChannel(slacksim.Channel{ID: "C0NEW", Name: "new"})
	if err := w.clock.Sleep(ctx, 2*time.Minute); err != nil {
		t.Fatal(err)
	}
	if r, err := w.slack.Send(ctx, text("#new", "x")); err != nil || r.Channel != "C0NEW" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestNameWithoutScope: a token that may not list channels still sends by name,
// and says what is missing for a file.
func TestNameWithoutScope(t *testing.T) {
	t.Parallel()
	for _, scopes := range [][]string{{"chat:write", "files:write"}, {"chat:write", "files:write", "channels:read"}} {
		w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) { o.Scopes = scopes })
		ctx := context.Background()
		for range 2 {
			if _, err := w.slack.Send(ctx, text("#finance", "x")); err != nil {
				t.Fatalf("%v: %v", scopes, err)
			}
		}
		if n := w.sim.Count("conversations.list"); n != 2 {
			t.Errorf("%v: the list was asked for %d times, want 2", scopes, n)
		}
		path := filepath.Join(t.TempDir(), "x.xlsx")
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := w.slack.Upload(ctx, Upload{Message: text("#finance-freigaben", "x"), Path: path, Name: "x.xlsx"})
		want := "add the scopes channels:read and groups:read"
		if len(scopes) == 3 {
			want = "there is no such channel that the bot can see"
		}
		if fault.KindOf(err) != fault.Permanent || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", scopes, err, want)
		}
	}
}

func TestResolveFailsWithSlack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.sim.Inject(slacksim.Fault{Method: "conversations.list", Code: "invalid_auth"})
	if _, err := w.slack.Send(context.Background(), text("#finance", "x")); fault.KindOf(err) != fault.Auth {
		t.Errorf("%v", err)
	}
	if n := w.sim.Count("chat.postMessage"); n != 0 {
		t.Errorf("%d messages with a refused token", n)
	}
}

func TestMentions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, nil)
	a := exampleAlert()
	a.Mentions = []string{"@buchhaltung", "U04ANNA", "S0LEADS", "@nobody", "<!channel>", "!here"}
	for range 2 {
		if _, err := w.slack.Send(ctx, a.Message(billing.German)); err != nil {
			t.Fatal(err)
		}
	}
	want := `<!subteam^S0BUCHHALTUNG> <@U04ANNA> <!subteam^S0LEADS> @nobody &lt;!channel&gt; !here`
	if got := texts(t, w.sim.Messages()[0])[1]; !strings.Contains(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if n := w.sim.Count("usergroups.list"); n != 1 {
		t.Errorf("the groups were read %d times", n)
	}
	without := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) {
		o.Scopes = []string{"chat:write", "channels:read", "groups:read"}
	})
	if _, err := without.slack.Send(ctx, a.Message(billing.German)); err != nil {
		t.Fatalf("a message is delivered even if nobody can be called: %v", err)
	}
	if got := texts(t, without.sim.Messages()[0])[1]; !strings.Contains(got, "@buchhaltung <@U04ANNA>") {
		t.Errorf("%q", got)
	}
	failing := newWorld(t, nil)
	failing.sim.Inject(slacksim.Fault{Method: "usergroups.list", Code: "fatal_error"})
	if _, err := failing.slack.Send(ctx, a.Message(billing.German)); err != nil {
		t.Fatal(err)
	}
	if _, err := failing.slack.Send(ctx, a.Message(billing.German)); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, failing.sim.Messages()[1])[1]; !strings.Contains(got, "<!subteam^S0BUCHHALTUNG>") {
		t.Errorf("a passing failure is remembered: %q", got)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, nil)
	h, err := w.slack.Check(ctx, []string{"#finance", "#outside", "C0OLD", "#none", "C0NONE", "#old"})
	if err != nil {
		t.Fatal(err)
	}
	want := []ChannelHealth{
		{"#finance", "C0FINANCE", 7, ""},
		{"#outside", "C0OUTSIDE", 0, "the bot is not a member: write /invite @worker there"},
		{"C0OLD", "C0OLD", 0, "the channel is archived: choose another one or unarchive it"},
		{"#none", "", 0, "there is no such channel that the bot can see: check the name; in a private channel write /invite @worker"},
		{"C0NONE", "C0NONE", 0, "the look at C0NONE failed: there is no channel C0NONE that the bot can see: check the name; in a private channel write /invite @worker (channel_not_found)"},
		{"#old", "", 0, "there is no such channel that the bot can see: check the name; in a private channel write /invite @worker"},
	}
	for i, c := range h.Channels {
		if c != want[i] {
			t.Errorf("%+v,\nwant %+v", c, want[i])
		}
	}
	if h.OK() || h.Team != "Beispiel" || h.Bot != "worker" || len(h.Missing) != 0 {
		t.Errorf("%+v", h)
	}
	for _, method := range []string{"chat.postMessage", "chat.update", "files.getUploadURLExternal"} {
		if w.sim.Count(method) != 0 {
			t.Errorf("Check called %s", method)
		}
	}
}

func TestCheckScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *slacksim.Options, _ *SlackOptions) { o.Scopes = []string{"chat:write"} })
	h, err := w.slack.Check(context.Background(), []string{"#finance", "C0FINANCE"})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(h.Missing, "; ")
	want := "files:write: workbooks can't be delivered; channels:read: channels must be given by id; " +
		"groups:read: private channels must be given by id; usergroups:read: user groups can't be called"
	if got != want || h.OK() {
		t.Errorf("missing %q", got)
	}
	if p := h.Channels[0].Problem; p != "not checked: the app lacks the scope channels:read" {
		t.Errorf("by name: %q", p)
	}
	if p := h.Channels[1].Problem; !strings.Contains(p, "the app lacks the scope channels:read") {
		t.Errorf("by id: %q", p)
	}
	w.sim.Inject(slacksim.Fault{Method: "auth.test", Code: "token_revoked"})
	if _, err := w.slack.Check(context.Background(), nil); fault.KindOf(err) != fault.Auth {
		t.Errorf("a revoked token: %v", err)
	}
}
