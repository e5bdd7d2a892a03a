package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

func TestPlanComesBack(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		berlin, err := time.LoadLocation("Europe/Berlin")
		must(t, err)
		p := plan.Plan{
			ID: "p_1", Run: "r_1", Job: "mahnlauf", Account: account, Today: billing.Date{Year: 2026, Month: 11, Day: 23},
			CreatedAt: time.Date(2026, 11, 23, 7, 0, 1, 0, berlin), ExpiresAt: time.Date(2026, 11, 26, 7, 0, 1, 0, berlin),
			Write: plan.WriteApprove, Lines: []plan.Line{letter(1, 1, 2), message(2, "big", "10203", "2026-11")},
			Rules:    []plan.RuleFile{{Name: "dunning.yaml", Hash: "a1b2c3d4"}},
			Read:     plan.Read{Counts: map[string]int{"invoices": 2}, Requests: 3, Took: time.Second},
			Verdicts: []plan.Verdict{{InvoiceID: 1, Open: eur(119000), Outcome: plan.OutcomeLetter}, {InvoiceID: 2, Outcome: plan.OutcomeHold, Reason: "no gross total"}},
			Limits:   []plan.Limit{{Name: "reminders_per_run", Text: "1 of 25 reminders", Kept: true}}, Warnings: []string{"Grün \xff"},
		}
		text := ledger.RuleText{Hash: "a1b2c3d4", Name: "dunning.yaml", Body: "rules: []\n# für Köln\n"}
		must(t, l.SavePlan(t.Context(), p, []ledger.RuleText{text, text}))
		got, err := l.Plan(t.Context(), "p_1")
		must(t, err)
		p.Warnings[0] = "Grün \uFFFD" // what can't be written comes back as JSON has it
		equal(t, "plan", got, p)
		texts, err := l.RuleTexts(t.Context(), got.Rules)
		must(t, err)
		equal(t, "rules", texts, []ledger.RuleText{text})
		states, err := l.LineStates(t.Context(), "p_1")
		must(t, err)
		equal(t, "lines", states, []ledger.LineState{{N: 1, State: "open"}, {N: 2, State: "open"}})
		entries, err := l.Entries(t.Context(), ledger.Filter{})
		must(t, err)
		equal(t, "planning releases nothing", len(entries), 0)
	})
}

func TestPlanTamperedWith(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		for name, change := range map[string]string{
			"p_amount": `UPDATE plan SET body = replace(body, '1190.00', '1190.01') WHERE id = $1`,
			"p_hash":   `UPDATE plan SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE id = $1`,
			"p_extra":  `UPDATE plan SET body = replace(body, '"run":', '"note":"x","run":') WHERE id = $1`,
			"p_empty":  `UPDATE plan SET body = '' WHERE id = $1`,
		} {
			p := saved(t, l, name, letter(1, 1, 1))
			run(t, d, change, name)
			want := "plan " + name + " was changed in the store: its hash does not fit"
			_, err := l.Plan(t.Context(), name)
			wantErr(t, err, want)
			_, err = l.Release(t.Context(), ledger.Release{Plan: p, By: "anna@host"})
			wantErr(t, err, want)
		}
	})
}

func TestPlanNotFound(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		saved(t, l, "p_1")
		stranger := ledger.New(d, ledger.Options{Account: "andere"})
		for _, err := range []error{
			errOf(l.Plan(t.Context(), "p_2")), errOf(stranger.Plan(t.Context(), "p_1")),
			errOf(l.RuleTexts(t.Context(), []plan.RuleFile{{Name: "dunning.yaml", Hash: "ffffffff"}})),
		} {
			if !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
		_, err := l.RuleTexts(t.Context(), []plan.RuleFile{{Name: "dunning.yaml", Hash: "ffffffff"}})
		wantErr(t, err, "rule file dunning.yaml@ffffff: not found")
	})
}

func errOf[T any](_ T, err error) error { return err }

// A plan with a line that can't be carried out is not stored at all.
func TestSavePlanRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		wrong := letter(2, 2, 1)
		wrong.Action = "tag"
		empty := letter(2, 2, 1)
		empty.Params = nil
		zero := letter(2, 2, 0)
		for want, line := range map[string]plan.Line{
			"plan p_1, line 2: action tag has the details of remind":       wrong,
			"plan p_1, line 2: action remind has no details":               empty,
			"plan p_1, line 2: remind: the level must be 1 or more":        zero,
			"UNIQUE constraint failed: plan_line.plan, plan_line.n (1555)": letter(1, 2, 1),
		} {
			err := l.SavePlan(t.Context(), plan.Plan{ID: "p_1", Account: account, Lines: []plan.Line{letter(1, 1, 1), line}}, nil)
			switch {
			case strings.HasPrefix(want, "UNIQUE"):
				if !db.IsUnique(err) {
					t.Errorf("two lines with one number: %v", err)
				}
			default:
				wantErr(t, err, want)
			}
			if _, err := l.Plan(t.Context(), "p_1"); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("it was stored all the same: %v", err)
			}
		}
		saved(t, l, "p_1")
		if err := l.SavePlan(t.Context(), plan.Plan{ID: "p_1"}, nil); !db.IsUnique(err) {
			t.Errorf("a plan was overwritten: %v", err)
		}
	})
}
