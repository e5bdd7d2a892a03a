package configs

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
)

func (r *reader) approvals(file section) {
	for _, s := range file.entries("approvals", "approval group") {
		a := Approval{Name: s.key, Pos: s.node.Pos()}
		if _, err := parseName(s.key); err != nil {
			r.list.Errorf(a.Pos, "name", "approvals: %s", err)
		}
		a.Channel = parsed(s.section, "channel", "channel", parseChannel, itself)
		a.Approvers = r.approvers(s.section)
		a.Required = s.number("required")
		a.SelfApproval = s.boolean("self_approval")
		a.Expires = s.duration("expires")
		if recheck := s.Get("recheck"); !s.boolean("recheck") && recheck.Value == "false" {
			s.Add("recheck", diag.Problem{Code: "recheck", Text: "recheck can't be turned off", Why: "a customer who has paid meanwhile would get a letter"})
		}
		if a.Required > 1 {
			s.Add("required", diag.Problem{Code: "unsupported", Text: fmt.Sprintf("required is %d, but this version knows one approval per line", a.Required), Help: "write required: 1, or take the line out"})
		}
		r.cfg.Approvals = append(r.cfg.Approvals, a)
	}
}

// approvers are the people of a group, by their Slack ids.
func (r *reader) approvers(s section) []string {
	s.list("approvers")
	n := s.Get("approvers")
	if n != nil && n.Kind == diag.Seq && len(n.Items()) == 0 {
		s.Errorf("approvers", "approvers", "approvers is empty: name people, or take the line out")
	}
	var out []string
	for _, item := range n.Items() {
		switch {
		case item.Kind != diag.Scalar:
		case !isID(item.Value, "UWS"):
			r.list.Add(diag.Problem{Pos: item.Text(), Code: "approvers", Text: "want the id of a Slack user (U…) or user group (S…), got \"" + clip(item.Value) + `"`,
				Help: "in Slack: profile, three dots, Copy member ID"})
		case slices.Contains(out, item.Value):
			r.list.Errorf(item.Text(), "duplicate", "approver %s is here twice", item.Value)
		default:
			out = append(out, item.Value)
		}
	}
	return out
}
