package jobs

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// usualWeeks is how far the limit of times_usual looks back.
const usualWeeks = 8

// sent is what was released before, as far as limits look at it.
func (e *Engine) sent(ctx context.Context, j Job, today billing.Date) (plan.Sent, error) {
	midnight, err := e.onLedger(ctx, today.In(e.Zone))
	if err != nil {
		return plan.Sent{}, err
	}
	var s plan.Sent
	if s.Customers, err = e.Ledger.LettersSince(ctx, midnight); err != nil || j.Bounds.TimesUsual == 0 {
		return s, err
	}
	first := today.AddDays(-7 * usualWeeks).In(e.Zone)
	since, err := e.onLedger(ctx, first)
	if err != nil {
		return s, err
	}
	letters, err := e.Ledger.LettersOf(ctx, j.Name, since)
	if err != nil {
		return s, err
	}
	ahead := first.Sub(since) // of the database's clock
	byDay := map[billing.Date]int{}
	for _, at := range letters {
		byDay[billing.DateOf(at.Add(ahead).In(e.Zone))]++
	}
	for day, n := range byDay {
		if day == today {
			s.Job = n
		} else {
			s.Days = append(s.Days, n)
		}
	}
	return s, nil
}

// onLedger is a moment of the clock of dates by the database's clock: as long
// ago there as here.
func (e *Engine) onLedger(ctx context.Context, t time.Time) (time.Time, error) {
	now, err := e.Ledger.Now(ctx)
	return now.Add(t.Sub(e.Now())), err
}
