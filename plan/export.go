package plan

import (
	"errors"
	"slices"

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
}

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
	return ok && e.Name == f.Name && e.Template == f.Template && e.File == f.File && e.Period == f.Period && slices.Equal(e.To, f.To)
}

// Requests is 0: an export reads the mirror.
func (e Export) Requests() int { return 0 }
