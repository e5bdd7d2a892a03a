package jobs

import (
	"cmp"
	"context"
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

// Decide makes a plan from the mirror and stores it. It writes nothing else
// and releases nothing.
func (e *Engine) Decide(ctx context.Context, j Job, run ledger.Run, read plan.Read) (plan.Plan, error) {
	set, err := e.Rules(j.Name)
	if err != nil {
		return plan.Plan{}, err
	}
	input, err := e.Input(ctx, e.Today())
	if err != nil {
		return plan.Plan{}, err
	}
	period, err := j.covers(e.Today())
	if err != nil {
		return plan.Plan{}, err
	}
	if err := e.Mirror.AddReports(ctx, &input.Snapshot, j.Pull, period); err != nil {
		return plan.Plan{}, err
	}
	decision, err := set.Set.Decide(input)
	if err != nil {
		return plan.Plan{}, err
	}
	p, err := e.assemble(ctx, j, run, decision)
	if err != nil {
		return plan.Plan{}, err
	}
	read.Counts, read.At = input.Snapshot.Counts(), input.Snapshot.ReadAt
	p.Read, p.Rules = read, set.Set.Files()
	if err := e.bound(ctx, j, &p); err != nil {
		return plan.Plan{}, err
	}
	e.point("plan.before_commit")
	err = e.Ledger.SavePlan(ctx, p, set.Texts)
	e.point("plan.after_commit")
	return p, err
}

// assemble makes a plan of what the rules decided and of what the job itself
// adds: its files, its digest, and the requests for approval.
func (e *Engine) assemble(ctx context.Context, j Job, run ledger.Run, d rules.Decision) (plan.Plan, error) {
	id, err := e.Ledger.NewID(ctx, "p")
	if err != nil {
		return plan.Plan{}, err
	}
	now := e.Now().In(e.Zone).Truncate(time.Second)
	p := plan.Plan{
		ID: id, Run: run.ID, Job: j.Name, Account: e.Account, Today: e.Today(), CreatedAt: now, ExpiresAt: now.Add(e.Policy.PlanExpires),
		Write: j.Write, Verdicts: d.Verdicts, Warnings: d.Warnings,
	}
	if j.only == (billing.Period{}) {
		p.Lines = d.Lines
	}
	if e.Policy.NoMessages {
		p = withoutMessages(p)
	}
	// Rules name an export; the rest comes from the configuration.
	for i, l := range p.Lines {
		if x, ok := l.Params.(plan.Export); ok {
			if p.Lines[i].Params, err = e.export(j, x.Name, p.Today); err != nil {
				return plan.Plan{}, err
			}
		}
	}
	exports, err := e.exportLines(j, run, p.Today)
	if err != nil {
		return plan.Plan{}, err
	}
	p.Lines = append(p.Lines, exports...)
	if err := e.keepDelivered(ctx, j, &p); err != nil {
		return plan.Plan{}, err
	}
	if !e.Policy.NoMessages {
		late, warnings, err := e.lateLines(ctx, j, p.Today)
		if err != nil {
			return plan.Plan{}, err
		}
		p.Lines, p.Warnings = append(p.Lines, late...), append(p.Warnings, warnings...)
	}
	if e.Policy.DigestChannel != "" && j.only == (billing.Period{}) {
		// Each run has one: the day's first is posted, and later ones edit it.
		p.Lines = append(p.Lines, plan.Line{
			Key: plan.SlackKey("digest:"+j.Name, e.Account, run.ID), Action: "digest",
			Subject: plan.Subject{Kind: "job", Label: j.Name}, Params: plan.Digest{Channel: e.Policy.DigestChannel},
		})
	}
	inHand, err := e.Ledger.InHand(ctx, p.Lines)
	if err != nil {
		return plan.Plan{}, err
	}
	for i := range p.Lines {
		p.Lines[i].N = i + 1
		p.Lines[i].InHand = inHand[p.Lines[i].Key]
	}
	linkVerdicts(p)
	holdTogether(p)
	holdStuck(p)
	return p, nil
}

// holdStuck makes a hold of a letter that the rules ask for and that can't be
// made: its entry is in review, or our ledger says that it was mailed although
// MOCO shows nothing of it. Somebody has to look.
func holdStuck(p plan.Plan) {
	for i, v := range p.Verdicts {
		if v.Line == 0 {
			continue
		}
		line := p.Lines[v.Line-1]
		switch why := line.InHand; {
		case line.Trial() && strings.HasPrefix(why, ledger.DoneIn):
			// MOCO shows it, but a trial's letters count for nothing there.
			p.Verdicts[i].Outcome, p.Verdicts[i].Reason, p.Verdicts[i].Detail = plan.OutcomeLeftAlone, "sent in this trial already", why
		case strings.HasPrefix(why, ledger.InReview):
			p.Verdicts[i].Outcome, p.Verdicts[i].Reason, p.Verdicts[i].Detail = plan.OutcomeHold, "its letter is in review", why+": worker actions"
		case strings.HasPrefix(why, ledger.DoneIn):
			p.Verdicts[i].Outcome, p.Verdicts[i].Reason, p.Verdicts[i].Detail = plan.OutcomeHold, "its letter was made, and MOCO does not show it", why
		}
	}
}

// withoutMessages takes out what nobody can be told, and says so.
func withoutMessages(p plan.Plan) plan.Plan {
	n := len(p.Lines)
	p.Lines = slices.DeleteFunc(p.Lines, func(l plan.Line) bool { return l.Action == "notify" })
	if n -= len(p.Lines); n > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("messages that go nowhere: %d (slack.bot_token is not set)", n))
	}
	return p
}

