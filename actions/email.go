package actions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mocoapi"
	"github.com/mocowork/mocowork/plan"
)

// email has MOCO mail a reminder. If the customer has paid since the reminder
// was made, the reminder is deleted instead: unsent ones can be mailed by a
// person with one click.
type email struct{ env *Env }

func (email) Trait() Trait { return Trait{MOCO: true} }

// Check reads the invoice once more and decides as if our own unsent reminder
// were not there.
func (h email) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	p := e.Params.(plan.Email)
	f, err := h.env.readLetter(ctx, p.Letter)
	if err != nil {
		return Checked{}, err
	}
	if err := h.env.listed(ctx, &f, p.ReminderID); err != nil {
		return Checked{}, err
	}
	i := slices.IndexFunc(f.reminders, func(r billing.Reminder) bool { return r.ID == p.ReminderID })
	switch {
	case i < 0 && !e.IntentAt.IsZero():
		// It may have been mailed before it went away.
		return Checked{Review: fmt.Sprintf("reminder %d was deleted in MOCO; whether it was mailed before, nobody can tell", p.ReminderID)}, nil
	case i < 0:
		return Checked{Skip: fmt.Sprintf("reminder %d was deleted in MOCO", p.ReminderID), Undone: true}, nil
	case f.reminders[i].Status == billing.ReminderSent && !e.IntentAt.IsZero():
		// Our own earlier request took effect late. It counts as mailed, also
		// should somebody delete the reminder one day.
		w := mailedAsShown(p)
		return Checked{Made: &w}, nil
	case f.reminders[i].Status == billing.ReminderSent:
		return Checked{Skip: fmt.Sprintf("reminder %d was mailed from MOCO already", p.ReminderID)}, nil
	case f.reminders[i].Status != billing.ReminderCreated:
		return Checked{Review: unclearMail(f.reminders[i])}, nil
	}
	if age := h.env.Today().Sub(f.reminders[i].Date); age > freshFor {
		return withdraw(f, fmt.Sprintf("its dates are %d days old", age))
	}
	if first := firstTwin(f.reminders, p); first != p.ReminderID {
		return withdraw(f, fmt.Sprintf("another installation was first with reminder %d", first))
	}
	ids := f.ids()
	// Neither ours nor the twin that gives way to it is in the way of its mail.
	f.snapshot.Reminders = slices.DeleteFunc(slices.Clone(f.reminders), func(r billing.Reminder) bool {
		return r.ID == p.ReminderID || r.Status == billing.ReminderCreated && r.ReferencedLevel(p.Letter.Identifier) == p.Letter.Level
	})
	for i := range f.snapshot.Reminders {
		f.snapshot.Reminders[i].Invoice.DunningLevel = 0 // it may count ours
	}
	letter := e
	letter.Action, letter.Params, letter.Key = p.Letter.Action(), p.Letter, p.Letter.Key(e.Account)
	f.snapshot.Reminders = append(f.snapshot.Reminders, f.others...)
	_, skip, err := h.env.again(ctx, letter, f)
	switch {
	case err != nil:
		return Checked{}, err
	case skip != "":
		return withdraw(f, skip+mailedTwin(f.reminders, p))
	}
	return Checked{Baseline: ids, Evidence: evidenceOf(f), At: f.at}, nil
}

// unclearMail is what a person hears whose reminder has a status that says
// neither that it was mailed nor that it was not.
func unclearMail(r billing.Reminder) string {
	return fmt.Sprintf("reminder %d has the status %q in MOCO; whether it was mailed, nobody can tell", r.ID, r.Status)
}

// freshFor is the age in days up to which a letter may still be mailed as it
// was made: its term must not have run for days when it arrives.
const freshFor = 1

// firstTwin is the lowest id among the unsent reminders that carry the same
// reference: ours, unless another installation made one too. One that was sent
// counts as a level when the rules decide again, unless it was a trial's.
func firstTwin(reminders []billing.Reminder, p plan.Email) billing.ID {
	first := p.ReminderID
	for _, r := range reminders {
		if r.Status != billing.ReminderSent && r.ReferencedLevel(p.Letter.Identifier) == p.Letter.Level {
			first = min(first, r.ID)
		}
	}
	return first
}

