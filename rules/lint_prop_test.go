package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/test/race"
)

// facet is one thing that the conditions of TestLintProof ask about: how
// questions about it look, and all values that matter to them.
type facet struct {
	name   string
	ask    func(r *rand.Rand) string
	values []func(*Invoice)
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func compared(r *rand.Rand, field string, most int) string {
	return fmt.Sprintf("%s %s %d", field, pick(r, "==", "!=", "<", "<=", ">", ">="), r.IntN(most+1))
}

// facets are the fields, each with all values between 0 and a little more than
// the numbers that questions name.
func facets() []facet {
	set := func(n int, f func(i int) func(*Invoice)) (out []func(*Invoice)) {
		for i := range n {
			out = append(out, f(i))
		}
		return out
	}
	statuses := invoiceStatuses()
	return []facet{
		{"late", func(r *rand.Rand) string {
			return pick(r, "invoice.overdue", "not invoice.overdue", compared(r, "invoice.days_overdue", 5), fmt.Sprintf("%d <= invoice.days_overdue", r.IntN(6)))
		}, set(7, func(i int) func(*Invoice) {
			return func(v *Invoice) { v.DaysOverdue, v.Overdue = i, i > 0 }
		})},
		{"open", func(r *rand.Rand) string {
			amount := pick(r, "eur(%d)", "money(%d, \"CHF\")", "money(%d, invoice.currency)")
			return fmt.Sprintf("invoice.open %s "+amount, pick(r, "==", "!=", "<", "<=", ">", ">="), r.IntN(3))
		}, set(21, func(i int) func(*Invoice) {
			return func(v *Invoice) {
				minor := []int64{0, 1, 99, 100, 101, 200, 201}[i%7]
				v.Currency = []string{"EUR", "CHF", "USD"}[i/7]
				v.Open = Money{Minor: minor, Currency: v.Currency}
			}
		})},
		{"status", func(r *rand.Rand) string {
			return fmt.Sprintf(pick(r, "invoice.status == %q", "invoice.status != %q", "invoice.status in [%q, \"sent\"]"), statuses[r.IntN(len(statuses))])
		}, set(len(statuses), func(i int) func(*Invoice) { return func(v *Invoice) { v.Status = statuses[i] } })},
		{"level", func(r *rand.Rand) string { return compared(r, pick(r, "invoice.level", "invoice.reminders.level"), 3) },
			set(5, func(i int) func(*Invoice) { return func(v *Invoice) { v.Level, v.Reminders.Level = i, i } })},
		{"number", func(r *rand.Rand) string {
			return fmt.Sprintf(pick(r, "%s == %q", "%s != %q", "%s in [%q, \"2\"]"), pick(r, "customer.number", "invoice.customer.number"), pick(r, "1", "2", "3"))
		}, set(4, func(i int) func(*Invoice) { return func(v *Invoice) { v.Customer.Number = fmt.Sprint(i + 1) } })},
		{"tag", func(r *rand.Rand) string { return pick(r, "\"VIP\" in invoice.tags", "not (\"VIP\" in invoice.tags)") },
			set(2, func(i int) func(*Invoice) { return func(v *Invoice) { v.Tags = [][]string{nil, {"VIP"}}[i] } })},
		{"pending", func(r *rand.Rand) string {
			return pick(r, "invoice.payment_pending", "not invoice.payment_pending", "invoice.payment_pending == false")
		},
			set(2, func(i int) func(*Invoice) { return func(v *Invoice) { v.PaymentPending = i > 0 } })},
		{"reminded", func(r *rand.Rand) string {
			return fmt.Sprintf(pick(r, "", "not ")+"invoice.reminded_within(%d)", 1+r.IntN(4))
		},
			set(6, func(i int) func(*Invoice) {
				return func(v *Invoice) {
					v.today, v.lastSent = today, billing.Date{}
					if i > 0 {
						v.lastSent = daysAgo(i - 1)
					}
				}
			})},
		{"date", func(r *rand.Rand) string {
			return fmt.Sprintf(pick(r, "invoice.date %s today - days(%d)", "today - invoice.date %s days(%d)", "invoice.date + days(%[2]d) %[1]s today"), pick(r, "==", "<", "<=", ">", ">="), r.IntN(4))
		}, set(7, func(i int) func(*Invoice) {
			return func(v *Invoice) {
				v.Date = []Date{{}, Date(daysAgo(-1)), Date(daysAgo(0)), Date(daysAgo(1)), Date(daysAgo(2)), Date(daysAgo(3)), Date(daysAgo(4))}[i]
			}
		})},
	}
}

// conditionOf joins questions about a few facets.
func conditionOf(r *rand.Rand, about []facet) string {
	var parts []string
	for range 1 + r.IntN(4) {
		q := about[r.IntN(len(about))].ask(r)
		switch r.IntN(5) {
		case 0:
			q = "(" + q + " or " + about[r.IntN(len(about))].ask(r) + ")"
		case 1:
			q = "not (" + q + ")"
		}
		parts = append(parts, q)
	}
	return strings.Join(parts, " and ")
}

// worldsOf are all invoices that differ in the facets and that can exist: what
// is overdue is open, and what is open waits for its money.
func worldsOf(about []facet) []*invoiceWorld {
	start := Invoice{Currency: "EUR", Open: Money{Minor: 100, Currency: "EUR"}, Status: "sent", Overdue: true, DaysOverdue: 3, today: today, Date: Date(daysAgo(1))}
	list := []Invoice{start}
	for _, f := range about {
		var next []Invoice
		for _, v := range list {
			for _, set := range f.values {
				set(&v)
				next = append(next, v)
			}
		}
		list = next
	}
	waits := []string{"created", "sent", "partially_paid", "overdue"}
	var out []*invoiceWorld
	for _, v := range list {
		if v.Overdue && v.Open.Minor == 0 || v.Open.Minor > 0 && !slices.Contains(waits, v.Status) {
			continue
		}
		out = append(out, &invoiceWorld{Invoice: v, Customer: v.Customer, common: common{Today: Date(today), Meter: &meter{}}})
	}
	return out
}

// TestLintProof holds what the checks claim about random rules against each
// world that can exist: a claim is never false, and where everything was
// looked into, none is missing.
func TestLintProof(t *testing.T) {
	race.Skip(t, "one goroutine compares answers, and has done so without the detector")
	t.Parallel()
	seed := seed(t)
	r := rand.New(rand.NewPCG(seed, 1))
	fs := facets()
	claims := map[string]int{}
	for range 150 {
		// Both money facets are always in: what is true of letters depends on them.
		about := []facet{fs[0], fs[1+r.IntN(2)], fs[3+r.IntN(len(fs)-3)]}
		when := []string{conditionOf(r, about), conditionOf(r, about)}
		unless := about[r.IntN(len(about))].ask(r)
		if len(fieldsAmong(about, "open", "status")) == 1 && about[1].name == "status" {
			about = append(about, facet{values: []func(*Invoice){func(v *Invoice) { v.Open.Minor = 0 }, func(v *Invoice) { v.Open.Minor = 100 }}})
		} else {
			about = append(about, facet{values: []func(*Invoice){func(v *Invoice) { v.Status = "sent" }, func(v *Invoice) { v.Status = "paid" }}})
		}
		set := load(t, text(fmt.Sprintf(`version: 1
ladders:
  standard: {min_gap: 1d, steps: [{level: 1, name: Erinnerung, after: 1d, pay_within: 7d}]}
rules:
  - {name: a, for_each: invoices, when: '%s', actions: [remind: {ladder: standard}]}
  - {name: b, for_each: invoices, when: '%s', unless: [{if: '%s', say: so}], actions: [remind: {ladder: standard}]}
`, when[0], when[1], unless)))
		want, claimed := bruteForce(set, worldsOf(about)), map[string]bool{}
		for _, p := range set.Lint() {
			claims[p.Code]++
			got := p.Code
			if p.Code == "never-true" {
				got += " " + p.Text[:strings.Index(p.Text, `"`)+3]
			}
			if !want[got] {
				t.Errorf("seed %d: %s is not so:\na: %s\nb: %s\nunless: %s\n%s", seed, got, when[0], when[1], unless, p.Text)
			}
			claimed[got] = true
		}
		for missed := range want {
			// A part of an "or" is not looked at by itself; the date is tied
			// to other fields, so nothing is proved to exist by it.
			if claimed[missed] || missed == "always-true" || missed == "overlap" && about[2].name == "date" {
				continue
			}
			t.Errorf("seed %d: %s was not noticed:\na: %s\nb: %s\nunless: %s", seed, missed, when[0], when[1], unless)
		}
	}
	for _, l := range lints() {
		if claims[l.code] == 0 {
			t.Errorf("seed %d: %s was never claimed", seed, l.code)
		}
	}
	t.Logf("claims: %v", claims)
}

func fieldsAmong(about []facet, names ...string) []string {
	var out []string
	for _, f := range about {
		if slices.Contains(names, f.name) {
			out = append(out, f.name)
		}
	}
	return out
}

// bruteForce is what the checks should say, by asking the rules in every world.
func bruteForce(set *Set, worlds []*invoiceWorld) map[string]bool {
	a, b := &set.rules[0], &set.rules[1]
	type seen struct{ true, acts, letter, sends bool }
	var sa, sb seen
	reason, together, escaped := false, false, false
	always := map[string]bool{}
	for _, ru := range []*rule{a, b} {
		for _, t := range ru.terms() {
			always[ru.name+t.text] = true
		}
	}
	for _, w := range worlds {
		ask := func(c condition) truth {
			is, err := c.run(w)
			if err != nil {
				return broken
			}
			return truthOf(is)
		}
		for _, ru := range []*rule{a, b} {
			for _, term := range ru.terms() {
				always[ru.name+term.text] = always[ru.name+term.text] && ask(term.cond) == yes
			}
		}
		whenA, whenB, held := ask(a.when) == yes, ask(b.when) == yes, ask(b.unless[0].cond)
		letter, actsB := w.Invoice.Overdue, whenB && held == no
		sa = seen{sa.true || whenA, sa.acts || whenA, sa.letter || whenA && letter, true}
		sb = seen{sb.true || whenB, sb.acts || actsB, sb.letter || whenB && letter, sb.sends || actsB && letter}
		reason = reason || held == yes
		together = together || letter && whenA && actsB
		escaped = escaped || letter && actsB && !whenA
	}
	out := map[string]bool{}
	deadA, deadB := !sa.true || !sa.letter, !sb.true || !sb.acts || !sb.letter || !sb.sends
	out[`never-true rule "a"`], out[`never-true rule "b"`] = deadA, deadB
	out[`never-true this reason of rule "b"`] = !reason
	// A rule whose parts are each possible may still need a world with a letter.
	shadow := !deadA && !deadB && !escaped
	out["shadowed"] = shadow
	out["overlap"] = !deadA && !deadB && !shadow && together
	for _, is := range always {
		out["always-true"] = out["always-true"] || is
	}
	for k, is := range out {
		if !is {
			delete(out, k)
		}
	}
	return out
}
