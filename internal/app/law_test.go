package app

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/legal"
)

// The doctor says whether today's base rate is known, and how well.
func TestLookLaw(t *testing.T) {
	t.Parallel()
	now := func(year int) func() time.Time {
		return func() time.Time { return time.Date(year, 3, 1, 7, 0, 0, 0, time.UTC) }
	}
	for _, x := range []struct {
		country legal.Country
		now     func() time.Time
		mark    jobs.Mark
		says    string
	}{
		{"", now(2026), "", ""},
		{legal.Germany, now(2026), jobs.OK, "base rate 1.27 % from 2026-01-01 on (Deutsche Bundesbank"},
		{legal.Germany, func() time.Time { return time.Date(2026, 8, 1, 7, 0, 0, 0, time.UTC) }, jobs.Unclear, "from 2026-07-01 on comes from a secondary source"},
		{legal.Germany, now(2027), jobs.Unclear, "no base rate of DE is known for the half-year from 2027-01-01"},
		{legal.Austria, now(2026), jobs.Unclear, "no base rate of AT is known"},
		{legal.Switzerland, now(2027), jobs.OK, "interest of 5 % a year"},
	} {
		rates, err := legal.Shipped(x.country)
		if err != nil {
			t.Fatal(err)
		}
		a := &App{Config: &configs.Config{Timezone: time.UTC, Legal: legal.Profile{Country: x.country, Rates: rates}}, opt: Options{Now: x.now}}
		got := a.lookLaw(t.Context())
		if x.says == "" {
			if got != nil {
				t.Errorf("%+v", got)
			}
			continue
		}
		if len(got) != 1 || got[0].Mark != x.mark || !strings.Contains(got[0].Text, x.says) {
			t.Errorf("%s: %+v, want %q", x.country, got, x.says)
		}
	}
}
