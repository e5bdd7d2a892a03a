// Package diag finds and prints problems in files that people write: each
// with file, line, column and a caret under the words that are meant.
//
// It reads YAML into a tree whose every node knows its place ([Parse]), binds
// maps of that tree to known keys without reflection ([Bind]), so that all
// problems are found in one pass, and prints them ([Print]).
package diag
