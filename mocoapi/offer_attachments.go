package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// OfferAttachment is a PDF that goes with an offer (docs: sections/offers.md).
type OfferAttachment struct {
	ID        billing.ID        `json:"id"`
	Title     string            `json:"title,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var offerAttachments = resource[OfferAttachment]{"attachment", "/offers/%d/attachments"}

// OfferAttachmentReader reads attachments of an offer.
type OfferAttachmentReader struct{ *conn }

// List lists attachments of an offer.
//
//moco:operation GET /offers/{offer_id}/attachments
func (s OfferAttachmentReader) List(ctx context.Context, offer billing.ID) iter.Seq2[Row[OfferAttachment], error] {
	return offerAttachments.list(ctx, s.conn, nil, offer)
}

// OfferAttachmentService reads and writes attachments of an offer.
type OfferAttachmentService struct{ OfferAttachmentReader }

// Delete deletes an attachment.
//
//moco:operation DELETE /offers/{offer_id}/attachments/{id}
func (s OfferAttachmentService) Delete(ctx context.Context, offer, id billing.ID) error {
	return offerAttachments.delete(ctx, s.conn, offer, id)
}

// Create attaches a PDF.
//
//moco:operation POST /offers/{offer_id}/attachments
func (s OfferAttachmentService) Create(ctx context.Context, offer billing.ID, f File) (OfferAttachment, error) {
	return offerAttachments.create(ctx, s.conn, attachment{f}, offer)
}
