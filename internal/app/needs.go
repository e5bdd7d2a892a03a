package app

import (
	"slices"
	"strings"

	"github.com/mocowork/mocowork/exporters"
)

// needs warns about jobs that make an export and do not read what it is made
// of.
func (c *Checked) needs() {
	for _, j := range c.Config.Jobs {
		for _, x := range c.Config.Exports {
			if !slices.Contains(j.Exports, x.Name) {
				continue
			}
			t, err := exporters.TemplateOf(x.Template)
			if err != nil {
				continue // reported by CheckNames
			}
			missing := slices.DeleteFunc(slices.Clone(t.Reports), func(need string) bool { return slices.Contains(j.Pull, need) })
			if len(missing) > 0 {
				c.Problems.Warnf(j.Pos, "needs", "job %q makes the export %q, which needs %s; add it to pull:", j.Name, x.Name, strings.Join(missing, ", "))
			}
		}
	}
}
