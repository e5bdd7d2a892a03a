// Package redistest runs tests on both kinds of Redis: the embedded one, and a
// real server that it starts itself and that ends with the test.
package redistest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
}

// URL is the address with its password, as redis.url takes it.
func (s *Server) URL() string { return fmt.Sprintf("redis://:%s@%s/0", s.Password, s.Address) }

// watch runs the server until this process closes its input, which also
// happens when it is killed, so that nothing is left behind.
const watch = `"$0" "$@" >log 2>&1 & pid=$!
cat >/dev/null
kill -KILL $pid 2>/dev/null
wait $pid`

// Start starts a server that ends with the test. Without redis-server on the
// machine it skips the test; see RequireEnv.
func Start(t testing.TB) *Server {
	t.Helper()
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv(RequireEnv) == "require" {
			t.Fatalf("a real Redis is required here: %v", err)
		}
		t.Skipf("no real Redis: %v", err)
	}
	for range 3 {
		// Somebody may take the free port before the server does.
		if s := startOnce(t, bin); s != nil {
			return s
		}
	}
	t.Fatal("redis-server did not start")
	return nil
}

func startOnce(t testing.TB, bin string) *Server {
	t.Helper()
	dir := t.TempDir()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: net.JoinHostPort("127.0.0.1", port), Password: rand.Text()}
	cmd := exec.Command("/bin/sh", "-c", watch, bin, "--bind", "127.0.0.1", "--port", port, "--requirepass", s.Password,
		"--save", "", "--appendonly", "no", "--dir", dir)
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := func() {
		_ = input.Close()
		_ = cmd.Wait()
	}
	s.Client = redis.NewClient(&redis.Options{Addr: s.Address, Password: s.Password})
	if !s.answers(t.Context()) {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Logf("redis-server on port %s: %s", port, bytes.TrimSpace(log))
		_ = s.Client.Close()
		stop()
		return nil
	}
	t.Cleanup(func() {
		_ = s.Client.Close()
		stop()
	})
	t.Logf("using redis-server %s on %s", s.version(t.Context()), s.Address)
	return s
}

// answers waits for the server.
func (s *Server) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if s.Client.Ping(ctx).Err() == nil {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

func (s *Server) version(ctx context.Context) string {
	info, err := s.Client.Info(ctx, "server").Result()
	if err != nil {
		return "?"
	}
	_, rest, _ := strings.Cut(info, "redis_version:")
	v, _, _ := strings.Cut(rest, "\r\n")
	return v
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
