package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Group are the people who release what waits for them. The zero value is
// everybody who may use the command line.
type Group struct {
	// Channel is where they are asked; "" where digests go.
	Channel string
	// Approvers are the ids of Slack users (U…, W…) and of user groups (S…).
	// Without any, nobody can answer in Slack, and at the command line anybody.
	Approvers []string
	// Required is how many of them must agree; 0 means 1.
	Required int
	// SelfApproval lets the person who started a run answer for its lines.
	SelfApproval bool
	// Expires is how long they may take, counted on working days; 0: until the
	// plan expires.
	Expires time.Duration
	// SecondPersonFrom is, by currency, the open amount from which two must
	// agree. A currency that is missing counts as above it; nil: amounts say
	// nothing.
	SecondPersonFrom map[string]billing.Money
}

// Directory knows who belongs to a user group of Slack.
type Directory interface {
	// Members are the ids of the users in a group, such as S0FINANZEN.
	Members(ctx context.Context, group string) ([]string, error)
}

// Voter is a person who answers a request.
type Voter struct {
	ID   string // "slack:U04ANNA", or "anna@host" at the command line
	Name string // for people; "" at the command line
}

// String is "Anna@slack:U04ANNA" or "anna@host".
func (v Voter) String() string {
	name := strings.ReplaceAll(plan.Plain(v.Name), "@", "")
	if !strings.HasPrefix(v.ID, slackID) || name == "" {
		return v.ID
	}
	return name + "@" + v.ID
}

// slackID begins what is known of a person by his Slack user.
const slackID = "slack:"

// person is who somebody is, whichever way he came: his Slack user where that
// is known, else his name on the machine, whatever machine that is.
func (e *Engine) person(who string) string {
	at := strings.LastIndex(who, "@")
	if strings.HasPrefix(who[at+1:], slackID) {
		return who[at+1:] // "Anna@slack:U04ANNA", "slack:U04ANNA": no host has a colon
	}
	name := who
	if at >= 0 {
		name = who[:at]
	}
	for _, known := range []string{who, name} {
		if id := e.Policy.People[known]; id != "" {
			return slackID + id
		}
	}
	if strings.HasPrefix(name, slackID) {
		return "@" + name // a user of a machine who is called like one of Slack
	}
	return name
}

// NotApproverError says that somebody may not answer for a group.
type NotApproverError struct {
	Voter Voter
	Group string // "" for what write: approve holds back
	Why   string
}

// Error says why, and what would help.
func (e *NotApproverError) Error() string {
	return fmt.Sprintf("%s may not answer%s: %s", e.Voter, forGroup(e.Group), e.Why)
}

func forGroup(group string) string {
	if group == "" {
		return ""
	}
	return " for " + group
}

// SelfApprovalError says that somebody may not release what he started himself.
type SelfApprovalError struct {
	Voter Voter
	Group string
	Label string // of the first such line, such as "R2609-014"
}

// Error says whose approval is needed.
func (e *SelfApprovalError) Error() string {
	return fmt.Sprintf("%s needs the approval of %s, and nobody approves what he started", e.Label, e.Group)
}

// group finds a group of the configuration; "" is always there.
func (e *Engine) group(name string) (Group, error) {
	g, ok := e.Policy.Groups[name]
	if !ok && name != "" {
		return g, &NotApprovedError{Reason: fmt.Sprintf("there is no approval group %s in worker.yaml any more; what waits for it can't be answered", name)}
	}
	return g, nil
}

// mayAnswer is nil for the people of a group. The error is a *NotApproverError,
// or says that Slack could not be asked.
func (e *Engine) mayAnswer(ctx context.Context, name string, g Group, v Voter) error {
	no := func(why string) error { return &NotApproverError{Voter: v, Group: name, Why: why} }
	id, known := strings.CutPrefix(e.person(v.ID), slackID)
	switch {
	case len(g.Approvers) == 0 && strings.HasPrefix(v.ID, slackID):
		if name == "" {
			return no("worker.yaml names no group for it (approve_by), so it is answered at the command line only")
		}
		return no("the group has no approvers in worker.yaml, so it is answered at the command line only")
	case len(g.Approvers) == 0, known && slices.Contains(g.Approvers, id):
		return nil
	case !known:
		return no("people in worker.yaml does not say which Slack user that is")
	}
	for _, group := range g.Approvers {
		if !strings.HasPrefix(group, "S") {
			continue
		}
		if e.Directory == nil {
			return no("who belongs to " + group + " can't be asked without slack.bot_token")
		}
		members, err := e.Directory.Members(ctx, group)
		if err != nil {
			return fmt.Errorf("who belongs to %s can't be asked: %w", group, err)
		}
		if slices.Contains(members, id) {
			return nil
		}
	}
	return no("only its approvers in worker.yaml may")
}

// started reports whether a person started a run himself.
func (e *Engine) started(v Voter, run ledger.Run) bool {
	return run.Origin != "schedule" && e.person(run.AskedBy) == e.person(v.ID)
}

// needed is how many people must agree to a line.
func (e *Engine) needed(p plan.Plan, g Group, l plan.Line) int {
	n := max(1, g.Required)
	if g.SecondPersonFrom == nil {
		return n
	}
	for _, open := range stake(p, l) {
		from, known := g.SecondPersonFrom[open.Currency]
		if !known || open.Minor >= from.Minor {
			return max(n, 2)
		}
	}
	return n
}

// stake is what a line is about: what is open of its invoice, and the whole of a
// letter for several invoices; one unknown amount if there is none.
func stake(p plan.Plan, l plan.Line) []billing.Money {
	if r, ok := l.Params.(plan.Remind); ok {
		sum := r.Open
		amounts := []billing.Money{}
		for _, o := range r.Others {
			if o.Open.Currency == sum.Currency {
				sum.Minor += o.Open.Minor
			} else {
				amounts = append(amounts, o.Open)
			}
		}
		return append(amounts, sum)
	}
	for _, letter := range p.Letters() {
		if l.Subject.Kind == "invoice" && letter.Subject == l.Subject && letter.Rule == l.Rule {
			return stake(p, letter) // what stands beside a letter goes with it
		}
	}
	for _, v := range p.Verdicts {
		if l.Subject.Kind == "invoice" && v.InvoiceID == l.Subject.ID {
			return []billing.Money{v.Open}
		}
	}
	return []billing.Money{{}}
}
