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
	// Whoever sees the file under its name sees it locked.
	if p.file, err = lock(p.path(p.owner) + ".new"); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	if err := os.Rename(p.file.Name(), p.path(p.owner)); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	return p, os.Mkdir(p.temp(p.owner), 0o700)
}

// temp is a folder for the process's unfinished files. Whatever a process
// leaves there goes with it.
func (p *process) temp(owner string) string { return filepath.Join(p.dir, owner+".tmp") }

func (p *process) path(owner string) string { return filepath.Join(p.dir, owner+".lock") }

// doorSuffix ends the name of the file that says how a serving process is asked.
const doorSuffix = ".door"

func (p *process) door(owner string) string { return filepath.Join(p.dir, owner+doorSuffix) }

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

// vanished are the processes of this folder that have ended without tidying up
// after themselves.
func (p *process) vanished() (owners []string) {
	files, err := filepath.Glob(filepath.Join(p.dir, "*.lock"))
	if err != nil {
		return nil
	}
	for _, f := range files {
		owner := strings.TrimSuffix(filepath.Base(f), ".lock")
		if !p.alive(owner) {
			owners = append(owners, owner)
		}
	}
	return owners
}

// here reports whether a process is one of this host. Locks need not reach
// others that share the folder.
func (p *process) here(owner string) bool { return hostOf(owner) == hostOf(p.owner) }

// hostOf cuts the process's number and its random part off its name.
func hostOf(owner string) string {
	parts := strings.Split(owner, ".")
	return strings.Join(parts[:max(0, len(parts)-2)], ".")
}

// bury removes what is left of processes that have ended.
func (p *process) bury(owners []string) {
	for _, owner := range owners {
		os.RemoveAll(p.temp(owner))
		os.Remove(p.door(owner))
		os.Remove(p.path(owner))
	}
}

func (p *process) close() {
	if p.file != nil {
		os.RemoveAll(p.temp(p.owner))
		os.Remove(p.path(p.owner))
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
