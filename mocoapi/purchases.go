package mocoapi

import (
	"context"
	"iter"
	"net/http"

	"github.com/mocowork/mocowork/billing"
)

// Purchase is a supplier's bill (docs: sections/purchases.md).
type Purchase struct {
	ID                    billing.ID            `json:"id"`
	Identifier            string                `json:"identifier,omitzero"`
	ReceiptIdentifier     string                `json:"receipt_identifier,omitzero"`
	Title                 string                `json:"title,omitzero"`
	Info                  string                `json:"info,omitzero"`
	IBAN                  string                `json:"iban,omitzero"`
	Reference             string                `json:"reference,omitzero"`
	Date                  billing.Date          `json:"date,omitzero"`
	DueDate               billing.Date          `json:"due_date,omitzero"`
	ServicePeriodFrom     billing.Date          `json:"service_period_from,omitzero"`
	ServicePeriodTo       billing.Date          `json:"service_period_to,omitzero"`
	Status                string                `json:"status,omitzero"`
	PartiallyPaid         bool                  `json:"partially_paid"`
	PaymentMethod         PaymentMethod         `json:"payment_method,omitzero"`
	NetTotal              billing.Decimal       `json:"net_total"`
	GrossTotal            billing.Decimal       `json:"gross_total"`
	Currency              string                `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	FileURL               string                `json:"file_url,omitzero"` // works for a short time: download it at once
	CustomProperties      CustomProperties      `json:"custom_properties,omitzero"`
	Tags                  []string              `json:"tags,omitzero"`
	Company               PurchaseCompany       `json:"company,omitzero"`
	Payments              []PurchaseItemPayment `json:"payments,omitzero"`
	User                  UserRef               `json:"user,omitzero"`
	RefundRequest         PurchaseRefund        `json:"refund_request,omitzero"`
	ApprovalStatus        string                `json:"approval_status,omitzero"`
	CreditCardTransaction CardTransaction       `json:"credit_card_transaction,omitzero"`
	Items                 []PurchaseItem        `json:"items,omitzero"`
	CreatedAt             billing.Timestamp     `json:"created_at,omitzero"`
	UpdatedAt             billing.Timestamp     `json:"updated_at,omitzero"`
	Extra
}

// PurchaseCompany names the supplier. ID 0: none.
type PurchaseCompany struct {
	ID   billing.ID `json:"id"`
	Name string     `json:"name,omitzero"`
	IBAN string     `json:"iban,omitzero"`
	Extra
}

// PurchaseItemPayment is a payment as a purchase shows it.
type PurchaseItemPayment struct {
	ID       billing.ID      `json:"id"`
	Date     billing.Date    `json:"date,omitzero"`
	Total    billing.Decimal `json:"total"`
	Currency string          `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	User     UserRef         `json:"user,omitzero"`
	Extra
}

// PurchaseRefund is the refund request that a purchase comes from. ID 0: none.
type PurchaseRefund struct {
	ID      billing.ID `json:"id"`
	Comment string     `json:"comment,omitzero"`
	UserID  billing.ID `json:"user_id,omitzero"`
	Extra
}

// PurchaseItemCategory is the category of a line. ID 0: none.
type PurchaseItemCategory struct {
	ID            billing.ID `json:"id"`
	Name          string     `json:"name,omitzero"`
	CreditAccount string     `json:"credit_account,omitzero"`
	Extra
}

// PurchaseItemProject names the project of an additional service.
type PurchaseItemProject struct {
	ID        billing.ID `json:"id"`
	CompanyID billing.ID `json:"company_id,omitzero"`
	Extra
}

// PurchaseItemExpense is the additional service that a line belongs to. ID 0: none.
type PurchaseItemExpense struct {
	ID      billing.ID          `json:"id"`
	Project PurchaseItemProject `json:"project,omitzero"`
	Extra
}

