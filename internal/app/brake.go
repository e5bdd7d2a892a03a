package app

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/plan"
)

// mayWrite is the brake as it stands now: the kill switch is a file, and
// write: is read again each time, so that both work from outside and at once.
func (a *App) mayWrite() (bool, string) {
	if ok, why := a.CanWrite(); !ok {
		return false, why
	}
	stop := filepath.Join(a.Config.DataDir, "STOP")
	if _, err := os.Stat(stop); err == nil {
		return false, "the file " + stop + " is there"
	}
	if a.brake.of("") == configs.WriteOff {
		return false, "write: off"
	}
	if a.refused.pauses() {
		return false, "MOCO refused the key; trying again in a while"
	}
	if why := a.distrust(); why != "" {
		return false, why
	}
	return true, ""
}

// brakeOf is the brake of a job as it stands now.
func (a *App) brakeOf(job string) plan.Write { return plan.Write(a.brake.of(job)) }

// brake is write: as worker.yaml has it at this moment, for the whole and for
// each job. It is the one part of the configuration that a worker reads again
// while it works. What it began with is never loosened: for that, and for every
// other key, it is reloaded.
type brake struct {
	read  func() ([]byte, error)
	parse func(text []byte) (*configs.Config, error)
	said  func(text string, args ...any) // a change, or why there is none

	mu    sync.Mutex
	began map[string]configs.Write // by job, "" for the whole
	now   map[string]configs.Write
	text  []byte // of the file as it was last looked at
	gone  bool
}

func newBrake(o Options, checked *Checked) *brake {
	c := checked.Config
	b := &brake{began: writes(c), now: writes(c), text: checked.text(c.Path)}
	b.read = func() ([]byte, error) { return o.Env.ReadFile(c.Path) }
	b.parse = func(text []byte) (*configs.Config, error) {
		now, problems, docs := configs.Parse(c.Path, text, o.Env)
		if problems.HasErrors() {
			return now, newConfigError(problems, docs)
		}
		return now, nil
	}
	b.said = func(text string, args ...any) { o.Logger.Warn(text, append([]any{"file", c.Path}, args...)...) }
	return b
}

// writes are the brakes of a configuration; what could not be read is left out.
func writes(c *configs.Config) map[string]configs.Write {
	out := map[string]configs.Write{}
	put := func(job string, w configs.Write) {
		switch w {
		case configs.WriteOff, configs.WriteApprove, configs.WriteAuto:
			out[job] = w
		}
	}
	put("", c.Write)
	for _, j := range c.Jobs {
		put(j.Name, j.Write)
	}
	return out
}

// of is the brake of a job, or of the whole for "".
func (b *brake) of(job string) configs.Write {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.look()
	w := firmer(b.began[job], b.now[job])
	if job != "" {
		w = firmer(w, firmer(b.began[""], b.now[""]))
	}
	return w
}

// look reads the file again. One that is wrong can make the brake firmer and
// nothing else: who edits in a hurry must be obeyed, and a file that is half
// written must not let anything go.
func (b *brake) look() {
	text, err := b.read()
	if err != nil {
		if !b.gone {
			b.said("the configuration can't be read any more; the brake stays as it was", "error", err)
		}
		b.gone = true
		return
	}
	if !b.gone && bytes.Equal(text, b.text) {
		return
	}
	b.gone, b.text = false, text
	was := b.now
	c, err := b.parse(text)
	b.now = writes(c)
	if err != nil {
		for job, w := range was {
			b.now[job] = firmer(w, b.now[job])
		}
		b.said("the configuration has errors now; the worker goes on with the one it began with, and only a firmer write: counts", "error", err)
	}
	for _, job := range slices.Sorted(maps.Keys(b.began)) {
		if from, to := was[job], b.now[job]; from != to && to != "" {
			b.said(fmt.Sprintf("write: %s now, it was %s", to, from), "job", job, "began_with", b.began[job])
		}
	}
}

// firmer is the firmer of two brakes; "" says nothing.
func firmer(a, b configs.Write) configs.Write {
	switch {
	case a == "":
		return b
	case b == "" || a.AtMost(b):
		return a
	}
	return b
}
