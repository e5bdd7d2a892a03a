package mocoapi

import (
	"context"
	"strings"

	"github.com/mocowork/mocowork/billing"
)

const performance = `{"annually":{"year":2026,"employment_hours":2080,"target_hours":2000.5,"hours_tracked_total":1900,"variation":-100.5,"variation_until_today":12.25,"hours_billable_total":1400},` +
	`"monthly":[{"year":2026,"month":1,"target_hours":160,"hours_tracked_total":158.5,"variation":-1.5,"hours_billable_total":120}]}`

// accountEndpoints are those that are no list of objects with ids.
func accountEndpoints() []endpoint {
	const (
		session  = `{"id":9,"uuid":"7a60719d-912d-43e4-a1dc-7480effb4db0"}`
		profile  = `{"id":9,"email":"a@example.com","full_name":"x y","first_name":"x","last_name":"y","active":true,"external":false,"avatar_url":"https://example.com/x","unit":{"id":3,"name":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
		rates    = `{"defaults_rates":[{"currency":"EUR","hourly_rate":120.5}],"tasks":[{"id":3,"name":"x","rates":[{"currency":"EUR","hourly_rate":1}]}],"users":[{"id":4,"full_name":"x y","rates":[{"currency":"CHF","hourly_rate":2}]}]}`
		internal = `{"id":4,"full_name":"x y","rates":[{"year":2026,"rate":85.5}]}`
	)
	return []endpoint{
		{op: "GET /session", path: "/session", answer: session, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Session.Get(ctx) }},
		{op: "POST /session", path: "/session", body: `{"email":"a@example.com","password":"geheim"}`, answer: `{"api_key":"k-1","user_id":9}`, want: "k-1 9",
			call: func(ctx context.Context, c *Client) (any, error) {
				k, err := c.Session.Create(ctx, Login{"a@example.com", "geheim"})
				return string(k.APIKey) + " " + idText(k.UserID), err
			}},
		{op: "GET /profile", path: "/profile", answer: profile, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Profile.Get(ctx) }},
		{op: "GET /profile/performance_report", path: "/profile/performance_report", query: "year=2026", answer: performance, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Profile.PerformanceReport(ctx, YearQuery{2026})
			}},
		{op: "GET /account/hourly_rates", path: "/account/hourly_rates", query: "company_id=8&include_archived_users=true", answer: rates, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.HourlyRates.Get(ctx, HourlyRateQuery{8, true})
			}},
		{op: "GET /account/internal_hourly_rates", path: "/account/internal_hourly_rates", query: "include_archived=true&unit_id=8&years=2025,2026", answer: "[" + internal + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.InternalHourlyRates.List(ctx, InternalHourlyRateQuery{[]int{2025, 2026}, 8, true}))
			}},
		{op: "PATCH /account/internal_hourly_rates", path: "/account/internal_hourly_rates", body: `{"year":2026,"rates":[{"user_id":4,"rate":85.5}]}`, answer: `{"status":"ok"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.InternalHourlyRates.Update(ctx, InternalHourlyRateUpdate{2026, []UserRate{{4, billing.NewDecimal(855, 1)}}})
			}},
	}
}

