package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

// File is a rule file as it was read.
type File struct {
	Name string // as people know it, such as rules/dunning.yaml
	Data []byte
}

// Set is a set of rule files that belong together, checked and compiled. It is
// immutable: goroutines may share it.
type Set struct {
	files []File
	// letterFiles are the ladders' own letters, which the rules came with.
	letterFiles []File
	rules       []rule
	letters     letters
	ladders     []diag.Pos // where they stand
	customs     []custom
	lists       []list   // that rules name
	tags        []string // that rules write out
	// anyCaseTags are those that has_tag is asked for.
	anyCaseTags []string

	mentions []Mention // of lists and actions
}

// Files names the files with their SHA-256, in the order they were given, and
// behind them the letters that they refer to.
func (s *Set) Files() []plan.RuleFile {
	var out []plan.RuleFile
	for _, f := range s.files {
		out = append(out, plan.RuleFile{Name: f.Name, Hash: hash(f.Data)})
	}
	for _, f := range s.letterFiles {
		out = append(out, plan.RuleFile{Name: f.Name, Hash: hash(f.Data), Letters: true})
	}
	return out
}

// Source is the text of the file with a hash, so that it can be kept: a plan is
// carried out by the rules it was made by.
func (s *Set) Source(sha256 string) ([]byte, bool) {
	for _, f := range slices.Concat(s.files, s.letterFiles) {
		if hash(f.Data) == sha256 {
			return slices.Clone(f.Data), true
		}
	}
	return nil, false
}

// Names are the rules' names, in the order of the files.
func (s *Set) Names() []string {
	out := make([]string, len(s.rules))
	for i, r := range s.rules {
		out[i] = r.name
	}
	return out
}

// Counts are the numbers for the green line of a check.
func (s *Set) Counts() (files, rules, ladders int) { return len(s.files), len(s.rules), len(s.ladders) }

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// rule is one rule, ready to run.
type rule struct {
	n           int // its place in the Set
	name        string
	description string
	data        dataset
	when        condition
	terms       func() []term // when, cut at its "and"s, for explanations
	unless      []reason
	remind      *remindAction // nil if the rule sends no letters
	actions     []action      // the other actions, in order
	at          places
}

// places are where a rule stands in its file.
type places struct {
	name   diag.Pos
	when   *diag.Node
	unless []*diag.Node // the questions
}

// reason is a line of unless: a question, and what a person reads.
type reason struct {
	cond  condition
	terms func() []term
	say   string
}
