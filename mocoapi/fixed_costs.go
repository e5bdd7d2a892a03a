package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// FixedCost is something that the account pays each month (docs: sections/account/fixed_costs.md).
type FixedCost struct {
	ID          billing.ID        `json:"id"`
	Title       string            `json:"title,omitzero"`
	Description string            `json:"description,omitzero"`
	PaymentDay  *int              `json:"payment_day,omitzero"` // of the month; nil: none
	Costs       []FixedCostMonth  `json:"costs,omitzero"`
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// FixedCostMonth is what a fixed cost is in one month, in the account's currency.
type FixedCostMonth struct {
	Year   int             `json:"year"`
	Month  int             `json:"month"` // 1 to 12
	Amount billing.Decimal `json:"amount"`
	Extra
}

var fixedCosts = resource[FixedCost]{"fixed cost", "/account/fixed_costs"}

// FixedCostQuery filters the list of fixed costs. Zero fields do not filter.
type FixedCostQuery struct {
	Year int `url:"year"` // 0: the current one
}

// FixedCostReader reads fixed costs.
type FixedCostReader struct{ *conn }

// List lists fixed costs.
//
//moco:operation GET /account/fixed_costs
func (s FixedCostReader) List(ctx context.Context, q FixedCostQuery) iter.Seq2[Row[FixedCost], error] {
	return fixedCosts.list(ctx, s.conn, q)
}
