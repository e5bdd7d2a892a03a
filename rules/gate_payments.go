package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

const (
	rhythmDays   = 180 // how far the rhythm of bookings looks back
	rhythmLeast  = 10  // days with a booking, without which there is no rhythm
	rhythmFactor = 4   // times the usual gap is old
	freshDays    = 7   // up to which payments are never old
)

// rhythm is how the account books its payments.
type rhythm struct {
	last  billing.Date // the newest day with a booking; zero if there is none
	twice int          // two times the median gap between such days; 0 if there are too few
}

// BookingDays are the days on which payments were booked, in order and each
// once, for Input.BookingDays.
func BookingDays(payments []billing.Payment) []billing.Date {
	days := make([]billing.Date, 0, len(payments))
	for _, p := range payments {
		if !p.Date.IsZero() {
			days = append(days, p.Date)
		}
	}
	slices.SortFunc(days, billing.Date.Compare)
	return slices.Compact(days)
}

// newRhythm reads it from days in order. Those to come say nothing.
func newRhythm(days []billing.Date, today billing.Date) rhythm {
	var r rhythm
	var gaps []int
	n := 0
	for _, day := range days {
		if day.After(today) {
			break
		}
		if today.Sub(day) <= rhythmDays {
			if n++; n > 1 {
				gaps = append(gaps, day.Sub(r.last))
			}
		}
		r.last = day
	}
	if n >= rhythmLeast {
		slices.Sort(gaps)
		r.twice = gaps[(len(gaps)-1)/2] + gaps[len(gaps)/2]
	}
	return r
}

// old says in words that the newest payment is older than the account's own
// rhythm lets expect; "" if it is not, or if there is no rhythm.
func (r rhythm) old(today billing.Date) string {
	if r.twice == 0 || today.Sub(r.last) <= max(freshDays, rhythmFactor*r.twice/2) {
		return ""
	}
	usually := "every day"
	if r.twice > 2 {
		usually = fmt.Sprintf("every %d days", (r.twice+1)/2)
	}
	return fmt.Sprintf("payments in MOCO look old: the last was booked on %s, usually %s", r.last.Format(billing.English), usually)
}

// freshness says how new the account's payments must be before letters go. The
// zero value asks for nothing.
type freshness struct {
	auto bool // as new as usual
	days int  // or at most so many days old
}

// paymentsFresh holds while the books may be behind: a customer who has paid
// must get no letter because nobody has booked the payment.
func (d *dunning) paymentsFresh() stop {
	f, r, today := d.remind.ladder.fresh, d.run.rhythm, d.run.Snapshot.Today
	switch {
	case f.auto && r.old(today) != "":
		return hold("", "%s", r.old(today))
	case f.days == 0:
	case r.last.IsZero():
		return hold("", "no payment is booked in MOCO")
	case today.Sub(r.last) > f.days:
		return hold("", "payments in MOCO look old: the last was booked on %s, more than %d days ago", r.last.Format(billing.English), f.days)
	}
	return stop{}
}

// oldPayments warns, where no ladder looks at it, that letters go although the
// books look behind.
func (r *run) oldPayments() []string {
	asked := slices.ContainsFunc(r.ladders, func(l *ladder) bool { return l.fresh != (freshness{}) })
	letters := slices.ContainsFunc(r.lines, func(l ranked) bool { return l.level > 0 })
	if old := r.rhythm.old(r.Snapshot.Today); letters && !asked && old != "" {
		return []string{old + "; a customer who has paid may get a letter (payments_fresh: auto on the ladder holds them)"}
	}
	return nil
}

// unassignedPayment holds while money that belongs to no invoice yet could be
// for this one.
func (d *dunning) unassignedPayment() stop {
	for _, p := range d.run.unassigned[d.item.Invoice.Currency] {
		if d.couldPay(p) {
			about := p.Date.Format(billing.English)
			if text := clip(oneLine(p.Description)); text != "" {
				about += ", " + text
			}
			return hold("", "an unassigned payment of %s (%s) could be for this invoice", p.PaidTotal, about)
		}
	}
	return stop{}
}

// couldPay asks whether a payment came after the invoice and names it, or is of
// just its amount.
func (d *dunning) couldPay(p billing.Payment) bool {
	inv := d.item.Invoice
	return p.PaidTotal.Minor > 0 && !p.Date.Before(inv.Date) &&
		(p.PaidTotal == d.verdict.Open || p.PaidTotal == inv.GrossTotal || names(p.Description, inv.Identifier))
}

// names reports whether a text holds a number as a word of its own, so that
// R2610-0221 does not name R2610-022.
func names(text, number string) bool {
	text, number = strings.ToUpper(oneLine(text)), strings.ToUpper(oneLine(number))
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	for from := 0; number != ""; {
		i := strings.Index(text[from:], number)
		if i < 0 {
			return false
		}
		to := from + i + len(number)
		last, _ := utf8.DecodeLastRuneInString(text[:from+i])
		first, _ := utf8.DecodeRuneInString(text[to:])
		if !part(last) && !part(first) {
			return true
		}
		from = to
	}
	return false
}

// unassignedByCurrency are the payments that belong to no invoice, by id.
func unassignedByCurrency(payments []billing.Payment) map[string][]billing.Payment {
	out := map[string][]billing.Payment{}
	for _, p := range payments {
		if p.Invoice.ID == 0 && p.PaidTotal.Known() {
			out[p.PaidTotal.Currency] = append(out[p.PaidTotal.Currency], p)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b billing.Payment) int { return cmp.Compare(a.ID, b.ID) })
	}
	return out
}

// clip keeps a customer's text short enough for a reason.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
