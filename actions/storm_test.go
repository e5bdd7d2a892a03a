package actions_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/test/race"
	"github.com/mocowork/mocowork/test/report"
)

var counted = regexp.MustCompile(`: ([0-9.]+) Meldungen`)

// TestF93_AlertStorm: a rule that is right about 10,000 invoices at once, or 80
// rules about some of them, is a handful of messages that count every one.
func TestF93_AlertStorm(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		n     int
		rules int
		by    []string
	}{
		{"one rule", 10_000 / race.Part(20), 1, nil},
		{"80 rules, two currencies", 1000 / race.Part(5), 80, nil},
		{"by customer", 1000 / race.Part(5), 1, []string{"customer"}},
	}
	row := report.Row{ID: "F93", Min: len(cases), Note: "10,000, 1,000 and 1,000 alerts; messages with those in threads:"}
	for _, c := range cases {
		n := c.n
		w, slack := slackWorld(t)
		w.Env.Delivery.Group = actions.Grouping{By: c.by}
		p := w.Plan()
		var err error
		if p.ID, err = w.Ledger.NewID(t.Context(), "p"); err != nil {
			t.Fatal(err)
		}
		p.Lines = nil
		for i := range n {
			l, notify := alert, alert.Params.(plan.Notify)
			l.N, l.Rule = i+1, fmt.Sprintf("rule-%d", i%c.rules)
			l.Key = plan.SlackKey(l.Rule, fmt.Sprintf("invoice:%d", i), "once")
			l.Subject = plan.Subject{Kind: "invoice", ID: billing.ID(i + 1), Label: fmt.Sprintf("R%05d", i), Name: fmt.Sprintf("Kunde %d", i)}
			notify.InvoiceID, notify.Open = billing.ID(i+1), billing.Money{Minor: 100, Currency: []string{"EUR", "CHF"}[i/c.rules%2]}
			l.Params = notify
			p.Lines = append(p.Lines, l)
		}
		if err := w.Ledger.SavePlan(t.Context(), p, nil); err != nil {
			t.Fatal(err)
		}
		ids := w.Release(p, "notify")
		began := time.Now()
		if err := w.Engine.Apply(t.Context(), p.Run); err != nil {
			t.Fatal(err)
		}
		row.Recover = max(row.Recover, time.Since(began))
		row.Runs++
		if len(ids) == n {
			row.Fired++
		}
		done, err := w.Ledger.Entries(t.Context(), ledger.Filter{Run: p.Run, States: []ledger.State{ledger.Done}})
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, m := range slack.Messages() {
			if got := counted.FindStringSubmatch(m.Text); got != nil && m.ThreadTS == "" {
				k, err := strconv.Atoi(strings.ReplaceAll(got[1], ".", ""))
				if err != nil {
					t.Fatal(err)
				}
				told += k
			}
		}
		row.Missing += n - len(done) + n - told
		if k := len(slack.Messages()); k > 20 {
			row.Dup += k - 20
			t.Errorf("%s: %d messages", c.name, k)
		} else {
			row.Note += fmt.Sprintf(" %d", k)
		}
		if told != n || len(done) != n {
			t.Errorf("%s: %d told, %d done", c.name, told, len(done))
		}
	}
	report.Print(t, row)
}
