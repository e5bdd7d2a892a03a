package rules

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/race"
)

const (
	// generatedEnv makes this test's binary the process that runs generated
	// programs; its value is the seed.
	generatedEnv = "MOCOWORK_GENERATED"
	// bombEnv lets that process allocate what no rule may.
	bombEnv = "MOCOWORK_BOMB"

	programs     = 10_000
	processBytes = 512 << 20
)

// Ten thousand programs that the checker accepts run on huge data within the
// ceilings on steps and memory, in a process that has 512 MiB and no more.
func TestGeneratedPrograms(t *testing.T) {
	race.Skip(t, "it needs more memory than that")
	out, err := child(t, fmt.Sprint(generatedEnv, "=", seed(t)))
	t.Log(lastLine(out))
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// The limit is a real one: the same process dies of a text of 600 MB.
func TestTheLimitKills(t *testing.T) {
	race.Skip(t, "it needs more memory than that")
	if out, err := child(t, generatedEnv+"=1", bombEnv+"=1"); err == nil || !strings.Contains(out, "out of memory") {
		t.Errorf("the process outlived its limit: %v\n%s", err, out)
	}
}

func child(t *testing.T, env ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestGeneratedChild$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func lastLine(out string) string {
	for line := range strings.Lines(out) {
		if _, words, ok := strings.Cut(line, "accepted="); ok {
			return "accepted=" + strings.TrimSpace(words)
		}
	}
	return "no result"
}

// TestGeneratedChild is the process of TestGeneratedPrograms.
func TestGeneratedChild(t *testing.T) {
	text := os.Getenv(generatedEnv)
	if text == "" {
		t.Skip("runs in a process of its own")
	}
	limitMemory(t)
	if os.Getenv(bombEnv) != "" {
		bomb := strings.Repeat("x", 600<<20)
		runtime.KeepAlive(bomb)
		return
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	runGenerated(t, seed)
}

// limitMemory leaves this process 512 MiB with what it has in memory now. The
// runtime reserves more addresses than that without using them: they don't
// count.
func limitMemory(t *testing.T) {
	var size, resident uint64 // pages
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(string(data), &size, &resident); err != nil {
		t.Fatal(err)
	}
	bytes := processBytes + (size-resident)*uint64(os.Getpagesize())
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: bytes, Max: bytes}); err != nil {
		t.Fatal(err)
	}
}

// tally is what became of the programs.
type tally struct{ accepted, refused, answered, stopped, failed int }

func runGenerated(t *testing.T, seed uint64) {
	inv := hugeInvoice(t)
	var n tally
	var slowest time.Duration
	most := 0
	m := new(machine)
	generators, scopes := map[string]*generator{}, map[string]scope{}
	for i, d := range datasets() {
		s := hugeScope()
		s.data, s.conf = d, d.config()
		generators[d.name], scopes[d.name] = newGenerator(seed+uint64(i), d), s
	}
	for n.accepted < programs {
		d := datasets()[(n.accepted+n.refused)%len(datasets())]
		g := generators[d.name]
		text := g.question()
		c, found := compile(text, scopes[d.name])
		if len(found) > 0 {
			if found[0].code == "expr" {
				t.Errorf("our checker passes what expr refuses: %s: %+v", text, found[0])
			}
			if n.refused++; n.refused > 20*programs {
				t.Fatalf("only %d of %d were accepted", n.accepted, n.accepted+n.refused)
			}
			continue
		}
		n.accepted++
		w := hugeWorld(g, d, inv, []int{0, 50, 10_000, 10_000}[g.IntN(4)])
		start := time.Now()
		_, err := c.runOn(m, w)
		if took := time.Since(start); took > slowest {
			slowest = took
		}
		most = max(most, m.meter.steps)
		switch {
		case err == nil:
			n.answered++
		case strings.Contains(err.Error(), "steps"):
			n.stopped++
		default:
			n.failed++
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %s", text, took)
		}
	}
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		t.Fatal(err)
	}
	t.Logf("accepted=%d refused=%d answered=%d stopped=%d failed=%d slowest=%s peak_rss=%dMiB", n.accepted, n.refused, n.answered, n.stopped, n.failed,
		slowest.Round(time.Millisecond), use.Maxrss>>10)
	if n.stopped == 0 || n.answered == 0 || n.failed == 0 {
		t.Error("the programs are all alike")
	}
}
