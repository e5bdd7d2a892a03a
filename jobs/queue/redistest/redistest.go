// Package redistest runs tests on both kinds of Redis: the embedded one, and a
// real server that it starts itself and that ends with the test.
package redistest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/mocowork/mocowork/jobs/queue"
)

// RequireEnv is the variable that turns a missing server into a failure: with
// "require", a test that can't run on a real Redis fails instead of being
// skipped.
const RequireEnv = "MOCOWORK_TEST_SERVERS"

// Each runs fn as a subtest on every kind of Redis, each time on a new, empty
// one.
func Each(t *testing.T, fn func(t *testing.T, c queue.Connection)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		fn(t, Embedded(t))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		c, err := queue.Parse(Start(t).URL())
		if err != nil {
			t.Fatal(err)
		}
		fn(t, c)
	})
}

// Embedded starts an embedded queue without an address file.
func Embedded(t testing.TB) queue.Connection {
	t.Helper()
	e, c, err := queue.StartEmbedded("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return c
}

// Server is a real Redis on loopback, with a password.
type Server struct {
	Address  string // host:port
	Password string
	// Client talks to the server as its administrator.
	Client *redis.Client
	pid    int
	gone   bool // killed
}

// URL is the address with its password, as redis.url takes it.
func (s *Server) URL() string { return fmt.Sprintf("redis://:%s@%s/0", s.Password, s.Address) }

// watch runs the server until this process closes its input, which also
// happens when it is killed, so that nothing is left behind.
const watch = `"$0" "$@" >log 2>&1 & pid=$!
cat >/dev/null
kill -KILL $pid 2>/dev/null
wait $pid`

// Start starts a server that ends with the test, with further arguments of
// redis-server. Without redis-server on the machine it skips the test; see
// RequireEnv.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return start(t, rand.Text(), append(memoryOnly[:len(memoryOnly):len(memoryOnly)], args...))
}

// start is Start with a password, and without the arguments that keep
// everything in memory.
func start(t testing.TB, password string, args []string) *Server {
	t.Helper()
	bin := program(t, "redis-server")
	for range 3 {
		// Somebody may take the free port before the server does.
		if s := startOnce(t, bin, password, args); s != nil {
			return s
		}
	}
	t.Fatal("redis-server did not start")
	return nil
}

// program finds a program of Redis, or skips the test; see RequireEnv.
func program(t testing.TB, name string) string {
	t.Helper()
	bin, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv(RequireEnv) == "require" {
			t.Fatalf("a real Redis is required here: %v", err)
		}
		t.Skipf("no real Redis: %v", err)
	}
	return bin
}

func startOnce(t testing.TB, bin, password string, args []string) *Server {
	t.Helper()
	dir := t.TempDir()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: net.JoinHostPort("127.0.0.1", port), Password: password}
	// The file comes first, because Sentinel needs one that it may change.
	conf := filepath.Join(dir, "redis.conf")
	text := fmt.Sprintf("bind 127.0.0.1\nport %s\nrequirepass %s\ndir %s\n", port, password, dir)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	stop := run(t, dir, bin, append([]string{conf}, args...)...)
	s.Client = redis.NewClient(&redis.Options{Addr: s.Address, Password: s.Password})
	logFile := filepath.Join(dir, "log")
	if !s.answers(t.Context(), logFile) {
		log, _ := os.ReadFile(logFile)
		t.Logf("redis-server on port %s: %s", port, bytes.TrimSpace(log))
		_ = s.Client.Close()
		stop()
		return nil
	}
	t.Cleanup(func() {
		s.Continue(t)
		_ = s.Client.Close()
		stop()
	})
	var version string
	if version, s.pid, err = s.identity(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("using redis-server %s on %s", version, s.Address)
	return s
}

// run starts a program that ends when stop is called, or this process.
func run(t testing.TB, dir, bin string, args ...string) (stop func()) {
	t.Helper()
	cmd := exec.Command("/bin/sh", append([]string{"-c", watch, bin}, args...)...)
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = input.Close()
		_ = cmd.Wait()
	}
}

// Kill ends the server as a power cut would, and waits until it is gone.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.signal(t, syscall.SIGKILL)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", s.Address)
		if err != nil {
			return
		}
		_ = c.Close()
	}
	t.Fatal("redis-server is still there")
}

// Stop makes the server stand still, with its connections open, until Continue.
func (s *Server) Stop(t testing.TB) { s.signal(t, syscall.SIGSTOP) }

// Continue ends Stop.
func (s *Server) Continue(t testing.TB) { s.signal(t, syscall.SIGCONT) }

func (s *Server) signal(t testing.TB, which syscall.Signal) {
	t.Helper()
	if s.gone {
		return
	}
	s.gone = which == syscall.SIGKILL
	if err := syscall.Kill(s.pid, which); err != nil && !errors.Is(err, syscall.ESRCH) {
		t.Error(err)
	}
}

// answers waits for the server, unless its log says that somebody has its port.
func (s *Server) answers(ctx context.Context, logFile string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if log, err := os.ReadFile(logFile); err == nil && bytes.Contains(log, []byte("Address already in use")) {
			return false
		}
		if s.Client.Ping(ctx).Err() == nil {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

// identity asks for the version and the number of the process.
func (s *Server) identity(ctx context.Context) (version string, pid int, err error) {
	info, err := s.Client.Info(ctx, "server").Result()
	if err != nil {
		return "", 0, err
	}
	for line := range strings.SplitSeq(info, "\r\n") {
		if v, ok := strings.CutPrefix(line, "redis_version:"); ok {
			version = v
		}
		if v, ok := strings.CutPrefix(line, "process_id:"); ok {
			pid, err = strconv.Atoi(v)
		}
	}
	return version, pid, err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
