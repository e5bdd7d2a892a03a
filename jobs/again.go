package jobs

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Again decides again about one invoice, for an entry that is about to be
// written: with the rule text of the entry's own plan, today's date, and a
// history without the entry's own traces (law 2).
type Again struct {
	Engine *Engine
	// Load compiles stored rule texts.
	Load func(texts []ledger.RuleText) (*rules.Set, error)

	mu    sync.Mutex
	sets  map[string]*rules.Set // by plan
	known books
}

// books is what the mirror's payments say about every invoice: when payments
// were booked, and which belong to no invoice yet.
type books struct {
	at         time.Time // of the pull that showed them
	days       []billing.Date
	unassigned []billing.Payment
}

// books reads the mirror's payments, once for each time that they are pulled.
func (a *Again) books(ctx context.Context) (books, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, payments, err := a.Engine.Mirror.Payments(ctx, a.known.at)
	if err != nil || at.Equal(a.known.at) && a.known.days != nil {
		return a.known, err
	}
	a.known = books{at: at, days: rules.BookingDays(payments)}
	for _, p := range payments {
		if p.Invoice.ID == 0 {
			a.known.unassigned = append(a.known.unassigned, p)
		}
	}
	return a.known, nil
}

// Decide is an actions.Decider. The first invoice is the entry's.
func (a *Again) Decide(ctx context.Context, e ledger.Entry, snap billing.Snapshot) (plan.Line, plan.Verdict, bool, error) {
	if plan.HoldOf(e.Params) != "" {
		return a.Engine.decideHold(ctx, e, snap)
	}
	set, err := a.set(ctx, e.Plan)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	facts, err := a.Engine.Ledger.FactsFor(ctx, e)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	books, err := a.books(ctx)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	snap.Payments = slices.Concat(snap.Payments, books.unassigned)
	in := a.Engine.input(snap, facts)
	in.BookingDays = books.days
	d, err := set.Decide(in)
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	var verdict plan.Verdict
	for _, v := range d.Verdicts {
		if v.InvoiceID == snap.Invoices[0].ID {
			verdict = v
		}
	}
	i := slices.IndexFunc(d.Lines, func(l plan.Line) bool { return l.Key == e.Key })
	if i < 0 {
		return plan.Line{}, verdict, false, nil
	}
	return d.Lines[i], verdict, true, nil
}

// Kept are rule texts as rules.Load takes them: the rule files, and a way to
// read the letters that they refer to.
func Kept(texts []ledger.RuleText) ([]rules.File, rules.Options) {
	var files []rules.File
	letters := map[string][]byte{}
	for _, t := range texts {
		if t.Letters {
			letters[t.Name] = []byte(t.Body)
			continue
		}
		files = append(files, rules.File{Name: t.Name, Data: []byte(t.Body)})
	}
	return files, rules.Options{Files: func(name string) ([]byte, error) {
		if data, ok := letters[name]; ok {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}}
}

// set compiles the rules of a plan once.
func (a *Again) set(ctx context.Context, planID string) (*rules.Set, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s, ok := a.sets[planID]; ok {
		return s, nil
	}
	p, err := a.Engine.Ledger.Plan(ctx, planID)
	if err != nil {
		return nil, err
	}
	texts, err := a.Engine.Ledger.RuleTexts(ctx, p.Rules)
	if err != nil {
		return nil, err
	}
	s, err := a.Load(texts)
	if err != nil {
		return nil, fault.New(fault.Permanent, fmt.Errorf("the rules of plan %s can't be read by this version: %w", planID, err))
	}
	if a.sets == nil {
		a.sets = map[string]*rules.Set{}
	}
	a.sets[planID] = s
	return s, nil
}
