package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

// tested finds the tests beside rule files and what they name. Whether a test
// file is right is for `rules test` to say.
type tested struct {
	env     configs.Env
	folders map[string][]ruletest.Outline
}

func newTested(env configs.Env) *tested {
	return &tested{env: env, folders: map[string][]ruletest.Outline{}}
}

// beside are the test files in the folder of a rule file that load it.
func (t *tested) beside(ruleFile string) []ruletest.Outline {
	return slices.DeleteFunc(slices.Clone(t.in(filepath.Dir(ruleFile))), func(o ruletest.Outline) bool { return !o.About(ruleFile) })
}

// in are the test files of a folder, read once.
func (t *tested) in(dir string) []ruletest.Outline {
	files, read := t.folders[dir]
	if !read {
		files = t.read(dir)
		t.folders[dir] = files
	}
	return files
}

func (t *tested) read(dir string) []ruletest.Outline {
	if t.env.Names == nil || t.env.ReadFile == nil {
		return nil
	}
	var out []ruletest.Outline
	for _, name := range t.env.Names(dir) {
		if !strings.HasSuffix(name, ruletest.Suffix) {
			continue
		}
		path := filepath.Join(dir, name)
		data, err := t.env.ReadFile(path)
		if err != nil {
			continue // rules test says so
		}
		out = append(out, ruletest.ReadOutline(path, data))
	}
	return out
}

// missing warns of the rules of a set that no test names; of a file without
// any test it says so once.
func (t *tested) missing(set *rules.Set) diag.List {
	var l diag.List
	bare := map[string][]rules.Place{}
	for _, p := range set.Places() {
		if p.Pos.File == stdinName {
			continue // nothing is beside it
		}
		files := t.beside(p.Pos.File)
		switch {
		case len(files) == 0:
			bare[p.Pos.File] = append(bare[p.Pos.File], p)
		case !slices.ContainsFunc(files, func(o ruletest.Outline) bool { return slices.Contains(o.Named, p.Rule) }):
			l.Add(untested(p.Pos, fmt.Sprintf("no test names rule %q", p.Rule)))
		}
	}
	for _, places := range bare {
		text := fmt.Sprintf("no test names rule %q", places[0].Rule)
		if len(places) > 1 {
			text = fmt.Sprintf("no test names a rule of this file: there is no *%s beside it", ruletest.Suffix)
		}
		l.Add(untested(places[0].Pos, text))
	}
	l.Sort()
	return l
}

func untested(pos diag.Pos, text string) diag.Problem {
	return diag.Problem{Pos: pos, Severity: diag.Warning, Code: "no-test", Text: text, Help: "write what you expect of it into a file such as dunning_test.yaml beside it"}
}

// count is how many tests stand beside the files.
func (t *tested) count(files []string) int {
	dirs := map[string]bool{}
	n := 0
	for _, file := range files {
		if dir := filepath.Dir(file); !dirs[dir] {
			dirs[dir] = true
			for _, o := range t.in(dir) {
				n += o.Tests
			}
		}
	}
	return n
}
