package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// CatalogService is a ready-made group of items for offers and invoices (docs: sections/account/catalog_services.md).
type CatalogService struct {
	ID        billing.ID        `json:"id"`
	Title     string            `json:"title,omitzero"`
	Items     []CatalogItem     `json:"items,omitzero"`
	CreatedAt billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

// CatalogGroupItem is a part of a line that is a group.
type CatalogGroupItem struct {
	Title     string          `json:"title,omitzero"`
	Unit      string          `json:"unit,omitzero"`
	Quantity  billing.Decimal `json:"quantity"`
	UnitPrice billing.Decimal `json:"unit_price"`
	UnitCost  billing.Decimal `json:"unit_cost"`
	Extra
}

// CatalogItem is a line of a catalog service.
type CatalogItem struct {
	ID                   billing.ID         `json:"id"`
	Type                 string             `json:"type,omitzero"` // title, description, item, subtotal, page-break or separator
	Title                string             `json:"title,omitzero"`
	Description          string             `json:"description,omitzero"`
	Quantity             *billing.Decimal   `json:"quantity,omitempty"` // nil: none
	Unit                 string             `json:"unit,omitzero"`
	UnitPrice            *billing.Decimal   `json:"unit_price,omitempty"` // nil: none
	NetTotal             billing.Decimal    `json:"net_total"`
	UnitCost             *billing.Decimal   `json:"unit_cost,omitempty"` // nil: none
	Optional             bool               `json:"optional"`            // not part of the sum
	Part                 bool               `json:"part"`                // belongs to a partial sum
	SubtotalType         string             `json:"subtotal_type,omitzero"`
	Additional           bool               `json:"additional"` // offered beside the others, not part of the sum
	PositionGroupDisplay string             `json:"position_group_display,omitzero"`
	RevenueCategory      RevenueCategory    `json:"revenue_category,omitzero"`
	PositionGroupItems   []CatalogGroupItem `json:"position_group_items,omitzero"`
	CreatedAt            billing.Timestamp  `json:"created_at,omitzero"`
	UpdatedAt            billing.Timestamp  `json:"updated_at,omitzero"`
	Extra
}

var catalogServices = resource[CatalogService]{"catalog service", "/account/catalog_services"}

// CatalogServiceReader reads catalog services.
type CatalogServiceReader struct{ *conn }

// List lists catalog services.
//
//moco:operation GET /account/catalog_services
func (s CatalogServiceReader) List(ctx context.Context, q Global) iter.Seq2[Row[CatalogService], error] {
	return catalogServices.list(ctx, s.conn, q)
}

// Get reads one catalog service.
//
//moco:operation GET /account/catalog_services/{id}
func (s CatalogServiceReader) Get(ctx context.Context, id billing.ID) (CatalogService, error) {
	return catalogServices.get(ctx, s.conn, id)
}

// CatalogServiceService reads and writes catalog services.
type CatalogServiceService struct{ CatalogServiceReader }

// NewCatalogItem is a line of a catalog service to be made. Type and Title are required.
type NewCatalogItem struct {
	Type                 string                `json:"type,omitzero"` // title, description, item, subtotal, page-break or separator
	Title                string                `json:"title,omitzero"`
	Description          string                `json:"description,omitzero"`
	Quantity             Opt[billing.Decimal]  `json:"quantity,omitzero"`
	Unit                 string                `json:"unit,omitzero"`
	UnitPrice            Opt[billing.Decimal]  `json:"unit_price,omitzero"`
	UnitCost             Opt[billing.Decimal]  `json:"unit_cost,omitzero"`
	NetTotal             Opt[billing.Decimal]  `json:"net_total,omitzero"`
	Optional             Opt[bool]             `json:"optional,omitzero"` // not part of the sum
	Part                 Opt[bool]             `json:"part,omitzero"`     // belongs to a partial sum
	SubtotalType         string                `json:"subtotal_type,omitzero"`
	Additional           Opt[bool]             `json:"additional,omitzero"` // offered beside the others, not part of the sum
	PositionGroupDisplay string                `json:"position_group_display,omitzero"`
	PositionGroupItems   []NewCatalogGroupItem `json:"position_group_items,omitzero"`
}

// NewCatalogGroupItem is a part of a line that is a group.
type NewCatalogGroupItem struct {
	Title     string               `json:"title,omitzero"`
	Unit      string               `json:"unit,omitzero"`
	Quantity  Opt[billing.Decimal] `json:"quantity,omitzero"`
	UnitPrice Opt[billing.Decimal] `json:"unit_price,omitzero"`
	UnitCost  Opt[billing.Decimal] `json:"unit_cost,omitzero"`
}

// NewCatalogService is a catalog service to be made. Title is required.
type NewCatalogService struct {
	Title string           `json:"title"`
	Items []NewCatalogItem `json:"items,omitzero"`
}

func (n NewCatalogService) problem() string {
	if n.Title == "" {
		return "a catalog service needs a title"
	}
	return ""
}

// Create makes a catalog service.
//
//moco:operation POST /account/catalog_services
func (s CatalogServiceService) Create(ctx context.Context, n NewCatalogService) (CatalogService, error) {
	return catalogServices.create(ctx, s.conn, n)
}

// CatalogServiceUpdate changes a catalog service. What is left out stays.
type CatalogServiceUpdate struct {
	Title Opt[string] `json:"title,omitzero"`
}

// Update changes a catalog service.
//
//moco:operation PUT /account/catalog_services/{id}
//moco:operation PATCH /account/catalog_services/{id}
func (s CatalogServiceService) Update(ctx context.Context, id billing.ID, u CatalogServiceUpdate) (CatalogService, error) {
	return catalogServices.update(ctx, s.conn, u, id)
}

// Delete deletes a catalog service.
//
//moco:operation DELETE /account/catalog_services/{id}
func (s CatalogServiceService) Delete(ctx context.Context, id billing.ID) error {
	return catalogServices.delete(ctx, s.conn, id)
}
