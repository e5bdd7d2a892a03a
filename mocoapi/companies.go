package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Company is a customer, a supplier or another organization (docs: sections/companies.md).
type Company struct {
	ID                                billing.ID        `json:"id"`
	Type                              CompanyType       `json:"type,omitzero"`
	Identifier                        string            `json:"identifier,omitzero"` // empty where MOCO numbers
	Name                              string            `json:"name,omitzero"`
	Website                           string            `json:"website,omitzero"`
	Email                             string            `json:"email,omitzero"`
	BillingEmailCC                    string            `json:"billing_email_cc,omitzero"`
	Phone                             string            `json:"phone,omitzero"`
	Fax                               string            `json:"fax,omitzero"`
	Address                           string            `json:"address,omitzero"`
	CountryCode                       string            `json:"country_code,omitzero"` // ISO 3166, such as "DE"
	VATIdentifier                     string            `json:"vat_identifier,omitzero"`
	AlternativeCorrespondenceLanguage bool              `json:"alternative_correspondence_language"` // is written to in the account's second language
	EnglishCorrespondenceLanguage     bool              `json:"english_correspondence_language"`
	Tags                              []string          `json:"tags,omitzero"`
	Labels                            []string          `json:"labels,omitzero"` // as Tags
	User                              UserRef           `json:"user,omitzero"`
	Info                              string            `json:"info,omitzero"`
	Footer                            string            `json:"footer,omitzero"` // of invoices, HTML
	CustomProperties                  CustomProperties  `json:"custom_properties,omitzero"`
	Active                            bool              `json:"active"`
	ArchivedOn                        billing.Timestamp `json:"archived_on,omitzero"`  // zero: not archived
	Currency                          string            `json:"currency,omitzero"`     // ISO 4217, such as "EUR"; of customers, who need one
	Intern                            *bool             `json:"intern,omitzero"`       // stands for the account itself; nil: MOCO does not say
	BillingTax                        *billing.Decimal  `json:"billing_tax,omitempty"` // per cent, of customers; nil: MOCO does not say
	BillingVAT                        VATCodePurchase   `json:"billing_vat,omitzero"`  // of customers, in place of CustomerVAT until 2022
	BillingNotes                      string            `json:"billing_notes,omitzero"`
	CustomRates                       *bool             `json:"custom_rates,omitzero"`               // has hourly rates of its own; nil: MOCO does not say
	IncludeTimeReport                 *bool             `json:"include_time_report,omitzero"`        // with invoices; nil: MOCO does not say
	DefaultDiscount                   *billing.Decimal  `json:"default_discount,omitempty"`          // per cent; nil: MOCO does not say
	DefaultCashDiscount               *billing.Decimal  `json:"default_cash_discount,omitempty"`     // per cent; nil: MOCO does not say
	DefaultCashDiscountDays           *int              `json:"default_cash_discount_days,omitzero"` // nil: MOCO does not say
	CustomerVAT                       VATCodeSale       `json:"customer_vat,omitzero"`
	SupplierVAT                       VATCodePurchase   `json:"supplier_vat,omitzero"`
	DefaultInvoiceDueDays             *int              `json:"default_invoice_due_days,omitzero"` // in days; nil: the account's
	InvoiceFormat                     InvoiceFormat     `json:"invoice_format,omitzero"`
	DefaultPaymentMeans               PaymentMeans      `json:"default_payment_means,omitzero"`
	Projects                          []CompanyProject  `json:"projects,omitzero"`
	IBAN                              string            `json:"iban,omitzero"`
	BankBIC                           string            `json:"bank_bic,omitzero"`
	BankOwner                         string            `json:"bank_owner,omitzero"`
	DebitNumber                       *int              `json:"debit_number,omitzero"`  // nil: none
	CreditNumber                      *int              `json:"credit_number,omitzero"` // nil: none
	CreatedAt                         billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt                         billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// CompanyProject is a project as its company shows it.
type CompanyProject struct {
	ID         billing.ID `json:"id"`
	Identifier string     `json:"identifier,omitzero"` // empty where MOCO numbers
	Name       string     `json:"name,omitzero"`
	Active     bool       `json:"active"`
	Billable   bool       `json:"billable"`
	Extra
}

// CompanyType is the type of a company.
type CompanyType string

// The values of CompanyType.
const (
	CompanyTypeCustomer     CompanyType = "customer"
	CompanyTypeSupplier     CompanyType = "supplier"
	CompanyTypeOrganization CompanyType = "organization"
)

func (x CompanyType) known() bool {
	switch x {
	case CompanyTypeCustomer, CompanyTypeSupplier, CompanyTypeOrganization:
		return true
	}
	return false
}

// InvoiceFormat is the invoice format of a company.
type InvoiceFormat string

// The values of InvoiceFormat.
const (
	InvoiceFormatRegularPDF      InvoiceFormat = "regular_pdf"
	InvoiceFormatXInvoice        InvoiceFormat = "x_invoice"
	InvoiceFormatZugferdXInvoice InvoiceFormat = "zugferd_x_invoice"
)

func (x InvoiceFormat) known() bool {
	switch x {
	case InvoiceFormatRegularPDF, InvoiceFormatXInvoice, InvoiceFormatZugferdXInvoice:
		return true
	}
	return false
}

// PaymentMeans is the default payment means of a company.
type PaymentMeans string

// The values of PaymentMeans.
const (
	PaymentMeansNotDefined     PaymentMeans = "not_defined"
	PaymentMeansCreditTransfer PaymentMeans = "credit_transfer"
)

func (x PaymentMeans) known() bool {
	switch x {
	case PaymentMeansNotDefined, PaymentMeansCreditTransfer:
		return true
	}
	return false
}

var companies = resource[Company]{"company", "/companies"}

// CompanyQuery filters the list of companies. Zero fields do not filter; a
// filter by CustomProperties needs Type as well.
type CompanyQuery struct {
	Global
	IncludeArchived bool        `url:"include_archived"`
	Type            CompanyType `url:"type"`
	Tags            []string    `url:"tags"`
	Identifier      string      `url:"identifier"`
	Term            string      `url:"term"` // search
}

// CompanyReader reads companies.
type CompanyReader struct{ *conn }

// List lists companies.
//
//moco:operation GET /companies
func (s CompanyReader) List(ctx context.Context, q CompanyQuery) iter.Seq2[Row[Company], error] {
	return companies.list(ctx, s.conn, q)
}

// Get reads one company.
//
//moco:operation GET /companies/{id}
func (s CompanyReader) Get(ctx context.Context, id billing.ID) (Company, error) {
	return companies.get(ctx, s.conn, id)
}

// CompanyService reads and writes companies.
type CompanyService struct{ CompanyReader }

// NewCompany is a company to be made. Name and Type are required.
type NewCompany struct {
	Name                              string               `json:"name"`
	Type                              CompanyType          `json:"type"`
	Identifier                        string               `json:"identifier,omitzero"` // empty where MOCO numbers
	Email                             string               `json:"email,omitzero"`
	Address                           string               `json:"address,omitzero"`
	Currency                          string               `json:"currency,omitzero"` // ISO 4217, such as "EUR"; of customers, who need one
	CustomerTax                       Opt[billing.Decimal] `json:"customer_tax,omitzero"`
	SupplierTax                       Opt[billing.Decimal] `json:"supplier_tax,omitzero"`
	CustomerVATCodeID                 billing.ID           `json:"customer_vat_code_id,omitzero"`
	SupplierVATCodeID                 billing.ID           `json:"supplier_vat_code_id,omitzero"`
	Info                              string               `json:"info,omitzero"`
	DefaultInvoiceDueDays             Opt[int]             `json:"default_invoice_due_days,omitzero"` // in days
	InvoiceDueDays                    Opt[int]             `json:"invoice_due_days,omitzero"`
	Website                           string               `json:"website,omitzero"`
	Phone                             string               `json:"phone,omitzero"`
	Fax                               string               `json:"fax,omitzero"`
	UserID                            billing.ID           `json:"user_id,omitzero"`
	CountryCode                       string               `json:"country_code,omitzero"` // ISO 3166, such as "DE"
	Footer                            string               `json:"footer,omitzero"`       // of invoices, HTML
	IBAN                              string               `json:"iban,omitzero"`
	VATIdentifier                     string               `json:"vat_identifier,omitzero"`
	BillingEmailCC                    string               `json:"billing_email_cc,omitzero"`
	DebitNumber                       Opt[int]             `json:"debit_number,omitzero"`
	CreditNumber                      Opt[int]             `json:"credit_number,omitzero"`
	AlternativeCorrespondenceLanguage Opt[bool]            `json:"alternative_correspondence_language,omitzero"` // writes in the account's second language
	BillingNotes                      string               `json:"billing_notes,omitzero"`
	BankBIC                           string               `json:"bank_bic,omitzero"`
	BankOwner                         string               `json:"bank_owner,omitzero"`
	InvoiceFormat                     InvoiceFormat        `json:"invoice_format,omitzero"`
	DefaultPaymentMeans               PaymentMeans         `json:"default_payment_means,omitzero"`
	Tags                              []string             `json:"tags,omitzero"`
	Labels                            []string             `json:"labels,omitzero"` // as Tags
	CustomProperties                  CustomProperties     `json:"custom_properties,omitzero"`
}

func (n NewCompany) problem() string {
	switch {
	case n.Name == "" || n.Type == "":
		return "a company needs a name and a type"
	case n.Type == CompanyTypeCustomer && n.Currency == "":
		return "a customer needs a currency"
	}
	return n.CustomProperties.problem()
}

// Create makes a company.
//
//moco:operation POST /companies
func (s CompanyService) Create(ctx context.Context, n NewCompany) (Company, error) {
	return companies.create(ctx, s.conn, n)
}

// CompanyUpdate changes a company. What is left out stays.
type CompanyUpdate struct {
	Type                              Opt[CompanyType]     `json:"type,omitzero"`
	Identifier                        Opt[string]          `json:"identifier,omitzero"` // empty where MOCO numbers
	Name                              Opt[string]          `json:"name,omitzero"`
	Email                             Opt[string]          `json:"email,omitzero"`
	Address                           Opt[string]          `json:"address,omitzero"`
	Currency                          Opt[string]          `json:"currency,omitzero"` // ISO 4217, such as "EUR"; of customers, who need one
	CustomerTax                       Opt[billing.Decimal] `json:"customer_tax,omitzero"`
	SupplierTax                       Opt[billing.Decimal] `json:"supplier_tax,omitzero"`
	CustomerVATCodeID                 Opt[billing.ID]      `json:"customer_vat_code_id,omitzero"`
	SupplierVATCodeID                 Opt[billing.ID]      `json:"supplier_vat_code_id,omitzero"`
	Info                              Opt[string]          `json:"info,omitzero"`
	DefaultInvoiceDueDays             Opt[int]             `json:"default_invoice_due_days,omitzero"` // in days; nil: the account's
	InvoiceDueDays                    Opt[int]             `json:"invoice_due_days,omitzero"`
	Website                           Opt[string]          `json:"website,omitzero"`
	Phone                             Opt[string]          `json:"phone,omitzero"`
	Fax                               Opt[string]          `json:"fax,omitzero"`
	UserID                            Opt[billing.ID]      `json:"user_id,omitzero"`
	CountryCode                       Opt[string]          `json:"country_code,omitzero"` // ISO 3166, such as "DE"
	Footer                            Opt[string]          `json:"footer,omitzero"`       // of invoices, HTML
	IBAN                              Opt[string]          `json:"iban,omitzero"`
	VATIdentifier                     Opt[string]          `json:"vat_identifier,omitzero"`
	BillingEmailCC                    Opt[string]          `json:"billing_email_cc,omitzero"`
	DebitNumber                       Opt[int]             `json:"debit_number,omitzero"`
	CreditNumber                      Opt[int]             `json:"credit_number,omitzero"`
	AlternativeCorrespondenceLanguage Opt[bool]            `json:"alternative_correspondence_language,omitzero"` // writes in the account's second language
	BillingNotes                      Opt[string]          `json:"billing_notes,omitzero"`
	BankBIC                           Opt[string]          `json:"bank_bic,omitzero"`
	BankOwner                         Opt[string]          `json:"bank_owner,omitzero"`
	InvoiceFormat                     Opt[InvoiceFormat]   `json:"invoice_format,omitzero"`
	DefaultPaymentMeans               Opt[PaymentMeans]    `json:"default_payment_means,omitzero"`
	Tags                              Opt[[]string]        `json:"tags,omitzero"`
	CustomProperties                  CustomProperties     `json:"custom_properties,omitzero"`
}

func (u CompanyUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a company.
//
//moco:operation PUT /companies/{id}
//moco:operation PATCH /companies/{id}
func (s CompanyService) Update(ctx context.Context, id billing.ID, u CompanyUpdate) (Company, error) {
	return companies.update(ctx, s.conn, u, id)
}

// Delete deletes a company.
//
//moco:operation DELETE /companies/{id}
func (s CompanyService) Delete(ctx context.Context, id billing.ID) error {
	return companies.delete(ctx, s.conn, id)
}

// Archive hides a company from people's lists.
//
//moco:operation PUT /companies/{id}/archive
func (s CompanyService) Archive(ctx context.Context, id billing.ID) (Company, error) {
	return companies.act(ctx, s.conn, http.MethodPut, "/archive", nil, id)
}

// Unarchive shows an archived company again.
//
//moco:operation PUT /companies/{id}/unarchive
func (s CompanyService) Unarchive(ctx context.Context, id billing.ID) (Company, error) {
	return companies.act(ctx, s.conn, http.MethodPut, "/unarchive", nil, id)
}
