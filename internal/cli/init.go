package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

type initCmd struct {
	Dir   string `arg:"" optional:"" default:"." help:"The folder; it is made if missing."`
	Force bool   `help:"Write over files that are there."`
}

// Run writes the commented example and the schemas for editors.
func (c *initCmd) Run(_ context.Context, w *World, f *flags) error {
	files, err := exampleFiles()
	if err != nil {
		return err
	}
	if !c.Force {
		for _, file := range files {
			if _, err := os.Stat(filepath.Join(c.Dir, file.name)); !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s is there already; --force writes over it", filepath.Join(c.Dir, file.name))
			}
		}
	}
	for _, file := range files {
		path := filepath.Join(c.Dir, file.name)
		if err := writeFile(path, file.data); err != nil {
			return err
		}
		if f.JSON {
			if err := emit(w.Stdout, "file", map[string]string{"path": path}); err != nil {
				return err
			}
		} else {
			fmt.Fprintf(w.Stdout, "  wrote %s\n", path)
		}
	}
	if !f.JSON {
		fmt.Fprintf(w.Stdout, "\nNext: put your account into %s, your read key into MOCO_READ_KEY, then\n  %s doctor\n  %s plan overdue-daily\n",
			filepath.Join(c.Dir, "worker.yaml"), w.Exe, w.Exe)
	}
	return nil
}

type exampleFile struct {
	name string
	data []byte
}

func exampleFiles() ([]exampleFile, error) {
	var out []exampleFile
	example := configs.Example()
	err := fs.WalkDir(example, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(example, path)
		out = append(out, exampleFile{path, data})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, s := range []struct {
		name string
		of   func() ([]byte, error)
	}{{"rules", rules.Schema}, {"letters", rules.LettersSchema}, {"tests", ruletest.Schema}} {
		data, err := s.of()
		if err != nil {
			return nil, err
		}
		out = append(out, exampleFile{".schema/" + s.name + ".schema.json", data})
	}
	return append(out, exampleFile{".schema/config.schema.json", configs.Schema()}), nil
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
