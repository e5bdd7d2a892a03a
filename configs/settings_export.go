package configs

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// ExportSettings are what a person has set for an export.
type ExportSettings struct {
	AsOf   billing.Date   // zero: not set
	Period billing.Period // zero: not set
	// Params are all parameters of the export, with their defaults where nothing
	// was set.
	Params map[string]any
}

// Settings reads as_of, period and the export's parameters. The error names the
// first key that is wrong, with what is known.
func (e Export) Settings(set map[string]string) (ExportSettings, error) {
	out := ExportSettings{Params: map[string]any{}}
	known := []string{"as_of", "period"}
	params := map[string]Param{}
	if e.Table != nil {
		for _, p := range e.Table.Params {
			out.Params[p.Name], params[p.Name] = p.Default, p
			known = append(known, p.Name)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(set)) {
		var err error
		p, own := params[key]
		switch value := set[key]; {
		case key == "as_of":
			out.AsOf, err = billing.ParseDate(value)
		case key == "period":
			out.Period, err = billing.ParsePeriod(value)
		case own:
			out.Params[key], err = p.Parse(value)
		default:
			err = fmt.Errorf("there is no such setting; %s", diag.DidYouMean(key, known))
		}
		if err != nil {
			return out, fmt.Errorf("%s: %w", clip(key), err)
		}
	}
	return out, nil
}

// CheckTo reports whether the export goes to a place: a channel or a folder as
// its to: names them, also without # and dir:.
func (e Export) CheckTo(to string) error {
	var known []string
	for _, s := range e.To {
		name := s.Channel
		if s.Dir != "" {
			name = "dir:" + s.Dir
		}
		if name == to || name == "#"+to || s.Dir != "" && s.Dir == to {
			return nil
		}
		known = append(known, name)
	}
	return fmt.Errorf("export %s does not go to %q; %s", e.Name, clip(to), diag.DidYouMean(to, known))
}

// Near is the help for a name that is not known: the one that was probably meant,
// and the known ones if they are few.
func Near(got string, known []string) string { return diag.DidYouMean(got, known) }
