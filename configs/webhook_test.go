package configs

import (
	"strings"
	"testing"
)

// An address that is no webhook's is an error that does not show it; what a
// webhook can't do is a warning, also where a token makes it superfluous.
func TestCheckWebhook(t *testing.T) {
	t.Parallel()
	const export = "exports:\n  items: {template: open-items, file: a.xlsx, to: [\"#finance\"]}\n"
	for _, c := range []struct{ address, token, want string }{
		{"https://hooks.slack.com/services/T/B/canary", "", "can post only"},
		{"http://127.0.0.1:8090/services/T/B/canary", "", "takes no files"},
		{"https://hooks.slack.com/services/T/B/canary", "xoxb-1", "is not used, because slack.bot_token is set"},
		{"http://hooks.slack.com/services/T/B/canary", "", "is no address of an incoming webhook"},
		{"https://example.org/services/T/B/canary", "", "is no address of an incoming webhook"},
		{"", "", ""},
	} {
		text := least + "slack: {webhook_url: \"${env:HOOK:-}\", bot_token: \"${env:BOT:-}\", default_channel: \"#finance\"}\n" + export
		w := fakeEnv{vars: map[string]string{"MOCO_READ_KEY": "k", "HOOK": c.address, "BOT": c.token}}
		l := ok(t, text, w).CheckSecrets(w.env())
		var got strings.Builder
		for _, p := range l {
			got.WriteString(p.Text + "\n")
		}
		if !strings.Contains(got.String(), c.want) || strings.Contains(got.String(), "canary") || c.want == "" && strings.Contains(got.String(), "webhook") {
			t.Errorf("%+v:\n%s", c, got.String())
		}
	}
}
