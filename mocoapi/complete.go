package mocoapi

import (
	"fmt"

	"github.com/mocowork/mocowork/internal/fault"
)

// Incomplete says that a list was read to its end and is not whole.
type Incomplete struct {
	Path  string // of the list; "" if not known
	Total int    // X-Total of the last page
	Read  int    // distinct objects read
	// Changed: X-Total changed while the list was read, so that even equal
	// numbers would prove nothing.
	Changed bool
}

// Error is one line with both numbers.
func (e *Incomplete) Error() string {
	prefix := ""
	if e.Path != "" {
		prefix = "GET " + e.Path + ": "
	}
	if e.Changed {
		return fmt.Sprintf("%sthe list changed while it was read (%d objects read, MOCO now counts %d); read it again", prefix, e.Read, e.Total)
	}
	return fmt.Sprintf("%s%d objects read, MOCO counts %d; read the list again", prefix, e.Read, e.Total)
}

// FaultKind is Temporary: reading the list again may succeed.
func (e *Incomplete) FaultKind() fault.Kind { return fault.Temporary }

// CheckComplete compares X-Total with the number of distinct objects read. A
// total of -1, for a list without paging headers, is complete. The error is an
// *Incomplete.
func CheckComplete(total, read int) error {
	if total < 0 || total == read {
		return nil
	}
	return &Incomplete{Total: total, Read: read}
}
