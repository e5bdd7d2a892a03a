package app

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// record is a log that tests read while it is written.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// installed opens an installation on a simulator; top are further lines of its
// configuration.
func installed(t *testing.T, top string) (*App, *record) {
	t.Helper()
	moco := mocosim.New(mocosim.Options{Rate: mocosim.Rate{Off: true}})
	if err := moco.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { moco.Close() })
	dir, log := t.TempDir(), &record{}
	file := filepath.Join(dir, "worker.yaml")
	if err := os.WriteFile(filepath.Join(dir, "read.key"), []byte("read-key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := "version: 1\ntimezone: Europe/Berlin\nsweep: 1s\n" + top +
		"moco: {account: beispiel, rate_limit: unlimited, base_url: \"" + moco.URL() + "\", read_key: \"${file:./read.key}\"}\njobs:\n  - {name: look, pull: [invoices]}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Options{
		ConfigPath: file, Env: configs.OS(time.Now()), Version: "1.2.3",
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, log
}

func fetched(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	a, log := installed(t, "metrics: {listen: \"127.0.0.1:0\"}\n")
	s, err := a.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	url := "http://" + s.ops.Addr()
	if !strings.Contains(log.String(), "address="+s.ops.Addr()) {
		t.Errorf("the log does not say where it listens:\n%s", log)
	}
	want := func(body string) {
		t.Helper()
		if _, got := fetched(t, url+"/readyz"); got != body+"\n" {
			t.Errorf("got %q, want %q\n%s", got, body, log)
		}
	}
	want("ready")
	key := filepath.Join(filepath.Dir(a.Config.Path), "read.key")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	want("not ready: config")
	if err := os.Rename(key+".away", key); err != nil {
		t.Fatal(err)
	}
	want("ready")
	if err := a.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if status, _ := fetched(t, url+"/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("status %d", status)
	}
	want("not ready: store")
	s.embedded.Close()
	want("not ready: queue, store")
	if status, _ := fetched(t, url+"/healthz"); status != http.StatusOK {
		t.Errorf("the process lives, and says %d", status)
	}
	if strings.Contains(log.String(), "read-key") {
		t.Error("a key is in the log")
	}
}

func TestMetricsOfARun(t *testing.T) {
	t.Parallel()
	a, _ := installed(t, "metrics: {listen: \"127.0.0.1:0\"}\n")
	s, err := a.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	run, _, err := a.Ledger.StartRun(t.Context(), ledger.Run{ID: "r_1", Job: "look", Origin: "request", AskedBy: "anna@host"})
	if err != nil {
		t.Fatal(err)
	}
	// Twice: the queue may deliver a task again.
	for range 2 {
		if err := (work{s}).Run(t.Context(), run.ID); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, func() (missing string) {
		_, body := fetched(t, "http://"+s.ops.Addr()+"/metrics")
		for _, want := range []string{
			`mocowork_job_runs_total{job="look",result="done"} 1`, `mocowork_job_last_success_timestamp_seconds{job="look"} \d`,
			`mocowork_job_duration_seconds_count{job="look"} 1`, `mocowork_moco_requests_total{code="200",method="GET",resource="/invoices"} [1-9]`,
			`mocowork_overdue_invoices 0`, `mocowork_build_info{commit="",version="1.2.3"} 1`,
		} {
			if !regexp.MustCompile(`(?m)^` + want).MatchString(body) {
				missing += want + "\n"
			}
		}
		return missing
	})
}

// eventually asks until nothing is missing: the sweeper may have taken the run
// first.
func eventually(t *testing.T, missing func() string) {
	t.Helper()
	for range 200 {
		if missing() == "" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("missing:\n%s", missing())
}

// Without metrics.listen nothing listens, and a data folder tells whether
// somebody serves it.
func TestHealthyByTheFolder(t *testing.T) {
	t.Parallel()
	a, _ := installed(t, "")
	if a.metrics != nil {
		t.Error("metrics that nobody sees")
	}
	no := "no worker serves " + a.Config.DataDir
	if where, err := Healthy(t.Context(), a.Config); err == nil || err.Error() != no || where != a.Config.DataDir {
		t.Errorf("before: %q, %v", where, err)
	}
	s, err := a.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.ops != nil {
		t.Error("something listens")
	}
	if _, err := Healthy(t.Context(), a.Config); err != nil {
		t.Errorf("while it serves: %v", err)
	}
	s.Stop()
	if _, err := Healthy(t.Context(), a.Config); err == nil || err.Error() != no {
		t.Errorf("afterwards: %v", err)
	}
	// What a crash leaves behind is held by nobody.
	if err := os.WriteFile(filepath.Join(a.Config.DataDir, lockName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Healthy(t.Context(), a.Config); err == nil || err.Error() != no {
		t.Errorf("after a crash: %v", err)
	}
}

func TestHealthyOnPostgreSQL(t *testing.T) {
	t.Parallel()
	_, err := Healthy(t.Context(), &configs.Config{DataDir: t.TempDir()})
	if err == nil || err.Error() != "metrics.listen is not set: without it a worker on PostgreSQL can't be asked" {
		t.Errorf("got %v", err)
	}
}

// A taken address stops the worker before it takes work, and lets go of what
// it held.
func TestTakenAddress(t *testing.T) {
	t.Parallel()
	first, _ := installed(t, "metrics: {listen: \"127.0.0.1:0\"}\n")
	s, err := first.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	second, _ := installed(t, "metrics: {listen: \""+s.ops.Addr()+"\"}\n")
	if _, err := second.Serve(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "metrics.listen: listen tcp") {
		t.Fatalf("got %v", err)
	}
	second.Config.Metrics.Listen = ""
	again, err := second.Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again.Stop()
}

func TestReachable(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:9090": "127.0.0.1:9090", ":9090": "127.0.0.1:9090", "0.0.0.0:9090": "127.0.0.1:9090", "[::]:9090": "[::1]:9090",
		"10.0.0.7:9090": "10.0.0.7:9090", "localhost:9090": "localhost:9090", "[fd00::1]:9090": "[fd00::1]:9090",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("%s: %s, want %s", listen, got, want)
		}
	}
}
