// Package plan holds decisions as data. A plan is what rules made of the mirror
// at one moment: every letter as it will be sent, one verdict per open invoice,
// the limits and whether they were kept. It is immutable; releasing, applying
// and recording happen elsewhere (laws 3 and 4).
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Plan is the answer of one "decide". Times carry the configuration's zone.
type Plan struct {
	ID        string       `json:"id"`  // "p_2c9e"
	Run       string       `json:"run"` // the run that made it, "r_8f31"
	Job       string       `json:"job"`
	Account   string       `json:"account"`
	Today     billing.Date `json:"today"`
	CreatedAt time.Time    `json:"created_at"`
	ExpiresAt time.Time    `json:"expires_at"`
	Write     Write        `json:"write"`
	Rules     []RuleFile   `json:"rules"`
	Read      Read         `json:"read"`
	Lines     []Line       `json:"lines"`
	Verdicts  []Verdict    `json:"verdicts"`
	Limits    []Limit      `json:"limits"`
	// Stopped says that a broken limit stops the plan (limits.on_exceed: stop):
	// nobody can say yes to its letters.
	Stopped bool `json:"stopped,omitempty"`
	// Warnings are things that a person should know before saying yes, such
	// as a rule that failed on an invoice.
	Warnings []string `json:"warnings,omitempty"`
}

// Write says how far a job may go by itself.
type Write string

// The three positions of the brake. A job may lower the global one, never
// raise it.
const (
	WriteOff     Write = "off"     // plans only
	WriteApprove Write = "approve" // nothing before a person says yes
	WriteAuto    Write = "auto"    // all lines that no step holds back
)

// RuleFile names the exact rules that a plan came from.
type RuleFile struct {
	Name string `json:"name"` // as written in the configuration
	Hash string `json:"hash"` // SHA-256 of the file's bytes, in hex
	// Letters says that the file is no rule file, but letters that one refers
	// to.
	Letters bool `json:"letters,omitempty"`
}

// Short is "dunning.yaml@a1b2c3".
func (f RuleFile) Short() string { return path.Base(f.Name) + "@" + f.Hash[:min(6, len(f.Hash))] }

// Read says what a plan is based on.
type Read struct {
	Counts   map[string]int `json:"counts"`   // rows by data set
	Requests int            `json:"requests"` // HTTP requests of the pull
	Took     time.Duration  `json:"took"`
	At       time.Time      `json:"at"` // when the oldest part was read
}

// Line is one action on one subject.
type Line struct {
	N       int     `json:"n"`      // its number in the plan, from 1
	Key     string  `json:"key"`    // business identity; see Key functions
	Action  string  `json:"action"` // a name in Actions
	Rule    string  `json:"rule"`   // the rule that asked for it; "" for a job's own exports and digest
	Subject Subject `json:"subject"`
	// Approve is the group whose approval the line needs; "" if none.
	Approve string `json:"approve,omitempty"`
	// InHand says why the line is shown but not released: an entry with the
	// same key is alive or done. "" for a new line.
	InHand string `json:"in_hand,omitempty"`
	Params Params `json:"params"`
}

// Subject is what a line is about.
type Subject struct {
	Kind  string     `json:"kind"` // invoice, customer, payment, job, …
	ID    billing.ID `json:"id"`
	Label string     `json:"label"` // the invoice number, or the customer number
	Name  string     `json:"name"`  // the customer's name
}

// Outcome is what a run decided about one invoice.
type Outcome string

// The outcomes. Every invoice that MOCO lists gets exactly one per run.
const (
	OutcomeLetter    Outcome = "letter"     // a reminder is planned, or in hand
	OutcomeLeftAlone Outcome = "left_alone" // overdue, and a rule's reason or the ladder says not now
	OutcomeNotDue    Outcome = "not_due"    // open, but not due yet
	OutcomeHold      Outcome = "hold"       // something about it is unclear: a person must look
	OutcomeOut       Outcome = "out"        // no claim: draft, ignored, reversed, paid
	OutcomeNoRule    Outcome = "no_rule"    // overdue, and no rule of the job chases it
)

// Verdict says what happens with one invoice, and why.
type Verdict struct {
	InvoiceID   billing.ID            `json:"invoice_id"`
	Identifier  string                `json:"identifier"`
	CustomerID  billing.ID            `json:"customer_id"`
	Customer    string                `json:"customer"`
	Status      billing.InvoiceStatus `json:"status"`
	Gross       billing.Money         `json:"gross"`
	Open        billing.Money         `json:"open"` // unknown if it could not be computed; see Reason
	Due         billing.Date          `json:"due"`
	DaysOverdue int                   `json:"days_overdue"`
	Level       int                   `json:"level"`           // reached so far
	LastSent    billing.Date          `json:"last_sent"`       // of the latest sent reminder
	Outcome     Outcome               `json:"outcome"`         //
	Reason      string                `json:"reason"`          // in the rule file's own words where there are any
	Rule        string                `json:"rule"`            // the rule that decided, if one did
	Line        int                   `json:"line"`            // N of the letter's line; 0 if none
	NextLevel   int                   `json:"next_level"`      // the next letter's level; 0 if there is none
	NextOn      billing.Date          `json:"next_on"`         // the first day on which it may go
	Receivable  bool                  `json:"receivable"`      // counts in the receivables total: a claim with something open
	Overdue     bool                  `json:"overdue"`         // receivable and past its due date
	Hold        string                `json:"hold,omitzero"`   // the hold of a person that decided; "" if none did
	Detail      string                `json:"detail,omitzero"` // the fact behind the reason, such as "reminder 2288, 7 days ago"
}

// Limit is one bound on the whole plan, and whether it was kept.
type Limit struct {
	Name string `json:"name"` // as in the configuration, such as reminders_per_run
	Text string `json:"text"` // "6 of 25 reminders"
	Kept bool   `json:"kept"`
}

// NewID makes a short id such as "p_2c9e" out of random bytes.
func NewID(prefix string, random []byte) string { return prefix + "_" + hex.EncodeToString(random) }

// Hash identifies the plan's content: SHA-256 over its JSON, in hex. Approvals
// are bound to it.
func (p Plan) Hash() (string, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("plan %s: %w", p.ID, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// LimitsKept reports whether every limit was kept.
func (p Plan) LimitsKept() bool {
	for _, l := range p.Limits {
		if !l.Kept {
			return false
		}
	}
	return true
}

// New are the lines that a release may turn into ledger entries.
func (p Plan) New() []Line {
	var out []Line
	for _, l := range p.Lines {
		if l.InHand == "" {
			out = append(out, l)
		}
	}
	return out
}

// Letters are the lines that mail customers or make reminders in MOCO.
func (p Plan) Letters() []Line {
	var out []Line
	for _, l := range p.Lines {
		if _, ok := l.Params.(Remind); ok {
			out = append(out, l)
		}
	}
	return out
}

// Internal reports whether the line stays inside the house: messages and files.
// The brake (write: off | approve | auto) holds back the other lines only,
// those that change something in MOCO or reach a customer.
func (l Line) Internal() bool {
	switch l.Params.(type) {
	case Ask, Digest, Export, Notify:
		return true
	}
	return false
}
