package mocoapi

import (
	"context"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

func workEndpoints() []endpoint {
	return slices.Concat(
		activitiesEndpoints(),
		commentsEndpoints(),
		companiesEndpoints(),
		contactsEndpoints(),
		dealsEndpoints(),
		planningEntriesEndpoints(),
		schedulesEndpoints(),
		projectsEndpoints(),
		projectGroupsEndpoints(),
		projectContractsEndpoints(),
		projectTasksEndpoints(),
		projectExpensesEndpoints(),
		paymentSchedulesEndpoints(),
		recurringExpensesEndpoints(),
	)
}

func activitiesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","hours":12.5,"description":"x","billed":true,"billable":true,"invoice_id":9,"tag":"x","remote_service":"trello","remote_id":"x","remote_url":"https://example.com/x","project":{"id":9,"identifier":"P1","name":"x"},"task":{"id":9,"name":"x","billable":true},"customer":{"id":9,"name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"deal":{"id":9,"name":"x"},"hourly_rate":12.5,"seconds":7,"worked_seconds":7,"timer_started_at":"2026-01-01T12:00:00Z","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /activities", path: "/activities", query: "billable=true&billed=true&company_id=8&deal_id=5,6&from=2026-01-01&ids=3,4&project_id=8&remote_id=5,6&tag=a,b&task_id=8&term=x&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Activities.List(ctx, ActivityQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, From: jan1, To: dec31, UserID: 8, TaskID: 8, CompanyID: 8, ProjectID: 8, DealIDs: []billing.ID{5, 6}, Billable: Yes, Billed: Yes, Term: "x", Tag: []string{"a", "b"}, RemoteIDs: []billing.ID{5, 6}}))
			}},
		{op: "GET /activities/{id}", path: "/activities/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Activities.Get(ctx, 9) }},
		{op: "POST /activities", path: "/activities", body: `{"date":"2026-01-01","project_id":9,"task_id":9,"company_id":9,"description":"x","tag":"x","seconds":7,"hours":12.5,"billable":true,"remote_service":"trello","remote_url":"https://example.com/x","remote_id":"x","stop_timer":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Activities.Create(ctx, NewActivity{Date: jan1, ProjectID: 9, TaskID: 9, CompanyID: 9, Description: "x", Tag: "x", Seconds: Set(7), Hours: Set(billing.NewDecimal(125, 1)), Billable: Set(true), RemoteService: RemoteServiceTrello, RemoteURL: "https://example.com/x", RemoteID: "x", StopTimer: Set(true)})
			}},
		{op: "PUT /activities/{id}", path: "/activities/9", body: `{"date":"2026-01-01","task_id":9,"company_id":9,"project_id":9,"description":"x","tag":"x","seconds":7,"hours":12.5,"billable":true,"remote_service":"trello","remote_url":"https://example.com/x","remote_id":"x","stop_timer":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Activities.Update(ctx, 9, ActivityUpdate{Date: Set(jan1), TaskID: Set[billing.ID](9), CompanyID: Set[billing.ID](9), ProjectID: Set[billing.ID](9), Description: Set("x"), Tag: Set("x"), Seconds: Set(7), Hours: Set(billing.NewDecimal(125, 1)), Billable: Set(true), RemoteService: Set[RemoteService](RemoteServiceTrello), RemoteURL: Set("https://example.com/x"), RemoteID: Set("x"), StopTimer: Set(true)})
			}},
		{op: "DELETE /activities/{id}", path: "/activities/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Activities.Delete(ctx, 9) }},
		{op: "PATCH /activities/{id}/start_timer", path: "/activities/9/start_timer", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Activities.StartTimer(ctx, 9) }},
		{op: "PATCH /activities/{id}/stop_timer", path: "/activities/9/stop_timer", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Activities.StopTimer(ctx, 9) }},
		{op: "PATCH /activities/{id}/billable_seconds", path: "/activities/9/billable_seconds", body: `{"seconds":0}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Activities.SetBillableSeconds(ctx, 9, 0) }},
		{op: "POST /activities/bulk", path: "/activities/bulk", body: `{"activities":[{"date":"2026-01-01","project_id":1,"task_id":2,"seconds":900}]}`, answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Activities.CreateBulk(ctx, []NewActivity{{Date: jan1, ProjectID: 1, TaskID: 2, Seconds: Set(900)}})
			}},
		{op: "POST /activities/disregard", path: "/activities/disregard", body: `{"reason":"x","activity_ids":[3,4],"company_id":5,"project_id":6}`, answer: `[3,4]`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Activities.Disregard(ctx, ActivityDisregard{"x", []billing.ID{3, 4}, 5, 6})
			}},
	}
}

func commentsEndpoints() []endpoint {
	const one = `{"id":9,"commentable_id":9,"commentable_type":"Invoice","text":"x","manual":true,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","user":{"id":9,"firstname":"x","lastname":"y"},"impersonating_user":{"id":9,"firstname":"x","lastname":"y"},"attachment_filename":"x","attachment_content":"x"}`
	const brief = `{"id":9,"commentable_id":9,"commentable_type":"Invoice","text":"x","manual":true,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","user":{"id":9,"firstname":"x","lastname":"y"},"impersonating_user":{"id":9,"firstname":"x","lastname":"y"}}`
	return []endpoint{
		{op: "GET /comments", path: "/comments", query: "commentable_id=8&commentable_type=x&ids=3,4&manual=true&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + brief + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Comments.List(ctx, CommentQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, CommentableType: "x", CommentableID: 8, UserID: 8, Manual: Yes}))
			}},
		{op: "GET /comments/{id}", path: "/comments/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Comments.Get(ctx, 9) }},
		{op: "POST /comments", path: "/comments", body: `{"commentable_id":7,"commentable_type":"Invoice","text":"x"}`, answer: brief, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Comments.Create(ctx, NewComment{CommentableID: 7, CommentableType: "Invoice", Text: "x"})
			}},
		{op: "DELETE /comments/{id}", path: "/comments/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Comments.Delete(ctx, 9) }},
		{op: "POST /comments/bulk", path: "/comments/bulk", body: `{"commentable_ids":[7],"commentable_type":"Invoice","text":"x"}`, answer: "[" + brief + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Comments.CreateBulk(ctx, NewComments{CommentableIDs: []billing.ID{7}, CommentableType: "Invoice", Text: "x"})
			}},
		{op: "PUT /comments/{id}", path: "/comments/9", body: `{"text":"x","attachment_filename":"a.txt","attachment_content":"eA=="}`, answer: brief, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Comments.Update(ctx, 9, CommentUpdate{Text: Set("x"), AttachmentFilename: Set("a.txt"), AttachmentContent: Set([]byte("x"))})
			}},
	}
}

