package actions

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// Request is a request for approval as it stands: what still waits, who has
// agreed, and what became of the rest. settled says that nothing more can happen
// to it.
func (env *Env) Request(ctx context.Context, p plan.Plan, a plan.Ask) (r notifiers.ApprovalRequest, settled bool, err error) {
	hash, err := env.Ledger.PlanHash(ctx, p.ID)
	if err != nil {
		return r, false, err
	}
	r = notifiers.ApprovalRequest{Origin: env.origin(p), Channel: a.Channel, Plan: p.ID, Hash: hash, Group: a.Group, Expires: p.ExpiresAt}
	if !a.Until.IsZero() {
		r.Expires = a.Until
	}
	asked, err := env.answers(ctx, p, a)
	if err != nil {
		return r, false, err
	}
	r.Lines = asked.lines["open"]
	if len(r.Lines) == 0 {
		for _, l := range p.Lines {
			if slices.Contains(a.Lines, l.N) {
				r.Lines = append(r.Lines, l)
			}
		}
	}
	r.Decision = asked.decision(a)
	return r, r.Decision.State != notifiers.DecisionOpen && (len(asked.lines["used"]) == 0 || !r.Decision.Ended.IsZero()), nil
}

// answers are what people said to the lines of a request.
type answers struct {
	lines   map[string][]plan.Line // by state
	last    map[string]ledger.LineState
	votes   []ledger.Vote
	letters []notifiers.Letter // that were released
	ended   time.Time          // when all that was released had come to its end; zero before
	clock   func(time.Time) time.Time
}

func (env *Env) answers(ctx context.Context, p plan.Plan, a plan.Ask) (answers, error) {
	x := answers{lines: map[string][]plan.Line{}, last: map[string]ledger.LineState{}}
	now, err := env.Ledger.Now(ctx)
	if err != nil {
		return x, err
	}
	today := env.Delivery.Now()
	x.clock = func(t time.Time) time.Time { return today.Add(t.Sub(now)) }
	states, err := env.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return x, err
	}
	for _, s := range states {
		i := slices.IndexFunc(p.Lines, func(l plan.Line) bool { return l.N == s.N })
		if i < 0 || !slices.Contains(a.Lines, s.N) {
			continue
		}
		x.lines[s.State] = append(x.lines[s.State], p.Lines[i])
		if last, ok := x.last[s.State]; !ok || s.At.After(last.At) {
			x.last[s.State] = s
		}
	}
	if x.votes, err = env.Ledger.Votes(ctx, p.ID); err != nil {
		return x, err
	}
	entries, err := env.Ledger.Entries(ctx, ledger.Filter{Plan: p.ID})
	if err != nil {
		return x, err
	}
	x.follow(p, entries)
	return x, nil
}

// follow looks how far what was released has come.
func (x *answers) follow(p plan.Plan, entries []ledger.Entry) {
	p.Lines = x.lines["used"]
	x.letters = Letters(p, entries)
	of := map[string]bool{} // entries of these lines
	for _, e := range entries {
		if e.Parent == "" && slices.ContainsFunc(p.Lines, func(l plan.Line) bool { return l.N == e.Line }) {
			of[e.ID] = true
		}
	}
	for _, e := range entries {
		if !of[e.ID] && !of[e.Parent] {
			continue
		}
		if e.State.Open() {
			x.ended = time.Time{}
			return
		}
		if e.UpdatedAt.After(x.ended) {
			x.ended = e.UpdatedAt
		}
	}
	if slices.ContainsFunc(x.letters, func(l notifiers.Letter) bool { return l.State == notifiers.LetterRunning }) {
		x.ended = time.Time{}
	}
}

// decision puts the answers together: open as long as a line is, otherwise the
// best that became of any.
func (x *answers) decision(a plan.Ask) notifiers.Decision {
	d := notifiers.Decision{Needed: a.Needed, Letters: x.letters}
	order := []struct {
		state string
		is    notifiers.DecisionState
	}{
		{"open", notifiers.DecisionOpen}, {"used", notifiers.DecisionApproved}, {"rejected", notifiers.DecisionRejected}, {"expired", notifiers.DecisionExpired},
	}
	found := false
	for _, o := range order {
		lines, last := x.lines[o.state], x.last[o.state]
		switch {
		case len(lines) == 0:
		case !found:
			found, d.State = true, o.is
			d.Agreed, d.Needed = x.agreed(lines, d.Needed)
			if o.state != "open" {
				d.At, d.Reason = x.clock(last.At), last.Reason
			}
			if o.state == "used" || o.state == "rejected" {
				d.By = names(last.By)
			}
		default:
			r := notifiers.Rest{State: o.is, Count: count(lines)}
			if o.state != "expired" {
				r.By, r.Reason = names(last.By), last.Reason
			}
			d.Rest = append(d.Rest, r)
		}
	}
	if !x.ended.IsZero() {
		d.Ended = x.clock(x.ended)
	}
	if d.State == notifiers.DecisionApproved && len(d.Agreed) == 0 {
		d.Agreed = []string{d.By}
	}
	return d
}

// agreed are the people who said yes to one of the lines, and how many had to
// when the last of them did; asked is what the request said.
func (x *answers) agreed(lines []plan.Line, asked int) (who []string, needed int) {
	needed = asked
	for _, v := range x.votes {
		if !v.Yes || !slices.ContainsFunc(lines, func(l plan.Line) bool { return l.N == v.Line }) {
			continue
		}
		needed = max(needed, v.Needed)
		if n := names(v.Voter); !slices.Contains(who, n) {
			who = append(who, n)
		}
	}
	return who, needed
}

// count is how many letters the lines are, or how many lines without letters.
func count(lines []plan.Line) int {
	n := 0
	for _, l := range lines {
		if _, ok := l.Params.(plan.Remind); ok {
			n++
		}
	}
	if n == 0 {
		return len(lines)
	}
	return n
}

// names are people without where they came from: "Anna, ben" of
// "Anna@slack:U04ANNA, ben@host".
func names(who string) string {
	parts := strings.Split(who, ", ")
	for i, p := range parts {
		parts[i], _, _ = strings.Cut(p, "@")
	}
	return strings.Join(parts, ", ")
}
