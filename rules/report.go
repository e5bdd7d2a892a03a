package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/plan"
)

// actionRank is the place of an action in a plan: from what reaches a customer
// to what stays inside. Letters come first.
func actionRank(name string) int {
	return 1 + slices.Index([]string{"notify", "tag", "comment", "set_status", "export"}, name)
}

// finish sorts and numbers what was decided.
func (r *run) finish() Decision {
	slices.SortStableFunc(r.lines, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.action, b.action), cmp.Compare(a.level, b.level), cmp.Compare(a.age, b.age), cmp.Compare(a.rule, b.rule),
			cmp.Compare(a.Subject.Label, b.Subject.Label), cmp.Compare(a.Subject.ID, b.Subject.ID), cmp.Compare(a.Key, b.Key))
	})
	d := Decision{Warnings: r.warnings(), Verdicts: make([]plan.Verdict, 0, len(r.claims))}
	d.Lines = slices.Grow(d.Lines, len(r.lines))
	seen := make(map[string]bool, len(r.lines))
	for _, l := range r.lines {
		if seen[l.Key] {
			continue
		}
		seen[l.Key] = true
		d.Lines = append(d.Lines, l.Line)
		if _, ok := l.Params.(plan.Remind); ok {
			r.byID[l.Subject.ID].verdict.Line = len(d.Lines)
		}
	}
	for _, c := range r.claims {
		d.Verdicts = append(d.Verdicts, c.verdict)
	}
	d.Verdicts = append(d.Verdicts, r.unreadable()...)
	slices.SortStableFunc(d.Verdicts, func(a, b plan.Verdict) int {
		return cmp.Or(cmp.Compare(a.Identifier, b.Identifier), cmp.Compare(a.InvoiceID, b.InvoiceID))
	})
	return d
}

// unreadable are verdicts for invoices that could not be decoded at all.
func (r *run) unreadable() []plan.Verdict {
	var out []plan.Verdict
	for _, id := range slices.Sorted(maps.Keys(r.broken)) {
		b := r.broken[id]
		if _, known := r.byID[id]; known || b.Kind != "invoices" || b.ID != id {
			continue
		}
		out = append(out, plan.Verdict{InvoiceID: id, Outcome: plan.OutcomeHold, Reason: describeBroken(b) + " from MOCO could not be read", Detail: oneLine(b.Reason)})
	}
	return out
}

// warnings are what a person should know, in a fixed order.
func (r *run) warnings() []string {
	var out []string
	for _, f := range slices.SortedFunc(maps.Keys(r.failures), func(a, b failure) int {
		return cmp.Or(strings.Compare(a.rule, b.rule), strings.Compare(a.reason, b.reason))
	}) {
		out = append(out, fmt.Sprintf("rule %s could not be answered for %s: %s", f.rule, some(r.failures[f]), f.reason))
	}
	for _, pair := range slices.SortedFunc(maps.Keys(r.rivals), func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	}) {
		out = append(out, fmt.Sprintf("rules %s and %s both remind %s: %s comes first and decides", pair[0], pair[1], some(r.rivals[pair]), pair[0]))
	}
	for _, b := range r.Snapshot.Broken {
		if b.Parent == 0 && (b.Kind != "invoices" || b.ID == 0) && b.Kind != "companies" {
			out = append(out, describeBroken(b)+" from MOCO could not be read: "+oneLine(b.Reason))
		}
	}
	return slices.Concat(out, r.holdNotices(), r.strayReminders(), r.unmatchedPayments(), r.oldPayments(), r.unknownCustoms(), r.unknownNames(), r.lawWarnings())
}

// some lists a few labels and counts the others.
func some(labels []string) string {
	const shown = 5
	if len(labels) <= shown {
		return strings.Join(labels, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(labels[:shown], ", "), len(labels)-shown)
}
