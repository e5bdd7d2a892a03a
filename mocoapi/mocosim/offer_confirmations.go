package mocosim

const kindConfirmations = "offer_confirmations"

// confirmations say that an offer was accepted. An offer has one at most.
func confirmations() *resource {
	return &resource{
		kind: kindConfirmations, path: "/offer_confirmations", filters: []filter{by("offer_id", inner("offer", "id"))},
		attrs: []attr{
			idAttr(), date("date").from(func(c *call, _ *object) any { return today(c.now) }), text("title").or("Auftragsbestätigung"),
			text("salutation_raw").or(""), text("footer_raw").or(""), fixed("file_url", ""), person("user").shut().from(asActor),
			refer("offer", kindOffers, keys("id", "identifier", "title")).need().once(),
		},
		derive: confirmOnce,
		after: func(c *call, before, now *object) {
			if before != nil {
				return
			}
			now.put("file_url", "/offer_confirmations/"+now.text("id")+".pdf?v=1")
			o := c.st.find(kindOffers, now.sub("offer").number("id"))
			if s := o.text("status"); s == "created" || s == "sent" {
				o.put("status", "accepted")
				touch(o, c.now)
			}
		},
	}
}

func confirmationRoutes() []route {
	r := confirmations()
	return []route{{"GET", r.path + "/{id}.pdf", []string{"letter_paper_id"}, r.one(documentPDF)}}
}

func confirmOnce(c *call, o, bad *object) {
	for _, other := range c.st.rows(kindConfirmations) {
		if other.sub("offer").number("id") == o.sub("offer").number("id") && other.number("id") != o.number("id") {
			complain(bad, "offer", "ist bereits vergeben")
		}
	}
}

// confirmationOf is the short form inside an offer. The confirmation itself shows no times.
func confirmationOf(st *store, offer *object) any {
	for _, o := range st.rows(kindConfirmations) {
		if o.sub("offer").number("id") == offer.number("id") {
			at := o.text("date") + "T08:00:00Z"
			return newObject("id", o.number("id"), "title", o.text("title"), "date", o.text("date"), "created_at", at, "updated_at", at)
		}
	}
	return nil
}
