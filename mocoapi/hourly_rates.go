package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// HourlyRates are the rates of the account, or those that were agreed with a
// customer (docs: sections/account/hourly_rates.md).
type HourlyRates struct {
	Defaults []CurrencyRate `json:"defaults_rates,omitzero"` // the name on the wire
	Tasks    []TaskRates    `json:"tasks,omitzero"`
	Users    []UserRates    `json:"users,omitzero"`
	Extra
}

// CurrencyRate is a rate for an hour.
type CurrencyRate struct {
	Currency   string          `json:"currency,omitzero"` // ISO 4217
	HourlyRate billing.Decimal `json:"hourly_rate"`
	Extra
}

// TaskRates are the rates for a task.
type TaskRates struct {
	ID    billing.ID     `json:"id"`
	Name  string         `json:"name,omitzero"`
	Rates []CurrencyRate `json:"rates,omitzero"`
	Extra
}

// UserRates are the rates for a user.
type UserRates struct {
	ID       billing.ID     `json:"id"`
	FullName string         `json:"full_name,omitzero"`
	Rates    []CurrencyRate `json:"rates,omitzero"`
	Extra
}

// HourlyRateQuery chooses rates. Zero: those of the account.
type HourlyRateQuery struct {
	CompanyID            billing.ID `url:"company_id"`
	IncludeArchivedUsers bool       `url:"include_archived_users"`
}

// HourlyRateReader reads hourly rates.
type HourlyRateReader struct{ *conn }

// Get reads the rates.
//
//moco:operation GET /account/hourly_rates
func (s HourlyRateReader) Get(ctx context.Context, q HourlyRateQuery) (HourlyRates, error) {
	return readObject[HourlyRates](ctx, s.conn, "hourly rates", "/account/hourly_rates", q)
}

// InternalHourlyRates are what a user's hour costs the account, by year (docs:
// sections/account/internal_hourly_rates.md).
type InternalHourlyRates struct {
	ID       billing.ID `json:"id"` // of the user
	FullName string     `json:"full_name,omitzero"`
	Rates    []YearRate `json:"rates,omitzero"`
	Extra
}

// YearRate is a rate for an hour in one year, in the account's currency.
type YearRate struct {
	Year int             `json:"year"`
	Rate billing.Decimal `json:"rate"`
	Extra
}

var internalHourlyRates = resource[InternalHourlyRates]{"internal hourly rate", "/account/internal_hourly_rates"}

// InternalHourlyRateQuery filters internal hourly rates. Zero fields do not
// filter.
type InternalHourlyRateQuery struct {
	Years           []int      `url:"years"`
	UnitID          billing.ID `url:"unit_id"`
	IncludeArchived bool       `url:"include_archived"`
}

// InternalHourlyRateReader reads internal hourly rates.
type InternalHourlyRateReader struct{ *conn }

// List lists users with their internal hourly rates.
//
//moco:operation GET /account/internal_hourly_rates
func (s InternalHourlyRateReader) List(ctx context.Context, q InternalHourlyRateQuery) iter.Seq2[Row[InternalHourlyRates], error] {
	return internalHourlyRates.list(ctx, s.conn, q)
}

// InternalHourlyRateService reads and writes internal hourly rates.
type InternalHourlyRateService struct{ InternalHourlyRateReader }

// InternalHourlyRateUpdate sets rates of users for one year. Both fields are
// required.
type InternalHourlyRateUpdate struct {
	Year  int        `json:"year"`
	Rates []UserRate `json:"rates"`
}

// UserRate is what a user's hour costs.
type UserRate struct {
	UserID billing.ID      `json:"user_id"`
	Rate   billing.Decimal `json:"rate"`
}

func (u InternalHourlyRateUpdate) problem() string {
	if u.Year == 0 || len(u.Rates) == 0 {
		return "internal hourly rates need a year and rates"
	}
	return ""
}

// Update sets rates of users for one year.
//
//moco:operation PATCH /account/internal_hourly_rates
//moco:operation PUT /account/internal_hourly_rates
func (s InternalHourlyRateService) Update(ctx context.Context, u InternalHourlyRateUpdate) error {
	k := call{method: http.MethodPatch, path: "/account/internal_hourly_rates"}
	if text := u.problem(); text != "" {
		return k.refused(fault.Invalid, text, nil)
	}
	_, err := s.acknowledged(ctx, k, u)
	return err
}
