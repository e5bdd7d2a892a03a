package configs

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// label is how messages name a key: with its section, except inside jobs and
// the like, where the source line shows whose key it is.
func (s section) label(key string) string {
	if strings.ContainsAny(s.path, "[*") {
		return key
	}
	return s.name(key)
}

// unused warns about a key that nothing follows from yet.
func (s section) unused(f Field) {
	if f.Unused && s.Has(f.Key()) && !(f.RealOnly && s.r.cfg.Moco.simulated()) {
		s.List().Add(diag.Problem{Pos: s.Fields.Key(f.Key()), Severity: diag.Warning, Code: "unused",
			Text: s.name(f.Key()) + " is accepted, but " + cmp.Or(f.Instead, "this version does nothing with it")})
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
