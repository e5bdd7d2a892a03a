package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// VATCodeSale is a VAT code for offers and invoices (docs:
// sections/vat_codes.md).
type VATCodeSale struct {
	ID                    billing.ID      `json:"id"`
	Tax                   billing.Decimal `json:"tax"` // per cent
	Description           string          `json:"description,omitzero"`
	ReverseCharge         bool            `json:"reverse_charge"`
	IntraEu               bool            `json:"intra_eu"`
	PrintGrossTotal       bool            `json:"print_gross_total"`
	NoticeTaxExemption    string          `json:"notice_tax_exemption,omitzero"` // printed on invoices
	NoticeTaxExemptionEn  string          `json:"notice_tax_exemption_en,omitzero"`
	NoticeTaxExemptionAlt string          `json:"notice_tax_exemption_alt,omitzero"` // in the second language
	Active                bool            `json:"active"`
	Code                  Code            `json:"code,omitzero"`
	CreditAccount         Code            `json:"credit_account,omitzero"`
	Extra
}

var vatCodeSales = resource[VATCodeSale]{"VAT code", "/vat_code_sales"}

// VATCodeSaleQuery filters the list of VAT codes of sales. Zero fields do not filter.
type VATCodeSaleQuery struct {
	Global
	Active        Choice `url:"active"`
	IntraEu       Choice `url:"intra_eu"`
	ReverseCharge Choice `url:"reverse_charge"`
}

// VATCodeSaleReader reads VAT codes of sales.
type VATCodeSaleReader struct{ *conn }

// List lists VAT codes of sales.
//
//moco:operation GET /vat_code_sales
func (s VATCodeSaleReader) List(ctx context.Context, q VATCodeSaleQuery) iter.Seq2[Row[VATCodeSale], error] {
	return vatCodeSales.list(ctx, s.conn, q)
}

// Get reads one VAT code.
//
//moco:operation GET /vat_code_sales/{id}
func (s VATCodeSaleReader) Get(ctx context.Context, id billing.ID) (VATCodeSale, error) {
	return vatCodeSales.get(ctx, s.conn, id)
}
