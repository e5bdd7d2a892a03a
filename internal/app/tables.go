package app

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/rules"
)

// tables compiles the exports of the user's own, so that a typing mistake is
// found before anything runs.
func (c *Checked) tables() {
	for _, x := range c.Config.Exports {
		if x.Table == nil {
			continue
		}
		table, problems := rules.CompileTable(tableSpec(x))
		c.Problems = append(c.Problems, problems...)
		if table == nil {
			continue
		}
		c.Tables[x.Name] = table
		for _, j := range c.Config.Jobs {
			c.pulls(j, x, table)
		}
	}
}

// pulls reports a data set that a job's export is made of and that the job does
// not read.
func (c *Checked) pulls(j configs.Job, x configs.Export, t *rules.Table) {
	if !slices.Contains(j.Exports, x.Name) {
		return
	}
	for _, name := range t.Needs() {
		if !slices.Contains(j.Pull, name) {
			c.Problems.Add(diag.Problem{Pos: x.Table.From.Text(), Code: "not-pulled", Text: fmt.Sprintf("job %q makes this export and does not read %s", j.Name, name),
				Help: fmt.Sprintf("add %s to pull: of the job", name)})
		}
	}
}

func tableSpec(x configs.Export) rules.TableSpec {
	s := rules.TableSpec{From: x.Table.From, Where: x.Table.Where, GroupBy: x.Table.GroupBy, Sort: x.Table.Sort}
	for _, col := range x.Table.Columns {
		s.Columns = append(s.Columns, rules.TableColumn{Title: col.Title, Value: col.Value, Sum: col.Sum, SumPos: col.SumPos, Width: col.Width})
	}
	for _, p := range x.Table.Params {
		s.Params = append(s.Params, rules.Param{Name: p.Name, Value: p.Default, Pos: p.Pos})
	}
	return s
}

// settingsOf reads what a person has set for an export.
func settingsOf(x configs.Export) func(map[string]string) (jobs.ExportSettings, error) {
	return func(set map[string]string) (jobs.ExportSettings, error) {
		s, err := x.Settings(set)
		out := jobs.ExportSettings{AsOf: s.AsOf, Period: s.Period}
		for name, v := range s.Params {
			out.Params = append(out.Params, rules.Param{Name: name, Value: v})
		}
		slices.SortFunc(out.Params, func(a, b rules.Param) int {
			if a.Name < b.Name {
				return -1
			}
			return 1
		})
		return out, err
	}
}
