package mocosim

import "net/http"

const kindCatalog = "account_catalog_services"

// catalogServices are groups of positions that offers and invoices are put together from.
func catalogServices() *resource {
	return &resource{
		kind: kindCatalog, path: "/account/catalog_services", order: byText("title"), created: http.StatusCreated,
		attrs: table(text("title").need(), parts("items", kindCatalog, catalogItemAttrs(), catalogTotal).once()),
	}
}

// catalogItems are the positions one by one. There is no list of them but the service's own.
func catalogItems() *resource {
	return &resource{
		kind: kindCatalog, path: "/account/catalog_services/{id}/items", in: parent{kind: kindCatalog, list: "items"},
		verbs: "get create update delete", attrs: catalogItemAttrs(), created: http.StatusCreated, updated: http.StatusCreated,
		derive: func(_ *call, o, _ *object) { catalogTotal(o) },
	}
}

func catalogItemAttrs() []attr {
	return table(
		oneOfThese("type", "title", "description", "item", "page-break", "subtotal", "separator").need(), text("title"), text("description"),
		decimal("quantity"), text("unit"), decimal("unit_price"), decimal("net_total").or(cents(0)), decimal("unit_cost"),
		yesNo("optional"), yesNo("part"), text("subtotal_type"), yesNo("additional"), text("position_group_display"),
		revenueCategory(), own("position_group_items", nil, readAnyList),
	)
}

// catalogTotal is quantity × unit price where the position has both; else the total stands as it was given.
func catalogTotal(o *object) {
	quantity, counted := o.amount("quantity")
	price, priced := o.amount("unit_price")
	if counted && priced {
		o.put("net_total", quantity.times(price))
	}
}
