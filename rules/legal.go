package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/legal"
	"github.com/mocowork/mocowork/plan"
)

// letterLaw is what a letter says about interest and the lump sum. They are
// named beside the amount that it asks for and are no part of it.
type letterLaw struct {
	HasInterest   bool   `doc:"whether the letter is to name interest (legal.interest: state)"`
	HasLumpSum    bool   `doc:"whether it is to name the lump sum (legal.lump_sum: state)"`
	Interest      string `doc:"the interest up to today; no part of Total"`
	LumpSum       string `doc:"the lump sum; no part of Total"`
	InterestFrom  string `doc:"the day from which interest runs"`
	InterestUntil string `doc:"the day up to which it is counted"`
}

// noFee stands at a letter whose step has a fee that it must not ask for.
const noFee = "no fee: this letter starts default"

// lawfulFee is the fee that a letter of today may carry, and a note if that is
// not the step's. It fails for a fee above the ceiling: leaving a part of it
// out would hide the mistake.
func (c *claim) lawfulFee(d legal.Derivation, level int, fee billing.Money) (billing.Money, string, error) {
	p := c.run.Legal
	if !p.On() || fee.Minor == 0 {
		return fee, "", nil
	}
	if most, limited := p.Ceiling(fee.Currency); limited && fee.Minor > most.Minor {
		return fee, "", fmt.Errorf("the fee of %s at level %d is above %s (%s)", fee, level, ceilingKey(p), most)
	}
	if !d.FeeAllowed {
		return billing.Money{Currency: fee.Currency}, noFee, nil
	}
	return fee, "", nil
}

// ceilingKey is the key of worker.yaml that bounds a fee.
func ceilingKey(p legal.Profile) string {
	if p.Country == legal.Switzerland {
		return "legal.agreed_fee"
	}
	return "legal.fee_ceiling"
}

// lawOf is what the letter says of a derivation.
func (c *claim) lawOf(d legal.Derivation, lang billing.Language) letterLaw {
	var l letterLaw
	if total := d.Interest.Total; c.run.Legal.StateInterest && total.Minor > 0 {
		l.HasInterest, l.Interest = true, total.Format(lang)
		l.InterestFrom, l.InterestUntil = d.Default.From.Format(lang), d.Today.Format(lang)
	}
	if c.run.Legal.StateLumpSum && d.LumpSum.Known() {
		l.HasLumpSum, l.LumpSum = true, d.LumpSum.Format(lang)
	}
	return l
}

// lawNotes collects what the plan says about letters under the law.
type lawNotes struct {
	both       []string            // name the lump sum and carry a fee
	noInterest map[string][]string // finding → letters that name no interest
	lapsing    map[billing.Date][]string
	lapsed     []string // the earliest day on which they may have lapsed is over
}

// noteLaw remembers what a person should know about a letter.
func (c *claim) noteLaw(d legal.Derivation, l letterLaw, fee billing.Money) {
	notes, number := &c.run.law, oneLine(c.item.Invoice.Identifier)
	if l.HasLumpSum && fee.Minor > 0 {
		notes.both = append(notes.both, number)
	}
	if c.run.Legal.StateInterest && !d.Interest.Known && len(d.Findings) > 0 {
		last := d.Findings[len(d.Findings)-1]
		notes.noInterest[last] = append(notes.noInterest[last], number)
	}
}

// lawWarnings are what a person should know before saying yes, in a fixed
// order.
func (r *run) lawWarnings() []string {
	var out []string
	if text := RateMissing(r.Legal, r.Snapshot.Today); text != "" {
		out = append(out, text)
	}
	if names := r.unknownDebtors(); len(names) > 0 {
		out = append(out, fmt.Sprintf("legal.debtors: no customer and no tag %s in MOCO", strings.Join(names, ", ")))
	}
	for _, finding := range slices.Sorted(maps.Keys(r.law.noInterest)) {
		out = append(out, fmt.Sprintf("letters without interest (%s): %s", some(r.law.noInterest[finding]), finding))
	}
	if len(r.law.both) > 0 {
		out = append(out, fmt.Sprintf("letters that name the 40 euros and carry a fee (%s): the 40 euros cover the cost of reminding", some(r.law.both)))
	}
	for _, on := range slices.SortedFunc(maps.Keys(r.law.lapsing), billing.Date.Compare) {
		list := r.law.lapsing[on]
		verb := "claims lapse"
		if len(list) == 1 {
			verb = "claim lapses"
		}
		out = append(out, fmt.Sprintf("%d %s on %s: %s; a reminder does not stop that", len(list), verb, on.Format(billing.English), some(list)))
	}
	switch len(r.law.lapsed) {
	case 0:
	case 1:
		out = append(out, fmt.Sprintf("1 claim may have lapsed: %s; its debtor may refuse to pay", r.law.lapsed[0]))
	default:
		out = append(out, fmt.Sprintf("%d claims may have lapsed: %s; their debtors may refuse to pay", len(r.law.lapsed), some(r.law.lapsed)))
	}
	return out
}

