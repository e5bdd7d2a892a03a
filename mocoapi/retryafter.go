package mocoapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxAfter caps what a server may ask for: a mistyped Retry-After must not
// stop an installation for days.
const maxAfter = 10 * time.Minute

// retryAfter is the wait that an answer asks for, by seconds or by date, at
// most 10 minutes; 0 if it names none that can be understood. A date is
// compared with the answer's own Date, so that a wrong clock here does no
// harm.
func retryAfter(h http.Header, now time.Time) time.Duration {
	s := strings.TrimSpace(h.Get("Retry-After"))
	seconds, err := strconv.ParseInt(s, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange) && s[0] != '-', seconds > int64(maxAfter/time.Second):
		return maxAfter
	case err == nil:
		return max(0, time.Duration(seconds)*time.Second)
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	if date := serverDate(h); !date.IsZero() {
		now = date
	}
	return min(max(0, at.Sub(now)), maxAfter)
}

// serverDate is the answer's Date, zero if it has none.
func serverDate(h http.Header) time.Time {
	t, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
