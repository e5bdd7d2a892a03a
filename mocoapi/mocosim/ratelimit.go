package mocosim

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter says whether and how a 429 tells when to come back. MOCO documents no such header.
type RetryAfter int

// The forms of Retry-After.
const (
	RetryAfterNone RetryAfter = iota
	RetryAfterSeconds
	RetryAfterDate
)

// Rate is a limit of Requests in any window of Per, refused requests not counted. The zero value is MOCO's standard
// plan, 120 requests in two minutes.
type Rate struct {
	Requests   int
	Per        time.Duration
	RetryAfter RetryAfter
	// Now is the clock of the window; nil means the account's. A demo whose account lives on another day needs its own.
	Now func() time.Time
	// Off lets everything pass.
	Off bool
}

// limiter is a sliding window over the times of the requests let through. Its user holds the server's lock.
type limiter struct {
	rate  Rate
	times []time.Time
}

func newLimiter(r Rate, now func() time.Time) limiter {
	if r.Requests == 0 {
		r.Requests = 120
	}
	if r.Per == 0 {
		r.Per = 2 * time.Minute
	}
	if r.Now == nil {
		r.Now = now
	}
	return limiter{rate: r}
}

// take counts one request, or gives the answer that refuses it.
func (l *limiter) take() (reply, bool) {
	if l.rate.Off {
		return reply{}, false
	}
	now := l.rate.Now()
	for len(l.times) > 0 && now.Sub(l.times[0]) >= l.rate.Per {
		l.times = l.times[1:]
	}
	if len(l.times) < l.rate.Requests {
		l.times = append(l.times, now)
		return reply{}, false
	}
	return tooMany(l.rate.RetryAfter, now, l.times[0].Add(l.rate.Per).Sub(now)), true
}

func tooMany(form RetryAfter, now time.Time, wait time.Duration) reply {
	rep := message(http.StatusTooManyRequests, "Too many requests")
	seconds := int((wait + time.Second - 1) / time.Second)
	switch form {
	case RetryAfterSeconds:
		rep.header = map[string]string{"Retry-After": strconv.Itoa(seconds)}
	case RetryAfterDate:
		at := now.Add(time.Duration(seconds) * time.Second)
		rep.header = map[string]string{"Retry-After": at.UTC().Format(http.TimeFormat)}
	}
	return rep
}
