package app

import (
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
)

// Counts is what a check has read: it proves that the files that were meant
// were read. What several jobs share counts once.
type Counts struct {
	Files   int `json:"files"`
	Jobs    int `json:"jobs"`
	Rules   int `json:"rules"`
	Ladders int `json:"ladders"`
	Tests   int `json:"tests"`
}

// String is "2 files, 7 rules, 1 ladder, 9 tests"; jobs and tests are left out
// if there are none.
func (c Counts) String() string {
	out := []string{number(c.Files, "file")}
	if c.Jobs > 0 {
		out = append(out, number(c.Jobs, "job"))
	}
	out = append(out, number(c.Rules, "rule"), number(c.Ladders, "ladder"))
	if c.Tests > 0 {
		out = append(out, number(c.Tests, "test"))
	}
	return strings.Join(out, ", ")
}

// Counts counts what was read, with the tests beside the rule files.
func (c *Checked) Counts(env configs.Env) Counts {
	files := []string{c.Config.Path}
	seen := map[string]bool{c.Config.Path: true}
	for _, j := range c.Config.Jobs {
		for _, f := range j.Rules {
			if !seen[f.Path] {
				seen[f.Path] = true
				files = append(files, f.Path)
			}
		}
	}
	out := countSets(c.sets())
	for _, set := range c.sets() {
		for _, f := range set.Files() {
			seen[f.Name] = true // letters too
		}
	}
	out.Files, out.Jobs, out.Tests = len(seen), len(c.Config.Jobs), newTested(env).count(files[1:])
	return out
}

func countSets(sets []*rules.Set) Counts {
	rulesAt, laddersAt := map[diag.Pos]bool{}, map[diag.Pos]bool{}
	for _, set := range sets {
		for _, p := range set.Places() {
			rulesAt[p.Pos] = true
		}
		for _, p := range set.Ladders() {
			laddersAt[p] = true
		}
	}
	return Counts{Rules: len(rulesAt), Ladders: len(laddersAt)}
}
