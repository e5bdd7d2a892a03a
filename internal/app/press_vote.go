package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// answered carries out the press of a button, or a form that was sent off, that
// answers a request for approval. Who may answer is decided by the engine; a
// form is shown only to people who may.
func (a *App) answered(ctx context.Context, s *Server, p notifiers.Press) reply {
	id, hash, group, ok := notifiers.ParseRequest(p.Value)
	if !ok {
		return refusedPress("the value can't be read", a.pick("Diesen Knopf kennt diese Version nicht.", "This version does not know that button."))
	}
	v := jobs.Vote{Plan: id, Hash: hash, Group: group, By: jobs.Voter{ID: slackUser + p.User, Name: a.chat.PersonName(ctx, p.User)}}
	switch p.Action {
	case notifiers.ActionPick, notifiers.ActionReject:
		return a.form(ctx, p, v)
	case notifiers.ActionRejected:
		v.Reason = p.Text(notifiers.FieldReason)
		if p.Text(notifiers.FieldSnooze) != "" {
			v.Snooze = notifiers.SnoozeDays * 24 * time.Hour
		}
	case notifiers.ActionPicked:
		v.Yes, v.Only = true, p.Letters()
	default:
		v.Yes = true
	}
	return a.vote(ctx, s, v)
}

// vote hands an answer to the engine, and wakes up whoever sends letters.
func (a *App) vote(ctx context.Context, s *Server, v jobs.Vote) reply {
	out, err := a.Engine.Vote(ctx, v)
	if err != nil {
		return a.notVoted(ctx, v, err)
	}
	s.wakeEntries(ctx, out.Released.Entries)
	s.wakeTeller()
	r := done(fmt.Sprintf("plan %s: %d released, %d rejected, %d more must agree", v.Plan, len(out.Lines), len(out.Rejected), out.Waiting))
	var words []string
	switch n := len(out.Lines); {
	case out.Waiting > 0:
		words = append(words, fmt.Sprintf(a.pick("Deine Zustimmung zählt; %d weitere fehlt noch.", "Your yes counts; %d more is needed."), out.Waiting))
	case v.Yes:
		words = append(words, fmt.Sprintf(a.pick("Freigegeben: %d.", "Released: %d."), n))
	default:
		words = append(words, fmt.Sprintf(a.pick("Abgelehnt: %d.", "Rejected: %d."), len(out.Rejected)))
	}
	if out.Hold.ID != "" {
		words = append(words, a.heldWords(plan.Plain(out.Hold.Matcher.String()), out.Hold)+".")
	}
	if n := len(out.Dropped); n > 0 {
		words = append(words, fmt.Sprintf(a.pick("Ohne Wirkung: %d.", "Without effect: %d."), n))
	}
	r.say = said(strings.Join(words, " "))
	return r
}

// wakeEntries calls workers to carry out what was released. The sweeper does
// too, a little later.
func (s *Server) wakeEntries(ctx context.Context, ids []string) {
	for _, id := range ids[:min(len(ids), jobs.Hints)] {
		e, err := s.app().Ledger.Entry(ctx, id)
		if err == nil {
			err = s.queue.WakeEntry(ctx, e.ID, e.Fence, e.Attempts)
		}
		if err != nil {
			s.log.Warn("queue", "entry", id, "error", err)
			return
		}
	}
}

// notVoted says to the person why her answer does not count.
func (a *App) notVoted(ctx context.Context, v jobs.Vote, err error) reply {
	var approver *jobs.NotApproverError
	var self *jobs.SelfApprovalError
	var voted *jobs.VotedError
	var stale *jobs.StaleError
	var expired *jobs.ExpiredError
	var used *ledger.UsedError
	var limit *jobs.LimitError
	var no *jobs.NotApprovedError
	words := ""
	switch {
	case errors.As(err, &approver):
		words = a.whoApproves(ctx, v.Group)
	case errors.As(err, &self):
		words = a.pick("Niemand gibt frei, was er selbst gestartet hat.", "Nobody approves what he started.")
	case errors.As(err, &voted):
		words = fmt.Sprintf(a.pick("Du hast schon zugestimmt; %d weitere fehlt noch.", "You have agreed before; %d more is needed."), voted.Waiting)
	case errors.As(err, &stale):
		words = a.pick("Diese Nachricht gehört zu einem älteren Plan; es wurde nichts freigegeben.", "This message is of an older plan; nothing was released.")
	case errors.As(err, &expired):
		words = a.pick("Der Plan ist verfallen; es wurde nichts freigegeben. Der nächste Lauf plant neu.", "The plan has expired; nothing was released. The next run plans again.")
	case errors.As(err, &used):
		words = fmt.Sprintf(a.pick("Darüber hat %s schon entschieden.", "%s has decided about it before."), callName(used.By))
	case errors.Is(err, ledger.ErrNotFound):
		words = a.pick("Diesen Plan gibt es hier nicht.", "There is no such plan here.")
	case errors.As(err, &limit), errors.As(err, &no):
		words = a.pick("Nicht freigegeben: ", "Not released: ") + err.Error()
	default:
		return failed(err)
	}
	return refusedPress(err.Error(), words)
}

