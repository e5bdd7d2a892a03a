package exporters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/test/report"
)

// filesIn are the names in a folder.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func write(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestDirDelivers(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, name := range []string{"a.xlsx", "a.csv"} {
		f := made(t, smallSet(t), name)
		for _, replaced := range []bool{false, true} {
			var sink Sink = Dir{Root: root}
			got, err := sink.Deliver(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if want := (Receipt{Place: filepath.Join(root, name), SHA256: f.SHA256, Replaced: replaced}); got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		want, _ := os.ReadFile(f.Path)
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s was delivered differently (%v)", name, err)
		}
		if info, _ := os.Stat(filepath.Join(root, name)); info.Mode().Perm()&0o007 != 0 {
			t.Errorf("%s is open to everybody: %v", name, info.Mode())
		}
	}
	if got := filesIn(t, root); !slices.Equal(got, []string{"a.csv", "a.xlsx"}) {
		t.Errorf("the folder holds %v", got)
	}
}

// TestF96_Targets delivers into folders where it can't work, and to names that
// lead elsewhere: nothing outside is touched, and what was there stays.
func TestF96_Targets(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "outside")
	write(t, outside, "mine", 0o600)
	tests := []struct {
		name string
		// before prepares the folder, and may change the file.
		before func(t *testing.T, root string, f *File)
		ctx    func(context.Context) context.Context
		want   string
		kind   fault.Kind
	}{
		{
			name: "a folder of that name", want: "a.xlsx is no file; remove it, or change \"file:\" of the export",
			before: func(t *testing.T, root string, _ *File) { _ = os.Mkdir(filepath.Join(root, "a.xlsx"), 0o755) },
		},
		{
			name: "read-only", want: "a.xlsx is read-only; make it writable, or change \"file:\" of the export",
			before: func(t *testing.T, root string, _ *File) { write(t, filepath.Join(root, "a.xlsx"), "old", 0o444) },
		},
		{
			name: "a link", want: "a.xlsx is a link; exports do not follow links, remove it",
			before: func(t *testing.T, root string, _ *File) { _ = os.Symlink(outside, filepath.Join(root, "a.xlsx")) },
		},
		{
			name: "a link to nothing", want: "a.xlsx is a link; exports do not follow links, remove it",
			before: func(t *testing.T, root string, _ *File) {
				_ = os.Symlink(filepath.Join(filepath.Dir(outside), "new"), filepath.Join(root, "a.xlsx"))
			},
		},
		{
			name: "an absolute name", want: "file name can't be used: \"" + outside + "\"",
			before: func(_ *testing.T, _ string, f *File) { f.Name = outside },
		},
		{
			name: "an escaping name of Windows", want: `file name can't be used: "..\\a.xlsx"`,
			before: func(_ *testing.T, _ string, f *File) { f.Name = `..\a.xlsx` },
		},
		{
			name: "a device", want: `file name can't be used: "CON.xlsx"`,
			before: func(_ *testing.T, _ string, f *File) { f.Name = "CON.xlsx" },
		},
		{
			name: "a folder under the temporary name", want: "a.xlsx: ",
			before: func(t *testing.T, root string, f *File) {
				tmp := filepath.Join(root, tmpName(f.Run, f.Name))
				_ = os.Mkdir(tmp, 0o755)
				write(t, filepath.Join(tmp, "x"), "x", 0o644)
			},
		},
		{
			name: "an escaping name", want: `file name can't be used: "../a.xlsx"`,
			before: func(_ *testing.T, _ string, f *File) { f.Name = "../a.xlsx" },
		},
		{
			name: "the file is gone", want: "a.xlsx: no such file or directory",
			before: func(t *testing.T, _ string, f *File) { f.Path += ".gone" },
		},
		{
			name: "the file is a folder", want: "a.xlsx: is a directory",
			before: func(t *testing.T, _ string, f *File) { f.Path = filepath.Dir(f.Path) },
		},
		{
			name: "the file has changed", want: "a.xlsx: reading it back: its sha256 is ",
			before: func(t *testing.T, _ string, f *File) { write(t, f.Path, "other", 0o600) },
		},
		{
			name: "hash right, content wrong", want: "a.xlsx: reading it back: zip: not a valid zip file",
			before: func(t *testing.T, _ string, f *File) {
				write(t, f.Path, "other", 0o600)
				f.SHA256 = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
			},
		},
		{
			name: "stopped", want: "a.xlsx: context canceled", kind: fault.Temporary,
			before: func(*testing.T, string, *File) {},
			ctx: func(ctx context.Context) context.Context {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return ctx
			},
		},
	}
	var refused atomic.Int32
	t.Run("target", func(t *testing.T) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				root, f, ctx := t.TempDir(), made(t, smallSet(t), "a.xlsx"), t.Context()
				tt.before(t, root, &f)
				if tt.ctx != nil {
					ctx = tt.ctx(ctx)
				}
				before := filesIn(t, root)
				_, err := Dir{Root: root}.Deliver(ctx, f)
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Fatalf("%v, want %q", err, tt.want)
				}
				refused.Add(1)
				if got := fault.KindOf(err); got != tt.kind {
					t.Errorf("the error is %v, want %v", got, tt.kind)
				}
				if got := filesIn(t, root); !slices.Equal(got, before) {
					t.Errorf("the folder holds %v, was %v", got, before)
				}
			})
		}
	})
	if got, err := os.ReadFile(outside); err != nil || string(got) != "mine" || len(filesIn(t, filepath.Dir(outside))) != 1 {
		t.Errorf("outside the folder: %q %v (%v)", got, filesIn(t, filepath.Dir(outside)), err)
	}
	report.Print(t, report.Row{ID: "F96", Min: 14, Runs: len(tests), Fired: int(refused.Load()), Note: "0 escapes; an open file is replaced, its reader keeps the old one"})
}