// PurchaseItemReceipt is the receipt that a line comes from. ID 0: none.
type PurchaseItemReceipt struct {
	ID            billing.ID   `json:"id"`
	Title         string       `json:"title,omitzero"`
	Date          billing.Date `json:"date,omitzero"`
	AttachmentURL string       `json:"attachment_url,omitzero"` // works for a short time: download it at once
	Extra
}

// PurchaseItem is a line of a purchase.
type PurchaseItem struct {
	ID                   billing.ID           `json:"id"`
	Title                string               `json:"title,omitzero"`
	NetTotal             billing.Decimal      `json:"net_total"`
	TaxTotal             billing.Decimal      `json:"tax_total"`
	Tax                  billing.Decimal      `json:"tax"` // per cent
	VAT                  VATCodePurchase      `json:"vat,omitzero"`
	TaxIncluded          bool                 `json:"tax_included"`
	KSKRelevant          bool                 `json:"ksk_relevant"` // counts for the artists' social insurance
	GrossTotal           billing.Decimal      `json:"gross_total"`
	Category             PurchaseItemCategory `json:"category,omitzero"`
	SupplierCreditNumber *int                 `json:"supplier_credit_number,omitzero"` // nil: none
	Expense              PurchaseItemExpense  `json:"expense,omitzero"`
	Receipt              PurchaseItemReceipt  `json:"receipt,omitzero"`
	Extra
}

// PaymentMethod is the payment method of a purchase.
type PaymentMethod string

// The values of PaymentMethod.
const (
	PaymentMethodBankTransfer           PaymentMethod = "bank_transfer"
	PaymentMethodDirectDebit            PaymentMethod = "direct_debit"
	PaymentMethodCreditCard             PaymentMethod = "credit_card"
	PaymentMethodPaypal                 PaymentMethod = "paypal"
	PaymentMethodCash                   PaymentMethod = "cash"
	PaymentMethodBankTransferSwissQrEsr PaymentMethod = "bank_transfer_swiss_qr_esr"
)

func (x PaymentMethod) known() bool {
	switch x {
	case PaymentMethodBankTransfer, PaymentMethodDirectDebit, PaymentMethodCreditCard, PaymentMethodPaypal, PaymentMethodCash, PaymentMethodBankTransferSwissQrEsr:
		return true
	}
	return false
}

var purchases = resource[Purchase]{"purchase", "/purchases"}

// PurchaseQuery filters the list of purchases. Zero fields do not filter.
type PurchaseQuery struct {
	Global
	NumberIDs         []billing.ID `url:"id"`
	CategoryID        billing.ID   `url:"category_id"`
	Term              string       `url:"term"` // search
	CompanyID         billing.ID   `url:"company_id"`
	Status            string       `url:"status"`          // pending or archived
	ApprovalStatus    string       `url:"approval_status"` // none, approved, denied or pending
	ApproverUserID    billing.ID   `url:"approver_user_id"`
	NotBooked         Choice       `url:"not_booked"`
	Tags              []string     `url:"tags"` // any of them
	TagIDs            []billing.ID `url:"tag_ids"`
	Date              DateRange    `url:"date"` // both days included
	Unpaid            Choice       `url:"unpaid"`
	PartiallyPaid     Choice       `url:"partially_paid"`
	PaymentMethod     string       `url:"payment_method"`
	ReceiptIdentifier string       `url:"receipt_identifier"`
	Identifier        string       `url:"identifier"`
	UserID            billing.ID   `url:"user_id"`
}

// PurchaseReader reads purchases.
type PurchaseReader struct{ *conn }

// List lists purchases. Without a filter by status archived ones are left out.
//
//moco:operation GET /purchases
func (s PurchaseReader) List(ctx context.Context, q PurchaseQuery) iter.Seq2[Row[Purchase], error] {
	return purchases.list(ctx, s.conn, q)
}

// Get reads one purchase.
//
//moco:operation GET /purchases/{id}
func (s PurchaseReader) Get(ctx context.Context, id billing.ID) (Purchase, error) {
	return purchases.get(ctx, s.conn, id)
}

// PurchaseService reads and writes purchases.
type PurchaseService struct{ PurchaseReader }

