package rules

import (
	"slices"
	"testing"
)

// TestUnknown holds the names of a rule file against an account.
func TestUnknown(t *testing.T) {
	t.Parallel()
	set := load(t, text(`version: 1
lists:
  hands_off: {customers: ["10301", "10302"], tags: [inkasso, Sonderabsprche]}
rules:
  - name: a
    for_each: invoices
    when: not (invoice in lists.hands_off) and "vip" in customer.tags and "intern" in invoice.project.tags
    unless:
      - {if: 'invoice.custom("Kostenstelle") == "1"', say: a}
      - {if: 'invoice.customer.custom("Segmnt") == "1"', say: b}
      - {if: 'invoice.project.custom("Budget") == "1"', say: c}
    actions: [notify: {severity: info, channel: "#finance"}]
`))
	got := func(k Known) []string {
		var out []string
		for _, p := range set.Unknown(k) {
			out = append(out, p.Error())
		}
		return out
	}
	known := Known{
		Customers: []string{"10301"}, Tags: []string{"Inkasso", "Sonderabsprache", "VIP"},
		Fields: map[string][]string{"invoice": {"Kostenstelle"}, "customer": {"Segment"}},
	}
	want := []string{
		`rules.yaml:3:37: warning: MOCO has no customer "10302" [not-in-moco]: did you mean "10301"?`,
		`rules.yaml:3:62: warning: no customer and no open invoice in MOCO has the tag "Sonderabsprche" [not-in-moco]: did you mean "Sonderabsprache"?`,
		`rules.yaml:7:48: warning: no customer and no open invoice in MOCO has the tag "vip" [not-in-moco]: did you mean "VIP"?`,
		`rules.yaml:10:39: warning: no customer in MOCO has the field "Segmnt" [not-in-moco]: did you mean "Segment"?`,
	}
	if g := got(known); !slices.Equal(g, want) {
		t.Errorf("got\n%q\nwant\n%q", g, want)
	}
	if g := got(Known{}); len(g) > 0 {
		t.Errorf("nothing was asked for: %q", g)
	}
}
