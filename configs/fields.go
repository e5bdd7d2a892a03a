package configs

import (
	"slices"
	"strings"
)

// Type is the form of a key's value.
type Type int

// The forms.
const (
	Text      Type = iota // a text; ${env:…} and ${file:…} in it are resolved when the file is read
	Bool                  // true or false
	Int                   // a whole number from Min to Max
	Duration              // such as 90s, 15m, 26h, 7d
	Percent               // such as 20%, from Min to Max
	Date                  // such as 2026-01-01
	Clock                 // such as "07:30"
	Enum                  // one of Words
	Reference             // a reference to a secret, resolved when it is used
	List                  // a list of texts, of Words if there are any
	Section               // a map with keys of its own
	Sections              // a list of such maps
	Named                 // a map whose keys the user chooses, with such maps as values
	Amounts               // a map of currencies to amounts, such as {EUR: 2.50}
	Params                // a map of names to a number, date, yes/no or amount, or to the words that a text may be
)

// Field is one key of worker.yaml.
type Field struct {
	// Path is the keys that lead to it, such as "moco.account",
	// "jobs[].name" for each item of a list, "exports.*.file" for each name.
	Path     string
	Type     Type
	Required bool
	// Default is the value of an absent key, written as in the file; "" is
	// none.
	Default  string
	Words    []string
	Min, Max int
	// Doc is the meaning, in one or two sentences.
	Doc string
	// Unused keys are read and checked, but nothing follows from them yet.
	Unused bool
	// Instead is what the warning about an unused key says; without it, that
	// nothing follows from it.
	Instead string
	// RealOnly leaves that warning out where MOCO is a simulator.
	RealOnly bool
}

// Key is the last part of the path.
func (f Field) Key() string {
	return strings.TrimSuffix(f.Path[strings.LastIndex(f.Path, ".")+1:], "[]")
}

// parent is the path of the section that the field is a key of; "" for the
// file itself.
func (f Field) parent() string {
	i := strings.LastIndex(f.Path, ".")
	return f.Path[:max(i, 0)]
}

// inside is the parent of the fields below a Section, Sections or Named.
func (f Field) inside() string {
	switch f.Type {
	case Sections:
		return f.Path + "[]"
	case Named:
		return f.Path + ".*"
	}
	return f.Path
}

// Fields lists every key of worker.yaml, a section before its keys.
func Fields() []Field {
	return slices.Concat(fileFields(), mocoFields(), storeFields(), calendarFields(), legalFields(), limitFields(),
		jobFields(), exportFields(), approvalFields(), slackFields(), emailFields(), bucketFields(), webFields())
}

// table is the fields by path.
type table struct {
	fields []Field
	byPath map[string]Field
}

func newTable() table {
	t := table{fields: Fields(), byPath: map[string]Field{}}
	for _, f := range t.fields {
		t.byPath[f.Path] = f
	}
	return t
}

// children are the fields directly below a path.
func (t table) children(path string) []Field {
	var out []Field
	for _, f := range t.fields {
		if f.parent() == path {
			out = append(out, f)
		}
	}
	return out
}

// keys are the keys below a path, in the form of diag.Bind.
func (t table) keys(path string) []string {
	var out []string
	for _, f := range t.children(path) {
		key := f.Key()
		if f.Required {
			key += "!"
		}
		out = append(out, key)
	}
	return out
}
