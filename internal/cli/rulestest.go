package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
	"github.com/mocowork/mocowork/rules/ruletest"
)

type rulesTestCmd struct {
	Files  []string `arg:"" optional:"" help:"Test files (*_test.yaml), folders of them, or rule files whose tests stand beside them. Default: all that stand beside the rule files that the configuration names."`
	Only   string   `name:"run" placeholder:"REGEX" help:"Only tests whose name fits."`
	JUnit  string   `name:"junit" placeholder:"FILE" help:"Also write the results as JUnit XML."`
	Update bool     `help:"Write what came out into the files, as the new expectations."`
	Yes    bool     `help:"With --update: don't ask."`
}

// Run runs the tests beside the rules. It is offline and asks nobody.
func (c *rulesTestCmd) Run(_ context.Context, w *World, f *flags) error {
	fits, err := regexp.Compile(c.Only)
	if err != nil {
		return &exit{ExitUsage, fmt.Errorf("--run: %w", err)}
	}
	t, err := c.load(w, f)
	if err != nil {
		return err
	}
	if err := t.run(fits.MatchString); err != nil {
		return err
	}
	if len(t.results) == 0 {
		return c.none(t)
	}
	if err := t.show(w, f); err != nil {
		return err
	}
	if c.JUnit != "" {
		if err := writeJUnit(c.JUnit, t.results); err != nil {
			return err
		}
	}
	if c.Update && t.failed() > 0 {
		return c.update(w, t)
	}
	if t.failed() > 0 {
		return &exit{code: ExitFailed}
	}
	return nil
}

// none is the failure of a run that tested nothing: a test that is not found
// must not look like one that passed.
func (c *rulesTestCmd) none(t *tests) error {
	switch {
	case len(t.files) == 0 && len(c.Files) > 0:
		return fmt.Errorf("no tests found in %s: their names end with %s", strings.Join(c.Files, ", "), ruletest.Suffix)
	case len(t.files) == 0:
		return fmt.Errorf("no tests found beside the rule files: their names end with %s", ruletest.Suffix)
	}
	return fmt.Errorf("no test fits --run %q", c.Only)
}

// tests are the files of one run and what they came to.
type tests struct {
	files    []*ruletest.File
	sets     []*rules.Set // of each file
	known    []string     // rules that the configuration names
	problems diag.List
	docs     []*diag.Document
	results  []ruletest.Result
}

// load finds, reads and checks the test files and the rules that they name. A
// bad file among them stops all: half a test run proves nothing.
func (c *rulesTestCmd) load(w *World, f *flags) (*tests, error) {
	t := &tests{}
	names, err := c.find(w, f, t)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := w.Env.ReadFile(name)
		if err != nil {
			return nil, &exit{ExitConfig, err}
		}
		file, found, doc := ruletest.Read(name, data)
		t.add(found, doc)
		if file == nil {
			continue
		}
		set, found, docs := file.Load(w.Env.ReadFile)
		t.add(found, docs...)
		t.files, t.sets = append(t.files, file), append(t.sets, set)
	}
	if !t.problems.HasErrors() {
		return t, nil
	}
	return nil, t.refuse(w, f)
}

// add keeps what is wrong. Warnings are for rules check.
func (t *tests) add(l diag.List, docs ...*diag.Document) {
	for _, p := range l {
		if p.Severity == diag.Error && !slices.Contains(t.problems, p) {
			t.problems.Add(p)
		}
	}
	t.docs = append(t.docs, docs...)
}

// refuse says what is wrong with the files, in the form of rules check.
func (t *tests) refuse(w *World, f *flags) error {
	t.problems.Sort()
	if f.JSON {
		for _, p := range t.problems {
			if err := emit(w.Stdout, "problem", problemJSON(p)); err != nil {
				return err
			}
		}
	} else if err := diag.Print(w.Stdout, t.problems, t.docs); err != nil {
		return err
	}
	return &exit{ExitConfig, errors.New("no test ran: " + t.problems.Counts())}
}

