package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/expr-lang/expr/conf"

	"github.com/mocowork/mocowork/internal/diag"
)

// nameForm is what a rule's name looks like: it is part of keys and messages.
var nameForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$`)

// ruleName reads a rule's name and reports a second rule of that name.
func (r *reader) ruleName(f *diag.Fields) string {
	name := f.String("name")
	switch at, twice := r.seen[name]; {
	case name == "" && f.Has("name") && !f.Get("name").IsNull():
		f.Errorf("name", "name", "a rule needs a name")
	case name == "":
	case !nameForm.MatchString(name):
		f.Add("name", diag.Problem{Code: "name", Text: fmt.Sprintf("%q can't be a rule's name", name), Help: "use letters, digits, - and _, such as second-reminder"})
	case twice:
		f.Add("name", diag.Problem{Code: "duplicate", Text: fmt.Sprintf("a second rule is named %q", name), Help: "the first is at " + at.String()})
	default:
		r.seen[name] = f.Pos("name")
	}
	return name
}

func (r *reader) readRule(n *diag.Node) {
	where := "a rule"
	if name := n.Get("name"); name != nil && name.Kind == diag.Scalar {
		where = fmt.Sprintf("rule %q", name.Value)
	}
	f := diag.Bind(r.list, n, where, ruleKeys().names()...)
	if f.Node == nil {
		return
	}
	out := rule{name: r.ruleName(f), description: f.String("description")}
	var ok bool
	out.data, ok = r.dataset(f)
	s := scope{data: out.data, lists: r.lists, amounts: r.tables, used: r.used, conf: r.config(out.data)}
	out.at = places{name: f.Pos("name"), when: f.Get("when")}
	out.when, out.terms = r.condition(f, "when", s)
	for _, item := range f.Items("unless") {
		out.unless = append(out.unless, r.reason(item, s))
		out.at.unless = append(out.at.unless, item.Get("if"))
	}
	r.readActions(f, &out, where)
	if ok {
		r.rules = append(r.rules, out)
	}
}

// dataset reads for_each. For a misspelt one it gives the one that was
// probably meant, so that the rest of the rule can be checked.
func (r *reader) dataset(f *diag.Fields) (dataset, bool) {
	all := datasets()
	var known []string
	for _, d := range all {
		known = append(known, d.name)
	}
	n := f.Scalar("for_each")
	if n == nil {
		return all[0], false
	}
	if i := slices.Index(known, n.Value); i >= 0 {
		r.pulled(f, all[i])
		return all[i], true
	}
	help := "known: " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
	if s := diag.Suggest(n.Value, known); s != "" {
		help = fmt.Sprintf("did you mean %q? %s", s, help)
	}
	f.Add("for_each", diag.Problem{Code: "unknown-dataset", Text: fmt.Sprintf("unknown data set %q", n.Value), Help: help})
	return all[max(0, slices.Index(known, diag.Suggest(n.Value, known)))], false
}

// pulled reports a data set that the job does not read: its rule would never
// see a row.
func (r *reader) pulled(f *diag.Fields, d dataset) {
	if !d.pulled || r.options.Pull == nil || slices.Contains(r.options.Pull, d.name) {
		return
	}
	f.Add("for_each", diag.Problem{Code: "not-pulled", Text: fmt.Sprintf("the job does not read %s, so this rule never sees a row", d.name),
		Help: fmt.Sprintf("add %s to pull: of the job in worker.yaml", d.name)})
}

func (r *reader) reason(n *diag.Node, s scope) reason {
	f := diag.Bind(r.list, n, "unless", reasonKeys().names()...)
	say := f.String("say")
	if f.Has("say") && strings.TrimSpace(say) == "" && f.Get("say").Kind == diag.Scalar {
		f.Errorf("say", "empty", "say is empty: people read it as the reason")
	}
	c, terms := r.condition(f, "if", s)
	return reason{cond: c, terms: terms, say: oneLine(say)}
}

// condition reads an expression.
func (r *reader) condition(f *diag.Fields, name string, s scope) (condition, func() []term) {
	n := f.Scalar(name)
	if n == nil {
		return condition{}, noTerms
	}
	if !n.ExprStyleOK() {
		f.Add(name, diag.Problem{Code: "expr-style", Text: name + ": this way of writing hides where the expression's characters are",
			Help: exprStyleHelp})
		return condition{}, noTerms
	}
	c, found := compile(n.Value, s)
	problems(r.list, n, found)
	if len(found) > 0 {
		return condition{}, noTerms
	}
	return c, sync.OnceValue(func() []term { return split(c) })
}

// config is what expr may know of a data set, made once for a file.
func (r *reader) config(d dataset) *conf.Config {
	if r.configs[d.name] == nil {
		r.configs[d.name] = d.config()
	}
	return r.configs[d.name]
}

const exprStyleHelp = "write it on one line (plain, or quoted without escapes), or in a block that begins with |"

func noTerms() []term { return nil }
