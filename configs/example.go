package configs

import (
	"embed"
	"io/fs"
)

//go:embed all:example
var exampleFiles embed.FS

// Example is the folder that "worker init" writes: a commented worker.yaml and
// the first rules.
func Example() fs.FS {
	sub, err := fs.Sub(exampleFiles, "example")
	if err != nil {
		return exampleFiles // can't happen: "example" is a valid path
	}
	return sub
}
