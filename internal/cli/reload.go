package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/app"
)

type reloadCmd struct{}

// Run has every worker of the data folder on this machine reload, and says what
// was loaded or what is wrong. The workers read the files themselves: only they
// know their environment.
func (reloadCmd) Run(ctx context.Context, w *World, f *flags) error {
	cfg, _, _, err := configs.Load(f.path(w), w.Env)
	if err != nil {
		return &exit{ExitConfig, err}
	}
	answers, err := app.ReloadServing(ctx, cfg.DataDir)
	if errors.Is(err, app.ErrNotServed) {
		return nobodyReloads(w, f, err)
	}
	code := ExitOK
	for _, l := range answers {
		code = max(code, reloadCode(l))
		if printErr := printLoaded(w, f, l); printErr != nil {
			return printErr
		}
	}
	if err != nil {
		return err
	}
	if code != ExitOK {
		return &exit{code: code}
	}
	return nil
}

// nobodyReloads says that there is no worker, or what is wrong with the file
// that should have said where it is.
func nobodyReloads(w *World, f *flags, err error) error {
	if _, bad := app.Check(f.path(w), w.Env); bad != nil {
		return bad
	}
	return &exit{ExitUnreachable, fmt.Errorf("%w. A worker elsewhere reloads on SIGHUP", err)}
}

func reloadCode(l app.Loaded) int {
	switch {
	case l.Wrong:
		return ExitConfig
	case l.Failed():
		return ExitFailed
	}
	return ExitOK
}

func printLoaded(w *World, f *flags, l app.Loaded) error {
	if f.JSON {
		return emit(w.Stdout, "reload", struct {
			OK bool `json:"ok"`
			app.Loaded
			Problems []any `json:"problems,omitempty"`
		}{!l.Failed(), l, problemsJSON(l)})
	}
	if l.Failed() {
		fmt.Fprintf(w.Stderr, "%s\n", l.Problem)
		_, err := fmt.Fprintf(w.Stdout, "not reloaded: the worker goes on with %s\n", l.Names())
		return err
	}
	_, err := fmt.Fprintf(w.Stdout, "loaded  %s\n        %s\n", l.Counts, l.Names())
	if err == nil && len(l.Restart) > 0 {
		_, err = fmt.Fprintf(w.Stdout, "needs a restart: %s\n", strings.Join(l.Restart, ", "))
	}
	return err
}

// problemsJSON are the mistakes in the form of rules check.
func problemsJSON(l app.Loaded) (out []any) {
	for _, p := range l.Problems {
		out = append(out, problemJSON(p))
	}
	return out
}

// warnStale says, where people look for runs, that the worker goes on by old
// files. One that can't be asked is no reason not to show the runs.
func (f *flags) warnStale(ctx context.Context, w *World, a *app.App) {
	serving, err := app.ServingBy(ctx, a.Config.DataDir)
	if err != nil || f.Quiet {
		return
	}
	for _, l := range serving {
		if l.Failed() {
			fmt.Fprintf(w.Stderr, "warning: %s\n", a.Stale(l))
		}
	}
}
