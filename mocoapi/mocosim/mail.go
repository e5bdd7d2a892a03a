package mocosim

import (
	"net/http"
	"strings"
)

// mailReminder sends a reminder and answers with what was sent to whom. A reminder that was sent already goes out again:
// MOCO has nothing that stops it.
func mailReminder(c *call, r *object) reply {
	invoice := c.st.find(kindInvoices, r.sub("invoice").number("id"))
	if invoice == nil {
		invoice = newObject()
	}
	mail, rep := c.mail(invoice)
	if rep.status != http.StatusOK {
		return rep
	}
	mail.Reminder = r.number("id")
	c.mails = append(c.mails, mail)
	r.put("status", "sent")
	c.touch(r)
	return rep
}

// mailInvoice sends an invoice. One that was only created is sent then; MOCO does not say so, but its filter does.
func mailInvoice(c *call, o *object) reply {
	if o.text("status") == "draft" {
		return errorList(http.StatusUnprocessableEntity, "Ein Entwurf kann nicht versendet werden")
	}
	mail, rep := c.mail(o)
	if rep.status != http.StatusOK {
		return rep
	}
	c.mails = append(c.mails, mail)
	c.changed(o.number("id"))
	if o.text("status") == "created" {
		o.put("status", "sent")
		touch(o, c.now)
	}
	return rep
}

// mail checks the request and gives the message with the echo that answers it. With all three lists empty the project's
// or the customer's addresses are taken; there must be one to write to in the end.
func (c *call) mail(invoice *object) (Email, reply) {
	for _, key := range []string{"subject", "text"} {
		if c.body.text(key) == "" {
			return Email{}, invalid(key, blank)
		}
	}
	to, cc, bcc := addresses(c.body.text("emails_to")), addresses(c.body.text("emails_cc")), addresses(c.body.text("emails_bcc"))
	if to+cc+bcc == "" {
		to, cc = c.st.defaultRecipients(invoice)
	}
	if to == "" {
		return Email{}, errorList(http.StatusUnprocessableEntity, "Es gibt keinen Empfänger")
	}
	m := Email{
		Time: c.now, Invoice: invoice.number("id"), To: to, CC: cc, BCC: bcc,
		Subject: c.body.text("subject"), Text: c.body.text("text"),
	}
	echo := newObject("emails_to", to, "emails_cc", orNull(cc), "emails_bcc", orNull(bcc), "subject", m.Subject, "text", m.Text)
	return m, ok(echo.encode())
}

// addresses tidies a list separated by semicolons.
func addresses(list string) string {
	var clean []string
	for _, a := range strings.Split(list, ";") {
		if a = strings.TrimSpace(a); a != "" {
			clean = append(clean, a)
		}
	}
	return strings.Join(clean, ";")
}

func (s *store) defaultRecipients(invoice *object) (to, cc string) {
	if p := s.find(kindProjects, invoice.number("project_id")); p != nil && p.text("billing_email_to") != "" {
		return addresses(p.text("billing_email_to")), addresses(p.text("billing_email_cc"))
	}
	company := s.find(kindCompanies, invoice.number("customer_id"))
	if company == nil {
		return "", ""
	}
	return addresses(company.text("email")), addresses(company.text("billing_email_cc"))
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