func companiesEndpoints() []endpoint {
	const one = `{"id":9,"type":"customer","identifier":"x","name":"x","website":"x","email":"a@example.com","billing_email_cc":"a@example.com","phone":"x","fax":"x","address":"x","country_code":"x","vat_identifier":"x","alternative_correspondence_language":true,"english_correspondence_language":true,"tags":["a","b"],"labels":["a","b"],"user":{"id":9,"firstname":"x","lastname":"y"},"info":"x","footer":"x","custom_properties":{"A":"b"},"active":true,"archived_on":"2026-01-01T12:00:00Z","currency":"EUR","customer_vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"},"supplier_vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"active":true,"code":"7"},"default_invoice_due_days":7,"invoice_format":"regular_pdf","default_payment_means":"not_defined","projects":[{"id":9,"identifier":"x","name":"x","active":true,"billable":true}],"iban":"DE02120300000000202051","bank_bic":"x","bank_owner":"x","debit_number":7,"credit_number":7,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /companies", path: "/companies", query: "identifier=x&ids=3,4&include_archived=true&tags=a,b&term=x&type=customer&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Companies.List(ctx, CompanyQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, IncludeArchived: true, Type: CompanyTypeCustomer, Tags: []string{"a", "b"}, Identifier: "x", Term: "x"}))
			}},
		{op: "GET /companies/{id}", path: "/companies/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Companies.Get(ctx, 9) }},
		{op: "POST /companies", path: "/companies", body: `{"name":"x","type":"customer","identifier":"x","email":"a@example.com","address":"x","currency":"EUR","customer_tax":12.5,"supplier_tax":12.5,"customer_vat_code_id":9,"supplier_vat_code_id":9,"info":"x","default_invoice_due_days":7,"invoice_due_days":7,"website":"x","phone":"x","fax":"x","user_id":9,"country_code":"x","footer":"x","iban":"DE02120300000000202051","vat_identifier":"x","billing_email_cc":"a@example.com","debit_number":7,"credit_number":7,"alternative_correspondence_language":true,"billing_notes":"x","bank_bic":"x","bank_owner":"x","invoice_format":"regular_pdf","default_payment_means":"not_defined","tags":["a","b"],"labels":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Companies.Create(ctx, NewCompany{Name: "x", Type: CompanyTypeCustomer, Identifier: "x", Email: "a@example.com", Address: "x", Currency: "EUR", CustomerTax: Set(billing.NewDecimal(125, 1)), SupplierTax: Set(billing.NewDecimal(125, 1)), CustomerVATCodeID: 9, SupplierVATCodeID: 9, Info: "x", DefaultInvoiceDueDays: Set(7), InvoiceDueDays: Set(7), Website: "x", Phone: "x", Fax: "x", UserID: 9, CountryCode: "x", Footer: "x", IBAN: "DE02120300000000202051", VATIdentifier: "x", BillingEmailCC: "a@example.com", DebitNumber: Set(7), CreditNumber: Set(7), AlternativeCorrespondenceLanguage: Set(true), BillingNotes: "x", BankBIC: "x", BankOwner: "x", InvoiceFormat: InvoiceFormatRegularPDF, DefaultPaymentMeans: PaymentMeansNotDefined, Tags: []string{"a", "b"}, Labels: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /companies/{id}", path: "/companies/9", body: `{"type":"customer","identifier":"x","name":"x","email":"a@example.com","address":"x","currency":"EUR","customer_tax":12.5,"supplier_tax":12.5,"customer_vat_code_id":9,"supplier_vat_code_id":9,"info":"x","default_invoice_due_days":7,"invoice_due_days":7,"website":"x","phone":"x","fax":"x","user_id":9,"country_code":"x","footer":"x","iban":"DE02120300000000202051","vat_identifier":"x","billing_email_cc":"a@example.com","debit_number":7,"credit_number":7,"alternative_correspondence_language":true,"billing_notes":"x","bank_bic":"x","bank_owner":"x","invoice_format":"regular_pdf","default_payment_means":"not_defined","tags":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Companies.Update(ctx, 9, CompanyUpdate{Type: Set[CompanyType](CompanyTypeCustomer), Identifier: Set("x"), Name: Set("x"), Email: Set("a@example.com"), Address: Set("x"), Currency: Set("EUR"), CustomerTax: Set(billing.NewDecimal(125, 1)), SupplierTax: Set(billing.NewDecimal(125, 1)), CustomerVATCodeID: Set[billing.ID](9), SupplierVATCodeID: Set[billing.ID](9), Info: Set("x"), DefaultInvoiceDueDays: Set(7), InvoiceDueDays: Set(7), Website: Set("x"), Phone: Set("x"), Fax: Set("x"), UserID: Set[billing.ID](9), CountryCode: Set("x"), Footer: Set("x"), IBAN: Set("DE02120300000000202051"), VATIdentifier: Set("x"), BillingEmailCC: Set("a@example.com"), DebitNumber: Set(7), CreditNumber: Set(7), AlternativeCorrespondenceLanguage: Set(true), BillingNotes: Set("x"), BankBIC: Set("x"), BankOwner: Set("x"), InvoiceFormat: Set[InvoiceFormat](InvoiceFormatRegularPDF), DefaultPaymentMeans: Set[PaymentMeans](PaymentMeansNotDefined), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /companies/{id}", path: "/companies/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Companies.Delete(ctx, 9) }},
		{op: "PUT /companies/{id}/archive", path: "/companies/9/archive", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Companies.Archive(ctx, 9) }},
		{op: "PUT /companies/{id}/unarchive", path: "/companies/9/unarchive", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Companies.Unarchive(ctx, 9) }},
	}
}

