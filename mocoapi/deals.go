package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Deal is an order that may come (docs: sections/deals.md).
type Deal struct {
	ID                billing.ID        `json:"id"`
	Name              string            `json:"name,omitzero"`
	Status            DealStatus        `json:"status,omitzero"`
	ReminderDate      billing.Date      `json:"reminder_date,omitzero"`
	ClosedOn          billing.Date      `json:"closed_on,omitzero"` // zero: not won or lost yet
	Money             billing.Decimal   `json:"money"`              // in Currency
	Currency          string            `json:"currency,omitzero"`  // ISO 4217, such as "EUR"
	Info              string            `json:"info,omitzero"`
	Tags              []string          `json:"tags,omitzero"`
	CustomProperties  CustomProperties  `json:"custom_properties,omitzero"`
	User              UserRef           `json:"user,omitzero"`
	Person            Ref               `json:"person,omitzero"`
	Customer          Ref               `json:"customer,omitzero"`
	Company           DealCompany       `json:"company,omitzero"`
	Category          DealStage         `json:"category,omitzero"`
	ServicePeriodFrom billing.Date      `json:"service_period_from,omitzero"`
	ServicePeriodTo   billing.Date      `json:"service_period_to,omitzero"`
	InboxEmailAddress string            `json:"inbox_email_address,omitzero"`
	CreatedAt         billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt         billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// DealCompany names the company of a deal. ID 0: none.
type DealCompany struct {
	ID   billing.ID `json:"id"`
	Type string     `json:"type,omitzero"`
	Name string     `json:"name,omitzero"`
	Extra
}

// DealStage is the category of a deal.
type DealStage struct {
	ID          billing.ID `json:"id"`
	Name        string     `json:"name,omitzero"`
	Probability int        `json:"probability"` // per cent
	Extra
}

// DealStatus is the status of a deal.
type DealStatus string

// The values of DealStatus.
const (
	DealStatusPotential DealStatus = "potential"
	DealStatusPending   DealStatus = "pending"
	DealStatusWon       DealStatus = "won"
	DealStatusLost      DealStatus = "lost"
	DealStatusDropped   DealStatus = "dropped"
)

func (x DealStatus) known() bool {
	switch x {
	case DealStatusPotential, DealStatusPending, DealStatusWon, DealStatusLost, DealStatusDropped:
		return true
	}
	return false
}

var deals = resource[Deal]{"deal", "/deals"}

// DealQuery filters the list of deals. Zero fields do not filter.
type DealQuery struct {
	Global
	Status     DealStatus   `url:"status"`
	Tags       []string     `url:"tags"` // any of them
	ClosedFrom billing.Date `url:"closed_from"`
	ClosedTo   billing.Date `url:"closed_to"`
	CompanyID  billing.ID   `url:"company_id"`
}

// DealReader reads deals.
type DealReader struct{ *conn }

// List lists deals.
//
//moco:operation GET /deals
func (s DealReader) List(ctx context.Context, q DealQuery) iter.Seq2[Row[Deal], error] {
	return deals.list(ctx, s.conn, q)
}

// Get reads one deal.
//
//moco:operation GET /deals/{id}
func (s DealReader) Get(ctx context.Context, id billing.ID) (Deal, error) {
	return deals.get(ctx, s.conn, id)
}

// DealService reads and writes deals.
type DealService struct{ DealReader }

// NewDeal is a deal to be made. Name, Currency, Money, ReminderDate, UserID and DealCategoryID are required.
type NewDeal struct {
	Name              string           `json:"name"`
	Currency          string           `json:"currency"` // ISO 4217, such as "EUR"
	Money             billing.Decimal  `json:"money"`    // in Currency
	ReminderDate      billing.Date     `json:"reminder_date"`
	UserID            billing.ID       `json:"user_id"`
	DealCategoryID    billing.ID       `json:"deal_category_id"`
	CompanyID         billing.ID       `json:"company_id,omitzero"`
	CustomerID        billing.ID       `json:"customer_id,omitzero"`
	PersonID          billing.ID       `json:"person_id,omitzero"`
	Status            DealStatus       `json:"status,omitzero"`
	Info              string           `json:"info,omitzero"`
	ClosedOn          billing.Date     `json:"closed_on,omitzero"` // zero: not won or lost yet
	ServicePeriodFrom billing.Date     `json:"service_period_from,omitzero"`
	ServicePeriodTo   billing.Date     `json:"service_period_to,omitzero"`
	Tags              []string         `json:"tags,omitzero"`
	CustomProperties  CustomProperties `json:"custom_properties,omitzero"`
}

func (n NewDeal) problem() string {
	if n.Name == "" || n.Currency == "" || n.ReminderDate.IsZero() || n.UserID <= 0 || n.DealCategoryID <= 0 {
		return "a deal needs a name, a currency, a reminder date, a user and a deal category"
	}
	return n.CustomProperties.problem()
}

// Create makes a deal.
//
//moco:operation POST /deals
func (s DealService) Create(ctx context.Context, n NewDeal) (Deal, error) {
	return deals.create(ctx, s.conn, n)
}

// DealUpdate changes a deal. What is left out stays.
type DealUpdate struct {
	DealCategoryID    Opt[billing.ID]      `json:"deal_category_id,omitzero"`
	Money             Opt[billing.Decimal] `json:"money,omitzero"` // in Currency
	Name              Opt[string]          `json:"name,omitzero"`
	CompanyID         Opt[billing.ID]      `json:"company_id,omitzero"`
	CustomerID        Opt[billing.ID]      `json:"customer_id,omitzero"`
	PersonID          Opt[billing.ID]      `json:"person_id,omitzero"`
	UserID            Opt[billing.ID]      `json:"user_id,omitzero"`
	Status            Opt[DealStatus]      `json:"status,omitzero"`
	Info              Opt[string]          `json:"info,omitzero"`
	ReminderDate      Opt[billing.Date]    `json:"reminder_date,omitzero"`
	ClosedOn          Opt[billing.Date]    `json:"closed_on,omitzero"` // zero: not won or lost yet
	Currency          Opt[string]          `json:"currency,omitzero"`  // ISO 4217, such as "EUR"
	ServicePeriodFrom Opt[billing.Date]    `json:"service_period_from,omitzero"`
	ServicePeriodTo   Opt[billing.Date]    `json:"service_period_to,omitzero"`
	Tags              Opt[[]string]        `json:"tags,omitzero"`
	CustomProperties  CustomProperties     `json:"custom_properties,omitzero"`
}

func (u DealUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a deal.
//
//moco:operation PUT /deals/{id}
//moco:operation PATCH /deals/{id}
func (s DealService) Update(ctx context.Context, id billing.ID, u DealUpdate) (Deal, error) {
	return deals.update(ctx, s.conn, u, id)
}

// Delete deletes a deal.
//
//moco:operation DELETE /deals/{id}
func (s DealService) Delete(ctx context.Context, id billing.ID) error {
	return deals.delete(ctx, s.conn, id)
}
