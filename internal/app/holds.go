package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// holdKind is what routes know the message about a hold's end by, and
// holdUntold begins its name among what is untold.
const (
	holdKind   = "hold"
	holdUntold = "hold "
)

// holdOver reports whether a hold has ended before people could hear that it
// would.
func (a *App) holdOver(ctx context.Context, u ledger.Untold) (bool, error) {
	h, err := a.Ledger.Hold(ctx, strings.TrimPrefix(u.ID, holdUntold))
	return err == nil && !h.EndedAt.IsZero(), err
}

// tellHoldEnds sees to it that people hear, once, that a hold ends soon. A
// worker that serves tells it with the rest; in a terminal it is told now.
func (a *App) tellHoldEnds(ctx context.Context, h plan.Hold) error {
	u := ledger.Untold{ID: holdUntold + h.ID, Kind: holdKind}
	if a.Notifier != nil {
		u.Title, u.Text = holdEndWords(a.Config.Language(), h)
	}
	first, err := a.Ledger.WarnHold(ctx, h.ID, u)
	if err != nil || !first || a.serving || u.Title == "" {
		return err
	}
	return a.TellUntold(ctx)
}

// holdEndWords are the title and the text of the message.
func holdEndWords(l billing.Language, h plan.Hold) (title, text string) {
	title, text = "Mahnsperre endet am %s: %s", "%s · %s · danach wird wieder gemahnt; worker hold list"
	if l == billing.English {
		title, text = "Hold ends on %s: %s", "%s · %s · reminders go on after it; worker hold list"
	}
	return fmt.Sprintf(title, h.Until.Format(l), h.Matcher), fmt.Sprintf(text, plan.ReasonIn(l, h.Words()), h.ID)
}

// keepHolds lets a serving worker do what holds need, when a day begins or
// something about them has changed. New invoices that a hold is about are shown
// in MOCO with the next run, which reads them.
func (s *Server) keepHolds() {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	done := ""
	for {
		if now, err := s.holdsStand(s.stopping); err == nil && now != done {
			if done = now; !s.keepHoldsOnce(s.stopping) {
				done = ""
			}
		}
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
	}
}

// keepHoldsOnce reports whether nothing is left to do.
func (s *Server) keepHoldsOnce(ctx context.Context) bool {
	if s.app().clocks.look(ctx) != nil {
		return false // no day has come by a clock that is wrong; the sweeper tells
	}
	m, err := s.app().Engine.KeepHolds(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.Warn("holds", "error", err)
	}
	s.wakeTeller()
	return err == nil && (m.Left == 0 || m.Why != "")
}

// holdsStand says what keeping holds depends on, in a text to compare.
func (s *Server) holdsStand(ctx context.Context) (string, error) {
	holds, err := s.app().Ledger.Holds(ctx, true)
	if err != nil {
		return "", err
	}
	may, _ := s.app().mayWrite()
	var b strings.Builder
	fmt.Fprintln(&b, s.app().Engine.Today(), may)
	for _, h := range holds {
		fmt.Fprintln(&b, h.ID, h.EndedAt.UnixMilli())
	}
	return b.String(), nil
}
