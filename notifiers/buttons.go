package notifiers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// The actions of buttons and menus: Slack sends them back as action_id, or as
// the beginning of a menu's value.
const (
	ActionMenu     = "invoice_menu"
	ActionSnooze   = "snooze"
	ActionHandsOff = "handsoff"
	ActionExplain  = "explain"
	ActionTake     = "take"
	ActionOpen     = "open"
	ActionApprove  = "approve_all"
	ActionPick     = "pick"
	ActionReject   = "reject"
	ActionPlan     = "plan_link"
	ActionRetry    = "retry_now"
	ActionRun      = "run_link"
)

// SnoozeDays is how long "7 Tage ruhen lassen" keeps reminders back.
const SnoozeDays = 7

// Buttons is a Part: what people can press about the message. Where nobody
// would answer, and in notifiers without buttons, the links and Instead are
// shown.
type Buttons struct {
	// ID names what they are about, by id: "inv:80699", "plan:p_2c9e".
	ID   string
	List []Button
	// Instead says how to do the same without pressing: the commands.
	Instead Rich
}

// Item is a Part: a paragraph about one thing, with a menu of what can be done
// about it. Where nobody would answer, it is the paragraph alone.
type Item struct {
	ID   string // as in Buttons
	Text Rich
	Menu []Button // five at most
}

// Button is one thing to press.
type Button struct {
	// Action is its action_id; in a menu, the value says it.
	Action string
	Label  string
	// Value travels to Slack and back: ids and hashes, never names.
	Value string
	// Link is opened by pressing; there is nothing to answer then.
	Link  string
	Style ButtonStyle
	// Confirm is asked before a press counts; nil asks nothing.
	Confirm *Confirm
}

// ButtonStyle is a button's colour.
type ButtonStyle string

// The styles.
const (
	ButtonPlain   ButtonStyle = ""
	ButtonPrimary ButtonStyle = "primary"
	ButtonDanger  ButtonStyle = "danger"
)

// Confirm is the question before something that can't be taken back.
type Confirm struct{ Title, Text, Yes, No string }

func (Buttons) part() {}
func (Item) part()    {}

// Unpressed are a message's parts for where nobody answers a press: links and
// commands stand in the place of buttons.
func Unpressed(parts []Part) []Part {
	var out []Part
	for _, p := range parts {
		switch p := p.(type) {
		case Item:
			out = append(out, Paragraph{p.Text})
		case Buttons:
			if text := p.unpressed(); len(text) > 0 {
				out = append(out, Note{text})
			}
		default:
			out = append(out, p)
		}
	}
	return out
}

// unpressed is "In MOCO öffnen · 7 Tage ruhen lassen: worker hold add …".
func (b Buttons) unpressed() Rich {
	var links []Rich
	for _, x := range b.List {
		if webLink(x.Link) != "" {
			links = append(links, Rich{{Text: x.Label, Link: x.Link}})
		}
	}
	return join(" · ", append(links, b.Instead)...)
}

// invoiceID is an invoice as values name it.
func invoiceID(id billing.ID) string { return strconv.FormatInt(int64(id), 10) }

// invoiceButtons are what can be done about an invoice, in both languages.
func (o Origin) openButton(l billing.Language, id billing.ID) []Button {
	link := o.invoice(id, "").Link
	if link == "" {
		return nil
	}
	return []Button{{Action: ActionOpen, Label: pick(l, "In MOCO öffnen", "Open in MOCO"), Value: ActionOpen, Link: link}}
}

func snoozeButton(l billing.Language, id billing.ID) Button {
	days := strconv.Itoa(SnoozeDays)
	return Button{
		Action: ActionSnooze, Label: days + pick(l, " Tage ruhen lassen", " days of rest"),
		Value: ActionSnooze + ":" + invoiceID(id) + ":" + days + "d",
	}
}

// menu is what a digest offers for each of its invoices.
func (d Digest) menu(l billing.Language, v plan.Verdict) []Button {
	id := invoiceID(v.InvoiceID)
	return append(d.openButton(l, v.InvoiceID),
		snoozeButton(l, v.InvoiceID),
		Button{Action: ActionHandsOff, Label: pick(l, "Nicht automatisch mahnen", "No automatic reminders"), Value: ActionHandsOff + ":" + id},
		Button{Action: ActionExplain, Label: pick(l, "Warum steht das hier?", "Why is this here?"), Value: ActionExplain + ":" + id},
	)
}

