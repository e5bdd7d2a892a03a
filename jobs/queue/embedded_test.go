package queue_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/jobs/queue"
)

func TestAddressOfTheEmbeddedQueue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e, c, err := queue.StartEmbedded(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "queue.json")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v: it holds a password", info.Mode(), err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		V   int
		URL string
		PID int
	}
	if err := json.Unmarshal(b, &a); err != nil || a.V != 1 || a.PID != os.Getpid() || !strings.HasPrefix(a.URL, "redis://:") {
		t.Errorf("%s: %v", b, err)
	}
	found, err := queue.FindEmbedded(dir)
	if err != nil || found.String() != c.String() {
		t.Fatalf("%s, %v, want %s", found, err, c)
	}
	ticket := ask(t, newClient(t, found), "overdue-daily", false)
	if got, err := newClient(t, c).Show(t.Context(), ticket.Run); err != nil || got.Status != "queued" {
		t.Errorf("%+v, %v", got, err)
	}
	stranger, err := queue.Parse("redis://" + strings.TrimPrefix(c.String(), "redis://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := queue.Check(t.Context(), stranger); err == nil {
		t.Error("somebody without the password got in")
	}
	e.Close()
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the address is still there: %v", err)
	}
}

func TestNoEmbeddedQueue(t *testing.T) {
	t.Parallel()
	_, err := queue.FindEmbedded(t.TempDir())
	const want = "no worker is running here: start it with `worker serve`, or set redis.url"
	if !errors.Is(err, queue.ErrNoWorker) || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func TestDamagedAddressFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "queue.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := queue.FindEmbedded(dir)
	if err == nil || !strings.HasPrefix(err.Error(), "embedded queue: queue.json is damaged: ") {
		t.Errorf("%v", err)
	}
}

func TestEmbeddedQueueWithoutItsFolder(t *testing.T) {
	t.Parallel()
	_, _, err := queue.StartEmbedded(filepath.Join(t.TempDir(), "missing"))
	if err == nil || !strings.HasPrefix(err.Error(), "embedded queue: ") {
		t.Errorf("%v", err)
	}
}
