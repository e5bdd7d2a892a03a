package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/plan"
)

const (
	// quiet is how long files must not have changed before they are believed:
	// whoever writes several files, or one in pieces, is done by then.
	quiet = 50 * time.Millisecond
	// patience is how long a reader waits for that.
	patience = 5 * time.Second
)

// steadily calls read with a world whose files it watches, until none of them
// has changed while it was read or a moment before. What comes out is one
// version of all files, whole. The error says that they never came to rest.
func steadily(env configs.Env, read func(configs.Env) (*Checked, error)) (*Checked, error) {
	for began := time.Now(); ; {
		w := &watchedFiles{read: env.ReadFile, texts: map[string][]byte{}}
		watched := env
		watched.ReadFile = w.readFile
		c, err := read(watched)
		restless, wait := w.restless(time.Now)
		if restless == "" {
			if c != nil {
				c.texts = w.texts
			}
			return c, err
		}
		if time.Since(began) > patience {
			return nil, &RefusedError{Reason: fmt.Sprintf("%s is being written all the time: it did not stay the same for %s", restless, quiet)}
		}
		time.Sleep(wait)
	}
}

// watchedFiles are the files that were read, as they were; nil is a file that
// could not be read.
type watchedFiles struct {
	read  func(string) ([]byte, error)
	texts map[string][]byte
}

func (w *watchedFiles) readFile(path string) ([]byte, error) {
	if text := w.texts[path]; text != nil {
		return bytes.Clone(text), nil
	}
	text, err := w.look(path)
	w.texts[path] = text
	return bytes.Clone(text), err
}

// look reads a file. One that is empty is not nil.
func (w *watchedFiles) look(path string) ([]byte, error) {
	text, err := w.read(path)
	if err != nil {
		return nil, err
	}
	return append([]byte{}, text...), nil
}

// restless is a file that is not, or not for long enough, as it was read; ""
// if there is none. wait is how long it is to be left alone.
func (w *watchedFiles) restless(now func() time.Time) (path string, wait time.Duration) {
	for _, path := range slices.Sorted(maps.Keys(w.texts)) {
		was := w.texts[path]
		if text, _ := w.look(path); (text == nil) != (was == nil) || !bytes.Equal(text, was) {
			return path, quiet
		}
		// A clock elsewhere may be ahead: a file of the future says nothing. The
		// clock is read last, or one that is written right now is of the future.
		at := changedAt(path)
		if age := now().Sub(at); age >= 0 && age < quiet {
			return path, quiet - age
		}
	}
	return "", 0
}

// changedAt is when a file's content or name changed last; the writer can't set
// it. It is zero where there is no such file, as in a test.
func changedAt(path string) time.Time {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return time.Time{}
	}
	return time.Unix(st.Ctim.Unix())
}

// text is a file as it was read.
func (c *Checked) text(path string) []byte { return c.texts[path] }

// Files are worker.yaml, the rule files and what else was read as YAML, such as
// base rates, with their hashes and by name. Secrets are none of them.
func (c *Checked) Files() []plan.RuleFile {
	names := map[string]bool{c.Config.Path: true}
	for _, d := range c.Docs {
		if d != nil && c.texts[d.Name] != nil {
			names[d.Name] = true
		}
	}
	var out []plan.RuleFile
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, plan.RuleFile{Name: name, Hash: sum(string(c.texts[name]))})
	}
	return out
}

// Hash identifies what was read: SHA-256 over the names, as seen from
// worker.yaml, and the contents of all files, in hex.
func (c *Checked) Hash() string {
	h := sha256.New()
	dir := filepath.Dir(c.Config.Path)
	for _, f := range c.Files() {
		name, err := filepath.Rel(dir, f.Name)
		if err != nil {
			name = f.Name
		}
		fmt.Fprintf(h, "%s\n%s\n", name, f.Hash)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sum is SHA-256 in hex.
func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}
