// Package configs reads worker.yaml: keys, schedule, channels, limits. It
// finds all mistakes in one pass, each with its place, and starts nothing.
//
// Every key is one line of [Fields]: its meaning, default and form. The
// reader, the JSON Schema and the reference for people all follow from it. To
// add a key: a line there, and a line in the section's reader.
package configs
