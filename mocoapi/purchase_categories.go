package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PurchaseCategory says which account a purchase belongs to (docs: sections/purchase_categories.md).
type PurchaseCategory struct {
	ID            billing.ID        `json:"id"`
	Name          string            `json:"name,omitzero"`
	CreditAccount Code              `json:"credit_account,omitzero"`
	Active        bool              `json:"active"`
	CreatedAt     billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt     billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var purchaseCategories = resource[PurchaseCategory]{"purchase category", "/purchases/categories"}

// PurchaseCategoryReader reads purchase categories.
type PurchaseCategoryReader struct{ *conn }

// List lists purchase categories.
//
//moco:operation GET /purchases/categories
func (s PurchaseCategoryReader) List(ctx context.Context, q Global) iter.Seq2[Row[PurchaseCategory], error] {
	return purchaseCategories.list(ctx, s.conn, q)
}

// Get reads one purchase category.
//
//moco:operation GET /purchases/categories/{id}
func (s PurchaseCategoryReader) Get(ctx context.Context, id billing.ID) (PurchaseCategory, error) {
	return purchaseCategories.get(ctx, s.conn, id)
}
