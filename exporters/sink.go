package exporters

import "context"

// Sink takes finished files to a place. A delivery happens completely or not at
// all, and may be repeated: the same file in the same place is one file.
type Sink interface {
	// Deliver puts the file into its place. Its errors carry a fault.Kind.
	Deliver(ctx context.Context, f File) (Receipt, error)
}

// Receipt says where a file was delivered to.
type Receipt struct {
	Place    string // for people and the audit, such as "/var/lib/worker/exports/offene-posten_2026-11-23.xlsx"
	SHA256   string // of the bytes in that place, read back
	Replaced bool   // a file of that name was there before
}
