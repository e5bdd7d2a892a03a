package ledger

import "slices"

// State is where an entry stands.
type State string

// The states. planned → claimed → intent → done, with the exits skipped,
// failed, expired and review. An entry in intent may have been carried out: it
// is never written again before MOCO was read (law 1).
const (
	Planned State = "planned" // released, nobody works on it
	Claimed State = "claimed" // somebody works on it, nothing was written yet
	Intent  State = "intent"  // a write is about to leave, or left without a clear answer
	Done    State = "done"    // carried out, and MOCO confirmed it
	Skipped State = "skipped" // not needed any more: paid, done by a person, gone
	Failed  State = "failed"  // refused for good
	Expired State = "expired" // not carried out in time
	Review  State = "review"  // a person must look
)

// next lists the states that may follow each state.
var next = map[State][]State{
	Planned: {Claimed, Skipped, Failed, Expired},
	Claimed: {Planned, Intent, Done, Skipped, Failed, Expired, Review}, // done: a late commit was found
	Intent:  {Planned, Done, Skipped, Failed, Review},
	Review:  {Planned, Done, Skipped, Failed},
	// A done entry is skipped after all when its effect was taken back.
	Done:    {Skipped},
	Skipped: {}, Failed: {}, Expired: {},
}

// May reports whether an entry may go from s to t.
func (s State) May(t State) bool { return slices.Contains(next[s], t) }

// Open reports whether the entry is still to be worked on by a worker.
func (s State) Open() bool { return s == Planned || s == Claimed || s == Intent }

// Final reports whether nobody has to do anything more.
func (s State) Final() bool { return !s.Open() && s != Review }

// FreesKey reports whether another entry with the same key may be made.
func (s State) FreesKey() bool { return s == Skipped || s == Failed || s == Expired }
