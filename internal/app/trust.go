package app

import (
	"context"
	"errors"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// readReminders reads all reminders of MOCO anew.
func (a *App) readReminders(ctx context.Context) error {
	if _, err := a.Mirror.Pull(ctx, a.Read, []string{mirror.Reminders}, mirror.PullOptions{Full: true}); err != nil {
		return err
	}
	return a.Ledger.Reread(ctx)
}

// fit refuses to serve with a store that can't be written, or with clocks that
// disagree.
func (s *Server) fit(ctx context.Context) error {
	if err := s.app().clocks.lookAll(ctx); err != nil {
		return &RefusedError{Reason: err.Error()}
	}
	err := s.app().Ledger.Writable(ctx)
	if db.IsReadOnly(err) {
		return &RefusedError{Reason: "store " + s.app().DB.Name() + ": " + err.Error()}
	}
	return err
}

// passing is how long a fault of the store may last that ends by itself, such
// as a lock or a restart of the database server, before people are told.
const passing = time.Minute

// trouble is a state in which nothing can be done, and that people are told of
// once.
type trouble struct {
	since time.Time // when it began; zero while all is well
	told  bool
}

// watched are the states that a worker looks at with each sweep.
type watched struct{ clock, store trouble }

// lookStore bounds one look at the store: one that gives no answer at all is in
// trouble too.
const lookStore = 20 * time.Second

// keepTrust looks at the store and the clocks as often as the sweeper looks for
// work, beside it: a store that stands still must not keep this from telling.
func (s *Server) keepTrust() {
	tick := time.NewTicker(s.app().Config.Sweep)
	defer tick.Stop()
	for {
		s.trust(s.stopping)
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
	}
}

// trust looks whether store and clocks can be relied on, and tells people once
// when they can't. What is wrong keeps writes back by itself; nothing here
// does.
func (s *Server) trust(ctx context.Context) {
	s.app().reread(ctx)
	if s.app().older.Load() && s.app().tellTrouble(ctx, "store", errors.New(olderStore)) == nil {
		s.app().older.Store(false)
	}
	s.note(ctx, &s.trouble.clock, "clock", s.app().clocks.lookAll(ctx), 0)
	look, cancel := context.WithTimeout(ctx, lookStore)
	defer cancel()
	err := s.app().Ledger.Writable(look)
	wait := time.Duration(0)
	if fault.KindOf(err) == fault.Temporary && !db.IsFull(err) {
		wait = passing
	}
	s.note(ctx, &s.trouble.store, "store", err, wait)
}

// note tells people when a trouble has lasted for a while, and logs its end.
func (s *Server) note(ctx context.Context, t *trouble, what string, err error, wait time.Duration) {
	switch {
	case ctx.Err() != nil:
	case err == nil && !t.since.IsZero():
		s.log.Info("all is well again", "what", what, "after", time.Since(t.since).Round(time.Second))
		*t = trouble{}
	case err == nil:
	default:
		if t.since.IsZero() {
			t.since = time.Now()
			s.log.Error("nothing is written to MOCO", "what", what, "error", err)
		}
		if !t.told && time.Since(t.since) >= wait {
			t.told = s.app().tellTrouble(ctx, what, err) == nil
		}
	}
}

// tellTrouble sends the message about a store or a clock that can't be relied
// on. Without Slack it stands in the log only.
func (a *App) tellTrouble(ctx context.Context, what string, err error) error {
	if a.Notifier == nil {
		return nil
	}
	titles := map[string][2]string{
		"clock": {"Die Uhren gehen auseinander", "The clocks disagree"},
		"store": {"Die Datenbank ist gestört", "The store is in trouble"},
	}
	title, text := titles[what][0], "Es wird nichts an MOCO geschrieben. Der Worker meldet: "+err.Error()
	if a.Config.Language() == billing.English {
		title, text = titles[what][1], "Nothing is written to MOCO. The worker says: "+err.Error()
	}
	alert := notifiers.Alert{
		Origin: notifiers.Origin{MOCO: a.MOCOAddress()}, Kind: "job",
		Notify: plan.Notify{Severity: plan.Critical, Title: title, Text: text},
	}
	alert, _ = a.router().Address(alert)
	_, sendErr := a.Notifier.Send(ctx, alert.Message(a.Config.Language()))
	if sendErr != nil {
		a.opt.Logger.Error("nobody could be told", "what", what, "error", sendErr)
	}
	return sendErr
}

// storeReady is the store's part of readiness: it can be written, and nothing
// is missing in it.
func (s *Server) storeReady(ctx context.Context) error {
	if s.app().rereading.Load() {
		return errors.New(olderStore)
	}
	return s.app().Ledger.Writable(ctx)
}