// holdTogether makes the marks that a rule sets beside a letter wait for the
// same approval as the letter.
func holdTogether(p plan.Plan) {
	for _, letter := range p.Letters() {
		for i, l := range p.Lines {
			if l.Rule == letter.Rule && l.Subject == letter.Subject && !l.Internal() {
				p.Lines[i].Approve = letter.Approve
			}
		}
	}
}

// linkVerdicts gives each letter's verdict the number of its line.
func linkVerdicts(p plan.Plan) {
	lines := map[billing.ID]int{}
	for _, l := range p.Letters() {
		lines[l.Params.(plan.Remind).InvoiceID] = l.N
	}
	for i, v := range p.Verdicts {
		p.Verdicts[i].Line = lines[v.InvoiceID]
	}
}

// exportLines are the job's own files.
func (e *Engine) exportLines(j Job, run ledger.Run, today billing.Date) ([]plan.Line, error) {
	occasion := today.String()
	switch {
	case run.Origin == ledger.OriginBackfill:
		occasion = run.Tick + " " + run.ID // a person's own files are made each time
	case run.Tick != "":
		occasion = run.Tick
	}
	var out []plan.Line
	for _, name := range j.Exports {
		params, err := e.export(j, name, today)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.Line{
			Key: plan.ExportKey(e.Account+"|"+j.Name+"|"+name, occasion), Action: "export",
			Subject: plan.Subject{Kind: "job", Label: name}, Params: params,
		})
	}
	return out, nil
}

// export is a configured export with its file's name for a date and the time
// that the job covers.
func (e *Engine) export(j Job, name string, today billing.Date) (plan.Export, error) {
	i := slices.IndexFunc(e.Exports, func(x Export) bool { return x.Name == name })
	if i < 0 {
		return plan.Export{}, fmt.Errorf("no export %q in the configuration", name)
	}
	x := e.Exports[i]
	period, err := j.covers(today)
	if err != nil {
		return plan.Export{}, err
	}
	file, err := x.File(today, period, j.Name)
	if err != nil {
		return plan.Export{}, fmt.Errorf("export %s: %w", name, err)
	}
	to := x.To
	if j.only != (billing.Period{}) {
		to = places(to)
	}
	return plan.Export{Name: x.Name, Template: x.Template, File: file, To: to, Period: period}, nil
}

// bound checks the limits and adds the requests for approval, which depend on
// them.
func (e *Engine) bound(ctx context.Context, j Job, p *plan.Plan) error {
	sent, err := e.sent(ctx, j, p.Today)
	if err != nil {
		return err
	}
	p.Limits = j.Bounds.Check(*p, sent)
	p.Stopped = !p.LimitsKept() && j.OnExceed == ExceedStop
	asks, needed := map[string][]int{}, map[string]int{}
	for i, l := range p.Lines {
		if group, held := e.held(*p, j, l); held {
			group = cmp.Or(group, e.Policy.ApproveBy)
			p.Lines[i].Approve = group
			asks[group] = append(asks[group], l.N)
			if n := e.needed(*p, e.Policy.Groups[group], l); n > 1 {
				needed[group] = max(needed[group], n)
			}
		}
	}
	for _, group := range slices.Sorted(maps.Keys(asks)) {
		channel := e.Policy.Groups[group].Channel
		if channel == "" {
			channel = e.Policy.DigestChannel
		}
		if channel == "" {
			continue
		}
		p.Lines = append(p.Lines, plan.Line{
			N: len(p.Lines) + 1, Key: plan.SlackKey("ask:"+group, p.ID, "once"), Action: "ask",
			Subject: plan.Subject{Kind: "plan", Label: p.ID}, Params: plan.Ask{Group: group, Channel: channel, Lines: asks[group], Until: e.groupUntil(*p, group), Needed: needed[group]},
		})
	}
	return nil
}

// held says whether a line waits for an approval, and of which group: its
// step's, or "" when the brake or a broken limit holds it back.
func (e *Engine) held(p plan.Plan, j Job, l plan.Line) (group string, held bool) {
	can, _ := e.CanWrite()
	switch {
	case l.Internal() || l.InHand != "" || j.Write == plan.WriteOff || !can, !p.LimitsKept() && j.OnExceed == ExceedStop:
		return "", false
	case l.Approve != "":
		return l.Approve, true
	case j.Write == plan.WriteApprove:
		return "", true
	case !p.LimitsKept():
		return "", j.OnExceed == ExceedApprove
	}
	return "", false
}
