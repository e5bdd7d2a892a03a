package billing

import (
	"encoding/json"
	"fmt"
)

// InvoiceStatus is MOCO's status of an invoice. The values exclude each other:
// an overdue, part-paid invoice is partially_paid.
type InvoiceStatus string

// The statuses that MOCO documents. StatusDisregarded appears only in lists
// that ask for disregarded rows.
const (
	StatusDraft         InvoiceStatus = "draft"
	StatusCreated       InvoiceStatus = "created"
	StatusSent          InvoiceStatus = "sent"
	StatusPartiallyPaid InvoiceStatus = "partially_paid"
	StatusPaid          InvoiceStatus = "paid"
	StatusOverdue       InvoiceStatus = "overdue"
	StatusIgnored       InvoiceStatus = "ignored"
	StatusDisregarded   InvoiceStatus = "disregarded"
)

// InvoiceStatuses lists all known statuses in MOCO's order. A status outside
// this list holds the invoice (law 5: fail closed).
func InvoiceStatuses() []InvoiceStatus {
	return []InvoiceStatus{
		StatusDraft, StatusCreated, StatusSent, StatusPartiallyPaid,
		StatusPaid, StatusOverdue, StatusIgnored, StatusDisregarded,
	}
}

// Invoice is MOCO's invoice. Lists leave out Payments and Reminders; a single
// GET carries both (docs: invoices).
type Invoice struct {
	ID                ID               `json:"id"`
	CustomerID        ID               `json:"customer_id"`
	ProjectID         ID               `json:"project_id"`
	OfferID           ID               `json:"offer_id"`
	Identifier        string           `json:"identifier"` // "R2610-022"; empty for drafts
	Title             string           `json:"title"`
	Status            InvoiceStatus    `json:"status"`
	Date              Date             `json:"date"`
	DueDate           Date             `json:"due_date"`
	ServicePeriod     string           `json:"service_period"`
	ServicePeriodFrom Date             `json:"service_period_from"`
	ServicePeriodTo   Date             `json:"service_period_to"`
	RecipientAddress  string           `json:"recipient_address"`
	Currency          string           `json:"currency"`
	NetTotal          Money            `json:"net_total"`   // unknown if MOCO sent null
	GrossTotal        Money            `json:"gross_total"` // unknown if MOCO sent null
	Tax               Decimal          `json:"tax"`         // per cent
	Discount          Decimal          `json:"discount"`    // per cent
	CashDiscount      Decimal          `json:"cash_discount"`
	CashDiscountDays  Decimal          `json:"cash_discount_days"`
	Reversed          bool             `json:"reversed"` // was cancelled
	ReversalInvoiceID ID               `json:"reversal_invoice_id"`
	Reversal          bool             `json:"reversal"` // is the cancelling one
	ReversedInvoiceID ID               `json:"reversed_invoice_id"`
	Locked            bool             `json:"locked"`
	CustomProperties  CustomProperties `json:"custom_properties"`
	Tags              []string         `json:"tags"`
	DebtCollection    DebtCollection   `json:"debt_collection_procedure"`
	User              UserRef          `json:"user"`
	InternalContact   UserRef          `json:"internal_contact"`
	Payments          []Payment        `json:"payments"`
	Reminders         []Reminder       `json:"reminders"`
	CreatedAt         Timestamp        `json:"created_at"`
	UpdatedAt         Timestamp        `json:"updated_at"`
}

// WasReversed reports whether the invoice itself says that it was cancelled:
// by MOCO's mark, or by naming the invoice that cancels it.
func (i Invoice) WasReversed() bool { return i.Reversed || i.ReversalInvoiceID != 0 }

// IsReversal reports whether the invoice cancels another one.
func (i Invoice) IsReversal() bool { return i.Reversal || i.ReversedInvoiceID != 0 }

// DebtCollection says that the invoice was handed to a collection agency. The
// zero value means that it was not.
type DebtCollection struct {
	ID        ID        `json:"id"`
	Note      string    `json:"note"`
	User      UserRef   `json:"user"`
	CreatedAt Timestamp `json:"created_at"`
}

// UnmarshalJSON reads MOCO's object. Errors name the invoice and the field.
// Embedded payments get the invoice's identity, which MOCO leaves out there.
func (i *Invoice) UnmarshalJSON(b []byte) error {
	type plain Invoice
	w := struct {
		*plain
		NetTotal   *Decimal `json:"net_total"`
		GrossTotal *Decimal `json:"gross_total"`
	}{plain: (*plain)(i)}
	if err := json.Unmarshal(b, &w); err != nil {
		type wire struct { // as w, with room for its own fields
			plain
			NetTotal   *Decimal `json:"net_total"`
			GrossTotal *Decimal `json:"gross_total"`
		}
		return fieldError[wire]("invoice", b, err)
	}
	if i.ID <= 0 {
		return fmt.Errorf("invoice without an id")
	}
	var err error
	if i.NetTotal, err = optionalMoney(w.NetTotal, i.Currency); err != nil {
		return fmt.Errorf("invoice %d: net_total: %w", i.ID, err)
	}
	if i.GrossTotal, err = optionalMoney(w.GrossTotal, i.Currency); err != nil {
		return fmt.Errorf("invoice %d: gross_total: %w", i.ID, err)
	}
	ref := InvoiceRef{ID: i.ID, Identifier: i.Identifier, Title: i.Title}
	for k := range i.Payments {
		i.Payments[k].Invoice = ref
	}
	for k := range i.Reminders {
		i.Reminders[k].Invoice = ref
		if err := i.Reminders[k].setCurrency(i.Currency); err != nil {
			return fmt.Errorf("invoice %d: reminders[%d].fee: %w", i.ID, k, err)
		}
	}
	return nil
}

// optionalMoney is the amount in the currency, unknown for null.
func optionalMoney(d *Decimal, currency string) (Money, error) {
	if d == nil {
		return Money{}, nil
	}
	return NewMoney(*d, currency)
}
