package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Keys are business identity: no run, no time, no rule text. Editing a rule
// must not make a letter new. Unique among entries that are alive or done.

// ReminderKey identifies one level of one invoice.
func ReminderKey(account string, invoice billing.ID, level int) string {
	return fmt.Sprintf("reminder|%s|%d|%d", account, invoice, level)
}

// Key is the letter's business identity. A letter of a trial, which reaches
// nobody but ourselves, never takes the place of a real one.
func (r Remind) Key(account string) string {
	key := ReminderKey(account, r.InvoiceID, r.Level)
	if r.RedirectedFrom != "" {
		key = "trial|" + key
	}
	return key
}

// Trial reports whether the line is a letter whose mail is redirected.
func (l Line) Trial() bool {
	r, ok := l.Params.(Remind)
	return ok && r.RedirectedFrom != ""
}

// EmailKey identifies the mailing of one reminder.
func EmailKey(account string, reminder billing.ID) string {
	return fmt.Sprintf("email|%s|%d", account, reminder)
}

// Key is the mailing's business identity, with the mark of a trial.
func (e Email) Key(account string) string {
	key := EmailKey(account, e.ReminderID)
	if e.Letter.RedirectedFrom != "" {
		key = "trial|" + key
	}
	return key
}

// TagKey identifies a set of tags on one invoice.
func TagKey(account string, invoice billing.ID, tags []string) string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	return fmt.Sprintf("tag|%s|%d|%s", account, invoice, strings.Join(tags, ","))
}

// CommentKey identifies a rule's comment on one invoice at one level.
func CommentKey(account string, invoice billing.ID, rule string, level int) string {
	return fmt.Sprintf("comment|%s|%d|%s|%d", account, invoice, rule, level)
}

// HoldKey identifies what MOCO is told once about a hold on one invoice: what is
// tag, untag, begin or end.
func HoldKey(account string, invoice billing.ID, hold, what string) string {
	action := "tag"
	if what == "begin" || what == "end" {
		action = "comment"
	}
	return fmt.Sprintf("%s|%s|%d|%s|%s", action, account, invoice, hold, what)
}

// HoldOf is the hold that an action mirrors to MOCO; "" if it mirrors none.
func HoldOf(p Params) string {
	switch p := p.(type) {
	case Tag:
		return p.Hold
	case Comment:
		return p.Hold
	}
	return ""
}

// StatusKey identifies the move of one invoice to one status.
func StatusKey(account string, invoice billing.ID, target billing.InvoiceStatus) string {
	return fmt.Sprintf("status|%s|%d|%s", account, invoice, target)
}

// SlackKey identifies what was said about a subject in a window. The window
// comes from once_per and again_after; for a digest it is the run.
func SlackKey(rule, subject, window string) string {
	return fmt.Sprintf("slack|%s|%s|%s", rule, subject, window)
}

// ExportKey identifies a job's export for a period or a tick. A person's own
// exports have no key in common, because they name their run.
func ExportKey(name, occasion string) string { return fmt.Sprintf("export|%s|%s", name, occasion) }
