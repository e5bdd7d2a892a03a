package exporters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// String is the folder's path.
func (d Dir) String() string { return d.Root }

// Files are the names of the folder's files; links are among them, folders are
// not.
func (d Dir) Files(context.Context) ([]string, error) {
	entries, err := os.ReadDir(d.Root)
	if err != nil {
		return nil, d.wrong(err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && e.Name() != ManifestName && !strings.HasPrefix(e.Name(), tmpPrefix) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// Open reads a file of the folder. A link is no file.
func (d Dir) Open(_ context.Context, name string) (io.ReadCloser, error) {
	var f *os.File
	err := d.within(name, func(root *os.Root) (err error) {
		f, err = root.Open(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Remove deletes a file of the folder. A link is no file.
func (d Dir) Remove(_ context.Context, name string) error {
	return d.within(name, func(root *os.Root) error { return root.Remove(name) })
}

// Append adds lines to a file of the folder, in one write and forced to disk:
// workers that append at the same time do not mix their lines.
func (d Dir) Append(_ context.Context, name string, lines []byte) error {
	err := d.within(name, func(root *os.Root) error { return appendTo(root, name, lines) })
	if errors.Is(err, fs.ErrNotExist) {
		root, openErr := os.OpenRoot(d.Root)
		if openErr != nil {
			return d.wrong(openErr)
		}
		defer root.Close()
		err = appendTo(root, name, lines)
	}
	return err
}

func appendTo(root *os.Root, name string, lines []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, fileMode)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(lines); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// within works on a plain file of the folder that is there.
func (d Dir) within(name string, work func(*os.Root) error) error {
	if err := checkName(name); err != nil {
		return err
	}
	root, err := os.OpenRoot(d.Root)
	if err != nil {
		return d.wrong(err)
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("it is a link or no file")
	default:
		err = work(root)
	}
	if err != nil {
		return fmt.Errorf("export folder %s: %s: %w", d.Root, name, short(err))
	}
	return nil
}

func (d Dir) wrong(err error) error { return fmt.Errorf("export folder %s: %w", d.Root, short(err)) }
