//go:build linux

package db

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// TestF40_NetworkFileSystem has a system that says of the store's folder that
// it is on each of the network file systems: the store is refused, and no file
// is opened as a database. It answers for the system, so nothing runs beside it.
func TestF40_NetworkFileSystem(t *testing.T) {
	real := statfs
	t.Cleanup(func() { statfs = real })
	row := report.Row{ID: "F40", Min: 10, Note: "with a faked statfs; exit code 3"}
	for _, magic := range []int64{0x6969, 0xFF534D42, 0xFE534D42, 0x517B, 0x65735546, 0x01021997, 0x00C36400, 0x5346414F, 0x0BD00BD0, 0x73757245} {
		dir := t.TempDir()
		row.Runs++
		statfs = func(path string, s *syscall.Statfs_t) error {
			if path == dir {
				row.Fired++
			}
			s.Type = magic
			return nil
		}
		d, err := Open(t.Context(), "sqlite:"+filepath.Join(dir, "mocowork.db"), Options{})
		var refused *UnfitError
		if err == nil || !errors.As(err, &refused) || !strings.Contains(err.Error(), "use a local disk, or PostgreSQL") {
			row.Dup++
			t.Errorf("%#x: %v, %v", magic, d, err)
		}
	}
	statfs = func(string, *syscall.Statfs_t) error { return fmt.Errorf("no answer") }
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "mocowork.db"), Options{})
	if err != nil {
		t.Fatalf("a system that does not tell: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	report.Print(t, row)
}
