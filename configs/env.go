package configs

import (
	"io/fs"
	"os"
	"time"
)

// Env is the world that a configuration is read in. Functions may be nil: then
// nothing is set and no file exists.
type Env struct {
	LookupEnv func(name string) (string, bool)
	// Environ lists the variables as NAME=value, to find misspelt ones.
	Environ  func() []string
	ReadFile func(path string) ([]byte, error)
	Stat     func(path string) (FileInfo, error)
	// Names lists the files of a folder, for suggestions.
	Names func(dir string) []string
	// Now is used only to warn about schedules that a clock change hits soon;
	// zero: no such warning.
	Now time.Time
}

// FileInfo is what matters about a file that holds a secret.
type FileInfo struct {
	Mode fs.FileMode
	Size int64
	// OwnedByRoot: a file that the process can't have made, such as a mounted
	// secret.
	OwnedByRoot bool
}

// OS is the real world at a time.
func OS(now time.Time) Env {
	return Env{LookupEnv: os.LookupEnv, Environ: os.Environ, ReadFile: os.ReadFile, Stat: stat, Names: names, Now: now}
}

func stat(path string) (FileInfo, error) {
	i, err := os.Stat(path)
	if err != nil {
		return FileInfo{}, err
	}
	mode, root := access(i)
	return FileInfo{Mode: mode, Size: i.Size(), OwnedByRoot: root}, nil
}

func names(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // only a suggestion is lost
	}
	out := make([]string, len(entries))
	for i, e := range entries {
		out[i] = e.Name()
	}
	return out
}

func (e Env) lookup(name string) (string, bool) {
	if e.LookupEnv == nil {
		return "", false
	}
	return e.LookupEnv(name)
}

func (e Env) read(path string) ([]byte, error) {
	if e.ReadFile == nil {
		return nil, fs.ErrNotExist
	}
	return e.ReadFile(path)
}

func (e Env) stat(path string) (FileInfo, error) {
	if e.Stat == nil {
		return FileInfo{}, fs.ErrNotExist
	}
	return e.Stat(path)
}

func (e Env) list(dir string) []string {
	if e.Names == nil {
		return nil
	}
	return e.Names(dir)
}
