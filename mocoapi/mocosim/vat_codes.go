package mocosim

const (
	kindVatSales     = "vat_code_sales"
	kindVatPurchases = "vat_code_purchases"
)

// vatSales are the tax codes of what is sold.
func vatSales() *resource {
	return vatCodes(kindVatSales,
		decimal("tax"), text("description").or(""), yesNo("reverse_charge"), yesNo("intra_eu"), yesNo("active").or(true), yesNo("print_gross_total").or(true),
		text("notice_tax_exemption").or(""), text("notice_tax_exemption_alt").or(""), text("code"), text("credit_account"))
}

// vatPurchases are the tax codes of what is bought.
func vatPurchases() *resource {
	return vatCodes(kindVatPurchases, decimal("tax"), text("description").or(""), yesNo("reverse_charge"), yesNo("intra_eu"), yesNo("active").or(true), text("code"))
}

func vatCodes(kind string, attrs ...attr) *resource {
	return &resource{
		kind: kind, path: "/" + kind, verbs: "list get", attrs: append([]attr{idAttr()}, attrs...),
		filters: []filter{byFlag("active", "active"), byFlag("intra_eu", "intra_eu"), byFlag("reverse_charge", "reverse_charge")},
	}
}
