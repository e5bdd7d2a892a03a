package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// HoldKind says why reminders are kept back.
type HoldKind string

// The kinds of holds.
const (
	HoldPlain   HoldKind = "hold"    // Mahnsperre: for whatever reason
	HoldPromise HoldKind = "promise" // Zahlungszusage: until its date passes unpaid
	HoldDispute HoldKind = "dispute" // Reklamation: the claim is in question
)

// HoldKinds are all kinds.
func HoldKinds() []HoldKind { return []HoldKind{HoldPlain, HoldPromise, HoldDispute} }

// HoldTag marks a held invoice in MOCO.
const HoldTag = "Mahnsperre"

// HoldRule stands in the place of a rule's name at what mirrors holds to MOCO,
// and HoldJob in that of a job's. No rule and no job can have these names.
const (
	HoldRule = "(hold)"
	HoldJob  = "(holds)"
)

// Hold keeps reminders back by a person's word, in German a "Mahnsperre". It
// stops letters and nothing else: the invoice is open and overdue as before.
type Hold struct {
	ID      string   `json:"id"` // "h_7c1e"
	Kind    HoldKind `json:"kind"`
	Matcher Matcher  `json:"matcher"`
	Author  string   `json:"author"` // "anna@host"
	Reason  string   `json:"reason"` // in the author's words, on one line
	// From is the first day and Until the last on which it holds, in the
	// configuration's zone; a zero Until has no end.
	From  billing.Date `json:"from"`
	Until billing.Date `json:"until,omitzero"`
	// Amount is what was promised; unknown: everything that is open.
	Amount    billing.Money `json:"amount,omitzero"`
	CreatedAt time.Time     `json:"created_at"`
	// EndedAt is when a person ended it, or when it was noticed that its last
	// day had passed; zero until then. EndedBy is empty if nobody ended it.
	EndedAt  time.Time `json:"ended_at,omitzero"`
	EndedBy  string    `json:"ended_by,omitempty"`
	EndedWhy string    `json:"ended_why,omitempty"`
}

// Matcher says which invoices a hold is about: those that meet all conditions
// that it gives. Without one it matches nothing.
type Matcher struct {
	Invoices  []string `json:"invoices,omitempty"`  // one of these numbers
	Customers []string `json:"customers,omitempty"` // of one of these customer numbers
	Tags      []string `json:"tags,omitempty"`      // the invoice or its customer has one of these
	Currency  string   `json:"currency,omitempty"`  // in this currency
}

// Match reports whether the invoice meets all conditions. Case does not count:
// a hold that misses by a capital letter would let a letter go.
func (m Matcher) Match(o billing.OpenItem) bool {
	if m.empty() {
		return false
	}
	among := func(list []string, values ...string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(want string) bool {
			return slices.ContainsFunc(values, func(v string) bool { return v != "" && strings.EqualFold(v, want) })
		})
	}
	return among(m.Invoices, o.Invoice.Identifier) && among(m.Customers, o.Customer.Identifier) &&
		among(m.Tags, slices.Concat(o.Invoice.Tags, o.Customer.Tags)...) && (m.Currency == "" || m.Currency == o.Invoice.Currency)
}

func (m Matcher) empty() bool { return len(m.Invoices)+len(m.Customers)+len(m.Tags) == 0 }

// String is "R2610-022, R2610-023", "customer 10301" or "tag VIP, in EUR".
func (m Matcher) String() string {
	var parts []string
	add := func(word string, list []string) {
		if len(list) > 0 {
			parts = append(parts, word+strings.Join(list, ", "))
		}
	}
	add("", m.Invoices)
	add("customer ", m.Customers)
	add("tag ", m.Tags)
	if m.Currency != "" {
		parts = append(parts, "in "+m.Currency)
	}
	return strings.Join(parts, ", ")
}

// maxHoldReason bounds what stands in every verdict, in characters.
const maxHoldReason = 300

// Validate says what is missing in a new hold.
func (h Hold) Validate() error {
	switch {
	case !slices.Contains(HoldKinds(), h.Kind):
		return fmt.Errorf("a hold is one of hold, promise, dispute, not %q", h.Kind)
	case h.Matcher.empty():
		return errors.New("a hold needs an invoice, a customer or a tag")
	case slices.ContainsFunc(h.Matcher.Tags, func(t string) bool { return strings.EqualFold(t, HoldTag) }):
		return fmt.Errorf("holds put the tag %s on invoices themselves; to respect one that was set by hand, name it under lists: in the rule file", HoldTag)
	case h.Matcher.Currency != "" && !billing.ValidCurrency(h.Matcher.Currency):
		return fmt.Errorf("%q is not a currency; want one such as EUR", h.Matcher.Currency)
	case CheckHoldReason(h.Reason) != nil:
		return CheckHoldReason(h.Reason)
	case h.Author == "" || h.From.IsZero():
		return errors.New("a hold needs an author and a first day")
	case !h.Until.IsZero() && h.Until.Before(h.From):
		return fmt.Errorf("the hold would end on %s, before it begins", h.Until)
	case h.Kind == HoldPromise && h.Until.IsZero():
		return errors.New("a promise to pay needs its date")
	}
	return h.validateAmount()
}

