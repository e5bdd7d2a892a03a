package notifiers

import (
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// shown is how many invoices a message lists; the rest is counted and summed,
// and listed in the thread.
const shown = 10

// Digest is the day's one message of a job: what is overdue, how old it is,
// what changed, what was sent.
type Digest struct {
	Origin
	Channel string
	At      time.Time // when it is made, in the configuration's zone
	ReadAt  time.Time // when the oldest part of it was read from MOCO; zero: not said
	// Verdicts are those of the run, all of them.
	Verdicts []plan.Verdict
	// Letters are those of the run and what became of them.
	Letters []Letter
	// Changes since an earlier digest; the zero value leaves the line out.
	Changes Changes
	// Lines are what rules want to have said in the digest.
	Lines []plan.Notify
	// Workbook is the file with all of it, delivered into the thread; "" if
	// there is none.
	Workbook string
	// AuditHead is the head of the audit's chain, in hex; "" leaves it out.
	AuditHead string
}

// Message puts the digest into words. Without anything overdue or unclear it
// is one line.
func (d Digest) Message(l billing.Language) Message {
	overdue, total := d.overdue()
	unclear := d.unclear()
	m := d.Brief(l)
	if len(overdue) == 0 && len(unclear) == 0 && len(d.Letters) == 0 && len(d.Lines) == 0 {
		return m
	}
	m.Parts = []Part{Heading{d.headline(l, total)}, Note{d.when(l)}}
	m.Parts = append(m.Parts, ages(l, overdue, total)...)
	m.Parts = append(m.Parts, Paragraph{d.sent(l)})
	if len(overdue) > 0 {
		m.Parts = append(m.Parts, Divider{})
		m.Parts = append(m.Parts, d.items(l, overdue)...)
		m.FollowUps = d.followUps(l, overdue)
	}
	if len(unclear) > 0 {
		m.Parts = append(m.Parts, Paragraph{d.needsPerson(l, unclear)})
	}
	if len(d.Lines) > 0 {
		m.Parts = append(m.Parts, Paragraph{d.ruleLines(l)})
	}
	m.Parts = append(m.Parts, d.note(l))
	return m
}

// Brief is the digest in one line, for a day on which nothing changed.
func (d Digest) Brief(l billing.Language) Message {
	_, total := d.overdue()
	text := d.sentence(l, total, len(d.unclear()))
	return Message{
		Kind: KindDigest, Channel: d.Channel, Language: l, Text: text, Data: d.data(),
		Parts: []Part{Paragraph{Rich{say(text)}}, d.note(l)},
	}
}

// Unchanged reports whether the digest says nothing that an earlier one did not:
// it knows what changed since then, and nothing did; there are no letters, and
// nothing waits for a person. It is false if the earlier day is not known.
func (d Digest) Unchanged() bool {
	c := d.Changes
	return !c.Since.IsZero() && c.New.Count+c.Paid.Count+c.Gone.Count+c.Higher+len(d.Letters)+len(d.Lines)+len(d.unclear()) == 0
}

// overdue are the overdue verdicts in the order of the message, and their sum.
func (d Digest) overdue() ([]plan.Verdict, Tally) {
	var out []plan.Verdict
	var total Tally
	for _, v := range d.Verdicts {
		if v.Overdue {
			out = append(out, v)
			total = total.Plus(v.Open)
		}
	}
	return d.troubleFirst(ranked(out)), total
}

// troubleFirst moves the invoices whose letter came to a bad end to the top, so
// that none of them is among those that a long list leaves out.
func (d Digest) troubleFirst(all []plan.Verdict) []plan.Verdict {
	trouble := map[billing.ID]bool{}
	for _, x := range d.Letters {
		if x.State == LetterFailed || x.State == LetterReview {
			trouble[x.InvoiceID] = true
		}
	}
	slices.SortStableFunc(all, func(a, b plan.Verdict) int {
		switch {
		case trouble[a.InvoiceID] == trouble[b.InvoiceID]:
			return 0
		case trouble[a.InvoiceID]:
			return -1
		}
		return 1
	})
	return all
}

// unclear are the verdicts that a person must look at.
func (d Digest) unclear() []plan.Verdict {
	var out []plan.Verdict
	for _, v := range d.Verdicts {
		if v.Unclear() {
			out = append(out, v)
		}
	}
	return out
}

// receivable is everything that is open, due or not.
func (d Digest) receivable() Tally {
	var t Tally
	for _, v := range d.Verdicts {
		if v.Receivable {
			t = t.Plus(v.Open)
		}
	}
	return t
}

func (d Digest) headline(l billing.Language, total Tally) string {
	if total.Count == 0 {
		return pick(l, "Nichts überfällig", "Nothing is overdue")
	}
	return pick(l, "Überfällig: ", "Overdue: ") + total.Amount(l) + " in " + invoices.of(l, total.Count)
}

// sentence is the outcome for phones and searches.
func (d Digest) sentence(l billing.Language, total Tally, unclear int) string {
	day := shortDate(l, billing.DateOf(d.At))
	s := pick(l, "Offene Posten ", "Open items ") + day + ": "
	if total.Count == 0 {
		open := d.receivable()
		s += pick(l, "nichts überfällig", "nothing is overdue")
		if open.Count > 0 {
			s += pick(l, "; offen: ", "; open: ") + invoices.of(l, open.Count) + ", " + open.Amount(l)
		}
		s += "."
	} else {
		s += invoices.of(l, total.Count) + pick(l, " überfällig, ", " overdue, ") + total.Amount(l) + "."
	}
	if words := d.Changes.words(l, d.At).Plain(); words != "" {
		s += " " + upperFirst(words) + "."
	}
	if words := counts(l, d.Letters); words != "" {
		s += pick(l, " Mahnungen: ", " Reminders: ") + words + "."
	}
	if unclear > 0 {
		s += " " + invoices.of(l, unclear) + pick(l, " unklar, bitte ansehen.", " unclear, please look.")
	}
	return s
}

// when is the line below the headline.
func (d Digest) when(l billing.Language) Rich {
	var read Rich
	if !d.ReadAt.IsZero() {
		readAt := d.ReadAt.In(d.At.Location())
		at := clock(readAt)
		if billing.DateOf(readAt) != billing.DateOf(d.At) {
			at = shortMoment(l, readAt)
		}
		read = Rich{say(pick(l, "Stand MOCO ", "MOCO as of ") + at)}
	}
	return join(" · ", Rich{say(moment(l, d.At))}, read, d.Changes.words(l, d.At))
}

// sent says what the run sent, also that it sent nothing.
func (d Digest) sent(l billing.Language) Rich {
	if words := summary(l, d.Letters); len(words) > 0 {
		return append(Rich{say(pick(l, "Mahnungen: ", "Reminders: "))}, words...)
	}
	return Rich{say(pick(l, "In diesem Lauf wurde keine Mahnung fällig; es wurde nichts verschickt.",
		"No reminder fell due in this run; nothing was sent."))}
}

func (d Digest) note(l billing.Language) Note {
	line := d.line(l)
	if d.AuditHead != "" {
		line = join(" · ", line, Rich{say(pick(l, "Protokoll ", "audit ")), code(clip(d.AuditHead, 16))})
	}
	return Note{line}
}
