package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

// Report is what a check found, sorted by place.
type Report struct {
	Problems diag.List
	Docs     []*diag.Document
	Counts   Counts
}

// Stdin stands for a rule file from standard input among paths; stdinName is
// what its problems call it.
const (
	Stdin     = "-"
	stdinName = "stdin"
)

// CheckFiles checks rule files by themselves: what worker.yaml says about
// exports, groups and channels is not known. A folder stands for the rule files
// in it; Stdin is read from stdin. The error says that a file can't be read, or
// that there is none.
func CheckFiles(paths []string, env configs.Env, stdin io.Reader) (Report, error) {
	var files []rules.File
	for _, path := range paths {
		more, err := filesOf(path, env, stdin)
		if err != nil {
			return Report{}, &RefusedError{Reason: err.Error()}
		}
		files = append(files, more...)
	}
	set, problems, docs := rules.Load(files, rules.Options{Files: env.ReadFile})
	out := Report{Problems: problems, Docs: docs, Counts: Counts{Files: len(files)}}
	if set != nil {
		t := newTested(env)
		out.Problems = slices.Concat(problems, set.Lint(), t.missing(set))
		out.Counts = countSets([]*rules.Set{set})
		out.Counts.Files = len(files)
		var names []string
		for _, f := range files {
			names = append(names, f.Name)
		}
		out.Counts.Tests = t.count(names)
	}
	out.Problems.Sort()
	return out, nil
}

// filesOf are the rule files that a path stands for.
func filesOf(path string, env configs.Env, stdin io.Reader) ([]rules.File, error) {
	if path == Stdin {
		data, err := io.ReadAll(io.LimitReader(stdin, diag.MaxSize+1))
		if err != nil {
			return nil, fmt.Errorf("standard input can't be read: %w", err)
		}
		return []rules.File{{Name: stdinName, Data: data}}, nil
	}
	if info, err := env.Stat(path); err == nil && info.Mode.IsDir() {
		return folder(path, env)
	}
	data, err := env.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist", path)
	}
	if err != nil {
		return nil, err
	}
	return []rules.File{{Name: path, Data: data}}, nil
}

// folder are the rule files of a folder, without its tests.
func folder(dir string, env configs.Env) ([]rules.File, error) {
	var out []rules.File
	for _, name := range slices.Sorted(slices.Values(env.Names(dir))) {
		if filepath.Ext(name) != ".yaml" || strings.HasSuffix(name, ruletest.Suffix) {
			continue
		}
		path := filepath.Join(dir, name)
		data, err := env.ReadFile(path)
		if err != nil {
			return nil, err
		}
		out = append(out, rules.File{Name: path, Data: data})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no rule file (*.yaml) in %s", dir)
	}
	return out, nil
}
