package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/internal/diag"
)

// Known is what an account has. A nil list was not asked for, and nothing is
// said about it.
type Known struct {
	Customers []string // customer numbers
	Tags      []string // of customers and open invoices
	// Fields are the names of the account's own fields, by what they belong
	// to: invoice, customer, project.
	Fields map[string][]string
}

// Unknown warns of the customers, tags and fields of the rule files that an
// account does not have. Channels are Slack's.
func (s *Set) Unknown(k Known) diag.List {
	var l diag.List
	for _, m := range s.Mentions() {
		known, what := k.of(m)
		same := func(name string) bool {
			// Lists compare tags without regard to case, rules don't.
			return name == m.Name || m.Kind == MentionTag && m.Rule == "" && strings.EqualFold(name, m.Name)
		}
		if known == nil || slices.ContainsFunc(known, same) {
			continue
		}
		help := ""
		if near := diag.Suggest(m.Name, known); near != "" {
			help = fmt.Sprintf("did you mean %q?", oneLine(near))
		}
		l.Add(diag.Problem{Pos: m.Pos, Severity: diag.Warning, Code: "not-in-moco", Text: fmt.Sprintf(what, oneLine(m.Name)), Help: help})
	}
	return l
}

// of is what the account has of a mention's kind, and the words for what it
// has not.
func (k Known) of(m Mention) (known []string, what string) {
	switch m.Kind {
	case MentionCustomer:
		return k.Customers, "MOCO has no customer %q"
	case MentionTag:
		return k.Tags, "no customer and no open invoice in MOCO has the tag %q"
	case MentionCustom:
		return k.Fields[m.On], "no " + m.On + " in MOCO has the field %q"
	}
	return nil, ""
}
