package billing

import (
	"encoding/json"
	"fmt"
)

// InvoiceItems are the items of one invoice, which MOCO gives with a single
// invoice only, never in a list (docs: invoices).
type InvoiceItems struct {
	InvoiceID ID            `json:"id"`
	Items     []InvoiceItem `json:"items"`
}

// UnmarshalJSON reads them from MOCO's invoice. Errors name the invoice.
func (i *InvoiceItems) UnmarshalJSON(b []byte) error {
	type plain InvoiceItems
	if err := json.Unmarshal(b, (*plain)(i)); err != nil {
		return fieldError[plain]("invoice", b, err)
	}
	if i.InvoiceID <= 0 {
		return fmt.Errorf("invoice without an id")
	}
	return nil
}

// ItemType says what a row of an invoice is.
type ItemType string

// ItemBilled is the type of the rows that bill something; titles, texts,
// subtotals, separators and page breaks have others (docs: invoices).
const ItemBilled ItemType = "item"

// InvoiceItem is one row of an invoice. Amounts are in the invoice's currency.
type InvoiceItem struct {
	ID              ID       `json:"id"`
	Type            ItemType `json:"type"`
	Title           string   `json:"title"`
	Description     string   `json:"description"` // HTML
	Quantity        Decimal  `json:"quantity"`
	Unit            string   `json:"unit"`
	UnitPrice       Decimal  `json:"unit_price"`
	NetTotal        Decimal  `json:"net_total"`    // before the invoice's discount
	Optional        bool     `json:"optional"`     // offered, not billed
	Additional      bool     `json:"additional"`   // an expense
	ServiceType     string   `json:"service_type"` // service or expense; "" if MOCO does not say
	RevenueCategory NamedRef `json:"revenue_category"`
}
