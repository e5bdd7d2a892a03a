package cli

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

type holdListCmd struct {
	All bool `help:"Also those that have ended."`
}

// Run lists holds, and how long they count.
func (c *holdListCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Ledger.Holds(ctx, true)
	if err != nil {
		return err
	}
	snap, err := a.Engine.Known(ctx)
	if err != nil {
		return err
	}
	items := snap.OpenItems()
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	n := 0
	for _, h := range all {
		if !c.All && h.Over(a.Engine.Today()) {
			continue
		}
		n++
		keeps := len(rules.HoldTargets(h, items))
		if f.JSON {
			o := holdJSON(a, h)
			o["open_invoices"] = keeps
			if err := emit(w.Stdout, "hold", o); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", h.ID, plan.Plain(h.Matcher.String()), endOfHold(a, h), number(keeps, "open invoice", "open invoices"), plan.Plain(h.Words()))
	}
	if n == 0 && !f.JSON {
		fmt.Fprintln(w.Stdout, "Nothing is kept back.")
	}
	return t.Flush()
}

// standOfHold is a hold in words with its end.
func standOfHold(a *app.App, h plan.Hold) string {
	if h.EndedBy != "" {
		return fmt.Sprintf("ended by %s: %s", h.EndedBy, h.EndedWhy)
	}
	return h.Words() + ", " + endOfHold(a, h)
}

// endOfHold says when a hold ends, or did.
func endOfHold(a *app.App, h plan.Hold) string {
	today := a.Engine.Today()
	switch left := h.Until.Sub(today); {
	case h.EndedBy != "":
		return "ended " + h.EndedAt.In(a.Config.Timezone).Format("02 Jan 2006") + " by " + h.EndedBy
	case h.Over(today):
		return "ended with " + h.Until.Format(billing.English)
	case today.Before(h.From):
		return "from " + h.From.Format(billing.English) + " on"
	case h.Until.IsZero():
		return "until somebody ends it"
	case left == 0:
		return "ends today"
	default:
		return "ends in " + number(left, "day", "days")
	}
}

// holdJSON is a hold for programs.
func holdJSON(a *app.App, h plan.Hold) map[string]any {
	state := "active"
	switch today := a.Engine.Today(); {
	case h.Over(today):
		state = "ended"
	case today.Before(h.From):
		state = "coming"
	}
	o := map[string]any{
		"id": h.ID, "kind": h.Kind, "state": state, "matcher": h.Matcher, "author": h.Author, "reason": h.Reason, "from": h.From,
		"words": h.Words(), "ends": endOfHold(a, h), "created_at": h.CreatedAt,
	}
	if !h.Until.IsZero() {
		o["until"] = h.Until
	}
	if h.Amount.Known() {
		o["amount"] = h.Amount
	}
	if h.EndedBy != "" {
		o["ended_at"], o["ended_by"], o["ended_why"] = h.EndedAt, h.EndedBy, h.EndedWhy
	}
	return o
}
