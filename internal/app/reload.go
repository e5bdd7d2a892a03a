package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Loaded is the configuration that a serving worker works by, and how the last
// try to replace it ended.
type Loaded struct {
	Worker string          `json:"worker"` // its name in the ledger
	Hash   string          `json:"hash"`   // over all files, SHA-256 in hex
	Files  []plan.RuleFile `json:"files"`
	Counts string          `json:"counts"` // "2 files, 1 job, 7 rules, 1 ladder"
	At     time.Time       `json:"at"`     // when it was loaded
	// Restart names the keys that were changed and count after a restart only.
	Restart []string `json:"needs_restart,omitempty"`
	// Buttons says how the connection for Slack's buttons stands: "connected",
	// or why it is not; "" without an app token.
	Buttons string `json:"buttons,omitempty"`
	// Tried is when the last reload was tried; zero: never.
	Tried time.Time `json:"tried,omitzero"`
	// Problem says why it failed, with every mistake and its place; "" if it
	// did not.
	Problem  string         `json:"problem,omitempty"`
	Problems []diag.Problem `json:"problems,omitempty"`
	// Wrong says that the files are at fault, and not the store or Slack's key.
	Wrong bool `json:"wrong,omitempty"`
}

// Failed reports whether the last reload failed.
func (l Loaded) Failed() bool { return l.Problem != "" }

// reloads lets one reload happen at a time, and remembers the last.
type reloads struct {
	alone sync.Mutex // held while one is under way
	mu    sync.Mutex
	last  Loaded
}

// Loaded is the configuration that counts now.
func (s *Server) Loaded() Loaded {
	s.reloads.mu.Lock()
	defer s.reloads.mu.Unlock()
	out := s.reloads.last
	out.Buttons = s.desk.stand()
	return out
}

// Reload reads worker.yaml and its rule files again. If all of them are right,
// they count from the next run on; what is under way goes on by what it began
// with. If anything is wrong, everything stays as it was, and people are told.
func (s *Server) Reload(ctx context.Context) Loaded {
	s.reloads.alone.Lock()
	defer s.reloads.alone.Unlock()
	before := s.Loaded()
	if s.alarm == nil || s.stopping.Err() != nil {
		before.Problem = "the worker is stopping"
		return before
	}
	next, restart, err := s.app().next(ctx)
	if err == nil {
		err = s.swap(next)
	}
	if err != nil {
		return s.keepLoaded(ctx, err)
	}
	out := next.loaded()
	out.Tried, out.Restart = out.At, restart
	s.noteLoaded(out)
	s.tellReloadsAgain(ctx)
	next.checked.Warn(next.opt.Stderr)
	s.log.Info("the configuration was reloaded", "files", out.Names(), "counts", out.Counts)
	if len(restart) > 0 {
		s.log.Warn("what was changed counts after a restart only", "keys", restart)
	}
	return out
}

// next is the App that the files make now, on the same standing parts. The
// keys that it could not follow are named.
func (a *App) next(ctx context.Context) (*App, []string, error) {
	checked, err := Check(a.opt.ConfigPath, a.opt.Env)
	if err != nil {
		return nil, nil, err
	}
	restart := checked.Config.Keep(a.Config)
	problems := checked.Config.CheckSecrets(a.opt.Env)
	if problems.HasErrors() {
		return nil, nil, newConfigError(problems, checked.Docs)
	}
	checked.Problems = append(checked.Problems, problems...)
	b := newApp(a.standing, a.opt, checked)
	if err := errors.Join(b.openNotifier(ctx), b.openEngine(ctx)); err != nil {
		return nil, nil, err
	}
	b.Engine.Hands, b.Engine.Others = a.Engine.Hands, a.Engine.Others
	return b, restart, nil
}

// swap makes next count, with its schedules.
func (s *Server) swap(next *App) error {
	old := s.app()
	s.loaded.Store(next)
	alarm, err := jobs.StartAlarm(next.Engine, s.due)
	if err != nil {
		s.loaded.Store(old)
		return err
	}
	s.desk.reopen(old, next)
	before := s.alarm
	s.alarm = alarm
	if err := before.Stop(); err != nil {
		s.log.Warn("the alarm clock did not stop", "error", err)
	}
	return nil
}

