package app

import (
	"errors"

	"github.com/mocowork/mocowork/ledger"
)

// ExportNames are the exports of the configuration, in its order.
func (a *App) ExportNames() []string {
	var out []string
	for _, x := range a.Config.Exports {
		out = append(out, x.Name)
	}
	return out
}

// CheckExport says what is wrong with what a person has set for an export,
// before a run is made of it. The error is a *jobs.SettingsError.
func (a *App) CheckExport(name string, asked ledger.Asked) error {
	for _, x := range a.Engine.Exports {
		if x.Name == name {
			_, err := a.Engine.Settings(x, asked.Set)
			return err
		}
	}
	return errors.New("no export " + name)
}
