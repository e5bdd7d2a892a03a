package billing_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
)

func date(year int, month time.Month, day int) billing.Date {
	return billing.Date{Year: year, Month: month, Day: day}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]billing.Date{
		"2026-11-23": date(2026, 11, 23), "2024-02-29": date(2024, 2, 29), "0001-01-01": date(1, 1, 1), "9999-12-31": date(9999, 12, 31),
	} {
		if got, err := billing.ParseDate(in); err != nil || got != want || got.String() != in {
			t.Errorf("ParseDate(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-2", "23.11.2026", "2026-11-23T00:00:00Z", " 2026-11-23", "0000-01-01", "20261123", "heute",
	} {
		_, err := billing.ParseDate(in)
		wantErr(t, err, `"`+in+`" is not a date (want YYYY-MM-DD)`)
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from billing.Date
		days int
		to   billing.Date
	}{
		{date(2026, 11, 23), 10, date(2026, 12, 3)}, {date(2026, 12, 31), 1, date(2027, 1, 1)}, {date(2024, 2, 28), 1, date(2024, 2, 29)},
		{date(2026, 3, 28), 2, date(2026, 3, 30)}, {date(2026, 10, 24), 2, date(2026, 10, 26)}, {date(2026, 1, 1), -1, date(2025, 12, 31)},
		{date(2026, 11, 23), 0, date(2026, 11, 23)}, {date(2000, 1, 1), 9827, date(2026, 11, 27)},
	} {
		if got := tt.from.AddDays(tt.days); got != tt.to {
			t.Errorf("%s + %d days = %s, want %s", tt.from, tt.days, got, tt.to)
		}
		if got := tt.to.Sub(tt.from); got != tt.days {
			t.Errorf("%s - %s = %d days, want %d", tt.to, tt.from, got, tt.days)
		}
	}
	var none billing.Date
	if none.AddDays(5) != none || none.Sub(date(2026, 1, 1)) != 0 || date(2026, 1, 1).Sub(none) != 0 || !none.IsZero() {
		t.Error("an absent date does not stay absent")
	}
	early, late := date(2025, 12, 31), date(2026, 1, 1)
	if !early.Before(late) || late.Before(early) || !late.After(early) || early.Compare(early) != 0 || !none.Before(early) {
		t.Error("the order of dates is wrong")
	}
	if date(2026, 11, 23).Weekday() != time.Monday {
		t.Error("2026-11-23 is a Monday")
	}
}

func TestDateFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		date        billing.Date
		iso, de, en string
	}{
		{date(2026, 3, 5), "2026-03-05", "05.03.2026", "05 Mar 2026"}, {billing.Date{}, "", "–", "–"}, {date(1, 1, 1), "0001-01-01", "01.01.0001", "01 Jan 0001"},
	} {
		if tt.date.String() != tt.iso || tt.date.Format(billing.German) != tt.de || tt.date.Format(billing.English) != tt.en {
			t.Errorf("%q %q %q", tt.date.String(), tt.date.Format(billing.German), tt.date.Format(billing.English))
		}
	}
	equal(t, "read back", billing.ParseLong("05 Mar 2026"), date(2026, 3, 5))
	for _, in := range []string{"", "5.3.2026", "31 Feb 2026", "05 Mär 2026"} {
		equal(t, in, billing.ParseLong(in), billing.Date{})
	}
}

// A day begins at its first moment, also where clocks skip or double midnight.
func TestDateIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		zone string
		date billing.Date
		want string
	}{
		{"Europe/Berlin", date(2026, 11, 23), "2026-11-23T00:00:00+01:00"},
		{"Europe/Berlin", date(2026, 3, 29), "2026-03-29T00:00:00+01:00"},
		{"America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T01:00:00-02:00"}, // 00:00 does not exist
		{"America/Havana", date(2025, 3, 9), "2025-03-09T01:00:00-04:00"},
		{"America/Havana", date(2025, 11, 2), "2025-11-02T00:00:00-04:00"}, // 00:00 comes twice
		{"Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00:00+14:00"},  // the whole day does not exist
	} {
		loc, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.date.In(loc).Format(time.RFC3339); got != tt.want {
			t.Errorf("%s in %s begins at %s, want %s", tt.date, tt.zone, got, tt.want)
		}
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	equal(t, "half past midnight in Berlin", billing.DateOf(late.In(berlin)), date(2026, 11, 23))
	equal(t, "the same moment in UTC", billing.DateOf(late), date(2026, 11, 22))
}

func TestDateJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]billing.Date{`"2026-11-23"`: date(2026, 11, 23), `""`: {}, `null`: {}} {
		got := date(2000, 1, 1)
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		`"23.11.2026"`: `"23.11.2026" is not a date (want YYYY-MM-DD)`, `20261123`: `"20261123" is not a date (want YYYY-MM-DD)`,
		`{}`: `"{}" is not a date (want YYYY-MM-DD)`,
	} {
		var d billing.Date
		wantErr(t, json.Unmarshal([]byte(in), &d), want)
	}
	type doc struct {
		D billing.Date
		M map[billing.Date]int
	}
	want := doc{M: map[billing.Date]int{date(2026, 1, 2): 3}}
	b, err := json.Marshal(want)
	if err != nil || string(b) != `{"D":null,"M":{"2026-01-02":3}}` {
		t.Errorf("%s, %v", b, err)
	}
	var got doc
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	equal(t, "read back", got, want)
	var d billing.Date
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("%v, %v", d, err)
	}
	wantErr(t, d.UnmarshalText([]byte("x")), `"x" is not a date (want YYYY-MM-DD)`)
}

// A date that is read prints as it was written, and a day later is a day later.
func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-11-23", "2024-02-29", "2026-02-30", "0001-01-01", "9999-12-31", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := billing.ParseDate(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Errorf("%q prints as %q", s, d)
		}
		if d.Year < 9999 && (d.AddDays(1).Sub(d) != 1 || !d.Before(d.AddDays(1))) {
			t.Errorf("%s + 1 = %s", d, d.AddDays(1))
		}
	})
}
