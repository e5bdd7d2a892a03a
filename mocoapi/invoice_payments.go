package mocoapi

import (
	"encoding/json"

	"github.com/mocowork/mocowork/billing"
)

// PaymentQuery filters the list of payments. Zero fields do not filter.
type PaymentQuery struct {
	Global
	InvoiceID billing.ID   `url:"invoice_id"`
	DateFrom  billing.Date `url:"date_from"`
	DateTo    billing.Date `url:"date_to"`
}

// NewPayment is a payment to be booked. Date and PaidTotal are required, and
// InvoiceID or Description.
type NewPayment struct {
	InvoiceID     billing.ID
	Date          billing.Date
	PaidTotal     billing.Money
	PartiallyPaid bool // MOCO's flag; its effect is not documented
	Description   string
}

func (n NewPayment) problem() string {
	switch {
	case n.InvoiceID < 0, n.InvoiceID == 0 && n.Description == "":
		return "a payment needs an invoice or a description"
	case n.Date.IsZero():
		return "a payment needs a date"
	case !n.PaidTotal.Known():
		return "a payment needs an amount with a currency"
	}
	return ""
}

// MarshalJSON writes what MOCO takes: the amount and its currency apart.
func (n NewPayment) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		InvoiceID     billing.ID      `json:"invoice_id,omitzero"`
		Date          billing.Date    `json:"date"`
		PaidTotal     billing.Decimal `json:"paid_total"`
		Currency      string          `json:"currency"`
		PartiallyPaid bool            `json:"partially_paid,omitzero"`
		Description   string          `json:"description,omitzero"`
	}{n.InvoiceID, n.Date, n.PaidTotal.Decimal(), n.PaidTotal.Currency, n.PartiallyPaid, n.Description})
}

var payments = resource[billing.Payment]{nounPayment, "/invoices/payments"}
