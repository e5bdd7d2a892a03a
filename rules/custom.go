package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// custom is one of the account's own fields that a rule asks for. Its name is
// a free text, so a typing mistake shows only against MOCO's data.
type custom struct{ on, name string }

// customUse marks such names among what a file's rules use.
const customUse = "custom "

// customs are the fields that the file's rules ask for, sorted.
func (r *reader) customs() []custom {
	var out []custom
	for use := range r.used {
		if rest, ok := strings.CutPrefix(use, customUse); ok {
			on, name, _ := strings.Cut(rest, " ")
			out = append(out, custom{on, name})
		}
	}
	slices.SortFunc(out, func(a, b custom) int { return cmp.Or(strings.Compare(a.on, b.on), strings.Compare(a.name, b.name)) })
	return out
}

// unknownCustoms warns of fields that no object of the snapshot has.
func (r *run) unknownCustoms() []string {
	var out []string
	for _, c := range r.set.customs {
		word, known, any := "customer", false, false
		see := func(p billing.CustomProperties) {
			any = true
			_, ok := p[c.name]
			known = known || ok
		}
		switch c.on {
		case "Invoice":
			word = "invoice"
			for i := range r.Snapshot.Invoices {
				see(r.Snapshot.Invoices[i].CustomProperties)
			}
		case "Project":
			word = "project"
			for i := range r.Snapshot.Projects {
				see(r.Snapshot.Projects[i].CustomProperties)
			}
		default:
			for i := range r.Snapshot.Companies {
				see(r.Snapshot.Companies[i].CustomProperties)
			}
		}
		if any && !known {
			out = append(out, fmt.Sprintf("no %s in MOCO has the field %q that a rule asks for", word, c.name))
		}
	}
	return slices.Compact(out)
}
