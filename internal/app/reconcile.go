package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// reconcileTick is the name under which the daily reconciliation is recorded
// among the schedules; no job can have it.
const reconcileTick = "(reconcile)"

// reconcileGrace is how old a reminder must be before the daily reconciliation
// wonders why nobody mails it.
const reconcileGrace = 15 * time.Minute

// reconcilePause is how long a reconciliation that failed waits for another try.
const reconcilePause = 15 * time.Minute

// reconcileDaily says when it is due: before the day's work begins.
func (a *App) reconcileDaily() (calendar.Schedule, error) {
	cron, err := calendar.ParseCron("30 5 * * *")
	return calendar.Schedule{Cron: cron, Loc: a.Config.Timezone}, err
}

// Reconcile compares MOCO and the ledger, and sees to it that people hear of
// what is new.
func (a *App) Reconcile(ctx context.Context, grace time.Duration) (jobs.Reconciled, error) {
	r, err := a.Engine.Reconcile(ctx, grace)
	if err != nil || len(r.News) == 0 {
		return r, err
	}
	now, err := a.Ledger.Now(ctx)
	if err != nil {
		return r, err
	}
	u := ledger.Untold{ID: "reconcile " + now.UTC().Format(time.RFC3339Nano)}
	if a.Notifier != nil {
		u.Title, u.Text = findingWords(a.Config.Language(), r.News)
	}
	return r, a.Ledger.TellFindings(context.WithoutCancel(ctx), r.News, u)
}

// reconcileOnce reconciles if today's time has come and no other worker did, and
// after an older store was noticed.
func (s *Server) reconcileOnce(ctx context.Context) error {
	if err := s.app().clocks.look(ctx); err != nil {
		return nil // no time has come by a clock that is wrong; the sweeper tells
	}
	now := s.app().opt.Now()
	again := !s.reconcileAgain.IsZero() && !now.Before(s.reconcileAgain) || s.app().restored.Swap(false)
	due, err := s.reconcileDue(ctx)
	if err != nil || !due && !again {
		return err
	}
	s.reconcileAgain = time.Time{}
	r, err := s.app().Reconcile(ctx, reconcileGrace)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		s.reconcileAgain = now.Add(reconcilePause)
		return err
	}
	s.wakeTeller()
	s.log.Info("reconciled", "reminders", r.Reminders, "letters", r.Letters, "open", len(r.Open), "news", len(r.News), "took", r.Took)
	return s.stand(ctx)
}

// reconcileDue takes the latest time that has come. Of several workers one gets
// it. A store that has never reconciled begins at once if it has letters, as
// after an update, and otherwise tomorrow.
func (s *Server) reconcileDue(ctx context.Context) (bool, error) {
	schedule, err := s.app().reconcileDaily()
	if err != nil {
		return false, err
	}
	now := s.app().opt.Now().In(s.app().Config.Timezone)
	handled, err := s.app().Ledger.Handled(ctx, reconcileTick)
	if err != nil {
		return false, err
	}
	if handled.IsZero() {
		letters, err := s.app().Ledger.Letters(ctx)
		if err != nil {
			return false, err
		}
		if handled = now; len(letters) > 0 {
			handled = now.AddDate(0, 0, -1)
		}
	}
	// One comparison finds what several would have found: those that were
	// missed leave nothing to tell.
	run, _ := calendar.Catchup(schedule.Due(handled, now), now, calendar.Missed{Policy: calendar.RunOnce})
	var ticks []ledger.Tick
	for _, t := range run {
		ticks = append(ticks, ledger.Tick{Schedule: reconcileTick, Identity: t.Identity, At: t.At, Status: "run"})
	}
	mine, err := s.app().Ledger.ClaimTicks(ctx, reconcileTick, ticks, now)
	for _, t := range mine {
		if t.Status == "run" {
			return true, err
		}
	}
	return false, err
}

// reconcile looks at intervals whether the daily reconciliation is due. It runs
// beside the sweeper, because reading every reminder may take minutes.
func (s *Server) reconcile() {
	defer close(s.reconciled)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		if err := s.reconcileOnce(s.stopping); err != nil && s.stopping.Err() == nil {
			s.log.Warn("reconcile", "error", err)
		}
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
	}
}

// maxFindings is how many findings one message shows.
const maxFindings = 20

func openFindings(all []ledger.Finding) int {
	n := 0
	for _, f := range all {
		if f.Open() {
			n++
		}
	}
	return n
}

// findingWords are the title and the text of the message.
func findingWords(l billing.Language, news []ledger.Finding) (title, text string) {
	german := l != billing.English
	title = fmt.Sprintf("MOCO and our ledger were compared: %d to look at", openFindings(news))
	over, more := "settled: ", "… and %d more: worker reconcile"
	if german {
		title = fmt.Sprintf("Abgleich von MOCO und Protokoll: %d zu klären", openFindings(news))
		over, more = "erledigt: ", "… und %d weitere: worker reconcile"
	}
	var lines []string
	for i, f := range news {
		if i == maxFindings {
			lines = append(lines, fmt.Sprintf(more, len(news)-i))
			break
		}
		line := f.Identifier + ": " + plan.ReasonIn(l, f.Text)
		if !f.Open() && !f.Notice {
			line = over + line
		}
		lines = append(lines, line)
	}
	return title, strings.Join(lines, "\n")
}
