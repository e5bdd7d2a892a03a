package exporters

import (
	"context"
	"io"
)

// Shelf is a sink whose files stay where they can be looked at again: a folder
// or a bucket. A name that checkName refuses is refused by all of its methods,
// so that no manifest, whoever wrote it, leads out of the place.
type Shelf interface {
	Sink
	// String is the place for people; it holds no secret.
	String() string
	// Files are the names of the files in it, sorted, without the manifest and
	// without what is unfinished.
	Files(ctx context.Context) ([]string, error)
	// Open reads a file. The error is fs.ErrNotExist if there is none.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Remove deletes a file.
	Remove(ctx context.Context, name string) error
	// Append adds lines to a file, and makes it if there is none.
	Append(ctx context.Context, name string, lines []byte) error
}
