package configs

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Setting is a key as it was understood.
type Setting struct {
	Key string `json:"key"`
	// Value is as a person would write it; secrets are ****, passwords in
	// addresses too.
	Value string `json:"value"`
	// Origin is "worker.yaml:12", the variable that overrides the file,
	// "default" or "not set".
	Origin string `json:"origin"`
}

// Settings are all keys in the order of the reference, one for each job,
// export and group.
func (c *Config) Settings() []Setting { return append([]Setting(nil), c.settings...) }

// Show prints all settings, one a line; with origin, also where each comes
// from. Keys without a value are left out.
func (c *Config) Show(origin bool) string {
	var keyWidth, valueWidth int
	for _, s := range c.settings {
		keyWidth = max(keyWidth, utf8.RuneCountInString(s.Key))
		valueWidth = max(valueWidth, min(40, utf8.RuneCountInString(s.Value)))
	}
	var b strings.Builder
	for _, s := range c.settings {
		switch {
		case s.Value == "" || s.Value == "[]":
		case origin:
			fmt.Fprintf(&b, "%-*s  %-*s  %s\n", keyWidth, s.Key, valueWidth, s.Value, s.Origin)
		default:
			fmt.Fprintf(&b, "%-*s  %s\n", keyWidth, s.Key, s.Value)
		}
	}
	return b.String()
}
