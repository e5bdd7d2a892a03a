package calendar

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mocowork/mocowork/test/report"
)

// TestF69_MonthEnds runs monthly schedules on the days that not every month
// has, over ten years: L is the last day of each month, twelve runs a year; 29,
// 30 and 31 run where the day exists and nowhere else, and are warned of.
func TestF69_MonthEnds(t *testing.T) {
	t.Parallel()
	row := report.Row{ID: "F69", Min: 4 * 120 * 3, Note: "L, 29, 30 and 31 over ten years in three zones"}
	for _, name := range []string{"Europe/Berlin", "Europe/Zurich", "Europe/Lisbon"} {
		loc := zone(t, name)
		from, until := time.Date(2024, 1, 1, 0, 0, 0, 0, loc), time.Date(2034, 1, 1, 0, 0, 0, 0, loc)
		for _, day := range []string{"L", "29", "30", "31"} {
			c := cron(t, "30 2 "+day+" * *") // also where the clocks change: 31 March, 31 October, 30 March, 29 October
			var got []string
			for tick := range c.Ticks(from.Add(-time.Second), until.Add(-time.Second), loc) {
				got = append(got, tick.Identity)
			}
			for month := from; month.Before(until); month = month.AddDate(0, 1, 0) {
				row.Runs++
				row.Fired++
				last := month.AddDate(0, 1, -1).Day()
				d, want := last, 1
				if day != "L" {
					if _, err := fmt.Sscan(day, &d); err != nil {
						t.Fatal(err)
					}
				}
				if d > last {
					want = 0
					if !slices.Contains(c.ShortMonths(), month.Month()) {
						t.Errorf("day %s: no warning of %s", day, month.Month())
						row.Missing++
					}
				}
				n := 0
				for _, id := range got {
					if id == fmt.Sprintf("%s-%02dT02:30", month.Format("2006-01"), d) {
						n++
					}
				}
				row.Dup += max(0, n-want)
				row.Missing += max(0, want-n)
			}
			if day == "L" && len(got) != 120 || len(got) == 0 || len(c.ShortMonths()) == 0 != (day == "L") {
				t.Errorf("day %s in %s: %d runs, warned of %v", day, name, len(got), c.ShortMonths())
				row.Missing++
			}
		}
	}
	report.Print(t, row)
}
