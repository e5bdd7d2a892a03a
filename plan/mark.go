package plan

import (
	"errors"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// Tag puts tags on an invoice in MOCO; tags that are there already stay.
type Tag struct {
	InvoiceID billing.ID `json:"invoice_id"`
	Tags      []string   `json:"tags"`
	// Hold is the hold that it shows; "" if a rule asked for it.
	Hold string `json:"hold,omitempty"`
	// Remove takes the tags off instead.
	Remove bool `json:"remove,omitempty"`
}

// Action is "tag".
func (t Tag) Action() string { return "tag" }

// Validate demands an invoice and at least one tag.
func (t Tag) Validate() error {
	if t.InvoiceID <= 0 || len(t.Tags) == 0 || slices.Contains(t.Tags, "") {
		return errors.New("tag: an invoice and tags are needed")
	}
	return nil
}

// Same compares invoice and tags.
func (t Tag) Same(o Params) bool {
	s, ok := o.(Tag)
	return ok && t.InvoiceID == s.InvoiceID && slices.Equal(t.Tags, s.Tags) && t.Hold == s.Hold && t.Remove == s.Remove
}

// Requests counts the fresh read (the invoice for its customer, and what a
// letter reads) and the write. For a hold the invoice is enough.
func (t Tag) Requests() int {
	if t.Hold != "" {
		return 2
	}
	return 6
}

// Comment leaves a note on an invoice in MOCO.
type Comment struct {
	InvoiceID billing.ID `json:"invoice_id"`
	Text      string     `json:"text"` // plain text; sent escaped
	Level     int        `json:"level"`
	// Hold is the hold that it tells of; "" if a rule asked for it.
	Hold string `json:"hold,omitempty"`
}

// Action is "comment".
func (c Comment) Action() string { return "comment" }

// Validate demands an invoice and a text.
func (c Comment) Validate() error {
	if c.InvoiceID <= 0 || c.Text == "" {
		return errors.New("comment: an invoice and a text are needed")
	}
	return nil
}

// Same compares invoice and level; words such as days may change.
func (c Comment) Same(o Params) bool {
	d, ok := o.(Comment)
	return ok && c.InvoiceID == d.InvoiceID && c.Level == d.Level && c.Hold == d.Hold
}

// Requests counts the fresh read, that of the comments, and the write. For a
// hold the invoice is enough.
func (c Comment) Requests() int {
	if c.Hold != "" {
		return 3
	}
	return 7
}

// SetStatus sets an invoice's status in MOCO.
type SetStatus struct {
	InvoiceID billing.ID            `json:"invoice_id"`
	From      billing.InvoiceStatus `json:"from"`
	Target    billing.InvoiceStatus `json:"target"`
}

// SettableStatuses are those that MOCO's update_status takes.
func SettableStatuses() []billing.InvoiceStatus {
	return []billing.InvoiceStatus{
		billing.StatusCreated, billing.StatusSent, billing.StatusOverdue, billing.StatusIgnored,
	}
}

// Action is "set_status".
func (s SetStatus) Action() string { return "set_status" }

// Validate demands an invoice and a status that can be set.
func (s SetStatus) Validate() error {
	if s.InvoiceID <= 0 || !slices.Contains(SettableStatuses(), s.Target) {
		return errors.New("set_status: an invoice and one of created, sent, overdue, ignored are needed")
	}
	return nil
}

// Same compares everything.
func (s SetStatus) Same(o Params) bool { return s == o }

// Requests counts the fresh read and the write.
func (s SetStatus) Requests() int { return 6 }
