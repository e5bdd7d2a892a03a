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
		{rates[1], 96, 8},   // and 24 for people
		{rates[2], 1170, 10},
		{rates[3], 960, 80},
		{rates[4], 2, 1},
		{rates[5], 1, 1},
		{Rate{Limit: 1, Window: time.Second}, 1, 1},
		{Rate{Limit: 120, Window: time.Minute, KeepFree: 0.9}, 12, 1},
		{Rate{Limit: 600, Window: 10 * time.Second}, 575, 10},
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
// moments of its requests. share says what each of them is for.
func greedy(b bucket, from, until int64, tat *int64, share func(i int) Share) []int64 {
	var sent []int64
	for now := from; now < until; {
		next, wait, taken := b.take(now, *tat, share(len(sent)))
		*tat = next
		now += wait
		if taken {
			sent = append(sent, now)
		}
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
	kinds := map[string]func(int) Share{
		"pulls": func(int) Share { return Pull }, "letters": func(int) Share { return Going }, "all": func(i int) Share { return Share(i % 3) },
	}
	for _, r := range rates {
		for kind, share := range kinds {
			t.Run(fmt.Sprintf("%d in %s less %.0f%% %s", r.Limit, r.Window, r.KeepFree*100, kind), func(t *testing.T) {
				t.Parallel()
				b, window := r.bucket(), r.Window.Microseconds()
				tat := int64(0)
				const start = int64(1_795_000_000_000_000)
				sent := greedy(b, start, start+windows*window, &tat, share)
				if got, want := len(sent), windows*r.Use()*9/10; got < want {
					t.Errorf("%d requests in %d windows, want at least %d", got, windows, want)
				}
				// After a rest of three windows the burst is there again.
				start2 := start + (windows+3)*window
				sent = append(sent, greedy(b, start2, start2+2*window, &tat, share)...)
				use, burst := r.split()
				if got := most(sent, window); got > use+burst || got > r.Limit {
					t.Errorf("%d requests within one window, the budget is %d and %d of %d", got, use, burst, r.Limit)
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

// However long pulls take all they get, a letter finds its share, and one that
// is under way goes before one that begins.
func TestSharesThatAreLeft(t *testing.T) {
	t.Parallel()
	for _, r := range rates {
		b, tat := r.bucket(), int64(0)
		const start = int64(1_795_000_000_000_000)
		end := start + 3*r.Window.Microseconds()
		greedy(b, start, end, &tat, func(int) Share { return Pull })
		free := map[Share]int64{}
		for _, s := range []Share{Begin, Going} {
			for {
				next, wait, taken := b.take(end, tat, s)
				if wait > 0 {
					if taken && wait > ahead || !taken && wait <= ahead {
						t.Errorf("%+v: share %d waits %d µs, and it is %t that it has its token", r, s, wait, taken)
					}
					break
				}
				tat, free[s] = next, free[s]+1
			}
		}
		// One more where the pulls' last token was not taken ahead.
		if got, want := free[Begin], b.hold[Pull]-b.hold[Begin]; got > want+1 || got < want-ahead/b.interval-1 {
			t.Errorf("%+v: %d letters begin at once beside the pulls, want %d", r, got, want)
		}
		if got, want := free[Going], b.hold[Begin]; got != want {
			t.Errorf("%+v: %d reads at once beside them, want %d", r, got, want)
		}
	}
}

// Who waits has its place in the line, as long as that is near.
func TestTokensTakenAhead(t *testing.T) {
	t.Parallel()
	b, tat := Rate{Limit: 600, Window: 10 * time.Second}.bucket(), int64(0)
	const now = int64(1_795_000_000_000_000)
	last := int64(-1)
	for n := range 100 {
		next, wait, taken := b.take(now, tat, Going)
		switch {
		case !taken:
			if want := b.burst + ahead/b.interval; int64(n) != want || next != tat {
				t.Fatalf("%d tokens were taken, want %d; tat moved by %d", n, want, next-tat)
			}
			return
		case wait < last:
			t.Fatalf("token %d waits %d µs, the one before %d", n, wait, last)
		}
		tat, last = next, wait
	}
	t.Error("there is no end")
}

// A clock that is set back, or another rate, leaves a tat far ahead. It must
// not stop everything until the clock comes there again.
func TestTakeAfterAClockJump(t *testing.T) {
	t.Parallel()
	b := rates[0].bucket()
	const now = int64(1_795_000_000_000_000)
	tat := now + time.Hour.Microseconds()
	tat, wait, taken := b.take(now, tat, Going)
	if wait != b.interval+ahead || taken || tat != now+b.burst*b.interval+ahead {
		t.Fatalf("waits %d µs, tat %d ahead", wait, tat-now)
	}
	if _, wait, _ = b.take(now+wait, tat, Going); wait != 0 {
		t.Errorf("waits %d µs more", wait)
	}
	if next, wait, _ := b.take(now+time.Hour.Microseconds(), tat, Going); wait != 0 || next != now+time.Hour.Microseconds()+b.interval {
		t.Errorf("a clock that jumps ahead: wait %d", wait)
	}
}
