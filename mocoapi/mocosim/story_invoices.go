package mocosim

import (
	"fmt"
	"slices"
	"strconv"
)

var titles = []string{"Website-Pflege", "Gestaltung", "Konzept", "Programmierung", "Texte", "Fotografie", "Beratung", "Hosting", "Schulung", "Kampagne", "Wartung", "Illustrationen"}

func (t *teller) tellInvoices() {
	byNumber := map[string]told{}
	for _, list := range [][]told{overdueInEUR, openInEUR, settledByName, openElsewhere} {
		for _, inv := range list {
			byNumber[inv.number] = inv
		}
	}
	for _, number := range otherOpen {
		byNumber[number] = told{number: number, days: 30, status: "sent"}
	}
	for _, m := range months {
		t.tellMonth(m.period, m.first, m.count, m.last, byNumber)
	}
	t.nameIDs()
	t.drawAmounts()
	for _, inv := range t.invoices {
		inv.object = t.invoiceObject(inv)
		t.st.put(kindInvoices, inv.object)
	}
	t.linkReversals()
}

// tellMonth numbers a month's invoices and dates them in their order.
func (t *teller) tellMonth(period, firstDay string, count, lastDay int, byNumber map[string]told) {
	days := map[int]int{0: 1, count - 1: lastDay}
	list := make([]*told, count)
	for i := range list {
		number := fmt.Sprintf("%s-%03d", period, i+1)
		inv := byNumber[number]
		inv.number = number
		if inv.date != "" {
			days[i], _ = strconv.Atoi(inv.date[8:])
		}
		list[i] = &inv
	}
	for i, d := range spread(count, days) {
		list[i].date = daysAfter(firstDay, d-1)
		t.complete(list[i])
	}
	t.invoices = append(t.invoices, list...)
}

// complete draws the customer and settles when the invoice is due.
func (t *teller) complete(inv *told) {
	inv.company = t.customers[inv.customer]
	if inv.company == nil {
		inv.company = pickFrom(t, t.pool)
	}
	if inv.days == 0 {
		inv.days = int(inv.company.number("default_invoice_due_days"))
	}
	if inv.due == "" {
		inv.due = daysAfter(inv.date, inv.days)
	}
	inv.title = first(inv.title, pickFrom(t, titles))
	inv.status = first(inv.status, "paid")
}

// nameIDs gives rising ids that meet those told by name.
func (t *teller) nameIDs() {
	n := len(t.invoices)
	ids := map[int]int{0: 80058, n - 1: 80838}
	for i, inv := range t.invoices {
		if inv.id != 0 {
			ids[i] = inv.id
		}
	}
	for i, id := range spread(n, ids) {
		t.invoices[i].id = id
	}
}

// drawAmounts draws what is not told. The open invoices together come to the sum of the story: see restInEUR.
func (t *teller) drawAmounts() {
	rest := restInEUR
	var last *told
	for _, inv := range t.invoices {
		switch {
		case inv.gross != 0:
		case inv.number == restNumber:
			last = inv
		case inv.status == "sent":
			inv.gross = grossOf(cents(25000+1000*t.rnd.Int64N(40)), 1900)
			rest -= inv.gross
		default:
			inv.gross = grossOf(cents(30000+2500*t.rnd.Int64N(260)), inv.tax())
		}
	}
	last.gross = rest
}

func (inv *told) tax() cents { return taxOf(inv.company.text("country_code")) }

// grossOf adds the tax, given in hundredths of a percent point.
func grossOf(net, tax cents) cents { return (net*(10000+tax) + 5000) / 10000 }

// netOf is the amount without the tax.
func netOf(gross, tax cents) cents {
	switch {
	case tax <= -10000: // no amount comes to that
		return gross
	case gross < 0:
		return -netOf(-gross, tax)
	}
	return (gross*10000 + (10000+tax)/2) / (10000 + tax)
}

func (t *teller) invoiceObject(inv *told) *object {
	tax, net := inv.tax(), netOf(inv.gross, inv.tax())
	day := t.date(inv.date)
	created := t.at(inv.date, 9, inv.id%60)
	user := userRef(t.users[inv.id%3])
	o := newObject("id", inv.id, "customer_id", inv.company.number("id"), "project_id", t.projectOf(inv), "offer_id", nil,
		"identifier", inv.number, "date", day, "due_date", t.date(inv.due),
		"service_period", day[5:7]+"/"+day[:4], "service_period_from", day[:8]+"01", "service_period_to", day,
		"status", inv.status, "reversed", false, "reversal_invoice_id", nil, "reversal", false, "reversed_invoice_id", nil,
		"title", inv.title, "recipient_address", inv.company.text("address"), "currency", inv.company.text("currency"),
		"net_total", net, "tax", tax, "vat", vatObject(tax), "gross_total", inv.gross, "discount", cents(0),
		"cash_discount", cents(0), "cash_discount_days", cents(0), "creditor_reference", nil, "debit_number", nil, "credit_number", nil,
		"locked", inv.number < "R2607", "custom_properties", newObject(), "tags", sorted(inv.tags),
		"file_url", fmt.Sprintf("https://%s.mocoapp.com/invoices/%d.pdf?v=1", t.account, inv.id),
		"debt_collection_procedure", t.procedure(inv), "user", user, "created_at", created, "updated_at", t.lastChange(inv, created),
		"created_on", day, "updated_on", day, "salutation", "<div>Guten Tag</div>", "footer", "", "activity_hours_modified", false,
		"items", []*object{itemObject(inv, net)}, "payments", []*object{}, "reminders", []*object{}, "internal_contact", user)
	o.put("updated_on", o.text("updated_at")[:10])
	if inv.status == "draft" { // a draft has no number and need not have a due date
		o.put("identifier", nil)
		o.put("due_date", nil)
	}
	return o
}

func itemObject(inv *told, net cents) *object {
	return newObject("id", 10900000+inv.id, "type", "item", "title", inv.title, "revenue_category", nil, "description", nil,
		"quantity", cents(100), "unit", "Pauschale", "unit_price", net, "net_total", net, "optional", false,
		"service_type", "service", "expense_ids", []int{}, "subtotal_type", nil)
}

func (t *teller) projectOf(inv *told) any {
	list := t.projects[inv.company.number("id")]
	if len(list) == 0 || inv.id%4 == 0 {
		return nil
	}
	return list[0].number("id")
}

func (t *teller) procedure(inv *told) any {
	if inv.inkasso == "" {
		return nil
	}
	at := t.at(inv.inkasso, 14, 30)
	return newObject("id", 311, "user", userRef(t.users[1]), "note", "An das Inkassobüro übergeben", "created_at", at, "updated_at", at)
}

// lastChange is when the status became what it is.
func (t *teller) lastChange(inv *told, created string) string {
	switch inv.status {
	case "overdue":
		return t.at(daysAfter(inv.due, 1), 2, inv.id%60)
	case "sent", "ignored":
		return t.at(inv.date, 10, inv.id%60)
	}
	return created
}

// linkReversals ties the cancelled invoice and the one that cancels it.
func (t *teller) linkReversals() {
	of := func(sign int64) *object {
		i := slices.IndexFunc(t.invoices, func(inv *told) bool { return inv.reversal == sign })
		return t.invoices[i].object
	}
	cancelled, cancelling := of(1), of(-1)
	cancelled.put("reversed", true)
	cancelled.put("reversal_invoice_id", cancelling.number("id"))
	cancelling.put("reversal", true)
	cancelling.put("reversed_invoice_id", cancelled.number("id"))
}
