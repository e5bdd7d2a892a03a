package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// holdJob is the job that shows holds in MOCO. Who sets a hold has decided that
// it is shown there, so write: approve asks nobody again; write: off still holds
// everything back.
func (e *Engine) holdJob() Job {
	j := Job{Name: plan.HoldJob, Description: "shows holds in MOCO as tags and comments", Write: plan.WriteAuto}
	if e.Brake != nil && e.Brake(j.Name) == plan.WriteOff {
		j.Write = plan.WriteOff
	}
	return j
}

// KeepHolds does what holds need by the day: the end of those whose last day has
// passed is recorded, people are told of those that end soon, and MOCO is made
// to show how they stand. It is done before each run, and once in a while by a
// worker that serves.
func (e *Engine) KeepHolds(ctx context.Context) (Mirrored, error) {
	if _, err := e.Ledger.ExpireHolds(ctx, e.Today()); err != nil {
		return Mirrored{}, err
	}
	s, err := e.standOfHolds(ctx)
	if err != nil || len(s.holds) == 0 {
		return Mirrored{}, err
	}
	if err := e.warnHolds(ctx, s); err != nil {
		return Mirrored{}, err
	}
	return e.mirrorHolds(ctx, s)
}

// warnHolds tells people of holds that end soon and still keep something back.
func (e *Engine) warnHolds(ctx context.Context, s *holdStand) error {
	unwarned, err := e.Ledger.UnwarnedHolds(ctx)
	if err != nil || e.HoldEnds == nil {
		return err
	}
	var errs []error
	for _, h := range unwarned {
		if rules.HoldEndsSoon(e.Calendar, h, s.today) && len(rules.HoldTargets(h, s.items)) > 0 {
			errs = append(errs, e.HoldEnds(ctx, h))
		}
	}
	return errors.Join(errs...)
}

// Mirrored is what became of showing holds in MOCO.
type Mirrored struct {
	Result
	// Why says what keeps holds from being shown now; "" if nothing does.
	Why string
	// Left is how many marks have to wait, because of Why or because they are
	// more than one run writes.
	Left int
}

// maxHoldMarks is how many tags and comments one run writes about holds: a hold
// on a tag may be about hundreds of invoices, and letters are not to wait for
// them.
const maxHoldMarks = 40

// MirrorHolds makes MOCO show how holds stand: an invoice that is kept back
// gets a tag and a comment, and one that is not any more loses the tag that we
// have set, and gets a comment. What was done once is not done again, whoever
// calls it how often.
func (e *Engine) MirrorHolds(ctx context.Context) (Mirrored, error) {
	s, err := e.standOfHolds(ctx)
	if err != nil {
		return Mirrored{}, err
	}
	return e.mirrorHolds(ctx, s)
}

func (e *Engine) mirrorHolds(ctx context.Context, s *holdStand) (Mirrored, error) {
	marks := s.marks(e.Account, e.Policy.Language)
	if len(marks) == 0 {
		return Mirrored{}, nil
	}
	may, why := e.Runner.MayWrite()
	if may && e.holdJob().Write == plan.WriteOff {
		may, why = false, "write: off"
	}
	if !may {
		return Mirrored{Why: why, Left: len(marks)}, nil
	}
	n := min(len(marks), maxHoldMarks)
	id, err := e.startHolds(ctx, marks[:n])
	if err != nil {
		return Mirrored{Left: len(marks)}, err
	}
	r, err := e.Run(ctx, id)
	return Mirrored{Result: r, Left: len(marks) - n}, err
}

