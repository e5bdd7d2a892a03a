package calendar

import (
	"cmp"
	"fmt"
	"math/bits"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Words says the schedule as people do: "Mon–Fri at 07:00", "Mo–Fr um 07:00".
// What has no short form stays the expression.
func (c Cron) Words(l billing.Language) string {
	w := cronWords(l)
	when, ok := c.timeWords(w)
	days, okDays := c.dayWords(w)
	if !ok || !okDays {
		return c.expr
	}
	if days == "" && c.isClock() {
		days = w.daily
	}
	if months := c.monthWords(w); months != "" && !strings.HasSuffix(days, months) {
		days = strings.TrimSpace(days + " " + months)
	}
	return strings.TrimSpace(days + " " + when)
}

// Words says the schedule with its zone and what it does on a holiday:
// "Mon–Fri at 07:00, Europe/Berlin; on a holiday the next working day".
func (s Schedule) Words(l billing.Language) string {
	text := s.Cron.Words(l) + ", " + newWallClock(s.Loc).loc.String()
	switch s.OnHoliday {
	case Skip:
		text += cronWords(l).skip
	case NextWorkday:
		text += cronWords(l).move
	}
	return text
}

// mostTimes is how many times of day people list one by one.
const mostTimes = 4

// isClock reports whether the schedule is a few times of day, not an interval.
func (c Cron) isClock() bool {
	return bits.OnesCount64(c.minutes)*bits.OnesCount64(c.hours) <= mostTimes
}

func (c Cron) timeWords(w phrases) (string, bool) {
	if c.isClock() {
		var times []string
		for t := range c.times() {
			times = append(times, t.String())
		}
		return w.at + " " + w.list(times), true
	}
	every, ok := c.intervalWords(w)
	if c.hours == allHours {
		return every, ok
	}
	first, last := bits.TrailingZeros64(c.hours), 63-bits.LeadingZeros64(c.hours)
	if c.hours != span(first, last, 1) || !ok {
		return "", false
	}
	from := TimeOfDay(first*60 + bits.TrailingZeros64(c.minutes))
	to := TimeOfDay(last*60 + 63 - bits.LeadingZeros64(c.minutes))
	return every + fmt.Sprintf(w.fromTo, from, to), true
}

// intervalWords says how often the schedule runs within the hours it runs in.
func (c Cron) intervalWords(w phrases) (string, bool) {
	first, n := bits.TrailingZeros64(c.minutes), bits.OnesCount64(c.minutes)
	switch {
	case n == 60:
		return w.everyMinute, true
	case n == 1 && (first == 0 || c.hours != allHours):
		return w.everyHour, true
	case n == 1:
		return w.everyHour + fmt.Sprintf(w.atMinute, first), true
	case 60%n == 0 && c.minutes == span(0, 59, 60/n):
		return fmt.Sprintf(w.everyN, 60/n), true
	}
	return "", false
}

// dayWords is empty for every day.
func (c Cron) dayWords(w phrases) (string, bool) {
	everyDay, everyWeekday := c.days == allDays, c.on == allWeekdays
	switch {
	case everyDay && everyWeekday:
		return "", true
	case everyDay && c.anyDay:
		return c.weekdayWords(w), true
	case !everyWeekday || !c.anyOn:
		return "", false
	case c.last && c.days == 0:
		return w.lastDay + " " + c.monthOf(w), true
	case !c.last && bits.OnesCount64(c.days) == 1:
		return fmt.Sprintf(w.onDay, bits.TrailingZeros64(c.days)) + " " + c.monthOf(w), true
	}
	return "", false
}

// weekdayWords joins the days in the order of the week, three and more in a row
// as a range.
func (c Cron) weekdayWords(w phrases) string {
	var parts []string
	for i := 0; i < 7; i++ {
		start := i
		for i < 7 && has(c.on, (i+1)%7) {
			i++
		}
		switch i - start {
		case 0:
		case 1:
			parts = append(parts, w.weekdays[start])
		case 2:
			parts = append(parts, w.weekdays[start], w.weekdays[start+1])
		default:
			parts = append(parts, w.weekdays[start]+"–"+w.weekdays[i-1])
		}
	}
	return strings.Join(parts, ", ")
}

// monthOf follows a day: "of the month", "in Jan, Apr".
func (c Cron) monthOf(w phrases) string {
	return cmp.Or(c.monthWords(w), w.ofTheMonth)
}

// monthWords is empty for every month.
func (c Cron) monthWords(w phrases) string {
	if c.months == allMonths {
		return ""
	}
	var names []string
	for m := range each(c.months) {
		names = append(names, w.months[m-1])
	}
	return "in " + strings.Join(names, ", ")
}

// phrases are the words of one language.
type phrases struct {
	weekdays                   []string // Monday first
	months                     []string
	daily, at, and             string
	everyMinute, everyHour     string
	everyN, atMinute, fromTo   string // with numbers to fill in
	onDay, lastDay, ofTheMonth string
	skip, move                 string
}

func cronWords(l billing.Language) phrases {
	if l == billing.German {
		return phrases{
			weekdays: strings.Fields("Mo Di Mi Do Fr Sa So"),
			months:   strings.Fields("Jan Feb März Apr Mai Juni Juli Aug Sept Okt Nov Dez"),
			daily:    "täglich", at: "um", and: " und ",
			everyMinute: "jede Minute", everyHour: "jede Stunde",
			everyN: "alle %d Minuten", atMinute: " zur Minute %d", fromTo: " von %s bis %s",
			onDay: "am %d.", lastDay: "am letzten Tag", ofTheMonth: "des Monats",
			skip: "; nicht an Feiertagen", move: "; an Feiertagen am nächsten Arbeitstag",
		}
	}
	return phrases{
		weekdays: strings.Fields("Mon Tue Wed Thu Fri Sat Sun"),
		months:   strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		daily:    "daily", at: "at", and: " and ",
		everyMinute: "every minute", everyHour: "every hour",
		everyN: "every %d minutes", atMinute: " at minute %d", fromTo: " from %s to %s",
		onDay: "on day %d", lastDay: "on the last day", ofTheMonth: "of the month",
		skip: "; not on holidays", move: "; on a holiday the next working day",
	}
}

// list joins "07:00, 13:00 and 18:00".
func (w phrases) list(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + w.and + words[last]
}
