package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mocowork/mocowork/billing"
	rickar "github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/de"
)

// yearOf lists the holidays of a year as "01-01 Neujahr".
func yearOf(c Calendar, year int) []string {
	var out []string
	for d := (billing.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
		if name, ok := c.Holiday(d); ok {
			out = append(out, d.String()[5:]+" "+name)
		}
	}
	return out
}

// datesOf leaves out the names.
func datesOf(c Calendar, year int) string {
	var out []string
	for _, h := range yearOf(c, year) {
		out = append(out, h[:5])
	}
	return strings.Join(out, " ")
}

func TestGermanYear(t *testing.T) {
	t.Parallel()
	// Printed calendars of the Länder. 2026: Easter on 5 April.
	const federal = "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"
	tests := map[string]string{
		"":            federal,
		"BW":          "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
		"BY":          "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
		"BY-KATH":     "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 08-15 10-03 11-01 12-25 12-26",
		"BY-AUGSBURG": "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 08-08 08-15 10-03 11-01 12-25 12-26",
		"BE":          "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
		"BB":          "01-01 04-03 04-05 04-06 05-01 05-14 05-24 05-25 10-03 10-31 12-25 12-26",
		"HB":          "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"HH":          "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"HE":          "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 12-25 12-26",
		"MV":          "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"NI":          "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"NW":          "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
		"RP":          "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
		"SL":          "01-01 04-03 04-06 05-01 05-14 05-25 06-04 08-15 10-03 11-01 12-25 12-26",
		"SN":          "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26",
		"SN-KATH":     "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 10-31 11-18 12-25 12-26",
		"ST":          "01-01 01-06 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"SH":          "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26",
		"TH":          "01-01 04-03 04-06 05-01 05-14 05-25 09-20 10-03 10-31 12-25 12-26",
		"TH-KATH":     "01-01 04-03 04-06 05-01 05-14 05-25 06-04 09-20 10-03 10-31 12-25 12-26",
	}
	for _, region := range append(Regions("DE"), "") {
		if got := datesOf(place(t, "DE", region), 2026); got != tests[region] {
			t.Errorf("DE-%s 2026\ngot  %s\nwant %s", region, got, tests[region])
		}
	}
}

func TestGermanChanges(t *testing.T) {
	t.Parallel()
	tests := []struct{ region, date, want string }{
		{"BE", "2018-03-08", ""}, {"BE", "2019-03-08", "Frauentag"},
		{"MV", "2022-03-08", ""}, {"MV", "2023-03-08", "Frauentag"},
		{"BE", "2019-05-08", ""}, {"BE", "2020-05-08", "Tag der Befreiung"}, {"BE", "2021-05-08", ""},
		{"BE", "2025-05-08", "Tag der Befreiung"}, {"BE", "2026-05-08", ""}, {"BB", "2025-05-08", ""},
		{"BE", "2028-06-17", "Jahrestag des Aufstandes vom 17. Juni 1953"}, {"BE", "2029-06-17", ""},
		{"TH", "2018-09-20", ""}, {"TH", "2019-09-20", "Weltkindertag"},
		{"HH", "2016-10-31", ""}, {"HH", "2017-10-31", "Reformationstag"}, {"HH", "2018-10-31", "Reformationstag"},
		{"HB", "2018-10-31", "Reformationstag"}, {"NI", "2018-10-31", "Reformationstag"}, {"SH", "2018-10-31", "Reformationstag"},
		{"BE", "2017-10-31", "Reformationstag"}, {"BE", "2018-10-31", ""}, {"", "2017-10-31", "Reformationstag"},
		{"BW", "2017-10-31", "Reformationstag"}, {"BW", "2018-10-31", ""}, {"SN", "2016-10-31", "Reformationstag"},
		{"SN", "2022-11-16", "Buß- und Bettag"}, {"SN", "2023-11-22", "Buß- und Bettag"}, {"SN", "2025-11-19", "Buß- und Bettag"},
		{"BY", "2025-11-19", ""}, {"NW", "2025-08-15", ""}, {"SL", "2025-08-15", "Mariä Himmelfahrt"},
		{"BY", "2025-08-15", ""}, {"BY-KATH", "2025-08-15", "Mariä Himmelfahrt"}, {"BY-KATH", "2025-08-08", ""},
		{"BW", "2025-06-19", "Fronleichnam"}, {"BE", "2025-06-19", ""}, {"BB", "2025-04-20", "Ostersonntag"},
	}
	for _, tt := range tests {
		if got, _ := place(t, "DE", tt.region).Holiday(date(t, tt.date)); got != tt.want {
			t.Errorf("DE-%s %s is %q, want %q", tt.region, tt.date, got, tt.want)
		}
	}
}

