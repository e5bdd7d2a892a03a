package plan

import (
	"errors"
	"slices"
	"time"
)

// Ask asks people for the approval of lines. It is a message, not a release:
// only an approval releases them.
type Ask struct {
	Group   string `json:"group"` // the approval group; "" if the brake holds the lines, not a step
	Channel string `json:"channel"`
	Lines   []int  `json:"lines"`
	// Until is when no answer is a no; zero: when the plan expires.
	Until time.Time `json:"until,omitzero"`
	// Needed is how many people must agree to the line that needs most; 0 is 1.
	Needed int `json:"needed,omitzero"`
}

// Action is "ask".
func (a Ask) Action() string { return "ask" }

// Validate demands a channel and lines.
func (a Ask) Validate() error {
	if a.Channel == "" || len(a.Lines) == 0 {
		return errors.New("ask: a channel and lines are needed")
	}
	return nil
}

// Same compares everything.
func (a Ask) Same(o Params) bool {
	b, ok := o.(Ask)
	return ok && a.Group == b.Group && a.Channel == b.Channel && slices.Equal(a.Lines, b.Lines) && a.Until.Equal(b.Until) && a.Needed == b.Needed
}

// Requests is 0.
func (a Ask) Requests() int { return 0 }
