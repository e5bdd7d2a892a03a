package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// VATCodePurchase is a VAT code for purchases and receipts (docs:
// sections/vat_codes.md).
type VATCodePurchase struct {
	ID            billing.ID      `json:"id"`
	Tax           billing.Decimal `json:"tax"` // per cent
	Description   string          `json:"description,omitzero"`
	ReverseCharge bool            `json:"reverse_charge"`
	IntraEu       bool            `json:"intra_eu"`
	Active        bool            `json:"active"`
	Code          Code            `json:"code,omitzero"`
	Extra
}

var vatCodePurchases = resource[VATCodePurchase]{"VAT code", "/vat_code_purchases"}

// VATCodePurchaseQuery filters the list of VAT codes of purchases. Zero fields do not filter.
type VATCodePurchaseQuery struct {
	Global
	Active        Choice `url:"active"`
	IntraEu       Choice `url:"intra_eu"`
	ReverseCharge Choice `url:"reverse_charge"`
}

// VATCodePurchaseReader reads VAT codes of purchases.
type VATCodePurchaseReader struct{ *conn }

// List lists VAT codes of purchases.
//
//moco:operation GET /vat_code_purchases
func (s VATCodePurchaseReader) List(ctx context.Context, q VATCodePurchaseQuery) iter.Seq2[Row[VATCodePurchase], error] {
	return vatCodePurchases.list(ctx, s.conn, q)
}

// Get reads one VAT code.
//
//moco:operation GET /vat_code_purchases/{id}
func (s VATCodePurchaseReader) Get(ctx context.Context, id billing.ID) (VATCodePurchase, error) {
	return vatCodePurchases.get(ctx, s.conn, id)
}
