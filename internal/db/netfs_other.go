//go:build !linux

package db

// networkFileSystem can't tell on this system.
func networkFileSystem(string) string { return "" }
