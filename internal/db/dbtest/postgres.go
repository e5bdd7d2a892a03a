//go:build unix

package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/internal/db"
)

// server is a PostgreSQL that belongs to this process.
type server struct {
	version  string
	address  string // host:port on loopback
	password string
	admin    *db.DB
	input    io.Closer    // the server ends when it is closed; collecting it as garbage would close it
	last     atomic.Int64 // number of the last database made
	bin, dir string       // its programs, its files
}

// shared starts the process's one server at the first call.
var shared = sync.OnceValues(start)

// watch runs the server until this process closes its input, which also
// happens when it is killed, and then removes everything. So no test package
// needs a TestMain, and nothing is left behind.
const watch = `"$0" "$@" >"$DIR/log" 2>&1 &
cat >/dev/null
pid=$(head -1 "$DIR/data/postmaster.pid") # another one after a restart
kill -CONT $pid 2>/dev/null
kill -INT $pid 2>/dev/null
while kill -0 $pid 2>/dev/null; do sleep 0.05; done
cd / && rm -rf "$DIR"`

// start tries again when somebody takes the free port before the server does.
func start() (s *server, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	for range 3 {
		if s, err = startOnce(bin); err == nil {
			return s, nil
		}
	}
	return nil, err
}

func startOnce(bin string) (*server, error) {
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mocowork-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{version: strings.TrimSpace(string(out)), password: rand.Text(), bin: bin, dir: dir}
	if err := s.initdb(bin, dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, s.run(bin, dir)
}

// binaries is the folder of the newest PostgreSQL on this machine.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return major(a) - major(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("initdb is neither in /usr/lib/postgresql/*/bin nor in PATH")
	}
	return filepath.Dir(path), nil
}

// major is 15 for /usr/lib/postgresql/15/bin/initdb.
func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// initdb makes the data folder, and gives it to the user that the server runs
// as.
func (s *server) initdb(bin, dir string) error {
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(s.password), 0o600); err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", filepath.Join(dir, "data"), "--username", "postgres",
		"--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if err := asPostgres(cmd, dir, secret); err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// asPostgres lets cmd run as another user when this process is root, whom
// PostgreSQL refuses; the paths change hands.
func asPostgres(cmd *exec.Cmd, paths ...string) error {
	cmd.Dir = "/"
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("PostgreSQL refuses to run as root: %w", err)
	}
	uid, errUID := strconv.Atoi(u.Uid)
	gid, errGID := strconv.Atoi(u.Gid)
	if err := errors.Join(errUID, errGID); err != nil {
		return err
	}
	for _, p := range paths {
		if err := os.Chown(p, uid, gid); err != nil {
			return err
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return nil
}

// run starts the server on a free port and waits until it answers.
func (s *server) run(bin, dir string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	s.address = net.JoinHostPort("127.0.0.1", port)
	cmd := exec.Command("/bin/sh", "-c", watch, filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-p", port,
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB")
	cmd.Env = append(os.Environ(), "DIR="+dir, "LC_ALL=C")
	if err := asPostgres(cmd); err != nil {
		return err
	}
	input, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for s.admin == nil {
		d, err := db.Open(ctx, s.url("postgres"), db.Options{})
		if err == nil {
			s.admin, s.input = d, input
			break
		}
		if ctx.Err() != nil {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return errors.Join(fmt.Errorf("PostgreSQL did not start: %w: %s", err, log), input.Close(), cmd.Wait())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
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

func (s *server) url(database string) string {
	return fmt.Sprintf("postgres://postgres:%s@%s/%s?sslmode=disable", s.password, s.address, database)
}

// database makes a new database, which is dropped with the test.
func (s *server) database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.last.Add(1))
	if _, err := s.admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
	})
	return s.url(name)
}
