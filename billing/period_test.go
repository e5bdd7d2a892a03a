package billing_test

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func TestPeriodName(t *testing.T) {
	t.Parallel()
	day := func(s string) billing.Date {
		d, err := billing.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ from, to, want string }{
		{"2026-01-01", "2026-12-31", "2026"},
		{"2026-10-01", "2026-12-31", "2026-Q4"},
		{"2026-02-01", "2026-04-30", "2026-02-01_2026-04-30"},
		{"2028-02-01", "2028-02-29", "2028-02"},
		{"2026-12-01", "2026-12-31", "2026-12"},
		{"2026-11-16", "2026-11-22", "2026-W47"},
		{"2024-12-30", "2025-01-05", "2025-W01"},
		{"2026-11-01", "2026-11-23", "2026-11-01_2026-11-23"},
		{"2025-01-01", "2026-12-31", "2025-01-01_2026-12-31"},
	} {
		if got := (billing.Period{From: day(c.from), To: day(c.to)}).Name(); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if got := (billing.Period{}).Name(); got != "" {
		t.Errorf("no period: %q", got)
	}
}
