package mocoapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

// Mail is an e-mail that MOCO is asked to send. Subject and Text are required.
// If To, CC and BCC are all empty, MOCO takes the customer's default
// recipients.
type Mail struct {
	To, CC, BCC   []string // addresses
	Subject, Text string
}

func (m Mail) problem() string {
	switch {
	case m.Subject == "" || m.Text == "":
		return "a mail needs a subject and a text"
	case strings.ContainsAny(m.Subject, "\r\n"):
		return "a mail's subject must be one line"
	case len(m.To) == 0 && len(m.CC)+len(m.BCC) > 0:
		return "a mail with CC or BCC needs a To as well"
	case slices.ContainsFunc(slices.Concat(m.To, m.CC, m.BCC), notAddress):
		return "a mail's recipients must be single addresses"
	}
	return ""
}

// notAddress catches what would become two recipients or none.
func notAddress(s string) bool {
	return strings.Count(s, "@") != 1 || strings.ContainsAny(s, ";,<> \t\r\n")
}

type mailBody struct {
	To      addresses `json:"emails_to,omitempty"`
	CC      addresses `json:"emails_cc,omitempty"`
	BCC     addresses `json:"emails_bcc,omitempty"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
}

// MarshalJSON writes what MOCO takes.
func (m Mail) MarshalJSON() ([]byte, error) {
	return json.Marshal(mailBody{m.To, m.CC, m.BCC, m.Subject, m.Text})
}

// sendEmail has MOCO mail an object. m is a Mail, or has one in it.
func (r resource[T]) sendEmail(ctx context.Context, c *conn, m any, ids ...billing.ID) (Mail, error) {
	answer, err := r.answered(ctx, c, call{method: http.MethodPost}, "/send_email", m, ids...)
	if err != nil {
		return Mail{}, err
	}
	return confirmed(answer.body), nil
}

// confirmed reads the answer to send_email. Its shape has changed before, and
// the mail is on its way in any case: what can't be understood is left out.
func confirmed(body []byte) Mail {
	var b mailBody
	if err := json.Unmarshal(body, &b); err != nil {
		return Mail{}
	}
	return Mail{To: b.To, CC: b.CC, BCC: b.BCC, Subject: b.Subject, Text: b.Text}
}

// addresses are written as MOCO wants them: one text, separated by semicolons.
type addresses []string

// MarshalJSON joins the addresses.
func (a addresses) MarshalJSON() ([]byte, error) { return json.Marshal(strings.Join(a, ";")) }

// UnmarshalJSON reads a text with semicolons, or a list of texts.
func (a *addresses) UnmarshalJSON(b []byte) error {
	var list []string
	var text string
	if json.Unmarshal(b, &list) != nil {
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		list = strings.Split(text, ";")
	}
	*a = nil
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			*a = append(*a, s)
		}
	}
	return nil
}