// unknownDebtors are names of legal.debtors that fit no customer: with a typing
// mistake a consumer is taken for a business.
func (r *run) unknownDebtors() []string {
	if len(r.Snapshot.Companies) == 0 {
		return nil
	}
	var out []string
	for _, name := range slices.Concat(r.Legal.Business, r.Legal.Consumer) {
		if !slices.ContainsFunc(r.Snapshot.Companies, func(c billing.Company) bool { return legal.Names(name, c) }) {
			out = append(out, oneLine(name))
		}
	}
	return out
}

// RateMissing says that the base rate of a day is not known where the law needs
// one; "" if nothing is missing.
func RateMissing(p legal.Profile, today billing.Date) string {
	if !p.On() || !p.NeedsRates() {
		return ""
	}
	if _, found := p.Rates.At(today); found {
		return ""
	}
	return fmt.Sprintf("no base rate of %s is known for the half-year from %s: no interest is computed. Add it with legal.base_rates", p.Country, legal.HalfYear(today))
}

// limitationRule stands as the rule of messages about claims that lapse. It is
// no name that a rule can have.
const limitationRule = "limitation watch"

// watchLimitation notes claims that lapse soon, whatever their verdict, and
// tells of each once. Those that may have lapsed are noted too: no later day
// would bring them up.
func (r *run) watchLimitation(c *claim) {
	if !c.verdict.Receivable {
		return
	}
	number := cmp.Or(oneLine(c.item.Invoice.Identifier), fmt.Sprintf("#%d", c.item.Invoice.ID))
	if r.Legal.MayHaveLapsed(c.item.Invoice, r.Snapshot.Today) {
		r.law.lapsed = append(r.law.lapsed, number)
	}
	on := r.Legal.LapsesSoon(c.item.Invoice, r.Snapshot.Today)
	if on.IsZero() {
		return
	}
	r.law.lapsing[on] = append(r.law.lapsing[on], number)
	c.verdict.Detail = plan.WithLapse(c.verdict.Detail, on)
	s := c.subject()
	about := s.about("invoice")
	if !r.History.Notified[NotifiedKey(limitationRule, about)].IsZero() {
		return
	}
	r.lines = append(r.lines, ranked{action: actionRank("notify"), rule: len(r.set.rules), Line: plan.Line{
		Key: plan.SlackKey(limitationRule, about, "once"), Action: "notify", Rule: limitationRule, Subject: s.Subject,
		Params: plan.Notify{
			Severity: plan.Warning, Title: fmt.Sprintf(s.pick("%s verjährt am %s", "%s lapses on %s"), s.Label, on.Format(r.Language)),
			Text:   s.defaultText() + s.pick(". Eine Mahnung hält die Verjährung nicht auf.", ". A reminder does not stop that."),
			Window: "once", InvoiceID: s.invoiceID(), Open: s.open, DaysOverdue: s.daysOverdue, Facts: s.facts(),
		},
	}})
}

// lawful reports fees of a step that the law of worker.yaml does not allow.
func (r *reader) lawful(f *diag.Fields, fee fee) {
	for _, m := range fee.table {
		most, limited := r.options.Legal.Ceiling(m.Currency)
		if !r.options.Legal.On() || !limited || m.Minor <= most.Minor {
			continue
		}
		pos := f.Pos("fee")
		if v := f.Get("fee").Get(m.Currency); v != nil {
			pos = v.Text()
		}
		p := diag.Problem{Pos: pos, Code: "fee", Text: fmt.Sprintf("the fee of %s is above %s (%s)", m, ceilingKey(r.options.Legal), most),
			Why: "a reminder may cost what paper and postage cost", Help: "lower the fee, or raise the ceiling in worker.yaml"}
		switch r.options.Legal.Country {
		case legal.Switzerland:
			p.Why = "a reminder fee is owed only if the contract names it"
		case legal.Austria:
			p.Why = "a reminder may cost what is necessary and in proportion to the claim"
		}
		r.list.Add(p)
	}
}
