package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/jobs/queue"
	"github.com/mocowork/mocowork/ledger"
)

const (
	// queueEvery is the longest time between two looks at the queue's Redis.
	queueEvery = 15 * time.Second
	// queueGrace is how long Redis may be away before people hear of it: a
	// restart or a failover is over by then.
	queueGrace = time.Minute
	// lookTimeout bounds one look.
	lookTimeout = 10 * time.Second
)

// watchQueue looks at the queue's Redis until the worker stops, and tells
// people what is wrong with it.
func (s *Server) watchQueue() {
	every := min(queueEvery, s.app().Config.Sweep)
	tick := time.NewTicker(every)
	defer tick.Stop()
	w := queueWatch{}
	for {
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(s.stopping, lookTimeout)
		h, err := queue.Check(ctx, s.conn)
		cancel()
		if s.stopping.Err() != nil {
			return
		}
		now := ailing(h, err)
		w.app = s.app()
		if err := w.saw(s.stopping, now, s.app().opt.Now()); err != nil && s.stopping.Err() == nil {
			s.log.Warn("watch of the queue", "error", err)
		}
		if now.kind != "" {
			s.wakeTeller() // the sweeper may hang on the queue
		}
	}
}

// ailment is what is wrong with the queue. The zero value is nothing.
type ailment struct {
	kind  string        // a stable word; "" if all is well
	text  string        // the cause, for people
	grace time.Duration // how long it may last before people hear of it
}

// ailing sorts out what a look at the queue has found.
func ailing(h queue.Health, err error) ailment {
	switch {
	case queue.Full(err):
		return ailment{kind: "full", text: "maxmemory is used up: " + err.Error()}
	case err != nil:
		return ailment{kind: "unreachable", text: err.Error(), grace: queueGrace}
	case h.Unsafe() != "":
		return ailment{kind: "policy", text: "redis " + h.Address + ": " + h.Unsafe()}
	case h.Tight() != "":
		return ailment{kind: "tight", text: "redis " + h.Address + ": " + h.Tight()}
	}
	return ailment{}
}

// queueWatch remembers what was wrong at the last look.
type queueWatch struct {
	app   *App
	now   ailment
	since time.Time
	told  bool
	tell  func(context.Context, ailment, time.Time) error // nil: tellQueue
}

// saw takes in a look. Of several workers one tells, once for each time that
// something goes wrong; what could not be told is tried again at the next look.
func (w *queueWatch) saw(ctx context.Context, a ailment, now time.Time) error {
	const key = "queue"
	if a.kind != w.now.kind {
		before := w.now
		w.now, w.since, w.told = a, now, false
		if before.kind != "" && a.kind == "" {
			w.app.opt.Logger.Info("the queue is well again", "was", before.kind)
			return w.app.Ledger.AlertFailed(ctx, key, before.kind) // the next time is another one
		}
	}
	if a.kind == "" || w.told || now.Sub(w.since) < a.grace {
		return nil
	}
	first, err := w.app.Ledger.AlertOnce(ctx, key, a.kind)
	if err != nil {
		return err
	}
	w.told = true
	if !first {
		return nil
	}
	w.app.opt.Logger.Error("the queue is not well", "what", a.kind, "since", w.since, "error", a.text)
	tell := w.tell
	if tell == nil {
		tell = w.app.tellQueue
	}
	if err := tell(ctx, a, w.since); err != nil {
		w.told = false
		return errors.Join(err, w.app.Ledger.AlertFailed(context.WithoutCancel(ctx), key, a.kind))
	}
	return nil
}

// tellQueue has people told about an ailing queue.
func (a *App) tellQueue(ctx context.Context, what ailment, since time.Time) error {
	u := ledger.Untold{ID: "queue " + what.kind}
	u.Title, u.Text = what.words(a.Config.Language(), since.In(a.Config.Timezone))
	return a.Ledger.MustTell(ctx, u)
}

// words are the title and the text of the message.
func (w ailment) words(l billing.Language, since time.Time) (title, text string) {
	waits := w.kind == "unreachable" || w.kind == "full"
	if l == billing.English {
		title, text = "The queue (Redis) needs a person", fmt.Sprintf("Since %s: %s.", since.Format("02 Jan 2006, 15:04"), strings.TrimSuffix(w.text, "."))
		if waits {
			text += " Until that is mended no run is carried out. Schedules are recorded, nothing is lost or sent twice, and work goes on by itself afterwards."
		}
		return title, text + " worker doctor shows how it stands."
	}
	title, text = "Die Warteschlange (Redis) braucht einen Menschen", fmt.Sprintf("Seit %s: %s.", since.Format("02.01.2006 15:04"), strings.TrimSuffix(w.text, "."))
	if waits {
		text += " Bis das behoben ist, wird kein Lauf ausgeführt. Termine werden festgehalten, nichts geht verloren oder doppelt hinaus, und danach geht es von selbst weiter."
	}
	return title, text + " worker doctor zeigt den Stand."
}

// mendQueue throws away what keeps the queue from working.
func (s *Server) mendQueue(ctx context.Context) error {
	gone, err := s.queue.Mend(ctx)
	if len(gone) > 0 {
		s.log.Warn("the queue was damaged; what was lost is asked for again", "keys", gone)
	}
	return err
}
