package configs

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

// Load reads worker.yaml and everything around it: overrides in the
// environment and the existence of rule files. The list holds all problems,
// sorted; with an error among them the Config must not be run. The documents
// are for diag.Print. The error says that the file can't be read at all; then
// the Config is nil.
func Load(path string, env Env) (*Config, diag.List, []*diag.Document, error) {
	data, err := env.read(path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s can't be read: %s", path, reason(err))
	}
	c, l, docs := Parse(path, data, env)
	return c, l, docs, nil
}

// LoadQueue reads worker.yaml for a program that only enqueues: no secret, no
// rule file and no variable is looked at except those of redis.url, and keys
// that it does not need may be missing.
func LoadQueue(path string, env Env) (*Config, diag.List, []*diag.Document, error) {
	data, err := env.read(path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s can't be read: %s", path, reason(err))
	}
	c, l, docs := read(path, data, env, true)
	return c, l, docs, nil
}

// Parse reads the text of worker.yaml as if it stood in the file name. The
// Config is never nil, but of use only if the list has no errors.
func Parse(name string, data []byte, env Env) (*Config, diag.List, []*diag.Document) {
	return read(name, data, env, false)
}

func read(name string, data []byte, env Env, queueOnly bool) (*Config, diag.List, []*diag.Document) {
	doc, l := diag.Parse(name, data)
	r := &reader{env: env, dir: filepath.Dir(name), doc: doc, table: newTable(), list: &l, queueOnly: queueOnly, cfg: &Config{Path: name}}
	docs := []*diag.Document{doc}
	if doc.Root == nil {
		doc.RedactKeys(r.secretKeys()...)
		return r.cfg, l, docs
	}
	docs = append(docs, r.override()...)
	r.file()
	docs = append(docs, r.docs...)
	r.hideUnknown(doc.Root)
	if queueOnly {
		l = slices.DeleteFunc(l, notForQueue)
	}
	l.Sort()
	r.cfg.settings = r.settings
	return r.cfg, l, docs
}

// notForQueue are problems that a program which only enqueues does not have.
func notForQueue(p diag.Problem) bool {
	return p.Code == "missing-key" || p.Code == "file" || p.Code == "unused" || p.Code == "clock-change" || p.Code == "unsupported"
}

// reader fills a Config section by section.
type reader struct {
	env       Env
	dir       string
	doc       *diag.Document
	table     table
	list      *diag.List
	queueOnly bool
	cfg       *Config
	settings  []Setting
	docs      []*diag.Document // of other files that were read
	// overridden is the variable that set a path.
	overridden map[string]string
}

// asLongAsASecret is the least length of what might be one.
const asLongAsASecret = 12

// hideUnknown hides what stands behind keys that nobody knows: it may be the
// value of a misspelt key of a secret.
func (r *reader) hideUnknown(n *diag.Node) {
	for _, f := range n.Fields() {
		unknown := slices.ContainsFunc(*r.list, func(p diag.Problem) bool { return p.Code == "unknown-key" && p.Pos == f.Key.Pos() })
		if unknown {
			r.doc.RedactKeys(r.secretKeys()...)
		}
		if unknown && f.Value.Kind == diag.Scalar && len(f.Value.Value) >= asLongAsASecret && !strings.HasPrefix(f.Value.Value, "${") {
			f.Value.Redact()
		}
		r.hideUnknown(f.Value)
	}
	for _, item := range n.Items() {
		r.hideUnknown(item)
	}
}

// secretKeys are the last words of all keys that hold secrets.
func (r *reader) secretKeys() []string {
	var keys []string
	for _, f := range r.table.fields {
		if f.Type == Reference {
			keys = append(keys, f.Key())
		}
	}
	return keys
}

// Variable is the environment variable that overrides a key, or "" if none
// does: only single values outside of lists have one.
func (f Field) Variable() string {
	switch f.Type {
	case List, Section, Sections, Named, Amounts, Params:
		return ""
	}
	if strings.ContainsAny(f.Path, "[*") {
		return ""
	}
	return "MOCOWORK_" + strings.ToUpper(strings.ReplaceAll(f.Path, ".", "_"))
}

// override puts the MOCOWORK_… variables over the file.
func (r *reader) override() []*diag.Document {
	r.overridden = map[string]string{}
	var docs []*diag.Document
	for _, f := range r.table.fields {
		name := f.Variable()
		v, ok := r.env.lookup(name)
		if name == "" || !ok || v == "" {
			continue
		}
		if f.Type == Reference && !strings.HasPrefix(v, "${") {
			v = "${env:" + name + "}"
		}
		docs = append(docs, r.doc.Override(name, v, strings.Split(f.Path, ".")...))
		r.overridden[f.Path] = name
	}
	r.misspelt()
	return docs
}

// misspelt warns about variables that look like an override and are none: a
// brake that is set with a typing error does not brake.
func (r *reader) misspelt() {
	if r.env.Environ == nil {
		return
	}
	var known []string
	for _, f := range r.table.fields {
		if v := f.Variable(); v != "" {
			known = append(known, v)
		}
	}
	for _, pair := range r.env.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "MOCOWORK_") || slices.Contains(known, name) {
			continue
		}
		if near := diag.Suggest(name, known); near != "" {
			r.list.Add(diag.Problem{Pos: diag.Pos{File: name}, Severity: diag.Warning, Code: "env",
				Text: "this environment variable sets nothing", Help: "did you mean " + near + "?"})
		}
	}
}
