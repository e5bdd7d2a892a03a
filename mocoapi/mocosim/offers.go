package mocosim

import (
	"net/http"
	"slices"
	"strings"
)

// offers are created with 201, as nothing else in the recordings. They can be changed until they are accepted, and
// deleted until they are sent.
func offers() *resource {
	return &resource{
		kind: kindOffers, path: "/offers", order: newestFirst, attrs: offerAttrs(), created: http.StatusCreated,
		detail: []string{"salutation", "footer", "items", "internal_contact"},
		filters: []filter{
			by("status", field("status")), within("from", "to", field("date")), by("identifier", field("identifier")),
			by("deal_id", inner("deal", "id")), by("project_id", inner("project", "id")), by("company_id", inner("company", "id")), byTags(),
		},
		derive: deriveOffer, seal: unless("created", "sent"), refuse: unless("created"),
	}
}

// unless refuses an offer whose status is none of these.
func unless(statuses ...string) func(*call, *object) (reply, bool) {
	return func(_ *call, o *object) (reply, bool) {
		return message(http.StatusBadRequest, "The offer's status does not allow it"), !slices.Contains(statuses, o.text("status"))
	}
}

func offerAttrs() []attr {
	now := func(c *call, _ *object) any { return stamp(c.now) }
	on := func(c *call, _ *object) any { return today(c.now) }
	return slices.Concat([]attr{
		idAttr(), text("identifier"), fixed("invoice_id", nil).shows(invoiceOfOffer), date("date").need(), date("due_date").need(),
		text("title").need(), text("recipient_address").need(), text("currency").once(), fixed("net_total", cents(0)), rate("tax"),
		vatAttr(kindVatSales), fixed("gross_total", cents(0)), rate("discount").or(cents(0)), fixed("status", "created"),
		tagList("Offer"), properties("Offer"),
	}, offerOwners(true), []attr{
		person("user").shut().from(asActor), fixed("offer_confirmation", nil).shows(confirmationOf), fixed("customer_approval", nil).shows(approvalOf),
		fixed("created_at", nil).from(now).shows(withMillis("created_at")), fixed("updated_at", nil).from(now).shows(withMillis("updated_at")),
		fixed("created_on", nil).from(on), fixed("updated_on", nil).from(on), text("salutation").or(""), text("footer").or(""),
		lineItems(kindOffers, cents(0), decimal("unit_cost"), subtotalType()), person("internal_contact").from(asActor),
	})
}

// offerOwners are whom an offer is for. A change leaves them; there is an action of its own for them.
func offerOwners(once bool) []attr {
	list := []attr{
		named("company", kindCompanies), refer("project", kindProjects, keys("id", "identifier", "name")), named("deal", kindDeals),
	}
	for i := range list {
		list[i].fixed = once
	}
	return list
}

// withMillis shows a time with the milliseconds that offers have, and nothing else has: recorded.
func withMillis(key string) func(*store, *object) any {
	return func(_ *store, o *object) any {
		at := o.text(key)
		if whole, found := strings.CutSuffix(at, "Z"); found && !strings.Contains(at, ".") {
			return whole + ".000Z"
		}
		return at
	}
}

func deriveOffer(c *call, o, bad *object) {
	ownOffer(c, o)
	totals(c, o, bad)
	if o.text("currency") == "" {
		complain(bad, "currency", blank)
	}
	if o.text("identifier") == "" {
		o.put("identifier", c.st.nextNumber(kindOffers, "A"+c.now.Format("06"), 4))
	}
	unique("identifier", kindOffers, "identifier")(c, o, bad)
}

// ownOffer takes the company of the project, whatever the request says, and the currency of whom the offer is for.
func ownOffer(c *call, o *object) {
	for _, of := range []struct{ key, kind string }{{"project", kindProjects}, {"deal", kindDeals}, {"company", kindCompanies}} {
		if owner := c.st.find(of.kind, o.sub(of.key).number("id")); owner != nil && o.text("currency") == "" {
			o.put("currency", owner.text("currency"))
		}
	}
	if p := c.st.find(kindProjects, o.sub("project").number("id")); p != nil {
		o.put("company", p.sub("customer").pick("id", "name"))
	}
}

func invoiceOfOffer(st *store, offer *object) any {
	for _, i := range st.rows(kindInvoices) {
		if !i.isNull("offer_id") && i.number("offer_id") == offer.number("id") {
			return i.number("id")
		}
	}
	return nil
}
