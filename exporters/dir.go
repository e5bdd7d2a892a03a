package exporters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mocowork/mocowork/internal/fault"
)

// Dir is a folder as a sink. Under its final name a file is always complete:
// it is written under a temporary name, forced to disk, read back, and renamed.
// A file of the same name is replaced.
type Dir struct {
	// Root is the folder. It must exist; nothing outside it is ever touched.
	Root string
}

// tmpPrefix begins the names of unfinished files: .tmp-RUN-NAME.
const tmpPrefix = ".tmp-"

// fileMode lets the owner's group read the exports.
const fileMode = 0o640

// Deliver copies the file into the folder. Errors are temporary when the disk
// is full or the target is open in another program, and permanent otherwise;
// the folder is then as it was before.
func (d Dir) Deliver(ctx context.Context, f File) (Receipt, error) {
	if err := checkName(f.Name); err != nil {
		return Receipt{}, err
	}
	root, err := os.OpenRoot(d.Root)
	if err != nil {
		return Receipt{}, fmt.Errorf("export folder %s: %w (create it, or change \"to:\" of the export)", d.Root, short(err))
	}
	defer root.Close()
	there, err := d.target(root, f.Name)
	if err != nil {
		return Receipt{}, err
	}
	tmp := tmpName(f.Run, f.Name)
	if err := copyIn(ctx, root, tmp, f); err != nil {
		_ = root.Remove(tmp)
		return Receipt{}, d.explain(f.Name, err)
	}
	if err := root.Rename(tmp, f.Name); err != nil {
		_ = root.Remove(tmp)
		return Receipt{}, fault.New(fault.Temporary, fmt.Errorf("export folder %s: %s can't be replaced, it may be open in another program: %w", d.Root, f.Name, short(err)))
	}
	syncDir(root)
	return Receipt{Place: filepath.Join(d.Root, f.Name), SHA256: f.SHA256, Replaced: there}, nil
}

// target looks at what stands under the final name. It may be nothing or a
// plain file that may be written.
func (d Dir) target(root *os.Root, name string) (there bool, err error) {
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("export folder %s: %s: %w", d.Root, name, short(err))
	case info.Mode()&fs.ModeSymlink != 0:
		return false, fmt.Errorf("export folder %s: %s is a link; exports do not follow links, remove it", d.Root, name)
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("export folder %s: %s is no file; remove it, or change \"file:\" of the export", d.Root, name)
	case info.Mode().Perm()&0o200 == 0:
		return false, fmt.Errorf("export folder %s: %s is read-only; make it writable, or change \"file:\" of the export", d.Root, name)
	}
	return true, nil
}

// explain adds the place to an error, and says when it may pass by itself.
func (d Dir) explain(name string, err error) error {
	kind := fault.KindOf(err)
	if diskFull(err) {
		kind = fault.Temporary
	}
	return fault.New(kind, fmt.Errorf("export folder %s: %s: %w", d.Root, name, short(err)))
}

// diskFull reports that there was no room, or that no file may be so large.
func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// copyIn writes the file under its temporary name and reads it back.
func copyIn(ctx context.Context, root *os.Root, tmp string, f File) error {
	from, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer from.Close()
	// What is left of an earlier try of the same run is in the way.
	if err := root.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	to, err := root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer to.Close()
	size, err := io.Copy(to, &untilDone{ctx, from})
	if err != nil {
		return err
	}
	if err := to.Sync(); err != nil {
		return err
	}
	if err := readBack(to, size, f); err != nil {
		return fmt.Errorf("reading it back: %w", err)
	}
	return to.Close()
}

// readBack compares a copy with the file: hash, rows and sums.
func readBack(copied io.ReaderAt, size int64, f File) error {
	sum, err := hashOf(io.NewSectionReader(copied, 0, size))
	if err != nil {
		return err
	}
	if sum != f.SHA256 {
		return fmt.Errorf("its sha256 is %s instead of %s", sum, f.SHA256)
	}
	if f.verify == nil {
		return nil
	}
	return f.verify(copied, size)
}

// Sweep removes the unfinished files of runs that are not alive any more, and
// names them. Call it at start, when alive says no to everything.
func (d Dir) Sweep(alive func(run string) bool) (removed []string, err error) {
	root, err := os.OpenRoot(d.Root)
	if err != nil {
		return nil, fmt.Errorf("export folder %s: %w", d.Root, short(err))
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("export folder %s: %w", d.Root, short(err))
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), tmpPrefix)
		run, _, named := strings.Cut(rest, "-")
		if !ok || !named || !e.Type().IsRegular() || alive(run) {
			continue
		}
		if err := root.Remove(e.Name()); err != nil {
			return removed, fmt.Errorf("export folder %s: %w", d.Root, err)
		}
		removed = append(removed, e.Name())
	}
	return removed, nil
}

// tmpName is the temporary name of a run's file.
func tmpName(run, name string) string {
	run = strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, head(run, 40))
	return tmpPrefix + run + "-" + name
}

// syncDir forces the new name to disk, where the system can do that.
func syncDir(root *os.Root) {
	if dir, err := root.Open("."); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}

// short leaves out the path of a file system's error: it is named already.
func short(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// untilDone reads until the context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(b)
}
