package notifiers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Modal is a form that a person is shown after a press.
type Modal struct {
	// ID comes back as the press's action; Value comes back as it is: ids only.
	ID, Value            string
	Title, Submit, Close string // 24 characters at most
	Fields               []Field
	Parts                []Part // below the fields
}

// Field is something to fill in.
type Field struct {
	ID, Label, Hint string
	// Boxes are what can be ticked, ten at most; without any it is a text.
	Boxes    []Box
	Optional bool
	MaxLen   int // of a text; 0: 300
}

// Box can be ticked.
type Box struct {
	Value, Text, Detail string
	Ticked              bool
}

// The actions of modals that were sent off, and the names of their fields.
const (
	ActionPicked   = "picked"
	ActionRejected = "rejected"

	FieldLetters = "letters" // with a number behind it: letters_0, letters_1
	FieldReason  = "reason"
	FieldSnooze  = "snooze"
)

// boxes is how many boxes one field holds.
const boxes = 10

// maxPicked is how many letters a modal offers, and maxTexts of how many it
// shows the text.
const (
	maxPicked = 50
	maxTexts  = 10
)

// PickModal lets a person choose among the letters of a request. It has all of
// them ticked; left is how many it does not show.
func (a ApprovalRequest) PickModal(l billing.Language, value string) (m Modal, left int) {
	m = Modal{
		ID: ActionPicked, Value: value, Title: pick(l, "Einzeln auswählen", "Pick some"),
		Submit: pick(l, "Ausgewählte senden", "Send those"), Close: pick(l, "Zurück", "Back"),
	}
	var list []Box
	for _, line := range a.Lines {
		r, ok := line.Params.(plan.Remind)
		if !ok {
			continue
		}
		list = append(list, Box{
			Value: invoiceID(r.InvoiceID), Ticked: true,
			Text:   clip(name(r.Identifier)+" "+name(line.Subject.Name), 40) + " · " + r.Open.Format(l),
			Detail: pick(l, "Stufe ", "level ") + number(l, r.Level) + ", " + days.of(l, r.DaysOverdue),
		})
		if len(list) <= maxTexts {
			m.Parts = append(m.Parts, Paragraph{Rich{bold(name(r.Identifier) + " – " + name(r.Title)), say("\n" + clean(start(r.Text, 8000)))}})
		}
	}
	left = max(0, len(list)-maxPicked)
	list = list[:len(list)-left]
	for i := 0; i < len(list); i += boxes {
		m.Fields = append(m.Fields, Field{
			ID: FieldLetters + "_" + strconv.Itoa(i/boxes), Label: pick(l, "Diese Mahnungen gehen hinaus", "These reminders go out"),
			Boxes: list[i:min(i+boxes, len(list))], Optional: true,
		})
	}
	if n := len(list) - maxTexts; n > 0 || left > 0 {
		words := pick(l, "Alle Schreiben im Wortlaut: ", "All letters in full: ")
		if left > 0 {
			words = fmt.Sprintf(pick(l, "%d weitere stehen nicht zur Auswahl. ", "%d more can't be picked here. "), left) + words
		}
		m.Parts = append(m.Parts, Note{Rich{say(words), code("worker plan show " + a.Plan + " --letters")}})
	}
	return m, left
}

// RejectModal asks why.
func (a ApprovalRequest) RejectModal(l billing.Language, value string) Modal {
	days := strconv.Itoa(SnoozeDays)
	return Modal{
		ID: ActionRejected, Value: value, Title: pick(l, "Ablehnen", "Reject"), Submit: pick(l, "Ablehnen", "Reject"), Close: pick(l, "Zurück", "Back"),
		Fields: []Field{
			{ID: FieldReason, Label: pick(l, "Warum?", "Why?"), Hint: pick(l, "Steht im Protokoll und in dieser Nachricht.", "It stands in the audit and in the message.")},
			{ID: FieldSnooze, Label: pick(l, "Danach", "After that"), Optional: true, Boxes: []Box{{
				Value: days + "d", Ticked: true, Text: days + pick(l, " Tage ruhen lassen", " days of rest"),
				Detail: pick(l, "sonst plant der nächste Lauf sie wieder", "otherwise the next run plans them again"),
			}}},
		},
	}
}

// First is the field of a form that an error about all of it is shown at.
func (p Press) First() string {
	if p.Action == ActionRejected {
		return FieldReason
	}
	return FieldLetters + "_0"
}

// Letters are the invoices that are ticked in a PickModal, by id.
func (p Press) Letters() []string {
	out := []string{}
	for i := 0; ; i++ {
		chosen, ok := p.State[FieldLetters+"_"+strconv.Itoa(i)]
		if !ok {
			return out
		}
		out = append(out, chosen...)
	}
}

// Text is what was written or ticked in a field, on one line.
func (p Press) Text(field string) string { return strings.Join(p.State[field], " ") }