// CheckHoldReason says what is wrong with the reason of a hold, or of its end.
func CheckHoldReason(reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return errors.New("a hold needs a reason, and its end too: --reason TEXT")
	case utf8.RuneCountInString(reason) > maxHoldReason || reason != Plain(reason):
		return fmt.Errorf("a reason is one line of at most %d characters", maxHoldReason)
	}
	return nil
}

func (h Hold) validateAmount() error {
	switch one := len(h.Matcher.Invoices) == 1; {
	case !h.Amount.Known():
		return nil
	case h.Kind != HoldPromise:
		return errors.New("an amount goes with a promise to pay")
	case h.Amount.Minor <= 0:
		return errors.New("a promised amount is more than zero")
	case !one:
		return errors.New("a promised amount goes with one invoice")
	}
	return nil
}

// Active reports whether the hold counts on a day. One that a person has ended
// counts on none.
func (h Hold) Active(day billing.Date) bool {
	return h.EndedBy == "" && !day.Before(h.From) && !h.Over(day)
}

// Over reports whether the hold's time is over on a day, by a person's word or
// by its date.
func (h Hold) Over(day billing.Date) bool {
	return h.EndedBy != "" || !h.Until.IsZero() && day.After(h.Until)
}

// Broken reports whether the hold is a promise whose date has passed on a day
// and that was not kept: less than the amount was paid since it was given, or
// without an amount, something is open.
func (h Hold) Broken(o billing.OpenItem, day billing.Date) bool {
	if h.Kind != HoldPromise || h.EndedBy != "" || !day.After(h.Until) || !h.Matcher.Match(o) {
		return false
	}
	open, err := o.Open()
	if err != nil || open.Minor <= 0 {
		return false
	}
	return !h.Amount.Known() || h.paidSince(o) < h.Amount.Minor
}

// paidSince is what was paid of an invoice from the hold's first day on, in
// minor units of the amount's currency.
func (h Hold) paidSince(o billing.OpenItem) int64 {
	sum := int64(0)
	for _, p := range o.Payments {
		if p.PaidTotal.Currency == h.Amount.Currency && !p.Date.Before(h.From) {
			sum += p.PaidTotal.Minor
		}
	}
	return sum
}

// Words are the hold as a reason: "promise to pay until 02 Dec 2026 (anna: calls
// back)". They are English; ReasonIn translates them.
func (h Hold) Words() string {
	words := map[HoldKind]string{HoldPlain: "on hold", HoldPromise: "promise to pay", HoldDispute: "disputed"}[h.Kind]
	if h.Amount.Known() {
		words += " " + h.Amount.String()
	}
	if !h.Until.IsZero() {
		words += " until " + h.Until.Format(billing.English)
	}
	return fmt.Sprintf("%s (%s: %s)", words, h.By(), h.Reason)
}

// By is the author without the machine.
func (h Hold) By() string { return person(h.Author) }

// person is the name in "anna@host".
func person(who string) string {
	name, _, _ := strings.Cut(who, "@")
	return name
}

// NotKept are the words for a promise that was broken.
func (h Hold) NotKept() string {
	return fmt.Sprintf("promise of %s was not kept", h.Until.Format(billing.English))
}

// Note is the comment that MOCO shows while the hold counts.
func (h Hold) Note(l billing.Language) string {
	word := "Mahnsperre"
	if l == billing.English {
		word = "Hold"
	}
	return fmt.Sprintf("%s %s: %s", word, h.ID, ReasonIn(l, h.Words()))
}

// EndNote is the comment that MOCO shows after the hold.
func (h Hold) EndNote(l billing.Language) string {
	german, english := fmt.Sprintf("Mahnsperre %s beendet", h.ID), fmt.Sprintf("Hold %s has ended", h.ID)
	if h.EndedBy == "" {
		german, english = german+" am "+h.Until.Format(billing.German), english+" on "+h.Until.Format(billing.English)
	} else {
		why := fmt.Sprintf(" (%s: %s)", person(h.EndedBy), h.EndedWhy)
		german, english = german+why, english+why
	}
	if l == billing.English {
		return english
	}
	return german
}
