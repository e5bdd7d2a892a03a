package plan

import (
	"errors"

	"github.com/mocowork/mocowork/billing"
)

// Email has MOCO mail a reminder that exists. It is the second half of Remind,
// with an entry of its own, because each half may fail by itself.
type Email struct {
	ReminderID billing.ID `json:"reminder_id"`
	// Letter is the reminder as it was made; its subject and mail text are
	// what is sent.
	Letter Remind `json:"letter"`
}

// Action is "email".
func (e Email) Action() string { return "email" }

// Validate demands the reminder and a letter.
func (e Email) Validate() error {
	if e.ReminderID <= 0 {
		return errors.New("email: no reminder")
	}
	return e.Letter.Validate()
}

// Same compares the reminder.
func (e Email) Same(o Params) bool {
	f, ok := o.(Email)
	return ok && e.ReminderID == f.ReminderID
}

// Requests is counted with the reminder.
func (e Email) Requests() int { return 0 }
