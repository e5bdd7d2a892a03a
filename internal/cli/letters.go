package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mocowork/mocowork/rules"
)

type rulesLettersCmd struct {
	Dir   string `arg:"" help:"The folder, such as rules/texts; it is made if missing."`
	Force bool   `help:"Write over files that are there."`
}

// Run writes the shipped letters, for somebody who wants to change them.
func (c *rulesLettersCmd) Run(w *World, f *flags) error {
	files, err := rules.ShippedLetters()
	if err != nil {
		return err
	}
	for _, file := range files {
		path := filepath.Join(c.Dir, file.Name)
		if _, err := os.Stat(path); !c.Force && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already; --force writes over it", path)
		}
	}
	for _, file := range files {
		path := filepath.Join(c.Dir, file.Name)
		if err := writeFile(path, file.Data); err != nil {
			return err
		}
		if f.JSON {
			if err := emit(w.Stdout, "file", map[string]string{"path": path}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(w.Stdout, "  wrote %s\n", path)
	}
	if !f.JSON {
		fmt.Fprintf(w.Stdout, "\nNext: change them, write the folder under texts: of the ladder, then\n  %s rules check\n", w.Exe)
	}
	return nil
}
