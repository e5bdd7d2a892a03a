// Package app puts the parts together: it is the only package that imports
// everything. It opens what a configuration names, hands each part what it
// needs, and closes everything again. It decides nothing.
package app

import (
	"io"
	"log/slog"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/notifiers"
)

// Options are what the outside world gives to an App.
type Options struct {
	// ConfigPath is worker.yaml.
	ConfigPath string
	// Env is the world that the configuration is read in.
	Env configs.Env
	// Now is the clock of dates, schedules and expiry. Leases use the
	// database's.
	Now func() time.Time
	// OwnTime says that Now is not this machine's time, as in a demo: nobody
	// compares it with other clocks.
	OwnTime bool
	// QuickCheck reads a SQLite store through when it is opened (see
	// db.Options).
	QuickCheck bool
	// Stderr gets warnings of the configuration; nil for none.
	Stderr io.Writer
	Logger *slog.Logger
	// Report hears how the work goes; nil for silence.
	Report func(jobs.Event)
	// OnWait hears of waits for MOCO's rate limit, before they begin.
	OnWait func(time.Duration)
	// Version is the product's version, for workbooks.
	Version string
	// Messages hears of every message that was delivered; nil for nobody.
	Messages func(notifiers.Message)
	// Point is called at named points of a run, a write and a task, for tests
	// that stop the process there; nil otherwise.
	Point func(name string)
}

// withDefaults fills in what may be left out.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Stderr == nil {
		o.Stderr = io.Discard
	}
	if o.Env.LookupEnv == nil {
		o.Env = configs.OS(o.Now())
	}
	return o
}
