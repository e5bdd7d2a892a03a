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

// section is one map of worker.yaml bound to its keys of the table. Its
// getters fill in defaults and note what each key came to be.
type section struct {
	*diag.Fields
	r     *reader
	path  string // in the table, such as "jobs[].schedule"
	shown string // for people, such as "jobs.overdue-daily.schedule"
}

// bind binds a node to the keys below a path of the table.
func (r *reader) bind(n *diag.Node, path, shown, where string) section {
	return section{diag.Bind(r.list, n, where, r.table.keys(path)...), r, path, shown}
}

// section binds a nested map.
func (s section) section(key string) section {
	f, shown := s.field(key), s.name(key)
	where := shown
	if s.path != "" && strings.ContainsAny(s.path, "[*") {
		where = key + " of " + s.Where
	}
	s.unused(f)
	return section{s.Map(key, where, s.r.table.keys(f.inside())...), s.r, f.inside(), shown}
}

// field is the table's line of a key. The zero Field stands for a key that the
// table lacks; a test reads every key, so that can't happen to a user.
func (s section) field(key string) Field {
	path := strings.TrimPrefix(s.path+"."+key, ".")
	return s.r.table.byPath[path]
}

// name is a key as people write it.
func (s section) name(key string) string { return strings.TrimPrefix(s.shown+"."+key, ".") }

// unused warns about a key that nothing follows from yet.
func (s section) unused(f Field) {
	if f.Unused && s.Has(f.Key()) {
		s.List().Add(diag.Problem{Pos: s.Fields.Key(f.Key()), Severity: diag.Warning, Code: "unused",
			Text: s.name(f.Key()) + " is accepted, but this version does nothing with it"})
	}
}

// note remembers what a key came to be, and why.
func (s section) note(key, value string) {
	f := s.field(key)
	s.unused(f)
	if strings.Contains(value, "\n") {
		value = strings.Join(strings.Fields(value), " ")
	}
	set := Setting{Key: s.name(key), Value: value, Origin: "default"}
	n := s.Get(key)
	switch {
	case n != nil && s.r.overridden[f.Path] != "":
		set.Origin = s.r.overridden[f.Path]
	case n != nil:
		p := n.Pos()
		set.Origin = fmt.Sprintf("%s:%d", p.File, p.Line)
	case value == "":
		set.Origin = "not set"
	}
	s.r.settings = append(s.r.settings, set)
}

// expanded is a key's text with its references resolved, or its default. ok is
// false if there is no text or a reference can't be resolved; that has been
// reported.
func (s section) expanded(key string) (v string, ok bool) {
	if !s.Has(key) {
		d := s.field(key).Default
		return d, d != ""
	}
	n := s.Scalar(key)
	if n == nil {
		return "", false
	}
	return s.r.expand(n, s.name(key))
}

// expand resolves the references of a text.
func (r *reader) expand(n *diag.Node, name string) (v string, ok bool) {
	refs, bad, piece := references(n.Value)
	if bad.Text != "" {
		bad.Pos, bad.Text = n.At(piece[0], piece[1]), name+": "+bad.Text
		r.list.Add(bad)
		return "", false
	}
	if r.queueOnly && len(refs) > 0 && name != "redis.url" && name != "data_dir" {
		return "", false
	}
	v = n.Value
	for _, ref := range slices.Backward(refs) {
		got, err := ref.value(r.env, r.dir)
		var p diag.Problem
		if errors.As(err, &p) {
			p.Pos, p.Code, p.Text = n.At(ref.start, ref.end), "env", name+": "+p.Text
			r.list.Add(p)
			return "", false
		}
		v = v[:ref.start] + got + v[ref.end:]
	}
	return v, true
}

// parsed reads a text with a parser, whose error becomes a problem at the key.
// Absent keys without a default and empty texts are the zero value.
func parsed[T any](s section, key, code string, parse func(string) (T, error), show func(T) string) (v T) {
	text, ok := s.expanded(key)
	if !ok || text == "" {
		s.note(key, "")
		return v
	}
	v, err := parse(text)
	if err != nil {
		var p diag.Problem
		if !errors.As(err, &p) {
			p = diag.Problem{Text: s.name(key) + ": " + err.Error()}
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

// items binds the maps of a list. The name of each item, for messages and
// settings, is the text of one of its keys, else its number.
func (s section) items(key, what, nameKey string) []section {
	f := s.field(key)
	s.unused(f)
	var out []section
	for i, n := range s.Items(key) {
		name, where := strconv.Itoa(i+1), fmt.Sprintf("%s %d", what, i+1)
		if v := n.Get(nameKey); v != nil && v.Kind == diag.Scalar && v.Value != "" {
			name, where = v.Value, fmt.Sprintf("%s %q", what, clip(v.Value))
		}
		out = append(out, s.r.bind(n, f.inside(), s.name(key)+"."+name, where))
	}
	return out
}

// entry is a map under a name that the user chose.
type entry struct {
	section
	key  string
	node *diag.Node // of the name
}

// entries binds the maps of a map whose keys the user chooses.
func (s section) entries(key, what string) []entry {
	f := s.field(key)
	s.unused(f)
	var out []entry
	for _, e := range s.Entries(key) {
		if strings.HasPrefix(e.Key.Value, "x-") {
			continue
		}
		where := fmt.Sprintf("%s %q", what, clip(e.Key.Value))
		out = append(out, entry{s.r.bind(e.Value, f.inside(), s.name(key)+"."+e.Key.Value, where), e.Key.Value, e.Key})
	}
	return out
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
