package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PurchaseDraft is a supplier's bill that nobody has entered yet (docs: sections/purchase_drafts.md).
type PurchaseDraft struct {
	ID                    billing.ID        `json:"id"`
	Title                 string            `json:"title,omitzero"`
	EmailFrom             string            `json:"email_from,omitzero"`
	EmailBody             string            `json:"email_body,omitzero"`
	User                  UserRef           `json:"user,omitzero"`
	FileURL               string            `json:"file_url,omitzero"`     // works for a short time: download it at once
	NetTotal              *billing.Decimal  `json:"net_total,omitempty"`   // nil: none
	GrossTotal            *billing.Decimal  `json:"gross_total,omitempty"` // nil: none
	CreditCardTransaction CardTransaction   `json:"credit_card_transaction,omitzero"`
	CreatedAt             billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt             billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var purchaseDrafts = resource[PurchaseDraft]{"purchase draft", "/purchases/drafts"}

// PurchaseDraftReader reads purchase drafts.
type PurchaseDraftReader struct{ *conn }

// List lists purchase drafts.
//
//moco:operation GET /purchases/drafts
func (s PurchaseDraftReader) List(ctx context.Context, q Global) iter.Seq2[Row[PurchaseDraft], error] {
	return purchaseDrafts.list(ctx, s.conn, q)
}

// Get reads one purchase draft.
//
//moco:operation GET /purchases/drafts/{id}
func (s PurchaseDraftReader) Get(ctx context.Context, id billing.ID) (PurchaseDraft, error) {
	return purchaseDrafts.get(ctx, s.conn, id)
}

// PDF is the document of a purchase draft: MOCO names a short-lived address,
// which is downloaded at once. Without a document the error is fault.Gone.
//
//moco:operation GET /purchases/drafts/{id}.pdf
func (s PurchaseDraftReader) PDF(ctx context.Context, id billing.ID) ([]byte, error) {
	path, _, problem := purchaseDrafts.of([]billing.ID{id}, ".pdf")
	return s.redirected(ctx, path, problem)
}

// PurchaseDraftService reads and writes purchase drafts.
type PurchaseDraftService struct{ PurchaseDraftReader }

// NewPurchaseDraft is a purchase draft to be made. Title is required.
type NewPurchaseDraft struct {
	Title string `json:"title"`
	File  *File  `json:"file,omitzero"` // nil: none
}

func (n NewPurchaseDraft) problem() string {
	if n.Title == "" {
		return "a purchase draft needs a title"
	}
	return ""
}

// Create makes a purchase draft.
//
//moco:operation POST /purchases/drafts
func (s PurchaseDraftService) Create(ctx context.Context, n NewPurchaseDraft) (PurchaseDraft, error) {
	return purchaseDrafts.create(ctx, s.conn, n)
}

// Delete deletes a purchase draft.
//
//moco:operation DELETE /purchases/drafts/{id}
func (s PurchaseDraftService) Delete(ctx context.Context, id billing.ID) error {
	return purchaseDrafts.delete(ctx, s.conn, id)
}
