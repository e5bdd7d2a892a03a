package billing

import (
	"encoding/json"
	"fmt"
)

// Payment is MOCO's invoice payment: money received. A payment without an
// invoice has only a description.
type Payment struct {
	ID          ID         `json:"id"`
	Date        Date       `json:"date"`
	Invoice     InvoiceRef `json:"invoice"`
	Description string     `json:"description"`
	Currency    string     `json:"currency"`
	// PaidTotal is in the payment's currency. MOCO sends it as a number or as
	// a text, depending on the endpoint and its age.
	PaidTotal Money `json:"paid_total"`
	// PaidTotalInAccountCurrency is a converted figure for reports; MOCO does
	// not name the account's currency beside it.
	PaidTotalInAccountCurrency Decimal   `json:"paid_total_in_account_currency"`
	CreatedAt                  Timestamp `json:"created_at"`
	UpdatedAt                  Timestamp `json:"updated_at"`
}

// UnmarshalJSON reads MOCO's object, on its own or inside an invoice. Errors
// name the payment and the field.
func (p *Payment) UnmarshalJSON(b []byte) error {
	type plain Payment
	w := struct {
		*plain
		PaidTotal *Decimal `json:"paid_total"`
	}{plain: (*plain)(p)}
	if err := json.Unmarshal(b, &w); err != nil {
		type wire struct { // as w, with room for its own fields
			plain
			PaidTotal *Decimal `json:"paid_total"`
		}
		return fieldError[wire]("payment", b, err)
	}
	var err error
	if p.PaidTotal, err = optionalMoney(w.PaidTotal, p.Currency); err != nil {
		return fmt.Errorf("payment %d: paid_total: %w", p.ID, err)
	}
	return nil
}
