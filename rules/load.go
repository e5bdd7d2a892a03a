package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// Options are what a check may hold the files against. A nil list means that
// it is not known here and not checked; an empty one, that there is nothing.
type Options struct {
	Exports    []string // names under exports: in worker.yaml
	Groups     []string // approval groups
	Channels   []string // channels that messages may name
	Currencies []string // of the open invoices
}

// Load reads and checks rule files as a whole. The list holds everything that
// is wrong, sorted by place; the Set is nil if any of it is an error. The
// documents are for diag.Print.
func Load(files []File, o Options) (*Set, diag.List, []*diag.Document) {
	var l diag.List
	set := &Set{}
	texts, err := defaultLetters()
	if err != nil {
		l.Errorf(diag.Pos{}, "texts", "%s", err)
	}
	set.letters = texts
	var docs []*diag.Document
	seen := map[string]diag.Pos{}
	for _, f := range files {
		doc, found := diag.Parse(f.Name, f.Data)
		docs = append(docs, doc)
		l = append(l, found...)
		set.files = append(set.files, File{f.Name, slices.Clone(f.Data)})
		if doc.Root == nil {
			continue
		}
		r := &reader{list: &l, options: o, seen: seen}
		r.file(doc.Root)
		set.rules = append(set.rules, r.rules...)
		set.ladders += len(r.ladders)
	}
	l.Sort()
	if l.HasErrors() {
		return nil, l, docs
	}
	return set, l, docs
}

// reader reads one file. It goes on after each problem.
type reader struct {
	list    *diag.List
	options Options
	seen    map[string]diag.Pos // names of rules in all files

	lists   []list
	tables  []amounts
	ladders []ladder
	used    map[string]bool // ladders that a rule uses
	broken  []string        // ladders with problems: known by name, nothing more
	rules   []rule
}

func (r *reader) file(root *diag.Node) {
	f := diag.Bind(r.list, root, "", fileKeys().names()...)
	if f.Node == nil {
		return
	}
	if v := f.Scalar("version"); v != nil && v.Value != "1" {
		f.Add("version", diag.Problem{Code: "version", Text: "version: want 1, got " + v.Value, Help: "this program reads version 1"})
	}
	r.readLists(f)
	r.readAmounts(f)
	r.readLadders(f)
	for _, n := range f.Items("rules") {
		r.readRule(n)
	}
	if n := f.Get("rules"); n != nil && (n.Kind == diag.Null || n.Kind == diag.Seq && len(n.Items()) == 0) {
		f.Errorf("rules", "empty", "there are no rules in this file")
	}
}

