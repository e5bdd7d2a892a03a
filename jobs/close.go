package jobs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Close works out how a run stands from its plan and its entries, and records
// it. It may be called again whenever an entry has settled later.
func (e *Engine) Close(ctx context.Context, id string) (Result, error) {
	e.point("close.before")
	defer e.point("close.after")
	run, err := e.Ledger.Run(ctx, id)
	if err != nil {
		return Result{}, err
	}
	r, err := e.result(ctx, run)
	if err != nil {
		return r, err
	}
	if run.Status == ledger.RunFailed {
		// What settles later does not make a failed run a good one.
		return r, nil
	}
	status, summary, err := e.stand(ctx, r)
	if err != nil {
		return r, err
	}
	defer e.requests(ctx, run.Plan)
	return e.end(ctx, run, status, &summary)
}

// end records how a run ended and reads it back.
func (e *Engine) end(ctx context.Context, run ledger.Run, status ledger.RunStatus, s *ledger.RunSummary) (Result, error) {
	summary := run.Summary
	if s != nil {
		summary = *s
	}
	if err := e.Ledger.EndRun(ctx, run.ID, status, summary, nil); err != nil {
		return Result{Run: run}, err
	}
	run, err := e.Ledger.Run(ctx, run.ID)
	if err != nil {
		return Result{}, err
	}
	return e.result(ctx, run)
}

// stand is the status and the counts of a run: the worst of its actions
// decides.
func (e *Engine) stand(ctx context.Context, r Result) (ledger.RunStatus, ledger.RunSummary, error) {
	s := ledger.RunSummary{Actions: map[string]map[ledger.State]int{}}
	status := ledger.RunDone
	now, err := e.Ledger.Now(ctx)
	if err != nil {
		return status, s, err
	}
	for _, x := range r.Entries {
		if s.Actions[x.Action] == nil {
			s.Actions[x.Action] = map[ledger.State]int{}
		}
		s.Actions[x.Action][x.State]++
		if x.State != ledger.Done && x.State != ledger.Skipped && !keepsQuiet(x, now) {
			status = ledger.RunPartly
		}
	}
	if n := e.quietly(r.Entries, now); n != "" {
		s.Notes = append(s.Notes, n)
	}
	if n := unreadable(r.Entries); n != "" {
		s.Notes = append(s.Notes, n)
	}
	j, err := e.Job(r.Plan.Job)
	if err != nil {
		return status, s, err
	}
	states, err := e.Ledger.LineStates(ctx, r.Plan.ID)
	if err != nil {
		return status, s, err
	}
	left := 0
	for _, l := range r.Plan.New() {
		open := slices.ContainsFunc(states, func(x ledger.LineState) bool { return x.N == l.N && x.State == "open" })
		if !open || l.Internal() {
			continue
		}
		left++
		if _, held := e.held(r.Plan, j, l); held {
			s.Waiting++
		}
	}
	if note, err := e.elsewhere(ctx, r.Run.ID); err != nil {
		return status, s, err
	} else if note != "" {
		s.Notes = append(s.Notes, note)
	}
	may, why := e.Runner.MayWrite()
	if may && j.Write == plan.WriteOff {
		may, why = false, "write: off"
	}
	if !may && slices.ContainsFunc(r.Entries, func(x ledger.Entry) bool { return x.State == ledger.Planned && !internal(x.Params) }) {
		s.Notes = append(s.Notes, "released letters wait: "+why)
	}
	can, lacking := e.CanWrite()
	switch {
	case left > 0 && (!can || j.Write == plan.WriteOff):
		if can {
			lacking = "write: off"
		}
		s.Notes = append(s.Notes, "nothing was written to MOCO: "+lacking)
	case left > 0 && !r.Plan.LimitsKept() && j.OnExceed == ExceedStop:
		s.Notes = append(s.Notes, "a limit stopped it; no letter was sent")
		if status == ledger.RunDone {
			status = ledger.RunStopped
		}
	case s.Waiting > 0 && status == ledger.RunDone:
		status = ledger.RunWaiting
	}
	return status, s, nil
}

// elsewhere says which other runs still have letters in hand, so that a run
// without letters does not look as if there were none.
func (e *Engine) elsewhere(ctx context.Context, own string) (string, error) {
	entries, err := e.Ledger.Entries(ctx, ledger.Filter{States: []ledger.State{ledger.Planned, ledger.Claimed, ledger.Intent}})
	if err != nil {
		return "", err
	}
	n := map[string]int{}
	for _, x := range entries {
		if x.Run != own && !internal(x.Params) && plan.HoldOf(x.Params) == "" {
			n[x.Run]++
		}
	}
	var parts []string
	for _, run := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d in %s", n[run], run))
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "letters of other runs are still in hand: " + strings.Join(parts, ", "), nil
}

// unreadable says which actions of a run this version can't read; "" if it can
// read them all.
func unreadable(entries []ledger.Entry) string {
	var ids []string
	for _, x := range entries {
		if x.Unreadable != nil {
			ids = append(ids, x.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "this version can't read what to do, and leaves it alone: " + strings.Join(ids, ", ")
}
