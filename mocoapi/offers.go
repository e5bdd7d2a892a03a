package mocoapi

import (
	"context"
	"io"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
)

// Offer is a price that was named to a customer. Lists leave out what Get gives:
// items and texts (docs: sections/offers.md).
type Offer struct {
	ID                billing.ID           `json:"id"`
	InvoiceID         billing.ID           `json:"invoice_id,omitzero"`
	Identifier        string               `json:"identifier,omitzero"`
	Date              billing.Date         `json:"date,omitzero"`
	DueDate           billing.Date         `json:"due_date,omitzero"`
	Title             string               `json:"title,omitzero"`
	RecipientAddress  string               `json:"recipient_address,omitzero"`
	Currency          string               `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	NetTotal          billing.Decimal      `json:"net_total"`
	Tax               billing.Decimal      `json:"tax"` // per cent
	VAT               VATCodeSale          `json:"vat,omitzero"`
	GrossTotal        billing.Decimal      `json:"gross_total"`
	Discount          billing.Decimal      `json:"discount"` // per cent
	Status            OfferStatus          `json:"status,omitzero"`
	Tags              []string             `json:"tags,omitzero"`
	CustomProperties  CustomProperties     `json:"custom_properties,omitzero"`
	Company           Ref                  `json:"company,omitzero"`
	Project           ProjectRef           `json:"project,omitzero"`
	Deal              Ref                  `json:"deal,omitzero"`
	User              UserRef              `json:"user,omitzero"`
	OfferConfirmation OfferConfirmationRef `json:"offer_confirmation,omitzero"`
	CustomerApproval  OfferApprovalRef     `json:"customer_approval,omitzero"`
	CreatedAt         billing.Timestamp    `json:"created_at,omitzero"`
	UpdatedAt         billing.Timestamp    `json:"updated_at,omitzero"`
	CreatedOn         billing.Date         `json:"created_on,omitzero"`
	UpdatedOn         billing.Date         `json:"updated_on,omitzero"`
	FileURL           string               `json:"file_url,omitzero"` // works for a short time: download it at once
	Salutation        string               `json:"salutation,omitzero"`
	Footer            string               `json:"footer,omitzero"`
	Items             []OfferItem          `json:"items,omitzero"`
	InternalContact   UserRef              `json:"internal_contact,omitzero"`
	Extra
}

// OfferConfirmationRef names the order confirmation of an offer. ID 0: none.
type OfferConfirmationRef struct {
	ID        billing.ID        `json:"id"`
	Title     string            `json:"title,omitzero"`
	Date      billing.Date      `json:"date,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// OfferApprovalRef says whether the customer can sign, and has. ID 0: not asked for.
type OfferApprovalRef struct {
	ID               billing.ID        `json:"id"`
	Active           bool              `json:"active"`
	URL              string            `json:"url,omitzero"`
	CustomerFullName string            `json:"customer_full_name,omitzero"`
	CustomerEmail    string            `json:"customer_email,omitzero"`
	SignedAt         billing.Timestamp `json:"signed_at,omitzero"`
	Extra
}

// OfferItem is a line of an offer.
type OfferItem struct {
	ID              billing.ID       `json:"id"`
	Type            ItemType         `json:"type,omitzero"`
	Title           string           `json:"title,omitzero"`
	RevenueCategory RevenueCategory  `json:"revenue_category,omitzero"`
	Description     string           `json:"description,omitzero"`
	Quantity        *billing.Decimal `json:"quantity,omitempty"` // nil: none
	Unit            string           `json:"unit,omitzero"`
	UnitPrice       *billing.Decimal `json:"unit_price,omitempty"` // nil: none
	NetTotal        billing.Decimal  `json:"net_total"`
	UnitCost        *billing.Decimal `json:"unit_cost,omitempty"` // nil: none
	Optional        bool             `json:"optional"`
	ServiceType     ServiceType      `json:"service_type,omitzero"`
	SubtotalType    SubtotalType     `json:"subtotal_type,omitzero"`
	Extra
}

// OfferCustomerApproval is a page on which the customer can sign an offer (docs:
// sections/offer_customer_approval.md).
type OfferCustomerApproval struct {
	ID               billing.ID        `json:"id"`
	ApprovalURL      string            `json:"approval_url,omitzero"`
	OfferDocumentURL string            `json:"offer_document_url,omitzero"`
	Active           bool              `json:"active"`
	CustomerFullName string            `json:"customer_full_name,omitzero"`
	CustomerEmail    string            `json:"customer_email,omitzero"`
	SignatureURL     string            `json:"signature_url,omitzero"`
	SignedAt         billing.Timestamp `json:"signed_at,omitzero"` // zero: not signed
	CreatedAt        billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt        billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// customerApprovals is the one page of each offer: its id is its own.
type customerApprovals struct{}

var offerCustomerApprovals customerApprovals

func (customerApprovals) change(ctx context.Context, c *conn, action string, offer billing.ID) (OfferCustomerApproval, error) {
	r := resource[OfferCustomerApproval]{"customer approval", "/offers/%d/customer_approval" + action}
	return r.create(ctx, c, nil, offer)
}

// OfferStatus is the status of an offer.
type OfferStatus string

// The values of OfferStatus.
const (
	OfferStatusCreated         OfferStatus = "created"
	OfferStatusSent            OfferStatus = "sent"
	OfferStatusAccepted        OfferStatus = "accepted"
	OfferStatusPartiallyBilled OfferStatus = "partially_billed"
	OfferStatusBilled          OfferStatus = "billed"
	OfferStatusArchived        OfferStatus = "archived"
)

func (x OfferStatus) known() bool {
	switch x {
	case OfferStatusCreated, OfferStatusSent, OfferStatusAccepted, OfferStatusPartiallyBilled, OfferStatusBilled, OfferStatusArchived:
		return true
	}
	return false
}

// OfferChangeAddress is the change address of an offer.
type OfferChangeAddress string

// The values of OfferChangeAddress.
const (
	OfferChangeAddressOffer    OfferChangeAddress = "offer"
	OfferChangeAddressCustomer OfferChangeAddress = "customer"
)

func (x OfferChangeAddress) known() bool {
	switch x {
	case OfferChangeAddressOffer, OfferChangeAddressCustomer:
		return true
	}
	return false
}

var offers = resource[Offer]{"offer", "/offers"}

// OfferQuery filters the list of offers. Zero fields do not filter.
type OfferQuery struct {
	Global
	Status     OfferStatus  `url:"status"`
	From       billing.Date `url:"from"`
	To         billing.Date `url:"to"`
	Identifier string       `url:"identifier"`
	DealIDs    []billing.ID `url:"deal_id"`
	ProjectIDs []billing.ID `url:"project_id"`
	CompanyIDs []billing.ID `url:"company_id"`
	Tags       []string     `url:"tags"` // any of them
}

// OfferReader reads offers.
type OfferReader struct{ *conn }

// List lists offers.
//
//moco:operation GET /offers
func (s OfferReader) List(ctx context.Context, q OfferQuery) iter.Seq2[Row[Offer], error] {
	return offers.list(ctx, s.conn, q)
}

// Get reads one offer.
//
//moco:operation GET /offers/{id}
func (s OfferReader) Get(ctx context.Context, id billing.ID) (Offer, error) {
	return offers.get(ctx, s.conn, id)
}

// PDF is the offer as a PDF.
//
//moco:operation GET /offers/{id}.pdf
func (s OfferReader) PDF(ctx context.Context, id billing.ID, o PaperOptions) ([]byte, error) {
	return offers.pdf(ctx, s.conn, ".pdf", o, id)
}

// WritePDF is PDF, streamed to w. If there is an error, part of the document may
// be written already.
func (s OfferReader) WritePDF(ctx context.Context, w io.Writer, id billing.ID, o PaperOptions) (Document, error) {
	return offers.writePDF(ctx, s.conn, w, ".pdf", o, id)
}

// CustomerApproval tells whether the customer has signed. Without a page for it
// the error is fault.Gone.
//
//moco:operation GET /offers/{id}/customer_approval
func (s OfferReader) CustomerApproval(ctx context.Context, id billing.ID) (OfferCustomerApproval, error) {
	if id <= 0 {
		return OfferCustomerApproval{}, get(at("/offers/%d/customer_approval", id), nil).refused(fault.Invalid, noID(id, "offer"), nil)
	}
	return readObject[OfferCustomerApproval](ctx, s.conn, "customer approval", at("/offers/%d/customer_approval", id), nil)
}

// OfferService reads and writes offers.
type OfferService struct{ OfferReader }

// NewOfferItem is a line of an offer to be made. Type is required.
type NewOfferItem struct {
	Type              ItemType             `json:"type,omitzero"`
	Title             string               `json:"title,omitzero"`
	Description       string               `json:"description,omitzero"`
	Quantity          Opt[billing.Decimal] `json:"quantity,omitzero"`
	Unit              string               `json:"unit,omitzero"`
	UnitPrice         Opt[billing.Decimal] `json:"unit_price,omitzero"`
	NetTotal          Opt[billing.Decimal] `json:"net_total,omitzero"`
	Part              Opt[bool]            `json:"part,omitzero"`
	SubtotalType      SubtotalType         `json:"subtotal_type,omitzero"`
	Additional        Opt[bool]            `json:"additional,omitzero"`
	Optional          Opt[bool]            `json:"optional,omitzero"`
	RevenueCategoryID billing.ID           `json:"revenue_category_id,omitzero"`
	ActivityIDs       []billing.ID         `json:"activity_ids,omitzero"`
	ExpenseIDs        []billing.ID         `json:"expense_ids,omitzero"`
}

// NewOffer is an offer to be made. RecipientAddress, Date, DueDate, Title, Tax and Items are required.
type NewOffer struct {
	RecipientAddress     string               `json:"recipient_address"`
	Date                 billing.Date         `json:"date"`
	DueDate              billing.Date         `json:"due_date"`
	Title                string               `json:"title"`
	Tax                  billing.Decimal      `json:"tax"` // per cent
	Items                []NewOfferItem       `json:"items"`
	CompanyID            billing.ID           `json:"company_id,omitzero"`
	DealID               billing.ID           `json:"deal_id,omitzero"`
	ProjectID            billing.ID           `json:"project_id,omitzero"`
	Identifier           string               `json:"identifier,omitzero"`
	Salutation           string               `json:"salutation,omitzero"`
	Footer               string               `json:"footer,omitzero"`
	ChangeAddress        OfferChangeAddress   `json:"change_address,omitzero"`
	Discount             Opt[billing.Decimal] `json:"discount,omitzero"` // per cent
	VATCodeID            billing.ID           `json:"vat_code_id,omitzero"`
	ContactID            billing.ID           `json:"contact_id,omitzero"`
	InternalContactID    billing.ID           `json:"internal_contact_id,omitzero"`
	TableHeaderVisible   Opt[bool]            `json:"table_header_visible,omitzero"`
	PrintDetailColumns   Opt[bool]            `json:"print_detail_columns,omitzero"`
	TotalsSectionVisible Opt[bool]            `json:"totals_section_visible,omitzero"`
	Currency             string               `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	Tags                 []string             `json:"tags,omitzero"`
	CustomProperties     CustomProperties     `json:"custom_properties,omitzero"`
}

func (n NewOffer) problem() string {
	if n.RecipientAddress == "" || n.Date.IsZero() || n.DueDate.IsZero() || n.Title == "" || len(n.Items) == 0 {
		return "an offer needs recipient address, a date, a due date, a title and an items"
	}
	return n.CustomProperties.problem()
}

// Create makes an offer.
//
//moco:operation POST /offers
func (s OfferService) Create(ctx context.Context, n NewOffer) (Offer, error) {
	return offers.create(ctx, s.conn, n)
}

// OfferUpdate changes an offer. What is left out stays.
type OfferUpdate struct {
	Identifier           Opt[string]             `json:"identifier,omitzero"`
	Title                Opt[string]             `json:"title,omitzero"`
	Date                 Opt[billing.Date]       `json:"date,omitzero"`
	DueDate              Opt[billing.Date]       `json:"due_date,omitzero"`
	Salutation           Opt[string]             `json:"salutation,omitzero"`
	Footer               Opt[string]             `json:"footer,omitzero"`
	RecipientAddress     Opt[string]             `json:"recipient_address,omitzero"`
	ChangeAddress        Opt[OfferChangeAddress] `json:"change_address,omitzero"`
	Discount             Opt[billing.Decimal]    `json:"discount,omitzero"` // per cent
	VATCodeID            Opt[billing.ID]         `json:"vat_code_id,omitzero"`
	ContactID            Opt[billing.ID]         `json:"contact_id,omitzero"`
	InternalContactID    Opt[billing.ID]         `json:"internal_contact_id,omitzero"`
	TableHeaderVisible   Opt[bool]               `json:"table_header_visible,omitzero"`
	PrintDetailColumns   Opt[bool]               `json:"print_detail_columns,omitzero"`
	TotalsSectionVisible Opt[bool]               `json:"totals_section_visible,omitzero"`
	Tags                 Opt[[]string]           `json:"tags,omitzero"`
	CustomProperties     CustomProperties        `json:"custom_properties,omitzero"`
	Items                Opt[[]NewOfferItem]     `json:"items,omitzero"`
}

func (u OfferUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes an offer.
//
//moco:operation PUT /offers/{id}
//moco:operation PATCH /offers/{id}
func (s OfferService) Update(ctx context.Context, id billing.ID, u OfferUpdate) (Offer, error) {
	return offers.update(ctx, s.conn, u, id)
}

// Delete deletes an offer.
//
//moco:operation DELETE /offers/{id}
func (s OfferService) Delete(ctx context.Context, id billing.ID) error {
	return offers.delete(ctx, s.conn, id)
}

// UpdateStatus sets an offer's status. The answer is empty: read the offer to see
// the result.
//
//moco:operation PUT /offers/{id}/update_status
func (s OfferService) UpdateStatus(ctx context.Context, id billing.ID, status OfferStatus) error {
	body := struct {
		Status OfferStatus `json:"status"`
	}{status}
	return offers.order(ctx, s.conn, http.MethodPut, "/update_status", body, id)
}

// OfferAssignment says what an offer belongs to. 0 leaves as it is; the
// project's company wins over CompanyID.
type OfferAssignment struct {
	CompanyID billing.ID `json:"company_id,omitzero"`
	ProjectID billing.ID `json:"project_id,omitzero"`
	DealID    billing.ID `json:"deal_id,omitzero"`
}

// Assign has an offer belong to a company, a project or a deal.
//
//moco:operation PUT /offers/{id}/assign
func (s OfferService) Assign(ctx context.Context, id billing.ID, a OfferAssignment) (Offer, error) {
	return offers.act(ctx, s.conn, http.MethodPut, "/assign", a, id)
}

// SendEmail has MOCO mail an offer to the customer, and gives back the mail as
// MOCO confirms it. The result is zero if MOCO confirms without naming anybody.
//
//moco:operation POST /offers/{id}/send_email
func (s OfferService) SendEmail(ctx context.Context, id billing.ID, m Mail) (Mail, error) {
	return offers.sendEmail(ctx, s.conn, m, id)
}

// ActivateCustomerApproval makes a page on which the customer can sign.
//
//moco:operation POST /offers/{id}/customer_approval/activate
func (s OfferService) ActivateCustomerApproval(ctx context.Context, id billing.ID) (OfferCustomerApproval, error) {
	return offerCustomerApprovals.change(ctx, s.conn, "/activate", id)
}

// DeactivateCustomerApproval takes the page away on which the customer can sign.
//
//moco:operation POST /offers/{id}/customer_approval/deactivate
func (s OfferService) DeactivateCustomerApproval(ctx context.Context, id billing.ID) (OfferCustomerApproval, error) {
	return offerCustomerApprovals.change(ctx, s.conn, "/deactivate", id)
}
