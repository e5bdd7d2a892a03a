package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/diag"
)

// needs reports jobs that make an export and do not read what it is made of.
// Without one of MOCO's reports it can't be made at all, which is an error;
// without other lists there is less in it.
func (c *Checked) needs() {
	for _, j := range c.Config.Jobs {
		for i, name := range j.Exports {
			x, ok := c.Config.Export(name)
			t, err := exporters.TemplateOf(x.Template)
			if !ok || err != nil {
				continue // reported where names are checked
			}
			missing := slices.DeleteFunc(slices.Clone(t.Reports), func(need string) bool { return slices.Contains(j.Pull, need) })
			if len(missing) == 0 {
				continue
			}
			p := diag.Problem{Pos: j.Pos, Severity: diag.Warning, Code: "needs"}
			if slices.ContainsFunc(missing, func(s string) bool { return strings.HasPrefix(s, "report.") }) {
				p.Severity = diag.Error
			}
			if i < len(j.ExportPos) {
				p.Pos = j.ExportPos[i]
			}
			list := strings.Join(missing, ", ")
			p.Text = fmt.Sprintf("job %q makes the export %q, which needs %s", j.Name, x.Name, list)
			p.Help = "add " + list + " to the job's pull:"
			c.Problems.Add(p)
		}
	}
}
