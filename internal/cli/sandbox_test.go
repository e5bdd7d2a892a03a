package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// sandbox runs the command until the test ends, and gives what it says first.
func sandbox(t *testing.T, args ...string) (first string, end func() (code int, stderr string)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, out := io.Pipe()
	var stderr bytes.Buffer
	w := &World{Stdin: strings.NewReader(""), Stdout: out, Stderr: &stderr, Env: configs.Env{}, Now: time.Now, Exe: "worker"}
	code := make(chan int, 1)
	go func() {
		code <- Main(ctx, w, append([]string{"sandbox"}, args...))
		out.Close()
	}()
	buf := make([]byte, 4096)
	n, _ := r.Read(buf)
	go io.Copy(io.Discard, r)
	return string(buf[:n]), func() (int, string) {
		stop()
		return <-code, stderr.String()
	}
}

// TestSandbox asks a sandbox by its own words, with the client, and meets the
// fault that was asked for.
func TestSandbox(t *testing.T) {
	t.Parallel()
	line, end := sandbox(t, "--listen", "127.0.0.1:0", "--json", "--fault", "status=429 retry-after=1 nth=2", "--no-limit")
	var at struct {
		V     int
		Type  string
		URL   string
		Key   string `json:"read_key"`
		Paths int
	}
	if err := json.Unmarshal([]byte(line), &at); err != nil || at.V != 1 || at.Type != "sandbox" || at.Paths < 300 {
		t.Fatalf("%s: %v", line, err)
	}
	var statuses []int
	c, err := mocoapi.NewReader(mocoapi.Options{
		Account: "beispiel", BaseURL: at.URL, Key: func() (string, error) { return at.Key, nil },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, OnRequest: func(r mocoapi.RequestInfo) { statuses = append(statuses, r.Status) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 2 {
		if _, err := c.Session.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(statuses, []int{200, 429, 200}) {
		t.Errorf("answers %v", statuses)
	}
	if code, stderr := end(); code != 0 || stderr != "" {
		t.Errorf("it ended with %d: %s", code, stderr)
	}
}

func TestSandboxTells(t *testing.T) {
	t.Parallel()
	text, end := sandbox(t, "--listen", "localhost:0", "--fault", "then=close nth=9")
	defer end()
	for _, want := range []string{"420 invoices", "keys     read-key, write-key", "120 requests in two minutes", "MOCOWORK_MOCO_BASE_URL=http://127.0.0.1:"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestSandboxRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--listen", "0.0.0.0:8434"}, "can be reached from elsewhere"},
		{[]string{"--listen", ":8434"}, "can be reached from elsewhere"},
		{[]string{"--listen", "8434"}, "is no address such as"},
		{[]string{"--listen", "127.0.0.1:0", "--fault", "state=429"}, `--fault: "state" is none of body,`},
		{[]string{"--listen", "127.0.0.1:0", "--data", "missing.json"}, "missing.json"},
	} {
		_, end := sandbox(t, tt.args...)
		if code, stderr := end(); code != ExitUsage || !strings.Contains(stderr, tt.want) {
			t.Errorf("%v: %d %s", tt.args, code, stderr)
		}
	}
}

// TestSandboxHelpNamesTheWords: the help lists what a fault can say.
func TestSandboxHelpNamesTheWords(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := &World{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Env: configs.Env{}, Now: time.Now, Exe: "worker"}
	Main(t.Context(), w, []string{"sandbox", "--help"})
	if text := strings.Join(strings.Fields(out.String()), " "); !strings.Contains(text, strings.Join(mocosim.FaultKeys(), ", ")) {
		t.Error(text)
	}
}
