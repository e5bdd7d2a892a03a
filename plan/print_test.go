package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

var printer = plan.Printer{Zone: time.UTC, Host: "beispiel.mocoapp.com"}

func printed(pr plan.Printer, p plan.Plan) string {
	var b strings.Builder
	pr.Print(&b, p)
	return b.String()
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

// A plan names everything that it would do, and everything that it would not.
func TestPrint(t *testing.T) {
	t.Parallel()
	p := whole()
	p.Warnings = []string{"rule big failed on R2610-030"}
	p.Limits = append(p.Limits, plan.Limit{Name: "share_of_open_invoices", Text: "50 % of open invoices (limit 20 %)"})
	p.Lines[9].InHand = "done in r_1"
	contains(t, printed(printer, p),
		"mahnlauf · beispiel.mocoapp.com · as of Mon 23 Nov 2026, 07:00 UTC\nrules dunning.yaml@a1b2c3\n",
		"2 invoices · 1 payments", "3 requests, 1.2 s", "open  1 invoice, 1,190.00 EUR · 1 overdue, 1,190.00 EUR",
		"Letters to customers\n", "level 2", "R2610-022", "Hansa Logistik GmbH", "1,190.00 EUR", "19 days", "fee   5.00", "pay within 10 days",
		"rest of 2,380.00", "draft, not mailed", "Marks in MOCO\n", "mahnstufe-2, vip  (done in r_1)", "Anruf <am> 23.11.", "created → sent",
		"Inside\n", "a line each for R2610-022", "offene-posten_2026-11-23.xlsx → dir:./out, #finanzen", "#finanzen  for 2 letters",
		"On hold: a person must look (1)\n", "no gross total", "#4712", "! rule big failed on R2610-030\n",
		"Limits   2 of 25 reminders · 50 % of open invoices (limit 20 %): EXCEEDED\n", "about 28 requests to MOCO",
	)
}

func TestPrintMarks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*plan.Plan, *plan.Line)
		want   string
	}{
		"goes out":       {func(*plan.Plan, *plan.Line) {}, "  + level 2"},
		"in hand":        {func(_ *plan.Plan, l *plan.Line) { l.InHand = "in hand since r_1" }, "  · level 2"},
		"needs approval": {func(_ *plan.Plan, l *plan.Line) { l.Approve = "cfo" }, "  ? level 2"},
		"brake":          {func(p *plan.Plan, _ *plan.Line) { p.Write = plan.WriteApprove }, "  ? level 2"},
		"limit":          {func(p *plan.Plan, _ *plan.Line) { p.Limits = []plan.Limit{{}} }, "  ? level 2"},
		"a note": {func(_ *plan.Plan, l *plan.Line) {
			r := letter()
			r.Note = "no fee: this letter starts default"
			l.Params = r
		}, "no fee: this letter starts default"},
		"trial": {func(_ *plan.Plan, l *plan.Line) {
			r := letter()
			r.RedirectedFrom = r.To
			r.To = "probe@example.com"
			l.Params = r
		}, "trial: mailed to probe@example.com"},
	} {
		p := plan.Plan{Write: plan.WriteAuto, Lines: []plan.Line{line(1, letter())}}
		tt.change(&p, &p.Lines[0])
		if got := printed(printer, p); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q is missing in:\n%s", name, tt.want, got)
		}
	}
}

// What is not shown is counted, with its sum, and --why shows all of it.
func TestPrintReasons(t *testing.T) {
	t.Parallel()
	p := plan.Plan{ID: "p_1", Lines: []plan.Line{line(1, plan.Digest{Channel: "#a"})}}
	for i := range 8 {
		p.Verdicts = append(p.Verdicts, plan.Verdict{
			Identifier: fmt.Sprintf("R%d", i+1), Open: eur(1000), Outcome: plan.OutcomeLeftAlone, Reason: "Mahnsperre", Receivable: true, Overdue: true,
		})
	}
	p.Verdicts = append(p.Verdicts, plan.Verdict{Identifier: "R9", Outcome: plan.OutcomeOut, Reason: "reversed"})
	contains(t, printed(printer, p), "Overdue but left alone (8)\n", "R1  R2  R3  R4  R5  R6  … and 2 more, together 80.00 EUR\n", "Not a claim (1)\n", "reversed")
	why := printer
	why.Why = true
	contains(t, printed(why, p), "R1  R2  R3  R4  R5  R6  R7  R8\n")

	p.Lines = nil
	contains(t, printed(printer, p), "Nothing to do. 8 invoices are open, 8 are overdue; all 8 are left alone (worker plan show p_1 --why).\n")
	contains(t, printed(why, p), "Overdue but left alone (8)\n")
	contains(t, printed(printer, plan.Plan{}), "Nothing to do. 0 invoices are open, 0 are overdue.\n")
}

// A line for the digest is shown beside it, wherever it stands, and by itself
// where a plan has no digest.
func TestPrintDigestLines(t *testing.T) {
	t.Parallel()
	note := line(1, plan.Notify{Severity: plan.Info, Digest: true, Title: "x"})
	digest := line(2, plan.Digest{Channel: "#finanzen"})
	const beside = "digest   #finanzen  0 invoices overdue, a line each for R2610-022\n"
	for _, lines := range [][]plan.Line{{note, digest}, {digest, note}} {
		got := printed(printer, plan.Plan{Lines: lines})
		contains(t, got, beside)
		if strings.Contains(got, "alert") {
			t.Errorf("shown twice:\n%s", got)
		}
	}
	contains(t, printed(printer, plan.Plan{Lines: []plan.Line{note}}), "> alert    info  dunning: R2610-022\n")
}

func TestPrintLetters(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	second := letter()
	second.To = ""
	printer.PrintLetters(&b, plan.Plan{Lines: []plan.Line{line(1, letter()), line(2, second)}})
	contains(t, b.String(), "1. R2610-022  Hansa Logistik GmbH  level 2 of 3  1,190.00 EUR\n   to       buchhaltung@example.com\n   subject  1. Mahnung zu R2610-022\n",
		"   reminder in MOCO: 1. Mahnung\n\n   Guten Tag\n   R2610-022/M2\n", "MOCO's default recipients of Hansa Logistik GmbH", "────")
	b.Reset()
	printer.PrintLetters(&b, plan.Plan{ID: "p_1"})
	equal(t, "no letters", b.String(), "Plan p_1 has no letters.\n")
}

func TestPrintIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	p := whole()
	for i := range 6 {
		p.Verdicts = append(p.Verdicts, plan.Verdict{InvoiceID: billing.ID(i), Outcome: plan.OutcomeHold, Reason: fmt.Sprintf("reason %d", i)})
	}
	want := printed(printer, p)
	for range 5 {
		equal(t, "print", printed(printer, p), want)
	}
}
