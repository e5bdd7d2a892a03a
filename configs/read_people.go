package configs

import (
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
)

// mayPress are the people who may use buttons, by their Slack ids.
func (r *reader) mayPress(s section) []string {
	s.list("may_press")
	n := s.Get("may_press")
	var out []string
	for _, item := range n.Items() {
		switch {
		case item.Kind != diag.Scalar:
		case !isID(item.Value, "UWS"):
			r.list.Add(diag.Problem{Pos: item.Text(), Code: "approvers", Text: "want the id of a Slack user (U…) or user group (S…), got \"" + clip(item.Value) + `"`,
				Help: "in Slack: profile, three dots, Copy member ID"})
		case slices.Contains(out, item.Value):
			r.list.Errorf(item.Text(), "duplicate", "%s is here twice", item.Value)
		default:
			out = append(out, item.Value)
		}
	}
	return out
}
