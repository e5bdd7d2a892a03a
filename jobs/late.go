package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/plan"
)

// earlier are the files that a job has delivered for its latest periods up to
// the one of a day, the newest first: as many periods as it watches. That one
// is among them if its file is about to be made again, or is locked.
func (e *Engine) earlier(ctx context.Context, j Job, today billing.Date) ([]ledger.Delivered, error) {
	if j.LateChanges == 0 || j.only != (billing.Period{}) {
		return nil, nil
	}
	covers, err := j.covers(today)
	if err != nil {
		return nil, err
	}
	var out []ledger.Delivered
	for _, name := range j.Exports {
		all, err := e.Ledger.DeliveredFiles(ctx, name)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(d ledger.Delivered) bool { return d.Period.To.After(covers.To) })
		slices.Reverse(all)
		out = append(out, all[:min(len(all), j.LateChanges)]...)
	}
	return out, nil
}

// PullPeriod reads again what a job's files of a period are made of.
func (e *Engine) PullPeriod(ctx context.Context, j Job, p billing.Period) error {
	_, err := e.Mirror.Pull(ctx, e.Source, j.sets(), mirror.PullOptions{Period: p})
	if err == nil {
		_, err = e.pullBefore(ctx, j, mirror.PullOptions{Period: p})
	}
	return err
}

// pullReports reads again what MOCO reports for a period, as far as a job pulls
// it.
func (e *Engine) pullReports(ctx context.Context, j Job, p billing.Period) error {
	reports := slices.DeleteFunc(slices.Clone(j.Pull), func(set string) bool { return !strings.HasPrefix(set, "report.") })
	if len(reports) == 0 {
		return nil
	}
	_, err := e.Mirror.Pull(ctx, e.Source, reports, mirror.PullOptions{Period: p})
	if err == nil {
		_, err = e.pullBefore(ctx, j, mirror.PullOptions{Period: p})
	}
	return err
}

// pullEarlier reads again what the watched files were made of.
func (e *Engine) pullEarlier(ctx context.Context, j Job) error {
	files, err := e.earlier(ctx, j, e.Today())
	if err != nil {
		return err
	}
	done := map[billing.Period]bool{}
	for _, d := range files {
		if done[d.Period] {
			continue
		}
		done[d.Period] = true
		if err := e.pullReports(ctx, j, d.Period); err != nil {
			return err
		}
	}
	return nil
}

// lateLines are messages about files whose period has changed since they were
// delivered. The same change is told once. What can't be compared is a warning
// of the plan: it must not keep the job from its work.
func (e *Engine) lateLines(ctx context.Context, j Job, today billing.Date) (lines []plan.Line, warnings []string, err error) {
	files, err := e.earlier(ctx, j, today)
	if err != nil || e.Late == nil {
		return nil, nil, err
	}
	for _, d := range files {
		late, err := e.Late(ctx, d)
		switch {
		case err != nil:
			warnings = append(warnings, fmt.Sprintf("%s can't be compared with what MOCO says now: %s", d.File, err))
			continue
		case late.None():
			continue
		}
		line, err := e.lateLine(late)
		if err != nil {
			return nil, nil, err
		}
		lines = append(lines, line)
		warnings = append(warnings, late.Words(billing.English)+": worker period changes "+d.Period.Name())
	}
	return lines, warnings, nil
}

// lateLine tells about the changes behind one file.
func (e *Engine) lateLine(late plan.Late) (plan.Line, error) {
	content, err := json.Marshal([]any{late.Added, late.Removed, late.Changed, late.After, late.Rows})
	if err != nil {
		return plan.Line{}, err
	}
	sum := sha256.Sum256(content)
	window := late.Period.Name() + " " + hex.EncodeToString(sum[:8])
	lang := e.Policy.Language
	return plan.Line{
		Key: plan.SlackKey("late:"+late.Export, e.Account, window), Action: "notify",
		Subject: plan.Subject{Kind: "job", Label: late.Export},
		Params:  plan.Notify{Severity: plan.Warning, Title: late.Words(lang), Text: late.List(lang, 10), Window: window},
	}, nil
}
