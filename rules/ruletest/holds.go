package ruletest

import (
	"cmp"
	"fmt"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
	"github.com/mocowork/mocowork/plan"
)

func holdKeys() keys {
	return keys{
		{"kind", false, "hold if left out, promise (to pay) or dispute", words(holdKinds()...)},
		{"reason", true, "why, in a person's words", text()},
		{"by", false, "who set it; anna if left out", text()},
		{"from", false, "the first day; the test's day if left out", day()},
		{"until", false, "the last day; a promise needs it, the others go on without", day()},
		{"amount", false, "what was promised, such as 500.00 EUR; all that is open if left out", amount()},
		{"customers", false, "the customer numbers it is about; without them, the test's invoice", list(text())},
		{"tags", false, "the tags it is about", list(text())},
	}
}

func holdKinds() []string {
	var out []string
	for _, k := range plan.HoldKinds() {
		out = append(out, string(k))
	}
	return out
}

// holds reads what is on hold. A hold that names nobody is about the test's
// invoice.
func (s *scene) holds(f *diag.Fields, inv *billing.Invoice, t *Test) {
	for i, n := range f.Items("holds") {
		m := diag.Bind(s.list, n, "a hold", holdKeys().names()...)
		h := plan.Hold{
			ID: fmt.Sprintf("h_%d", i+1), Kind: plan.HoldKind(cmp.Or(m.Enum("kind", holdKinds()...), string(plan.HoldPlain))),
			Reason: m.String("reason"), Author: cmp.Or(m.String("by"), "anna"), From: s.date(m, "from"), Until: s.date(m, "until"), Amount: s.money(m, "amount"),
			Matcher: plan.Matcher{Customers: m.Strings("customers"), Tags: m.Strings("tags")},
		}
		if h.From.IsZero() {
			h.From = t.input.Snapshot.Today
		}
		if len(h.Matcher.Customers)+len(h.Matcher.Tags) == 0 && inv != nil {
			h.Matcher.Invoices = []string{inv.Identifier}
		}
		if err := h.Validate(); err != nil {
			s.list.Errorf(n.Text(), "hold", "%s", err)
			continue
		}
		t.input.Holds = append(t.input.Holds, h)
	}
}
