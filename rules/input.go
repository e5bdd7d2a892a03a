package rules

import (
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
)

// Input is everything that deciding looks at. Nothing else has an influence:
// the same input gives the same bytes.
type Input struct {
	Snapshot billing.Snapshot // Today must be set
	// Calendar shifts the days on which a letter may go. Its zero value works
	// Monday to Friday and knows no holidays.
	Calendar calendar.Calendar
	Account  string // the sub-domain, for keys
	// Language is the default of letters and the language of messages; German
	// if empty.
	Language billing.Language
	// TreatCreatedAsSent lets invoices that MOCO calls "created" be dunned.
	TreatCreatedAsSent bool
	// DunFrom leaves invoices alone that were due before it; zero: none.
	DunFrom billing.Date
	// RedirectMailTo takes the place of every recipient, in a trial.
	RedirectMailTo string
	SenderName     string // signs letters; may be empty
	// Mark signs the references of letters, for the case that another
	// installation works on the same account; may be empty.
	Mark    string
	History History
	// RepeatAfter is after how many days a message is said again whose rule has
	// neither once_per nor again_after; 0: each day.
	RepeatAfter int
	// BookingDays are the days on which payments were booked, of the whole
	// account and in order. Nil: those of the snapshot. A snapshot of one
	// invoice shows its own payments only.
	BookingDays []billing.Date
	// Legal is the law that claims are under; the zero value derives nothing.
	Legal legal.Profile
	// Holds are those that nobody has ended, also those whose last day has
	// passed.
	Holds []plan.Hold
}

// History is what the ledger knows. Nil maps are empty.
type History struct {
	Levels   map[billing.ID]int      // the highest level done, per invoice
	Accepted map[billing.ID]int      // the level a person accepted after a drift; replaces Levels
	InHand   map[billing.ID]int      // the level of a live reminder entry (planned … review)
	Notified map[string]billing.Date // NotifiedKey → when it was last said
}

// Decision is what the rules made of a snapshot.
type Decision struct {
	// Lines are in the order in which a plan shows them: letters by level and
	// then age, messages, tags, comments, statuses, exports. N and InHand are
	// left empty. An export has its name only; the caller adds template, file
	// and sinks.
	Lines []plan.Line
	// Verdicts are one for each invoice, by number. Line is the place of the
	// letter in Lines, from 1.
	Verdicts []plan.Verdict
	// Warnings are what a person should know, such as a rule that failed.
	Warnings []string
}
