package notifiers

import (
	"github.com/mocowork/mocowork/billing"
)

// DigestMissing is the one plain line that finance gets when the day's digest
// can't be made.
type DigestMissing struct {
	Origin
	Channel string
	// AsOf is the day of the last figures that people have; zero: not known.
	AsOf billing.Date
}

// Message is one line.
func (d DigestMissing) Message(l billing.Language) Message {
	s := pick(l, "Die Übersicht von heute fehlt", "Today's digest is missing")
	if !d.AsOf.IsZero() {
		s += pick(l, ", Stand der Zahlen: ", "; the figures are of ") + weekday(l, d.AsOf.Weekday()) + " " + d.AsOf.Format(l)
	}
	s += "."
	return Message{Kind: KindFailure, Channel: d.Channel, Language: l, Text: s, Data: d.data(),
		Parts: []Part{Paragraph{Rich{say(s)}}, Note{d.line(l)}}}
}