// find lists the test files that are meant, each once.
func (c *rulesTestCmd) find(w *World, f *flags, t *tests) ([]string, error) {
	var out []string
	for _, path := range c.Files {
		switch {
		case isDir(w, path):
			out = append(out, testsBelow(w, path, 0)...)
		case strings.HasSuffix(path, ruletest.Suffix):
			out = append(out, path)
		default:
			named, err := testsOf(w, path)
			if err != nil {
				return nil, err
			}
			out = append(out, named...)
		}
	}
	if len(c.Files) == 0 {
		checked, err := app.CheckAll(f.path(w), w.Env)
		if err != nil {
			return nil, err
		}
		for _, j := range checked.Config.Jobs {
			if set := checked.Sets[j.Name]; set != nil {
				t.known = append(t.known, set.Names()...)
			}
			for _, r := range j.Rules {
				out = append(out, testsIn(w, filepath.Dir(r.Path))...)
			}
		}
	}
	for i := range out {
		out[i] = filepath.Clean(out[i])
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func isDir(w *World, path string) bool {
	info, err := w.Env.Stat(path)
	return err == nil && info.Mode.IsDir()
}

func testsIn(w *World, dir string) []string {
	var out []string
	for _, name := range w.Env.Names(dir) {
		if path := filepath.Join(dir, name); strings.HasSuffix(name, ruletest.Suffix) && !isDir(w, path) {
			out = append(out, path)
		}
	}
	return out
}

// testsOf are the test files beside a rule file that name it. One that can't be
// read is among them: it may be the one.
func testsOf(w *World, ruleFile string) ([]string, error) {
	if _, err := w.Env.ReadFile(ruleFile); err != nil {
		return nil, &exit{ExitConfig, err}
	}
	return slices.DeleteFunc(testsIn(w, filepath.Dir(ruleFile)), func(name string) bool {
		data, err := w.Env.ReadFile(name)
		if err != nil {
			return false
		}
		return !ruletest.ReadOutline(name, data).About(ruleFile)
	}), nil
}

// testsBelow are the test files of a folder and of those in it. Hidden folders
// are left out.
func testsBelow(w *World, dir string, depth int) []string {
	out := testsIn(w, dir)
	for _, name := range w.Env.Names(dir) {
		if path := filepath.Join(dir, name); !strings.HasPrefix(name, ".") && depth < 16 && isDir(w, path) {
			out = append(out, testsBelow(w, path, depth+1)...)
		}
	}
	return out
}

func (t *tests) run(fits func(string) bool) error {
	for i, file := range t.files {
		results, err := file.Run(t.sets[i], fits)
		if err != nil {
			return err
		}
		t.results = append(t.results, results...)
	}
	return nil
}

func (t *tests) failed() int {
	n := 0
	for _, r := range t.results {
		if !r.Passed {
			n++
		}
	}
	return n
}

// untested are the rules that no test names.
func (t *tests) untested() []string {
	all, named := slices.Clone(t.known), map[string]bool{}
	for i, file := range t.files {
		all = append(all, t.sets[i].Names()...)
		for _, name := range file.Named() {
			named[name] = true
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return named[name] })
}

// total is the last line of --json.
type total struct {
	Tests    int      `json:"tests"`
	Passed   int      `json:"passed"`
	Failed   int      `json:"failed"`
	Untested []string `json:"untested"`
}

func (t *tests) show(w *World, f *flags) error {
	untested := t.untested()
	if f.JSON {
		for _, r := range t.results {
			if err := emit(w.Stdout, "test", r); err != nil {
				return err
			}
		}
		return emit(w.Stdout, "tests", total{len(t.results), len(t.results) - t.failed(), t.failed(), append([]string{}, untested...)})
	}
	style := ruletest.Style{Verbose: f.Verbose, Quiet: f.Quiet, Colour: f.colour(w)}
	for i, file := range t.files {
		var own []ruletest.Result
		for _, r := range t.results {
			if r.File == file.Name {
				own = append(own, r)
			}
		}
		if i > 0 && !f.Quiet {
			fmt.Fprintln(w.Stdout)
		}
		if err := ruletest.Print(w.Stdout, file.Name, own, style); err != nil {
			return err
		}
	}
	if len(untested) > 0 && !f.Quiet {
		fmt.Fprintf(w.Stdout, "\nrules without a test: %s\n", strings.Join(untested, ", "))
	}
	return nil
}

func writeJUnit(path string, results []ruletest.Result) error {
	var b bytes.Buffer
	if err := ruletest.JUnit(&b, results); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// update writes what came out into the files, after asking.
func (c *rulesTestCmd) update(w *World, t *tests) error {
	changed := map[string][]byte{}
	for i, file := range t.files {
		data, err := file.Update(t.sets[i], t.results)
		if err != nil {
			return err
		}
		if !bytes.Equal(data, file.Data()) {
			changed[file.Name] = data
		}
	}
	if err := c.ask(w, t.failed(), len(changed)); err != nil {
		return err
	}
	for _, file := range t.files {
		data, ok := changed[file.Name]
		if !ok {
			continue
		}
		if err := os.WriteFile(file.Name, data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w.Stderr, "  wrote %s\n", file.Name)
	}
	return nil
}

// ask has a person say yes: an expectation that is written by the program
// proves nothing until somebody has read it.
func (c *rulesTestCmd) ask(w *World, failed, files int) error {
	question := fmt.Sprintf("The expectations of %s in %s become what came out above.", number(failed, "test", "tests"), number(files, "file", "files"))
	switch {
	case c.Yes:
		return nil
	case !w.Terminal:
		return &exit{ExitUsage, fmt.Errorf("%s Where nobody can be asked, say --yes", question)}
	}
	fmt.Fprintf(w.Stderr, "%s Go on? [y/N] ", question)
	answer, err := bufio.NewReader(w.Stdin).ReadString('\n')
	if err != nil || !slices.Contains([]string{"y", "yes"}, strings.ToLower(strings.TrimSpace(answer))) {
		return &exit{ExitFailed, errors.New("nothing was written")}
	}
	return nil
}
