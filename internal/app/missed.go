package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// missedFor is how old a missed tick may be to be told about still.
const missedFor = 7 * 24 * time.Hour

// missed is what a schedule missed at one time.
type missed struct {
	Job   string
	Ticks []ledger.Tick // oldest first
	// Late is the tick that runs late instead, if one does.
	Late *ledger.Tick
}

// tellMissed tells about the ticks of a job that no worker was there for, once
// for all that belong together. What could not be told is tried again at the
// next alarm.
func (a *App) tellMissed(ctx context.Context, job string) error {
	m, err := a.missed(ctx, job, 50)
	if err != nil || len(m.Ticks) == 0 {
		return err
	}
	incident := m.Ticks[len(m.Ticks)-1].Identity
	first, err := a.Ledger.AlertOnce(ctx, "missed|"+job, incident)
	if err != nil || !first {
		return err
	}
	if m, err = a.missed(ctx, job, 20_000); err != nil || len(m.Ticks) == 0 {
		return err
	}
	a.opt.Logger.Warn("runs of a schedule were missed", "job", job, "ticks", len(m.Ticks), "first", m.Ticks[0].Identity, "last", incident)
	if a.Notifier == nil {
		return nil
	}
	alert := notifiers.Alert{
		Origin: notifiers.Origin{Job: job, MOCO: a.MOCOAddress()}, Kind: "job", Subject: plan.Subject{Kind: "job", Label: job},
		Notify: plan.Notify{Severity: plan.Warning},
	}
	alert.Notify.Title, alert.Notify.Text = m.words(a.Config.Language(), a.Config.Timezone)
	alert, _ = a.router().Address(alert)
	if _, err := a.Notifier.Send(ctx, alert.Message(a.Config.Language())); err != nil {
		return errors.Join(err, a.Ledger.AlertFailed(context.WithoutCancel(ctx), "missed|"+job, incident))
	}
	return nil
}

// missed looks at the latest so many ticks.
func (a *App) missed(ctx context.Context, job string, limit int) (missed, error) {
	ticks, err := a.Ledger.Ticks(ctx, job, limit)
	return newMissed(job, ticks, a.opt.Now().Add(-missedFor)), err
}

// newMissed finds the latest ticks in a row that were missed, in a list that
// has the newest first.
func newMissed(job string, ticks []ledger.Tick, since time.Time) missed {
	m := missed{Job: job}
	for i, t := range ticks {
		was := t.Status == "skipped" && strings.HasPrefix(t.Reason, calendar.ReasonMissed)
		switch {
		case was && t.At.After(since):
			m.Ticks = append(m.Ticks, t)
		case len(m.Ticks) > 0 && t.Status == "skipped":
			// A holiday between them.
		case len(m.Ticks) > 0 || was:
			slices.Reverse(m.Ticks)
			return m
		case t.Status == "run":
			m.Late = &ticks[i]
		}
	}
	slices.Reverse(m.Ticks)
	return m
}

// words are the title and the text of the message.
func (m missed) words(l billing.Language, zone *time.Location) (title, text string) {
	n, form := len(m.Ticks), "02.01.2006 15:04"
	if l == billing.English {
		form = "Mon 02 Jan 2006, 15:04"
	}
	at := func(t ledger.Tick) string { return t.At.In(zone).Format(form) }
	first, last := at(m.Ticks[0]), at(m.Ticks[n-1])
	if l == billing.English {
		title = fmt.Sprintf("The job %s was missed %d times", m.Job, n)
		text = fmt.Sprintf("No worker was there from %s to %s; these runs are left out.", first, last)
		if n == 1 {
			title, text = fmt.Sprintf("The job %s was missed once", m.Job), fmt.Sprintf("No worker was there on %s; this run is left out.", first)
		}
		if m.Late != nil {
			text += fmt.Sprintf(" The run of %s was started afterwards.", at(*m.Late))
		}
		return title, text + " worker runs shows the runs."
	}
	title = fmt.Sprintf("Der Job %s ist %d-mal ausgefallen", m.Job, n)
	text = fmt.Sprintf("Vom %s bis zum %s war kein Worker da; diese Läufe fallen aus.", first, last)
	if n == 1 {
		title, text = fmt.Sprintf("Der Job %s ist einmal ausgefallen", m.Job), fmt.Sprintf("Am %s war kein Worker da; dieser Lauf fällt aus.", first)
	}
	if m.Late != nil {
		text += fmt.Sprintf(" Der Lauf vom %s wurde danach gestartet.", at(*m.Late))
	}
	return title, text + " worker runs zeigt die Läufe."
}
