package mocoapi

import (
	"context"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

func moneyEndpoints() []endpoint {
	return slices.Concat(
		invoicesEndpoints(),
		invoiceBookkeepingExportsEndpoints(),
		paymentsEndpoints(),
		remindersEndpoints(),
		invoiceAttachmentsEndpoints(),
		offerAttachmentsEndpoints(),
		offersEndpoints(),
		offerConfirmationsEndpoints(),
		plannedPurchasesEndpoints(),
		receiptsEndpoints(),
		purchasesEndpoints(),
		purchaseDraftsEndpoints(),
		purchasePaymentsEndpoints(),
		purchaseCategoriesEndpoints(),
		purchaseBookkeepingExportsEndpoints(),
	)
}

func invoicesEndpoints() []endpoint {
	const one = `{"id":9,"customer_id":9,"project_id":9,"offer_id":9,"identifier":"x","date":"2026-01-01","due_date":"2026-01-01","service_period":"x","service_period_from":"2026-01-01","service_period_to":"2026-01-01","status":"created","reversed":true,"reversal_invoice_id":9,"reversal":true,"reversed_invoice_id":9,"title":"x","recipient_address":"x","currency":"EUR","net_total":12.5,"tax":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"},"gross_total":12.5,"discount":12.5,"cash_discount":12.5,"cash_discount_days":12.5,"creditor_reference":"x","debit_number":7,"credit_number":7,"locked":true,"custom_properties":{"A":"b"},"tags":["a","b"],"letter_paper_id":9,"without_letter_paper":true,"user":{"id":9,"firstname":"x","lastname":"y"},"file_url":"https://example.com/x","debt_collection_procedure":{"id":9,"user":{"id":9,"firstname":"x","lastname":"y"},"note":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","created_on":"2026-01-01","updated_on":"2026-01-01","salutation":"x","footer":"x","items":[{"id":9,"type":"title","title":"x","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"optional":true,"service_type":"service","expense_ids":[3,4],"subtotal_type":"part_total"}],"payments":[{"id":9,"date":"2026-01-01","paid_total":12.5,"currency":"EUR","created_on":"2026-01-01","updated_on":"2026-01-01"}],"reminders":[{"id":9,"date":"2026-01-01","due_date":"2026-01-01","fee":12.5,"text":"x","created_on":"2026-01-01","updated_on":"2026-01-01"}],"internal_contact":{"id":9,"firstname":"x","lastname":"y"},"activity_hours_modified":true}`
	const brief = `{"id":9,"customer_id":9,"project_id":9,"offer_id":9,"identifier":"x","date":"2026-01-01","due_date":"2026-01-01","service_period":"x","service_period_from":"2026-01-01","service_period_to":"2026-01-01","status":"created","reversed":true,"reversal_invoice_id":9,"reversal":true,"reversed_invoice_id":9,"title":"x","recipient_address":"x","currency":"EUR","net_total":12.5,"tax":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"},"gross_total":12.5,"discount":12.5,"cash_discount":12.5,"cash_discount_days":12.5,"creditor_reference":"x","debit_number":7,"credit_number":7,"locked":true,"custom_properties":{"A":"b"},"tags":["a","b"],"letter_paper_id":9,"without_letter_paper":true,"user":{"id":9,"firstname":"x","lastname":"y"},"file_url":"https://example.com/x","debt_collection_procedure":{"id":9,"user":{"id":9,"firstname":"x","lastname":"y"},"note":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","created_on":"2026-01-01","updated_on":"2026-01-01"}`
	return []endpoint{
		{op: "GET /invoices", path: "/invoices", query: "company_id=5,6&date_from=2026-01-01&date_to=2026-12-31&identifier=x&ids=3,4&include_disregarded=true&not_booked=true&project_id=5,6&service_period_from=2026-01-01&service_period_to=2026-12-31&status=sent,overdue&tags=a,b&term=x&updated_after=2026-11-23T12:00:00Z", answer: "[" + brief + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Invoices.List(ctx, InvoiceQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Status: []billing.InvoiceStatus{billing.StatusSent, billing.StatusOverdue}, IncludeDisregarded: true, NotBooked: true, DateFrom: jan1, DateTo: dec31, ServicePeriodFrom: jan1, ServicePeriodTo: dec31, Tags: []string{"a", "b"}, Identifier: "x", Term: "x", CompanyIDs: []billing.ID{5, 6}, ProjectIDs: []billing.ID{5, 6}}))
			}},
		{op: "GET /invoices/{id}", path: "/invoices/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Invoices.Get(ctx, 9) }},
		{op: "POST /invoices", path: "/invoices", body: `{"customer_id":9,"recipient_address":"x","date":"2026-01-01","due_date":"2026-01-01","title":"x","tax":12.5,"currency":"EUR","items":[{"type":"title","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"part":true,"subtotal_type":"part_total","additional":true,"optional":true,"revenue_category_id":9,"activity_ids":[3,4],"expense_ids":[3,4]}],"status":"created","offer_id":9,"project_id":9,"category":"default","identifier":"x","service_period_from":"2026-01-01","service_period_to":"2026-01-01","salutation":"x","footer":"x","change_address":"invoice","discount":12.5,"vat_code_id":9,"contact_id":9,"internal_contact_id":9,"cash_discount":12.5,"cash_discount_days":7,"print_detail_columns":true,"tags":["a","b"],"custom_properties":{"A":"b"},"letter_paper_id":9,"without_letter_paper":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Invoices.Create(ctx, NewInvoice{CustomerID: 9, RecipientAddress: "x", Date: jan1, DueDate: jan1, Title: "x", Tax: billing.NewDecimal(125, 1), Currency: "EUR", Items: []NewInvoiceItem{{Type: ItemTypeTitle, Title: "x", Description: "x", Quantity: Set(billing.NewDecimal(125, 1)), Unit: "x", UnitPrice: Set(billing.NewDecimal(125, 1)), NetTotal: Set(billing.NewDecimal(125, 1)), Part: Set(true), SubtotalType: SubtotalTypePartTotal, Additional: Set(true), Optional: Set(true), RevenueCategoryID: 9, ActivityIDs: []billing.ID{3, 4}, ExpenseIDs: []billing.ID{3, 4}}}, Status: billing.StatusCreated, OfferID: 9, ProjectID: 9, Category: InvoiceCategoryDefault, Identifier: "x", ServicePeriodFrom: jan1, ServicePeriodTo: jan1, Salutation: "x", Footer: "x", ChangeAddress: ChangeAddressInvoice, Discount: Set(billing.NewDecimal(125, 1)), VATCodeID: 9, ContactID: 9, InternalContactID: 9, CashDiscount: Set(billing.NewDecimal(125, 1)), CashDiscountDays: Set(7), PrintDetailColumns: Set(true), Tags: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}, LetterPaperID: 9, WithoutLetterPaper: Set(true)})
			}},
		{op: "GET /invoices/locked", path: "/invoices/locked", query: "date_from=2026-01-01&date_to=2026-12-31&identifier=R1&status=paid", answer: "[" + brief + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Invoices.Locked(ctx, LockedInvoiceQuery{billing.StatusPaid, jan1, dec31, "R1"}))
			}},
		{op: "GET /invoices/{id}.pdf", path: "/invoices/9.pdf", query: "blank=true&letter_paper_id=3", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.Invoices.PDF(ctx, 9, PDFOptions{PaperOptions{3}, true})
				return string(b), err
			}},
		{op: "GET /invoices/{id}/timesheet.pdf", path: "/invoices/9/timesheet.pdf", query: "letter_paper_id=3", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.Invoices.TimesheetPDF(ctx, 9, PaperOptions{3})
				return string(b), err
			}},
		{op: "GET /invoices/{id}/timesheet", path: "/invoices/9/timesheet", answer: `[{"id":7,"hours":1.25}]`, want: "[1.25]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Invoices.Timesheet(ctx, 9), func(a Activity) any { return a.Hours })
			}},
		{op: "GET /invoices/{id}/expenses", path: "/invoices/9/expenses", answer: `[{"id":7,"price":1.25}]`, want: "[1.25]",
			call: func(ctx context.Context, c *Client) (any, error) {
				return all(c.Invoices.Expenses(ctx, 9), func(e ProjectExpense) any { return e.Price })
			}},
		{op: "PUT /invoices/{id}/update_status", path: "/invoices/9/update_status", body: `{"status":"sent"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Invoices.UpdateStatus(ctx, 9, billing.StatusSent)
			}},
		{op: "DELETE /invoices/{id}", path: "/invoices/9", body: `{"reason":"x"}`,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Invoices.Delete(ctx, 9, "x") }},
		{op: "POST /invoices/{id}/send_email", path: "/invoices/9/send_email", body: `{"emails_to":"a@example.com","subject":"M","text":"T","letter_paper_id":3}`, answer: `{"emails_to":"a@example.com","emails_cc":null,"emails_bcc":null,"subject":"M","text":"T"}`, want: "{[a@example.com] [] [] M T}",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Invoices.SendEmail(ctx, 9, InvoiceMail{Mail: Mail{To: []string{"a@example.com"}, Subject: "M", Text: "T"}, LetterPaperID: 3})
			}},
	}
}

