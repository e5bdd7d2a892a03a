package mocosim

import (
	"net/http"
	"slices"
)

// dealStatus are the states of a deal. Another one is refused with 400, not 422.
var dealStatus = []string{"potential", "pending", "won", "lost", "dropped"}

// deals are the sales on their way. A deal that is open has no closing date, whatever was sent: it is "", not null, as
// recorded.
func deals() *resource {
	return &resource{
		kind: kindDeals, path: "/deals", order: byText("name"),
		attrs: table(
			text("name").need(), oneOfThese("status", dealStatus...).or("pending"), date("reminder_date").need(), date("closed_on").or(""),
			decimal("money").need(), text("currency").need(), text("info").or(""), tagList("Deal"), properties("Deal"), person("user").need(),
			refer("person", kindContacts, personRef), refer("customer", kindCompanies, keys("id", "name")).as("company_id", "customer_id"),
			companyRef(), refer("category", kindDealCategories, keys("id", "name", "probability")).as("deal_category_id").need(),
			date("service_period_from"), date("service_period_to"), text("inbox_email_address").shut(),
		),
		filters: []filter{
			by("status", field("status")), byTags(), within("closed_from", "closed_to", field("closed_on")), by("company_id", inner("company", "id")),
		},
		screen: statusKnown,
		derive: func(c *call, o, bad *object) {
			if s := o.text("status"); s == "potential" || s == "pending" {
				o.put("closed_on", "")
			} else if o.text("closed_on") == "" {
				o.put("closed_on", today(c.now))
			}
			monthsOnly(o, bad)
		},
		refuse: func(c *call, o *object) (reply, bool) {
			used := slices.ContainsFunc(c.st.rows(kindProjects), func(p *object) bool { return p.sub("deal").number("id") == o.number("id") })
			return invalid("base", "Der Lead hat noch Projekte"), used
		},
	}
}

// statusKnown refuses an unknown status before all else.
func statusKnown(c *call) (reply, bool) {
	known := !c.body.has("status") || slices.Contains(dealStatus, c.body.text("status"))
	return reply{status: http.StatusBadRequest, ctype: jsonType, body: newObject("error", "Invalid status").encode()}, !known
}

// companyRef is a company as deals and contacts show it.
func companyRef() attr {
	return refer("company", kindCompanies, keys("id", "type", "name")).as("company_id", "customer_id", "organization_id")
}

func personRef(o *object) *object { return newObject("id", o.number("id"), "name", fullName(o)) }

// monthsOnly wants a service period of whole months.
func monthsOnly(o, bad *object) {
	if from := o.text("service_period_from"); from != "" && from[8:] != "01" {
		complain(bad, "service_period_from", "muss der erste Tag eines Monats sein")
	}
	if to := o.text("service_period_to"); to != "" && daysAfter(to, 1)[8:] != "01" {
		complain(bad, "service_period_to", "muss der letzte Tag eines Monats sein")
	}
}
