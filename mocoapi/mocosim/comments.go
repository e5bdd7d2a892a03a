package mocosim

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"
)

func commentRoutes() []route {
	return []route{
		{"GET", "/comments", with("commentable_type", "commentable_id", "user_id", "manual"), listComments},
		{"POST", "/comments", nil, createComment},
		{"POST", "/comments/bulk", nil, createComments},
		{"GET", "/comments/{id}", nil, onlyFor(kindComments, show)},
		{"PUT", "/comments/{id}", nil, onlyFor(kindComments, updateComment)},
		{"PATCH", "/comments/{id}", nil, onlyFor(kindComments, updateComment)},
		{"DELETE", "/comments/{id}", nil, onlyFor(kindComments, deleteComment)},
	}
}

// commentable maps the types that comments can be on to the kind that holds them; empty where the account keeps none.
var commentable = map[string]string{
	"Company": kindCompanies, "Contact": kindContacts, "Deal": kindDeals, "DeliveryNote": "", "Expense": kindExpenses,
	"Invoice": kindInvoices, "InvoiceBookkeepingExport": kindInvoiceExports, "InvoiceDeletion": "", "InvoiceReminder": kindReminders,
	"Offer": kindOffers, "OfferConfirmation": kindConfirmations, "Project": kindProjects, "ProjectGroup": kindGroups, "Purchase": kindPurchases,
	"PurchaseBookkeepingExport": kindPurchaseExports, "PurchaseDraft": kindDrafts, "Receipt": kindReceipts, "ReceiptRefundRequest": "", "RecurringExpense": kindRecurring,
	"Unit": kindUnits, "User": kindUsers, "UserHolidayRequest": "",
}

func listComments(c *call) reply {
	q := c.from(kindComments)
	q.oneOf("commentable_type", field("commentable_type")).oneOf("commentable_id", field("commentable_id"))
	q.oneOf("user_id", inner("user", "id")).flag("manual", func(o *object) bool { return o.flag("manual") })
	return q.page(newestFirst)
}

func createComment(c *call) reply {
	o, rep := c.newComment(c.body.number("commentable_id"))
	if o == nil {
		return rep
	}
	c.keepComment(o)
	return ok(o.encode())
}

// createComments writes the same text on up to 100 objects of one type.
func createComments(c *call) reply {
	var ids []int64
	if err := json.Unmarshal(c.body.vals["commentable_ids"], &ids); err != nil || len(ids) == 0 || len(ids) > 100 {
		return message(http.StatusUnprocessableEntity, "commentable_ids must have 1 to 100 ids")
	}
	made := []*object{}
	for _, id := range ids {
		o, rep := c.newComment(id)
		if o == nil {
			return rep
		}
		made = append(made, o)
	}
	for _, o := range made {
		c.keepComment(o)
	}
	return ok(encodeList(made))
}

// newComment makes a comment from the request's body, or the answer that refuses it.
func (c *call) newComment(on int64) (*object, reply) {
	kind, known := commentable[c.body.text("commentable_type")]
	if !known {
		return nil, invalid("commentable_type", "ist kein gültiger Wert")
	}
	if on == 0 || kind != "" && c.st.find(kind, on) == nil {
		return nil, invalid("commentable", blank)
	}
	if c.body.text("text") == "" {
		return nil, invalid("text", blank)
	}
	created := first(c.body.text("created_at"), stamp(c.now))
	o := newObject("id", 0, "commentable_id", on, "commentable_type", c.body.text("commentable_type"),
		"text", strip(c.body.text("text")), "manual", true, "created_at", created, "updated_at", stamp(c.now), "user", c.actorRef())
	if c.proxy != nil {
		o.put("impersonating_user", userRef(c.proxy))
	}
	return o, reply{}
}

func (c *call) keepComment(o *object) {
	o.put("id", c.st.nextID(kindComments))
	c.st.put(kindComments, o)
	c.changed(o.number("id"))
}

// systemComment is what MOCO itself writes on a new object.
func (s *store) systemComment(on string, o *object, text string, user *object, now time.Time) {
	s.put(kindComments, newObject("id", s.nextID(kindComments), "commentable_id", o.number("id"), "commentable_type", on,
		"text", text, "manual", false, "created_at", stamp(now), "updated_at", stamp(now), "user", user))
}

func updateComment(c *call, o *object) reply {
	if c.body.has("text") {
		if c.body.text("text") == "" {
			return invalid("text", blank)
		}
		o.put("text", strip(c.body.text("text")))
	}
	c.touch(o)
	return ok(o.encode())
}

// deleteComment answers 204. What MOCO wrote itself stays.
func deleteComment(c *call, o *object) reply {
	if !o.flag("manual") {
		return forbidden("Access denied")
	}
	c.st.remove(kindComments, o.number("id"))
	c.changed(o.number("id"))
	return noContent()
}

var (
	anyTag  = regexp.MustCompile(`</?([A-Za-z][A-Za-z0-9]*)[^>]*>`)
	allowed = []string{"div", "strong", "em", "u", "pre", "ul", "ol", "li", "br"}
)

// strip takes out the tags that MOCO does not let through; their text stays.
func strip(text string) string {
	return anyTag.ReplaceAllStringFunc(text, func(tag string) string {
		if slices.Contains(allowed, anyTag.FindStringSubmatch(tag)[1]) {
			return tag
		}
		return ""
	})
}
