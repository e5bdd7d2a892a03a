package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
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
	if ctx.Err() != nil {
		// What is left is carried out by whoever looks at what is due next.
		closed, closeErr := e.Close(context.WithoutCancel(ctx), id)
		r, err = closed, errors.Join(err, closeErr)
	}
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
	who := slices.Sorted(maps.Keys(byWhom))
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