func contactsEndpoints() []endpoint {
	const one = `{"id":9,"gender":"x","firstname":"x","lastname":"x","title":"x","job_position":"x","mobile_phone":"x","work_fax":"x","work_phone":"x","work_email":"a@example.com","work_address":"x","home_email":"a@example.com","home_address":"x","birthday":"2026-01-01","salutation":"x","info":"x","avatar_url":"https://example.com/x","tags":["a","b"],"custom_properties":{"A":"b"},"company":{"id":9,"type":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /contacts/people", path: "/contacts/people", query: "ids=3,4&phone=x&tags=a,b&term=x&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Contacts.List(ctx, ContactQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Tags: []string{"a", "b"}, Term: "x", Phone: "x"}))
			}},
		{op: "GET /contacts/people/{id}", path: "/contacts/people/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Contacts.Get(ctx, 9) }},
		{op: "POST /contacts/people", path: "/contacts/people", body: `{"lastname":"x","gender":"x","firstname":"x","title":"x","job_position":"x","mobile_phone":"x","work_email":"a@example.com","work_phone":"x","work_fax":"x","work_address":"x","home_email":"a@example.com","home_address":"x","birthday":"2026-01-01","salutation":"x","info":"x","company_id":9,"customer_id":9,"organization_id":9,"user_id":9,"tags":["a","b"],"custom_properties":{"A":"b"},"avatar":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Contacts.Create(ctx, NewContact{Lastname: "x", Gender: "x", Firstname: "x", Title: "x", JobPosition: "x", MobilePhone: "x", WorkEmail: "a@example.com", WorkPhone: "x", WorkFax: "x", WorkAddress: "x", HomeEmail: "a@example.com", HomeAddress: "x", Birthday: jan1, Salutation: "x", Info: "x", CompanyID: 9, CustomerID: 9, OrganizationID: 9, UserID: 9, Tags: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}, Avatar: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "PUT /contacts/people/{id}", path: "/contacts/people/9", body: `{"gender":"x","firstname":"x","lastname":"x","title":"x","job_position":"x","mobile_phone":"x","work_email":"a@example.com","work_phone":"x","work_fax":"x","work_address":"x","home_email":"a@example.com","home_address":"x","birthday":"2026-01-01","salutation":"x","info":"x","company_id":9,"customer_id":9,"organization_id":9,"user_id":9,"tags":["a","b"],"custom_properties":{"A":"b"},"avatar":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Contacts.Update(ctx, 9, ContactUpdate{Gender: Set("x"), Firstname: Set("x"), Lastname: Set("x"), Title: Set("x"), JobPosition: Set("x"), MobilePhone: Set("x"), WorkEmail: Set("a@example.com"), WorkPhone: Set("x"), WorkFax: Set("x"), WorkAddress: Set("x"), HomeEmail: Set("a@example.com"), HomeAddress: Set("x"), Birthday: Set(jan1), Salutation: Set("x"), Info: Set("x"), CompanyID: Set[billing.ID](9), CustomerID: Set[billing.ID](9), OrganizationID: Set[billing.ID](9), UserID: Set[billing.ID](9), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}, Avatar: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /contacts/people/{id}", path: "/contacts/people/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Contacts.Delete(ctx, 9) }},
	}
}

func dealsEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","status":"potential","reminder_date":"2026-01-01","closed_on":"2026-01-01","money":12.5,"currency":"EUR","info":"x","tags":["a","b"],"custom_properties":{"A":"b"},"user":{"id":9,"firstname":"x","lastname":"y"},"person":{"id":9,"name":"x"},"customer":{"id":9,"name":"x"},"company":{"id":9,"type":"x","name":"x"},"category":{"id":9,"name":"x","probability":7},"service_period_from":"2026-01-01","service_period_to":"2026-01-01","inbox_email_address":"a@example.com","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /deals", path: "/deals", query: "closed_from=2026-01-01&closed_to=2026-12-31&company_id=8&ids=3,4&status=potential&tags=a,b&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Deals.List(ctx, DealQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Status: DealStatusPotential, Tags: []string{"a", "b"}, ClosedFrom: jan1, ClosedTo: dec31, CompanyID: 8}))
			}},
		{op: "GET /deals/{id}", path: "/deals/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Deals.Get(ctx, 9) }},
		{op: "POST /deals", path: "/deals", body: `{"name":"x","currency":"EUR","money":12.5,"reminder_date":"2026-01-01","user_id":9,"deal_category_id":9,"company_id":9,"customer_id":9,"person_id":9,"status":"potential","info":"x","closed_on":"2026-01-01","service_period_from":"2026-01-01","service_period_to":"2026-01-01","tags":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Deals.Create(ctx, NewDeal{Name: "x", Currency: "EUR", Money: billing.NewDecimal(125, 1), ReminderDate: jan1, UserID: 9, DealCategoryID: 9, CompanyID: 9, CustomerID: 9, PersonID: 9, Status: DealStatusPotential, Info: "x", ClosedOn: jan1, ServicePeriodFrom: jan1, ServicePeriodTo: jan1, Tags: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /deals/{id}", path: "/deals/9", body: `{"deal_category_id":9,"money":12.5,"name":"x","company_id":9,"customer_id":9,"person_id":9,"user_id":9,"status":"potential","info":"x","reminder_date":"2026-01-01","closed_on":"2026-01-01","currency":"EUR","service_period_from":"2026-01-01","service_period_to":"2026-01-01","tags":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Deals.Update(ctx, 9, DealUpdate{DealCategoryID: Set[billing.ID](9), Money: Set(billing.NewDecimal(125, 1)), Name: Set("x"), CompanyID: Set[billing.ID](9), CustomerID: Set[billing.ID](9), PersonID: Set[billing.ID](9), UserID: Set[billing.ID](9), Status: Set[DealStatus](DealStatusPotential), Info: Set("x"), ReminderDate: Set(jan1), ClosedOn: Set(jan1), Currency: Set("EUR"), ServicePeriodFrom: Set(jan1), ServicePeriodTo: Set(jan1), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /deals/{id}", path: "/deals/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Deals.Delete(ctx, 9) }},
	}
}

func planningEntriesEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","starts_on":"2026-01-01","ends_on":"2026-01-01","hours_per_day":12.5,"comment":"x","symbol":7,"color":"x","read_only":true,"user":{"id":9,"firstname":"x","lastname":"y"},"project":{"id":9,"identifier":"x","name":"x","customer_name":"x","color":"x"},"task":{"id":9,"name":"x"},"deal":{"id":9,"name":"x","customer_name":"x","color":"x"},"series_id":"x","tentative":true,"series_repeat":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /planning_entries", path: "/planning_entries", query: "deal_id=5,6&ids=3,4&period=2026-01-01:2026-12-31&project_id=5,6&updated_after=2026-11-23T12:00:00Z&user_id=5,6", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PlanningEntries.List(ctx, PlanningEntryQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Period: DateRange{From: jan1, To: dec31}, UserIDs: []billing.ID{5, 6}, ProjectIDs: []billing.ID{5, 6}, DealIDs: []billing.ID{5, 6}}))
			}},
		{op: "GET /planning_entries/{id}", path: "/planning_entries/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PlanningEntries.Get(ctx, 9) }},
		{op: "POST /planning_entries", path: "/planning_entries", body: `{"starts_on":"2026-01-01","ends_on":"2026-01-01","hours_per_day":12.5,"project_id":9,"task_id":9,"title":"x","comment":"x","symbol":"K1","color":"x","tentative":true,"user_id":9}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PlanningEntries.Create(ctx, NewPlanningEntry{StartsOn: jan1, EndsOn: jan1, HoursPerDay: billing.NewDecimal(125, 1), ProjectID: 9, TaskID: 9, Title: "x", Comment: "x", Symbol: "K1", Color: "x", Tentative: Set(true), UserID: 9})
			}},
		{op: "PUT /planning_entries/{id}", path: "/planning_entries/9", body: `{"project_id":9,"deal_id":9,"task_id":9,"title":"x","starts_on":"2026-01-01","ends_on":"2026-01-01","hours_per_day":12.5,"comment":"x","symbol":"K1","color":"x","tentative":true,"user_id":9}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PlanningEntries.Update(ctx, 9, PlanningEntryUpdate{ProjectID: Set[billing.ID](9), DealID: Set[billing.ID](9), TaskID: Set[billing.ID](9), Title: Set("x"), StartsOn: Set(jan1), EndsOn: Set(jan1), HoursPerDay: Set(billing.NewDecimal(125, 1)), Comment: Set("x"), Symbol: Set[Code]("K1"), Color: Set("x"), Tentative: Set(true), UserID: Set[billing.ID](9)})
			}},
		{op: "DELETE /planning_entries/{id}", path: "/planning_entries/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PlanningEntries.Delete(ctx, 9) }},
	}
}

func schedulesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","comment":"x","am":true,"pm":true,"symbol":7,"assignment":{"id":9,"name":"x","code":"K1","customer_name":"x","color":"x","type":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /schedules", path: "/schedules", query: "absence_code=3,4&absence_request_id=8&from=2026-01-01&ids=3,4&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Schedules.List(ctx, ScheduleQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, From: jan1, To: dec31, UserID: 8, AbsenceCode: []AbsenceCode{AbsenceSick, AbsenceHoliday}, AbsenceRequestID: 8}))
			}},
		{op: "GET /schedules/{id}", path: "/schedules/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Schedules.Get(ctx, 9) }},
		{op: "POST /schedules", path: "/schedules", body: `{"date":"2026-01-01","absence_code":"4","user_id":9,"comment":"x","am":true,"pm":true,"symbol":"K1","overwrite":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Schedules.Create(ctx, NewSchedule{Date: jan1, AbsenceCode: AbsenceHoliday, UserID: 9, Comment: "x", Am: Set(true), Pm: Set(true), Symbol: "K1", Overwrite: Set(true)})
			}},
		{op: "PUT /schedules/{id}", path: "/schedules/9", body: `{"date":"2026-01-01","user_id":9,"comment":"x","am":true,"pm":true,"symbol":"K1","absence_code":"4"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Schedules.Update(ctx, 9, ScheduleUpdate{Date: Set(jan1), UserID: Set[billing.ID](9), Comment: Set("x"), Am: Set(true), Pm: Set(true), Symbol: Set[Code]("K1"), AbsenceCode: Set(AbsenceHoliday)})
			}},
		{op: "DELETE /schedules/{id}", path: "/schedules/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Schedules.Delete(ctx, 9) }},
	}
}

