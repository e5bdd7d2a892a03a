package notifiers

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// pick chooses a text by language.
func pick(l billing.Language, german, english string) string {
	if l == billing.German {
		return german
	}
	return english
}

// noun is a countable word in both languages.
type noun struct{ one, many, oneEN, manyEN string }

// The words that are counted.
var (
	invoices = noun{"Rechnung", "Rechnungen", "invoice", "invoices"}
	letters  = noun{"Mahnung", "Mahnungen", "reminder", "reminders"}
	days     = noun{"Tag", "Tage", "day", "days"}
	mails    = noun{"E-Mail", "E-Mails", "e-mail", "e-mails"}
	rows     = noun{"Zeile", "Zeilen", "row", "rows"}
	actions  = noun{"andere Aktion", "andere Aktionen", "other action", "other actions"}
)

// of is "1 Rechnung" or "14 Rechnungen".
func (n noun) of(l billing.Language, count int) string {
	word := pick(l, n.many, n.manyEN)
	if count == 1 {
		word = pick(l, n.one, n.oneEN)
	}
	return number(l, count) + " " + word
}

// number is "1.234" or "1,234".
func number(l billing.Language, n int) string {
	return l.Number(billing.NewDecimal(int64(n), 0))
}

var weekdays = [...]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}

// weekday is "Mo" or "Mon".
func weekday(l billing.Language, d time.Weekday) string {
	return pick(l, weekdays[d], d.String()[:3])
}

// shortDate is "02.11." or "02 Nov", and "–" without a date.
func shortDate(l billing.Language, d billing.Date) string {
	switch {
	case d.IsZero():
		return "–"
	case l == billing.German:
		return fmt.Sprintf("%02d.%02d.", d.Day, d.Month)
	}
	return fmt.Sprintf("%02d %s", d.Day, d.Month.String()[:3])
}

// clock is "07:30" in the time's own zone.
func clock(t time.Time) string { return t.Format("15:04") }

// moment is "Mo 23.11.2026, 07:30" or "Mon 23 Nov 2026, 07:30".
func moment(l billing.Language, t time.Time) string {
	return weekday(l, t.Weekday()) + " " + billing.DateOf(t).Format(l) + ", " + clock(t)
}

// shortMoment is "Mi 25.11., 07:00" or "Wed 25 Nov, 07:00".
func shortMoment(l billing.Language, t time.Time) string {
	return weekday(l, t.Weekday()) + " " + shortDate(l, billing.DateOf(t)) + ", " + clock(t)
}

// upperFirst makes the first letter a capital.
func upperFirst(s string) string {
	for i, r := range s {
		if i == 0 && r >= 'a' && r <= 'z' {
			return string(r-'a'+'A') + s[1:]
		}
	}
	return s
}
