package mocosim

import "slices"

const kindApprovals = "approvals"

// approvable maps the types that can be approved to their kinds.
var approvable = map[string]string{"invoice": kindInvoices, "purchase": kindPurchases}

// approvals ask one or two users whether an invoice or a purchase is in order.
func approvals() *resource {
	return &resource{
		kind: kindApprovals, path: "/approvals", verbs: "list get create delete",
		attrs: slices.Concat([]attr{
			idAttr(), fixed("status", "pending"), oneOfThese("target_type", "invoice", "purchase").need(),
		}, stamps(), []attr{
			fixed("decided_at", nil), text("note"), fixed("deny_note", nil), person("creator").shut().from(asActor), person("approver").need(),
			person("approver2"), person("processed_by").shut(), integer("target").as("target_id").need().shows(targetOf),
		}),
		filters: []filter{
			by("type", field("target_type")), by("approver_user_id", inner("approver", "id")), by("creator_user_id", inner("creator", "id")),
			by("approval_status", field("status")),
		},
		derive: func(c *call, o, bad *object) {
			target := c.st.find(approvable[o.text("target_type")], o.number("target"))
			if target == nil {
				complain(bad, "target", blank)
				return
			}
			o.put("target", targetRef(target))
		},
		after: func(c *call, before, now *object) {
			status := "none"
			if now == nil {
				now = before
			} else {
				status = now.text("status")
			}
			setApproval(c, now, status)
		},
	}
}

func targetRef(o *object) *object { return o.pick("id", "title", "date", "net_total", "currency") }

// targetOf is the invoice or purchase as it is now.
func targetOf(st *store, o *object) any {
	kept := o.sub("target")
	if now := st.find(approvable[o.text("target_type")], kept.number("id")); now != nil {
		now = targetRef(now)
		if !now.has("net_total") {
			now.put("net_total", kept.vals["net_total"])
		}
		return now
	}
	return kept
}

// setApproval shows the state on a purchase. Invoices have no such value.
func setApproval(c *call, approval *object, status string) {
	target := c.st.find(approvable[approval.text("target_type")], approval.sub("target").number("id"))
	if target != nil && approval.text("target_type") == "purchase" {
		target.put("approval_status", status)
	}
}

func approvalRoutes() []route {
	r := approvals()
	return []route{
		{"POST", "/approvals/{id}/approve", nil, r.one(func(c *call, o *object) reply { return decide(c, r, o, "approved") })},
		{"POST", "/approvals/{id}/deny", nil, r.one(func(c *call, o *object) reply { return decide(c, r, o, "denied") })},
	}
}

// decide is for those who were asked, once.
func decide(c *call, r *resource, o *object, status string) reply {
	me := c.actor.number("id")
	if o.sub("approver").number("id") != me && o.sub("approver2").number("id") != me {
		return forbidden("Access denied")
	}
	if o.text("status") != "pending" {
		return invalid("status", "ist bereits entschieden")
	}
	o.put("status", status)
	o.put("decided_at", stamp(c.now))
	o.put("processed_by", c.actorRef())
	if note := c.body.text("note"); status == "denied" && note != "" {
		o.put("deny_note", note)
	}
	c.touched(o)
	setApproval(c, o, status)
	return r.get(c, o)
}
