package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
)

// slackFolder is a folder whose routes send what is critical elsewhere.
func slackFolder(t *testing.T) (run func(args ...string) (code int, out, talk string)) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"worker.yaml": `version: 1
timezone: Europe/Berlin
data_dir: ` + filepath.Join(dir, "data") + `
moco: {account: beispiel, read_key: "${file:./read.key}"}
jobs: [{name: dun, rules: [rules.yaml]}]
slack:
  bot_token: ${file:./slack.key}
  default_channel: "#finance"
  routes:
    - {when: alert.severity == "critical", channel: "#leads", quiet_hours: ignore}
  quiet_hours: {from: "18:00", to: "08:00"}
`,
		"read.key": "k\n", "slack.key": "xoxb-sim\n",
		"rules.yaml": "version: 1\nrules:\n  - {name: big, for_each: invoices, when: invoice.overdue, actions: [{notify: {severity: critical}}]}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(args ...string) (int, string, string) {
		var out, talk bytes.Buffer
		now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
		w := &World{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &talk, Env: configs.OS(now), Now: func() time.Time { return now }, Exe: "worker"}
		code := Main(context.WithoutCancel(t.Context()), w, append(args, "-c", filepath.Join(dir, "worker.yaml")))
		return code, out.String(), talk.String()
	}
}

func TestSlackRoute(t *testing.T) {
	t.Parallel()
	run := slackFolder(t)
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--severity", "critical", "--expect", "#leads"}, ExitOK, `→ #leads  slack.routes[0]: alert.severity == "critical"`},
		{[]string{"--expect", "#finance"}, ExitOK, "→ #finance  slack.default_channel    waits for the end of quiet hours"},
		{[]string{"--expect", "#leads"}, ExitFailed, "→ #finance"},
		{[]string{"--severity", "loud"}, ExitUsage, ""},
		{[]string{"--kind", "job", "--severity", "critical", "--json"}, ExitOK, `"v":1,"type":"route","kind":"job","severity":"critical","channel":"#leads"`},
	} {
		code, out, talk := run(append([]string{"slack", "route"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out, tt.want) {
			t.Errorf("%v: %d\n%s%s", tt.args, code, out, talk)
		}
	}
}

// Every message can be shown before there is any plan, and as JSON that has
// text and blocks.
func TestSlackPreview(t *testing.T) {
	t.Parallel()
	run := slackFolder(t)
	code, out, talk := run("slack", "preview", "--json")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != ExitOK || len(lines) != 5 {
		t.Fatalf("%d, %d lines\n%s", code, len(lines), talk)
	}
	for _, line := range lines {
		var m struct {
			Type, Kind, Channel string
			Payload             struct {
				Text   string
				Blocks []map[string]any
			}
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Type != "message" || m.Channel == "" || m.Payload.Text == "" || len(m.Payload.Blocks) == 0 {
			t.Errorf("%v: %s", err, line)
		}
	}
	code, out, _ = run("slack", "preview", "digest")
	if code != ExitOK || !strings.Contains(out, "Überfällig: 31.321,00 EUR in 2 Rechnungen") {
		t.Errorf("%d\n%s", code, out)
	}
	if code, _, talk := run("slack", "preview", "nothing"); code != ExitUsage || !strings.Contains(talk, "one of digest, alert") {
		t.Errorf("%d %s", code, talk)
	}
}
