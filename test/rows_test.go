package test

import (
	"testing"

	"github.com/mocowork/mocowork/test/report"
)

// The rows of the fault matrix about real processes, each with a few lives here
// and with many behind the tag soak. The simulation has the large numbers.

// lives are crashes at points, on both stores and in both kinds of workers:
// rounds times each. What comes twice in a run is hit the second time.
func lives(rounds int, faults ...string) (all []crash) {
	for round := range rounds {
		for _, f := range faults {
			all = append(all, crash{fault: f, postgres: round%2 == 0}, crash{fault: f, serve: true, postgres: round%2 == 1})
		}
	}
	return all
}

// row is the line of several lives.
func (s *tally) row(id string, least int) report.Row {
	return report.Row{ID: id, Min: least, Runs: s.runs, Fired: s.fired, Dup: s.dup, Missing: s.missing, Recover: s.recover}
}

// TestF01_RealBeforeThePlan: nothing was planned, and the next run plans.
func TestF01_RealBeforeThePlan(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 15), "kill@plan.before_commit:1")
	report.Print(t, suffer(t, all, nil).row("F01", len(all)))
}

// TestF02_RealAfterThePlan: what was planned or released and never reached the
// queue is found by the sweeper, or by the next run.
func TestF02_RealAfterThePlan(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 5), "kill@plan.after_commit:1", "kill@run.before_release:1", "kill@release.after_commit:1")
	report.Print(t, suffer(t, all, nil).row("F02", len(all)))
}

// TestF04_RealAfterTheClaim: another worker claims it.
func TestF04_RealAfterTheClaim(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@remind.claimed:2", "kill@email.claimed:2")
	report.Print(t, suffer(t, all, nil).row("F04", len(all)))
}

// TestF05_RealAfterTheRead: it is read again before it is written.
func TestF05_RealAfterTheRead(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@remind.checked:2", "kill@email.checked:2")
	report.Print(t, suffer(t, all, nil).row("F05", len(all)))
}

// TestF06_RealBeforeThePost: it is looked for, and made after the settle time.
func TestF06_RealBeforeThePost(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@remind.intent:2", "kill@comment.intent:1")
	report.Print(t, suffer(t, all, nil).row("F06", len(all)))
}

// TestF08_RealAfterTheReply: what was made is found; nothing is asked for twice.
func TestF08_RealAfterTheReply(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 50), "kill@remind.written:2", "kill@remind.written:1")
	row := suffer(t, all, onePostEach).row("F08", len(all))
	row.Note = "all taken on"
	report.Print(t, row)
}

// onePostEach: every reminder and every mail was asked for once.
func onePostEach(t *testing.T, c crash, l life) {
	t.Helper()
	n := map[string]int{}
	for _, r := range l.w.moco.Writes() {
		n[r.Method+" "+r.Path+" "+r.Body]++
	}
	for what, k := range n {
		if k > 1 {
			t.Errorf("%s: asked %d times: %.80s", c.name(), k, what)
		}
	}
}

// TestF09_RealBeforeTheMail: the letter is mailed, by whoever comes.
func TestF09_RealBeforeTheMail(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@remind.recorded:2")
	report.Print(t, suffer(t, all, onePostEach).row("F09", len(all)))
}

// TestF10_RealBeforeTheMailLeaves: F06 for the e-mail.
func TestF10_RealBeforeTheMailLeaves(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 10), "kill@email.intent:2")
	report.Print(t, suffer(t, all, nil).row("F10", len(all)))
}

// TestF11_RealAfterTheMail: MOCO shows it as sent.
func TestF11_RealAfterTheMail(t *testing.T) {
	t.Parallel()
	all := lives(rounds(1, 50), "kill@email.written:2", "kill@email.written:1")
	report.Print(t, suffer(t, all, onePostEach).row("F11", len(all)))
}
