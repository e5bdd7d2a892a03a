package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// rates are MOCO's two, with and without a share for people, and two short
// ones as tests use them.
var rates = []Rate{
	{Limit: 120, Window: 2 * time.Minute},
	{Limit: 120, Window: 2 * time.Minute, KeepFree: 0.2},
	{Limit: 1200, Window: 2 * time.Minute},
	{Limit: 1200, Window: 2 * time.Minute, KeepFree: 0.2},
	{Limit: 5, Window: 10 * time.Second},
	{Limit: 2, Window: time.Second},
}

func TestRateSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rate       Rate
		use, burst int
	}{
		{rates[0], 108, 10}, // measured: at most 118 in any 2 minutes, 119 with jitter
		{rates[1], 87, 9},
		{rates[2], 1081, 99},
		{rates[3], 879, 81},
		{rates[4], 2, 1},
		{rates[5], 1, 1},
		{Rate{Limit: 1, Window: time.Second}, 1, 1},
		{Rate{Limit: 120, Window: time.Minute, KeepFree: 0.9}, 10, 2},
		{Rate{}, 1, 1},
	}
	for _, tt := range tests {
		use, burst := tt.rate.split()
		if use != tt.use || burst != tt.burst || tt.rate.Use() != tt.use {
			t.Errorf("%+v: %d and a burst of %d, want %d and %d", tt.rate, use, burst, tt.use, tt.burst)
		}
		if b := tt.rate.bucket(); b.interval < 1 || b.interval*int64(use) < tt.rate.Window.Microseconds() {
			t.Errorf("%+v: an interval of %d µs lets more than %d through", tt.rate, b.interval, use)
		}
	}
}

// greedy asks again as soon as it may, for so many windows, and returns the
// moments of its requests. write says which requests are write-backs.
func greedy(b bucket, from, until int64, tat *int64, write func(i int) bool) []int64 {
	var sent []int64
	for now := from; now < until; {
		next, wait := b.take(now, *tat, write(len(sent)))
		*tat = next
		if wait == 0 {
			sent = append(sent, now)
		}
		now += wait
	}
	return sent
}

// most is the largest number of moments in any window that begins with one of
// them, which is the worst of all sliding and of all fixed windows.
func most(sent []int64, window int64) int {
	worst, first := 0, 0
	for i, at := range sent {
		for at-sent[first] >= window {
			first++
		}
		worst = max(worst, i-first+1)
	}
	return worst
}

func TestGreedyClientStaysBelowTheLimit(t *testing.T) {
	t.Parallel()
	const windows = 20
	kinds := map[string]func(int) bool{
		"reads": func(int) bool { return false }, "writes": func(int) bool { return true }, "both": func(i int) bool { return i%3 == 0 },
	}
	for _, r := range rates {
		for kind, write := range kinds {
			t.Run(fmt.Sprintf("%d in %s less %.0f%% %s", r.Limit, r.Window, r.KeepFree*100, kind), func(t *testing.T) {
				t.Parallel()
				b, window := r.bucket(), r.Window.Microseconds()
				tat := int64(0)
				const start = int64(1_795_000_000_000_000)
				sent := greedy(b, start, start+windows*window, &tat, write)
				if got, want := len(sent), windows*r.Use()*9/10; got < want {
					t.Errorf("%d requests in %d windows, want at least %d", got, windows, want)
				}
				// After a rest of three windows the burst is there again.
				start2 := start + (windows+3)*window
				sent = append(sent, greedy(b, start2, start2+2*window, &tat, write)...)
				budget := float64(r.Limit)
				if r.KeepFree > 0 {
					budget *= 1 - r.KeepFree
				}
				if got := most(sent, window); float64(got) > budget {
					t.Errorf("%d requests within one window, the budget is %.0f of %d", got, budget, r.Limit)
				}
				// Two seconds of jitter in two minutes on the way to MOCO.
				jitter := rand.New(rand.NewPCG(1, 2))
				for i := range sent {
					sent[i] += jitter.Int64N(window/60 + 1)
				}
				slices.Sort(sent)
				if got := most(sent, window); got > r.Limit {
					t.Errorf("%d requests within one window as MOCO sees them, the limit is %d", got, r.Limit)
				}
			})
		}
	}
}

// However long reads take all they get, a write-back finds its share.
func TestReadsLeaveTheWriteShare(t *testing.T) {
	t.Parallel()
	for _, r := range rates {
		b, tat := r.bucket(), int64(0)
		const start = int64(1_795_000_000_000_000)
		end := start + 3*r.Window.Microseconds()
		greedy(b, start, end, &tat, func(int) bool { return false })
		free := int64(0)
		for {
			next, wait := b.take(end, tat, true)
			if wait > 0 {
				if wait > b.interval {
					t.Errorf("%+v: the next write waits %d µs, more than one interval of %d", r, wait, b.interval)
				}
				break
			}
			tat, free = next, free+1
		}
		if want := int64(r.bucket().burst / 2); free < want || free > want+1 {
			t.Errorf("%+v: %d writes at once beside the reads, want %d", r, free, want)
		}
		if _, wait := b.take(end, tat, false); b.reserve > 0 && wait < b.interval*b.reserve/2 {
			t.Errorf("%+v: a read after them waits %d µs only", r, wait)
		}
	}
}

// A clock that is set back, or another rate, leaves a tat far ahead. It must
// not stop everything until the clock comes there again.
func TestTakeAfterAClockJump(t *testing.T) {
	t.Parallel()
	b := rates[0].bucket()
	const now = int64(1_795_000_000_000_000)
	tat := now + time.Hour.Microseconds()
	tat, wait := b.take(now, tat, true)
	if wait != b.interval || tat != now+b.burst*b.interval {
		t.Fatalf("waits %d µs, tat %d ahead", wait, tat-now)
	}
	if _, wait = b.take(now+wait, tat, true); wait != 0 {
		t.Errorf("waits %d µs more", wait)
	}
	if next, wait := b.take(now+time.Hour.Microseconds(), tat, true); wait != 0 || next != now+time.Hour.Microseconds()+b.interval {
		t.Errorf("a clock that jumps ahead: wait %d", wait)
	}
}
