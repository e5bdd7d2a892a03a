package app

import (
	"context"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// letters are the letters of a plan and what became of them.
func (a *App) letters(ctx context.Context, p plan.Plan) []notifiers.Letter {
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Run: p.Run})
	if err != nil {
		return nil
	}
	return actions.Letters(p, entries)
}
