package notifiers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// texts are all texts of a message as Slack got them: its text, then those of
// its blocks.
func texts(t *testing.T, m slacksim.Message) []string {
	t.Helper()
	out := []string{m.Text}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if s, ok := v["text"].(string); ok {
				out = append(out, s)
			}
			for _, k := range []string{"text", "fields", "elements"} {
				walk(v[k])
			}
		}
	}
	var blocks any
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			t.Fatal(err)
		}
	}
	walk(blocks)
	return out
}

// many are n overdue invoices of 10.01, 10.02, … EUR, every fifth in CHF if
// mixed.
func many(n int, mixed bool) ([]plan.Verdict, Tally) {
	var all []plan.Verdict
	var total Tally
	for i := range n {
		amount := eur(int64(1001 + i))
		if mixed && i%5 == 0 {
			amount = chf(int64(1001 + i))
		}
		v := overdue(billing.ID(1000+i), fmt.Sprintf("R2601-%05d", i), "Beispiel & Söhne <"+strings.Repeat("ß", 300)+">", amount, 1+i%120)
		v.Reason = strings.Repeat("Grund & ", 100)
		all = append(all, v)
		total = total.Plus(amount)
	}
	return all, total
}

// TestDigestOfAnySize: what is shown, what the thread holds and what is only
// counted add up to everything, and Slack takes each message (F92, F93).
func TestDigestOfAnySize(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 10, 11, 60, 61, 200, 310, 311, 10_000} {
		for _, mixed := range []bool{false, true} {
			t.Run(fmt.Sprint(n, mixed), func(t *testing.T) {
				t.Parallel()
				all, total := many(n, mixed)
				d := Digest{Origin: origin(), Channel: "#finance", At: monday, Verdicts: all}
				m := d.Message(billing.German)
				if !strings.Contains(m.Text, total.Amount(billing.German)) {
					t.Errorf("the text %q lacks the sum %q", m.Text, total.Amount(billing.German))
				}
				listed := Tally{}
				ranked := ranked(all)
				for _, v := range ranked[:min(shown, n)] {
					listed = listed.Plus(v.Open)
				}
				body := strings.Join(Render(m), "\n")
				if left := rest(ranked); left.Count != n-listed.Count || left.Count > 0 && !strings.Contains(body, more(billing.German, left)) {
					t.Errorf("%d are listed, %d are counted of %d", listed.Count, left.Count, n)
				}
				inThread, left := 0, 0
				for _, f := range m.FollowUps {
					inThread += strings.Count(strings.Join(Render(f), "\n"), "R2601-")
				}
				if n > shown+maxFollowUps*linesPerFollowUp {
					left = n - shown - inThread
					last := strings.Join(Render(m.FollowUps[len(m.FollowUps)-1]), "\n")
					if !strings.Contains(last, fmt.Sprintf("… und %s weitere, ", number(billing.German, left))) {
						t.Errorf("the last answer does not say that %d are left out", left)
					}
				}
				if listed.Count+inThread+left != n {
					t.Errorf("%d listed + %d in the thread + %d counted, of %d", listed.Count, inThread, left, n)
				}
				if 1+len(m.FollowUps) > 20 {
					t.Errorf("%d messages", 1+len(m.FollowUps))
				}
				w := newWorld(t, nil)
				r, err := w.slack.Send(context.Background(), m)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range m.InThread(r) {
					if _, err := w.slack.Send(context.Background(), f); err != nil {
						t.Fatal(err)
					}
				}
				for _, got := range w.sim.Messages()[1:] {
					if got.ThreadTS != r.TS {
						t.Errorf("an answer is not in the thread: %q", got.Text)
					}
				}
			})
		}
	}
}

// TestMonsters sends what rules and customers could make up at worst; Slack
// takes all of it, and what was cut is said.
func TestMonsters(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("&😀<ü ", 20_000)
	alert := exampleAlert()
	alert.Notify.Text, alert.Notify.Title, alert.Subject.Name = long, long, long
	for range 200 {
		alert.Notify.Facts = append(alert.Notify.Facts, plan.Fact{Name: long, Value: long})
	}
	failure := exampleFailure()
	failure.Cause, failure.Advice, failure.Consequence, failure.Step = long, long, long, long
	approval := exampleApproval()
	approval.Lines = nil
	for i := range 300 {
		approval.Lines = append(approval.Lines, remind(i, billing.ID(1+i), long, long, 100, 9, long))
	}
	rejected := approval
	rejected.Decision = Decision{State: DecisionRejected, By: long, Reason: long, At: monday}
	digest := exampleDigest()
	for range 100 {
		digest.Lines = append(digest.Lines, plan.Notify{Title: long, Text: long, Open: eur(100)})
		digest.Verdicts = append(digest.Verdicts, plan.Verdict{Outcome: plan.OutcomeHold, Identifier: long, Customer: long, Reason: long, Open: eur(100)})
		digest.Rules = append(digest.Rules, plan.RuleFile{Name: long, Hash: "abc"})
	}
	for name, c := range map[string]struct {
		m   Message
		say string
	}{
		"alert":    {alert.Message(billing.German), "… gekürzt: "},
		"alert en": {alert.Message(billing.English), "… cut: "},
		"failure":  {failure.Message(billing.German), "…"},
		"approval": {approval.Message(billing.German), "300 Mahnungen*, 300,00 EUR"},
		"rejected": {rejected.Message(billing.German), "…"},
		"digest":   {digest.Message(billing.German), "(weitere 91, 91,00 EUR, nicht gezeigt)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			r, err := w.slack.Send(context.Background(), c.m)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range c.m.InThread(r) {
				if _, err := w.slack.Send(context.Background(), f); err != nil {
					t.Fatal(err)
				}
			}
			if all := strings.Join(texts(t, w.sim.Messages()[0]), "\n"); !strings.Contains(all, c.say) {
				t.Errorf("%q is not said in\n%.2000s", c.say, all)
			}
			if all := strings.Join(texts(t, w.sim.Messages()[0]), "\n"); !strings.Contains(all, "r_8f31") {
				t.Error("the run's id was cut")
			}
		})
	}
}

func TestMarkdownCutsAndCounts(t *testing.T) {
	t.Parallel()
	r := render{language: billing.German}
	for _, c := range []struct {
		text  Rich
		limit int
		want  string
	}{
		{Rich{say("kurz")}, 100, "kurz"},
		{Rich{say(strings.Repeat("a", 40))}, 100, strings.Repeat("a", 40)},
		{Rich{say(strings.Repeat("a", 50))}, 100, strings.Repeat("a", 40) + " … (10 weitere Zeichen)"},
		{Rich{say(strings.Repeat("&", 50))}, 100, strings.Repeat("&amp;", 8) + " … (42 weitere Zeichen)"},
		{Rich{bold("ab"), say(strings.Repeat("c", 40)), bold("de")}, 100, "*ab*" + strings.Repeat("c", 36) + " … (6 weitere Zeichen)"},
		{Rich{bold(strings.Repeat("a", 50))}, 100, "*" + strings.Repeat("a", 38) + "* … (12 weitere Zeichen)"},
	} {
		if got := r.markdown(c.text, c.limit); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for limit := 60; limit < 400; limit++ {
		text := Rich{say("Söhne & "), bold(strings.Repeat("<😀>", 40)), code(strings.Repeat("`", 40))}
		if got := r.markdown(text, limit); units(got) > limit {
			t.Fatalf("limit %d: %d units", limit, units(got))
		}
	}
}
