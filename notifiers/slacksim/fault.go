package slacksim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Fault is something that goes wrong on purpose.
type Fault struct {
	// Method it applies to, such as "chat.postMessage" or "upload"; "" for all.
	Method string
	// Channel it applies to, by id; "" for all.
	Channel string
	Skip    int // calls that it lets through first
	Times   int // how often it happens; 0 means once, -1 always

	// Exactly one of the following, or none for a delay alone.
	Code       string // HTTP 200 with ok:false and this error
	Status     int    // this HTTP status with a page of HTML
	Drop       bool   // the connection is cut without an answer
	RetryAfter string // with Status 429: the header's text; "" leaves it out

	// Commit carries the call out before it fails.
	Commit bool
	Delay  time.Duration // before the answer
}

// Inject adds a fault. Several wait in line; a call takes the first that
// applies.
func (s *Sim) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, f)
}

// takeFault finds the fault of a call and uses it up.
func (s *Sim) takeFault(method, channel string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.faults {
		f := &s.faults[i]
		if f.Times == 0 || f.Method != "" && f.Method != method || f.Channel != "" && f.Channel != channel {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return *f, true
	}
	return Fault{}, false
}

// fails reports whether the call ends badly, rather than late.
func (f Fault) fails() bool { return f.Code != "" || f.Status != 0 || f.Drop }

// write gives the fault's answer.
func (f Fault) write(w http.ResponseWriter) {
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler) // net/http's own way to cut a connection
	case f.Status != 0:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		w.Write([]byte("<html><body>" + strconv.Itoa(f.Status) + "</body></html>"))
	default:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		json.NewEncoder(w).Encode(refuse(f.Code)) // a reader that has gone needs no answer
	}
}
