package notifiers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// DecisionState says whether a request is still open.
type DecisionState string

// The states of a request.
const (
	DecisionOpen     DecisionState = ""
	DecisionApproved DecisionState = "approved"
	DecisionRejected DecisionState = "rejected"
	DecisionExpired  DecisionState = "expired"
)

// Decision is what became of a request.
type Decision struct {
	State  DecisionState // open as long as one of its lines is
	By     string        // who decided
	At     time.Time     // when, in the configuration's zone
	Reason string        // why it was rejected
	// Agreed are the people who said yes, in that order: to what is open, as
	// long as something is.
	Agreed []string
	// Needed is how many people must agree; 0 means 1.
	Needed int
	// Letters are those that were released, with how far they have come.
	Letters []Letter
	// Ended is when all that was released had come to its end; zero before.
	Ended time.Time
	// Rest is what became of lines that State says nothing about.
	Rest []Rest
}

// Rest are lines of a request that were answered otherwise than the others.
type Rest struct {
	State  DecisionState
	Count  int
	By     string
	Reason string
}

// Key stands for what a decision says, without how far the sending has come: a
// message that was edited to it needs no further edit. It is "" for a request
// that nobody has answered.
func (d Decision) Key() string {
	if d.State == DecisionOpen && len(d.Agreed)+len(d.Rest) == 0 {
		return ""
	}
	key := fmt.Sprintf("%s|%s|%d|%s|%q|%d|%v", d.State, d.By, d.At.Unix(), d.Reason, d.Agreed, d.Needed, d.Rest)
	if !d.Ended.IsZero() {
		key += fmt.Sprintf("|%v", d.Letters)
	}
	return key
}

// decided says who decided what, and how far it has come.
func (a ApprovalRequest) decided(l billing.Language) Rich {
	d := a.Decision
	switch d.State {
	case DecisionApproved:
		return join(" · ", d.approved(l), d.sending(l), d.rest(l), a.receipt(l))
	case DecisionRejected:
		out := Rich{say(pick(l, "abgelehnt von ", "rejected by ")), bold(name(d.By)), say(d.at())}
		if d.Reason != "" {
			out = append(out, say(": "+clip(clean(d.Reason), 300)))
		}
		return join(" · ", out, d.rest(l))
	}
	out := Rich{say(pick(l, "Niemand hat rechtzeitig zugestimmt; es wurde nichts verschickt", "Nobody said yes in time; nothing was sent"))}
	return join(" · ", out, d.rest(l))
}

// at is ", 07:12".
func (d Decision) at() string {
	if d.At.IsZero() {
		return ""
	}
	return ", " + clock(d.At)
}

// approved is "Anna hat freigegeben, 07:12" or "Anna und Ben haben …".
func (d Decision) approved(l billing.Language) Rich {
	who := d.Agreed
	if len(who) == 0 {
		who = []string{d.By}
	}
	verb := pick(l, " haben freigegeben", " approved")
	if len(who) == 1 {
		verb = pick(l, " hat freigegeben", " approved")
	}
	return append(people(l, who), say(verb+d.at()))
}

// people is "Anna, Ben und Carl".
func people(l billing.Language, names []string) Rich {
	var out Rich
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			out = append(out, say(pick(l, " und ", " and ")))
		default:
			out = append(out, say(", "))
		}
		out = append(out, bold(name(n)))
	}
	return out
}

// sending is "sendet 1 von 2", and in the end "1 gesendet, 1 inzwischen bezahlt,
// 07:13".
func (d Decision) sending(l billing.Language) Rich {
	if len(d.Letters) == 0 {
		return nil
	}
	onTheWay := 0
	for _, x := range d.Letters {
		if x.State == LetterRunning {
			onTheWay++
		}
	}
	if onTheWay > 0 {
		n := len(d.Letters)
		return Rich{say(fmt.Sprintf(pick(l, "sendet %s von %s", "sending %s of %s"), number(l, n-onTheWay+1), number(l, n)))}
	}
	out := Rich{bold(strings.Join(fates(l, d.Letters), ", "))}
	if !d.Ended.IsZero() {
		out = append(out, say(", "+clock(d.Ended)))
	}
	return out
}

// fates counts letters by what became of them, and the unsent ones by why.
func fates(l billing.Language, all []Letter) []string {
	var words []string
	n := map[string]int{}
	for _, x := range all {
		w := fate(l, x)
		if n[w]++; n[w] == 1 {
			words = append(words, w)
		}
	}
	sent := fate(l, Letter{State: LetterDone})
	slices.SortStableFunc(words, func(a, b string) int {
		switch {
		case a == sent && b != sent:
			return -1
		case b == sent && a != sent:
			return 1
		}
		return 0
	})
	for i, w := range words {
		words[i] = number(l, n[w]) + " " + w
	}
	return words
}

// fate is "gesendet", "inzwischen bezahlt" or "fehlgeschlagen".
func fate(l billing.Language, x Letter) string {
	switch {
	case x.State == LetterDone:
		return pick(l, "gesendet", "sent")
	case x.State == LetterSkipped && x.Reason == "paid meanwhile": // what actions say of a payment before the write
		return plan.ReasonIn(l, x.Reason)
	case x.State == LetterSkipped:
		return pick(l, "nicht gesendet", "not sent")
	}
	for _, s := range letterStates {
		if s.state == x.State {
			return pick(l, s.many, s.manyE)
		}
	}
	return string(x.State)
}

// rest is "1 freigegeben von Anna · 1 verfallen".
func (d Decision) rest(l billing.Language) Rich {
	var parts []Rich
	for _, r := range d.Rest {
		words := map[DecisionState]string{
			DecisionApproved: pick(l, "freigegeben", "approved"), DecisionRejected: pick(l, "abgelehnt", "rejected"), DecisionExpired: pick(l, "verfallen", "expired"),
		}[r.State]
		out := Rich{say(number(l, r.Count) + " " + words)}
		if r.By != "" {
			out = append(out, say(pick(l, " von ", " by ")), bold(name(r.By)))
		}
		if r.Reason != "" {
			out = append(out, say(": "+clip(clean(r.Reason), 300)))
		}
		parts = append(parts, out)
	}
	return join(" · ", parts...)
}

// receipt names the run that shows what was sent, when all has come to its end.
func (a ApprovalRequest) receipt(l billing.Language) Rich {
	if a.Decision.Ended.IsZero() || a.Run == "" {
		return nil
	}
	return Rich{say(pick(l, "Beleg ", "record ") + a.Run)}
}

// agreed is "1 von 2: Anna", for a request that needs several people.
func (a ApprovalRequest) agreed(l billing.Language) Rich {
	d := a.Decision
	if d.Needed < 2 {
		return nil
	}
	out := Rich{bold(fmt.Sprintf(pick(l, "%s von %s", "%s of %s"), number(l, len(d.Agreed)), number(l, d.Needed)))}
	if len(d.Agreed) == 0 {
		return append(out, say(pick(l, ": es müssen verschiedene Personen zustimmen", ": different people must agree")))
	}
	return append(append(out, say(": ")), people(l, d.Agreed)...)
}
