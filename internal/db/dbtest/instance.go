//go:build unix

package dbtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Instance is a PostgreSQL that one test has for itself, to disturb it.
type Instance struct {
	t testing.TB
	s *server
	// URL is a new, empty database on it.
	URL string
}

// Own starts a PostgreSQL that ends with the test. Without PostgreSQL on the
// machine it skips the test; see RequireEnv.
func Own(t testing.TB) *Instance {
	t.Helper()
	s, err := start()
	if err != nil {
		if os.Getenv(RequireEnv) == "require" {
			t.Fatalf("PostgreSQL is required here: %v", err)
		}
		t.Skipf("no PostgreSQL: %v", err)
	}
	i := &Instance{t: t, s: s}
	t.Cleanup(func() {
		i.Resume()
		_ = s.admin.Close()
		_ = s.input.Close()
	})
	if _, err := s.admin.ExecContext(t.Context(), "CREATE DATABASE own"); err != nil {
		t.Fatal(err)
	}
	i.URL = s.url("own")
	return i
}

// Restart ends the server as a crash would and starts it again.
func (i *Instance) Restart() {
	i.t.Helper()
	cmd := exec.Command(filepath.Join(i.s.bin, "pg_ctl"), "restart", "--mode", "immediate", "--wait", "--silent",
		"--pgdata", filepath.Join(i.s.dir, "data"), "--log", filepath.Join(i.s.dir, "log"))
	if err := asPostgres(cmd); err != nil {
		i.t.Fatal(err)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		i.t.Fatalf("pg_ctl restart: %v: %s", err, out)
	}
}

// Pause stops every process of the server, so that it accepts connections and
// answers nothing.
func (i *Instance) Pause() { i.signal(syscall.SIGSTOP) }

// Resume lets a paused server go on.
func (i *Instance) Resume() { i.signal(syscall.SIGCONT) }

func (i *Instance) signal(sig syscall.Signal) {
	b, err := os.ReadFile(filepath.Join(i.s.dir, "data", "postmaster.pid"))
	if err != nil {
		return // it has ended
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return
	}
	children, _ := os.ReadFile(filepath.Join("/proc", line, "task", line, "children"))
	_ = syscall.Kill(pid, sig)
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(pid, sig)
		}
	}
}

// Admin runs a statement as the server's administrator.
func (i *Instance) Admin(statement string) error {
	_, err := i.s.admin.ExecContext(i.t.Context(), statement)
	return err
}
