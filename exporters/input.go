package exporters

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Input is everything that a workbook may show. It is not changed.
type Input struct {
	// Account is MOCO's sub-domain, such as "beispiel".
	Account string
	// BaseURL is where the links to invoices lead, such as
	// "https://beispiel.mocoapp.com", without a slash at the end. Empty: no
	// links.
	BaseURL string
	// Today is the as-of date; required.
	Today billing.Date
	// ReadAt is when the oldest part of the data was read, in the
	// configuration's zone. It is also the file's time of creation.
	ReadAt time.Time
	// Run and Plan are their ids, such as "r_8f31" and "p_2c9e".
	Run, Plan string
	// Rules are the rule files that the verdicts come from.
	Rules []plan.RuleFile
	// Language of all words; German if empty.
	Language billing.Language
	// Version of the product.
	Version string
	// Name of the export in the configuration.
	Name string
	// Verdicts are one per invoice that MOCO lists.
	Verdicts []plan.Verdict
	// Items are the invoices behind the verdicts. A verdict without an item
	// still gets its row.
	Items []billing.OpenItem
	// Total is the number of invoices that MOCO itself counts (X-Total); 0 if
	// it is not known.
	Total int
	// Period is the time that a report covers; the as-of date is the last of its
	// days that are over, or later.
	Period billing.Period
	// Snapshot is what MOCO says, with the reports that the template needs for
	// the period.
	Snapshot billing.Snapshot
	// Letters are the reminders that this product has mailed, as its ledger knows
	// them. MOCO's own list is in the snapshot.
	Letters []Letter
	// Target is what is aimed at: revenue per month in the account's currency,
	// or utilisation in per cent; 0 is none.
	Target billing.Decimal
	// Sick shows sick days, which are health data.
	Sick bool
	// Table is what a user-defined export is made of.
	Table plan.Table
	// People says how people are shown; initials if empty.
	People People
	// Progress is told how far the file is, about every 64 KiB; nil for nobody.
	Progress func(Progress)
	// Document reads the PDF of an invoice; its error wraps ErrNoDocument if there
	// is none. nil: documents can't be read.
	Document func(ctx context.Context, invoice billing.ID) ([]byte, error)
	// AuditHead is the last hash of the audit chain, so that a cut tail shows.
	AuditHead string
}

// Letter is a reminder that this product has mailed.
type Letter struct {
	Reminder  billing.ID // its id in MOCO
	InvoiceID billing.ID
	Level     int
	Title     string
	Open      billing.Money // of the invoice when it was sent
	Fee       billing.Money // unknown or zero: none
	PayWithin int           // days after the letter's date
	Rule, Run string
	// ApprovedBy is who released it; "" if the rules' own word was enough.
	ApprovedBy string
	// To are the recipients that MOCO named when it mailed the letter.
	To     []string
	SentAt time.Time // in the configuration's zone
	// Trial says that the mail was redirected: no customer has seen it.
	Trial bool
}

// People says how a workbook shows people.
type People string

// The ways to show people. Teams stand for their members.
const (
	PeopleNames    People = "names"
	PeopleInitials People = "initials"
	PeopleTeam     People = "team"
)

// ready checks what no workbook can do without, and fills in the language.
func (in Input) ready() (Input, error) {
	if in.Today.IsZero() {
		return in, fmt.Errorf("export %s: there is no as-of date", in.Name)
	}
	if in.Language != billing.English {
		in.Language = billing.German
	}
	in.BaseURL = strings.TrimRight(in.BaseURL, "/")
	return in, nil
}

// say picks the words of the input's language.
func (in Input) say(german, english string) string { return say(in.Language, german, english) }

// invoiceURL is the address of an invoice in MOCO, "" without a base address.
func (in Input) invoiceURL(id billing.ID) string {
	if in.BaseURL == "" || id <= 0 {
		return ""
	}
	return fmt.Sprintf("%s/invoices/%d", in.BaseURL, id)
}

// say picks one of two wordings.
func say(l billing.Language, german, english string) string {
	if l == billing.English {
		return english
	}
	return german
}
