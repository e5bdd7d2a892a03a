package billing_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// TestPeriodName names periods and reads the names back.
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
		p := billing.Period{From: day(c.from), To: day(c.to)}
		if got := p.Name(); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
		if got, err := billing.ParsePeriod(c.want); err != nil || got != p {
			t.Errorf("%s is read as %s, %v", c.want, got, err)
		}
	}
	for _, bad := range []string{"", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-W54", "2026-W00", "2026-1", "2026-10-05", "2026-10-05..2026-10-04", "2026-11-01..2026-11-31", "2026-10x", " 2026", "x"} {
		if p, err := billing.ParsePeriod(bad); err == nil {
			t.Errorf("%q is read as %s", bad, p)
		}
	}
	if p, err := billing.ParsePeriod("2026-11-01..2026-11-23"); err != nil || p.String() != "2026-11-01..2026-11-23" {
		t.Errorf("with two points: %s, %v", p, err)
	}
	if got := (billing.Period{}).Name(); got != "" {
		t.Errorf("no period: %q", got)
	}
}

func TestPeriodBefore(t *testing.T) {
	t.Parallel()
	date := func(y int, m time.Month, d int) billing.Date { return billing.Date{Year: y, Month: m, Day: d} }
	for name, tt := range map[string]struct{ p, want billing.Period }{
		"month":  {billing.Period{date(2026, 10, 1), date(2026, 10, 31)}, billing.Period{date(2025, 1, 1), date(2026, 9, 30)}},
		"year":   {billing.YearOf(date(2026, 5, 5)), billing.Period{date(2025, 1, 1), date(2025, 12, 31)}},
		"longer": {billing.Period{date(2024, 12, 1), date(2026, 1, 31)}, billing.Period{}},
	} {
		if got := tt.p.Before(); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
