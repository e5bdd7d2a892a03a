package app

import (
	"context"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
)

// How often people hear of a long export: on a terminal, and in the run's
// record.
const (
	showEvery = 100 * time.Millisecond
	noteEvery = 5 * time.Second
)

// pacing remembers when an export began and when people last heard of it.
type pacing struct{ began, shown, noted time.Time }

// watch follows an export: it moves the line on a terminal, and from the fifth
// second on notes in the run's record how far it is. That a note fails harms
// nothing.
func (a *App) watch(ctx context.Context, e ledger.Entry) func(exporters.Progress) {
	now := time.Now()
	x := &pacing{began: now, shown: now, noted: now}
	return func(p exporters.Progress) {
		if a.opt.Point != nil {
			a.opt.Point("export.bytes")
		}
		show, note, left := x.due(time.Now(), p)
		if show {
			a.Engine.Progress(jobs.Event{Step: "export", Mark: jobs.Going, Text: p.File, Done: p.Rows, Total: p.Total, Bytes: p.Bytes, Left: left})
		}
		if !note {
			return
		}
		text := fmt.Sprintf("%s: %d of %d rows, %.1f MB, %s left", p.File, p.Rows, p.Total, float64(p.Bytes)/1e6, left)
		if err := a.Ledger.Progress(ctx, e, text); err != nil {
			a.opt.Logger.Debug("progress was not noted", "export", p.File, "error", err)
		}
	}
}

// due says what is to be told now, and how long the rest will take at the pace
// so far.
func (x *pacing) due(now time.Time, p exporters.Progress) (show, note bool, left time.Duration) {
	if p.Rows > 0 {
		left = time.Duration(float64(now.Sub(x.began)) * float64(max(0, p.Total-p.Rows)) / float64(p.Rows)).Round(time.Second)
	}
	if show = now.Sub(x.shown) >= showEvery; show {
		x.shown = now
	}
	if note = now.Sub(x.noted) >= noteEvery; note {
		x.noted = now
	}
	return show, note, left
}
