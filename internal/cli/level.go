package cli

import (
	"context"
	"fmt"
)

type levelCmd struct {
	Accept levelAcceptCmd `cmd:"" help:"Accept the level that our ledger shows, although MOCO shows less."`
}

type levelAcceptCmd struct {
	Invoice string `arg:"" help:"Its number, its id or its link in MOCO."`
	Level   int    `arg:"" help:"The level that counts from now on."`
}

// Run ends a drift between our ledger and MOCO by a person's word.
func (c *levelAcceptCmd) Run(ctx context.Context, w *World, f *flags) error {
	if c.Level < 0 || c.Level > 9 {
		return &exit{ExitUsage, fmt.Errorf("the level must be from 0 to 9, got %d", c.Level)}
	}
	a, err := f.open(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	inv, err := a.Mirror.FindInvoice(ctx, c.Invoice)
	if err != nil {
		return err
	}
	facts, err := a.Ledger.Facts(ctx, "")
	if err != nil {
		return err
	}
	if ours := facts.Levels[inv.ID]; c.Level < ours {
		return fmt.Errorf("our ledger mailed level %d of %s; a lower level would send a letter a second time", ours, inv.Identifier)
	}
	if err := a.Ledger.AcceptLevel(ctx, inv.ID, c.Level, w.who()); err != nil {
		return err
	}
	if f.JSON {
		return emit(w.Stdout, "level_accepted", map[string]any{"invoice": inv.Identifier, "invoice_id": inv.ID, "level": c.Level, "by": w.who()})
	}
	_, err = fmt.Fprintf(w.Stdout, "%s counts as reminded %d times from now on.\n", inv.Identifier, c.Level)
	return err
}
