package ruletest

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Load reads and checks the rule files under test, and holds the rules that the
// tests name against them. The list holds everything that is wrong, warnings
// included; the Set is nil if any of it is an error. The documents are for
// diag.Print.
func (f *File) Load(read func(path string) ([]byte, error)) (*rules.Set, diag.List, []*diag.Document) {
	var l diag.List
	var files []rules.File
	for i, path := range f.Rules {
		data, err := read(path)
		if err != nil {
			text := fmt.Sprintf("rule file %s can't be read: %v", path, err)
			if errors.Is(err, fs.ErrNotExist) {
				text = fmt.Sprintf("rule file %s does not exist", path)
			}
			l.Errorf(f.rulesNode.Items()[i].Text(), "file", "%s", text)
			continue
		}
		files = append(files, rules.File{Name: path, Data: data})
	}
	if len(l) > 0 {
		return nil, l, []*diag.Document{f.doc}
	}
	set, l, docs := rules.Load(files, rules.Options{Files: read})
	docs = append(docs, f.doc)
	if set == nil {
		return nil, l, docs
	}
	if unknown := f.unknownRules(set.Names()); len(unknown) > 0 {
		return nil, append(l, unknown...), docs
	}
	return set, l, docs
}

// unknownRules are the names of rules in the tests that no rule has.
func (f *File) unknownRules(known []string) diag.List {
	var l diag.List
	for _, t := range f.Tests {
		for _, n := range t.named {
			if !slices.Contains(known, n.Value) {
				l.Add(diag.Problem{Pos: n.Pos(), Code: "unknown-rule", Text: fmt.Sprintf("there is no rule %q in the files under test", n.Value), Help: diag.DidYouMean(n.Value, known)})
			}
		}
	}
	l.Sort()
	return slices.Compact(l)
}

// Run runs the tests whose names fit; nil runs all. The error says that the
// engine refused a test's world, which a user can't cause.
func (f *File) Run(set *rules.Set, fits func(name string) bool) ([]Result, error) {
	var out []Result
	for i := range f.Tests {
		t := &f.Tests[i]
		if fits != nil && !fits(t.Name) {
			continue
		}
		got, err := t.decide(set)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", f.Name, t.Pos.Line, err)
		}
		out = append(out, t.compare(f.Name, got))
	}
	return out, nil
}

// outcome is what the rules made of a test's world.
type outcome struct {
	lines    []plan.Line
	verdict  plan.Verdict // of the invoice; empty for other subjects
	answers  []rules.SubjectExplanation
	failures []string // rules that could not be answered
}

func (t *Test) decide(set *rules.Set) (outcome, error) {
	d, answers, err := set.ExplainSubjects(t.input, t.concerns)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{answers: answers}
	said := map[string]bool{} // rules that say yes to what the test is about
	for _, a := range answers {
		for _, r := range a.Rules {
			said[r.Rule] = said[r.Rule] || r.Answer == "yes"
			if r.Answer == "failed" && t.subject.Kind != "invoice" {
				out.failures = append(out.failures, fmt.Sprintf("%s: %s", r.Rule, r.Error))
			}
		}
	}
	for _, l := range d.Lines {
		if t.concerns(l.Subject) || l.Subject.Kind == "job" && said[l.Rule] {
			out.lines = append(out.lines, l)
		}
	}
	for _, v := range d.Verdicts {
		if t.subject.Kind == "invoice" && v.InvoiceID == t.subject.ID {
			out.verdict = v
		}
	}
	return out, nil
}

// concerns reports whether the test is about a subject: its own, and for an
// invoice also its customer, its project, its payments and its reminders.
// Other invoices are there for the sums and the credits.
func (t *Test) concerns(s plan.Subject) bool {
	if s.Kind == t.subject.Kind && s.ID == t.subject.ID {
		return true
	}
	if t.subject.Kind != "invoice" {
		return false
	}
	world := t.input.Snapshot
	i := slices.IndexFunc(world.Invoices, func(inv billing.Invoice) bool { return inv.ID == t.subject.ID })
	switch s.Kind {
	case "customer":
		return s.ID == world.Invoices[i].CustomerID
	case "project":
		return s.ID == world.Invoices[i].ProjectID
	case "payment":
		return slices.ContainsFunc(world.Payments, func(p billing.Payment) bool { return p.ID == s.ID && p.Invoice.ID == t.subject.ID })
	case "reminder":
		return slices.ContainsFunc(world.Reminders, func(r billing.Reminder) bool { return r.ID == s.ID && r.Invoice.ID == t.subject.ID })
	}
	return false
}

// compare holds what came out against what is wanted.
func (t *Test) compare(file string, got outcome) Result {
	today := t.input.Snapshot.Today
	r := Result{File: file, Line: t.Pos.Line, Name: t.Name, Actions: []string{}, test: t, got: got}
	for _, l := range got.lines {
		r.Actions = append(r.Actions, describe(l, today))
	}
	if v := got.verdict; v.Outcome != "" {
		r.Verdict = strings.TrimSuffix(string(v.Outcome)+": "+v.Reason, ": ")
	}
	if t.expect != nil {
		r.pairs = match(t.wants, got.lines, today)
	}
	var why whys
	for _, p := range r.pairs {
		if d := p.differences(today); len(d) > 0 {
			r.Differences = append(r.Differences, d...)
			why.rule(got, p)
		}
	}
	for _, c := range t.checks {
		if is := c.got(got); !c.holds(is, got) {
			r.Differences = append(r.Differences, Difference{What: c.name, Want: c.value, Got: orNone(is)})
			why.verdict(got)
		}
	}
	for _, text := range got.failures {
		r.Differences = append(r.Differences, Difference{What: "rule", Want: "an answer", Got: "none"})
		why.add(Why{Text: text})
	}
	r.Because, r.Passed = why, len(r.Differences) == 0
	return r
}

// got is what the verdict says.
func (c check) got(o outcome) string {
	switch c.name {
	case "verdict":
		return string(o.verdict.Outcome)
	case "open":
		return money(o.verdict.Open)
	}
	return o.verdict.Reason
}

// holds compares. A reason may be written in German where the product has a
// German text for its own, and it may be one of a rule without letters, which
// no verdict carries.
func (c check) holds(is string, o outcome) bool {
	if c.name != "because" {
		return same(c.value, is)
	}
	if c.value == is || c.value == plan.ReasonIn(billing.German, is) {
		return true
	}
	for _, a := range o.answers {
		for _, r := range a.Rules {
			if u, held := heldBack(r); held && u.Say == c.value {
				return true
			}
		}
	}
	return false
}
