package chaos_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/chaos"
)

// patience bounds every wait for something that must happen.
const patience = 20 * time.Second

// echo is a server that answers each line with its name and that line, and
// notes what it was asked.
func echo(t *testing.T, name string) (addr string, asked <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	lines := make(chan string, 100)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewScanner(c)
				for r.Scan() {
					lines <- r.Text()
					fmt.Fprintf(c, "%s: %s\n", name, r.Text())
				}
			}()
		}
	}()
	return l.Addr().String(), lines
}

func dial(t *testing.T, p *chaos.Proxy) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// say sends a line and reads the answer.
func say(c net.Conn, line string, wait time.Duration) (string, error) {
	if err := c.SetDeadline(time.Now().Add(wait)); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(c, line); err != nil {
		return "", err
	}
	answer, err := bufio.NewReader(c).ReadString('\n')
	return strings.TrimSpace(answer), err
}

// want fails the test unless the server answers.
func want(t *testing.T, c net.Conn, line, answer string) {
	t.Helper()
	if got, err := say(c, line, patience); err != nil || got != answer {
		t.Errorf("%q is answered with %q, %v, want %q", line, got, err, answer)
	}
}

// broken fails the test unless the connection is cut.
func broken(t *testing.T, c net.Conn, line string) {
	t.Helper()
	if got, err := say(c, line, patience); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%q is answered with %q, %v, want a broken connection", line, got, err)
	}
}

// away fails the test unless the proxy turns a new connection away.
func away(t *testing.T, p *chaos.Proxy) {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		return // it was fast
	}
	defer c.Close()
	broken(t, c, "hello")
}

func TestPassesOn(t *testing.T) {
	t.Parallel()
	addr, _ := echo(t, "a")
	p := chaos.Start(t, addr)
	c := dial(t, p)
	want(t, c, "one", "a: one")
	want(t, c, "two", "a: two")
	if n := p.Counts(); n.Accepted != 1 || n.Bytes != [2]int64{8, 14} || n.Reset+n.Dropped+n.Refused+n.Held+n.Delayed != 0 {
		t.Errorf("%+v", n)
	}
}

func TestDownAndUp(t *testing.T) {
	t.Parallel()
	addr, _ := echo(t, "a")
	p := chaos.Start(t, addr)
	c := dial(t, p)
	want(t, c, "one", "a: one")
	p.Down()
	broken(t, c, "two")
	away(t, p)
	if n := p.Counts(); n.Reset != 1 || n.Refused != 1 {
		t.Errorf("%+v", n)
	}
	p.Up()
	want(t, dial(t, p), "four", "a: four")
}

func TestServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	p := chaos.Start(t, "127.0.0.1:1")
	away(t, p)
	if n := p.Counts(); n.Refused != 1 || n.Accepted != 0 {
		t.Errorf("%+v", n)
	}
}

func TestBlackhole(t *testing.T) {
	t.Parallel()
	addr, asked := echo(t, "a")
	p := chaos.Start(t, addr)
	c := dial(t, p)
	want(t, c, "one", "a: one")
	<-asked
	p.Blackhole()
	if got, err := say(c, "two", 100*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("answered %q, %v", got, err)
	}
	if len(asked) != 0 || p.Counts().Held != 1 {
		t.Errorf("the server was asked %d times, %+v", len(asked), p.Counts())
	}
	p.Up()
	// What was held comes through.
	select {
	case line := <-asked:
		if line != "two" {
			t.Errorf("the server was asked %q", line)
		}
	case <-time.After(patience):
		t.Error("the piece is lost")
	}
}

func TestBlackholeEndsWithItsConnection(t *testing.T) {
	t.Parallel()
	addr, asked := echo(t, "a")
	p := chaos.Start(t, addr)
	p.Blackhole()
	c := dial(t, p)
	if _, err := say(c, "one", 50*time.Millisecond); err == nil {
		t.Error("answered")
	}
	p.Cut()
	p.Up()
	want(t, dial(t, p), "two", "a: two")
	if line := <-asked; line != "two" {
		t.Errorf("%q arrived after its connection was cut", line)
	}
}

func TestLatencyAndThrottle(t *testing.T) {
	t.Parallel()
	addr, _ := echo(t, "a")
	p := chaos.Start(t, addr)
	c := dial(t, p)
	took := func() time.Duration {
		began := time.Now()
		want(t, c, "0123456789", "a: 0123456789")
		return time.Since(began)
	}
	p.Latency(chaos.Up, 60*time.Millisecond)
	p.Latency(chaos.Down, 60*time.Millisecond)
	if d := took(); d < 120*time.Millisecond {
		t.Errorf("with latency it took %s", d)
	}
	p.Up()
	p.Throttle(100) // 11 bytes there, 14 back
	if d := took(); d < 250*time.Millisecond {
		t.Errorf("with a throttle it took %s", d)
	}
	if n := p.Counts(); n.Delayed != 4 {
		t.Errorf("%+v", n)
	}
}

func TestDropReply(t *testing.T) {
	t.Parallel()
	addr, asked := echo(t, "a")
	p := chaos.Start(t, addr)
	f := p.DropReply("two", 2)
	c := dial(t, p)
	want(t, c, "two 1", "a: two 1")
	want(t, c, "one", "a: one")
	if f.Happened() {
		t.Error("too early")
	}
	broken(t, c, "two 2")
	<-f.Fired()
	for _, line := range []string{"two 1", "one", "two 2"} {
		if got := <-asked; got != line {
			t.Errorf("the server was asked %q, want %q", got, line)
		}
	}
	want(t, dial(t, p), "two 3", "a: two 3")
	if n := p.Counts(); n.Dropped != 1 || n.Reset != 1 {
		t.Errorf("%+v", n)
	}
}

func TestDropRequest(t *testing.T) {
	t.Parallel()
	addr, asked := echo(t, "a")
	p := chaos.Start(t, addr)
	f := p.DropRequest("", 1)
	broken(t, dial(t, p), "one")
	<-f.Fired()
	if len(asked) != 0 {
		t.Errorf("the server was asked %d times", len(asked))
	}
	want(t, dial(t, p), "two", "a: two")
}

func TestOnRequest(t *testing.T) {
	t.Parallel()
	addr, asked := echo(t, "a")
	p := chaos.Start(t, addr)
	f := p.OnRequest("two", 1, p.Down)
	c := dial(t, p)
	want(t, c, "one", "a: one")
	broken(t, c, "two")
	<-f.Fired()
	if len(asked) != 1 {
		t.Errorf("the server was asked %d times", len(asked))
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	a, _ := echo(t, "a")
	b, _ := echo(t, "b")
	p := chaos.Start(t, a)
	c := dial(t, p)
	want(t, c, "one", "a: one")
	p.Target(b)
	broken(t, c, "two")
	want(t, dial(t, p), "three", "b: three")
}

// A client that ends its side ends the server's.
func TestOrderlyEnd(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := chaos.Start(t, l.Addr().String())
	c := dial(t, p)
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	c.Close()
	if err := server.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the server reads %v, want an end", err)
	}
}