// wordForm is what names in rule files look like: expressions write them after
// a point.
var wordForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,59}$`)

// word checks a name that expressions write.
func (r *reader) word(k *diag.Node) bool {
	if wordForm.MatchString(k.Value) {
		return true
	}
	r.list.Add(diag.Problem{Pos: k.Pos(), Code: "name", Text: fmt.Sprintf("%q can't be a name here", k.Value), Help: "use letters, digits and _, such as hands_off"})
	return false
}

func (r *reader) readLists(f *diag.Fields) {
	for _, e := range f.Entries("lists") {
		ok := r.word(e.Key)
		m := diag.Bind(r.list, e.Value, fmt.Sprintf("list %q", e.Key.Value), listKeys().names()...)
		l := list{name: e.Key.Value, customers: m.Strings("customers"), tags: m.Strings("tags")}
		if ok && len(l.customers)+len(l.tags) == 0 && m.Node != nil {
			r.list.Warnf(e.Key.Pos(), "empty", "list %q is empty", l.name)
		}
		r.lists = append(r.lists, l)
	}
}

func (r *reader) readAmounts(f *diag.Fields) {
	for _, e := range f.Entries("amounts") {
		r.word(e.Key)
		table := r.moneyTable(e.Value, "amounts."+e.Key.Value)
		r.tables = append(r.tables, amounts{name: e.Key.Value, table: table})
		r.missing(e.Key.Pos(), "amounts."+e.Key.Value, table)
	}
}

// missing reports currencies of open invoices that a table lacks.
func (r *reader) missing(pos diag.Pos, name string, table []billing.Money) {
	if len(table) == 0 {
		return
	}
	for _, c := range r.options.Currencies {
		if !slices.ContainsFunc(table, func(m billing.Money) bool { return m.Currency == c }) {
			r.list.Add(diag.Problem{Pos: pos, Code: "currency", Text: fmt.Sprintf("%s has no amount for %s, and invoices in %s are open", name, c, c),
				Help: fmt.Sprintf("add %s to the table", c)})
		}
	}
}

// moneyTable reads one amount per currency, or a single amount such as 5 EUR.
func (r *reader) moneyTable(n *diag.Node, name string) []billing.Money {
	switch n.Kind {
	case diag.Scalar:
		m, err := billing.ParseMoney(n.Value)
		if err != nil {
			r.moneyProblem(n, name, err)
			return nil
		}
		return r.notNegative(n, name, m)
	case diag.Map:
		var table []billing.Money
		for _, e := range n.Fields() {
			table = append(table, r.tableEntry(e, name)...)
		}
		return table
	}
	r.list.Errorf(n.Pos(), "money", "%s: want an amount per currency, got %s", name, n.Kind)
	return nil
}

func (r *reader) tableEntry(e diag.Field, name string) []billing.Money {
	if !billing.ValidCurrency(e.Key.Value) {
		r.list.Add(diag.Problem{Pos: e.Key.Pos(), Code: "currency", Text: fmt.Sprintf("%s: %q is not a currency code", name, e.Key.Value), Help: "three capital letters, such as EUR"})
		return nil
	}
	if e.Value.Kind != diag.Scalar {
		r.list.Errorf(e.Value.Pos(), "money", "%s: want an amount for %s, got %s", name, e.Key.Value, e.Value.Kind)
		return nil
	}
	d, err := billing.ParseDecimal(e.Value.Value)
	if err != nil {
		r.list.Errorf(e.Value.Text(), "money", "%s: %s", name, err)
		return nil
	}
	m, err := billing.NewMoney(d, e.Key.Value)
	if err != nil {
		r.list.Errorf(e.Value.Text(), "money", "%s: %s", name, err)
		return nil
	}
	return r.notNegative(e.Value, name, m)
}

func (r *reader) notNegative(n *diag.Node, name string, m billing.Money) []billing.Money {
	if m.Minor < 0 {
		r.list.Errorf(n.Text(), "money", "%s: %s is less than zero", name, m)
		return nil
	}
	return []billing.Money{m}
}

// moneyProblem explains a wrong amount; a bare number gets its own words.
func (r *reader) moneyProblem(n *diag.Node, name string, err error) {
	if _, e := billing.ParseDecimal(n.Value); e == nil {
		r.list.Add(diag.Problem{Pos: n.Text(), Code: "money", Text: fmt.Sprintf("%s: %s has no currency", name, n.Value), Help: "write " + n.Value + " EUR, or a table such as {EUR: " + n.Value + "}"})
		return
	}
	r.list.Errorf(n.Text(), "money", "%s: %s", name, err)
}

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
	s := scope{data: out.data, lists: r.lists, amounts: r.tables}
	out.when, out.terms = r.condition(f, "when", s)
	for _, item := range f.Items("unless") {
		out.unless = append(out.unless, r.reason(item, s))
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
		return all[i], true
	}
	f.Add("for_each", diag.Problem{Code: "unknown-dataset", Text: fmt.Sprintf("unknown data set %q", n.Value), Help: diag.DidYouMean(n.Value, known)})
	return all[max(0, slices.Index(known, diag.Suggest(n.Value, known)))], false
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
func (r *reader) condition(f *diag.Fields, name string, s scope) (condition, []term) {
	n := f.Scalar(name)
	if n == nil {
		return condition{}, nil
	}
	if !n.ExprStyleOK() {
		f.Add(name, diag.Problem{Code: "expr-style", Text: name + ": this way of writing hides where the expression's characters are",
			Help: "write it on one line (plain, or quoted without escapes), or in a block that begins with |"})
		return condition{}, nil
	}
	c, found := compile(n.Value, s)
	problems(r.list, n, found)
	if len(found) > 0 {
		return condition{}, nil
	}
	return c, split(c)
}

// oneLine folds white space and drops control characters.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
