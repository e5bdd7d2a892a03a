package mocosim

import (
	"net/http"
	"slices"
	"strings"
)

func offerRoutes() []route {
	r := offers()
	const one = "/offers/{id}"
	return slices.Concat([]route{
		{"GET", one + ".pdf", []string{"letter_paper_id"}, r.one(documentPDF)},
		{"PUT", one + "/assign", nil, r.one(r.assign)},
		{"PUT", one + "/update_status", nil, r.one(updateOfferStatus)},
		{"POST", one + "/send_email", nil, r.one(mailOffer)},
		{"GET", one + "/customer_approval", nil, r.one(getApproval)},
		{"POST", one + "/customer_approval/activate", nil, r.one(func(c *call, o *object) reply { return activateApproval(c, o, true) })},
		{"POST", one + "/customer_approval/deactivate", nil, r.one(func(c *call, o *object) reply { return activateApproval(c, o, false) })},
	}, attachmentRoutes("/offers", kindOffers, kindOfferFiles))
}

func documentPDF(_ *call, o *object) reply {
	name := strings.TrimSpace(o.text("identifier") + " " + o.text("title"))
	return pdf(name, name)
}

// assign says anew whom the offer is for.
func (r *resource) assign(c *call, o *object) reply {
	now, bad := o.clone(), newObject()
	change(c, offerOwners(false), c.body, now, bad)
	if len(bad.keys) > 0 {
		return unprocessable(bad)
	}
	ownOffer(c, now)
	*o = *now
	c.touched(o)
	return r.get(c, o)
}

// updateOfferStatus sets any of the six, and answers 204: recorded.
func updateOfferStatus(c *call, o *object) reply {
	status := c.body.text("status")
	if !slices.Contains([]string{"created", "sent", "accepted", "partially_billed", "billed", "archived"}, status) {
		return invalid("status", notValid)
	}
	o.put("status", status)
	c.touched(o)
	return noContent()
}

// mailOffer sends an offer as an invoice is sent.
func mailOffer(c *call, o *object) reply {
	to := newObject("id", 0, "project_id", o.sub("project").number("id"), "customer_id", o.sub("company").number("id"))
	m, rep := c.mail(to)
	if rep.status != http.StatusOK {
		return rep
	}
	m.Offer = o.number("id")
	c.mails = append(c.mails, m)
	if o.text("status") == "created" {
		o.put("status", "sent")
	}
	c.touched(o)
	return rep
}
