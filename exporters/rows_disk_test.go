//go:build unix

package exporters

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

// limitedIn names the folder in which the child of TestF94_DiskFull works.
const limitedIn = "MOCOWORK_TEST_FULL_DISK"

var fullDisks = 100 / race.Part(10)

// TestF94_DiskFull makes and delivers a file a hundred times, each time with a
// little more room, which is never enough: on a disk of its own, or without the
// right to make one in a process whose files may not grow. Each time the old
// file stays, nothing is left over, and the error says that it may pass.
func TestF94_DiskFull(t *testing.T) {
	t.Parallel()
	dir, note := t.TempDir(), "tmpfs of 2 MB"
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=2m", "none", dir).Run() == nil {
		t.Cleanup(func() {
			if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
				t.Errorf("umount: %v: %s", err, out)
			}
		})
		outOfRoom(t, dir, func(room int64) (free func()) { return fillDisk(t, dir, room) })
	} else {
		note = "RLIMIT_FSIZE"
		cmd := exec.Command(os.Args[0], "-test.run=^TestFullDiskChild$", "-test.v")
		cmd.Env = append(os.Environ(), limitedIn+"="+dir)
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestFullDiskChild") {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	report.Print(t, report.Row{ID: "F94", Min: fullDisks, Runs: fullDisks, Fired: fullDisks, Note: note + ", 0 partial files"})
}

// TestFullDiskChild is the process whose files may not grow.
func TestFullDiskChild(t *testing.T) {
	dir := os.Getenv(limitedIn)
	if dir == "" {
		t.Skip("runs as a child process only")
	}
	signal.Ignore(syscall.SIGXFSZ) // the write fails instead
	outOfRoom(t, dir, func(room int64) (free func()) {
		var old syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		// The room is for the file and its copy.
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(room / 2), Max: old.Max}); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// outOfRoom makes files with less room than they need.
func outOfRoom(t *testing.T, dir string, squeeze func(room int64) (free func())) {
	t.Helper()
	temp, root := filepath.Join(dir, "temp"), filepath.Join(dir, "exports")
	for _, d := range []string{temp, root} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	in, names, need := manyRows(t, 300), []string{"a.xlsx", "a.csv"}, map[string]int64{}
	for _, name := range names {
		need[name] = 2 * made(t, in, name).Size // as it is made, and as it is delivered
		write(t, filepath.Join(root, name), "old", 0o640)
	}
	for i := range fullDisks {
		name := names[i%2]
		free := squeeze(need[name] * int64(i) / int64(fullDisks+20))
		f, err := Build(t.Context(), in, export(name), temp)
		if err == nil {
			_, err = Dir{Root: root}.Deliver(t.Context(), f)
			_ = os.Remove(f.Path)
		}
		free()
		if err == nil || fault.KindOf(err) != fault.Temporary {
			t.Errorf("run %d, %s: %v (%v)", i, name, err, fault.KindOf(err))
		}
		if left := filesIn(t, temp); len(left) > 0 {
			t.Errorf("run %d, %s: left over: %v", i, name, left)
		}
		old, err := os.ReadFile(filepath.Join(root, name))
		if got := filesIn(t, root); err != nil || string(old) != "old" || !slices.Equal(got, []string{"a.csv", "a.xlsx"}) {
			t.Errorf("run %d, %s: the folder holds %v, the file %d bytes (%v)", i, name, got, len(old), err)
		}
	}
	for _, name := range names {
		f, err := Build(t.Context(), in, export(name), temp)
		if err != nil {
			t.Fatalf("there is room again: %v", err)
		}
		if _, err := (Dir{Root: root}).Deliver(t.Context(), f); err != nil {
			t.Errorf("there is room again: %v", err)
		}
		_ = os.Remove(f.Path)
	}
}

// fillDisk leaves only so much room.
func fillDisk(t *testing.T, dir string, room int64) (free func()) {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, max(0, int64(disk.Bavail)*int64(disk.Bsize)-room)), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
}
