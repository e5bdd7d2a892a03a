package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// exportAction asks for a workbook when the rule matches anything.
type exportAction struct{ name string }

func exportKeys() keys {
	return keys{{"name", true, "a name under exports: in worker.yaml", textSchema()}}
}

func readExport(r *reader, f *diag.Fields, out *rule) {
	name := f.String("name")
	if name != "" && r.options.Exports != nil && !slices.Contains(r.options.Exports, name) {
		f.Add("name", diag.Problem{Code: "unknown-export", Text: fmt.Sprintf("there is no export %q", name), Help: diag.DidYouMean(name, r.options.Exports)})
	}
	out.actions = append(out.actions, &exportAction{name: name})
}

func (a *exportAction) writes() bool { return false }

// lines gives one line per run, whatever the number of subjects: the key is
// the same, and the run keeps the first. Template, file and sinks come from
// worker.yaml, which rules don't know; the caller fills them in.
func (a *exportAction) lines(r *rule, s *subject) ([]plan.Line, error) {
	return []plan.Line{{
		Key: plan.ExportKey(a.name, s.run.Snapshot.Today.String()), Action: "export", Rule: r.name,
		Subject: plan.Subject{Kind: "job", Label: a.name},
		Params:  plan.Export{Name: a.name},
	}}, nil
}
