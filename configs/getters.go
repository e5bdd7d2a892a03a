package configs

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/internal/diag"
)

// parsed reads a text with a parser, whose error becomes a problem at the key.
// Absent keys without a default and empty texts are the zero value.
func parsed[T any](s section, key, code string, parse func(string) (T, error), show func(T) string) (v T) {
	text, ok := s.expanded(key)
	if !ok || text == "" {
		s.note(key, "")
		if ok && s.field(key).Required {
			s.Errorf(key, "empty", "%s is empty", s.label(key))
		}
		return v
	}
	v, err := parse(text)
	if err != nil {
		var p diag.Problem
		if !errors.As(err, &p) {
			p = diag.Problem{Text: s.label(key) + ": " + err.Error()}
		}
		if p.Code == "" {
			p.Code = code
		}
		s.Add(key, p)
		s.note(key, "")
		var zero T
		return zero
	}
	s.note(key, show(v))
	return v
}

func itself(s string) string { return s }

// text is a text as it is.
func (s section) text(key string) string {
	return parsed(s, key, "", func(v string) (string, error) { return v, nil }, itself)
}

// file is a file or folder, joined to the folder of worker.yaml.
func (s section) file(key string) string {
	return parsed(s, key, "", func(v string) (string, error) { return joinPath(s.r.dir, v), nil }, itself)
}

func (s section) enum(key string) string {
	f := s.field(key)
	v := f.Default
	if s.Has(key) {
		v = s.Enum(key, f.Words...)
	}
	s.note(key, v)
	return v
}

func (s section) boolean(key string) bool {
	v := s.field(key).Default == "true"
	if s.Has(key) {
		v = s.Bool(key)
	}
	s.note(key, strconv.FormatBool(v))
	return v
}

func (s section) number(key string) int {
	f := s.field(key)
	v, _ := strconv.Atoi(f.Default)
	if s.Has(key) {
		v = s.Int(key, f.Min, f.Max)
	}
	s.note(key, strconv.Itoa(v))
	return v
}

func (s section) percent(key string) int {
	f := s.field(key)
	v, _ := diag.ParsePercent(f.Default)
	if s.Has(key) {
		v = s.Percent(key, f.Min, f.Max)
	}
	s.note(key, strconv.Itoa(v)+"%")
	return v
}

func (s section) duration(key string) time.Duration {
	return parsed(s, key, "duration", diag.ParseDuration, showDuration)
}

// showDuration prints a length as people write it: 48h, 7d, 1h30m.
func showDuration(d time.Duration) string {
	if days := d / (24 * time.Hour); days >= 3 && d == days*24*time.Hour {
		return strconv.Itoa(int(days)) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func (s section) date(key string) billing.Date {
	return parsed(s, key, "date", billing.ParseDate, billing.Date.String)
}

func (s section) clock(key string) calendar.TimeOfDay {
	return parsed(s, key, "time", calendar.ParseTimeOfDay, calendar.TimeOfDay.String)
}

// list is a list of texts, of the table's words if it has any.
func (s section) list(key string) []string {
	f := s.field(key)
	v := strings.FieldsFunc(f.Default, func(r rune) bool { return strings.ContainsRune("[], ", r) })
	if s.Has(key) {
		v = s.Strings(key)
		s.checkWords(key, f.Words)
	}
	s.note(key, "["+strings.Join(v, ", ")+"]")
	return v
}

func (s section) checkWords(key string, words []string) {
	for _, n := range s.Get(key).Items() {
		if n.Kind != diag.Scalar || len(words) == 0 || slices.Contains(words, n.Value) {
			continue
		}
		s.List().Add(diag.Problem{Pos: n.Text(), Code: "enum", Text: fmt.Sprintf("%s: %q is unknown", key, clip(n.Value)), Help: diag.DidYouMean(n.Value, words)})
	}
}

// secret is a reference to a key. A key written into the file is an error, and
// is not shown.
func (s section) secret(key string) Secret {
	n := s.Scalar(key)
	if n == nil || n.Value == "" {
		s.note(key, "")
		return Secret{}
	}
	s.note(key, hidden)
	refs, bad, _ := references(n.Value)
	if bad.Text != "" || len(refs) != 1 || refs[0].start != 0 || refs[0].end != len(n.Value) || refs[0].fallback != "" {
		n.Redact()
		upper := strings.ToUpper(strings.NewReplacer(".", "_").Replace(s.name(key)))
		s.Add(key, diag.Problem{Code: "secret", Text: s.name(key) + " is written into the file",
			Help: "put it into an environment variable or a file: ${env:" + upper + "} or ${file:/run/secrets/" + strings.ToLower(upper) + "}"})
		return Secret{}
	}
	return Secret{key: s.name(key), dir: s.r.dir, ref: refs[0], pos: n.Text()}
}
