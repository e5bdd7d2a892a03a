package jobs

import (
	"fmt"
	"time"

	"github.com/mocowork/mocowork/ledger"
)

// keepsQuiet reports whether a message waits for its time of day, such as the
// end of the quiet hours: nobody has tried it yet, and nothing is wrong.
func keepsQuiet(x ledger.Entry, now time.Time) bool {
	return x.Unreadable == nil && x.State == ledger.Planned && internal(x.Params) && x.IntentAt.IsZero() && x.NextAt.After(now)
}

// quietly says which messages of a run wait, and till when; "" if none does.
func (e *Engine) quietly(entries []ledger.Entry, now time.Time) string {
	n := 0
	var first time.Time
	for _, x := range entries {
		if keepsQuiet(x, now) {
			n++
			if first.IsZero() || x.NextAt.Before(first) {
				first = x.NextAt
			}
		}
	}
	if n == 0 {
		return ""
	}
	// The database's clock is not that of dates in a demo.
	at := e.Now().Add(first.Sub(now)).In(e.Zone)
	return fmt.Sprintf("messages that wait: %d, until %s at the earliest; worker serve sends them, or the next command that runs a job", n, at.Round(time.Minute).Format("Mon 02 Jan 15:04"))
}
