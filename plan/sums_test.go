package plan_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

func TestReceivables(t *testing.T) {
	t.Parallel()
	chf := billing.Money{Minor: 5000, Currency: "CHF"}
	p := plan.Plan{Verdicts: []plan.Verdict{
		{Open: eur(100), Receivable: true, Overdue: true}, {Open: eur(250), Receivable: true}, {Open: chf, Receivable: true, Overdue: true},
		{Open: eur(999)}, {Receivable: true},
	}}
	open, overdue := p.Receivables()
	equal(t, "open", open, plan.Sum{Count: 4, Sum: billing.Totals{chf, eur(350)}})
	equal(t, "overdue", overdue, plan.Sum{Count: 2, Sum: billing.Totals{chf, eur(100)}})
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	equal(t, "empty", plan.Plan{}.Describe(), "nothing to do")
	p := plan.Plan{Lines: []plan.Line{
		line(1, letter()), line(2, letter()), line(3, draft()), line(4, plan.Digest{}), line(5, plan.Export{}), line(6, plan.Export{}),
		line(7, plan.Notify{}), line(8, plan.Tag{}), line(9, plan.SetStatus{}), line(10, plan.Comment{}), line(11, plan.Ask{}),
	}}
	equal(t, "all", p.Describe(), "2 letters, 2,380.00 EUR · 1 draft · 1 tag · 1 comment · 1 status change · 1 message · 1 digest · 2 exports")
	p.Lines[0].Approve = "cfo"
	p.Lines[1].InHand = "in hand since r_1"
	if got, want := p.Describe(), "1 letter, 1,190.00 EUR · 1 draft · "; !strings.HasPrefix(got, want) {
		t.Errorf("with one in hand: %s", got)
	}
	equal(t, "a letter that waits", plan.Plan{Lines: p.Lines[:1]}.Describe(), "1 letter, 1,190.00 EUR · 1 of the letters needs approval")
	p.Lines[1].InHand = ""
	equal(t, "under the brake", plan.Plan{Write: plan.WriteApprove, Lines: p.Lines[:2]}.Describe(), "2 letters, 2,380.00 EUR · 2 of the letters need approval")
}

func TestReasonIn(t *testing.T) {
	t.Parallel()
	for english, german := range map[string]string{
		"paid":                  "bezahlt",
		"reversed by R2610-030": "storniert durch R2610-030",
		"drift: our ledger says level 2, MOCO shows level 1":       "Abweichung: laut Protokoll Stufe 2, in MOCO Stufe 1",
		"a letter's term runs until 2026-12-03":                    "die Frist einer Mahnung läuft bis 03.12.2026",
		"ladder is finished: level 3 of 3 was sent on 05 Oct 2026": "Mahnstufen ausgeschöpft: Stufe 3 von 3 ging am 05.10.2026 hinaus",
		"VIP: wird angerufen":                                      "VIP: wird angerufen",
		"paid in part":                                             "paid in part",
		"":                                                         "",
	} {
		equal(t, english, plan.ReasonIn(billing.German, english), german)
		equal(t, "in English", plan.ReasonIn(billing.English, english), english)
	}
}
