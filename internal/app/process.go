package app

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// process names this process in claims, and lets others on the same machine
// find out whether it still lives: it holds a lock on a file of its own.
type process struct {
	owner string
	dir   string
	file  *os.File
}

func newProcess(dataDir string) (*process, error) {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	b := make([]byte, 3)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	p := &process{dir: filepath.Join(dataDir, "processes")}
	p.owner = fmt.Sprintf("%s.%d.%s", strings.ReplaceAll(host, "/", "_"), os.Getpid(), hex.EncodeToString(b))
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	p.sweep()
	if p.file, err = lock(p.path(p.owner)); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	return p, os.Mkdir(p.temp(p.owner), 0o700)
}

// temp is a folder for the process's unfinished files. Whatever a process
// leaves there goes with it.
func (p *process) temp(owner string) string { return filepath.Join(p.dir, owner+".tmp") }

func (p *process) path(owner string) string { return filepath.Join(p.dir, owner+".lock") }

// alive reports whether the process with that name still runs. Nobody can
// hold the lock of a process that has ended, whichever way it ended.
func (p *process) alive(owner string) bool {
	if owner == p.owner {
		return true
	}
	f, err := os.OpenFile(p.path(owner), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil
}

// sweep removes what is left of processes that have ended.
func (p *process) sweep() {
	files, err := filepath.Glob(filepath.Join(p.dir, "*.lock"))
	if err != nil {
		return
	}
	for _, f := range files {
		owner := strings.TrimSuffix(filepath.Base(f), ".lock")
		if !p.alive(owner) {
			os.RemoveAll(p.temp(owner))
			os.Remove(f)
		}
	}
}

func (p *process) close() {
	if p.file != nil {
		os.RemoveAll(p.temp(p.owner))
		os.Remove(p.file.Name())
		p.file.Close()
	}
}

// lock makes a file and holds it; the system lets go of it when the process
// ends.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
