package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
)

// healthcheck runs the command on a configuration with these further lines.
func healthcheck(t *testing.T, top string, args ...string) (code int, out, talk string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "worker.yaml")
	text := "version: 1\ntimezone: Europe/Berlin\n" + top + "moco: {account: beispiel, read_key: \"${env:MOCO_READ_KEY}\"}\njobs:\n  - {name: look, pull: [invoices]}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	w := &World{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Env: configs.OS(time.Now()), Now: time.Now, Exe: "worker"}
	code = Main(t.Context(), w, append([]string{"-c", file, "healthcheck"}, args...))
	return code, stdout.String(), stderr.String()
}

func TestHealthcheck(t *testing.T) {
	t.Parallel()
	answers := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Path != "/readyz" {
				t.Errorf("asked for %s %s", r.Method, r.URL)
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(s.Close)
		return strings.TrimPrefix(s.URL, "http://")
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, tt := range []struct {
		name      string
		listen    string
		args      []string
		code      int
		out, talk string // beginnings
	}{
		{"ready", answers(200, "ready\n"), nil, 0, "ready  http://127.0.0.1:", ""},
		{"quiet", answers(200, "ready\n"), []string{"-q"}, 0, "", ""},
		{"json", answers(200, "ready\n"), []string{"--json"}, 0, `{"v":1,"type":"health","ready":true,"asked":"http://127.0.0.1:`, ""},
		{"not ready", answers(503, "not ready: store, queue\n"), nil, 1, "", "error: the worker is not ready: \"store, queue\". Its log says why\n"},
		{"not ready, json", answers(503, "not ready: store\n"), []string{"--json"}, 1, `{"v":1,"type":"health","ready":false,`, ""},
		{"somebody else", answers(503, "\x1b[31mout of order"), nil, 1, "", "error: http://127.0.0.1:"},
		{"elsewhere", answers(302, ""), nil, 1, "", "error: http://127.0.0.1:"},
		{"nobody", strings.TrimPrefix(gone.URL, "http://"), nil, 1, "", "error: no worker answers: Get \"http://127.0.0.1:"},
	} {
		code, out, talk := healthcheck(t, "metrics: {listen: \""+tt.listen+"\"}\n", tt.args...)
		if code != tt.code || !strings.HasPrefix(out, tt.out) || !strings.HasPrefix(talk, tt.talk) {
			t.Errorf("%s: %d\n%s%s", tt.name, code, out, talk)
		}
		if strings.Count(out+talk, "\n") > 1 || strings.Contains(out+talk, "\x1b") || tt.out == "" && out != "" || tt.talk == "" && talk != "" {
			t.Errorf("%s: want one line at most, got\n%q\n%q", tt.name, out, talk)
		}
	}
}

func TestHealthcheckWithoutListening(t *testing.T) {
	t.Parallel()
	code, out, talk := healthcheck(t, "data_dir: ./nowhere\n")
	if code != ExitFailed || out != "" || !strings.HasPrefix(talk, "error: no worker serves ") || !strings.HasSuffix(talk, "nowhere\n") {
		t.Errorf("%d\n%s%s", code, out, talk)
	}
	if code, _, talk := healthcheck(t, "wriet: auto\n"); code != ExitConfig || !strings.Contains(talk, "wriet") {
		t.Errorf("a wrong configuration: %d\n%s", code, talk)
	}
}
