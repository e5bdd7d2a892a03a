//go:build soak

package test

import (
	"testing"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// manyWorkers is the long form: a minute, and the pace must be used.
var manyWorkers = pacework{
	teamwork: teamwork{workers: 8, letters: 400, rate: ledger.Rate{Limit: 600, Window: 10 * time.Second}},
	measured: time.Minute, atLeast: 0.95,
}

// TestLettersPerMinute prints how many letters one worker and eight workers
// send where MOCO's limit is not in the way: with a MOCO that answers at once,
// and with one that takes 200 ms.
func TestLettersPerMinute(t *testing.T) {
	for _, delay := range []time.Duration{0, 200 * time.Millisecond} {
		for _, workers := range []int{1, 8} {
			letters := 200
			if delay > 0 {
				letters = 25 * workers
			}
			m := newTeam(t, teamwork{workers: workers, letters: letters, rate: ledger.Rate{Limit: 600_000, Window: 2 * time.Minute}})
			if delay > 0 {
				m.moco.Fault(mocosim.Fault{Delay: delay})
			}
			sent := m.mails(letters)
			m.enqueue("dun").want(t, 0)
			m.within(3*time.Minute, "e-mails", sent)
			writes := m.moco.Writes()
			took := writes[len(writes)-1].Time.Sub(writes[0].Time)
			m.stop()
			m.wantSent(m.numbers...)
			t.Logf("MOCO takes %s, %d workers: %.0f letters per minute", delay, workers, float64(letters)*60/took.Seconds())
		}
	}
}
