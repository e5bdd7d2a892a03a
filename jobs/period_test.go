package jobs

import (
	"testing"

	"github.com/mocowork/mocowork/billing"
)

func TestPeriods(t *testing.T) {
	t.Parallel()
	tests := []struct{ period, today, want string }{
		{"", "2026-11-23", "2026-01-01..2026-12-31"},
		{"previous_week", "2026-11-23", "2026-11-16..2026-11-22"}, // a Monday
		{"previous_week", "2026-11-29", "2026-11-16..2026-11-22"}, // a Sunday
		{"previous_week", "2026-01-01", "2025-12-22..2025-12-28"},
		{"previous_month", "2026-11-23", "2026-10-01..2026-10-31"},
		{"previous_month", "2026-01-01", "2025-12-01..2025-12-31"},
		{"previous_month", "2026-03-31", "2026-02-01..2026-02-28"},
		{"previous_quarter", "2026-11-23", "2026-07-01..2026-09-30"},
		{"previous_quarter", "2026-03-31", "2025-10-01..2025-12-31"},
		{"previous_year", "2026-11-23", "2025-01-01..2025-12-31"},
		{"month_to_date", "2026-11-23", "2026-11-01..2026-11-23"},
		{"year_to_date", "2026-11-23", "2026-01-01..2026-11-23"},
	}
	for _, tt := range tests {
		today, err := billing.ParseDate(tt.today)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := (Job{Period: tt.period}).covers(today); err != nil || got.String() != tt.want {
			t.Errorf("%s on %s: got %s, %v, want %s", tt.period, tt.today, got, err, tt.want)
		}
	}
	if _, err := (Job{Name: "x", Period: "fortnight"}).covers(billing.Date{Year: 2026, Month: 1, Day: 1}); err == nil {
		t.Error("an unknown period is taken")
	}
}
