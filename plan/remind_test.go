package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/plan"
)

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
