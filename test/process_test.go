package test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/race"
)

// patience bounds every wait for a process, so that a hanging one fails its
// own test.
const patience = 60 * time.Second

// result is what a finished process said.
type result struct {
	args []string
	code int // -1: killed
	out  string
	err  string
}

// process is a program under way.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	args []string
	out  *output
	err  *output
	done chan struct{}
	code int
	// ended is when the process was gone; it is set before done closes.
	ended time.Time
}

// output collects what a process writes and wakes up who waits for a text.
type output struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	news chan struct{}
}

func newOutput() *output { return &output{news: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.news)
	o.news = make(chan struct{})
	return o.buf.Write(p)
}

// look is what there is, and a channel that closes when there is more.
func (o *output) look() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String(), o.news
}

func (o *output) String() string {
	s, _ := o.look()
	return s
}

// now is the time in the zone of the configurations.
func (w *world) now() time.Time { return time.Now().In(zone) }

// environ is all that a program gets of the environment.
func (w *world) environ() []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.home}, w.env...)
}

// start starts a program in the installation's folder. It is killed with the
// test at the latest.
func (w *world) start(name string, args ...string) *process {
	w.t.Helper()
	return w.launch(exec.Command(filepath.Join(bin, name), args...), w.environ())
}

// launch is start for any command.
func (w *world) launch(cmd *exec.Cmd, env []string) *process {
	w.t.Helper()
	p := &process{t: w.t, cmd: cmd, args: append([]string{filepath.Base(cmd.Path)}, cmd.Args[1:]...),
		out: newOutput(), err: newOutput(), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = w.dir, env, p.out, p.err
	if err := p.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		err := p.cmd.Wait()
		p.ended = time.Now()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			p.code = -2
			return
		}
		p.code = p.cmd.ProcessState.ExitCode()
	}()
	w.t.Cleanup(func() {
		p.signal(syscall.SIGKILL)
		<-p.done
		if race.On && strings.Contains(p.err.String(), "DATA RACE") {
			w.t.Errorf("%s:\n%s", strings.Join(p.args, " "), p.err)
		}
	})
	return p
}

func (p *process) signal(s syscall.Signal) {
	select {
	case <-p.done:
	default:
		_ = p.cmd.Process.Signal(s)
	}
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// wait waits for the end.
func (p *process) wait() result {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("%v does not end:\n%s%s", p.args, p.out, p.err)
	}
	return result{args: p.args, code: p.code, out: p.out.String(), err: p.err.String()}
}

// says waits until the process has written a text on stderr.
func (p *process) says(text string) {
	p.t.Helper()
	limit := time.After(patience)
	for {
		s, news := p.err.look()
		if strings.Contains(s, text) {
			return
		}
		select {
		case <-news:
		case <-p.done:
			if strings.Contains(p.err.String(), text) {
				return
			}
			p.t.Fatalf("%v ended with %d and did not say %q:\n%s%s", p.args, p.code, text, p.out, p.err)
		case <-limit:
			p.t.Fatalf("%v does not say %q:\n%s%s", p.args, text, p.out, p.err)
		}
	}
}

// stop ends a serving worker as systemd does.
func (p *process) stop() result {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	return p.wait()
}

// worker runs worker to its end.
func (w *world) worker(args ...string) result {
	w.t.Helper()
	return w.start("worker", args...).wait()
}

// enqueue runs enqueue to its end.
func (w *world) enqueue(args ...string) result {
	w.t.Helper()
	return w.start("enqueue", args...).wait()
}

// serve starts a worker and waits until it takes work.
func (w *world) serve(args ...string) *process {
	w.t.Helper()
	p := w.start("worker", append([]string{"serve"}, args...)...)
	p.says("serving ")
	return p
}

// want fails the test if the process did not end with this code or did not
// write these texts, wherever.
func (r result) want(t *testing.T, code int, texts ...string) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("%v: exit code %d, want %d\nstdout:\n%s\nstderr:\n%s", r.args, r.code, code, r.out, r.err)
	}
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			t.Errorf("%v does not say %q\nstdout:\n%s\nstderr:\n%s", r.args, text, r.out, r.err)
		}
	}
	return r
}

// not fails the test if one of the texts was written.
func (r result) not(t *testing.T, texts ...string) result {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(r.out+r.err, text) {
			t.Errorf("%v says %q\nstdout:\n%s\nstderr:\n%s", r.args, text, r.out, r.err)
		}
	}
	return r
}

// objects reads the lines of a --json answer. Each must be an object with a
// version and a type.
func (r result) objects(t *testing.T) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(r.out) {
		o := map[string]any{}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v: no JSON: %v: %q", r.args, err, line)
		}
		if twice := repeated(line); twice != "" {
			t.Errorf("%v: the key %q comes twice: %q", r.args, twice, line)
		}
		if o["v"] != 1.0 || o["type"] == "" || o["type"] == nil {
			t.Errorf("%v: no version or type: %q", r.args, line)
		}
		out = append(out, o)
	}
	return out
}

// repeated is a key that comes twice in an object's first level, of which
// readers would see only one; "" if there is none.
func repeated(object string) string {
	d := json.NewDecoder(strings.NewReader(object))
	seen := map[string]bool{}
	if _, err := d.Token(); err != nil {
		return ""
	}
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return ""
		}
		if seen[name] {
			return name
		}
		seen[name] = true
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return ""
		}
	}
	return ""
}

var (
	planID = regexp.MustCompile(`\bp_[0-9a-f]+\b`)
	runID  = regexp.MustCompile(`\br_[0-9a-f]+\b`)
)

// plan is the first plan that the output names.
func (r result) plan(t *testing.T) string { return r.find(t, planID) }

// run is the first run that the output names.
func (r result) run(t *testing.T) string { return r.find(t, runID) }

func (r result) find(t *testing.T, re *regexp.Regexp) string {
	t.Helper()
	id := re.FindString(r.out + r.err)
	if id == "" {
		t.Fatalf("%v names no %s:\n%s%s", r.args, re, r.out, r.err)
	}
	return id
}
