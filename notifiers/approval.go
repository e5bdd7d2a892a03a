package notifiers

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// ApprovalRequest asks people to release lines of a plan. A decision turns it,
// by an update of the same message, into the record of that decision.
type ApprovalRequest struct {
	Origin
	Channel string
	Plan    string // the plan's id, "p_2c9e"
	Hash    string // its content, SHA-256 in hex; approvals are bound to it
	Group   string // who may approve; "" for anybody who may apply plans
	Expires time.Time
	Lines   []plan.Line // those that wait
	// Decision ends the request; the zero value is an open one.
	Decision Decision
}

// Message puts the request, or what became of it, into words.
func (a ApprovalRequest) Message(l billing.Language) Message {
	m := Message{
		Kind: KindApproval, Channel: a.Channel, Language: l, Text: a.sentence(l), Data: a.data(),
	}
	m.Data["plan"], m.Data["sha256"] = a.Plan, a.Hash
	m.Parts = []Part{Heading{a.headline(l)}}
	if a.Decision.State != DecisionOpen {
		m.Parts = append(m.Parts, Paragraph{a.decided(l)})
	} else {
		m.Parts = append(m.Parts, Paragraph{a.effect(l)})
		m.say(a.agreed(l))
		m.say(a.Decision.rest(l))
	}
	list := a.list(l)
	if len(list) > shown {
		m.Parts = append(m.Parts, Paragraph{a.byLevel(l)}, Note{Rich{say(pick(l, "Die Liste steht im Thread.", "The list is in the thread."))}})
		m.FollowUps = a.followUps(l, list)
	} else {
		m.Parts = append(m.Parts, list...)
	}
	if a.Decision.State == DecisionOpen {
		m.Parts = append(m.Parts, Note{a.terms(l)}, a.buttons(l))
	}
	m.Parts = append(m.Parts, Note{a.line(l)})
	return m
}

// say adds a paragraph, if there is something to say.
func (m *Message) say(r Rich) {
	if r.Plain() != "" {
		m.Parts = append(m.Parts, Paragraph{r})
	}
}

// asked is a letter that waits, and whose it is.
type asked struct {
	plan.Remind
	customer string
}

// reminds are the letters among the lines.
func (a ApprovalRequest) reminds() []asked {
	var out []asked
	for _, line := range a.Lines {
		if r, ok := line.Params.(plan.Remind); ok {
			out = append(out, asked{r, line.Subject.Name})
		}
	}
	return out
}

// tally counts and sums up the letters from the n-th on.
func (a ApprovalRequest) tally(from int) Tally {
	var t Tally
	for i, r := range a.reminds() {
		if i >= from {
			t = t.Plus(r.Open)
		}
	}
	return t
}

// what is "2 Mahnungen Stufe 3" and "2 Mahnungen" over several levels.
func (a ApprovalRequest) what(l billing.Language) string {
	all := a.reminds()
	if len(all) == 0 {
		return actions.of(l, len(a.Lines))
	}
	level := all[0].Level
	for _, r := range all {
		if r.Level != level {
			return letters.of(l, len(all))
		}
	}
	return letters.of(l, len(all)) + pick(l, " Stufe ", " of level ") + number(l, level)
}

func (a ApprovalRequest) headline(l billing.Language) string {
	switch a.Decision.State {
	case DecisionApproved:
		return pick(l, "Freigegeben: ", "Approved: ") + a.what(l)
	case DecisionRejected:
		return pick(l, "Abgelehnt: ", "Rejected: ") + a.what(l)
	case DecisionExpired:
		return pick(l, "Verfallen: ", "Expired: ") + a.what(l)
	}
	if len(a.reminds()) == 0 {
		return pick(l, "Freigabe: ", "Approval: ") + a.what(l) + pick(l, " ausführen?", "?")
	}
	return fmt.Sprintf(pick(l, "Freigabe: %s verschicken?", "Approval: send %s?"), a.what(l))
}

func (a ApprovalRequest) sentence(l billing.Language) string {
	if a.Decision.State != DecisionOpen {
		return a.headline(l) + ". " + a.decided(l).Plain() + "."
	}
	s := pick(l, "Freigabe nötig: ", "Approval needed: ") + a.what(l)
	if t := a.tally(0); t.Count > 0 {
		s += pick(l, ", zusammen ", ", together ") + t.Amount(l)
	}
	return s + ". Plan " + a.Plan + pick(l, ", gültig bis ", ", valid until ") + shortMoment(l, a.Expires) + "."
}

// effect says what a yes does: how many mails go to customers.
func (a ApprovalRequest) effect(l billing.Language) Rich {
	sent, fees := 0, Tally{}
	for _, r := range a.reminds() {
		if !r.Draft {
			sent++
		}
		if r.Fee.Known() && !r.Fee.IsZero() {
			fees = fees.Plus(r.Fee)
		}
	}
	var out Rich
	if n := len(a.reminds()); n > 0 {
		out = Rich{
			say(pick(l, "Nach der Freigabe: ", "After approval: ")),
			bold(mails.of(l, sent) + pick(l, " an Kunden", " to customers")),
			say(pick(l, ". MOCO legt dazu ", ". MOCO adds ") + letters.of(l, n) + pick(l, " an", "")),
		}
		if fees.Count > 0 {
			out = append(out, say(pick(l, ", mit zusammen ", ", with fees of ")+fees.Amount(l)+pick(l, " Gebühr", " altogether")))
		}
		out = append(out, say("."))
	}
	if others := a.others(); others != "" {
		out = join(" ", out, Rich{say(pick(l, "Außerdem: ", "Also: ") + others + ".")})
	}
	return out
}

// others counts the lines that are no letters, by action: "3 × tag, 1 × comment".
func (a ApprovalRequest) others() string {
	byAction := map[string]int{}
	for _, line := range a.Lines {
		if _, ok := line.Params.(plan.Remind); !ok {
			byAction[name(line.Action)]++
		}
	}
	var parts []string
	for _, action := range slices.Sorted(maps.Keys(byAction)) {
		parts = append(parts, fmt.Sprintf("%d × %s", byAction[action], action))
	}
	return strings.Join(parts, ", ")
}

// how names the commands that answer the request.
func (a ApprovalRequest) how(l billing.Language) Rich {
	approve := "worker approve " + a.Plan
	one := "R…"
	if all := a.reminds(); len(all) > 0 {
		one = name(all[0].Identifier)
	}
	return Rich{
		say(pick(l, "Freigeben: ", "Approve: ")), code(approve),
		say(pick(l, " · einzeln: ", " · one by one: ")), code(approve + " --only " + one),
		say(pick(l, " · ablehnen: ", " · reject: ")), code(approve + ` --reject --reason "…"`),
	}
}

func (a ApprovalRequest) terms(l billing.Language) Rich {
	var group Rich
	if a.Group != "" {
		group = Rich{say(pick(l, "Freigabe durch ", "approval by ")), bold(name(a.Group))}
	}
	id := Rich{say("Plan "), bold(a.Plan)}
	if a.Hash != "" {
		id = append(id, say(" ("+a.Hash[:min(8, len(a.Hash))]+")"))
	}
	valid := Rich{
		say(pick(l, "gültig bis ", "valid until ")), bold(shortMoment(l, a.Expires)),
		say(pick(l, ", danach verfällt er", ", then it expires")),
	}
	again := Rich{say(pick(l, "Vor dem Senden wird jede Rechnung noch einmal gelesen; bezahlte fallen heraus.",
		"Each invoice is read again before its letter; paid ones drop out."))}
	return join(" ", again, join(" · ", id, group, valid))
}
