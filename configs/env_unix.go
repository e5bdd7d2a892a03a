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
