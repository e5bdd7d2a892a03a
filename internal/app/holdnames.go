package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/plan"
)

// ResolveHold turns what a person has named into the numbers that MOCO has, so
// that a typo does not become a hold that keeps nothing back. Invoices may be
// named by number, id or link. What was not read from MOCO so far is read now.
// An unknown number is an error with the nearest known one; as long as nothing
// was ever read, and for tags, it is a warning.
func (a *App) ResolveHold(ctx context.Context, m plan.Matcher) (plan.Matcher, []string, error) {
	out, missing, err := a.named(ctx, m)
	if err != nil || len(missing) == 0 {
		return out, nil, err
	}
	_, pullErr := a.Engine.Pull(ctx, jobs.Job{})
	if ctx.Err() != nil {
		return out, nil, ctx.Err()
	}
	if out, missing, err = a.named(ctx, m); err != nil {
		return out, nil, err
	}
	var warnings []string
	for _, x := range missing {
		if x.may || len(x.known) == 0 {
			warnings = append(warnings, x.words())
			continue
		}
		text := x.words()
		if pullErr != nil {
			text += fmt.Sprintf(" (and MOCO can't be read now: %v)", pullErr)
		}
		return out, nil, fmt.Errorf("%s", text)
	}
	return out, warnings, nil
}

// unknown is a name that nothing has.
type unknown struct {
	what, name string
	known      []string // what there is
	may        bool     // it may come up later
}

// words say that it is unknown, and what was probably meant.
func (u unknown) words() string {
	switch near := diag.Suggest(u.name, u.known); {
	case len(u.known) == 0:
		return fmt.Sprintf("nobody knows whether there is %s %s: nothing was read from MOCO yet", u.what, u.name)
	case near != "":
		return fmt.Sprintf("there is no %s %s in MOCO; did you mean %q?", u.what, u.name, near)
	}
	return fmt.Sprintf("there is no %s %s in MOCO", u.what, u.name)
}

// named looks up every name of a matcher in the mirror.
func (a *App) named(ctx context.Context, m plan.Matcher) (plan.Matcher, []unknown, error) {
	snap, err := a.Engine.Known(ctx)
	if err != nil {
		return m, nil, err
	}
	invoices, customers, tags := names(snap)
	var missing []unknown
	look := func(what string, given, known []string, may bool) []string {
		out := slices.Clone(given)
		for i, name := range given {
			k := slices.IndexFunc(known, func(s string) bool { return strings.EqualFold(s, name) })
			switch inv, err := a.Mirror.FindInvoice(ctx, name); {
			case k >= 0:
				out[i] = known[k]
			case what == "invoice" && err == nil && inv.Identifier != "":
				out[i] = inv.Identifier
			default:
				missing = append(missing, unknown{what, name, known, may})
			}
		}
		return out
	}
	m.Invoices = look("invoice", m.Invoices, invoices, false)
	m.Customers = look("customer", m.Customers, customers, false)
	m.Tags = look("invoice or customer with the tag", m.Tags, tags, true)
	return m, missing, nil
}

// names are the numbers and tags that the mirror knows.
func names(snap billing.Snapshot) (invoices, customers, tags []string) {
	for _, inv := range snap.Invoices {
		if inv.Identifier != "" {
			invoices = append(invoices, inv.Identifier)
		}
		tags = append(tags, inv.Tags...)
	}
	for _, c := range snap.Companies {
		if c.Identifier != "" {
			customers = append(customers, c.Identifier)
		}
		tags = append(tags, c.Tags...)
	}
	slices.Sort(tags)
	return invoices, customers, slices.Compact(tags)
}