func TestAustrianYear(t *testing.T) {
	t.Parallel()
	want := []string{
		"01-01 Neujahr", "01-06 Heilige Drei Könige", "03-29 Ostermontag", "05-01 Staatsfeiertag",
		"05-06 Christi Himmelfahrt", "05-17 Pfingstmontag", "05-27 Fronleichnam", "08-15 Mariä Himmelfahrt",
		"10-26 Nationalfeiertag", "11-01 Allerheiligen", "12-08 Mariä Empfängnis", "12-25 Christtag", "12-26 Stefanitag",
	}
	for _, region := range append(Regions("AT"), "") {
		if diff := cmp.Diff(want, yearOf(place(t, "AT", region), 2027)); diff != "" {
			t.Errorf("AT-%s: %s", region, diff)
		}
	}
}

func TestSwissYear(t *testing.T) {
	t.Parallel()
	// 2026: Easter on 5 April, 26 December on a Saturday.
	tests := map[string]string{
		"":        "01-01 05-14 08-01 12-25",
		"ZH":      "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
		"BE":      "01-01 01-02 04-03 04-06 05-14 05-25 08-01 12-25 12-26",
		"BS":      "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
		"BL":      "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
		"GE":      "01-01 04-03 04-06 05-14 05-25 08-01 09-10 12-25 12-31",
		"VD":      "01-01 01-02 04-03 04-06 05-14 05-25 08-01 09-21 12-25",
		"LU":      "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"SG":      "01-01 01-02 04-03 04-06 05-14 05-25 08-01 11-01 12-25 12-26",
		"ZG":      "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"AG":      "01-01 01-02 04-03 04-06 05-14 05-25 08-01 12-25 12-26",
		"AG-KATH": "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"TI":      "01-01 01-06 03-19 04-06 05-01 05-14 05-25 06-04 06-29 08-01 08-15 11-01 12-08 12-25 12-26",
		"NE":      "01-01 03-01 04-03 05-01 05-14 08-01 12-25",
		"GL":      "01-01 01-02 04-03 04-06 04-09 05-14 05-25 08-01 11-01 12-25 12-26",
		"AR":      "01-01 04-03 04-06 05-14 05-25 08-01 12-25",
		"AI":      "01-01 04-03 04-06 05-14 05-25 06-04 08-01 08-15 09-22 11-01 12-08 12-25",
		"UR":      "01-01 01-06 03-19 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25",
		"SZ":      "01-01 01-06 03-19 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"OW":      "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 09-25 11-01 12-08 12-25 12-26",
		"NW":      "01-01 01-02 03-19 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"FR":      "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"SO":      "01-01 01-02 04-03 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-25 12-26",
		"SH":      "01-01 01-02 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
		"GR":      "01-01 04-03 04-06 05-14 05-25 08-01 12-25 12-26",
		"TG":      "01-01 01-02 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26",
		"VS":      "01-01 01-02 03-19 04-06 05-14 05-25 06-04 08-01 08-15 11-01 12-08 12-25 12-26",
		"JU":      "01-01 01-02 04-03 04-06 05-01 05-14 05-25 06-04 06-23 08-01 08-15 11-01 12-25",
	}
	for _, region := range append(Regions("CH"), "") {
		if got := datesOf(place(t, "CH", region), 2026); got != tests[region] {
			t.Errorf("CH-%s 2026\ngot  %s\nwant %s", region, got, tests[region])
		}
	}
}

