package mocoapi

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name, value, date string
		want              time.Duration
	}{
		{name: "missing"},
		{name: "seconds", value: "30", want: 30 * time.Second},
		{name: "blanks", value: " 30 ", want: 30 * time.Second},
		{name: "at most 10 minutes", value: "601", want: 10 * time.Minute},
		{name: "absurd", value: "1000000000", want: 10 * time.Minute},
		{name: "beyond 64 bits", value: "99999999999999999999", want: 10 * time.Minute},
		{name: "below 64 bits", value: "-99999999999999999999"},
		{name: "zero", value: "0"},
		{name: "negative", value: "-5"},
		{name: "fraction", value: "1.5"},
		{name: "exponent", value: "1e9"},
		{name: "words", value: "soon"},
		{name: "date", value: "Mon, 23 Nov 2026 12:01:30 GMT", want: 90 * time.Second},
		{name: "date against the server's clock", value: "Mon, 23 Nov 2026 11:56:30 GMT", date: "Mon, 23 Nov 2026 11:55:00 GMT", want: 90 * time.Second},
		{name: "unreadable clock of the server", value: "Mon, 23 Nov 2026 12:01:30 GMT", date: "noon", want: 90 * time.Second},
		{name: "past date", value: "Mon, 23 Nov 2026 11:00:00 GMT"},
		{name: "far date", value: "Mon, 23 Nov 2099 12:00:00 GMT", want: 10 * time.Minute},
	}
	for _, tt := range tests {
		h := http.Header{}
		h.Set("Retry-After", tt.value)
		h.Set("Date", tt.date)
		if got := retryAfter(h, now); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestServerDate(t *testing.T) {
	t.Parallel()
	h := http.Header{"Date": {"Mon, 23 Nov 2026 12:00:00 GMT"}}
	if got, want := serverDate(h), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := serverDate(http.Header{}); !got.IsZero() {
		t.Errorf("without a date: %v", got)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"", "1", "-1", "1e9", "99999999999999999999", "Mon, 23 Nov 2026 12:00:00 GMT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d := retryAfter(http.Header{"Retry-After": {s}}, time.Unix(0, 0)); d < 0 || d > maxAfter {
			t.Errorf("%q gives %v", s, d)
		}
	})
}
