package legal

import (
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
)

// Country is whose law applies: that of the creditor. The zero value means
// that nothing is derived.
type Country string

// The countries whose law is known.
const (
	Germany     Country = "DE"
	Austria     Country = "AT"
	Switzerland Country = "CH"
)

// Countries lists the known countries.
func Countries() []string { return []string{string(Germany), string(Austria), string(Switzerland)} }

// Basis says what an invoice's due date rests on.
type Basis string

// The bases. A date that only the creditor wrote on the invoice does not start
// default by itself (BGH III ZR 91/07). The zero value and BasisUnknown behave
// as BasisInvoiceOnly.
const (
	BasisContract    Basis = "contract"     // fixed by calendar in the contract: § 286(2) no. 1 BGB
	BasisInvoiceOnly Basis = "invoice_only" // set on the invoice
	BasisUnknown     Basis = "unknown"
)

// Bases lists the bases.
func Bases() []string {
	return []string{string(BasisContract), string(BasisInvoiceOnly), string(BasisUnknown)}
}

// DayCount is how days become a part of a year; no law fixes it.
type DayCount string

// The day counts. The zero value behaves as Act365.
const (
	Act365    DayCount = "act/365"
	ActAct    DayCount = "act/act" // 366 in leap years
	Thirty360 DayCount = "30/360"  // each month has 30 days
)

// DayCounts lists the day counts.
func DayCounts() []string { return []string{string(Act365), string(ActAct), string(Thirty360)} }

// Profile is what a company says about itself and its contracts. The zero
// value derives nothing.
type Profile struct {
	Country Country
	// Calendar has the holidays of the place where payment is due; they move
	// the last day of a term.
	Calendar calendar.Calendar
	Basis    Basis
	// ReceiptDays is the assumption on how many days after its date an invoice
	// or a reminder arrives. MOCO does not know.
	ReceiptDays int
	DayCount    DayCount
	// Business and Consumer are customer numbers or tags whose kind a person
	// has decided. Who is in both is a consumer.
	Business, Consumer []string
	// ConsumerNotice: the invoices tell consumers that default begins after 30
	// days (§ 286(3) BGB).
	ConsumerNotice bool
	// FeeCeiling is the highest reminder fee per currency; in Switzerland the
	// fee that the contract names. A currency without one is not limited,
	// except in Switzerland, where what is not agreed is not owed.
	FeeCeiling []billing.Money
	// StateInterest and StateLumpSum put the sums into letters. They are said
	// there, never added to what is asked for, and never booked.
	StateInterest, StateLumpSum bool
	// LimitationWarn is how many days before a claim lapses a person is told;
	// 0 is never.
	LimitationWarn int
	// Rates are the base rates of the country.
	Rates Rates
}

// On reports whether anything is derived at all.
func (p Profile) On() bool { return p.Country != "" }

// Ceiling is the highest reminder fee in a currency. limited is false if there
// is none.
func (p Profile) Ceiling(currency string) (most billing.Money, limited bool) {
	i := slices.IndexFunc(p.FeeCeiling, func(m billing.Money) bool { return m.Currency == currency })
	if i >= 0 {
		return p.FeeCeiling[i], true
	}
	return billing.Money{Currency: currency}, p.Country == Switzerland
}

// DefaultCeiling is the ceiling of a country whose courts have named one:
// about 2.50 euros in Germany (BGH VIII ZR 95/18 and the chambers' practice).
func DefaultCeiling(c Country) []billing.Money {
	if c == Germany {
		return []billing.Money{{Minor: 250, Currency: "EUR"}}
	}
	return nil
}

// NeedsRates reports whether the country's interest rests on a base rate.
func (p Profile) NeedsRates() bool { return p.Country == Germany || p.Country == Austria }
