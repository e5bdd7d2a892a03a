package enqueue

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/jobs/queue"
)

type exportCmd struct {
	Name    string            `arg:"" help:"The export, as worker.yaml names it."`
	Set     map[string]string `placeholder:"KEY=VALUE" help:"as_of=2026-10-31, period=2026-10, or a parameter of the export. May be repeated." mapsep:"none"`
	To      string            `placeholder:"PLACE" help:"One of the export's own places, such as finance. Default: all of them."`
	Pull    bool              `help:"Read MOCO first."`
	Wait    bool              `help:"Wait until the run has ended, and exit with its code."`
	Timeout time.Duration     `default:"1h" help:"With --wait: wait no longer than this."`
}

// Run asks for a file. It is made each time that somebody asks.
func (x *exportCmd) Run(ctx context.Context, w *World, c *commands) error {
	cfg, err := c.load(w)
	if err != nil {
		return err
	}
	if err := x.check(cfg); err != nil {
		return &usageError{err}
	}
	client, err := connect(cfg)
	if err != nil {
		return err
	}
	defer client.Close()
	r := queue.Request{Job: "export " + x.Name, By: who(), Set: x.Set, To: x.To, Pull: x.Pull}
	t, err := client.Ask(ctx, r, true, rand.Reader, w.Now())
	if err != nil {
		return err
	}
	j := jobCmd{Name: r.Job}
	if err := j.asked(w, c, t); err != nil || !x.Wait {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, x.Timeout)
	defer cancel()
	return follow(ctx, w, c, client, cfg, t.Run)
}

// check finds what is wrong before it goes on the queue, as far as the
// configuration tells.
func (x *exportCmd) check(cfg *configs.Config) error {
	export, ok := cfg.Export(x.Name)
	if !ok {
		var names []string
		for _, known := range cfg.Exports {
			names = append(names, known.Name)
		}
		return fmt.Errorf("no export %q; %s", x.Name, configs.Near(x.Name, names))
	}
	if _, err := export.Settings(x.Set); err != nil {
		return fmt.Errorf("export %s: %w", x.Name, err)
	}
	if x.To != "" {
		return export.CheckTo(x.To)
	}
	return nil
}
