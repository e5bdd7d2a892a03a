package plan

import (
	"errors"

	"github.com/mocowork/mocowork/billing"
)

// Severity orders messages. Routes and colours follow it.
type Severity string

// The severities, from quiet to loud.
const (
	Info     Severity = "info"
	Warning  Severity = "warning"
	Critical Severity = "critical"
)

// Notify tells people about one subject: an alert at once, or a line of the
// day's digest.
type Notify struct {
	Severity Severity `json:"severity"`
	Digest   bool     `json:"digest"` // a line in the digest instead of a message of its own
	Channel  string   `json:"channel,omitzero"`
	// Title is the first line; Text the rule's own words, already filled in.
	// Both are plain text: a notifier escapes them.
	Title string `json:"title"`
	Text  string `json:"text"`
	// Window names the time for which the message counts as said; it is part
	// of the key. See once_per and again_after.
	Window      string        `json:"window"`
	InvoiceID   billing.ID    `json:"invoice_id,omitzero"`
	Open        billing.Money `json:"open"`
	DaysOverdue int           `json:"days_overdue"`
	Facts       []Fact        `json:"facts,omitempty"` // what the message shows beside the text
}

// Fact is a name and a value in a message, such as Kunde / "Hansa Logistik GmbH (10203)".
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Action is "notify".
func (n Notify) Action() string { return "notify" }

// Validate demands a title and a known severity.
func (n Notify) Validate() error {
	if n.Title == "" {
		return errors.New("notify: no title")
	}
	switch n.Severity {
	case Info, Warning, Critical:
		return nil
	}
	return errors.New("notify: severity is one of info, warning, critical")
}

// Same compares subject, severity and window; the words may change with time.
func (n Notify) Same(o Params) bool {
	m, ok := o.(Notify)
	return ok && n.InvoiceID == m.InvoiceID && n.Severity == m.Severity && n.Window == m.Window
}

// Requests is 0: Slack has a pace of its own.
func (n Notify) Requests() int { return 0 }

// Digest is the day's one message of a job: overdue sums, what is new, what
// was sent.
type Digest struct {
	Channel string `json:"channel"`
}

// Action is "digest".
func (d Digest) Action() string { return "digest" }

// Validate demands a channel.
func (d Digest) Validate() error {
	if d.Channel == "" {
		return errors.New("digest: no channel")
	}
	return nil
}

// Same compares the channel.
func (d Digest) Same(o Params) bool { return d == o }

// Requests is 0.
func (d Digest) Requests() int { return 0 }
