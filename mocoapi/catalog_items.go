package mocoapi

import (
	"context"

	"github.com/mocowork/mocowork/billing"
)

var catalogItems = resource[CatalogItem]{"catalog item", "/account/catalog_services/%d/items"}

// CatalogItemReader reads items of a catalog service.
type CatalogItemReader struct{ *conn }

// Get reads one catalog item.
//
//moco:operation GET /account/catalog_services/{service_id}/items/{id}
func (s CatalogItemReader) Get(ctx context.Context, service, id billing.ID) (CatalogItem, error) {
	return catalogItems.get(ctx, s.conn, service, id)
}

// CatalogItemService reads and writes items of a catalog service.
type CatalogItemService struct{ CatalogItemReader }

// Create makes a catalog item.
//
//moco:operation POST /account/catalog_services/{service_id}/items
func (s CatalogItemService) Create(ctx context.Context, service billing.ID, n NewCatalogItem) (CatalogItem, error) {
	return catalogItems.create(ctx, s.conn, n, service)
}

// CatalogItemUpdate changes a catalog item. What is left out stays.
type CatalogItemUpdate struct {
	Type                 Opt[string]                `json:"type,omitzero"`
	Title                Opt[string]                `json:"title,omitzero"`
	Description          Opt[string]                `json:"description,omitzero"`
	Quantity             Opt[billing.Decimal]       `json:"quantity,omitzero"`
	Unit                 Opt[string]                `json:"unit,omitzero"`
	UnitPrice            Opt[billing.Decimal]       `json:"unit_price,omitzero"`
	UnitCost             Opt[billing.Decimal]       `json:"unit_cost,omitzero"`
	NetTotal             Opt[billing.Decimal]       `json:"net_total,omitzero"`
	Optional             Opt[bool]                  `json:"optional,omitzero"`
	Part                 Opt[bool]                  `json:"part,omitzero"`
	SubtotalType         Opt[string]                `json:"subtotal_type,omitzero"`
	Additional           Opt[bool]                  `json:"additional,omitzero"`
	PositionGroupDisplay Opt[string]                `json:"position_group_display,omitzero"`
	PositionGroupItems   Opt[[]NewCatalogGroupItem] `json:"position_group_items,omitzero"`
}

// Update changes a catalog item.
//
//moco:operation PUT /account/catalog_services/{service_id}/items/{id}
//moco:operation PATCH /account/catalog_services/{catalog_service_id}/items/{id}
func (s CatalogItemService) Update(ctx context.Context, service, id billing.ID, u CatalogItemUpdate) (CatalogItem, error) {
	return catalogItems.update(ctx, s.conn, u, service, id)
}

// Delete deletes a catalog item.
//
//moco:operation DELETE /account/catalog_services/{service_id}/items/{id}
func (s CatalogItemService) Delete(ctx context.Context, service, id billing.ID) error {
	return catalogItems.delete(ctx, s.conn, service, id)
}
