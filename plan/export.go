package plan

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Export makes one file and delivers it.
type Export struct {
	Name     string   `json:"name"`     // in the configuration, such as open-items
	Template string   `json:"template"` // the workbook, such as open-items
	File     string   `json:"file"`     // the file's name, such as offene-posten_2026-11-23.xlsx
	To       []string `json:"to"`       // sinks: "dir:PATH" or "#channel"
	// Period is the time that it covers; zero for what is true on one day only.
	Period billing.Period `json:"period,omitzero"`
	// AsOf is the day in the past that it shows; zero shows how things are.
	AsOf billing.Date `json:"as_of,omitzero"`
	// Set are the parameters of a user-defined export that differ from its
	// defaults.
	Set map[string]string `json:"set,omitempty"`
}

// exportJob begins the name of a run that makes one export on request. No job can
// have such a name.
const exportJob = "export "

// ExportJob is the name of a run that makes an export on request.
func ExportJob(export string) string { return exportJob + export }

// ExportOf is the export of such a name; ok is false for the name of a job.
func ExportOf(job string) (export string, ok bool) { return strings.CutPrefix(job, exportJob) }

// Action is "export".
func (e Export) Action() string { return "export" }

// Validate demands a name, a template, a file name and a sink.
func (e Export) Validate() error {
	if e.Name == "" || e.Template == "" || e.File == "" || len(e.To) == 0 {
		return errors.New("export: name, template, file and at least one place are needed")
	}
	return nil
}

// Same compares everything.
func (e Export) Same(o Params) bool {
	f, ok := o.(Export)
	return ok && e.Name == f.Name && e.Template == f.Template && e.File == f.File && e.Period == f.Period && e.AsOf == f.AsOf && maps.Equal(e.Set, f.Set) && slices.Equal(e.To, f.To)
}

// Requests is 0: an export reads the mirror.
func (e Export) Requests() int { return 0 }
