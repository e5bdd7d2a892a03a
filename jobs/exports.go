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

// An export on request is a run like any other, with a plan of one line: it is
// recorded, delivered and told like the exports of jobs. Nothing else of its
// plan is ever released.

// ExportSettings are what a person has set for an export, understood.
type ExportSettings struct {
	AsOf   billing.Date   // zero: today
	Period billing.Period // zero: that of the job that makes it, else the year
	Params []rules.Param  // all of the export's, with what was set
}

// SettingsError says that an export can't be made with what was set, whatever
// the data.
type SettingsError struct{ Reason string }

// Error is the reason.
func (e *SettingsError) Error() string { return e.Reason }

// exportJob is the job of an export on request: it writes nothing to MOCO.
func (e *Engine) exportJob(export string) (Job, error) {
	if !slices.ContainsFunc(e.Exports, func(x Export) bool { return x.Name == export }) {
		var known []string
		for _, x := range e.Exports {
			known = append(known, plan.ExportJob(x.Name))
		}
		return Job{}, &UnknownJobError{Name: plan.ExportJob(export), Known: known}
	}
	return Job{Name: plan.ExportJob(export), Exports: []string{export}, Write: plan.WriteOff}, nil
}

// Settings reads what was set for an export, and refuses what can't be done.
func (e *Engine) Settings(x Export, set map[string]string) (ExportSettings, error) {
	s, err := x.Settings(set)
	if err != nil {
		return s, &SettingsError{fmt.Sprintf("export %s: %s", x.Name, err)}
	}
	no := func(format string, args ...any) (ExportSettings, error) {
		return s, &SettingsError{fmt.Sprintf("export %s: ", x.Name) + fmt.Sprintf(format, args...)}
	}
	switch today := e.Today(); {
	case s.AsOf.After(today):
		return no("as_of %s has not come yet", s.AsOf)
	case s.AsOf == today:
		s.AsOf = billing.Date{}
	}
	if s.AsOf != (billing.Date{}) {
		if reason, ok := x.datable(); !ok {
			return no("as_of: the mirror holds the present, and %s", reason)
		}
	}
	if s.Period != (billing.Period{}) && x.Table != nil && !x.Table.UsesPeriod() {
		return no("period has no effect: no expression names period.from or period.to")
	}
	if s.Period != (billing.Period{}) && x.Template == openItems {
		return no("period has no effect: open items are those of a day. Set as_of")
	}
	return s, nil
}

// openItems is the template that shows how things stood on a day.
const openItems = "open-items"

// datable reports whether the export can show an earlier day.
func (x Export) datable() (reason string, ok bool) {
	switch {
	case x.Table != nil:
		return x.Table.Datable()
	case x.Template == openItems:
		return "", true
	}
	return x.Template + " is of a period, not of a day: set period instead", false
}

// prepareExport reads MOCO if that was asked for, and makes the plan of an
// export on request.
func (e *Engine) prepareExport(ctx context.Context, j Job, run ledger.Run) (ledger.Run, error) {
	run.Step = "decide"
	i := slices.IndexFunc(e.Exports, func(x Export) bool { return x.Name == j.Exports[0] })
	x := e.Exports[i]
	settings, err := e.Settings(x, run.Asked.Set)
	if err != nil {
		return run, err
	}
	maker := e.maker(x.Name)
	j.Period, j.only = maker.Period, settings.Period
	if run.Asked.Pull {
		run.Step = "pull"
		if err := e.Ledger.StepRun(ctx, run.ID, run.Step, ""); err != nil {
			return run, err
		}
		j.Pull = x.Needs
		read, err := e.Pull(ctx, j)
		if err != nil {
			return run, err
		}
		e.report(Event{Step: "pull", Mark: OK, Text: fmt.Sprintf("%d requests to MOCO", read.Requests), Took: read.Took})
		run.Step = "decide"
	}
	p, texts, err := e.planExport(ctx, j, maker, x, run, settings)
	if err != nil {
		return run, err
	}
	if err := e.Ledger.SavePlan(ctx, p, texts); err != nil {
		return run, err
	}
	run.Plan = p.ID
	return run, e.Ledger.StepRun(ctx, run.ID, run.Step, p.ID)
}

// maker is the job whose rules and period count for an export: the first that
// makes it. The zero Job has no rules.
func (e *Engine) maker(export string) Job {
	for _, j := range e.Jobs {
		if slices.Contains(j.Exports, export) {
			return j
		}
	}
	return Job{}
}

