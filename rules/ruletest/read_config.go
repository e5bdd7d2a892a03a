package ruletest

import (
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
)

// account stands in the keys of actions; no test can see it.
const account = "test"

// config is the input of a test before its world: what the file's config says,
// and for the keys that the test has too, what the test says.
func (r *reader) config(file, test *diag.Fields) rules.Input {
	in := rules.Input{Account: account, Language: billing.German}
	for _, f := range []*diag.Fields{file.Map("config", "config", configKeys().names()...), test.Map("config", "config", configKeys().names()...)} {
		if f.Has("treat_created_as_sent") {
			in.TreatCreatedAsSent = f.Bool("treat_created_as_sent")
		}
		if f.Has("dun_from") {
			in.DunFrom = r.date(f, "dun_from")
		}
		if f.Has("locale") {
			in.Language = billing.ParseLanguage(f.String("locale"))
		}
		if f.Has("redirect_mail_to") {
			in.RedirectMailTo = f.String("redirect_mail_to")
		}
		if f.Has("calendar") {
			in.Calendar = r.calendar(f.Map("calendar", "calendar", calendarKeys().names()...))
		}
	}
	return in
}

func (r *reader) calendar(f *diag.Fields) calendar.Calendar {
	place := f.Map("holidays", "holidays", placeKeys().names()...)
	o := calendar.Options{
		Workdays: each(f, "workdays", calendar.ParseWeekday), DaysOff: each(f, "days_off", billing.ParseDate),
		Country: strings.ToUpper(place.String("country")), Region: place.String("region"),
	}
	c, err := calendar.New(o)
	if err != nil {
		place.Errorf("country", "holidays", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return c
}

// each reads a list of texts with a parser.
func each[T time.Weekday | billing.Date](f *diag.Fields, key string, parse func(string) (T, error)) []T {
	var out []T
	for _, text := range f.Strings(key) {
		v, err := parse(text)
		if err != nil {
			f.Errorf(key, "type", "%s: %s", key, err)
			continue
		}
		out = append(out, v)
	}
	return out
}
