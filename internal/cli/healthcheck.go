package cli

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/internal/app"
)

type healthcheckCmd struct{}

// health is the answer as JSON.
type health struct {
	Ready   bool   `json:"ready"`
	Asked   string `json:"asked"`
	Problem string `json:"problem,omitempty"`
}

// Run asks the worker that serves this configuration: one line, 0 or 1. It
// opens nothing that the worker has open.
func (healthcheckCmd) Run(ctx context.Context, w *World, f *flags) error {
	checked, err := app.Check(f.path(w), w.Env)
	if err != nil {
		return err
	}
	where, err := app.Healthy(ctx, checked.Config)
	if f.JSON {
		h := health{Ready: err == nil, Asked: where}
		if err != nil {
			h.Problem = err.Error()
		}
		if emitErr := emit(w.Stdout, "health", h); emitErr != nil {
			return emitErr
		}
		if err != nil {
			return &exit{code: ExitFailed}
		}
		return nil
	}
	if err != nil {
		return &exit{code: ExitFailed, err: err}
	}
	if !f.Quiet {
		fmt.Fprintf(w.Stdout, "ready  %s\n", where)
	}
	return nil
}
