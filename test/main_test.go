package test

import (
	// The binaries are built from these: a change in them must not leave a
	// cached result of this package standing.
	_ "github.com/mocowork/mocowork/internal/cli"
	_ "github.com/mocowork/mocowork/internal/enqueue"

	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mocowork/mocowork/internal/db/dbtest"
	"github.com/mocowork/mocowork/test/race"
)

// bin is the folder with the built programs. Under the race detector they are
// built with it too: it sees what runs inside one process only, and the tests
// themselves do little but start others.
var bin string

// racedTests are those that run under the detector unless -run says otherwise:
// every way through the programs once. The programs are several times slower
// with it, and the others go the same ways.
const racedTests = "^(TestActionsTogether|TestDoneWhen7Approve|TestDoneWhen7Step|TestDoctor|TestAudit|" +
	"TestDoneWhen3Drain|TestDoneWhen3Zombie|TestInterruptedRun|TestDoneWhen1Demo|TestSlackDown|TestDoneWhen7MOCODown|" +
	"TestBrakeWithinOneAction|TestApprovalsGroupExpires|TestKeyRevokedWhileServing|TestPaidMeanwhile|TestManyRunsAtOnce|" +
	"TestReconcileDaily|TestStopWhileRedisIsSilent|TestRestoredBackup|" +
	"TestDoneWhen5Enqueue|TestSeveralWorkers|TestRunBesideServe|" +
	"TestF03_DiesBeforeTheClaim)$"

func TestMain(m *testing.M) { os.Exit(mainTest(m)) }

func mainTest(m *testing.M) int {
	dir, err := os.MkdirTemp("", "mocowork-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin = dir
	build := exec.Command("go", buildArgs("-o", dir+string(filepath.Separator), "../cmd/worker", "../cmd/enqueue")...)
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the programs can't be built: %v\n%s", err, out)
		return 1
	}
	// The tests wait for processes, servers and clocks more than they compute.
	values := map[string]string{"test.parallel": "8"}
	if race.On {
		values["test.run"] = racedTests
	}
	flag.Parse()
	if err := defaults(values); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// defaults sets the flags that the command line leaves open.
func defaults(values map[string]string) error {
	flag.Visit(func(f *flag.Flag) { delete(values, f.Name) })
	for name, value := range values {
		if err := flag.Set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// buildArgs are those of a go build of the programs.
func buildArgs(args ...string) []string {
	if race.On {
		args = append([]string{"-race"}, args...)
	}
	return append([]string{"build"}, args...)
}

// missing skips the test for want of something on the machine, or fails it
// where everything has to be there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv(dbtest.RequireEnv) == "require" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing", what)
}
