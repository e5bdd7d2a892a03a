package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/plan"
)

// A letter may lose other invoices that it names, and nothing else.
func TestFewer(t *testing.T) {
	t.Parallel()
	others := func(ids ...int) []plan.Other {
		var out []plan.Other
		for _, id := range ids {
			out = append(out, plan.Other{InvoiceID: 100, Open: eur(int64(id))})
		}
		return out
	}
	for _, tt := range []struct {
		name    string
		was, is []plan.Other
		want    bool
	}{
		{"the same", others(1, 2), others(1, 2), false},
		{"none at all", nil, nil, false},
		{"the first is gone", others(1, 2, 3), others(2, 3), true},
		{"the last is gone", others(1, 2, 3), others(1, 2), true},
		{"all are gone", others(1, 2), nil, true},
		{"another one", others(1, 2), others(3), false},
		{"one more", others(1, 2), others(1, 2, 3), false},
		{"another amount", others(1, 2), others(1, 3), false},
	} {
		was, is := letter(), letter()
		was.Others, is.Others = tt.was, tt.is
		if got := is.Fewer(was); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
		if is.Open.Minor++; is.Fewer(was) {
			t.Errorf("%s: also with another open amount", tt.name)
		}
	}
}

// The plan says that a letter names others, and for how much in all.
func TestPrintOthers(t *testing.T) {
	t.Parallel()
	l := letter()
	l.Others = []plan.Other{{InvoiceID: 1, Open: eur(50000)}, {InvoiceID: 2, Open: eur(1)}}
	p := plan.Plan{Lines: []plan.Line{line(1, l)}}
	var b strings.Builder
	plan.Printer{Zone: time.UTC, Host: "h"}.Print(&b, p)
	if !strings.Contains(b.String(), "with 2 more invoices") {
		t.Errorf("the plan prints\n%s", b.String())
	}
	equal(t, "all", p.Describe(), "1 letter, 1,690.01 EUR")
}

// What a letter's other invoices cost is counted.
func TestRequestsOfOthers(t *testing.T) {
	t.Parallel()
	r, d := letter(), draft()
	r.Others, d.Others = make([]plan.Other, 2), make([]plan.Other, 2)
	equal(t, "a letter", r.Requests(), 22)
	equal(t, "a draft", d.Requests(), 11)
}