// invoiceBlock names an invoice as the subject of buttons.
func invoiceBlock(id billing.ID) string { return "inv:" + invoiceID(id) }

// buttons are those of an alert about an invoice that is not settled.
func (a Alert) buttons(l billing.Language) []Part {
	id := a.Notify.InvoiceID
	if id <= 0 || !a.PaidOn.IsZero() {
		return nil
	}
	take := Button{Action: ActionTake, Label: pick(l, "Ich kümmere mich", "I take care of it"), Value: ActionTake + ":" + invoiceID(id)}
	return []Part{Buttons{
		ID: invoiceBlock(id), List: append([]Button{take, snoozeButton(l, id)}, a.openButton(l, id)...),
		Instead: Rich{
			say(strconv.Itoa(SnoozeDays) + pick(l, " Tage ruhen lassen: ", " days of rest: ")),
			code("worker hold add " + invoiceID(id) + " --for " + strconv.Itoa(SnoozeDays) + `d --reason "…"`),
		},
	}}
}

// buttons are those of an open request.
func (a ApprovalRequest) buttons(l billing.Language) Buttons {
	value := a.value()
	n := letters.of(l, len(a.reminds()))
	if len(a.reminds()) == 0 {
		n = actions.of(l, len(a.Lines))
	}
	send := pick(l, n+" senden", "Send "+n)
	b := Buttons{ID: "plan:" + a.Plan, Instead: a.how(l), List: []Button{{
		Action: ActionApprove, Label: send, Value: value, Style: ButtonPrimary,
		Confirm: &Confirm{
			Title: send + "?",
			Text: pick(l, "Die E-Mails gehen sofort an die Kunden und lassen sich nicht zurückholen.",
				"The e-mails go to the customers at once and can't be taken back."),
			Yes: pick(l, "Senden", "Send"), No: pick(l, "Zurück", "Back"),
		},
	}}}
	if len(a.reminds()) > 1 {
		b.List = append(b.List, Button{Action: ActionPick, Label: pick(l, "Einzeln auswählen …", "Pick some …"), Value: value})
	}
	b.List = append(b.List, Button{Action: ActionReject, Label: pick(l, "Ablehnen …", "Reject …"), Value: value, Style: ButtonDanger})
	if a.Page != "" {
		b.List = append(b.List, Button{Action: ActionPlan, Label: pick(l, "Ganzer Plan", "Whole plan"), Link: a.Page})
	}
	return b
}

// value names the request: its plan, what that holds, and who is asked.
func (a ApprovalRequest) value() string {
	value := a.Plan + ":" + a.Hash
	if a.Group != "" {
		value += ":" + a.Group
	}
	return value
}

// ParseRequest reads the value of an approval's buttons and forms.
func ParseRequest(value string) (plan, hash, group string, ok bool) {
	parts := strings.SplitN(value, ":", 3)
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return "", "", "", false
	}
	if len(parts) == 3 {
		group = parts[2]
	}
	return parts[0], parts[1], group, true
}

// buttons are those of a failure that is not over.
func (f JobFailure) buttons(l billing.Language) []Part {
	if f.Run == "" || f.Job == "" {
		return nil
	}
	b := Buttons{
		ID: "run:" + f.Run, Instead: Rich{say(pick(l, "Erneut versuchen: ", "Try again: ")), code("worker run " + name(f.Job))},
		List: []Button{{Action: ActionRetry, Label: pick(l, "Jetzt erneut versuchen", "Try again now"), Value: f.Run}},
	}
	if f.Page != "" {
		b.List = append(b.List, Button{Action: ActionRun, Label: pick(l, "Lauf ansehen", "See the run"), Link: f.Page})
	}
	return []Part{b}
}

// ParseInvoice reads "snooze:80547:7d": the action, the invoice and what is
// behind it. ok is false for anything else.
func ParseInvoice(value string) (action string, id billing.ID, rest string, ok bool) {
	parts := strings.SplitN(value, ":", 3)
	known := []string{ActionSnooze, ActionHandsOff, ActionExplain, ActionTake}
	if len(parts) < 2 || !slices.Contains(known, parts[0]) {
		return "", 0, "", false
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || n <= 0 {
		return "", 0, "", false
	}
	if len(parts) == 3 {
		rest = parts[2]
	}
	return parts[0], billing.ID(n), rest, true
}
