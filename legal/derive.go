package legal

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
)

// Derivation is what the law gives for one claim on one day, with every step.
// The zero value is that of a Profile that is off.
type Derivation struct {
	Country Country      `json:"country"`
	Today   billing.Date `json:"today"`
	Debtor  Debtor       `json:"debtor"`
	// Received is when the invoice is assumed to have arrived; absent without
	// an invoice date.
	Received billing.Date `json:"received"`
	// Due is the due date, moved off weekends and holidays.
	Due      billing.Date `json:"due"`
	Default  Default      `json:"default"`
	Interest Interest     `json:"interest"`
	// LumpSum is the sum of 40 euros for late payment; unknown where there is
	// none.
	LumpSum billing.Money `json:"lump_sum"`
	// FeeAllowed: a letter of today may carry a reminder fee.
	FeeAllowed bool `json:"fee_allowed"`
	// FeeCeiling is the highest fee; unknown where there is no limit.
	FeeCeiling billing.Money `json:"fee_ceiling"`
	// Lapses is the last day before the claim lapses, at the earliest; absent
	// where it is not known.
	Lapses billing.Date `json:"lapses"`
	Lines  []Line       `json:"lines"`
	// Findings are what is missing or unsure, and what to do about it.
	Findings []string `json:"findings"`
}

// Line is one step of a derivation.
type Line struct {
	// Topic is debtor, receipt, due, default, interest, lump_sum, fee or
	// limitation.
	Topic string `json:"topic"`
	// Law is the paragraph that the step rests on.
	Law    string `json:"law"`
	Text   string `json:"text"`    // in English
	German string `json:"text_de"` // in German
}

// Derive applies a profile to an invoice with its payments and reminders. It
// never fails: what can't be derived is a finding.
func (p Profile) Derive(o billing.OpenItem, today billing.Date) Derivation {
	if !p.On() {
		return Derivation{}
	}
	c := &claim{Profile: p, code: codeOf(p.Country), item: o, d: Derivation{Country: p.Country, Today: today, Lines: []Line{}, Findings: []string{}}}
	for _, step := range []func(){c.debtor, c.receipt, c.due, c.startOfDefault, c.interest, c.lumpSum, c.fee, c.limitation} {
		step()
	}
	return c.d
}

// claim is a derivation on its way.
type claim struct {
	Profile
	code code
	item billing.OpenItem
	d    Derivation
}

// say adds a line. Dates, amounts, decimals and words among the arguments are
// printed in the line's language.
func (c *claim) say(topic, law string, text words, args ...any) {
	c.d.Lines = append(c.d.Lines, Line{topic, law, text.in(billing.English, args), text.in(billing.German, args)})
}

// find adds a finding.
func (c *claim) find(format string, args ...any) {
	c.d.Findings = append(c.d.Findings, fmt.Sprintf(format, args...))
}

func (w words) in(l billing.Language, args []any) string {
	shown := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case billing.Date:
			shown[i] = v.Format(l)
		case billing.Money:
			shown[i] = v.Format(l)
		case billing.Decimal:
			shown[i] = l.Number(v)
		case words:
			shown[i] = v.in(l, nil)
		case dayCount:
			shown[i] = v.in(l)
		default:
			shown[i] = a
		}
	}
	format := w.en
	if l == billing.German {
		format = w.de
	}
	if len(shown) == 0 {
		return format
	}
	return fmt.Sprintf(format, shown...)
}

// dayCount is a number of days for people.
type dayCount int

func (n dayCount) in(l billing.Language) string {
	one, many := "day", "days"
	if l == billing.German {
		one, many = "Tag", "Tage"
	}
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", int(n), many)
}

func (c *claim) debtor() {
	kind, why := c.Profile.debtor(c.item.Customer)
	c.d.Debtor = kind
	text := map[Debtor]words{
		Business:      {"business: %s", "Unternehmen: %s"},
		Consumer:      {"consumer: %s", "Verbraucher: %s"},
		UnknownDebtor: {"not known whether business or consumer (%s): treated like a consumer", "unbekannt, ob Unternehmen oder Verbraucher (%s): wie ein Verbraucher behandelt"},
	}
	c.say("debtor", c.code.debtor, text[kind], why)
}

// receipt assumes when the invoice arrived.
func (c *claim) receipt() {
	date := c.item.Invoice.Date
	if date.IsZero() {
		c.say("receipt", c.code.receipt, words{"the invoice has no date: its receipt is not known", "die Rechnung hat kein Datum: ihr Zugang ist unbekannt"})
		return
	}
	c.d.Received = date.AddDays(c.ReceiptDays)
	c.say("receipt", c.code.receipt, words{"assumed: the invoice of %s arrived %s later, on %s", "Annahme: Die Rechnung vom %s ging %s später zu, am %s"},
		date, dayCount(c.ReceiptDays), c.d.Received)
}

// due moves the due date to a day on which a term may end.
func (c *claim) due() {
	due := c.item.Invoice.DueDate
	if due.IsZero() {
		c.find("the invoice has no due date: nothing can be derived from it")
		c.say("due", c.code.shift, words{"the invoice has no due date", "die Rechnung hat kein Fälligkeitsdatum"})
		return
	}
	c.d.Due = c.Calendar.Shift(due)
	if c.d.Due == due {
		c.say("due", c.code.shift, words{"due on %s, a day on which a term may end (%s)", "fällig am %s, einem Tag, an dem eine Frist enden kann (%s)"}, due, c.Calendar.Place())
		return
	}
	c.say("due", c.code.shift, words{"due on %s (%s, %s): payment is in time until %s", "fällig am %s (%s, %s): rechtzeitig bis %s"},
		due, c.dayOff(due), c.Calendar.Place(), c.d.Due)
}

// dayOff says why a term can't end on a day. A holiday has its name in the
// language of the country's law.
func (c *claim) dayOff(d billing.Date) words {
	name, holiday := c.Calendar.Holiday(d)
	switch {
	case holiday:
		return words{name, name}
	case d.Weekday() == time.Saturday:
		return words{"Saturday", "Samstag"}
	case d.Weekday() == time.Sunday:
		return words{"Sunday", "Sonntag"}
	}
	return words{"Good Friday", "Karfreitag"} // in Austria no holiday, and yet no end of a term
}