func TestSwissMovingDays(t *testing.T) {
	t.Parallel()
	tests := []struct{ region, date, want string }{
		{"GL", "2027-04-01", "Näfelser Fahrt"}, {"GL", "2026-04-02", ""}, // 2 April 2026 is Maundy Thursday
		{"GE", "2027-09-09", "Genfer Bettag"}, {"GE", "2024-09-05", "Genfer Bettag"}, // 1 September 2024 is a Sunday
		{"VD", "2027-09-20", "Bettagsmontag"}, {"VD", "2024-09-16", "Bettagsmontag"},
		{"NE", "2023-01-02", "Berchtoldstag"}, {"NE", "2024-01-02", ""}, {"NE", "2022-12-26", "Stephanstag"}, {"NE", "2024-12-26", ""},
		{"AR", "2023-12-26", ""}, {"AR", "2024-12-26", "Stephanstag"}, {"AR", "2022-12-26", "Stephanstag"},
	}
	for _, tt := range tests {
		if got, _ := place(t, "CH", tt.region).Holiday(date(t, tt.date)); got != tt.want {
			t.Errorf("CH-%s %s is %q, want %q", tt.region, tt.date, got, tt.want)
		}
	}
}

func TestRegionLists(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"DE", "AT", "CH", "none"}, Countries()); diff != "" {
		t.Error(diff)
	}
	for code, want := range map[string]int{"DE": 20, "de": 20, "AT": 9, "CH": 27, "none": 0, "FR": 0} {
		if got := len(Regions(code)); got != want {
			t.Errorf("Regions(%q) has %d, want %d", code, got, want)
		}
	}
}

// Each code in a table must be a region, else a typo hides a holiday.
func TestTablesNameRegions(t *testing.T) {
	t.Parallel()
	for _, c := range countries() {
		for _, h := range c.holidays {
			for _, code := range strings.Fields(h.in + " " + h.notIn) {
				if !slices.Contains(c.regions, code) {
					t.Errorf("%s: %s names the region %q", c.code, h.name, code)
				}
			}
		}
	}
}

// The library computes the same days by its own code. Where its region tables
// differ from the law, and so from ours, is written down below.
func TestAgainstLibrary(t *testing.T) {
	t.Parallel()
	theirs := func(list []*rickar.Holiday, year int) string {
		var out []string
		for _, h := range list {
			if actual, _ := h.Calc(year); !actual.IsZero() {
				out = append(out, actual.Format("01-02"))
			}
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	for year := 2015; year <= 2060; year++ {
		got := datesOf(place(t, "AT", ""), year)
		if want := theirs(at.Holidays, year); got != want {
			t.Errorf("AT %d\ngot  %s\nwant %s", year, got, want)
		}
		for region, list := range map[string][]*rickar.Holiday{
			"": de.Holidays, "BW": de.HolidaysBW, "BY": de.HolidaysBY, "HE": de.HolidaysHE, "NW": de.HolidaysNW,
			"RP": de.HolidaysRP, "SL": de.HolidaysSL, "SN": de.HolidaysSN, "ST": de.HolidaysST, "TH": de.HolidaysTH,
			// The library has Reformation Day here before 2018 as well.
			"HB": de.HolidaysHB, "HH": de.HolidaysHH, "NI": de.HolidaysNI, "SH": de.HolidaysSH,
		} {
			if year < 2018 { // and lacks the nationwide one of 2017
				continue
			}
			if got, want := datesOf(place(t, "DE", region), year), theirs(list, year); got != want {
				t.Errorf("DE-%s %d\ngot  %s\nwant %s", region, year, got, want)
			}
		}
	}
	// Not compared: BE (no start year, no single days), MV (no Frauentag), BB
	// (no Sundays), and CH, whose tables lack and add days for most cantons.
}

func TestEaster(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{
		2000: "04-23", 2008: "03-23", 2011: "04-24", 2019: "04-21", 2024: "03-31", 2025: "04-20",
		2026: "04-05", 2027: "03-28", 2038: "04-25", 2285: "03-22",
	} {
		d := easter(year)
		if got := d.String()[5:]; got != want || d.Weekday() != time.Sunday {
			t.Errorf("easter(%d) = %s, want %s", year, got, want)
		}
	}
}