// planExport is the plan of one line. Open items show the next step that the
// rules of the export's job would take; on a day in the past nobody can tell.
func (e *Engine) planExport(ctx context.Context, j, maker Job, x Export, run ledger.Run, s ExportSettings) (plan.Plan, []ledger.RuleText, error) {
	id, err := e.Ledger.NewID(ctx, "p")
	if err != nil {
		return plan.Plan{}, nil, err
	}
	input, err := e.inputOf(ctx, e.Today(), s.AsOf)
	if err != nil {
		return plan.Plan{}, nil, err
	}
	params, err := e.export(j, x.Name, input.Snapshot.Today)
	if err != nil {
		return plan.Plan{}, nil, err
	}
	params.AsOf, params.Set = s.AsOf, paramsOf(run.Asked.Set)
	if params.To, err = x.places(run); err != nil {
		return plan.Plan{}, nil, err
	}
	now := e.Now().In(e.Zone).Truncate(time.Second)
	p := plan.Plan{
		ID: id, Run: run.ID, Job: j.Name, Account: e.Account, Today: input.Snapshot.Today, CreatedAt: now, ExpiresAt: now.Add(e.Policy.PlanExpires),
		Write: plan.WriteOff, Read: plan.Read{Counts: input.Snapshot.Counts(), At: input.Snapshot.ReadAt},
		Lines: []plan.Line{{N: 1, Key: plan.ExportKey(e.Account+"|"+x.Name, run.ID), Action: "export", Subject: plan.Subject{Kind: "job", Label: x.Name}, Params: params}},
	}
	if x.Table != nil {
		return p, nil, nil
	}
	set := Rules{Set: &rules.Set{}}
	if maker.Name != "" && s.AsOf.IsZero() {
		if set, err = e.Rules(maker.Name); err != nil {
			return plan.Plan{}, nil, err
		}
	}
	d, err := set.Set.Decide(input)
	if err != nil {
		return plan.Plan{}, nil, err
	}
	p.Verdicts, p.Rules = d.Verdicts, set.Set.Files()
	for i := range p.Verdicts {
		p.Verdicts[i].Line = 0 // the letters are in the plans of the job
	}
	return p, set.Texts, nil
}

// paramsOf are the parameters among what was set.
func paramsOf(set map[string]string) map[string]string {
	out := maps.Clone(set)
	delete(out, "as_of")
	delete(out, "period")
	return out
}

// places are where the export goes. Whoever can write to the queue may choose
// among the places that the configuration names, and no others; a person at the
// worker's own terminal may name any folder.
func (x Export) places(run ledger.Run) ([]string, error) {
	to := run.Asked.To
	switch {
	case to == "":
		return x.To, nil
	case run.Origin != "request":
		return []string{to}, nil
	}
	for _, known := range x.To {
		if known == to || known == "#"+to || strings.TrimPrefix(known, "dir:") == to {
			return []string{known}, nil
		}
	}
	return nil, &SettingsError{fmt.Sprintf("export %s does not go to %s; its places are %s", x.Name, to, strings.Join(x.To, ", "))}
}

// inputOf is what the rules look at on a day in the past, as far as the dates of
// what is there now tell; today for the zero day. What the ledger knows is of
// the present, so it does not count for the past.
func (e *Engine) inputOf(ctx context.Context, today, day billing.Date) (rules.Input, error) {
	input, err := e.Input(ctx, today)
	if err != nil || day.IsZero() {
		return input, err
	}
	input.Snapshot = input.Snapshot.AsOf(day)
	input.History, input.Holds, input.BookingDays = rules.History{}, nil, nil
	return input, nil
}

// TableOf evaluates a user-defined export of a plan that was made today, or on
// the day before if it had to wait.
func (e *Engine) TableOf(ctx context.Context, p plan.Export, today billing.Date) (plan.Table, error) {
	i := slices.IndexFunc(e.Exports, func(x Export) bool { return x.Name == p.Name && x.Table != nil })
	if i < 0 {
		return plan.Table{}, fmt.Errorf("the configuration has no export %q of its own any more", p.Name)
	}
	x := e.Exports[i]
	settings, err := x.Settings(p.Set)
	if err != nil {
		return plan.Table{}, err
	}
	table, problems := x.Table.With(settings.Params, p.Period)
	if table == nil {
		return plan.Table{}, errors.New(problems[0].Text)
	}
	input, err := e.inputOf(ctx, today, p.AsOf)
	if err != nil {
		return plan.Table{}, err
	}
	if err := e.Mirror.AddReports(ctx, &input.Snapshot, x.Needs, p.Period); err != nil {
		return plan.Table{}, fmt.Errorf("export %s: %w; its job must pull %s (worker export --pull reads it now)", x.Name, err, strings.Join(x.Needs, ", "))
	}
	if err := e.known(ctx, x); err != nil {
		return plan.Table{}, err
	}
	return table.Rows(input)
}

// known makes sure that the data set of a table was ever read: an empty list
// would say that there is nothing.
func (e *Engine) known(ctx context.Context, x Export) error {
	states, err := e.Mirror.State(ctx)
	if err != nil {
		return err
	}
	for _, s := range states {
		if (s.Kind == x.Table.From() || slices.Contains(x.Needs, s.Kind)) && s.PulledAt.IsZero() {
			return fmt.Errorf("export %s: %s was never read from MOCO; its job must pull it (worker export --pull reads it now)", x.Name, s.Kind)
		}
	}
	return nil
}