// mailedTwin says, behind a reason, that another installation has mailed the
// same level; "" if none has.
func mailedTwin(reminders []billing.Reminder, p plan.Email) string {
	for _, r := range reminders {
		if r.Status == billing.ReminderSent && r.ReferencedLevel(p.Letter.Identifier) == p.Letter.Level && !isOurs(r, p.Letter) {
			return fmt.Sprintf(": another installation mailed level %d with reminder %d", p.Letter.Level, r.ID)
		}
	}
	return ""
}

// withdraw lets the protocol delete our unsent reminder.
func withdraw(f fresh, why string) (Checked, error) {
	return Checked{Skip: why, TakeBack: true, Evidence: evidenceOf(f)}, nil
}

// Undo deletes the reminder, unless it was mailed after all: that is the proof
// of what the customer got.
func (h email) Undo(ctx context.Context, e ledger.Entry) (string, error) {
	p := e.Params.(plan.Email)
	r, err := h.env.MOCO.Reminder(ctx, p.ReminderID)
	switch {
	case fault.KindOf(err) == fault.Gone:
		return "", h.env.Mirror.Gone(ctx, "reminders", p.ReminderID)
	case err != nil:
		return "", err
	case r.Status == billing.ReminderSent:
		return "", fault.New(fault.Temporary, fmt.Errorf("reminder %d was mailed meanwhile", p.ReminderID))
	case r.Status != billing.ReminderCreated:
		return "", fault.New(fault.Permanent, errors.New(unclearMail(r)))
	}
	if err := h.delete(ctx, p.ReminderID); err != nil {
		return "", err
	}
	if err := h.env.Mirror.Gone(ctx, "reminders", p.ReminderID); err != nil {
		return "", err
	}
	return fmt.Sprintf("the unsent reminder %d was deleted", p.ReminderID), nil
}

// delete deletes a reminder, and looks whether it has gone if nobody says so.
func (h email) delete(ctx context.Context, id billing.ID) error {
	err := h.env.MOCO.DeleteReminder(ctx, id)
	switch fault.KindOf(err) {
	case fault.Gone:
		return nil
	case fault.Unsure:
		if _, gone := h.env.MOCO.Reminder(ctx, id); fault.KindOf(gone) == fault.Gone {
			return nil
		}
	}
	return err
}

// Write has MOCO mail the reminder.
func (h email) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p := e.Params.(plan.Email)
	echo, err := h.env.MOCO.SendReminder(ctx, p.ReminderID, mocoapi.Mail{To: recipients(p.Letter.To), Subject: p.Letter.Subject, Text: p.Letter.Mail})
	if err != nil {
		return Written{}, err
	}
	w := mailed(p)
	w.Evidence = map[string][]string{"emails_to": echo.To, "emails_cc": echo.CC, "emails_bcc": echo.BCC}
	return w, nil
}

// recipients splits a list with semicolons; nothing stays nothing, which lets
// MOCO choose.
func recipients(to string) []string {
	return strings.FieldsFunc(to, func(r rune) bool { return r == ';' || r == ' ' })
}

func mailed(p plan.Email) Written {
	return Written{RemoteID: strconv.FormatInt(int64(p.ReminderID), 10), Note: fmt.Sprintf("reminder %d mailed", p.ReminderID)}
}

func mailedAsShown(p plan.Email) Written {
	w := mailed(p)
	w.Note = fmt.Sprintf("reminder %d mailed, as MOCO shows", p.ReminderID)
	return w
}

// Reconcile asks MOCO whether the reminder was mailed.
func (h email) Reconcile(ctx context.Context, e ledger.Entry) (Finding, error) {
	p := e.Params.(plan.Email)
	r, err := h.env.MOCO.Reminder(ctx, p.ReminderID)
	switch {
	case fault.KindOf(err) == fault.Gone:
		return Finding{Review: fmt.Sprintf("reminder %d was deleted in MOCO while it was being mailed", p.ReminderID)}, nil
	case err != nil:
		return Finding{}, err
	case r.Status == billing.ReminderSent:
		return Finding{Made: true, Result: mailedAsShown(p)}, nil
	case r.Status != billing.ReminderCreated:
		return Finding{Review: unclearMail(r)}, nil
	}
	return Finding{}, nil
}
