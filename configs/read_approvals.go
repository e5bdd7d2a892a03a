package configs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
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
		a.SecondPersonFrom = s.byCurrency("second_person_from")
		r.enough(s.section, a)
		r.cfg.Approvals = append(r.cfg.Approvals, a)
	}
}

// byCurrency is a table of amounts to look things up in; nil without the key.
func (s section) byCurrency(key string) map[string]billing.Money {
	amounts := s.amounts(key)
	if !s.Has(key) {
		return nil
	}
	out := map[string]billing.Money{}
	for _, m := range amounts {
		out[m.Currency] = m
	}
	return out
}

// enough refuses a group that could never agree. Who is in a user group is not
// known here.
func (r *reader) enough(s section, a Approval) {
	need, key := a.Required, "required"
	if a.SecondPersonFrom != nil && need < 2 {
		need, key = 2, "second_person_from"
	}
	anyGroup := slices.ContainsFunc(a.Approvers, func(id string) bool { return strings.HasPrefix(id, "S") })
	if n := len(a.Approvers); n > 0 && n < need && !anyGroup {
		s.Errorf(key, "approvers", "%d people must agree, but approvers has %d", need, n)
	}
}

// approveBy is the group that answers for what the brake holds back.
func (r *reader) approveBy(s section) {
	r.cfg.ApproveBy = s.text("approve_by")
	if _, known := r.cfg.Approval(r.cfg.ApproveBy); known || r.cfg.ApproveBy == "" {
		return
	}
	var names []string
	for _, a := range r.cfg.Approvals {
		names = append(names, a.Name)
	}
	s.Add("approve_by", diag.Problem{Code: "unknown-group", Text: fmt.Sprintf("there is no approval group %q", clip(r.cfg.ApproveBy)), Help: diag.DidYouMean(r.cfg.ApproveBy, names)})
}

// people are the users of a machine that are users of Slack.
func (r *reader) people(file section) {
	for _, s := range file.entries("people", "user") {
		id := s.text("slack")
		if n := s.Get("slack"); n != nil && !isID(id, "UW") {
			r.list.Add(diag.Problem{Pos: n.Text(), Code: "approvers", Text: "want the id of a Slack user (U…), got \"" + clip(id) + `"`,
				Help: "in Slack: profile, three dots, Copy member ID"})
			continue
		}
		if r.cfg.People == nil {
			r.cfg.People = map[string]string{}
		}
		r.cfg.People[s.key] = id
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
