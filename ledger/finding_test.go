package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/internal/db"
	"github.com/mocowork/mocowork/ledger"
)

// TestFindings: what is new is told once, what stays is not told again, what is
// missing is over and told, what comes back is new, and a notice is given once.
func TestFindings(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		drift := ledger.Finding{Key: "drift|1", Kind: ledger.FindingDrift, InvoiceID: 1, Identifier: "R-1", Text: "drift"}
		note := ledger.Finding{Key: "unknown|7", Kind: ledger.FindingUnknown, InvoiceID: 2, Identifier: "R-2", Level: 2, Text: "unknown", Notice: true}
		step := func(name, open, news string, found ...ledger.Finding) {
			t.Helper()
			must(t, l.Observe(t.Context(), found))
			all, err := l.Findings(t.Context())
			must(t, err)
			untold, err := l.UntoldFindings(t.Context())
			must(t, err)
			equal(t, name+": open", stands(all), open)
			equal(t, name+": news", stands(untold), news)
			must(t, l.TellFindings(t.Context(), untold, ledger.Untold{}))
		}
		step("nothing", "", "")
		step("new", "drift|1 open", "drift|1 open, unknown|7 noted", drift, note)
		step("still there", "drift|1 open", "", drift, note)
		step("over", "", "drift|1 over", note)
		step("stays over", "", "")
		step("back", "drift|1 open", "drift|1 open", drift)
		drift.Notice = true
		step("becomes a notice", "", "drift|1 noted", drift)
		f, err := l.Facts(t.Context(), "")
		must(t, err)
		equal(t, "the level learned", f.Levels[2], 2)
		events, err := l.Events(t.Context(), "", "", 0)
		must(t, err)
		var steps []string
		for _, e := range events {
			steps = append(steps, string(e.To)+e.Detail)
		}
		if !slices.Contains(steps, `finding_resolved{"reason":"drift|1"}`) || strings.Count(strings.Join(steps, " "), `finding{"reason":"unknown|7"}`) != 1 {
			t.Errorf("the audit: %v", steps)
		}
		_, err = l.Verify(t.Context())
		must(t, err)
	})
}

// A finding that is over before anybody was told is not told.
func TestFindingsNobodyHeardOf(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		must(t, l.Observe(t.Context(), []ledger.Finding{{Key: "drift|1", Kind: ledger.FindingDrift, Text: "x"}}))
		must(t, l.Observe(t.Context(), nil))
		untold, err := l.UntoldFindings(t.Context())
		must(t, err)
		equal(t, "news", stands(untold), "")
	})
}

func stands(all []ledger.Finding) string {
	var out []string
	for _, f := range all {
		stand := "over"
		switch {
		case f.Open():
			stand = "open"
		case f.Notice:
			stand = "noted"
		}
		out = append(out, fmt.Sprintf("%s %s", f.Key, stand))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// TestMark: one store has one mark, whoever asks first, and each account its
// own.
func TestMark(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *ledger.Ledger) {
		first, err := l.Mark(t.Context())
		must(t, err)
		again, err := ledger.New(d, ledger.Options{Account: l.Account(), Owner: "other"}).Mark(t.Context())
		must(t, err)
		if len(first) != 4 || again != first {
			t.Errorf("marks %q and %q", first, again)
		}
	})
}
