package notifiers

import (
	"github.com/mocowork/mocowork/billing"
)

// Kind says what a message is about.
type Kind string

// The kinds of messages.
const (
	KindDigest   Kind = "digest"
	KindAlert    Kind = "alert"
	KindApproval Kind = "approval"
	KindExport   Kind = "export"
	KindFailure  Kind = "failure"
)

// Message is something to tell, in words, whatever shows it in the end. The
// zero value says nothing and is refused by notifiers.
type Message struct {
	Kind Kind
	// Channel is a name such as "#finance", or an id of the notifier's service.
	Channel string
	// ThreadTS makes it an answer to the message with that id; "" for a
	// message of its own.
	ThreadTS string
	// Language is that of the words, for what a notifier has to add.
	Language billing.Language
	// Text is the outcome in one sentence: what a phone shows, a screen reader
	// reads and a search finds. Plain text.
	Text string
	// Parts are the body; without any, Text is all.
	Parts []Part
	// FollowUps belong into the message's thread: what was too long for it.
	// Send leaves them alone; see InThread.
	FollowUps []Message
	// Data travels with the message for machines: ids and hashes, no names.
	Data map[string]string
}

// Withdrawn is the text of an edit that takes an answer back, because a later
// form of its message needs fewer. Where nothing can be edited it is left out.
const Withdrawn = "–"

// InThread are the follow-ups, addressed to the thread of the message that r
// is the receipt of.
func (m Message) InThread(r Receipt) []Message {
	out := make([]Message, len(m.FollowUps))
	for i, f := range m.FollowUps {
		f.Channel, f.ThreadTS = r.Channel, r.TS
		out[i] = f
	}
	return out
}

// Part is a piece of a message's body: Heading, Paragraph, Facts, Note, Divider,
// Item or Buttons.
type Part interface{ part() }

// Heading is the body's first line. It holds our own words and sums only.
type Heading struct{ Text string }

// Paragraph is running text; spans may contain line breaks.
type Paragraph struct{ Text Rich }

// Facts are names with values, shown beside each other.
type Facts []Fact

// Fact is one name with its value.
type Fact struct {
	Name  string
	Value Rich
}

// Note is small print.
type Note struct{ Text Rich }

// Divider is a line across.
type Divider struct{}

func (Heading) part()   {}
func (Paragraph) part() {}
func (Facts) part()     {}
func (Note) part()      {}
func (Divider) part()   {}
