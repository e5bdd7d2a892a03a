// Package report holds what the tests of the fault matrix found out: one line
// for each fault, in one form, which docs/reliability.md is made from.
package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// FileEnv names a file to which Print adds a line of JSON for each row.
const FileEnv = "MOCOWORK_FAULTS"

// Row is what a test of one fault found out.
type Row struct {
	ID string `json:"id"` // "F08"
	// Min is the number of runs that the test promises; fewer fail it.
	Min  int `json:"min"`
	Runs int `json:"runs"`
	// Fired counts the runs in which the fault has really happened: all, or
	// the test proves nothing.
	Fired   int `json:"fired"`
	Dup     int `json:"dup"`     // what was done twice
	Missing int `json:"missing"` // what was neither done nor told to a person
	Review  int `json:"review"`  // what was left to a person
	// Recover is the longest time until everything was done, the settle time
	// not counted; 0 where nothing had to recover.
	Recover time.Duration `json:"recover_ms"`
	// Note says in a few words what else was checked.
	Note string `json:"note,omitempty"`
}

// Line is the row in one line, as in
// "F08: runs=200 fired=200 dup=0 missing=0 review=0 recover_p100=1.2s".
func (r Row) Line() string {
	took := "-"
	if r.Recover > 0 {
		took = r.Recover.Round(10 * time.Millisecond).String()
	}
	line := fmt.Sprintf("%s: runs=%d fired=%d dup=%d missing=%d review=%d recover_p100=%s", r.ID, r.Runs, r.Fired, r.Dup, r.Missing, r.Review, took)
	if r.Note != "" {
		line += " (" + r.Note + ")"
	}
	return line
}

// Problem says why the row is no proof; "" if it is one.
func (r Row) Problem() string {
	switch {
	case r.Runs < max(r.Min, 1):
		return fmt.Sprintf("%d runs, %d were promised", r.Runs, max(r.Min, 1))
	case r.Fired != r.Runs:
		return fmt.Sprintf("the fault happened in %d of %d runs", r.Fired, r.Runs)
	case r.Dup != 0:
		return fmt.Sprintf("%d done twice", r.Dup)
	case r.Missing != 0:
		return fmt.Sprintf("%d missing", r.Missing)
	}
	return ""
}

// recorded is a line of the file.
type recorded struct {
	Row
	Test    string `json:"test"`
	Package string `json:"package"` // "./test"
	MS      int64  `json:"recover_ms"`
}

var testName = regexp.MustCompile(`^TestF\d\d`)

var mu sync.Mutex

// Print writes the row to the test's output and to the file that FileEnv
// names, and fails the test if the row is no proof. It must be called by the
// test function itself, whose name begins with "TestF" and the number.
func Print(t testing.TB, r Row) {
	t.Helper()
	t.Log(r.Line())
	if !testName.MatchString(t.Name()) {
		t.Errorf("%s reports %s: its name must begin with Test%s", t.Name(), r.ID, r.ID)
	}
	if why := r.Problem(); why != "" {
		t.Errorf("%s: %s", r.ID, why)
	}
	path := os.Getenv(FileEnv)
	if path == "" || t.Failed() {
		return
	}
	_, file, _, _ := runtime.Caller(1)
	if err := add(path, recorded{Row: r, Test: t.Name(), Package: packageOf(file), MS: r.Recover.Milliseconds()}); err != nil {
		t.Error(err)
	}
}

func add(path string, r recorded) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// packageOf is the folder of a source file as the go command takes it.
func packageOf(file string) string {
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return "./" + strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), filepath.ToSlash(dir)), "/")
		}
		if dir == filepath.Dir(dir) {
			return "."
		}
	}
}
