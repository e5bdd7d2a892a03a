package calendar

import "testing"

// Every country whose holidays are known says where they come from.
func TestHolidaySources(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range HolidaySources() {
		known[s.Country] = s.Text != "" && !s.Date.IsZero()
	}
	for _, c := range countries() {
		if !known[c.code] {
			t.Errorf("%s has no source or no date", c.code)
		}
	}
}
