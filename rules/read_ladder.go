package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// ladder is the steps of dunning.
type ladder struct {
	name   string
	grace  int // days
	minGap int // days
	rungs  []rung

	tolerance     []billing.Money // per currency
	discountGrace int             // days that a cash discount may come late
	paymentGap    int             // days after a part payment
	created       createdPolicy
	createdAge    int // days from which on created is applied
	fresh         freshness
	perCustomer   bool
	// letters are its own texts; nil for the shipped ones.
	letters letters
}

// createdPolicy says what a reminder counts for that MOCO calls created: it
// was made, and nobody knows whether it was printed and posted.
type createdPolicy int

// The policies. The zero value holds the invoice.
const (
	createdHold createdPolicy = iota
	createdIgnore
	createdCount // as sent
)

// mostPaymentGap is the time that a part payment gives by default, unless the
// ladder's own gap is shorter.
const mostPaymentGap = 7

// rung is one level of a ladder.
type rung struct {
	level     int
	name      string
	after     int // days after the due date
	payWithin int // days
	fee       fee
	approve   string
}

// fee is an amount per currency. None means 0 in every currency.
type fee struct{ table []billing.Money }

// in is the fee in a currency. It fails if there is a fee, but none in this
// currency: a letter must not leave it out by accident.
func (f fee) in(currency string) (billing.Money, error) {
	if len(f.table) == 0 {
		return billing.Money{Currency: currency}, nil
	}
	for _, m := range f.table {
		if m.Currency == currency {
			return m, nil
		}
	}
	return billing.Money{}, fmt.Errorf("no fee for %s", currency)
}

func (r *reader) readLadders(f *diag.Fields) {
	for _, e := range f.Entries("ladders") {
		before, _ := r.list.Count()
		l := r.ladder(e)
		if after, _ := r.list.Count(); after > before {
			r.broken = append(r.broken, l.name)
			continue
		}
		r.ladders = append(r.ladders, l)
	}
}

func (r *reader) ladder(e diag.Field) ladder {
	l := ladder{name: e.Key.Value}
	where := fmt.Sprintf("ladder %q", l.name)
	f := diag.Bind(r.list, e.Value, where, ladderKeys().names()...)
	l.grace, l.minGap = f.Days("grace"), f.Days("min_gap")
	if f.Has("min_gap") && l.minGap < 1 && f.Get("min_gap").Value == "0d" {
		f.Add("min_gap", diag.Problem{Code: "range", Text: "min_gap: want at least 1d", Help: "a customer needs a day to answer"})
	}
	r.ladderChoices(f, &l)
	items := f.Items("steps")
	for i, n := range items {
		l.rungs = append(l.rungs, r.rung(n, where, i+1))
	}
	if s := f.Get("steps"); s != nil && (s.Kind == diag.Null || s.Kind == diag.Seq && len(items) == 0) {
		f.Errorf("steps", "ladder", "%s has no steps", where)
	}
	r.order(l, items)
	l.letters = r.letters(f, l, where, len(items))
	if len(l.rungs) > 0 && f.Has("grace") && l.grace > l.rungs[0].after && l.rungs[0].after > 0 {
		f.Errorf("grace", "ladder", "grace is %d days, but the first step comes after %d", l.grace, l.rungs[0].after)
	}
	return l
}

// ladderChoices reads what a ladder may leave to its defaults.
func (r *reader) ladderChoices(f *diag.Fields, l *ladder) {
	if n := f.Get("tolerance"); n != nil {
		l.tolerance = r.moneyTable(n, "tolerance")
	}
	l.discountGrace = f.Days("discount_grace")
	l.paymentGap = min(l.minGap, mostPaymentGap)
	if f.Has("payment_restarts_gap") {
		l.paymentGap = f.Days("payment_restarts_gap")
	}
	l.perCustomer = f.Enum("letters", lettersPerInvoice, lettersPerCustomer) == lettersPerCustomer
	switch word, days := wordOrDays(f, "count_created", "hold", "ignore"); {
	case days > 0:
		l.created, l.createdAge = createdCount, days
	case word == "ignore":
		l.created, l.createdAge = createdIgnore, l.minGap
	}
	word, days := wordOrDays(f, "payments_fresh", "off", "auto")
	l.fresh = freshness{auto: word == "auto", days: days}
}

const (
	lettersPerInvoice  = "per_invoice"
	lettersPerCustomer = "per_customer"
)

// wordOrDays reads one of a few words, or a number of days of at least 1.
func wordOrDays(f *diag.Fields, key string, words ...string) (word string, days int) {
	n := f.Scalar(key)
	switch {
	case n == nil:
	case slices.Contains(words, n.Value):
		return n.Value, 0
	case n.Value != "" && n.Value[0] >= '0' && n.Value[0] <= '9':
		if days = f.Days(key); n.Value == "0d" {
			f.Errorf(key, "range", "%s: want at least 1d", key)
		}
		return "", days
	default:
		f.Errorf(key, "enum", "%s: want %s, or days such as 14d, got %q", key, strings.Join(words, ", "), n.Value)
	}
	return "", 0
}

func (r *reader) rung(n *diag.Node, where string, want int) rung {
	f := diag.Bind(r.list, n, fmt.Sprintf("step %d of %s", want, where), rungKeys().names()...)
	s := rung{
		level: f.Int("level", 1, 9), name: oneLine(f.String("name")), after: f.Days("after"),
		payWithin: f.Days("pay_within"), fee: r.fee(f), approve: f.String("approve"),
	}
	if s.level != 0 && s.level != want {
		f.Add("level", diag.Problem{Code: "ladder", Text: fmt.Sprintf("level %d stands where level %d belongs", s.level, want), Help: "levels count from 1, without a gap"})
	}
	r.lawful(f, s.fee)
	if v := f.Get("name"); v != nil && v.Kind == diag.Scalar && s.name == "" {
		f.Errorf("name", "name", "a step needs a name")
	}
	for _, k := range []string{"after", "pay_within"} {
		if v := f.Get(k); v != nil && v.Value == "0d" {
			f.Errorf(k, "range", "%s: want at least 1d", k)
		}
	}
	if s.approve != "" && r.options.Groups != nil && !slices.Contains(r.options.Groups, s.approve) {
		f.Add("approve", diag.Problem{Code: "unknown-group", Text: fmt.Sprintf("there is no approval group %q", s.approve), Help: diag.DidYouMean(s.approve, r.options.Groups)})
	}
	return s
}

// fee reads 0, "5.00 EUR" or {EUR: 5, CHF: 5}.
func (r *reader) fee(f *diag.Fields) fee {
	n := f.Get("fee")
	if n == nil {
		return fee{}
	}
	if d, err := billing.ParseDecimal(n.Value); n.Kind == diag.Scalar && err == nil && d.IsZero() {
		return fee{}
	}
	table := r.completeTable(n, f.Pos("fee"), "fee")
	if n.Kind == diag.Scalar && slices.ContainsFunc(table, billing.Money.IsZero) {
		return fee{}
	}
	return fee{table: table}
}

// order checks that each step comes later than the one before.
func (r *reader) order(l ladder, items []*diag.Node) {
	for i := 1; i < len(l.rungs); i++ {
		before, this := l.rungs[i-1].after, l.rungs[i].after
		if this > 0 && before > 0 && this <= before {
			r.list.Errorf(items[i].Get("after").Text(), "ladder", "step %d comes after %d days, not later than step %d (%d days)", i+1, this, i, before)
		}
	}
}
