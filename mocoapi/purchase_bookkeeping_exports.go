package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// PurchaseBookkeepingExport is a set of purchases that was handed to the bookkeeping (docs: sections/purchase_bookkeeping_exports.md).
type PurchaseBookkeepingExport struct {
	ID          billing.ID        `json:"id"`
	From        billing.Date      `json:"from,omitzero"`
	To          billing.Date      `json:"to,omitzero"`
	PurchaseIDs []billing.ID      `json:"purchase_ids,omitzero"`
	Comment     string            `json:"comment,omitzero"`
	User        UserRef           `json:"user,omitzero"`
	Status      string            `json:"status,omitzero"`
	CreatedAt   billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt   billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// NewPurchaseBookkeepingExport is an export to be made. PurchaseIDs are required.
type NewPurchaseBookkeepingExport struct {
	PurchaseIDs []billing.ID `json:"purchase_ids"`
	Comment     string       `json:"comment,omitzero"`
	// TriggerSubmission hands the export to the bookkeeping at once. MOCO's own
	// default is yes; here it is no, and it is always sent.
	TriggerSubmission  bool      `json:"trigger_submission"`
	ArchiveAfterExport Opt[bool] `json:"archive_after_export,omitzero"` // also archives the purchases
}

func (n NewPurchaseBookkeepingExport) problem() string {
	if len(n.PurchaseIDs) == 0 {
		return "a bookkeeping export needs purchases"
	}
	return ""
}

var purchaseBookkeepingExports = resource[PurchaseBookkeepingExport]{"bookkeeping export", "/purchases/bookkeeping_exports"}

// PurchaseBookkeepingExportReader reads bookkeeping exports of purchases.
type PurchaseBookkeepingExportReader struct{ *conn }

// List lists bookkeeping exports of purchases.
//
//moco:operation GET /purchases/bookkeeping_exports
func (s PurchaseBookkeepingExportReader) List(ctx context.Context) iter.Seq2[Row[PurchaseBookkeepingExport], error] {
	return purchaseBookkeepingExports.list(ctx, s.conn, nil)
}

// Get reads one bookkeeping export.
//
//moco:operation GET /purchases/bookkeeping_exports/{id}
func (s PurchaseBookkeepingExportReader) Get(ctx context.Context, id billing.ID) (PurchaseBookkeepingExport, error) {
	return purchaseBookkeepingExports.get(ctx, s.conn, id)
}

// PurchaseBookkeepingExportService reads and writes bookkeeping exports of purchases.
type PurchaseBookkeepingExportService struct {
	PurchaseBookkeepingExportReader
}

// Create makes a bookkeeping export. It is submitted, such as to DATEV,
// if TriggerSubmission says so and not otherwise.
//
//moco:operation POST /purchases/bookkeeping_exports
func (s PurchaseBookkeepingExportService) Create(ctx context.Context, n NewPurchaseBookkeepingExport) (PurchaseBookkeepingExport, error) {
	return purchaseBookkeepingExports.create(ctx, s.conn, n)
}
