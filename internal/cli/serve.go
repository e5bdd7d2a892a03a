package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/mattn/go-isatty"

	"github.com/mocowork/mocowork/internal/app"
)

type serveCmd struct{}

// Run works the queue and the schedules until the context ends.
func (serveCmd) Run(ctx context.Context, w *World, f *flags) error {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	o := f.options(w, nil)
	o.Logger, o.QuickCheck = serveLogger(w, f), true
	a, err := app.Open(ctx, o)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := a.Serve(ctx)
	if err != nil {
		return err
	}
	if !f.Quiet && !f.JSON {
		fmt.Fprintf(w.Stderr, "serving %s · %s · %s\n", a.Host(), s.Queue(), a.DB.Name())
		for _, next := range nextRuns(a.Engine, w.Now()) {
			fmt.Fprintf(w.Stderr, "  next  %s\n", next)
		}
	}
	reloadOn(ctx, w, s, hangup)
	if !f.Quiet && !f.JSON {
		fmt.Fprintln(w.Stderr, "stopping: the write in hand ends, nothing new begins")
	}
	s.Stop()
	return nil
}

// reloadOn reloads at each signal until the context ends, or the terminal is
// gone.
func reloadOn(ctx context.Context, w *World, s *app.Server, hangup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		}
		if w.Terminal && !isatty.IsTerminal(os.Stderr.Fd()) {
			return
		}
		s.Reload(ctx)
	}
}

// serveLogger writes text for people on a terminal, JSON elsewhere.
func serveLogger(w *World, f *flags) *slog.Logger {
	level := slog.LevelInfo
	switch {
	case f.Verbose:
		level = slog.LevelDebug
	case f.Quiet:
		level = slog.LevelError
	}
	o := &slog.HandlerOptions{Level: level}
	if w.Terminal {
		return slog.New(slog.NewTextHandler(w.Stderr, o))
	}
	return slog.New(slog.NewJSONHandler(w.Stderr, o))
}