func reportEndpoints() []endpoint {
	const (
		cashflow = `[{"record_id":7,"company_id":8,"description":"x","user_id":9,"amount_in_account_currency":-0.1,"kind":"invoice_created","date":"2026-01-01","company":{"id":8,"name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"}}]`
		finance  = `[{"record_id":7,"company_id":8,"description":"x","user_id":9,"net_amount_in_account_currency":1000.5,"kind":"incoming_expenses","date":"2026-01-01","company":{"id":8,"name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"}}]`
		absences = `[{"user":{"id":9,"firstname":"x","lastname":"y"},"total_vacation_days":28,"used_vacation_days":12.5,"planned_vacation_days":3,"sickdays":2.5}]`
		hours    = `[{"date":"2026-01-01","user_id":9,"target_hours":8,"billable_hours":4.5,"unbillable_hours":0.0,"billable_seconds":16200,"unbillable_seconds":0.0}]`
		planned  = `[{"user_id":9,"project_id":8,"tracked_hours":10.5,"planned_hours":12,"delta":-1.5,"quota":87.5,"user":{"id":9,"firstname":"x","name":"y","initials":"XY","color":"#ff0000","unit":{"id":3,"name":"x"}},"project":{"id":8,"identifier":"P1","name":"x","company":{"id":2,"name":"x"}}}]`
	)
	year := Period{jan1, dec31}
	return []endpoint{
		{op: "GET /report/cashflow", path: "/report/cashflow", query: "from=2026-01-01&kinds=a,b&term=x&to=2026-12-31", answer: cashflow, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Reports.Cashflow(ctx, CashflowQuery{year, "x", []string{"a", "b"}}))
			}},
		{op: "GET /report/finance", path: "/report/finance", query: "company_id=8&from=2026-01-01&kinds=a,b&term=x&to=2026-12-31", answer: finance, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Reports.Finance(ctx, FinanceQuery{year, "x", 8, []string{"a", "b"}}))
			}},
		{op: "GET /report/absences", path: "/report/absences", query: "active=true&year=2026", answer: absences, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Reports.Absences(ctx, AbsenceQuery{2026, Yes}))
			}},
		{op: "GET /report/utilization", path: "/report/utilization", query: "from=2026-01-01&to=2026-12-31", answer: hours, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return values(c.Reports.Utilization(ctx, year)) }},
		{op: "GET /report/planned_vs_tracked", path: "/report/planned_vs_tracked", query: "from=2026-01-01&project_id=8&to=2026-12-31&user_ids=3,4", answer: planned, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Reports.PlannedVsTracked(ctx, PlannedVsTrackedQuery{year, []billing.ID{3, 4}, 8}))
			}},
	}
}

const customerApproval = `{"id":4,"approval_url":"https://example.com/a","offer_document_url":"https://example.com/o","active":true,"customer_full_name":"x","customer_email":"a@example.com","signature_url":"https://example.com/s","signed_at":"2026-01-01T12:00:00Z","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`

// multipartSample is a file as multipart/form-data.
var multipartSample = strings.ReplaceAll(`--`+boundary+`
Content-Disposition: form-data; name="file"; filename="a.pdf"
Content-Type: application/octet-stream

x
--`+boundary+`--
`, "\n", "\r\n")

func budgetEndpoints() []endpoint {
	const budget = `{"id":2,"year":2026,"title":"x","active":true,"cost_category":"K1","target":1000,"exhaused":250.5,"planned":100,"remaining":649.5}`
	return []endpoint{
		{op: "GET /purchases/budgets", path: "/purchases/budgets", query: "year=2026", answer: "[" + budget + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PurchaseBudgets.List(ctx, YearQuery{2026}))
			}},
		{op: "POST /purchases/budgets", path: "/purchases/budgets", body: `{"title":"x","cost_category":"K1","active":true}`, answer: budget, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchaseBudgets.Create(ctx, NewPurchaseBudget{"x", "K1", Set(true)})
			}},
		{op: "PUT /purchases/budgets/{id}", path: "/purchases/budgets/2", body: `{"title":"y","cost_category":null}`, answer: budget, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchaseBudgets.Update(ctx, 2, PurchaseBudgetUpdate{Title: Set("y"), CostCategory: Clear[string]()})
			}},
		{op: "PUT /purchases/budgets/{id}/target", path: "/purchases/budgets/2/target", body: `{"target_amount":1000,"year":2026}`, answer: budget, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchaseBudgets.SetTarget(ctx, 2, BudgetTarget{billing.NewDecimal(1000, 0), 2026})
			}},
		{op: "DELETE /purchases/budgets/{id}", path: "/purchases/budgets/2", answer: budget,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PurchaseBudgets.Delete(ctx, 2) }},
	}
}
