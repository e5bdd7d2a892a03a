package mocosim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// companies are customers, suppliers and organisations; what the one has the others lack. A type is for life here.
func companies() *resource {
	return &resource{
		kind: kindCompanies, path: "/companies", order: byText("name"), deleted: empty,
		attrs: slices.Concat(
			[]attr{
				idAttr(), oneOfThese("type", "customer", "supplier", "organization").need().once(), text("name").need(),
				text("website").as("website", "work_website").or(""), text("email").as("email", "work_email"),
				text("billing_email_cc").as("billing_email_cc", "billing_email"), text("phone").as("phone", "work_phone").or(""),
				text("fax").as("fax", "work_fax").or(""), text("address").or(""), tagList("Company"), person("user").from(asActor),
				text("info").or(""), properties("Customer", "Supplier", "Organization", "Company"),
			},
			customerAttrs(), supplierAttrs(),
			[]attr{
				text("country_code").or("DE"), text("vat_identifier"), yesNo("alternative_correspondence_language"), text("footer").or(""),
				fixed("active", true), fixed("archived_on", nil),
			},
			stamps(),
		),
		filters: []filter{
			activeOnly("include_archived"), by("type", field("type")), by("identifier", field("identifier")), byTags(),
			byTerm(field("name"), field("identifier")),
		},
		screen: typeAsked, derive: completeCompany, refuse: companyInUse,
		after: func(c *call, before, now *object) {
			if before == nil {
				c.st.systemComment("Company", now, "Firma angelegt.", c.actorRef(), c.now)
			}
		},
	}
}

func isA(kind string) func(*object) bool {
	return func(o *object) bool { return o.text("type") == kind }
}

func customerAttrs() []attr {
	all := []attr{
		text("identifier").or(""), fixed("intern", false), decimal("billing_tax").as("customer_tax").or(cents(1900)),
		vatRef("customer_vat", kindVatSales).as("customer_vat_code_id"), text("currency").or("EUR"), fixed("custom_rates", false),
		fixed("include_time_report", false), text("billing_notes").or(""), fixed("default_discount", cents(0)),
		fixed("default_cash_discount", cents(0)), fixed("default_cash_discount_days", 0),
		integer("default_invoice_due_days").as("invoice_due_days", "default_invoice_due_days").or(30),
		fixed("projects", []*object{}), integer("debit_number"),
		oneOfThese("invoice_format", "regular_pdf", "x_invoice", "zugferd_x_invoice").or("regular_pdf"),
		oneOfThese("default_payment_means", "not_defined", "credit_transfer").or("not_defined"),
	}
	for i := range all {
		all[i] = all[i].when(isA("customer"))
	}
	return all
}

func supplierAttrs() []attr {
	all := []attr{
		text("iban"), text("bank_bic"), text("bank_owner"), vatRef("supplier_vat", kindVatPurchases).as("supplier_vat_code_id"),
		integer("credit_number"),
	}
	for i := range all {
		all[i] = all[i].when(isA("supplier"))
	}
	return all
}

// vatRef is a tax code as other objects show it: as it was when it was chosen.
func vatRef(name, kind string) attr {
	a := refer(name, kind, func(o *object) *object { return o.clone() })
	a.show = nil
	return a
}

// completeCompany numbers a new customer and fits tax and tax code to each other.
func completeCompany(c *call, o, bad *object) {
	switch o.text("type") {
	case "customer":
		if o.text("identifier") == "" {
			o.put("identifier", c.st.nextCustomer())
		}
		unique("identifier", kindCompanies, "identifier")(c, o, bad)
		if c.body.isNull("customer_vat_code_id") && (c.body.has("customer_tax") || o.isNull("customer_vat")) {
			o.put("customer_vat", c.st.vatFor(kindVatSales, o.worth("billing_tax")))
		}
		if !o.isNull("customer_vat") {
			o.set("billing_tax", o.sub("customer_vat").vals["tax"])
		}
	case "supplier":
		if tax, given := c.body.amount("supplier_tax"); given && c.body.isNull("supplier_vat_code_id") {
			o.put("supplier_vat", c.st.vatFor(kindVatPurchases, tax))
		}
	}
}

// vatFor is the first active code with that tax: null if there is none.
func (s *store) vatFor(kind string, tax cents) any {
	for _, o := range s.rows(kind) {
		if o.flag("active") && o.worth("tax") == tax {
			return o
		}
	}
	return json.RawMessage("null")
}

// nextCustomer is the number after the highest one.
func (s *store) nextCustomer() string {
	highest := 10000
	for _, o := range s.rows(kindCompanies) {
		if n, err := strconv.Atoi(o.text("identifier")); err == nil && n < 1_000_000_000 {
			highest = max(highest, n)
		}
	}
	return strconv.Itoa(highest + 1)
}

func companyInUse(c *call, o *object) (reply, bool) {
	id := o.number("id")
	used := slices.ContainsFunc(c.st.rows(kindInvoices), func(i *object) bool { return i.number("customer_id") == id }) ||
		slices.ContainsFunc(c.st.rows(kindProjects), func(p *object) bool { return p.sub("customer").number("id") == id })
	return invalid("base", "Die Firma hat noch Projekte oder Rechnungen"), used
}

// typeAsked refuses a list that is filtered by properties and does not say of which type.
func typeAsked(c *call) (reply, bool) {
	for param := range c.in.query {
		if strings.HasPrefix(param, "custom_properties[") && c.asked("type") == "" {
			return message(http.StatusBadRequest, "type is required to filter by custom_properties"), true
		}
	}
	return reply{}, false
}

func companyRoutes() []route {
	r := companies()
	return []route{
		{"PUT", "/companies/{id}/archive", nil, r.one(func(c *call, o *object) reply { return archive(c, r, o, false) })},
		{"PUT", "/companies/{id}/unarchive", nil, r.one(func(c *call, o *object) reply { return archive(c, r, o, true) })},
	}
}

func archive(c *call, r *resource, o *object, active bool) reply {
	o.put("active", active)
	o.put("archived_on", nil)
	if !active {
		o.put("archived_on", stamp(c.now))
	}
	c.touched(o)
	return r.get(c, o)
}