// startHolds records a run that writes marks, and releases them in the names of
// those whose holds they show.
func (e *Engine) startHolds(ctx context.Context, marks []holdMark) (run string, err error) {
	byWhom := map[string][]int{}
	lines := make([]plan.Line, len(marks))
	for i, m := range marks {
		lines[i], lines[i].N = m.Line, i+1
		byWhom[m.by] = append(byWhom[m.by], i+1)
	}
	who := sortedKeys(byWhom)
	r, err := e.Start(ctx, Ask{Job: plan.HoldJob, Origin: "person", By: strings.Join(who, ", ")})
	if err != nil {
		return "", err
	}
	if err := e.Ledger.TakeRun(ctx, r.ID); err != nil {
		return "", err
	}
	id, err := e.Ledger.NewID(ctx, "p")
	if err != nil {
		return "", err
	}
	now := e.Now().In(e.Zone).Truncate(time.Second)
	p := plan.Plan{
		ID: id, Run: r.ID, Job: plan.HoldJob, Account: e.Account, Today: e.Today(), CreatedAt: now, ExpiresAt: now.Add(e.Policy.PlanExpires),
		Write: plan.WriteAuto, Lines: lines,
	}
	if err := e.Ledger.SavePlan(ctx, p, nil); err != nil {
		return "", err
	}
	if err := e.Ledger.StepRun(ctx, r.ID, "release", p.ID); err != nil {
		return "", err
	}
	e.point("holds.planned")
	for _, by := range who {
		if _, err := e.Ledger.Release(ctx, ledger.Release{Plan: p, Lines: byWhom[by], By: by}); err != nil {
			return "", err
		}
	}
	return r.ID, nil
}

// decideHold decides again about a mark: it is made only if its hold still
// stands as it did when the mark was planned.
func (e *Engine) decideHold(ctx context.Context, x ledger.Entry, fresh billing.Snapshot) (plan.Line, plan.Verdict, bool, error) {
	h, err := e.Ledger.Hold(ctx, plan.HoldOf(x.Params))
	if err != nil {
		return plan.Line{}, plan.Verdict{}, false, err
	}
	no := func(why string) (plan.Line, plan.Verdict, bool, error) {
		return plan.Line{}, plan.Verdict{Reason: why}, false, nil
	}
	what := x.Key[strings.LastIndexByte(x.Key, '|')+1:]
	switch begins := what == "tag" || what == "begin"; {
	case begins && !h.Active(e.Today()):
		return no("the hold has ended")
	case begins && fresh.Invoices[0].Status == billing.StatusPaid:
		return no("paid meanwhile")
	case !begins && !h.Over(e.Today()):
		return no("the hold has not ended")
	case what == "untag":
		other, err := e.otherHold(ctx, h, fresh.Invoices[0].ID)
		if err != nil || other != "" {
			line, v, found, _ := no("hold " + other + " keeps it back, too")
			return line, v, found, err
		}
	}
	return plan.Line{Params: x.Params}, plan.Verdict{}, true, nil
}

// otherHold is another hold that MOCO shows on an invoice and that counts; "" if
// there is none.
func (e *Engine) otherHold(ctx context.Context, h plan.Hold, invoice billing.ID) (string, error) {
	holds, err := e.Ledger.Holds(ctx, false)
	if err != nil {
		return "", err
	}
	entries, err := e.Ledger.Entries(ctx, ledger.Filter{Rule: plan.HoldRule, Invoice: invoice})
	if err != nil {
		return "", err
	}
	for _, o := range holds {
		shown := slices.ContainsFunc(entries, func(x ledger.Entry) bool { return plan.HoldOf(x.Params) == o.ID })
		if o.ID != h.ID && o.Active(e.Today()) && shown {
			return o.ID, nil
		}
	}
	return "", nil
}

// keepHolds is KeepHolds before a run, which it must not stop.
func (e *Engine) keepHolds(ctx context.Context) {
	m, err := e.KeepHolds(ctx)
	switch {
	case err != nil:
		e.report(Event{Step: "holds", Mark: Unclear, Text: err.Error()})
	case m.Left > 0 && m.Why != "":
		e.report(Event{Step: "holds", Mark: Unclear, Text: fmt.Sprintf("MOCO does not show them: %s", m.Why)})
	}
}

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
		for _, id := range sortedIDs(s.shown[h.ID]) {
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

func sortedIDs[V any](m map[billing.ID]V) []billing.ID {
	out := make([]billing.ID, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
