package mocosim

import "encoding/json"

// lineItems are the rows of an invoice or an offer. An item without a quantity has a flat amount; what is not an item has
// none. more are the keys that only one of the two has.
func lineItems(holder string, bare any, more ...attr) attr {
	attrs := []attr{
		idAttr(), oneOfThese("type", "title", "description", "item", "subtotal", "page-break", "separator").need(), text("title"),
		revenueCategory(), text("description"), decimal("quantity").or(bare), text("unit"), decimal("unit_price").or(bare),
		decimal("net_total").or(cents(0)), yesNo("optional"), serviceType(),
	}
	return parts("items", holder, append(attrs, more...), func(o *object) {
		if o.text("type") != "item" {
			o.put("quantity", bare)
			o.put("unit_price", bare)
			o.put("net_total", cents(0))
			return
		}
		quantity, price := o.worth("quantity"), o.worth("unit_price")
		o.put("quantity", quantity)
		o.put("unit_price", price)
		if quantity != 0 {
			o.put("net_total", price.times(quantity))
		}
	}).need()
}

// serviceType is expense for an additional item.
func serviceType() attr {
	return own("service_type", "service", func(c *call, raw json.RawMessage) (any, string) {
		if additional, wrong := readYesNo(c, raw); wrong != "" || additional == true {
			return "expense", wrong
		}
		return "service", ""
	}).as("additional")
}

func subtotalType() attr { return oneOfThese("subtotal_type", "part_total", "sub_total") }

// rate is a part of a hundred.
func rate(name string) attr {
	return own(name, nil, func(c *call, raw json.RawMessage) (any, string) {
		n, wrong := readDecimal(c, raw)
		if wrong == "" && (n.(cents) < 0 || n.(cents) > 10000) {
			return nil, notValid
		}
		return n, wrong
	})
}

// vatAttr is the VAT code: chosen by its id, or the one that has the tax.
func vatAttr(kind string) attr {
	return own("vat", nil, func(c *call, raw json.RawMessage) (any, string) {
		id, _ := readInteger(c, raw)
		n, _ := id.(int64)
		if v := c.st.find(kind, n); v != nil {
			return v.without("created_at", "updated_at"), ""
		}
		return nil, blank
	}).as("vat_code_id")
}

// vatByTax is the account's VAT code with that rate.
func (s *store) vatByTax(kind string, tax cents) *object {
	for _, v := range s.rows(kind) {
		if v.worth("tax") == tax && v.flag("active") && !v.flag("reverse_charge") {
			return v.without("created_at", "updated_at")
		}
	}
	if kind == kindVatPurchases {
		return vatObject(tax).pick("id", "tax", "reverse_charge", "intra_eu", "active", "code")
	}
	return vatObject(tax)
}

// totals does an invoice's or an offer's sums: the items but the optional ones, less the discount, plus the tax.
func totals(c *call, o, bad *object) {
	switch {
	case c.body.has("vat_code_id") && !o.isNull("vat"):
		o.put("tax", o.sub("vat").worth("tax"))
	case o.isNull("tax"):
		complain(bad, "tax", blank)
	case o.sub("vat").worth("tax") != o.worth("tax") || o.isNull("vat"):
		o.put("vat", c.st.vatByTax(kindVatSales, o.worth("tax")))
	}
	var net cents
	for _, item := range o.objects("items") {
		if !item.flag("optional") {
			net += item.worth("net_total")
		}
	}
	net -= net.percent(o.worth("discount"))
	o.put("net_total", net)
	o.put("gross_total", net+net.percent(o.worth("tax")))
}
