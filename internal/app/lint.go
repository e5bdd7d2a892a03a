package app

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/configs"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/rules"
)

// configLint is a check of a configuration that has no errors. It warns of
// what runs, but probably not as meant; only `rules check` asks, so that a
// check may take its time.
type configLint func(*Checked, configs.Env) diag.List

func configLints() []configLint {
	return []configLint{lintRules, lintUntested, lintChannels, lintRoutes}
}

// Lint adds the warnings of all checks to the problems. It does nothing if
// there is an error: what is misread can't be judged.
func (c *Checked) Lint(env configs.Env) {
	if c.Problems.HasErrors() {
		return
	}
	seen := map[diag.Problem]bool{}
	for _, lint := range configLints() {
		for _, p := range lint(c, env) {
			if !seen[p] { // rule files that several jobs share are named once
				seen[p] = true
				c.Problems.Add(p)
			}
		}
	}
	c.Problems.Sort()
}

// sets are the rules of the jobs, in the order of the configuration.
func (c *Checked) sets() []*rules.Set {
	var out []*rules.Set
	for _, j := range c.Config.Jobs {
		if set := c.Sets[j.Name]; set != nil {
			out = append(out, set)
		}
	}
	return out
}

func lintRules(c *Checked, _ configs.Env) diag.List {
	var l diag.List
	for _, set := range c.sets() {
		l = append(l, set.Lint()...)
	}
	return l
}

// lintUntested warns of rules that no test beside them names.
func lintUntested(c *Checked, env configs.Env) diag.List {
	var l diag.List
	t := newTested(env)
	for _, set := range c.sets() {
		l = append(l, t.missing(set)...)
	}
	return l
}

// lintChannels warns of channels that a rule names and nothing else does: the
// bot may not be a member, and a typing mistake would show at the first alert.
func lintChannels(c *Checked, _ configs.Env) diag.List {
	var l diag.List
	known := namedChannels(c.Config)
	if len(known) == 0 {
		return nil // nothing goes to Slack
	}
	for _, set := range c.sets() {
		for _, m := range set.Mentions() {
			if m.Kind == rules.MentionChannel && !slices.Contains(known, m.Name) {
				l.Add(diag.Problem{Pos: m.Pos, Severity: diag.Warning, Code: "stray-channel",
					Text: fmt.Sprintf("rule %q sends to %s, which %s names nowhere", m.Rule, m.Name, c.Config.Path), Help: diag.DidYouMean(m.Name, known)})
			}
		}
	}
	return l
}

// lintRoutes warns of routes that no alert reaches: the first one that matches
// takes it.
func lintRoutes(c *Checked, _ configs.Env) diag.List {
	var l diag.List
	var compiled []rules.Route
	for _, r := range c.Config.Slack.Routes {
		route, err := rules.CompileRoute(r.When.Text)
		if err != nil {
			return nil // an error, which the configuration's check reports
		}
		compiled = append(compiled, route)
	}
	for i, never := range rules.UnreachableRoutes(compiled) {
		if never {
			l.Add(diag.Problem{Pos: c.Config.Slack.Routes[i].When.Node.Text(), Severity: diag.Warning, Code: "unreachable",
				Text: fmt.Sprintf("no alert reaches %s by this route", c.Config.Slack.Routes[i].Channel), Help: "the first route that matches takes the alert: put the narrower one first"})
		}
	}
	return l
}
