package ledger_test

import (
	"testing"

	"github.com/mocowork/mocowork/ledger"
)

// The whole table: a move that is not here is refused.
func TestStateMay(t *testing.T) {
	t.Parallel()
	states := []ledger.State{
		ledger.Planned, ledger.Claimed, ledger.Intent, ledger.Done, ledger.Skipped, ledger.Failed, ledger.Expired, ledger.Review,
	}
	allowed := map[ledger.State]string{
		//               planned claimed intent done skipped failed expired review
		ledger.Planned: ".x..xxx.",
		ledger.Claimed: "x.xxxxxx",
		ledger.Intent:  "x..xxx.x",
		ledger.Done:    "....x...",
		ledger.Skipped: "........",
		ledger.Failed:  "........",
		ledger.Expired: "........",
		ledger.Review:  "x..xxx..",
	}
	for _, from := range states {
		for i, to := range states {
			if want := allowed[from][i] == 'x'; from.May(to) != want {
				t.Errorf("%s.May(%s) = %v", from, to, !want)
			}
		}
		if from.May("") || ledger.State("posting").May(from) {
			t.Errorf("a state that is not known may be left or reached from %s", from)
		}
	}
}

func TestStateKinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state                 ledger.State
		open, final, freesKey bool
	}{
		{ledger.Planned, true, false, false},
		{ledger.Claimed, true, false, false},
		{ledger.Intent, true, false, false},
		{ledger.Review, false, false, false},
		{ledger.Done, false, true, false},
		{ledger.Skipped, false, true, true},
		{ledger.Failed, false, true, true},
		{ledger.Expired, false, true, true},
	}
	for _, tt := range tests {
		if tt.state.Open() != tt.open || tt.state.Final() != tt.final || tt.state.FreesKey() != tt.freesKey {
			t.Errorf("%s: open %v, final %v, frees its key %v", tt.state, tt.state.Open(), tt.state.Final(), tt.state.FreesKey())
		}
	}
}
