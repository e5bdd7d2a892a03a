package calendar

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opts Options
		want string
	}{
		"country": {Options{Country: "FR"}, `country "FR" is unknown (want DE, AT, CH or none)`},
		"region": {
			Options{Country: "AT", Region: "BE"},
			`region "BE" is unknown in AT (want B, K, NOE, OOE, S, ST, T, V or W)`,
		},
		"region alone":    {Options{Region: "BE"}, `region "BE" needs a country (want DE, AT or CH)`},
		"region of none":  {Options{Country: "none", Region: "ZH"}, `region "ZH" needs a country (want DE, AT or CH)`},
		"workday":         {Options{Workdays: []time.Weekday{7}}, `workday 7 is not a day of the week (want 0 for Sunday to 6 for Saturday)`},
		"empty day off":   {Options{DaysOff: []billing.Date{{}}}, `day off number 1 is empty (want YYYY-MM-DD)`},
		"several at once": {Options{Country: "XX", Workdays: []time.Weekday{-1}}, "workday -1 is not a day of the week (want 0 for Sunday to 6 for Saturday)\ncountry \"XX\" is unknown (want DE, AT, CH or none)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(tt.opts)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ country, region, want string }{
		{"", "", "none"}, {"none", "", "none"}, {"NONE", "", "none"},
		{"de", "", "DE"}, {"DE", "be", "DE-BE"}, {"AT", "NÖ", "AT-NOE"}, {"CH", "ZH", "CH-ZH"},
	} {
		if got := place(t, tt.country, tt.region).Place(); got != tt.want {
			t.Errorf("Place of %q %q is %q, want %q", tt.country, tt.region, got, tt.want)
		}
	}
}

func TestZeroCalendar(t *testing.T) {
	t.Parallel()
	var c Calendar
	for d, want := range map[string]bool{"2026-11-20": true, "2026-11-21": false, "2026-11-22": false, "2026-12-25": true} {
		if got := c.IsWorkday(date(t, d)); got != want {
			t.Errorf("IsWorkday(%s) = %v", d, got)
		}
	}
	if got := c.Place(); got != "none" {
		t.Errorf("Place() = %q", got)
	}
}

func TestAbsentDate(t *testing.T) {
	t.Parallel()
	c, none := place(t, "DE", "BE"), billing.Date{}
	if c.IsWorkday(none) {
		t.Error("an absent date is a working day")
	}
	if name, ok := c.Holiday(none); ok {
		t.Errorf("an absent date is %q", name)
	}
	for name, got := range map[string]billing.Date{
		"NextWorkday": c.NextWorkday(none), "Shift": c.Shift(none),
		"AddWorkdays": c.AddWorkdays(none, 3), "AddWorkdays back": c.AddWorkdays(none, -3),
	} {
		if !got.IsZero() {
			t.Errorf("%s of an absent date is %s", name, got)
		}
	}
}

