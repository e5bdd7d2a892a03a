package exporters

import "context"

// Progress says how far the making of a file is. Nothing here reads the clock:
// whoever is told knows how long it took.
type Progress struct {
	File  string
	Rows  int // of the data sheet, written so far
	Total int
	Bytes int64 // of the file, written so far
}

// wrote tells how far a format is, and ends its work when the context ends.
// Formats call it about every 64 KiB.
func (b Book) wrote(ctx context.Context, rows int, bytes int64) error {
	if b.watch != nil {
		b.watch(rows, bytes)
	}
	return ctx.Err()
}
