package app

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/rules"
)

// ConfigError says that the configuration or its rules are wrong. Its text is
// the whole list, each with its place, as people see it.
type ConfigError struct {
	Problems diag.List
	text     string
}

// Error is the list of problems.
func (e *ConfigError) Error() string { return e.text }

// newConfigError prints the problems with their source.
func newConfigError(l diag.List, docs []*diag.Document) *ConfigError {
	var b bytes.Buffer
	l.Sort()
	if err := diag.Print(&b, l, docs); err != nil {
		fmt.Fprintf(&b, "%v", err)
	}
	return &ConfigError{Problems: l, text: string(bytes.TrimRight(b.Bytes(), "\n"))}
}

// Checked is a configuration with its rules, read and checked as a whole.
type Checked struct {
	Config *configs.Config
	// Sets are the compiled rules of each job, by name.
	Sets map[string]*rules.Set
	// Tables are the compiled exports of the user's own, by name.
	Tables map[string]*rules.Table
	// Problems are warnings if there was no error.
	Problems diag.List
	Docs     []*diag.Document

	texts map[string][]byte // of all files, by path
}

// Check is CheckAll with errors as an error: a *ConfigError with everything
// that is wrong.
func Check(path string, env configs.Env) (*Checked, error) {
	c, err := CheckAll(path, env)
	if err != nil {
		return nil, err
	}
	if c.Problems.HasErrors() {
		return nil, newConfigError(c.Problems, c.Docs)
	}
	return c, nil
}

// CheckAll reads and checks the configuration and all rule files that its jobs
// name. Nothing is asked for over the network, and no secret is read. The
// error says that worker.yaml can't be read at all, or is being written.
func CheckAll(path string, env configs.Env) (*Checked, error) {
	return steadily(env, func(env configs.Env) (*Checked, error) { return checkOnce(path, env) })
}

func checkOnce(path string, env configs.Env) (*Checked, error) {
	cfg, problems, docs, err := configs.Load(path, env)
	if err != nil {
		return nil, &RefusedError{Reason: err.Error()}
	}
	c := &Checked{Config: cfg, Sets: map[string]*rules.Set{}, Tables: map[string]*rules.Table{}, Problems: problems, Docs: docs}
	c.Problems = append(c.Problems, cfg.CheckNames(templates(), dataSets())...)
	c.needs()
	c.rules(env)
	c.routes()
	c.tables()
	return c, nil
}

func templates() []string {
	var out []string
	for _, t := range exporters.Templates() {
		out = append(out, t.Name)
	}
	return out
}

// dataSets are the names that pull: takes.
func dataSets() []string {
	out := append(mirror.Reports(), mirror.InvoiceItems)
	for _, k := range mirror.Kinds() {
		out = append(out, k.Name)
	}
	return out
}

func number(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// rules loads the rule files of every job. Files that several jobs share are
// reported once.
func (c *Checked) rules(env configs.Env) {
	seen := map[diag.Problem]bool{}
	for _, p := range c.Problems {
		seen[p] = true
	}
	docs := map[string]bool{}
	for _, j := range c.Config.Jobs {
		files := c.files(j, env)
		o := RuleOptions(c.Config, j)
		o.Files = env.ReadFile
		set, problems, more := rules.Load(files, o)
		c.Sets[j.Name] = set
		for _, p := range problems {
			if !seen[p] {
				seen[p] = true
				c.Problems.Add(p)
			}
		}
		for _, d := range more {
			if !docs[d.Name] {
				docs[d.Name] = true
				c.Docs = append(c.Docs, d)
			}
		}
	}
}

// routes checks the conditions of message routes.
func (c *Checked) routes() {
	for _, r := range c.Config.Slack.Routes {
		if _, err := rules.CompileRoute(r.When.Text); err != nil {
			text, _, _ := strings.Cut(err.Error(), "\n")
			c.Problems.Errorf(r.When.Node.Pos(), "route", "%s", text)
		}
	}
}

func (c *Checked) files(j configs.Job, env configs.Env) []rules.File {
	var out []rules.File
	for _, f := range j.Rules {
		data, err := env.ReadFile(f.Path)
		if err != nil {
			// The configuration reports a file that is not there; this one
			// was there a moment ago.
			c.Problems.Errorf(f.Pos, "file", "%s can't be read: %v", f.Path, err)
			continue
		}
		out = append(out, rules.File{Name: f.Path, Data: data})
	}
	return out
}

// RuleOptions are what the rule files of a job are held against.
func RuleOptions(cfg *configs.Config, j configs.Job) rules.Options {
	o := rules.Options{Exports: []string{}, Groups: []string{}, Pull: append([]string{}, j.Pull...), Legal: cfg.Legal}
	for _, x := range cfg.Exports {
		o.Exports = append(o.Exports, x.Name)
	}
	for _, g := range cfg.Approvals {
		o.Groups = append(o.Groups, g.Name)
	}
	return o
}

// Warn prints the warnings of a configuration.
func (c *Checked) Warn(w io.Writer) {
	if len(c.Problems) > 0 {
		c.Problems.Sort()
		// A terminal that can't be written to is not worth a failure here.
		_ = diag.Print(w, c.Problems, c.Docs)
	}
}
