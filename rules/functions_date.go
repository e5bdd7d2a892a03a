package rules

import (
	"errors"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
)

var errNoDate = errors.New("a date is missing")

// hiddenWorkdays is the name of the calendar's working days in a world.
const hiddenWorkdays = "#workdays"

// dateFunctions are those on dates. Working days are those of worker.yaml's
// calendar: its country and region, its working week and its days off.
func dateFunctions() []function {
	withCalendar := []string{hiddenWorkdays}
	return []function{
		{name: "days", sig: new(func(int) Days), call: daysOf,
			doc: "a number of days, to move dates and to compare with their difference", example: "invoice.date < today - days(90)", dataset: "invoices"},
		{name: "date", sig: new(func(string) Date), call: dateOf,
			doc: "a fixed date", example: "invoice.date >= date(\"2026-01-01\")", dataset: "invoices"},
		{name: "year", sig: new(func(Date) int), call: onDate(func(d billing.Date) any { return d.Year }),
			doc: "the year of a date", example: "year(invoice.date) == year(today)", dataset: "invoices"},
		{name: "month", sig: new(func(Date) int), call: onDate(func(d billing.Date) any { return int(d.Month) }),
			doc: "the month of a date, 1 to 12", example: "month(invoice.date) != month(today)", dataset: "invoices"},
		{name: "day", sig: new(func(Date) int), call: onDate(func(d billing.Date) any { return d.Day }),
			doc: "the day of a date in its month, 1 to 31", example: "day(today) >= 15", dataset: "invoices"},
		{name: "weekday", sig: new(func(Date) string), values: "weekday", call: onDate(func(d billing.Date) any { return weekdayWord(d.Weekday()) }),
			doc: "the day of the week: mon, tue, wed, thu, fri, sat or sun", example: "weekday(today) == \"mon\"", dataset: "invoices"},
		{name: "month_start", sig: new(func(Date) Date), call: onDate(func(d billing.Date) any { return Date(monthStart(d)) }),
			doc: "the first day of a date's month", example: "invoice.date < month_start(today)", dataset: "invoices"},
		{name: "month_end", sig: new(func(Date) Date), call: onDate(func(d billing.Date) any { return Date(monthStart(monthStart(d).AddDays(31)).AddDays(-1)) }),
			doc: "the last day of a date's month", example: "today == month_end(today)", dataset: "invoices"},
		{name: "is_workday", hidden: withCalendar, sig: new(func(*workdays, Date) bool), call: isWorkday,
			doc: "whether people work on that day, by the calendar of worker.yaml", example: "is_workday(today)", dataset: "invoices"},
		{name: "is_holiday", hidden: withCalendar, sig: new(func(*workdays, Date) bool), call: isHoliday,
			doc: "whether it is a public holiday in the country and region of worker.yaml; a Sunday as such is none", example: "not is_holiday(invoice.due)", dataset: "invoices"},
		{name: "add_workdays", hidden: withCalendar, sig: new(func(*workdays, Date, int) Date), call: addWorkdays,
			doc: "the n-th working day after a date, or before it if n is negative", example: "today > add_workdays(invoice.due, 5)", dataset: "invoices"},
		{name: "workdays_between", hidden: withCalendar, sig: new(func(*workdays, Date, Date) int), call: workdaysBetween,
			doc:     "how many working days come after the first date, up to and with the second; negative the other way round",
			example: "workdays_between(invoice.due, today) >= 5", dataset: "invoices"},
	}
}

// onDate makes a function of one date. An absent date is an error.
func onDate(f func(billing.Date) any) func(args ...any) (any, error) {
	return func(args ...any) (any, error) {
		d := billing.Date(args[0].(Date))
		if d.IsZero() {
			return nil, errNoDate
		}
		return f(d), nil
	}
}

func monthStart(d billing.Date) billing.Date {
	d.Day = 1
	return d
}

func weekdayWord(w time.Weekday) string { return strings.ToLower(w.String()[:3]) }

// weekdays are the words of weekday(…), from Monday on.
func weekdays() []string {
	out := make([]string, 7)
	for i := range out {
		out[i] = weekdayWord(time.Weekday((i + 1) % 7))
	}
	return out
}

func isWorkday(args ...any) (any, error) {
	w := args[0].(*workdays)
	return onDate(func(d billing.Date) any { return w.calendar.IsWorkday(d) })(args[1])
}

func isHoliday(args ...any) (any, error) {
	w := args[0].(*workdays)
	return onDate(func(d billing.Date) any { _, ok := w.calendar.Holiday(d); return ok })(args[1])
}

func addWorkdays(args ...any) (any, error) {
	return args[0].(*workdays).add(args[1].(Date), args[2].(int))
}

func workdaysBetween(args ...any) (any, error) {
	return args[0].(*workdays).between(args[1].(Date), args[2].(Date))
}