// loaded says what an App was made of.
func (a *App) loaded() Loaded {
	return Loaded{Worker: a.Ledger.Owner(), Hash: a.checked.Hash(), Files: a.checked.Files(), Counts: a.checked.Counts(a.opt.Env).String(), At: a.opt.Now()}
}

func (s *Server) noteLoaded(l Loaded) {
	s.reloads.mu.Lock()
	s.reloads.last = l
	s.reloads.mu.Unlock()
	s.app().metrics.Loaded(l.Hash, l.At, !l.Failed())
}

// keepLoaded says as loudly as it can that the old configuration still counts.
func (s *Server) keepLoaded(ctx context.Context, err error) Loaded {
	out := s.Loaded()
	out.Tried, out.Problem, out.Problems, out.Wrong = s.app().opt.Now(), err.Error(), nil, false
	var bad *ConfigError
	var refused *RefusedError
	if errors.As(err, &bad) {
		out.Problems = bad.Problems
	}
	out.Wrong = bad != nil || errors.As(err, &refused)
	s.noteLoaded(out)
	s.log.Error("the configuration could not be reloaded; the worker goes on with the one it has",
		"error", err, "files", out.Names(), "since", out.At)
	if err := s.app().tellNotLoaded(ctx, out); err != nil {
		s.log.Error("that the configuration could not be reloaded can't be told", "error", err)
	}
	s.wakeTeller()
	return out
}

// reloadAlert is what the ledger knows the telling by.
const reloadAlert = "reload"

// incident identifies what is wrong, with the lines of the files that it shows.
func (l Loaded) incident() string { return sum(l.Problem)[:12] }

// tellNotLoaded sees to it that people hear of a configuration that is not
// followed: once, until a reload or a start went well or something else is
// wrong.
func (a *App) tellNotLoaded(ctx context.Context, l Loaded) error {
	incident := l.incident()
	first, err := a.Ledger.AlertOnce(ctx, reloadAlert, incident)
	if err != nil || !first {
		return err
	}
	u := ledger.Untold{ID: reloadAlert + " " + incident}
	u.Title, u.Text = l.words(a.Config.Language(), l.At.In(a.Config.Timezone))
	if err := a.Ledger.MustTell(ctx, u); err != nil {
		return errors.Join(err, a.Ledger.AlertFailed(context.WithoutCancel(ctx), reloadAlert, incident))
	}
	return nil
}

// tellReloadsAgain says that the configuration is right now: the next mistake is
// told, also if it is one that was told before.
func (s *Server) tellReloadsAgain(ctx context.Context) {
	if err := s.app().Ledger.AlertOver(ctx, reloadAlert); err != nil {
		s.log.Warn("the next mistake in the configuration may not be told", "error", err)
	}
}

// severalMistakes is how many of the mistakes a message shows.
const severalMistakes = 5

// words are the title and the text of the message.
func (l Loaded) words(lang billing.Language, since time.Time) (title, text string) {
	what := l.Problem
	more := 0
	if len(l.Problems) > 0 {
		var lines []string
		for _, p := range l.Problems {
			if p.Severity == diag.Error {
				lines = append(lines, p.Error())
			}
		}
		more = max(0, len(lines)-severalMistakes)
		what = strings.Join(lines[:len(lines)-more], "\n")
	}
	german := lang != billing.English
	switch {
	case more > 0 && german:
		what += fmt.Sprintf("\n… und %d weitere", more)
	case more > 0:
		what += fmt.Sprintf("\n… and %d more", more)
	}
	if german {
		return "Die neue Konfiguration hat Fehler und gilt nicht",
			fmt.Sprintf("Der Worker arbeitet mit der bisherigen weiter (%s, geladen am %s):\n%s\nworker rules check zeigt alle Fehler, worker reload lädt neu.",
				l.Names(), since.Format("02.01.2006 15:04"), what)
	}
	return "The new configuration has mistakes and does not count",
		fmt.Sprintf("The worker goes on with the one it has (%s, loaded on %s):\n%s\nworker rules check shows all mistakes, worker reload loads again.",
			l.Names(), since.Format("02 Jan 2006, 15:04"), what)
}

// Names are the files with the beginnings of their hashes.
func (l Loaded) Names() string {
	var out []string
	for _, f := range l.Files {
		out = append(out, f.Short())
	}
	return strings.Join(out, ", ")
}