func projectsEndpoints() []endpoint {
	const one = `{"id":9,"identifier":"x","name":"x","active":true,"billable":true,"fixed_price":true,"retainer":true,"start_date":"2026-01-01","finish_date":"2026-01-01","currency":"EUR","billing_variant":"project","billing_address":"x","billing_email_to":"a@example.com","billing_email_cc":"a@example.com","billing_notes":"x","setting_include_time_report":true,"budget":12.5,"budget_monthly":12.5,"budget_expenses":12.5,"hourly_rate":12.5,"info":"x","retainer_billing_date":7,"retainer_billing_title":"x","retainer_billing_description":"x","color":"x","customer_report_url":"https://example.com/x","tags":["a","b"],"labels":["a","b"],"custom_properties":{"A":"b"},"leader":{"id":9,"firstname":"x","lastname":"y"},"co_leader":{"id":9,"firstname":"x","lastname":"y"},"customer":{"id":9,"name":"x"},"tasks":[{"id":9,"name":"x","billable":true,"active":true,"budget":12.5,"hourly_rate":12.5,"description":"x"}],"contracts":[{"id":9,"user_id":9,"firstname":"x","lastname":"x","billable":true,"active":true,"budget":12.5,"hourly_rate":12.5}],"deal":{"id":9,"name":"x"},"project_group":{"id":9,"name":"x"},"billing_contact":{"id":9,"firstname":"x","lastname":"y"},"contact":{"id":9,"firstname":"x","lastname":"y"},"secondary_contact":{"id":9,"firstname":"x","lastname":"y"},"archived_on":"2026-01-01T12:00:00Z","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects", path: "/projects", query: "company_id=5,6&created_from=2026-01-01&created_to=2026-12-31&deal_id=5,6&identifier=x&ids=3,4&include_archived=true&include_company=true&leader_id=5,6&project_group_id=5,6&retainer=true&tags=a,b&term=x&updated_after=2026-11-23T12:00:00Z&updated_from=2026-01-01&updated_to=2026-12-31", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Projects.List(ctx, ProjectQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, IncludeArchived: true, IncludeCompany: true, LeaderIDs: []billing.ID{5, 6}, CompanyIDs: []billing.ID{5, 6}, CreatedFrom: jan1, CreatedTo: dec31, UpdatedFrom: jan1, UpdatedTo: dec31, Tags: []string{"a", "b"}, Identifier: "x", Retainer: Yes, ProjectGroupIDs: []billing.ID{5, 6}, DealIDs: []billing.ID{5, 6}, Term: "x"}))
			}},
		{op: "GET /projects/{id}", path: "/projects/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.Get(ctx, 9) }},
		{op: "POST /projects", path: "/projects", body: `{"name":"x","currency":"EUR","start_date":"2026-01-01","finish_date":"2026-01-01","fixed_price":true,"retainer":true,"leader_id":9,"customer_id":9,"identifier":"x","company_id":9,"deal_id":9,"project_group_id":9,"co_leader_id":9,"contact_id":9,"secondary_contact_id":9,"billing_contact_id":9,"info":"x","retainer_billing_date":7,"retainer_billing_title":"x","retainer_billing_description":"x","billing_variant":"project","hourly_rate":12.5,"budget":12.5,"budget_monthly":12.5,"budget_expenses":12.5,"billing_address":"x","billing_notes":"x","setting_include_time_report":true,"billing_email_to":"a@example.com","billing_email_cc":"a@example.com","skip_favorite":true,"tags":["a","b"],"labels":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Projects.Create(ctx, NewProject{Name: "x", Currency: "EUR", StartDate: jan1, FinishDate: jan1, FixedPrice: true, Retainer: true, LeaderID: 9, CustomerID: 9, Identifier: "x", CompanyID: 9, DealID: 9, ProjectGroupID: 9, CoLeaderID: 9, ContactID: 9, SecondaryContactID: 9, BillingContactID: 9, Info: "x", RetainerBillingDate: Set(7), RetainerBillingTitle: "x", RetainerBillingDescription: "x", BillingVariant: BillingVariantProject, HourlyRate: Set(billing.NewDecimal(125, 1)), Budget: Set(billing.NewDecimal(125, 1)), BudgetMonthly: Set(billing.NewDecimal(125, 1)), BudgetExpenses: Set(billing.NewDecimal(125, 1)), BillingAddress: "x", BillingNotes: "x", SettingIncludeTimeReport: Set(true), BillingEmailTo: "a@example.com", BillingEmailCC: "a@example.com", SkipFavorite: Set(true), Tags: []string{"a", "b"}, Labels: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /projects/{id}", path: "/projects/9", body: `{"identifier":"x","name":"x","fixed_price":true,"customer_id":9,"deal_id":9,"project_group_id":9,"leader_id":9,"co_leader_id":9,"contact_id":9,"secondary_contact_id":9,"billing_contact_id":9,"info":"x","start_date":"2026-01-01","finish_date":"2026-01-01","retainer":true,"retainer_billing_date":7,"retainer_billing_title":"x","retainer_billing_description":"x","billing_variant":"project","hourly_rate":12.5,"budget":12.5,"budget_monthly":12.5,"budget_expenses":12.5,"currency":"EUR","billing_address":"x","billing_notes":"x","setting_include_time_report":true,"billing_email_to":"a@example.com","billing_email_cc":"a@example.com","skip_favorite":true,"tags":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Projects.Update(ctx, 9, ProjectUpdate{Identifier: Set("x"), Name: Set("x"), FixedPrice: Set(true), CustomerID: Set[billing.ID](9), DealID: Set[billing.ID](9), ProjectGroupID: Set[billing.ID](9), LeaderID: Set[billing.ID](9), CoLeaderID: Set[billing.ID](9), ContactID: Set[billing.ID](9), SecondaryContactID: Set[billing.ID](9), BillingContactID: Set[billing.ID](9), Info: Set("x"), StartDate: Set(jan1), FinishDate: Set(jan1), Retainer: Set(true), RetainerBillingDate: Set(7), RetainerBillingTitle: Set("x"), RetainerBillingDescription: Set("x"), BillingVariant: Set[BillingVariant](BillingVariantProject), HourlyRate: Set(billing.NewDecimal(125, 1)), Budget: Set(billing.NewDecimal(125, 1)), BudgetMonthly: Set(billing.NewDecimal(125, 1)), BudgetExpenses: Set(billing.NewDecimal(125, 1)), Currency: Set("EUR"), BillingAddress: Set("x"), BillingNotes: Set("x"), SettingIncludeTimeReport: Set(true), BillingEmailTo: Set("a@example.com"), BillingEmailCC: Set("a@example.com"), SkipFavorite: Set(true), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /projects/{id}", path: "/projects/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Projects.Delete(ctx, 9) }},
		{op: "PUT /projects/{id}/archive", path: "/projects/9/archive", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.Archive(ctx, 9) }},
		{op: "PUT /projects/{id}/unarchive", path: "/projects/9/unarchive", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.Unarchive(ctx, 9) }},
		{op: "PUT /projects/{id}/unassign_project_group", path: "/projects/9/unassign_project_group", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.UnassignGroup(ctx, 9) }},
		{op: "GET /projects/assigned", path: "/projects/assigned", query: "active=true", answer: `[{"id":1,"identifier":"P1","name":"x","active":true,"billable":true,"customer":{"id":2,"name":"K"},"tasks":[{"id":3,"name":"x","active":true,"billable":false}],"contract":{"user_id":4,"active":true}}]`, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Projects.Assigned(ctx, AssignedProjectQuery{Yes}))
			}},
		{op: "GET /projects/{id}/report", path: "/projects/9/report", answer: `{"budget_total":1000,"budget_progress_in_percentage":50.5,"budget_remaining":495,"invoiced_total":10,"currency":"EUR","hours_total":12.5,"hours_billable":10,"hours_remaining":3,"costs_expenses":1,"costs_activities":2,"costs_by_task":[{"id":3,"name":"x","hours_total":12.5,"total_costs":725}]}`, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.Report(ctx, 9) }},
		{op: "PUT /projects/{id}/assign_project_group", path: "/projects/9/assign_project_group", body: `{"project_group_id":4}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.AssignGroup(ctx, 9, 4) }},
		{op: "PUT /projects/{id}/share", path: "/projects/9/share", answer: `{"id":9,"active":true,"url":"https://example.com/x"}`, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.Share(ctx, 9) }},
		{op: "PUT /projects/{id}/disable_share", path: "/projects/9/disable_share", answer: `{"id":9,"active":false}`, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Projects.DisableShare(ctx, 9) }},
	}
}

func projectGroupsEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","user":{"id":9,"firstname":"x","lastname":"y"},"company":{"id":9,"name":"x"},"budget":12.5,"currency":"EUR","info":"x","custom_properties":{"A":"b"},"customer_report_url":"https://example.com/x","projects":[{"id":9,"identifier":"x","name":"x","active":true,"budget":12.5}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/groups", path: "/projects/groups", query: "company_id=8&ids=3,4&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ProjectGroups.List(ctx, ProjectGroupQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, CompanyID: 8}))
			}},
		{op: "GET /projects/groups/{id}", path: "/projects/groups/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ProjectGroups.Get(ctx, 9) }},
	}
}

func projectContractsEndpoints() []endpoint {
	const one = `{"id":9,"user_id":9,"firstname":"x","lastname":"x","billable":true,"active":true,"budget":12.5,"hourly_rate":12.5,"project":{"id":9,"name":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/{project_id}/contracts", path: "/projects/2/contracts", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ProjectContracts.List(ctx, 2, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /projects/{project_id}/contracts/{id}", path: "/projects/2/contracts/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ProjectContracts.Get(ctx, 2, 9) }},
		{op: "POST /projects/{project_id}/contracts", path: "/projects/2/contracts", body: `{"user_id":9,"hourly_rate":12.5,"active":true,"billable":true,"budget":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectContracts.Create(ctx, 2, NewProjectContract{UserID: 9, HourlyRate: Set(billing.NewDecimal(125, 1)), Active: Set(true), Billable: Set(true), Budget: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "PUT /projects/{project_id}/contracts/{id}", path: "/projects/2/contracts/9", body: `{"hourly_rate":12.5,"active":true,"billable":true,"budget":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectContracts.Update(ctx, 2, 9, ProjectContractUpdate{HourlyRate: Set(billing.NewDecimal(125, 1)), Active: Set(true), Billable: Set(true), Budget: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "DELETE /projects/{project_id}/contracts/{id}", path: "/projects/2/contracts/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ProjectContracts.Delete(ctx, 2, 9) }},
	}
}

func projectTasksEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","description":"x","billable":true,"active":true,"budget":12.5,"hourly_rate":12.5,"revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/{project_id}/tasks", path: "/projects/2/tasks", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ProjectTasks.List(ctx, 2, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /projects/{project_id}/tasks/{id}", path: "/projects/2/tasks/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ProjectTasks.Get(ctx, 2, 9) }},
		{op: "POST /projects/{project_id}/tasks", path: "/projects/2/tasks", body: `{"name":"x","description":"x","hourly_rate":12.5,"billable":true,"active":true,"budget":12.5,"index":7}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectTasks.Create(ctx, 2, NewProjectTask{Name: "x", Description: "x", HourlyRate: Set(billing.NewDecimal(125, 1)), Billable: Set(true), Active: Set(true), Budget: Set(billing.NewDecimal(125, 1)), Index: Set(7)})
			}},
		{op: "PUT /projects/{project_id}/tasks/{id}", path: "/projects/2/tasks/9", body: `{"name":"x","description":"x","hourly_rate":12.5,"billable":true,"active":true,"budget":12.5,"index":7}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectTasks.Update(ctx, 2, 9, ProjectTaskUpdate{Name: Set("x"), Description: Set("x"), HourlyRate: Set(billing.NewDecimal(125, 1)), Billable: Set(true), Active: Set(true), Budget: Set(billing.NewDecimal(125, 1)), Index: Set(7)})
			}},
		{op: "DELETE /projects/{project_id}/tasks/{id}", path: "/projects/2/tasks/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ProjectTasks.Delete(ctx, 2, 9) }},
		{op: "DELETE /projects/{project_id}/tasks/destroy_all", path: "/projects/2/tasks/destroy_all",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ProjectTasks.DeleteAll(ctx, 2) }},
	}
}

func projectExpensesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"price":12.5,"cost":12.5,"currency":"EUR","budget_relevant":true,"billable":true,"billed":true,"purchase_assignment_locked":true,"cost_total_planned":12.5,"planned_purchase_date":"2026-01-01","invoice_id":9,"service_period":"x","service_period_from":"2026-01-01","service_period_to":"2026-01-01","recurring_expense_id":9,"file_url":"https://example.com/x","custom_properties":{"A":"b"},"company":{"id":9,"name":"x"},"project":{"id":9,"identifier":"P1","name":"x"},"group":{"id":9,"title":"x","budget":12.5},"purchase_items":[{"id":9,"title":"x","net_total":12.5,"currency":"EUR","purchase_id":9,"document":{"id":9,"file_url":"https://example.com/x"}}],"user":{"id":9,"firstname":"x","lastname":"y"},"revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/{project_id}/expenses", path: "/projects/2/expenses", query: "billable=true&billed=true&budget_relevant=true&ids=3,4&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ProjectExpenses.List(ctx, 2, ProjectExpenseQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Billable: Yes, Billed: Yes, BudgetRelevant: Yes, UserID: 8}))
			}},
		{op: "GET /projects/{project_id}/expenses/{id}", path: "/projects/2/expenses/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ProjectExpenses.Get(ctx, 2, 9) }},
		{op: "POST /projects/{project_id}/expenses", path: "/projects/2/expenses", body: `{"date":"2026-01-01","title":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"user_id":9,"description":"x","price":12.5,"billable":true,"budget_relevant":true,"purchase_assignment_locked":true,"service_period_from":"2026-01-01","service_period_to":"2026-01-01","planned_purchase_date":"2026-01-01","cost_total_planned":12.5,"revenue_category_id":9,"custom_properties":{"A":"b"},"file":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectExpenses.Create(ctx, 2, NewProjectExpense{Date: jan1, Title: "x", Quantity: billing.NewDecimal(125, 1), Unit: "x", UnitPrice: billing.NewDecimal(125, 1), UnitCost: billing.NewDecimal(125, 1), UserID: 9, Description: "x", Price: Set(billing.NewDecimal(125, 1)), Billable: Set(true), BudgetRelevant: Set(true), PurchaseAssignmentLocked: Set(true), ServicePeriodFrom: jan1, ServicePeriodTo: jan1, PlannedPurchaseDate: jan1, CostTotalPlanned: Set(billing.NewDecimal(125, 1)), RevenueCategoryID: 9, CustomProperties: CustomProperties{"A": TextProperty("b")}, File: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "PUT /projects/{project_id}/expenses/{id}", path: "/projects/2/expenses/9", body: `{"user_id":9,"date":"2026-01-01","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"price":12.5,"unit_cost":12.5,"billable":true,"budget_relevant":true,"purchase_assignment_locked":true,"service_period_from":"2026-01-01","service_period_to":"2026-01-01","planned_purchase_date":"2026-01-01","cost_total_planned":12.5,"revenue_category_id":9,"custom_properties":{"A":"b"},"file":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectExpenses.Update(ctx, 2, 9, ProjectExpenseUpdate{UserID: Set[billing.ID](9), Date: Set(jan1), Title: Set("x"), Description: Set("x"), Quantity: Set(billing.NewDecimal(125, 1)), Unit: Set("x"), UnitPrice: Set(billing.NewDecimal(125, 1)), Price: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), Billable: Set(true), BudgetRelevant: Set(true), PurchaseAssignmentLocked: Set(true), ServicePeriodFrom: Set(jan1), ServicePeriodTo: Set(jan1), PlannedPurchaseDate: Set(jan1), CostTotalPlanned: Set(billing.NewDecimal(125, 1)), RevenueCategoryID: Set[billing.ID](9), CustomProperties: CustomProperties{"A": TextProperty("b")}, File: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /projects/{project_id}/expenses/{id}", path: "/projects/2/expenses/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ProjectExpenses.Delete(ctx, 2, 9) }},
		{op: "GET /projects/expenses", path: "/projects/expenses", query: "billable=true&billed=false&budget_relevant=true&from=2026-01-01&ids=3,4&tags=a,b&to=2026-12-31&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ProjectExpenses.ListAll(ctx, AllProjectExpenseQuery{Global{IDs: everyone.IDs}, jan1, dec31, Yes, No, Yes, []string{"a", "b"}, 8}))
			}},
		{op: "POST /projects/{project_id}/expenses/bulk", path: "/projects/2/expenses/bulk", body: `{"bulk_data":[{"date":"2026-01-01","title":"x","quantity":0,"unit":"h","unit_price":0,"unit_cost":0}]}`, answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ProjectExpenses.CreateBulk(ctx, 2, []NewProjectExpense{{Date: jan1, Title: "x", Unit: "h"}})
			}},
		{op: "POST /projects/{project_id}/expenses/disregard", path: "/projects/2/expenses/disregard", body: `{"reason":"x","expense_ids":[3,4]}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.ProjectExpenses.Disregard(ctx, 2, ExpenseDisregard{"x", []billing.ID{3, 4}})
			}},
	}
}

func paymentSchedulesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","title":"x","net_total":12.5,"checked":true,"billed":true,"description":"x","project":{"id":9,"identifier":"P1","name":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/{project_id}/payment_schedules", path: "/projects/2/payment_schedules", query: "checked=true&company_id=8&from=2026-01-01&ids=3,4&to=2026-12-31&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PaymentSchedules.List(ctx, 2, PaymentScheduleQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, From: jan1, To: dec31, Checked: Yes, CompanyID: 8}))
			}},
		{op: "GET /projects/{project_id}/payment_schedules/{id}", path: "/projects/2/payment_schedules/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PaymentSchedules.Get(ctx, 2, 9) }},
		{op: "POST /projects/{project_id}/payment_schedules", path: "/projects/2/payment_schedules", body: `{"date":"2026-01-01","net_total":12.5,"title":"x","project_id":9,"checked":true,"description":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PaymentSchedules.Create(ctx, 2, NewPaymentSchedule{Date: jan1, NetTotal: billing.NewDecimal(125, 1), Title: "x", ProjectID: 9, Checked: Set(true), Description: "x"})
			}},
		{op: "PUT /projects/{project_id}/payment_schedules/{id}", path: "/projects/2/payment_schedules/9", body: `{"date":"2026-01-01","net_total":12.5,"title":"x","checked":true,"description":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PaymentSchedules.Update(ctx, 2, 9, PaymentScheduleUpdate{Date: Set(jan1), NetTotal: Set(billing.NewDecimal(125, 1)), Title: Set("x"), Checked: Set(true), Description: Set("x")})
			}},
		{op: "DELETE /projects/{project_id}/payment_schedules/{id}", path: "/projects/2/payment_schedules/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PaymentSchedules.Delete(ctx, 2, 9) }},
		{op: "GET /projects/payment_schedules", path: "/projects/payment_schedules", query: "checked=false&company_id=1&from=2026-01-01&project_id=2&to=2026-12-31", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PaymentSchedules.ListAll(ctx, PaymentScheduleQuery{From: jan1, To: dec31, Checked: No, CompanyID: 1, ProjectID: 2}))
			}},
	}
}

func recurringExpensesEndpoints() []endpoint {
	const one = `{"id":9,"start_date":"2026-01-01","finish_date":"2026-01-01","recur_next_date":"2026-01-01","period":"weekly","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"price":12.5,"cost":12.5,"currency":"EUR","budget_relevant":true,"billable":true,"purchase_assignment_locked":true,"service_period_direction":"none","custom_properties":{"A":"b"},"project":{"id":9,"identifier":"P1","name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /projects/{project_id}/recurring_expenses", path: "/projects/2/recurring_expenses", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.RecurringExpenses.List(ctx, 2, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /projects/{project_id}/recurring_expenses/{id}", path: "/projects/2/recurring_expenses/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.RecurringExpenses.Get(ctx, 2, 9) }},
		{op: "POST /projects/{project_id}/recurring_expenses", path: "/projects/2/recurring_expenses", body: `{"start_date":"2026-01-01","period":"weekly","title":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"finish_date":"2026-01-01","description":"x","billable":true,"budget_relevant":true,"service_period_direction":"none","billing_in_advance":true,"purchase_assignment_locked":true,"user_id":9,"revenue_category_id":9,"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RecurringExpenses.Create(ctx, 2, NewRecurringExpense{StartDate: jan1, Period: RecurringPeriodWeekly, Title: "x", Quantity: billing.NewDecimal(125, 1), Unit: "x", UnitPrice: billing.NewDecimal(125, 1), UnitCost: billing.NewDecimal(125, 1), FinishDate: jan1, Description: "x", Billable: Set(true), BudgetRelevant: Set(true), ServicePeriodDirection: ServicePeriodDirectionNone, BillingInAdvance: Set(true), PurchaseAssignmentLocked: Set(true), UserID: 9, RevenueCategoryID: 9, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /projects/{project_id}/recurring_expenses/{id}", path: "/projects/2/recurring_expenses/9", body: `{"start_date":"2026-01-01","finish_date":"2026-01-01","period":"weekly","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"billable":true,"budget_relevant":true,"service_period_direction":"none","billing_in_advance":true,"purchase_assignment_locked":true,"user_id":9,"revenue_category_id":9,"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RecurringExpenses.Update(ctx, 2, 9, RecurringExpenseUpdate{StartDate: Set(jan1), FinishDate: Set(jan1), Period: Set[RecurringPeriod](RecurringPeriodWeekly), Title: Set("x"), Description: Set("x"), Quantity: Set(billing.NewDecimal(125, 1)), Unit: Set("x"), UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), Billable: Set(true), BudgetRelevant: Set(true), ServicePeriodDirection: Set[ServicePeriodDirection](ServicePeriodDirectionNone), BillingInAdvance: Set(true), PurchaseAssignmentLocked: Set(true), UserID: Set[billing.ID](9), RevenueCategoryID: Set[billing.ID](9), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /projects/{project_id}/recurring_expenses/{id}", path: "/projects/2/recurring_expenses/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.RecurringExpenses.Delete(ctx, 2, 9) }},
		{op: "GET /recurring_expenses", path: "/recurring_expenses", query: "ids=3,4&project_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.RecurringExpenses.ListAll(ctx, AllRecurringExpenseQuery{Global{IDs: everyone.IDs}, 8}))
			}},
		{op: "POST /projects/{project_id}/recurring_expenses/{id}/recur", path: "/projects/2/recurring_expenses/9/recur", answer: `{"id":7}`, want: "7",
			call: func(ctx context.Context, c *Client) (any, error) {
				e, err := c.RecurringExpenses.Recur(ctx, 2, 9)
				return e.ID, err
			}},
	}
}
