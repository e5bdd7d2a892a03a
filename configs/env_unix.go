//go:build unix

package configs

import (
	"io/fs"
	"syscall"
)

// access gives a file's mode, and whether root owns it.
func access(i fs.FileInfo) (fs.FileMode, bool) {
	s, ok := i.Sys().(*syscall.Stat_t)
	return i.Mode(), ok && s.Uid == 0
}

// NoCoreFiles keeps a crash from writing this process's memory, and the keys in
// it, to a file. That it fails is no reason not to work.
func NoCoreFiles() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
