package configs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) calendar(s section) {
	o := calendar.Options{DaysOff: s.dates("days_off")}
	days := s.list("workdays")
	for _, name := range days {
		if d, err := calendar.ParseWeekday(name); err == nil {
			o.Workdays = append(o.Workdays, d)
		}
	}
	if s.Has("workdays") && len(days) == 0 && s.Get("workdays").Kind == diag.Seq {
		s.Errorf("workdays", "empty", "calendar.workdays is empty; name at least one day")
	}
	h := s.section("holidays")
	o.Country = parsed(h, "country", "holidays", parseCountry, itself)
	o.Region = parsed(h, "region", "holidays", func(v string) (string, error) {
		if o.Country == "" { // a wrong country has been reported
			return "", nil
		}
		return parseRegion(o.Country, v)
	}, itself)
	h.text("ics")
	// Each part has been checked where it stands; the rest can't fail.
	r.cfg.Calendar, _ = calendar.New(o)
}

// dates are the dates of a list.
func (s section) dates(key string) []billing.Date {
	var dates []billing.Date
	s.list(key)
	for _, n := range s.Get(key).Items() {
		if n.Kind != diag.Scalar {
			continue
		}
		d, err := billing.ParseDate(n.Value)
		if err != nil {
			s.List().Errorf(n.Text(), "date", "%s: %s", s.name(key), err)
			continue
		}
		dates = append(dates, d)
	}
	return dates
}

func parseCountry(s string) (string, error) {
	if slices.Contains(calendar.Countries(), strings.ToUpper(s)) || strings.EqualFold(s, "none") {
		return s, nil
	}
	return "", diag.Problem{Text: fmt.Sprintf("holidays of country %q are not known", clip(s)), Help: "known: " + strings.Join(calendar.Countries(), ", ")}
}

func parseRegion(country, s string) (string, error) {
	_, err := calendar.New(calendar.Options{Country: country, Region: s})
	return s, err
}

// parseZone reads the name of a time zone.
func parseZone(s string) (*time.Location, error) {
	loc, err := time.LoadLocation(s)
	if err == nil && s != "Local" {
		return loc, nil
	}
	p := diag.Problem{Text: fmt.Sprintf("time zone %q is unknown", clip(s))}
	switch near := diag.Suggest(s, zones()); {
	case s == "Local":
		p.Help = "name it, such as Europe/Berlin: the machine's own zone may differ between workers"
	case near != "":
		p.Help = `did you mean "` + near + `"?`
	default:
		p.Help = "use a name of the tz database, such as Europe/Berlin, Europe/Vienna or Europe/Zurich"
	}
	return nil, p
}

// zones are the names that suggestions are made from. Others are valid too.
func zones() []string {
	return []string{
		"Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Vaduz", "Europe/Luxembourg", "Europe/Busingen",
		"Europe/Amsterdam", "Europe/Andorra", "Europe/Athens", "Europe/Belgrade", "Europe/Bratislava", "Europe/Brussels",
		"Europe/Bucharest", "Europe/Budapest", "Europe/Copenhagen", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul",
		"Europe/Kyiv", "Europe/Lisbon", "Europe/Ljubljana", "Europe/London", "Europe/Madrid", "Europe/Malta", "Europe/Monaco",
		"Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Riga", "Europe/Rome", "Europe/Sarajevo", "Europe/Sofia",
		"Europe/Stockholm", "Europe/Tallinn", "Europe/Vilnius", "Europe/Warsaw", "Europe/Zagreb",
		"America/Chicago", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Toronto",
		"Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Atlantic/Canary", "UTC",
	}
}
