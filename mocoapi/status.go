package mocoapi

import "github.com/mocowork/mocowork/internal/fault"

// readKind is what a status that is not 2xx means for a GET, and whether it is
// worth another try.
func readKind(status int) (kind fault.Kind, again bool) {
	switch {
	case status == 408 || status >= 500, status == 423: // 423: a PDF that is not ready
		return fault.Temporary, true
	case status == 410:
		return fault.Gone, false
	}
	if kind, ok := refusal(status); ok {
		return kind, kind == fault.Throttled
	}
	return fault.Permanent, false
}

// writeKind is what a status that is not 2xx means for a write. Only answers
// of MOCO's own application that say no are a no.
func writeKind(status int) fault.Kind {
	if kind, ok := refusal(status); ok {
		return kind
	}
	return fault.Unsure
}

// refusal lists the statuses with which MOCO certainly did nothing.
func refusal(status int) (fault.Kind, bool) {
	switch status {
	case 400, 409, 422:
		return fault.Invalid, true
	case 401:
		return fault.Auth, true
	case 403, 405:
		return fault.Permanent, true
	case 404:
		return fault.Gone, true
	case 429:
		return fault.Throttled, true
	}
	return 0, false
}