func TestWorkdays(t *testing.T) {
	t.Parallel()
	c, err := New(Options{
		Country: "DE", Region: "BE",
		DaysOff: []billing.Date{date(t, "2026-12-24"), date(t, "2026-12-31")},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		from  string
		n     int
		want  string
		cause string
	}{
		{"2026-11-23", 0, "2026-11-23", "none counted"},
		{"2026-11-23", 1, "2026-11-24", "next day"},
		{"2026-11-20", 1, "2026-11-23", "over a weekend"},
		{"2026-11-21", 1, "2026-11-23", "from a Saturday"},
		{"2026-12-23", 1, "2026-12-28", "days off, Christmas, weekend"},
		{"2026-12-30", 1, "2027-01-04", "over the year's end"},
		{"2026-12-28", -1, "2026-12-23", "back over Christmas"},
		{"2024-02-28", 2, "2024-03-01", "leap day"},
		{"2026-11-23", 20, "2026-12-21", "four weeks"},
	}
	for _, tt := range tests {
		if got := c.AddWorkdays(date(t, tt.from), tt.n); got.String() != tt.want {
			t.Errorf("AddWorkdays(%s, %d) = %s, want %s (%s)", tt.from, tt.n, got, tt.want, tt.cause)
		}
	}
	for from, want := range map[string]string{"2026-11-23": "2026-11-23", "2026-12-24": "2026-12-28", "2026-10-03": "2026-10-05"} {
		if got := c.NextWorkday(date(t, from)); got.String() != want {
			t.Errorf("NextWorkday(%s) = %s, want %s", from, got, want)
		}
	}
	for d, want := range map[string]string{"2026-12-24": "day off", "2026-12-25": "1. Weihnachtstag", "2026-12-26": "2. Weihnachtstag", "2026-12-27": ""} {
		if got, _ := c.Closed(date(t, d)); got != want {
			t.Errorf("Closed(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestOwnWorkingWeek(t *testing.T) {
	t.Parallel()
	c, err := New(Options{Workdays: []time.Weekday{time.Sunday, time.Tuesday}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.NextWorkday(date(t, "2026-11-23")).String(); got != "2026-11-24" {
		t.Errorf("after Monday comes %s", got)
	}
	if got := c.AddWorkdays(date(t, "2026-11-24"), 1).String(); got != "2026-11-29" {
		t.Errorf("after Tuesday comes %s", got)
	}
}

func TestShift(t *testing.T) {
	t.Parallel()
	tests := []struct{ country, region, last, want, cause string }{
		{"DE", "BE", "2026-11-23", "2026-11-23", "a Monday stays"},
		{"DE", "BE", "2026-11-21", "2026-11-23", "Saturday"},
		{"DE", "BE", "2026-11-22", "2026-11-23", "Sunday"},
		{"DE", "BE", "2026-12-25", "2026-12-28", "Christmas on Friday"},
		{"DE", "", "2027-03-26", "2027-03-30", "Good Friday to Easter Monday"},
		{"DE", "BE", "2027-03-08", "2027-03-09", "Frauentag in Berlin"},
		{"DE", "BB", "2027-03-08", "2027-03-08", "no Frauentag in Brandenburg"},
		{"DE", "BE", "2026-12-24", "2026-12-24", "24 December is no holiday"},
		{"DE", "SN", "2026-11-18", "2026-11-19", "Buß- und Bettag"},
		{"AT", "", "2027-03-26", "2027-03-30", "Good Friday moves terms in Austria, though it is no holiday"},
		{"AT", "W", "2026-12-08", "2026-12-09", "Mariä Empfängnis"},
		{"CH", "ZH", "2027-08-01", "2027-08-02", "Bundesfeier on a Sunday"},
		{"CH", "TI", "2027-03-26", "2027-03-26", "no Good Friday in Ticino"},
		{"none", "", "2026-12-25", "2026-12-25", "no holidays known"},
		{"none", "", "2026-12-26", "2026-12-28", "weekends always"},
	}
	for _, tt := range tests {
		if got := place(t, tt.country, tt.region).Shift(date(t, tt.last)).String(); got != tt.want {
			t.Errorf("%s-%s: Shift(%s) = %s, want %s (%s)", tt.country, tt.region, tt.last, got, tt.want, tt.cause)
		}
	}
}

func TestShiftIgnoresTheCompanysOwnDays(t *testing.T) {
	t.Parallel()
	c, err := New(Options{Workdays: []time.Weekday{time.Saturday}, DaysOff: []billing.Date{date(t, "2026-11-23")}})
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{"2026-11-23": "2026-11-23", "2026-11-21": "2026-11-23"} {
		if got := c.Shift(date(t, from)).String(); got != want {
			t.Errorf("Shift(%s) = %s, want %s", from, got, want)
		}
	}
}

func TestParseWeekday(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Weekday{"mon": time.Monday, "Sunday": time.Sunday, "SAT": time.Saturday} {
		if got, err := ParseWeekday(s); err != nil || got != want {
			t.Errorf("ParseWeekday(%q) = %v, %v", s, got, err)
		}
	}
	for s, want := range map[string]string{
		"mo": `"mo" is not a day of the week (want mon, tue, wed, thu, fri, sat or sun)`,
		"":   `"" is not a day of the week (want mon, tue, wed, thu, fri, sat or sun)`,
	} {
		if _, err := ParseWeekday(s); err == nil || err.Error() != want {
			t.Errorf("ParseWeekday(%q): %v, want %s", s, err, want)
		}
	}
}
