package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

func readEndpoints() []endpoint {
	return []endpoint{
		{op: "GET /session", path: "/session", answer: session, want: "{123 7a60719d-912d-43e4-a1dc-7480effb4db0}",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Session.Get(ctx) }},
		{op: "GET /profile", path: "/profile", answer: `{"id":5,"full_name":"Anna Beispiel"}`, want: "Anna Beispiel",
			call: func(ctx context.Context, c *Client) (any, error) {
				p, err := c.Profile.Get(ctx)
				return p.FullName, err
			}},
		{op: "GET /invoices", path: "/invoices", answer: `[{"id":7,"currency":"EUR","gross_total":1190.0}]`, want: "[1,190.00 EUR]",
			query: "company_id=1,2&custom_properties[Line of business]=A&B&date_from=2026-01-01&date_to=2026-12-31&identifier=R1&ids=3,4" +
				"&include_disregarded=true&not_booked=true&project_id=9&service_period_from=2026-01-01&service_period_to=2026-12-31" +
				"&sort_by=date desc&status=sent,overdue&tags=a,b&term=Brief&updated_after=2026-11-23T12:00:00Z",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(Billing{c}.Invoices(ctx, InvoiceQuery{
					Global: everyone, Status: []billing.InvoiceStatus{billing.StatusSent, billing.StatusOverdue}, IncludeDisregarded: true, NotBooked: true,
					DateFrom: jan1, DateTo: dec31, ServicePeriodFrom: jan1, ServicePeriodTo: dec31, Tags: []string{"a", "b"}, Identifier: "R1",
					Term: "Brief", CompanyIDs: []billing.ID{1, 2}, ProjectIDs: []billing.ID{9},
				}), func(i billing.Invoice) any { return i.GrossTotal })
			}},
		{op: "GET /invoices/locked", path: "/invoices/locked", query: "date_from=2026-01-01&date_to=2026-12-31&identifier=R1&status=paid", answer: `[{"id":8,"locked":true}]`, want: "[true]",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := LockedInvoiceQuery{Status: billing.StatusPaid, DateFrom: jan1, DateTo: dec31, Identifier: "R1"}
				return all(Billing{c}.LockedInvoices(ctx, q), func(i billing.Invoice) any { return i.Locked })
			}},
		{op: "GET /invoices/{id}", path: "/invoices/7", answer: ` {"id":7,"currency":"EUR","payments":[{"id":1,"paid_total":10000,"currency":"EUR"}]} `, want: "1000000",
			call: func(ctx context.Context, c *Client) (any, error) {
				i, err := Billing{c}.Invoice(ctx, 7)
				if err != nil {
					return nil, err
				}
				return i.Payments[0].PaidTotal.Minor, nil
			}},
		{op: "GET /invoices/{id}.pdf", path: "/invoices/7.pdf", query: "blank=true&letter_paper_id=3", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.Invoices.PDF(ctx, 7, PDFOptions{PaperOptions{3}, true})
				return string(b), err
			}},
		{op: "GET /invoices/{id}/timesheet", path: "/invoices/7/timesheet", answer: `[{"id":2,"hours":1.25}]`, want: "[1.25]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(Billing{c}.Timesheet(ctx, 7), func(a billing.TimesheetActivity) any { return a.Hours })
			}},
		{op: "GET /invoices/{id}/timesheet.pdf", path: "/invoices/7/timesheet.pdf", query: "letter_paper_id=3", answer: "%PDF-1.4 y", want: "%PDF-1.4 y", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.Invoices.TimesheetPDF(ctx, 7, PaperOptions{3})
				return string(b), err
			}},
		{op: "GET /invoices/payments", path: "/invoices/payments", query: "date_from=2026-01-01&date_to=2026-12-31&invoice_id=7", answer: `[{"id":1,"paid_total":"17999.00","currency":"CHF"}]`, want: "[17,999.00 CHF]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(Billing{c}.Payments(ctx, PaymentQuery{InvoiceID: 7, DateFrom: jan1, DateTo: dec31}), func(p billing.Payment) any { return p.PaidTotal.String() })
			}},
		{op: "GET /invoices/payments/{id}", path: "/invoices/payments/1", answer: `{"id":1,"invoice":{"id":7}}`, want: "7",
			call: func(ctx context.Context, c *Client) (any, error) {
				p, err := Billing{c}.Payment(ctx, 1)
				return p.Invoice.ID, err
			}},
		{op: "GET /invoice_reminders", path: "/invoice_reminders", query: "date_from=2026-01-01&date_to=2026-12-31&invoice_id=7", answer: `[{"id":1,"status":"sent"}]`, want: "[sent]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(Billing{c}.Reminders(ctx, ReminderQuery{InvoiceID: 7, DateFrom: jan1, DateTo: dec31}), func(r billing.Reminder) any { return r.Status })
			}},
		{op: "GET /invoice_reminders/{id}", path: "/invoice_reminders/1", answer: `{"id":1,"status":"created"}`, want: "created",
			call: func(ctx context.Context, c *Client) (any, error) {
				r, err := Billing{c}.Reminder(ctx, 1)
				return r.Status, err
			}},
		{op: "GET /companies", path: "/companies", query: "identifier=K1&include_archived=true&tags=a,b&term=Müller&type=customer", answer: `[{"id":1,"name":"Müller & Söhne"}]`, want: "[Müller & Söhne]",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := CompanyQuery{IncludeArchived: true, Type: "customer", Tags: []string{"a", "b"}, Identifier: "K1", Term: "Müller"}
				return all(Billing{c}.Companies(ctx, q), func(c billing.Company) any { return c.Name })
			}},
		{op: "GET /companies/{id}", path: "/companies/1", answer: `{"id":1,"country_code":"AT"}`, want: "AT",
			call: func(ctx context.Context, c *Client) (any, error) {
				o, err := Billing{c}.Company(ctx, 1)
				return o.CountryCode, err
			}},
		{op: "GET /projects", path: "/projects", answer: `[{"id":1,"name":"Relaunch"}]`, want: "[Relaunch]",
			query: "company_id=2&created_from=2026-01-01&created_to=2026-12-31&deal_id=4&identifier=P1&include_archived=true&leader_id=1&project_group_id=3&retainer=false&tags=a&term=x&updated_from=2026-01-01&updated_to=2026-12-31",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := ProjectQuery{
					IncludeArchived: true, LeaderIDs: []billing.ID{1}, CompanyIDs: []billing.ID{2}, ProjectGroupIDs: []billing.ID{3}, DealIDs: []billing.ID{4},
					CreatedFrom: jan1, CreatedTo: dec31, UpdatedFrom: jan1, UpdatedTo: dec31, Tags: []string{"a"}, Identifier: "P1", Retainer: No, Term: "x",
				}
				return all(Billing{c}.Projects(ctx, q), func(p billing.Project) any { return p.Name })
			}},
		{op: "GET /projects/assigned", path: "/projects/assigned", query: "active=true", answer: `[{"id":1,"customer":{"id":2,"name":"K"}}]`, want: "[2]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Projects.Assigned(ctx, AssignedProjectQuery{Yes}), func(p billing.Project) any { return p.Customer.ID })
			}},
		{op: "GET /projects/{id}", path: "/projects/1", answer: `{"id":1,"currency":"CHF"}`, want: "CHF",
			call: func(ctx context.Context, c *Client) (any, error) {
				p, err := Billing{c}.Project(ctx, 1)
				return p.Currency, err
			}},
		{op: "GET /users", path: "/users", query: "email=a@example.com&include_archived=true&tags=a", answer: `[{"id":1,"lastname":"Doe"}]`, want: "[Doe]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(Billing{c}.Users(ctx, UserQuery{IncludeArchived: true, Tags: []string{"a"}, Email: "a@example.com"}), func(u billing.User) any { return u.Lastname })
			}},
		{op: "GET /users/{id}", path: "/users/1", answer: `{"id":1,"unit":{"id":9,"name":"Team"}}`, want: "Team",
			call: func(ctx context.Context, c *Client) (any, error) {
				u, err := Billing{c}.User(ctx, 1)
				return u.Unit.Name, err
			}},
		{op: "GET /comments", path: "/comments", query: "commentable_id=7&commentable_type=Invoice&manual=true&user_id=2", answer: `[{"id":1,"text":"<div>x</div>"}]`, want: "[<div>x</div>]",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := CommentQuery{CommentableType: "Invoice", CommentableID: 7, UserID: 2, Manual: Yes}
				return all(Billing{c}.Comments(ctx, q), func(c billing.Comment) any { return c.Text })
			}},
		{op: "GET /comments/{id}", path: "/comments/1", answer: `{"id":1,"manual":true}`, want: "true",
			call: func(ctx context.Context, c *Client) (any, error) {
				o, err := c.Comments.Get(ctx, 1)
				return o.Manual, err
			}},
		{op: "GET /taggings/{entity}/{entity_id}", path: "/taggings/Company/7", answer: `["VIP","keine Mahnung"]`, want: "[VIP keine Mahnung]",
			call: func(ctx context.Context, c *Client) (any, error) { return c.Taggings.List(ctx, TagCompany, 7) }},
		{op: "GET /projects/payment_schedules", path: "/projects/payment_schedules", query: "checked=false&company_id=1&from=2026-01-01&project_id=2&to=2026-12-31", answer: `[{"id":1,"net_total":1000.5}]`, want: "[1000.5]",
			call: func(ctx context.Context, c *Client) (any, error) {
				q := PaymentScheduleQuery{From: jan1, To: dec31, Checked: No, CompanyID: 1, ProjectID: 2}
				return all(Billing{c}.PaymentSchedules(ctx, q), func(s billing.PaymentSchedule) any { return s.NetTotal })
			}},
		{op: "GET /projects/{project_id}/payment_schedules", path: "/projects/2/payment_schedules", query: "from=2026-01-01", answer: `[{"id":1,"billed":true}]`, want: "[true]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.PaymentSchedules.List(ctx, 2, PaymentScheduleQuery{From: jan1}), func(s billing.PaymentSchedule) any { return s.Billed })
			}},
		{op: "GET /projects/{project_id}/payment_schedules/{id}", path: "/projects/2/payment_schedules/1", answer: `{"id":1,"title":"1. Rate"}`, want: "1. Rate",
			call: func(ctx context.Context, c *Client) (any, error) {
				s, err := c.PaymentSchedules.Get(ctx, 2, 1)
				return s.Title, err
			}},
		{op: "GET /report/cashflow", path: "/report/cashflow", query: "from=2026-01-01&term=x&to=2026-12-31", answer: `[{"record_id":1,"amount_in_account_currency":0.1,"date":"2026-01-02"}]`, want: "[0.1]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Reports.Cashflow(ctx, LedgerQuery{Period{jan1, dec31}, "x"}), func(r billing.CashflowRow) any { return r.AmountInAccountCurrency })
			}},
		{op: "GET /report/finance", path: "/report/finance", query: "from=2026-01-01&term=x", answer: `[{"net_amount_in_account_currency":-5}]`, want: "[-5]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Reports.Finance(ctx, LedgerQuery{Period{From: jan1}, "x"}), func(r billing.FinanceRow) any { return r.NetAmountInAccountCurrency })
			}},
		{op: "GET /report/absences", path: "/report/absences", query: "active=true&year=2026", answer: `[{"user":{"id":1},"sickdays":2.5}]`, want: "[2.5]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Reports.Absences(ctx, AbsenceQuery{2026, Yes}), func(r billing.AbsenceRow) any { return r.Sickdays })
			}},
		{op: "GET /report/utilization", path: "/report/utilization", query: "from=2026-01-01&to=2026-12-31", answer: `[{"user_id":1,"billable_seconds":0.0},{"user_id":1,"billable_seconds":15487}]`, want: "[0 15487]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Reports.Utilization(ctx, Period{jan1, dec31}), func(r billing.UtilizationRow) any { return r.BillableSeconds })
			}},
		{op: "GET /report/planned_vs_tracked", path: "/report/planned_vs_tracked", query: "to=2026-12-31", answer: `[{"delta":-1.5,"user":{"name":"Doe"}}]`, want: "[Doe -1.5]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Reports.PlannedVsTracked(ctx, Period{To: dec31}), func(r billing.PlannedVsTrackedRow) any { return r.User.Name + " " + r.Delta.String() })
			}},
	}
}