// NewPurchaseItem is a line of a purchase to be made. Title, Total and Tax are required.
type NewPurchaseItem struct {
	Title       string               `json:"title,omitzero"`
	Total       Opt[billing.Decimal] `json:"total,omitzero"`
	Tax         Opt[billing.Decimal] `json:"tax,omitzero"` // per cent
	VATCodeID   billing.ID           `json:"vat_code_id,omitzero"`
	TaxIncluded Opt[bool]            `json:"tax_included,omitzero"`
	KSKRelevant Opt[bool]            `json:"ksk_relevant,omitzero"` // counts for the artists' social insurance
	CategoryID  billing.ID           `json:"category_id,omitzero"`
}

// NewPurchase is a purchase to be made. Date, Currency, PaymentMethod and Items are required.
type NewPurchase struct {
	Date              billing.Date         `json:"date"`
	Currency          string               `json:"currency"` // ISO 4217, such as "EUR"
	PaymentMethod     PaymentMethod        `json:"payment_method"`
	Items             []NewPurchaseItem    `json:"items"`
	DueDate           billing.Date         `json:"due_date,omitzero"`
	ServicePeriodFrom billing.Date         `json:"service_period_from,omitzero"`
	ServicePeriodTo   billing.Date         `json:"service_period_to,omitzero"`
	CompanyID         billing.ID           `json:"company_id,omitzero"`
	PurchaseDraftID   billing.ID           `json:"purchase_draft_id,omitzero"`
	InboundEmailID    billing.ID           `json:"inbound_email_id,omitzero"`
	ReceiptIdentifier string               `json:"receipt_identifier,omitzero"`
	Info              string               `json:"info,omitzero"`
	IBAN              string               `json:"iban,omitzero"`
	Reference         string               `json:"reference,omitzero"`
	BankAccountNumber string               `json:"bank_account_number,omitzero"`
	Title             string               `json:"title,omitzero"`
	UserID            billing.ID           `json:"user_id,omitzero"`
	PurchaseBudgetID  billing.ID           `json:"purchase_budget_id,omitzero"`
	CashDiscountRate  Opt[billing.Decimal] `json:"cash_discount_rate,omitzero"` // per cent
	CashDiscountUntil billing.Date         `json:"cash_discount_until,omitzero"`
	CustomProperties  CustomProperties     `json:"custom_properties,omitzero"`
	Tags              []string             `json:"tags,omitzero"`
	File              *File                `json:"file,omitzero"` // nil: none
}

func (n NewPurchase) problem() string {
	if n.Date.IsZero() || n.Currency == "" || n.PaymentMethod == "" || len(n.Items) == 0 {
		return "a purchase needs a date, a currency, a payment method and an items"
	}
	return n.CustomProperties.problem()
}

// Create makes a purchase.
//
//moco:operation POST /purchases
func (s PurchaseService) Create(ctx context.Context, n NewPurchase) (Purchase, error) {
	return purchases.create(ctx, s.conn, n)
}

