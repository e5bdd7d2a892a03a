package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// Backup writes the SQLite store as it is at this moment into a new file, to
// which only its owner has access, while others go on reading and writing. The
// copy is read through and shown to check before it gets its name, so what
// stands under that name is whole; a file that has the name already is replaced
// then. The error says what to do.
func (d *DB) Backup(ctx context.Context, to string, check func(copied *DB) error) (size int64, err error) {
	if d.Dialect != SQLite {
		return 0, errors.New("only a SQLite store is copied this way")
	}
	if to, err = d.target(to); err != nil {
		return 0, err
	}
	f, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*.part") // mode 0600
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	part := f.Name()
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(part))
		}
	}()
	if _, err := d.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return 0, fmt.Errorf("backup to %s: %w", to, Explain(err))
	}
	if err := d.look(ctx, part, check); err != nil {
		return 0, fmt.Errorf("the copy is not whole and was thrown away: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	if err := f.Sync(); err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(part, to); err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	return info.Size(), errors.Join(f.Close(), syncDir(filepath.Dir(to)))
}

// target is the backup's path. It is never the store's own, nor a folder.
func (d *DB) target(to string) (string, error) {
	to, err := filepath.Abs(to)
	if err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	info, err := os.Stat(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return "", fmt.Errorf("backup: %w", err)
		}
	case err != nil:
		return "", fmt.Errorf("backup: %w", err)
	case info.IsDir():
		return "", fmt.Errorf("backup: %s is a folder: name a file in it", to)
	case os.SameFile(info, d.file):
		return "", fmt.Errorf("backup: %s is the store itself: name another file", to)
	}
	return to, nil
}

// look reads a finished copy through.
func (d *DB) look(ctx context.Context, path string, check func(*DB) error) error {
	c, err := openFile(path, url.Values{"mode": {"ro"}, "immutable": {"1"}, "_journal_mode": {"DELETE"}})
	if err != nil {
		return err
	}
	return errors.Join(c.QuickCheck(ctx), check(c), c.Close())
}

// syncDir makes a name in a folder outlive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