// callName is the name in "Anna@slack:U04ANNA".
func callName(who string) string {
	called, _, _ := strings.Cut(who, "@")
	return cmp.Or(called, who)
}

// whoApproves is "Nur Anna und Ben dürfen freigeben."
func (a *App) whoApproves(ctx context.Context, group string) string {
	approvers := a.Engine.Policy.Groups[group].Approvers
	if len(approvers) == 0 {
		return a.pick("Hier darf niemand freigeben, solange worker.yaml keine approvers nennt: worker approve.",
			"Nobody may approve here as long as worker.yaml names no approvers: worker approve.")
	}
	return fmt.Sprintf(a.pick("Nur %s dürfen freigeben.", "Only %s may approve."), a.people(ctx, approvers))
}

// form opens the modal in which a person picks letters, or says why not.
func (a *App) form(ctx context.Context, p notifiers.Press, v jobs.Vote) reply {
	approvers := a.Engine.Policy.Groups[v.Group].Approvers
	switch yes, err := a.among(ctx, p.User, approvers); {
	case err != nil:
		return failed(err)
	case !yes:
		return refusedPress("not an approver of "+cmp.Or(v.Group, "what write: approve holds back"), a.whoApproves(ctx, v.Group))
	}
	request, err := a.request(ctx, v)
	if err != nil {
		return a.notVoted(ctx, v, err)
	}
	m := request.RejectModal(a.Config.Language(), p.Value)
	if p.Action == notifiers.ActionPick {
		m, _ = request.PickModal(a.Config.Language(), p.Value)
	}
	if err := a.chat.Show(ctx, p, m, a.Config.Language()); err != nil {
		r := failed(err)
		r.say = said(a.pick("Das Fenster ging nicht auf: bitte noch einmal drücken.", "The form did not open: please press again."))
		return r
	}
	return done("the form " + m.ID + " was shown")
}

// request is what a message asks for, as it stands now. The errors are those of
// a vote.
func (a *App) request(ctx context.Context, v jobs.Vote) (notifiers.ApprovalRequest, error) {
	p, err := a.Engine.Usable(ctx, v.Plan)
	if err != nil {
		return notifiers.ApprovalRequest{}, err
	}
	hash, err := a.Ledger.PlanHash(ctx, p.ID)
	switch {
	case err != nil:
		return notifiers.ApprovalRequest{}, err
	case !strings.HasPrefix(hash, v.Hash):
		return notifiers.ApprovalRequest{}, &jobs.StaleError{Plan: p.ID}
	}
	states, err := a.Ledger.LineStates(ctx, p.ID)
	if err != nil {
		return notifiers.ApprovalRequest{}, err
	}
	r := notifiers.ApprovalRequest{Plan: p.ID, Hash: hash, Group: v.Group}
	for _, n := range askedLines(p, v.Group) {
		open := slices.ContainsFunc(states, func(s ledger.LineState) bool { return s.N == n && s.State == "open" })
		i := slices.IndexFunc(p.Lines, func(l plan.Line) bool { return l.N == n })
		if open && i >= 0 {
			r.Lines = append(r.Lines, p.Lines[i])
		}
	}
	return r, nil
}

// askedLines are the lines that a group was asked about.
func askedLines(p plan.Plan, group string) []int {
	for _, l := range p.Lines {
		if ask, ok := l.Params.(plan.Ask); ok && ask.Group == group {
			return ask.Lines
		}
	}
	return nil
}