// PurchaseUpdate changes a purchase. What is left out stays.
// Items take the place of all that are there.
type PurchaseUpdate struct {
	Date              Opt[billing.Date]      `json:"date,omitzero"`
	DueDate           Opt[billing.Date]      `json:"due_date,omitzero"`
	ServicePeriodFrom Opt[billing.Date]      `json:"service_period_from,omitzero"`
	ServicePeriodTo   Opt[billing.Date]      `json:"service_period_to,omitzero"`
	CompanyID         Opt[billing.ID]        `json:"company_id,omitzero"`
	PurchaseDraftID   Opt[billing.ID]        `json:"purchase_draft_id,omitzero"`
	InboundEmailID    Opt[billing.ID]        `json:"inbound_email_id,omitzero"`
	ReceiptIdentifier Opt[string]            `json:"receipt_identifier,omitzero"`
	Currency          Opt[string]            `json:"currency,omitzero"` // ISO 4217, such as "EUR"
	PaymentMethod     Opt[PaymentMethod]     `json:"payment_method,omitzero"`
	Info              Opt[string]            `json:"info,omitzero"`
	IBAN              Opt[string]            `json:"iban,omitzero"`
	Reference         Opt[string]            `json:"reference,omitzero"`
	BankAccountNumber Opt[string]            `json:"bank_account_number,omitzero"`
	Title             Opt[string]            `json:"title,omitzero"`
	UserID            Opt[billing.ID]        `json:"user_id,omitzero"`
	PurchaseBudgetID  Opt[billing.ID]        `json:"purchase_budget_id,omitzero"`
	CashDiscountRate  Opt[billing.Decimal]   `json:"cash_discount_rate,omitzero"` // per cent
	CashDiscountUntil Opt[billing.Date]      `json:"cash_discount_until,omitzero"`
	CustomProperties  CustomProperties       `json:"custom_properties,omitzero"`
	Tags              Opt[[]string]          `json:"tags,omitzero"`
	Items             Opt[[]NewPurchaseItem] `json:"items,omitzero"`
	File              *File                  `json:"file,omitzero"` // nil: none
}

func (u PurchaseUpdate) problem() string { return u.CustomProperties.problem() }

// Update changes a purchase.
//
//moco:operation PUT /purchases/{id}
//moco:operation PATCH /purchases/{id}
func (s PurchaseService) Update(ctx context.Context, id billing.ID, u PurchaseUpdate) (Purchase, error) {
	return purchases.update(ctx, s.conn, u, id)
}

// Delete deletes a purchase.
//
//moco:operation DELETE /purchases/{id}
func (s PurchaseService) Delete(ctx context.Context, id billing.ID) error {
	return purchases.delete(ctx, s.conn, id)
}

// PurchaseStatus is what a purchase's status can be set to.
type PurchaseStatus string

// The values of PurchaseStatus.
const (
	PurchaseStatusPending  PurchaseStatus = "pending"
	PurchaseStatusApproved PurchaseStatus = "approved"
	PurchaseStatusArchived PurchaseStatus = "archived"
)

// UpdateStatus sets a purchase's status. The answer is empty.
//
//moco:operation PATCH /purchases/{id}/update_status
func (s PurchaseService) UpdateStatus(ctx context.Context, id billing.ID, status PurchaseStatus) error {
	body := struct {
		Status PurchaseStatus `json:"status"`
	}{status}
	return purchases.order(ctx, s.conn, http.MethodPatch, "/update_status", body, id)
}

// PurchaseAssignment has a line of a purchase belong to a project. ProjectID is
// required; ItemID if there are several lines.
type PurchaseAssignment struct {
	ProjectID           billing.ID           `json:"project_id"`
	ItemID              billing.ID           `json:"item_id,omitzero"`
	ExpenseID           billing.ID           `json:"expense_id,omitzero"` // 0: a new additional service
	NotifyProjectLeader Opt[bool]            `json:"notify_project_leader,omitzero"`
	Billable            Opt[bool]            `json:"billable,omitzero"`
	BudgetRelevant      Opt[bool]            `json:"budget_relevant,omitzero"`
	Surcharge           Opt[billing.Decimal] `json:"surcharge,omitzero"` // per cent
}

func (a PurchaseAssignment) problem() string {
	if a.ProjectID <= 0 {
		return "a purchase is assigned to a project"
	}
	return ""
}

// AssignToProject has a line of a purchase belong to a project.
//
//moco:operation POST /purchases/{id}/assign_to_project
func (s PurchaseService) AssignToProject(ctx context.Context, id billing.ID, a PurchaseAssignment) error {
	return purchases.order(ctx, s.conn, http.MethodPost, "/assign_to_project", a, id)
}

// StoreDocument puts a file in the place of the purchase's document.
//
//moco:operation PATCH /purchases/{id}/store_document
func (s PurchaseService) StoreDocument(ctx context.Context, id billing.ID, f File) error {
	return purchases.order(ctx, s.conn, http.MethodPatch, "/store_document", multipartFile{"file", f}, id)
}
