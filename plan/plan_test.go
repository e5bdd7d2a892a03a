package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/mocowork/mocowork/plan"
)

func TestPlanRoundTrip(t *testing.T) {
	t.Parallel()
	p := whole()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var got plan.Plan
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	equal(t, "plan", got, p)
}

// Approvals are bound to the hash, so it must not move by itself.
func TestHash(t *testing.T) {
	t.Parallel()
	hash := func(p plan.Plan) string {
		t.Helper()
		h, err := p.Hash()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	want := hash(whole())
	if len(want) != 64 {
		t.Errorf("hash %q", want)
	}
	for range 5 {
		equal(t, "hash", hash(whole()), want)
	}
	b, err := json.Marshal(whole())
	if err != nil {
		t.Fatal(err)
	}
	var stored plan.Plan
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	equal(t, "hash of what was stored", hash(stored), want)
	for name, change := range map[string]func(*plan.Plan){
		"an amount":   func(p *plan.Plan) { r := letter(); r.Open.Minor++; p.Lines[7].Params = r },
		"a recipient": func(p *plan.Plan) { r := letter(); r.To = "x@example.com"; p.Lines[7].Params = r },
		"a line less": func(p *plan.Plan) { p.Lines = p.Lines[1:] },
		"a limit":     func(p *plan.Plan) { p.Limits[0].Kept = false },
		"the rules":   func(p *plan.Plan) { p.Rules[0].Hash = "ffff" },
		"a verdict":   func(p *plan.Plan) { p.Verdicts[1].Reason = "x" },
		"the id":      func(p *plan.Plan) { p.ID = "p_0000" },
	} {
		p := whole()
		change(&p)
		if hash(p) == want {
			t.Errorf("%s changed, the hash did not", name)
		}
	}
}

func TestNewAndLetters(t *testing.T) {
	t.Parallel()
	p := whole()
	p.Lines[7].InHand = "in hand since r_1"
	names := func(lines []plan.Line) (out []string) {
		for _, l := range lines {
			out = append(out, l.Action)
		}
		return out
	}
	equal(t, "new", names(p.New()), []string{"ask", "comment", "digest", "draft_reminder", "email", "export", "notify", "set_status", "tag"})
	equal(t, "letters, also those in hand", names(p.Letters()), []string{"draft_reminder", "remind"})
	if (plan.Plan{}).New() != nil || (plan.Plan{}).Letters() != nil {
		t.Error("an empty plan has lines")
	}
}

// The brake holds back whatever is not internal.
func TestInternal(t *testing.T) {
	t.Parallel()
	internal := map[string]bool{"ask": true, "digest": true, "export": true, "notify": true}
	for _, p := range params() {
		if got := (plan.Line{Params: p}).Internal(); got != internal[p.Action()] {
			t.Errorf("%s: internal is %v", p.Action(), got)
		}
	}
	if (plan.Line{}).Internal() {
		t.Error("a line without details passes the brake")
	}
}

func TestSmallThings(t *testing.T) {
	t.Parallel()
	equal(t, "id", plan.NewID("p", []byte{0x2c, 0x9e}), "p_2c9e")
	equal(t, "rule file", plan.RuleFile{Name: "dunning.yaml", Hash: "a1b2c3d4"}.Short(), "dunning.yaml@a1b2c3")
	equal(t, "a short hash", plan.RuleFile{Name: "x", Hash: "a1"}.Short(), "x@a1")
	equal(t, "an invoice without a number", plan.Label(plan.Subject{ID: 7}), "#7")
	equal(t, "an invoice", plan.Label(plan.Subject{ID: 7, Label: "R7"}), "R7")
	p := whole()
	if !p.LimitsKept() || !(plan.Plan{}).LimitsKept() {
		t.Error("kept limits count as broken")
	}
	p.Limits = append(p.Limits, plan.Limit{Name: "share_of_open_invoices"})
	if p.LimitsKept() {
		t.Error("a broken limit counts as kept")
	}
}
