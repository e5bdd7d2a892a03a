package rules

import (
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/internal/diag"
)

// remindAction asks for the next letter of a ladder.
type remindAction struct {
	ladder ladder
	to     recipients
	draft  bool // make the reminder, leave the mailing to a person
}

// recipients says who gets the mail.
type recipients string

const (
	// toDefault leaves it to MOCO: the customer's default recipients.
	toDefault recipients = "moco_default_recipients"
	// toCompany is the e-mail address of the company; without one the invoice
	// is held.
	toCompany recipients = "customer_email"
)

func remindKeys() keys {
	return keys{
		{"ladder", true, "a name under ladders", textSchema()},
		{"to", false, "moco_default_recipients (if left out), or customer_email", oneOfWords(string(toDefault), string(toCompany))},
	}
}

func draftKeys() keys { return remindKeys()[:1] }

func readRemind(r *reader, f *diag.Fields, out *rule) { r.remind(f, out, false) }

func readDraft(r *reader, f *diag.Fields, out *rule) { r.remind(f, out, true) }

func (r *reader) remind(f *diag.Fields, out *rule, draft bool) {
	a := &remindAction{to: recipients(f.Enum("to", string(toDefault), string(toCompany))), draft: draft}
	if a.to == "" {
		a.to = toDefault
	}
	if out.remind != nil {
		f.List().Errorf(f.Key("ladder"), "duplicate", "rule %q reminds twice", out.name)
		return
	}
	out.remind = a
	n := f.Scalar("ladder")
	if n == nil {
		return
	}
	r.used["ladders."+n.Value] = true
	known := slices.Clone(r.broken)
	for _, l := range r.ladders {
		known = append(known, l.name)
		if l.name == n.Value {
			a.ladder = l
		}
	}
	if !slices.Contains(known, n.Value) {
		f.Add("ladder", diag.Problem{Code: "unknown-ladder", Text: fmt.Sprintf("there is no ladder %q in this file", n.Value), Help: diag.DidYouMean(n.Value, known)})
	}
}
