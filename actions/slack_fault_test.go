package actions_test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/test/report"
)

// TestF89_SlackWithoutAnAnswer: Slack asks to wait, breaks, or takes a message
// without saying so. The alert is there in the end, twice at most and only if
// nobody could know, or people hear within 15 minutes that it is not.
func TestF89_SlackWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		fault  slacksim.Fault
		unsure bool // it may be there twice
		never  bool // it does not arrive
	}{
		{"429 for a second", slacksim.Fault{Status: 429, RetryAfter: "1"}, false, false},
		{"429 without a time", slacksim.Fault{Status: 429}, false, false},
		{"429 for an hour", slacksim.Fault{Status: 429, RetryAfter: "3600"}, false, false},
		{"429 with a date", slacksim.Fault{Status: 429, RetryAfter: "Mon, 23 Nov 2026 06:00:05 GMT"}, false, false},
		{"503", slacksim.Fault{Status: 503, Times: 5}, false, false},
		{"500 before", slacksim.Fault{Status: 500}, false, false},
		{"500 after", slacksim.Fault{Status: 500, Commit: true}, true, false},
		{"cut before", slacksim.Fault{Drop: true}, false, false},
		{"cut after", slacksim.Fault{Drop: true, Commit: true}, true, false},
		{"internal_error after", slacksim.Fault{Code: "internal_error", Commit: true}, true, false},
		{"fatal_error before", slacksim.Fault{Code: "fatal_error"}, false, false},
		{"away for good, 503", slacksim.Fault{Status: 503, Times: -1}, false, true},
		{"away for good, cut", slacksim.Fault{Drop: true, Times: -1}, false, true},
		{"429 for hours, always", slacksim.Fault{Status: 429, RetryAfter: "7200", Times: -1}, false, true},
	}
	rows := make([]report.Row, len(cases))
	t.Run("all", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				w, slack := slackWorld(t)
				c.fault.Method = "chat.postMessage"
				slack.Inject(c.fault)
				id := w.Line(alert)
				var reported, passed time.Duration = -1, 0
				for range 40 {
					e := w.Apply(w.Worker, id)
					if left, err := w.Ledger.Untold(t.Context()); err != nil {
						t.Fatal(err)
					} else if len(left) > 0 && reported < 0 {
						reported = passed
					}
					if !e.State.Open() || c.never && reported >= 0 {
						break
					}
					now, err := w.Ledger.Now(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					pause := max(e.NextAt.Sub(now), 0) + time.Second
					w.Later(pause)
					passed += pause
				}
				r := &rows[i]
				r.Fired = min(1, slack.Count("chat.postMessage"))
				allowed := 1
				if c.unsure {
					allowed = 2
				}
				n := len(slack.In("#leads"))
				r.Dup = max(0, n-allowed)
				if (n == 0) != c.never || n == 0 && (reported < 0 || reported > 15*time.Minute) {
					r.Missing = 1
					t.Errorf("%d messages; reported after %s", n, reported)
				}
				r.Recover = max(reported, 0)
			})
		}
	})
	row := report.Row{ID: "F89", Min: len(cases), Note: "twice at most, and only after an unclear answer"}
	for _, r := range rows {
		row.Runs++
		row.Fired += r.Fired
		row.Dup += r.Dup
		row.Missing += r.Missing
		row.Recover = max(row.Recover, r.Recover)
	}
	report.Print(t, row)
}
