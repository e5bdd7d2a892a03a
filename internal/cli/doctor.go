package cli

import (
	"context"
	"fmt"

	"github.com/mocowork/mocowork/jobs"
)

type doctorCmd struct{}

// Run checks everything that a job needs and writes nothing.
func (doctorCmd) Run(ctx context.Context, w *World, f *flags) error {
	a, err := f.openChecked(ctx, w, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	bad, warnings := 0, 0
	last := ""
	for _, c := range a.Doctor(ctx) {
		switch c.Mark {
		case jobs.Bad:
			bad++
		case jobs.Unclear:
			warnings++
		}
		if f.JSON {
			if err := emit(w.Stdout, "check", c); err != nil {
				return err
			}
			continue
		}
		name := c.Area
		if name == last {
			name = ""
		}
		last = c.Area
		fmt.Fprintf(w.Stdout, "%-11s %s %s\n", name, mark(symbol(c.Mark), f.colour(w)), c.Text)
	}
	if !f.JSON {
		fmt.Fprintf(w.Stdout, "\n%s\n", verdict(bad, warnings))
	}
	if bad > 0 {
		return &exit{code: ExitFailed}
	}
	return nil
}

// symbol shows a warning with its own sign.
func symbol(m jobs.Mark) jobs.Mark {
	if m == jobs.Unclear {
		return "⚠"
	}
	return m
}

func verdict(bad, warnings int) string {
	switch {
	case bad == 0 && warnings == 0:
		return "Everything works."
	case bad == 0:
		return number(warnings, "thing could hurt.", "things could hurt.")
	case warnings == 0:
		return number(bad, "thing must be fixed.", "things must be fixed.")
	}
	return fmt.Sprintf("%s, %s", number(bad, "thing must be fixed", "things must be fixed"), number(warnings, "could hurt.", "could hurt."))
}
