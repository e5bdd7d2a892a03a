package mocoapi

import (
	"context"
	"io"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// OfferConfirmation confirms an offer that was accepted (docs: Offer Confirmations).
type OfferConfirmation struct {
	ID            billing.ID   `json:"id"`
	Date          billing.Date `json:"date,omitzero"`
	Title         string       `json:"title,omitzero"`
	SalutationRaw string       `json:"salutation_raw,omitzero"` // with the variables that MOCO fills in
	FooterRaw     string       `json:"footer_raw,omitzero"`     // with the variables that MOCO fills in
	FileURL       string       `json:"file_url,omitzero"`       // works for a short time: download it at once
	User          UserRef      `json:"user,omitzero"`
	Offer         DocumentRef  `json:"offer,omitzero"`
	Extra
}

var offerConfirmations = resource[OfferConfirmation]{"order confirmation", "/offer_confirmations"}

// OfferConfirmationQuery filters the list of order confirmations. Zero fields do not filter.
type OfferConfirmationQuery struct {
	Global
	OfferIDs []billing.ID `url:"offer_id"`
}

// OfferConfirmationReader reads order confirmations.
type OfferConfirmationReader struct{ *conn }

// List lists order confirmations.
//
//moco:operation GET /offer_confirmations
func (s OfferConfirmationReader) List(ctx context.Context, q OfferConfirmationQuery) iter.Seq2[Row[OfferConfirmation], error] {
	return offerConfirmations.list(ctx, s.conn, q)
}

// Get reads one order confirmation.
//
//moco:operation GET /offer_confirmations/{id}
func (s OfferConfirmationReader) Get(ctx context.Context, id billing.ID) (OfferConfirmation, error) {
	return offerConfirmations.get(ctx, s.conn, id)
}

// PDF is the order confirmation as a PDF.
//
//moco:operation GET /offer_confirmations/{id}.pdf
func (s OfferConfirmationReader) PDF(ctx context.Context, id billing.ID, o PaperOptions) ([]byte, error) {
	return offerConfirmations.pdf(ctx, s.conn, ".pdf", o, id)
}

// WritePDF is PDF, streamed to w. If there is an error, part of the document may
// be written already.
func (s OfferConfirmationReader) WritePDF(ctx context.Context, w io.Writer, id billing.ID, o PaperOptions) (Document, error) {
	return offerConfirmations.writePDF(ctx, s.conn, w, ".pdf", o, id)
}

// OfferConfirmationService reads and writes order confirmations.
type OfferConfirmationService struct{ OfferConfirmationReader }

// NewOfferConfirmation is an order confirmation to be made. OfferID is required.
type NewOfferConfirmation struct {
	OfferID       billing.ID   `json:"offer_id"`
	Title         string       `json:"title,omitzero"`
	Date          billing.Date `json:"date,omitzero"`
	SalutationRaw string       `json:"salutation_raw,omitzero"` // with the variables that MOCO fills in
	FooterRaw     string       `json:"footer_raw,omitzero"`     // with the variables that MOCO fills in
}

func (n NewOfferConfirmation) problem() string {
	if n.OfferID <= 0 {
		return "an order confirmation needs an offer"
	}
	return ""
}

// Create makes an order confirmation.
//
//moco:operation POST /offer_confirmations
func (s OfferConfirmationService) Create(ctx context.Context, n NewOfferConfirmation) (OfferConfirmation, error) {
	return offerConfirmations.create(ctx, s.conn, n)
}

// OfferConfirmationUpdate changes an order confirmation. What is left out stays.
type OfferConfirmationUpdate struct {
	Title         Opt[string]       `json:"title,omitzero"`
	Date          Opt[billing.Date] `json:"date,omitzero"`
	SalutationRaw Opt[string]       `json:"salutation_raw,omitzero"` // with the variables that MOCO fills in
	FooterRaw     Opt[string]       `json:"footer_raw,omitzero"`     // with the variables that MOCO fills in
}

// Update changes an order confirmation.
//
//moco:operation PUT /offer_confirmations/{id}
//moco:operation PATCH /offer_confirmations/{id}
func (s OfferConfirmationService) Update(ctx context.Context, id billing.ID, u OfferConfirmationUpdate) (OfferConfirmation, error) {
	return offerConfirmations.update(ctx, s.conn, u, id)
}

// Delete deletes an order confirmation.
//
//moco:operation DELETE /offer_confirmations/{id}
func (s OfferConfirmationService) Delete(ctx context.Context, id billing.ID) error {
	return offerConfirmations.delete(ctx, s.conn, id)
}
