package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PlannedPurchase is a purchase to come, once or again and again (docs: Planned Purchases).
type PlannedPurchase struct {
	ID                         billing.ID            `json:"id"`
	Date                       billing.Date          `json:"date,omitzero"`
	Active                     bool                  `json:"active"`
	FinishDate                 billing.Date          `json:"finish_date,omitzero"`
	Frequency                  PurchaseFrequency     `json:"frequency,omitzero"`
	Variant                    PurchaseVariant       `json:"variant,omitzero"`
	Title                      string                `json:"title,omitzero"`
	Info                       string                `json:"info,omitzero"`
	NetTotal                   billing.Decimal       `json:"net_total"`
	NetTotalInAccountCurrency  billing.Decimal       `json:"net_total_in_account_currency"`
	Exhausted                  billing.Decimal       `json:"exhausted"` // what was purchased of it
	ExhaustedInAccountCurrency billing.Decimal       `json:"exhausted_in_account_currency"`
	Currency                   string                `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Company                    Ref                   `json:"company,omitzero"`
	PurchaseBudget             TitleRef              `json:"purchase_budget,omitzero"`
	User                       UserRef               `json:"user,omitzero"`
	Purchases                  []PlannedPurchaseLink `json:"purchases,omitzero"`
	CustomProperties           CustomProperties      `json:"custom_properties,omitzero"`
	CreateOnRecur              bool                  `json:"create_on_recur"`
	RecurNextOn                billing.Date          `json:"recur_next_on,omitzero"`
	UpdatedAt                  billing.Timestamp     `json:"updated_at,omitzero"`
	CreatedAt                  billing.Timestamp     `json:"created_at,omitzero"`
	Extra
}

// PlannedPurchaseLink is a purchase that belongs to a planned one.
type PlannedPurchaseLink struct {
	ID       billing.ID      `json:"id"`
	Number   string          `json:"number,omitzero"`
	Date     billing.Date    `json:"date,omitzero"`
	NetTotal billing.Decimal `json:"net_total"`
	Currency string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Status   string          `json:"status,omitzero"`
	Extra
}

// PurchaseFrequency is the frequency of a planned purchase.
type PurchaseFrequency string

// The values of PurchaseFrequency.
const (
	PurchaseFrequencyOnce      PurchaseFrequency = "once"
	PurchaseFrequencyWeekly    PurchaseFrequency = "weekly"
	PurchaseFrequencyBiweekly  PurchaseFrequency = "biweekly"
	PurchaseFrequencyMonthly   PurchaseFrequency = "monthly"
	PurchaseFrequencyQuarterly PurchaseFrequency = "quarterly"
	PurchaseFrequencyBiannual  PurchaseFrequency = "biannual"
	PurchaseFrequencyAnnual    PurchaseFrequency = "annual"
)

func (x PurchaseFrequency) known() bool {
	switch x {
	case PurchaseFrequencyOnce, PurchaseFrequencyWeekly, PurchaseFrequencyBiweekly, PurchaseFrequencyMonthly, PurchaseFrequencyQuarterly, PurchaseFrequencyBiannual, PurchaseFrequencyAnnual:
		return true
	}
	return false
}

// PurchaseVariant is the variant of a planned purchase.
type PurchaseVariant string

// The values of PurchaseVariant.
const (
	PurchaseVariantOnce      PurchaseVariant = "once"
	PurchaseVariantRecurring PurchaseVariant = "recurring"
)

func (x PurchaseVariant) known() bool {
	switch x {
	case PurchaseVariantOnce, PurchaseVariantRecurring:
		return true
	}
	return false
}

var plannedPurchases = resource[PlannedPurchase]{"planned purchase", "/planned_purchases"}

// PlannedPurchaseReader reads planned purchases.
type PlannedPurchaseReader struct{ *conn }

// List lists planned purchases.
//
//moco:operation GET /planned_purchases
func (s PlannedPurchaseReader) List(ctx context.Context, q Global) iter.Seq2[Row[PlannedPurchase], error] {
	return plannedPurchases.list(ctx, s.conn, q)
}

// Get reads one planned purchase.
//
//moco:operation GET /planned_purchases/{id}
func (s PlannedPurchaseReader) Get(ctx context.Context, id billing.ID) (PlannedPurchase, error) {
	return plannedPurchases.get(ctx, s.conn, id)
}

// PlannedPurchaseService reads and writes planned purchases.
type PlannedPurchaseService struct{ PlannedPurchaseReader }

// NewPlannedPurchase is a planned purchase to be made. Date, Title, NetTotal, Currency and UserID are required.
type NewPlannedPurchase struct {
	Date             billing.Date      `json:"date"`
	Title            string            `json:"title"`
	NetTotal         billing.Decimal   `json:"net_total"`
	Currency         string            `json:"currency"` // ISO 4217, such as "EUR"
	UserID           billing.ID        `json:"user_id"`
	FinishDate       billing.Date      `json:"finish_date,omitzero"`
	Frequency        PurchaseFrequency `json:"frequency,omitzero"`
	Info             string            `json:"info,omitzero"`
	CompanyID        billing.ID        `json:"company_id,omitzero"`
	PurchaseBudgetID billing.ID        `json:"purchase_budget_id,omitzero"`
	CustomProperties CustomProperties  `json:"custom_properties,omitzero"`
}

func (n NewPlannedPurchase) problem() string {
	if n.Date.IsZero() || n.Title == "" || n.Currency == "" || n.UserID <= 0 {
		return "a planned purchase needs a date, a title, a currency and a user"
	}
	return n.CustomProperties.problem()
}

// Create makes a planned purchase.
//
//moco:operation POST /planned_purchases
func (s PlannedPurchaseService) Create(ctx context.Context, n NewPlannedPurchase) (PlannedPurchase, error) {
	return plannedPurchases.create(ctx, s.conn, n)
}

// PlannedPurchaseUpdate changes a planned purchase. What is left out stays.
type PlannedPurchaseUpdate struct {
	Date             Opt[billing.Date]      `json:"date,omitzero"`
	FinishDate       Opt[billing.Date]      `json:"finish_date,omitzero"`
	Frequency        Opt[PurchaseFrequency] `json:"frequency,omitzero"`
	Title            Opt[string]            `json:"title,omitzero"`
	Info             Opt[string]            `json:"info,omitzero"`
	NetTotal         Opt[billing.Decimal]   `json:"net_total,omitzero"`
	Currency         Opt[string]            `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	CompanyID        Opt[billing.ID]        `json:"company_id,omitzero"`
	PurchaseBudgetID Opt[billing.ID]        `json:"purchase_budget_id,omitzero"`
	UserID           Opt[billing.ID]        `json:"user_id,omitzero"`
	CustomProperties CustomProperties       `json:"custom_properties,omitzero"`
}

func (u PlannedPurchaseUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a planned purchase.
//
//moco:operation PUT /planned_purchases/{id}
//moco:operation PATCH /planned_purchases/{id}
func (s PlannedPurchaseService) Update(ctx context.Context, id billing.ID, u PlannedPurchaseUpdate) (PlannedPurchase, error) {
	return plannedPurchases.update(ctx, s.conn, u, id)
}

// Delete deletes a planned purchase.
//
//moco:operation DELETE /planned_purchases/{id}
func (s PlannedPurchaseService) Delete(ctx context.Context, id billing.ID) error {
	return plannedPurchases.delete(ctx, s.conn, id)
}
