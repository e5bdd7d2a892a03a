package app

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/exporters"
)

// TestPacing goes through an export of ten seconds, told of every 50 ms.
func TestPacing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	x := &pacing{began: now, shown: now, noted: now}
	shown, noted := 0, 0
	for i := 1; i <= 200; i++ {
		now = now.Add(50 * time.Millisecond)
		show, note, left := x.due(now, exporters.Progress{Rows: i * 100, Total: 20_000})
		if show {
			shown++
		}
		if note {
			noted++
		}
		if want := 10*time.Second - time.Duration(i)*50*time.Millisecond; (left - want).Abs() > time.Second {
			t.Fatalf("after %d rows %v are left, want %v", i*100, left, want)
		}
	}
	if shown != 100 || noted != 2 {
		t.Errorf("shown %d times and noted %d times, want 100 and 2", shown, noted)
	}
	if _, _, left := x.due(now, exporters.Progress{Total: 5}); left != 0 {
		t.Errorf("before the first row %v are left", left)
	}
}
