package mocoapi

import "github.com/mocowork/mocowork/internal/fault"

// Kind is what an error means for the caller, whatever caused it.
type Kind = fault.Kind

// The kinds of errors.
const (
	KindTemporary = fault.Temporary // nothing happened; another try may succeed
	KindThrottled = fault.Throttled // MOCO asks to wait; nothing happened
	KindUnsure    = fault.Unsure    // a write may have happened: read before you write again
	KindGone      = fault.Gone      // there is no such object (any more)
	KindInvalid   = fault.Invalid   // the request is refused as it is
	KindAuth      = fault.Auth      // the key is refused
	KindPermanent = fault.Permanent // another try would not help
)

// KindOf is the kind of the outermost error of this package in err's chain. The
// end of a context is KindTemporary; anything else is KindPermanent.
func KindOf(err error) Kind { return fault.KindOf(err) }
