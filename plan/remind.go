package plan

import (
	"errors"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

// Remind makes a reminder in MOCO and, unless Draft, has MOCO mail it.
type Remind struct {
	InvoiceID   billing.ID       `json:"invoice_id"`
	Identifier  string           `json:"identifier"`
	CustomerID  billing.ID       `json:"customer_id"`
	Ladder      string           `json:"ladder"`
	Level       int              `json:"level"` // from 1
	Levels      int              `json:"levels"`
	LevelName   string           `json:"level_name"` // "Zahlungserinnerung"
	Gross       billing.Money    `json:"gross"`
	Open        billing.Money    `json:"open"`
	Fee         billing.Money    `json:"fee"`
	DaysOverdue int              `json:"days_overdue"`
	PayWithin   int              `json:"pay_within"` // days after the letter's date
	Language    billing.Language `json:"language"`
	// Reference is the mark in the text that identifies the letter in MOCO.
	Reference string `json:"reference"`
	// Title and Text are the reminder; Subject and Mail the e-mail that
	// carries it. All four are plain text with \n, as they would be if the
	// letter went out on the plan's date; dates move with the sending.
	Title   string `json:"title"`
	Text    string `json:"text"`
	Subject string `json:"subject"`
	Mail    string `json:"mail"`
	// To is the recipient, ;-separated; "" leaves the choice to MOCO's
	// default recipients of the customer.
	To string `json:"to"`
	// RedirectedFrom says, in a trial, whom the mail would have reached.
	RedirectedFrom string `json:"redirected_from,omitzero"`
	Draft          bool   `json:"draft"`
	// Note is what a person should know about it, such as a fee that was left
	// out.
	Note string `json:"note,omitzero"`
	// Others are the customer's other overdue invoices that the letter names,
	// by id, where one letter goes for all of them. Their level stays.
	Others []Other `json:"others,omitempty"`
}

// Other is an invoice that a letter names beside its own.
type Other struct {
	InvoiceID  billing.ID    `json:"invoice_id"`
	Identifier string        `json:"identifier"`
	Due        billing.Date  `json:"due"`
	Open       billing.Money `json:"open"`
}

// Action is "remind", or "draft_reminder" for a draft.
func (r Remind) Action() string {
	if r.Draft {
		return "draft_reminder"
	}
	return "remind"
}

// Validate checks what MOCO would otherwise fill in by itself: without title
// and text it takes those of the next level (law 1).
func (r Remind) Validate() error {
	switch {
	case r.InvoiceID <= 0:
		return errors.New("remind: no invoice")
	case r.Level < 1:
		return errors.New("remind: the level must be 1 or more")
	case r.Title == "" || r.Text == "":
		return errors.New("remind: title and text must not be empty")
	case !r.Draft && (r.Subject == "" || r.Mail == ""):
		return errors.New("remind: the mail's subject and text must not be empty")
	case r.Reference == "" || !r.Open.Known() || r.Open.Minor <= 0:
		return errors.New("remind: reference and open amount are needed")
	}
	return nil
}

// Same compares everything but texts, note and days, which move with the date.
func (r Remind) Same(o Params) bool {
	s, ok := o.(Remind)
	return ok && r.InvoiceID == s.InvoiceID && r.Level == s.Level && r.Ladder == s.Ladder &&
		r.Open == s.Open && r.Gross == s.Gross && r.Fee == s.Fee && r.PayWithin == s.PayWithin &&
		r.CustomerID == s.CustomerID && r.Language == s.Language && r.To == s.To && r.Draft == s.Draft && slices.Equal(r.Others, s.Others)
}

// Requests counts the fresh read (reminders, customer, invoice, payments) and
// the write, of the reminder and of its e-mail. The other invoices that it
// names are read afresh as well, less their customer.
func (r Remind) Requests() int {
	if r.Draft {
		return 5 + 3*len(r.Others)
	}
	return 10 + 2*3*len(r.Others)
}
