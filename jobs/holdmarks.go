package jobs

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// holdStand is how holds stand, and what MOCO was told of them.
type holdStand struct {
	today billing.Date
	holds []plan.Hold
	items []billing.OpenItem // none if no hold counts today
	// seen are the keys of what was released, however it ended.
	seen map[string]bool
	// shown are the invoices that a hold was shown on, and what they are called.
	shown    map[string]map[billing.ID]plan.Subject
	comments map[string]map[billing.ID]bool // hold → the invoices that say that it began
	// tagged are the invoices that carry a tag of ours.
	tagged map[billing.ID]bool
}

func (e *Engine) standOfHolds(ctx context.Context) (*holdStand, error) {
	s := &holdStand{today: e.Today(), seen: map[string]bool{}, shown: map[string]map[billing.ID]plan.Subject{}, comments: map[string]map[billing.ID]bool{}, tagged: map[billing.ID]bool{}}
	var err error
	if s.holds, err = e.Ledger.Holds(ctx, true); err != nil || len(s.holds) == 0 {
		return s, err
	}
	entries, err := e.Ledger.Entries(ctx, ledger.Filter{Rule: plan.HoldRule})
	if err != nil {
		return nil, err
	}
	s.read(entries)
	if slices.ContainsFunc(s.holds, func(h plan.Hold) bool { return h.Active(s.today) }) {
		snap, err := e.Known(ctx)
		if err != nil {
			return nil, err
		}
		s.items = snap.OpenItems()
	}
	return s, nil
}

// Known is everything that the mirror knows today: nothing, as long as MOCO was
// never read completely.
func (e *Engine) Known(ctx context.Context) (billing.Snapshot, error) {
	snap, err := e.Mirror.Snapshot(ctx, e.Today())
	if errors.Is(err, mirror.ErrNotRead) {
		return billing.Snapshot{}, nil
	}
	return snap, err
}

// read takes in what was released, in the order in which it came to its end: the
// last tag that was put on or taken off says whether ours is there.
func (s *holdStand) read(entries []ledger.Entry) {
	slices.SortStableFunc(entries, func(a, b ledger.Entry) int { return cmp.Compare(a.UpdatedAt.UnixMilli(), b.UpdatedAt.UnixMilli()) })
	for _, x := range entries {
		s.seen[x.Key] = true
		hold, invoice := plan.HoldOf(x.Params), x.Subject.ID
		if hold == "" {
			continue // one that this version can't read
		}
		if s.shown[hold] == nil {
			s.shown[hold], s.comments[hold] = map[billing.ID]plan.Subject{}, map[billing.ID]bool{}
		}
		s.shown[hold][invoice] = x.Subject
		if x.State != ledger.Done {
			continue
		}
		switch p := x.Params.(type) {
		case plan.Comment:
			s.comments[hold][invoice] = true
		case plan.Tag:
			s.tagged[invoice] = !p.Remove
		}
	}
}

// holdMark is one tag or comment about a hold, and in whose name it is made.
type holdMark struct {
	plan.Line
	by string
}

// marks are what MOCO is still to be told.
func (s *holdStand) marks(account string, l billing.Language) []holdMark {
	var out []holdMark
	add := func(h plan.Hold, of plan.Subject, what string, p plan.Params) bool {
		key := plan.HoldKey(account, of.ID, h.ID, what)
		if s.seen[key] {
			return false
		}
		s.seen[key] = true
		out = append(out, holdMark{plan.Line{Key: key, Action: p.Action(), Rule: plan.HoldRule, Subject: of, Params: p}, cmp.Or(h.EndedBy, h.Author)})
		return true
	}
	kept := map[billing.ID]bool{}
	for _, h := range s.holds {
		if !h.Active(s.today) {
			continue
		}
		for id := range s.shown[h.ID] {
			kept[id] = true
		}
		for _, o := range rules.HoldTargets(h, s.items) {
			of := plan.Subject{Kind: "invoice", ID: o.Invoice.ID, Label: o.Invoice.Identifier, Name: o.Customer.Name}
			kept[of.ID] = true
			add(h, of, "tag", plan.Tag{InvoiceID: of.ID, Tags: []string{plan.HoldTag}, Hold: h.ID})
			add(h, of, "begin", plan.Comment{InvoiceID: of.ID, Text: h.Note(l), Hold: h.ID})
		}
	}
	for _, h := range s.holds {
		if !h.Over(s.today) {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(s.shown[h.ID])) {
			of := s.shown[h.ID][id]
			if s.tagged[id] && !kept[id] {
				s.tagged[id] = !add(h, of, "untag", plan.Tag{InvoiceID: id, Tags: []string{plan.HoldTag}, Hold: h.ID, Remove: true})
			}
			if s.comments[h.ID][id] {
				add(h, of, "end", plan.Comment{InvoiceID: id, Text: h.EndNote(l), Hold: h.ID})
			}
		}
	}
	return out
}