func invoiceBookkeepingExportsEndpoints() []endpoint {
	const one = `{"id":9,"from":"2026-01-01","to":"2026-01-01","invoice_ids":[3,4],"comment":"x","user":{"id":9,"firstname":"x","lastname":"y"},"status":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /invoices/bookkeeping_exports", path: "/invoices/bookkeeping_exports", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.InvoiceBookkeepingExports.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /invoices/bookkeeping_exports/{id}", path: "/invoices/bookkeeping_exports/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.InvoiceBookkeepingExports.Get(ctx, 9) }},
		{op: "POST /invoices/bookkeeping_exports", path: "/invoices/bookkeeping_exports", body: `{"invoice_ids":[3,4],"comment":"x","trigger_submission":false}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoiceBookkeepingExports.Create(ctx, NewInvoiceBookkeepingExport{InvoiceIDs: []billing.ID{3, 4}, Comment: "x"})
			}},
	}
}

func paymentsEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","invoice":{"id":9,"identifier":"R1","title":"x"},"paid_total":12.5,"paid_total_in_account_currency":12.5,"currency":"EUR","description":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /invoices/payments", path: "/invoices/payments", query: "date_from=2026-01-01&date_to=2026-12-31&ids=3,4&invoice_id=8&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.InvoicePayments.List(ctx, PaymentQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, InvoiceID: 8, DateFrom: jan1, DateTo: dec31}))
			}},
		{op: "GET /invoices/payments/{id}", path: "/invoices/payments/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.InvoicePayments.Get(ctx, 9) }},
		{op: "POST /invoices/payments", path: "/invoices/payments", body: `{"invoice_id":7,"date":"2026-01-01","paid_total":500.05,"currency":"EUR","partially_paid":true,"description":"bar"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoicePayments.Create(ctx, NewPayment{InvoiceID: 7, Date: jan1, PaidTotal: billing.Money{Minor: 50005, Currency: "EUR"}, PartiallyPaid: true, Description: "bar"})
			}},
		{op: "DELETE /invoices/payments/{id}", path: "/invoices/payments/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.InvoicePayments.Delete(ctx, 9) }},
		{op: "POST /invoices/payments/bulk", path: "/invoices/payments/bulk", body: `{"bulk_data":[{"invoice_id":7,"date":"2026-01-01","paid_total":1,"currency":"EUR"}]}`, answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoicePayments.CreateBulk(ctx, []NewPayment{{InvoiceID: 7, Date: jan1, PaidTotal: billing.Money{Minor: 100, Currency: "EUR"}}})
			}},
		{op: "PUT /invoices/payments/{id}", path: "/invoices/payments/9", body: `{"paid_total":2.5,"description":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoicePayments.Update(ctx, 9, InvoicePaymentUpdate{PaidTotal: Set(billing.NewDecimal(25, 1)), Description: Set("x")})
			}},
	}
}

func remindersEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","text":"x","fee":12.5,"date":"2026-01-01","due_date":"2026-01-01","status":"sent","file_url":"https://example.com/x","invoice":{"id":9,"identifier":"x","title":"x","dunning_level":7},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /invoice_reminders", path: "/invoice_reminders", query: "date_from=2026-01-01&date_to=2026-12-31&ids=3,4&invoice_id=8&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.InvoiceReminders.List(ctx, ReminderQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, InvoiceID: 8, DateFrom: jan1, DateTo: dec31}))
			}},
		{op: "GET /invoice_reminders/{id}", path: "/invoice_reminders/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.InvoiceReminders.Get(ctx, 9) }},
		{op: "DELETE /invoice_reminders/{id}", path: "/invoice_reminders/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.InvoiceReminders.Delete(ctx, 9) }},
		{op: "POST /invoice_reminders", path: "/invoice_reminders", body: `{"invoice_id":9,"title":"M","text":"\u003cb\u003ex\u003c/b\u003e","fee":2.5,"date":"2026-01-01","due_date":"2026-12-31"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoiceReminders.Create(ctx, NewReminder{InvoiceID: 9, Title: "M", Text: "<b>x</b>", Fee: billing.NewDecimal(25, 1), Date: jan1, DueDate: dec31})
			}},
		{op: "POST /invoice_reminders/{id}/send_email", path: "/invoice_reminders/9/send_email", body: `{"emails_to":"a@example.com","subject":"M","text":"T"}`, answer: `{"emails_to":"a@example.com","emails_cc":null,"emails_bcc":null,"subject":"M","text":"T"}`, want: "{[a@example.com] [] [] M T}",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoiceReminders.SendEmail(ctx, 9, Mail{To: []string{"a@example.com"}, Subject: "M", Text: "T"})
			}},
	}
}

func invoiceAttachmentsEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /invoices/{invoice_id}/attachments", path: "/invoices/2/attachments", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return values(c.InvoiceAttachments.List(ctx, 2)) }},
		{op: "DELETE /invoices/{invoice_id}/attachments/{id}", path: "/invoices/2/attachments/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.InvoiceAttachments.Delete(ctx, 2, 9) }},
		{op: "POST /invoices/{invoice_id}/attachments", path: "/invoices/2/attachments", body: `{"attachment":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InvoiceAttachments.Create(ctx, 2, File{Filename: "a.pdf", Content: []byte("x")})
			}},
	}
}

func offerAttachmentsEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /offers/{offer_id}/attachments", path: "/offers/2/attachments", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return values(c.OfferAttachments.List(ctx, 2)) }},
		{op: "DELETE /offers/{offer_id}/attachments/{id}", path: "/offers/2/attachments/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.OfferAttachments.Delete(ctx, 2, 9) }},
		{op: "POST /offers/{offer_id}/attachments", path: "/offers/2/attachments", body: `{"attachment":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.OfferAttachments.Create(ctx, 2, File{Filename: "a.pdf", Content: []byte("x")})
			}},
	}
}

func offersEndpoints() []endpoint {
	const one = `{"id":9,"invoice_id":9,"identifier":"x","date":"2026-01-01","due_date":"2026-01-01","title":"x","recipient_address":"x","currency":"EUR","net_total":12.5,"tax":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"},"gross_total":12.5,"discount":12.5,"status":"created","tags":["a","b"],"custom_properties":{"A":"b"},"company":{"id":9,"name":"x"},"project":{"id":9,"identifier":"P1","name":"x"},"deal":{"id":9,"name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"offer_confirmation":{"id":9,"title":"x","date":"2026-01-01","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"},"customer_approval":{"id":9,"active":true,"url":"https://example.com/x","customer_full_name":"x","customer_email":"a@example.com","signed_at":"2026-01-01T12:00:00Z"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","created_on":"2026-01-01","updated_on":"2026-01-01","file_url":"https://example.com/x","salutation":"x","footer":"x","items":[{"id":9,"type":"title","title":"x","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"unit_cost":12.5,"optional":true,"service_type":"service","subtotal_type":"part_total"}],"internal_contact":{"id":9,"firstname":"x","lastname":"y"}}`
	const brief = `{"id":9,"invoice_id":9,"identifier":"x","date":"2026-01-01","due_date":"2026-01-01","title":"x","recipient_address":"x","currency":"EUR","net_total":12.5,"tax":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"},"gross_total":12.5,"discount":12.5,"status":"created","tags":["a","b"],"custom_properties":{"A":"b"},"company":{"id":9,"name":"x"},"project":{"id":9,"identifier":"P1","name":"x"},"deal":{"id":9,"name":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"offer_confirmation":{"id":9,"title":"x","date":"2026-01-01","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"},"customer_approval":{"id":9,"active":true,"url":"https://example.com/x","customer_full_name":"x","customer_email":"a@example.com","signed_at":"2026-01-01T12:00:00Z"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","created_on":"2026-01-01","updated_on":"2026-01-01","file_url":"https://example.com/x"}`
	return []endpoint{
		{op: "GET /offers", path: "/offers", query: "company_id=5,6&deal_id=5,6&from=2026-01-01&identifier=x&ids=3,4&project_id=5,6&status=created&tags=a,b&to=2026-12-31&updated_after=2026-11-23T12:00:00Z", answer: "[" + brief + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Offers.List(ctx, OfferQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Status: OfferStatusCreated, From: jan1, To: dec31, Identifier: "x", DealIDs: []billing.ID{5, 6}, ProjectIDs: []billing.ID{5, 6}, CompanyIDs: []billing.ID{5, 6}, Tags: []string{"a", "b"}}))
			}},
		{op: "GET /offers/{id}", path: "/offers/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Offers.Get(ctx, 9) }},
		{op: "POST /offers", path: "/offers", body: `{"recipient_address":"x","date":"2026-01-01","due_date":"2026-01-01","title":"x","tax":12.5,"items":[{"type":"title","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"part":true,"subtotal_type":"part_total","additional":true,"optional":true,"revenue_category_id":9,"activity_ids":[3,4],"expense_ids":[3,4]}],"company_id":9,"deal_id":9,"project_id":9,"identifier":"x","salutation":"x","footer":"x","change_address":"offer","discount":12.5,"vat_code_id":9,"contact_id":9,"internal_contact_id":9,"table_header_visible":true,"print_detail_columns":true,"totals_section_visible":true,"currency":"EUR","tags":["a","b"],"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Offers.Create(ctx, NewOffer{RecipientAddress: "x", Date: jan1, DueDate: jan1, Title: "x", Tax: billing.NewDecimal(125, 1), Items: []NewOfferItem{{Type: ItemTypeTitle, Title: "x", Description: "x", Quantity: Set(billing.NewDecimal(125, 1)), Unit: "x", UnitPrice: Set(billing.NewDecimal(125, 1)), NetTotal: Set(billing.NewDecimal(125, 1)), Part: Set(true), SubtotalType: SubtotalTypePartTotal, Additional: Set(true), Optional: Set(true), RevenueCategoryID: 9, ActivityIDs: []billing.ID{3, 4}, ExpenseIDs: []billing.ID{3, 4}}}, CompanyID: 9, DealID: 9, ProjectID: 9, Identifier: "x", Salutation: "x", Footer: "x", ChangeAddress: OfferChangeAddressOffer, Discount: Set(billing.NewDecimal(125, 1)), VATCodeID: 9, ContactID: 9, InternalContactID: 9, TableHeaderVisible: Set(true), PrintDetailColumns: Set(true), TotalsSectionVisible: Set(true), Currency: "EUR", Tags: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /offers/{id}", path: "/offers/9", body: `{"identifier":"x","title":"x","date":"2026-01-01","due_date":"2026-01-01","salutation":"x","footer":"x","recipient_address":"x","change_address":"offer","discount":12.5,"vat_code_id":9,"contact_id":9,"internal_contact_id":9,"table_header_visible":true,"print_detail_columns":true,"totals_section_visible":true,"tags":["a","b"],"custom_properties":{"A":"b"},"items":[{"type":"title","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"part":true,"subtotal_type":"part_total","additional":true,"optional":true,"revenue_category_id":9,"activity_ids":[3,4],"expense_ids":[3,4]}]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Offers.Update(ctx, 9, OfferUpdate{Identifier: Set("x"), Title: Set("x"), Date: Set(jan1), DueDate: Set(jan1), Salutation: Set("x"), Footer: Set("x"), RecipientAddress: Set("x"), ChangeAddress: Set[OfferChangeAddress](OfferChangeAddressOffer), Discount: Set(billing.NewDecimal(125, 1)), VATCodeID: Set[billing.ID](9), ContactID: Set[billing.ID](9), InternalContactID: Set[billing.ID](9), TableHeaderVisible: Set(true), PrintDetailColumns: Set(true), TotalsSectionVisible: Set(true), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}, Items: Set([]NewOfferItem{{Type: ItemTypeTitle, Title: "x", Description: "x", Quantity: Set(billing.NewDecimal(125, 1)), Unit: "x", UnitPrice: Set(billing.NewDecimal(125, 1)), NetTotal: Set(billing.NewDecimal(125, 1)), Part: Set(true), SubtotalType: SubtotalTypePartTotal, Additional: Set(true), Optional: Set(true), RevenueCategoryID: 9, ActivityIDs: []billing.ID{3, 4}, ExpenseIDs: []billing.ID{3, 4}}})})
			}},
		{op: "DELETE /offers/{id}", path: "/offers/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Offers.Delete(ctx, 9) }},
		{op: "GET /offers/{id}.pdf", path: "/offers/9.pdf", query: "letter_paper_id=3", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.Offers.PDF(ctx, 9, PaperOptions{3})
				return string(b), err
			}},
		{op: "PUT /offers/{id}/update_status", path: "/offers/9/update_status", body: `{"status":"sent"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Offers.UpdateStatus(ctx, 9, OfferStatusSent)
			}},
		{op: "PUT /offers/{id}/assign", path: "/offers/9/assign", body: `{"company_id":1,"project_id":2,"deal_id":3}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Offers.Assign(ctx, 9, OfferAssignment{1, 2, 3})
			}},
		{op: "GET /offers/{id}/customer_approval", path: "/offers/9/customer_approval", answer: customerApproval, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Offers.CustomerApproval(ctx, 9) }},
		{op: "POST /offers/{id}/customer_approval/activate", path: "/offers/9/customer_approval/activate", answer: customerApproval, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Offers.ActivateCustomerApproval(ctx, 9) }},
		{op: "POST /offers/{id}/customer_approval/deactivate", path: "/offers/9/customer_approval/deactivate", answer: customerApproval, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Offers.DeactivateCustomerApproval(ctx, 9) }},
		{op: "POST /offers/{id}/send_email", path: "/offers/9/send_email", body: `{"emails_to":"a@example.com","subject":"M","text":"T"}`, answer: `{"emails_to":"a@example.com","emails_cc":null,"emails_bcc":null,"subject":"M","text":"T"}`, want: "{[a@example.com] [] [] M T}",
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Offers.SendEmail(ctx, 9, Mail{To: []string{"a@example.com"}, Subject: "M", Text: "T"})
			}},
	}
}

func offerConfirmationsEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","title":"x","salutation_raw":"x","footer_raw":"x","file_url":"https://example.com/x","user":{"id":9,"firstname":"x","lastname":"y"},"offer":{"id":9,"identifier":"R1","title":"x"}}`
	return []endpoint{
		{op: "GET /offer_confirmations", path: "/offer_confirmations", query: "ids=3,4&offer_id=5,6&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.OfferConfirmations.List(ctx, OfferConfirmationQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, OfferIDs: []billing.ID{5, 6}}))
			}},
		{op: "GET /offer_confirmations/{id}", path: "/offer_confirmations/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.OfferConfirmations.Get(ctx, 9) }},
		{op: "POST /offer_confirmations", path: "/offer_confirmations", body: `{"offer_id":9,"title":"x","date":"2026-01-01","salutation_raw":"x","footer_raw":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.OfferConfirmations.Create(ctx, NewOfferConfirmation{OfferID: 9, Title: "x", Date: jan1, SalutationRaw: "x", FooterRaw: "x"})
			}},
		{op: "PUT /offer_confirmations/{id}", path: "/offer_confirmations/9", body: `{"title":"x","date":"2026-01-01","salutation_raw":"x","footer_raw":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.OfferConfirmations.Update(ctx, 9, OfferConfirmationUpdate{Title: Set("x"), Date: Set(jan1), SalutationRaw: Set("x"), FooterRaw: Set("x")})
			}},
		{op: "DELETE /offer_confirmations/{id}", path: "/offer_confirmations/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.OfferConfirmations.Delete(ctx, 9) }},
		{op: "GET /offer_confirmations/{id}.pdf", path: "/offer_confirmations/9.pdf", query: "letter_paper_id=3", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.OfferConfirmations.PDF(ctx, 9, PaperOptions{3})
				return string(b), err
			}},
	}
}

func plannedPurchasesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","active":true,"finish_date":"2026-01-01","frequency":"once","variant":"once","title":"x","info":"x","net_total":12.5,"net_total_in_account_currency":12.5,"exhausted":12.5,"exhausted_in_account_currency":12.5,"currency":"EUR","company":{"id":9,"name":"x"},"purchase_budget":{"id":9,"title":"x"},"user":{"id":9,"firstname":"x","lastname":"y"},"purchases":[{"id":9,"number":"x","date":"2026-01-01","net_total":12.5,"currency":"EUR","status":"x"}],"custom_properties":{"A":"b"},"create_on_recur":true,"recur_next_on":"2026-01-01","updated_at":"2026-01-01T12:00:00Z","created_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /planned_purchases", path: "/planned_purchases", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PlannedPurchases.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /planned_purchases/{id}", path: "/planned_purchases/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PlannedPurchases.Get(ctx, 9) }},
		{op: "POST /planned_purchases", path: "/planned_purchases", body: `{"date":"2026-01-01","title":"x","net_total":12.5,"currency":"EUR","user_id":9,"finish_date":"2026-01-01","frequency":"once","info":"x","company_id":9,"purchase_budget_id":9,"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PlannedPurchases.Create(ctx, NewPlannedPurchase{Date: jan1, Title: "x", NetTotal: billing.NewDecimal(125, 1), Currency: "EUR", UserID: 9, FinishDate: jan1, Frequency: PurchaseFrequencyOnce, Info: "x", CompanyID: 9, PurchaseBudgetID: 9, CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /planned_purchases/{id}", path: "/planned_purchases/9", body: `{"date":"2026-01-01","finish_date":"2026-01-01","frequency":"once","title":"x","info":"x","net_total":12.5,"currency":"EUR","company_id":9,"purchase_budget_id":9,"user_id":9,"custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PlannedPurchases.Update(ctx, 9, PlannedPurchaseUpdate{Date: Set(jan1), FinishDate: Set(jan1), Frequency: Set[PurchaseFrequency](PurchaseFrequencyOnce), Title: Set("x"), Info: Set("x"), NetTotal: Set(billing.NewDecimal(125, 1)), Currency: Set("EUR"), CompanyID: Set[billing.ID](9), PurchaseBudgetID: Set[billing.ID](9), UserID: Set[billing.ID](9), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /planned_purchases/{id}", path: "/planned_purchases/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PlannedPurchases.Delete(ctx, 9) }},
	}
}

func receiptsEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","date":"2026-01-01","billable":true,"pending":true,"gross_total":12.5,"currency":"EUR","items":[{"gross_total":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"active":true,"code":"7"},"purchase_category":{"id":9,"name":"x"}}],"project":{"id":9,"name":"x","billable":true,"company":{"id":9,"name":"x"}},"info":"x","user":{"id":9,"firstname":"x","lastname":"y"},"refund_request":{"id":9,"status":"x"},"attachment_url":"https://example.com/x"}`
	return []endpoint{
		{op: "GET /receipts", path: "/receipts", query: "from=2026-01-01&ids=3,4&project_id=8&purchase_category_id=8&refund_request_id=5,6&submitted=true&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Receipts.List(ctx, ReceiptQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, ProjectID: 8, From: jan1, To: dec31, PurchaseCategoryID: 8, Submitted: Yes, RefundRequestIDs: []billing.ID{5, 6}}))
			}},
		{op: "GET /receipts/{id}", path: "/receipts/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Receipts.Get(ctx, 9) }},
		{op: "POST /receipts", path: "/receipts", body: `{"date":"2026-01-01","title":"x","currency":"EUR","items":[{"purchase_category_id":9,"gross_total":12.5,"vat_code_id":9}],"billable":true,"info":"x","project_id":9,"attachment":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Receipts.Create(ctx, NewReceipt{Date: jan1, Title: "x", Currency: "EUR", Items: []NewReceiptItem{{PurchaseCategoryID: 9, GrossTotal: Set(billing.NewDecimal(125, 1)), VATCodeID: 9}}, Billable: Set(true), Info: "x", ProjectID: 9, Attachment: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "PATCH /receipts/{id}", path: "/receipts/9", body: `{"date":"2026-01-01","title":"x","billable":true,"info":"x","project_id":9,"currency":"EUR","items":[{"purchase_category_id":9,"gross_total":12.5,"vat_code_id":9}],"attachment":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Receipts.Update(ctx, 9, ReceiptUpdate{Date: Set(jan1), Title: Set("x"), Billable: Set(true), Info: Set("x"), ProjectID: Set[billing.ID](9), Currency: Set("EUR"), Items: Set([]NewReceiptItem{{PurchaseCategoryID: 9, GrossTotal: Set(billing.NewDecimal(125, 1)), VATCodeID: 9}}), Attachment: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /receipts/{id}", path: "/receipts/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Receipts.Delete(ctx, 9) }},
	}
}

func purchasesEndpoints() []endpoint {
	const one = `{"id":9,"identifier":"x","receipt_identifier":"x","title":"x","info":"x","iban":"DE02120300000000202051","reference":"x","date":"2026-01-01","due_date":"2026-01-01","service_period_from":"2026-01-01","service_period_to":"2026-01-01","status":"x","partially_paid":true,"payment_method":"bank_transfer","net_total":12.5,"gross_total":12.5,"currency":"EUR","file_url":"https://example.com/x","custom_properties":{"A":"b"},"tags":["a","b"],"company":{"id":9,"name":"x","iban":"DE02120300000000202051"},"payments":[{"id":9,"date":"2026-01-01","total":12.5,"currency":"EUR","user":{"id":9,"firstname":"x","lastname":"y"}}],"user":{"id":9,"firstname":"x","lastname":"y"},"refund_request":{"id":9,"comment":"x","user_id":9},"approval_status":"x","credit_card_transaction":{"source":"pliant","transaction_identifier":"x"},"items":[{"id":9,"title":"x","net_total":12.5,"tax_total":12.5,"tax":12.5,"vat":{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"active":true,"code":"7"},"tax_included":true,"ksk_relevant":true,"gross_total":12.5,"category":{"id":9,"name":"x","credit_account":"x"},"supplier_credit_number":7,"expense":{"id":9,"project":{"id":9,"company_id":9}},"receipt":{"id":9,"title":"x","date":"2026-01-01","attachment_url":"https://example.com/x"}}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /purchases", path: "/purchases", query: "approval_status=x&approver_user_id=8&category_id=8&company_id=8&date=2026-01-01:2026-12-31&id=5,6&identifier=x&ids=3,4&not_booked=true&partially_paid=true&payment_method=x&receipt_identifier=x&status=x&tag_ids=5,6&tags=a,b&term=x&unpaid=true&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Purchases.List(ctx, PurchaseQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, NumberIDs: []billing.ID{5, 6}, CategoryID: 8, Term: "x", CompanyID: 8, Status: "x", ApprovalStatus: "x", ApproverUserID: 8, NotBooked: Yes, Tags: []string{"a", "b"}, TagIDs: []billing.ID{5, 6}, Date: DateRange{From: jan1, To: dec31}, Unpaid: Yes, PartiallyPaid: Yes, PaymentMethod: "x", ReceiptIdentifier: "x", Identifier: "x", UserID: 8}))
			}},
		{op: "GET /purchases/{id}", path: "/purchases/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Purchases.Get(ctx, 9) }},
		{op: "POST /purchases", path: "/purchases", body: `{"date":"2026-01-01","currency":"EUR","payment_method":"bank_transfer","items":[{"title":"x","total":12.5,"tax":12.5,"vat_code_id":9,"tax_included":true,"ksk_relevant":true,"category_id":9}],"due_date":"2026-01-01","service_period_from":"2026-01-01","service_period_to":"2026-01-01","company_id":9,"purchase_draft_id":9,"inbound_email_id":9,"receipt_identifier":"x","info":"x","iban":"DE02120300000000202051","reference":"x","bank_account_number":"x","title":"x","user_id":9,"purchase_budget_id":9,"cash_discount_rate":12.5,"cash_discount_until":"2026-01-01","custom_properties":{"A":"b"},"tags":["a","b"],"file":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Purchases.Create(ctx, NewPurchase{Date: jan1, Currency: "EUR", PaymentMethod: PaymentMethodBankTransfer, Items: []NewPurchaseItem{{Title: "x", Total: Set(billing.NewDecimal(125, 1)), Tax: Set(billing.NewDecimal(125, 1)), VATCodeID: 9, TaxIncluded: Set(true), KSKRelevant: Set(true), CategoryID: 9}}, DueDate: jan1, ServicePeriodFrom: jan1, ServicePeriodTo: jan1, CompanyID: 9, PurchaseDraftID: 9, InboundEmailID: 9, ReceiptIdentifier: "x", Info: "x", IBAN: "DE02120300000000202051", Reference: "x", BankAccountNumber: "x", Title: "x", UserID: 9, PurchaseBudgetID: 9, CashDiscountRate: Set(billing.NewDecimal(125, 1)), CashDiscountUntil: jan1, CustomProperties: CustomProperties{"A": TextProperty("b")}, Tags: []string{"a", "b"}, File: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "PUT /purchases/{id}", path: "/purchases/9", body: `{"date":"2026-01-01","due_date":"2026-01-01","service_period_from":"2026-01-01","service_period_to":"2026-01-01","company_id":9,"purchase_draft_id":9,"inbound_email_id":9,"receipt_identifier":"x","currency":"EUR","payment_method":"bank_transfer","info":"x","iban":"DE02120300000000202051","reference":"x","bank_account_number":"x","title":"x","user_id":9,"purchase_budget_id":9,"cash_discount_rate":12.5,"cash_discount_until":"2026-01-01","custom_properties":{"A":"b"},"tags":["a","b"],"items":[{"title":"x","total":12.5,"tax":12.5,"vat_code_id":9,"tax_included":true,"ksk_relevant":true,"category_id":9}],"file":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Purchases.Update(ctx, 9, PurchaseUpdate{Date: Set(jan1), DueDate: Set(jan1), ServicePeriodFrom: Set(jan1), ServicePeriodTo: Set(jan1), CompanyID: Set[billing.ID](9), PurchaseDraftID: Set[billing.ID](9), InboundEmailID: Set[billing.ID](9), ReceiptIdentifier: Set("x"), Currency: Set("EUR"), PaymentMethod: Set[PaymentMethod](PaymentMethodBankTransfer), Info: Set("x"), IBAN: Set("DE02120300000000202051"), Reference: Set("x"), BankAccountNumber: Set("x"), Title: Set("x"), UserID: Set[billing.ID](9), PurchaseBudgetID: Set[billing.ID](9), CashDiscountRate: Set(billing.NewDecimal(125, 1)), CashDiscountUntil: Set(jan1), CustomProperties: CustomProperties{"A": TextProperty("b")}, Tags: Set([]string{"a", "b"}), Items: Set([]NewPurchaseItem{{Title: "x", Total: Set(billing.NewDecimal(125, 1)), Tax: Set(billing.NewDecimal(125, 1)), VATCodeID: 9, TaxIncluded: Set(true), KSKRelevant: Set(true), CategoryID: 9}}), File: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /purchases/{id}", path: "/purchases/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Purchases.Delete(ctx, 9) }},
		{op: "PATCH /purchases/{id}/update_status", path: "/purchases/9/update_status", body: `{"status":"approved"}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Purchases.UpdateStatus(ctx, 9, PurchaseStatusApproved)
			}},
		{op: "POST /purchases/{id}/assign_to_project", path: "/purchases/9/assign_to_project", body: `{"project_id":1,"item_id":2,"expense_id":3,"notify_project_leader":false,"billable":true,"budget_relevant":true,"surcharge":12.5}`,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Purchases.AssignToProject(ctx, 9, PurchaseAssignment{1, 2, 3, Set(false), Set(true), Set(true), Set(billing.NewDecimal(125, 1))})
			}},
		{op: "PATCH /purchases/{id}/store_document", path: "/purchases/9/store_document", body: multipartSample,
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Purchases.StoreDocument(ctx, 9, File{"a.pdf", []byte("x")})
			}},
	}
}

func purchaseDraftsEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","email_from":"a@example.com","email_body":"a@example.com","user":{"id":9,"firstname":"x","lastname":"y"},"file_url":"https://example.com/x","net_total":12.5,"gross_total":12.5,"credit_card_transaction":{"source":"pliant","transaction_identifier":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /purchases/drafts", path: "/purchases/drafts", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PurchaseDrafts.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /purchases/drafts/{id}", path: "/purchases/drafts/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PurchaseDrafts.Get(ctx, 9) }},
		{op: "POST /purchases/drafts", path: "/purchases/drafts", body: `{"title":"x","file":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchaseDrafts.Create(ctx, NewPurchaseDraft{Title: "x", File: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /purchases/drafts/{id}", path: "/purchases/drafts/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PurchaseDrafts.Delete(ctx, 9) }},
		{op: "GET /purchases/drafts/{id}.pdf", path: "/purchases/drafts/9.pdf", query: "", answer: "%PDF-1.4 x", want: "%PDF-1.4 x", media: mediaPDF,
			call: func(ctx context.Context, c *Client) (any, error) {
				b, err := c.PurchaseDrafts.PDF(ctx, 9)
				return string(b), err
			}},
	}
}

func purchasePaymentsEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","purchase":{"id":9,"identifier":"R1","title":"x"},"total":12.5,"currency":"EUR","remittance_export_id":9,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /purchases/payments", path: "/purchases/payments", query: "date_from=2026-01-01&date_to=2026-12-31&ids=3,4&purchase_id=8&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PurchasePayments.List(ctx, PurchasePaymentQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, PurchaseID: 8, DateFrom: jan1, DateTo: dec31}))
			}},
		{op: "GET /purchases/payments/{id}", path: "/purchases/payments/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PurchasePayments.Get(ctx, 9) }},
		{op: "POST /purchases/payments", path: "/purchases/payments", body: `{"date":"2026-01-01","purchase_id":9,"total":12.5,"description":"x","currency":"EUR","payment_account_id":9,"partially_paid":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchasePayments.Create(ctx, NewPurchasePayment{Date: jan1, PurchaseID: 9, Total: billing.NewDecimal(125, 1), Description: "x", Currency: "EUR", PaymentAccountID: 9, PartiallyPaid: Set(true)})
			}},
		{op: "PUT /purchases/payments/{id}", path: "/purchases/payments/9", body: `{"date":"2026-01-01","total":12.5,"purchase_id":9,"description":"x","currency":"EUR","payment_account_id":9,"partially_paid":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchasePayments.Update(ctx, 9, PurchasePaymentUpdate{Date: Set(jan1), Total: Set(billing.NewDecimal(125, 1)), PurchaseID: Set[billing.ID](9), Description: Set("x"), Currency: Set("EUR"), PaymentAccountID: Set[billing.ID](9), PartiallyPaid: Set(true)})
			}},
		{op: "DELETE /purchases/payments/{id}", path: "/purchases/payments/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.PurchasePayments.Delete(ctx, 9) }},
		{op: "POST /purchases/payments/bulk", path: "/purchases/payments/bulk", body: `{"bulk_data":[{"date":"2026-01-01","purchase_id":9,"total":12.5}]}`, answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchasePayments.CreateBulk(ctx, []NewPurchasePayment{{Date: jan1, PurchaseID: 9, Total: billing.NewDecimal(125, 1)}})
			}},
	}
}

func purchaseCategoriesEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","credit_account":"K1","active":true,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /purchases/categories", path: "/purchases/categories", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PurchaseCategories.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /purchases/categories/{id}", path: "/purchases/categories/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PurchaseCategories.Get(ctx, 9) }},
	}
}

func purchaseBookkeepingExportsEndpoints() []endpoint {
	const one = `{"id":9,"from":"2026-01-01","to":"2026-01-01","purchase_ids":[3,4],"comment":"x","user":{"id":9,"firstname":"x","lastname":"y"},"status":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /purchases/bookkeeping_exports", path: "/purchases/bookkeeping_exports", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.PurchaseBookkeepingExports.List(ctx))
			}},
		{op: "GET /purchases/bookkeeping_exports/{id}", path: "/purchases/bookkeeping_exports/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.PurchaseBookkeepingExports.Get(ctx, 9) }},
		{op: "POST /purchases/bookkeeping_exports", path: "/purchases/bookkeeping_exports", body: `{"purchase_ids":[3,4],"comment":"x","trigger_submission":false}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.PurchaseBookkeepingExports.Create(ctx, NewPurchaseBookkeepingExport{PurchaseIDs: []billing.ID{3, 4}, Comment: "x"})
			}},
	}
}
