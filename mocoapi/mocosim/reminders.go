package mocosim

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"
)

func reminderRoutes() []route {
	return []route{
		{"GET", "/invoice_reminders", with("invoice_id", "date_from", "date_to"), listReminders},
		{"POST", "/invoice_reminders", nil, createReminder},
		{"GET", "/invoice_reminders/{id}", nil, onlyFor(kindReminders, show)},
		{"DELETE", "/invoice_reminders/{id}", nil, onlyFor(kindReminders, deleteReminder)},
		{"POST", "/invoice_reminders/{id}/send_email", nil, onlyFor(kindReminders, mailReminder)},
	}
}

func listReminders(c *call) reply {
	q := c.from(kindReminders)
	q.oneOf("invoice_id", func(o *object) string { return o.sub("invoice").text("id") })
	return q.between("date_from", "date_to", field("date")).page(newestFirst)
}

// stage is one of the account's three default reminders.
type stage struct {
	title, text string
	fee         cents
	days        int // to pay
}

// stages are what MOCO fills in by itself, the next one with each reminder: a repeated POST without title and text does
// not repeat a letter, it escalates.
var stages = [3]stage{
	{"Zahlungserinnerung", "Guten Tag\nsicher haben Sie unsere Rechnung nur übersehen. Wir bitten um Zahlung.", 0, 10},
	{"1. Mahnung", "Guten Tag\nleider haben wir noch keine Zahlung erhalten. Bitte zahlen Sie umgehend.", 500, 10},
	{"2. Mahnung", "Guten Tag\ntrotz unserer Mahnung ist die Rechnung offen. Dies ist die letzte Mahnung.", 1000, 7},
}

// createReminder makes a reminder that nobody has sent yet. The invoice stays as it is.
func createReminder(c *call) reply {
	invoice := c.st.find(kindInvoices, c.body.number("invoice_id"))
	if invoice == nil {
		return invalid("invoice", blank)
	}
	for _, key := range []string{"date", "due_date"} {
		if d := c.body.text(key); d != "" && !isDate(d) {
			return invalid(key, "ist kein gültiges Datum")
		}
	}
	if c.body.has("fee") && !c.body.isNull("fee") {
		if _, valid := c.body.amount("fee"); !valid {
			return invalid("fee", "ist keine Zahl")
		}
	}
	r := c.st.newReminder(invoice, c.body, c.now, c.opts.Account)
	c.changed(r.number("id"))
	return ok(r.encode())
}

// newReminder stores a reminder. What asked lacks comes from the stage that is next for the invoice.
func (s *store) newReminder(invoice, asked *object, now time.Time, account string) *object {
	next := stages[min(len(s.remindersOf(invoice.number("id"))), len(stages)-1)]
	fee, given := asked.amount("fee")
	if !given {
		fee = next.fee
	}
	date := first(asked.text("date"), today(now))
	due := first(asked.text("due_date"), daysAfter(date, next.days))
	id := s.nextID(kindReminders)
	r := newObject(
		"id", id, "title", first(asked.text("title"), next.title), "text", toHTML(first(asked.text("text"), next.text)),
		"fee", fee, "date", date, "due_date", due, "status", "created",
		"file_url", fmt.Sprintf("https://%s.mocoapp.com/invoice_reminders/%d.pdf", account, id),
		"invoice", invoiceRef(invoice), "created_at", stamp(now), "updated_at", stamp(now),
	)
	s.put(kindReminders, r)
	return r
}

func daysAfter(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// toHTML is what becomes of a text on its way through MOCO: it comes back as HTML. A text that is HTML stays.
func toHTML(text string) string {
	if strings.HasPrefix(strings.TrimSpace(text), "<div>") {
		return text
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = html.EscapeString(lines[i])
	}
	return "<div>" + strings.Join(lines, "<br>") + "</div>"
}

// deleteReminder answers with the deleted object, as the OpenAPI description says. A sent one is refused: whether MOCO
// lets it go is not known, and no client should rely on it.
func deleteReminder(c *call, r *object) reply {
	if r.text("status") == "sent" {
		return errorList(http.StatusUnprocessableEntity, "Eine versendete Mahnung kann nicht gelöscht werden")
	}
	c.st.remove(kindReminders, r.number("id"))
	c.changed(r.number("id"))
	return ok(r.encode())
}
