package test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// syscalls is what was seen of a worker from outside, in order.
type syscalls struct {
	dirty  bool // something was written to the ledger's log and not forced to the disk
	synced bool // it was forced to the disk since the last write to MOCO
	posts  int
	bad    []string
}

var (
	toLog    = regexp.MustCompile(`^(\d+) +pwrite64\(\d+<[^>]*mocowork\.db-wal>`)
	logSync  = regexp.MustCompile(`^(\d+) +f(?:data)?sync\(\d+<[^>]*mocowork\.db-wal>`)
	resumed  = regexp.MustCompile(`^(\d+) +<\.\.\. f(?:data)?sync resumed>.*= 0`)
	mocoPost = regexp.MustCompile(`^\d+ +(?:write|sendto)\(\d+<[^>]*>, "POST [^ ]*/invoice_reminders`)
)

// see takes a line of strace. pending are the threads in the middle of forcing
// the log to the disk.
func (s *syscalls) see(line string, pending map[string]bool) {
	switch {
	case toLog.MatchString(line):
		s.dirty = true
	case logSync.MatchString(line) && strings.Contains(line, "unfinished"):
		pending[logSync.FindStringSubmatch(line)[1]] = true
	case logSync.MatchString(line) && strings.HasSuffix(line, "= 0"):
		s.dirty, s.synced = false, true
	case resumed.MatchString(line):
		if thread := resumed.FindStringSubmatch(line)[1]; pending[thread] {
			delete(pending, thread)
			s.dirty, s.synced = false, true
		}
	case mocoPost.MatchString(line):
		s.posts++
		if s.dirty || !s.synced {
			s.bad = append(s.bad, line)
		}
		s.synced = false
	}
}

// TestF18_IntentIsOnTheDisk watches a run's system calls: before each write to
// MOCO leaves, the ledger's log was forced to the disk, with all that was
// written to it.
func TestF18_IntentIsOnTheDisk(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		missing(t, "strace")
	}
	t.Parallel()
	var bills []bill
	for i := range 50 {
		bills = append(bills, bill{number: fmt.Sprintf("R-%03d", i), late: 20})
	}
	w := newWorld(t, setup{bills: bills, limits: "{reminders_per_run: 100, share_of_open_invoices: 100%}"})
	w.edit("worker.yaml", "rate_limit: unlimited", "rate_limit: 60000/1m")
	w.edit("worker.yaml", "lease: 2s", "lease: 60s") // renewals would write in between
	trace := w.path("trace")
	p := w.launch(exec.Command(strace, "-f", "-qq", "-y", "-s", "40", "-e", "trace=fsync,fdatasync,pwrite64,write,sendto", "-e", "signal=none", "-o", trace,
		filepath.Join(bin, "worker"), "run", "dun"), w.environ())
	if r := p.wait(); r.code != 0 && strings.Contains(r.err, "ptrace") {
		missing(t, "the right to trace a process")
	} else {
		r.want(t, 0, "50 sent")
	}
	s := readTrace(t, trace)
	for _, line := range s.bad {
		t.Errorf("a write left before the ledger was on the disk: %s", line)
	}
	if got := len(w.mailed()); got != 50 {
		t.Errorf("%d e-mails", got)
	}
	w.invariants()
	report.Print(t, report.Row{ID: "F18", Min: 100, Runs: s.posts, Fired: s.posts, Missing: len(s.bad),
		Note: fmt.Sprintf("the ledger was on the disk before %d of %d writes to MOCO", s.posts-len(s.bad), s.posts)})
}

func readTrace(t *testing.T, path string) *syscalls {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, pending := &syscalls{}, map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		s.see(lines.Text(), pending)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Test the test: what left too early is seen.
func TestSyscallOrder(t *testing.T) {
	t.Parallel()
	const (
		log  = `7 pwrite64(3</d/mocowork.db-wal>, "x", 24, 0) = 24`
		disk = `7 fdatasync(3</d/mocowork.db-wal>) = 0`
		half = `7 fdatasync(3</d/mocowork.db-wal> <unfinished ...>`
		rest = `7 <... fdatasync resumed>) = 0`
		post = `8     write(9<socket:[5]>, "POST /api/v1/invoice_reminders HT"..., 300) = 300`
	)
	for _, tt := range []struct {
		lines string
		bad   int
	}{
		{log + "\n" + disk + "\n" + post, 0}, {log + "\n" + half + "\n" + rest + "\n" + post, 0},
		{log + "\n" + post + "\n" + disk, 1}, {log + "\n" + half + "\n" + post + "\n" + rest, 1},
		{log + "\n" + disk + "\n" + post + "\n" + post, 1}, {log + "\n" + disk + "\n" + log + "\n" + post, 1},
	} {
		s, pending := &syscalls{}, map[string]bool{}
		for line := range strings.Lines(tt.lines) {
			s.see(strings.TrimSuffix(line, "\n"), pending)
		}
		if len(s.bad) != tt.bad {
			t.Errorf("%d found, want %d:\n%s", len(s.bad), tt.bad, tt.lines)
		}
	}
}
