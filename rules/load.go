package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/conf"

	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/legal"
)

// Options are what a check may hold the files against. A nil list means that
// it is not known here and not checked; an empty one, that there is nothing.
type Options struct {
	Exports    []string      // names under exports: in worker.yaml
	Groups     []string      // approval groups
	Channels   []string      // channels that messages may name
	Currencies []string      // of the open invoices
	Pull       []string      // what the job reads beside what every decision needs
	Legal      legal.Profile // bounds fees; zero: nothing does
	// Files reads what rule files refer to: letters of their own, by the path
	// that the rule file's name and its reference make. A file that is not
	// there is fs.ErrNotExist. Nil can read nothing.
	Files func(name string) ([]byte, error)
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
	folders := &letterFolders{read: o.Files, list: &l, known: map[string]letters{}}
	for _, f := range files {
		doc, found := diag.Parse(f.Name, f.Data)
		docs = append(docs, doc)
		l = append(l, found...)
		set.files = append(set.files, File{f.Name, slices.Clone(f.Data)})
		if doc.Root == nil {
			continue
		}
		r := &reader{list: &l, options: o, seen: seen, used: map[string]bool{}, configs: map[string]*conf.Config{}, folders: folders, shipped: set.letters}
		r.file(doc.Root)
		set.rules = append(set.rules, r.rules...)
		for _, e := range doc.Root.Get("ladders").Fields() {
			set.ladders = append(set.ladders, e.Key.Pos())
		}
		set.customs = append(set.customs, r.customs()...)
		set.lists = append(set.lists, r.usedLists()...)
		set.tags = append(set.tags, r.tags(tagUse)...)
		set.anyCaseTags = append(set.anyCaseTags, r.tags(anyCaseUse)...)
		set.mentions = append(set.mentions, r.mentions...)
	}
	for i := range set.rules {
		set.rules[i].n = i
	}
	set.letterFiles, docs = folders.files, append(docs, folders.docs...)
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
	folders *letterFolders      // of own letters
	shipped letters

	lists   []list
	tables  []amounts
	ladders []ladder
	broken  []string        // ladders with problems: known by name, nothing more
	used    map[string]bool // what the rules name: lists.x, amounts.x, ladders.x
	rules   []rule
	configs map[string]*conf.Config // by data set

	mentions []Mention // of lists and actions
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
	if !r.list.HasErrors() {
		r.unused(f)
	}
}

// unused warns of what no rule names: it may be a typing mistake in a rule.
func (r *reader) unused(f *diag.Fields) {
	for _, section := range []string{"lists", "ladders", "amounts"} {
		for _, e := range f.Entries(section) {
			if name := section + "." + e.Key.Value; !r.used[name] {
				r.list.Warnf(e.Key.Pos(), "unused", "no rule uses %s", name)
			}
		}
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
		r.mention(m, "customers", MentionCustomer)
		r.mention(m, "tags", MentionTag)
		if ok && len(l.customers)+len(l.tags) == 0 && m.Node != nil {
			r.list.Warnf(e.Key.Pos(), "empty", "list %q is empty", l.name)
		}
		r.lists = append(r.lists, l)
	}
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
