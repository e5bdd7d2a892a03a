package notifiers

import (
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Changes is what happened since an earlier day's digest.
type Changes struct {
	Since  billing.Date // the earlier digest's day; zero: nothing is known
	New    Tally        // became overdue
	Paid   Tally        // were overdue and are paid
	Gone   Tally        // were overdue and are not any more, for another reason
	Higher int          // reached a higher level
}

// words is "seit gestern: 3 neu, 2 bezahlt (6.120,00 EUR), 1 auf höherer Stufe"; it
// is empty if nothing is known.
func (c Changes) words(l billing.Language, at time.Time) Rich {
	if c.Since.IsZero() {
		return nil
	}
	since := pick(l, "seit gestern: ", "since yesterday: ")
	if c.Since != billing.DateOf(at).AddDays(-1) {
		since = pick(l, "seit ", "since ") + weekday(l, c.Since.Weekday()) + " " + shortDate(l, c.Since) + ": "
	}
	body := join(", ",
		changed(l, c.New, pick(l, " neu", " new")),
		changed(l, c.Paid, pick(l, " bezahlt", " paid")),
		changed(l, c.Gone, pick(l, " nicht mehr überfällig", " not overdue any more")),
		changed(l, Tally{Count: c.Higher}, pick(l, " auf höherer Stufe", " at a higher level")))
	if len(body) == 0 {
		body = Rich{say(pick(l, "unverändert", "unchanged"))}
	}
	return append(Rich{say(since)}, body...)
}

func changed(l billing.Language, t Tally, word string) Rich {
	if t.Count == 0 {
		return nil
	}
	r := Rich{bold(number(l, t.Count) + word)}
	if amount := t.Amount(l); len(t.Sum) > 0 {
		r = append(r, say(" ("+amount+")"))
	}
	return r
}
