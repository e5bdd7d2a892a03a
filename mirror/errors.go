package mirror

import (
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
)

// ErrNotRead says that a data set that decisions need was never read
// completely. It is wrapped with the data set's name.
var ErrNotRead = errors.New("was never read completely from MOCO")

// errNoID is why an object without a usable id can't be used.
var errNoID = errors.New("the object has no id")

// ChangedError says that a list of MOCO changed each time that it was read, so
// that rows may be missing. Its kind is Temporary.
type ChangedError struct {
	Kind  string
	Read  int // distinct objects read in the last attempt
	Total int // MOCO's count at its end; -1 if it does not say
}

// FaultKind is Temporary: reading the list again may succeed.
func (e *ChangedError) FaultKind() fault.Kind { return fault.Temporary }

// Error is a sentence for people.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("MOCO's list changed while reading, %d times over; %d of %d read; try again when less is going on in the account", attempts, e.Read, e.Total)
}

// DropError says that a complete list of MOCO lacks so many known objects that
// nothing was marked as gone. PullOptions.AcceptDrop overrules it. Its kind is
// Permanent: a person decides.
type DropError struct {
	Kind  string
	Known int       // objects in the mirror
	Now   int       // objects in MOCO's list
	Since time.Time // the last complete list, in UTC
}

// FaultKind is Permanent: repeating changes nothing.
func (e *DropError) FaultKind() fault.Kind { return fault.Permanent }

// Error is a sentence for people.
func (e *DropError) Error() string {
	since := ""
	if !e.Since.IsZero() {
		since = " on " + e.Since.Format(time.DateOnly)
	}
	return fmt.Sprintf("MOCO had %d%s and lists %d now: refused, nothing was marked as deleted; look into MOCO, and if it is right, repeat with --accept-drop", e.Known, since, e.Now)
}