// TestOpenFileIsReplaced delivers while another program reads the old file: that
// one reads on in the old file, the name has the new one.
func TestOpenFileIsReplaced(t *testing.T) {
	t.Parallel()
	root, f := t.TempDir(), made(t, smallSet(t), "a.xlsx")
	write(t, filepath.Join(root, "a.xlsx"), "old", 0o640)
	open, err := os.Open(filepath.Join(root, "a.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	r, err := Dir{Root: root}.Deliver(t.Context(), f)
	if err != nil || !r.Replaced {
		t.Fatalf("%+v, %v", r, err)
	}
	if got, err := io.ReadAll(open); err != nil || string(got) != "old" {
		t.Errorf("the reader got %q (%v)", got, err)
	}
	if got, err := os.ReadFile(filepath.Join(root, "a.xlsx")); err != nil || int64(len(got)) != f.Size {
		t.Errorf("the new file has %d bytes (%v)", len(got), err)
	}
}

func TestDirKeepsTheOldFileWhenDeliveryFails(t *testing.T) {
	t.Parallel()
	root, f := t.TempDir(), made(t, smallSet(t), "a.xlsx")
	write(t, filepath.Join(root, "a.xlsx"), "old", 0o640)
	f.SHA256 = strings.Repeat("0", 64)
	if _, err := (Dir{Root: root}).Deliver(t.Context(), f); err == nil {
		t.Fatal("a file with another hash was delivered")
	}
	if got, _ := os.ReadFile(filepath.Join(root, "a.xlsx")); string(got) != "old" {
		t.Errorf("the old file is now %.20q", got)
	}
}

func TestDirMissing(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "exports")
	want := "export folder " + root + `: no such file or directory (create it, or change "to:" of the export)`
	if _, err := (Dir{Root: root}).Deliver(t.Context(), made(t, smallSet(t), "a.xlsx")); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if _, err := (Dir{Root: root}).Sweep(func(string) bool { return false }); err == nil {
		t.Error("sweeping a missing folder succeeded")
	}
}

// TestDirDoesNotFollowALeftoverLink puts a link under the temporary name: the
// file that it leads to must stay as it is.
func TestDirDoesNotFollowALeftoverLink(t *testing.T) {
	t.Parallel()
	root, outside := t.TempDir(), filepath.Join(t.TempDir(), "outside")
	write(t, outside, "mine", 0o600)
	f := made(t, smallSet(t), "a.xlsx")
	if err := os.Symlink(outside, filepath.Join(root, tmpName(f.Run, f.Name))); err != nil {
		t.Skip(err)
	}
	if _, err := (Dir{Root: root}).Deliver(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(outside); string(got) != "mine" {
		t.Error("the file behind the link was written")
	}
	if info, err := os.Lstat(filepath.Join(root, "a.xlsx")); err != nil || !info.Mode().IsRegular() {
		t.Errorf("delivered as %v (%v)", info, err)
	}
}

func TestDiskFullIsTemporary(t *testing.T) {
	t.Parallel()
	full := &fs.PathError{Op: "write", Path: "/x/.tmp-r", Err: syscall.ENOSPC}
	err := Dir{Root: "/exports"}.explain("a.xlsx", fmt.Errorf("copying: %w", full))
	if fault.KindOf(err) != fault.Temporary || err.Error() != "export folder /exports: a.xlsx: no space left on device" {
		t.Errorf("%v: %v", fault.KindOf(err), err)
	}
	err = Dir{Root: "/exports"}.explain("a.xlsx", errors.New("broken"))
	if fault.KindOf(err) != fault.Permanent {
		t.Errorf("%v: %v", fault.KindOf(err), err)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, name := range []string{".tmp-r_1111-a.xlsx", ".tmp-r_2222-a.xlsx", ".tmp-x", "a.xlsx", "tmp-r_1111-b.xlsx"} {
		write(t, filepath.Join(root, name), "x", 0o600)
	}
	if err := os.Mkdir(filepath.Join(root, ".tmp-r_1111-folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	removed, err := Dir{Root: root}.Sweep(func(run string) bool { return run == "r_2222" })
	if err != nil || !slices.Equal(removed, []string{".tmp-r_1111-a.xlsx"}) {
		t.Errorf("removed %v (%v)", removed, err)
	}
	if got, want := filesIn(t, root), []string{".tmp-r_1111-folder", ".tmp-r_2222-a.xlsx", ".tmp-x", "a.xlsx", "tmp-r_1111-b.xlsx"}; !slices.Equal(got, want) {
		t.Errorf("left: %v, want %v", got, want)
	}
}

func TestTmpName(t *testing.T) {
	t.Parallel()
	for run, want := range map[string]string{
		"r_8f31": ".tmp-r_8f31-a.xlsx", "": ".tmp--a.xlsx", "../x-y": ".tmp-___x_y-a.xlsx",
		strings.Repeat("r", 60): ".tmp-" + strings.Repeat("r", 40) + "-a.xlsx",
	} {
		if got := tmpName(run, "a.xlsx"); got != want {
			t.Errorf("%q: %q, want %q", run, got, want)
		}
	}
}
