package exporters

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/mocowork/mocowork/billing"
)

// Vars are what the pattern of a file's name may use.
type Vars struct {
	AsOf   billing.Date // the as-of date; printed as 2026-11-23
	Period string       // "2026-10", or "" for exports without a period
	Job    string       // the job's name
}

// ErrFileName comes out of FileName and Build, and says that a name can't be
// used on every file system that people copy workbooks to.
var ErrFileName = errors.New("file name can't be used")

// maxFileName is the number of bytes that every file system takes, with room
// for the prefix of a temporary file.
const maxFileName = 200

// FileName fills in a pattern such as "offene-posten_{{.AsOf}}.xlsx". It fails
// on an unknown variable, on an empty one that the pattern uses, and with
// ErrFileName on a name that would leave the folder or that Windows refuses.
func FileName(pattern string, v Vars) (string, error) {
	t, err := template.New("file").Option("missingkey=error").Parse(pattern)
	if err != nil {
		return "", fmt.Errorf("file name %q: %s", pattern, reasonOf(err))
	}
	words := map[string]string{}
	for name, value := range map[string]string{"AsOf": v.AsOf.String(), "Period": v.Period, "Job": v.Job} {
		if value != "" {
			words[name] = value
		}
	}
	var b strings.Builder
	if err := t.Execute(&b, words); err != nil {
		return "", fmt.Errorf("file name %q: %s (there is .AsOf, .Period of jobs with a period, .Job)", pattern, reasonOf(err))
	}
	return b.String(), checkName(b.String())
}

// reasonOf is the end of a template's error, without the template's own place.
func reasonOf(err error) string {
	s := err.Error()
	if i := strings.LastIndex(s, ": "); i >= 0 {
		return s[i+2:]
	}
	return s
}

// checkName refuses what is no plain file name everywhere.
func checkName(name string) error {
	bad := func(why string) error { return fmt.Errorf("%w: %q %s", ErrFileName, name, why) }
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case name == "" || stem == "":
		return bad("is empty or begins with a dot")
	case len(name) > maxFileName:
		return fmt.Errorf("%w: %q… has %d bytes, more than %d", ErrFileName, head(name, 40), len(name), maxFileName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unprintable(r) || r == '\t' || r == '\n' }):
		return bad("holds characters that can't be printed")
	case strings.ContainsAny(name, `/\`):
		return bad("holds a path separator")
	case strings.ContainsAny(name, `<>:"|?*`):
		return bad(`holds one of < > : " | ? *`)
	case strings.TrimRight(name, ". ") != name || strings.TrimLeft(name, " ") != name:
		return bad("begins or ends with a space, or ends with a dot")
	case reserved(stem):
		return bad("is a device on Windows")
	}
	return nil
}

// reserved reports the names that Windows keeps for devices, with whatever
// ending.
func reserved(stem string) bool {
	s := strings.ToUpper(strings.TrimSpace(stem))
	switch s {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(s) == 4 && (s[:3] == "COM" || s[:3] == "LPT") && s[3] >= '0' && s[3] <= '9'
}
