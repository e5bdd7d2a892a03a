package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/ledger"
)

// watchEvery is the shortest time between two looks at how things stand.
const watchEvery = time.Minute

// watch looks at intervals how things stand: for the metrics, for jobs that are
// missed, and for approvals whose time is over.
func (s *Server) watch(ctx context.Context) error {
	s.app().brake.of("") // an edit is told although nothing is going on
	now := s.app().opt.Now()
	if !s.watched.IsZero() && now.Sub(s.watched) < watchEvery {
		return nil
	}
	s.watched = now
	a := s.app()
	a.showRequests(ctx, "")
	missed := silence{ledger: a.Ledger, jobs: a.Config.Jobs, since: s.since, tell: a.tellSilent}
	return errors.Join(missed.look(ctx, now), a.Engine.Lapse(ctx), s.stand(ctx))
}

// silence watches for jobs that have not run for longer than they may. The
// ledger lets one of several workers tell.
type silence struct {
	ledger *ledger.Ledger
	jobs   []configs.Job
	since  time.Time // when this worker began to watch
	tell   func(ctx context.Context, s silent) error
}

// silent is a job that is missed.
type silent struct {
	Job  string
	Last ledger.Run // zero if it never ran
	For  time.Duration
	At   time.Time // of the last run, or of the worker's start
}

// look tells about every job that is missed and was not told about yet. What
// could not be told is tried again at the next look.
func (s silence) look(ctx context.Context, now time.Time) error {
	var errs []error
	for _, j := range s.jobs {
		if j.AlertIfSilentFor <= 0 {
			continue
		}
		if err := s.lookAt(ctx, j, now); err != nil {
			errs = append(errs, fmt.Errorf("alert_if_silent_for of %s: %w", j.Name, err))
		}
	}
	return errors.Join(errs...)
}

func (s silence) lookAt(ctx context.Context, j configs.Job, now time.Time) error {
	run, found, err := s.ledger.LastEnded(ctx, j.Name, false)
	if err != nil {
		return err
	}
	at, incident := s.since, "never"
	if found {
		at, incident = run.EndedAt, run.ID
	}
	if now.Sub(at) <= j.AlertIfSilentFor {
		return nil
	}
	first, err := s.ledger.AlertOnce(ctx, "silent|"+j.Name, incident)
	if err != nil || !first {
		return err
	}
	if err := s.tell(ctx, silent{Job: j.Name, Last: run, For: j.AlertIfSilentFor, At: at}); err != nil {
		return errors.Join(err, s.ledger.AlertFailed(context.WithoutCancel(ctx), "silent|"+j.Name, incident))
	}
	return nil
}

// tellSilent sees to it that people hear of a job that is missed.
func (a *App) tellSilent(ctx context.Context, s silent) error {
	a.opt.Logger.Error("no run has finished", "job", s.Job, "for", s.For, "since", s.At, "run", s.Last.ID)
	u := ledger.Untold{ID: "silent " + s.Job}
	u.Title, u.Text = s.words(a.Config.Language(), a.Config.Timezone)
	return a.Ledger.MustTell(ctx, u)
}

// words are the title and the text of the message.
func (s silent) words(l billing.Language, zone *time.Location) (title, text string) {
	at, hours := s.At.In(zone), s.length()
	german := l != billing.English
	switch {
	case german && s.Last.ID == "":
		return fmt.Sprintf("Der Job %s ist noch nie gelaufen", s.Job),
			fmt.Sprintf("Seit dem Start des Workers am %s ist kein Lauf zu Ende gegangen, erwartet wird einer alle %s. worker runs zeigt die Läufe, worker doctor den Zeitplan.", at.Format("02.01.2006 15:04"), hours)
	case german:
		return fmt.Sprintf("Der Job %s läuft nicht mehr", s.Job),
			fmt.Sprintf("Der letzte Lauf (%s) ging am %s zu Ende, erwartet wird einer alle %s. worker runs zeigt die Läufe, worker doctor den Zeitplan.", s.Last.ID, at.Format("02.01.2006 15:04"), hours)
	case s.Last.ID == "":
		return fmt.Sprintf("The job %s has never run", s.Job),
			fmt.Sprintf("No run has finished since the worker started on %s; one is expected every %s. worker runs shows the runs, worker doctor the schedule.", at.Format("02 Jan 2006, 15:04"), hours)
	}
	return fmt.Sprintf("The job %s does not run any more", s.Job),
		fmt.Sprintf("Its last run (%s) finished on %s; one is expected every %s. worker runs shows the runs, worker doctor the schedule.", s.Last.ID, at.Format("02 Jan 2006, 15:04"), hours)
}

// length is the time allowed, without what is zero: "26 h", "1 h 30 min".
func (s silent) length() string {
	h, m := int(s.For.Hours()), int(s.For.Minutes())%60
	switch {
	case h == 0 && m == 0:
		return s.For.String()
	case m == 0:
		return fmt.Sprintf("%d h", h)
	case h == 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
