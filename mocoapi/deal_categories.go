package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// DealCategory is a stage that deals go through (docs:
// sections/deal_categories.md).
type DealCategory struct {
	ID          billing.ID        `json:"id"`
	Name        string            `json:"name,omitzero"`
	Probability int               `json:"probability"` // per cent
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var dealCategories = resource[DealCategory]{"deal category", "/deal_categories"}

// DealCategoryReader reads deal categories.
type DealCategoryReader struct{ *conn }

// List lists deal categories, all at once.
//
//moco:operation GET /deal_categories
func (s DealCategoryReader) List(ctx context.Context, q Global) iter.Seq2[Row[DealCategory], error] {
	return dealCategories.list(ctx, s.conn, q)
}

// Get reads one deal category.
//
//moco:operation GET /deal_categories/{id}
func (s DealCategoryReader) Get(ctx context.Context, id billing.ID) (DealCategory, error) {
	return dealCategories.get(ctx, s.conn, id)
}

// DealCategoryService reads and writes deal categories.
type DealCategoryService struct{ DealCategoryReader }

// NewDealCategory is a deal category to be made. Both fields are required.
type NewDealCategory struct {
	Name        string `json:"name"`
	Probability int    `json:"probability"` // per cent, at most 100
}

func (n NewDealCategory) problem() string {
	if n.Name == "" {
		return "a deal category needs a name"
	}
	return ""
}

// Create makes a deal category.
//
//moco:operation POST /deal_categories
func (s DealCategoryService) Create(ctx context.Context, n NewDealCategory) (DealCategory, error) {
	return dealCategories.create(ctx, s.conn, n)
}

// DealCategoryUpdate changes a deal category. What is left out stays.
type DealCategoryUpdate struct {
	Name        Opt[string] `json:"name,omitzero"`
	Probability Opt[int]    `json:"probability,omitzero"`
}

// Update changes a deal category.
//
//moco:operation PUT /deal_categories/{id}
//moco:operation PATCH /deal_categories/{id}
func (s DealCategoryService) Update(ctx context.Context, id billing.ID, u DealCategoryUpdate) (DealCategory, error) {
	return dealCategories.update(ctx, s.conn, u, id)
}

// Delete deletes a deal category. One that a deal has is refused.
//
//moco:operation DELETE /deal_categories/{id}
func (s DealCategoryService) Delete(ctx context.Context, id billing.ID) error {
	return dealCategories.delete(ctx, s.conn, id)
}
