package mocosim

import "fmt"

const kindOfferApprovals = "offer_customer_approvals"

// getApproval answers 404 until the approval was activated for the first time.
func getApproval(c *call, o *object) reply {
	a := c.st.approval(o)
	if a == nil {
		return notFound
	}
	return ok(a.without("offer_id").encode())
}

// activateApproval opens the page on which the customer signs, or shuts it. What was never open can't be shut.
func activateApproval(c *call, o *object, active bool) reply {
	a := c.st.approval(o)
	if a == nil && !active {
		return notFound
	}
	if a == nil {
		page := fmt.Sprintf("https://%s.mocoapp.com/offers/approvals/%s", c.opts.Account, uuidOf("offer "+o.text("id")))
		a = stamped(newObject("id", c.st.nextID(kindOfferApprovals), "approval_url", page, "offer_document_url", page+"/document.pdf", "active", true,
			"customer_full_name", nil, "customer_email", nil, "signature_url", nil, "signed_at", nil,
			"created_at", nil, "updated_at", nil, "offer_id", o.number("id")), c.now)
		c.st.put(kindOfferApprovals, a)
	}
	a.put("active", active)
	c.touched(a)
	return getApproval(c, o)
}

func (s *store) approval(offer *object) *object {
	for _, a := range s.rows(kindOfferApprovals) {
		if a.number("offer_id") == offer.number("id") {
			return a
		}
	}
	return nil
}

// approvalOf is the short form inside an offer.
func approvalOf(st *store, offer *object) any {
	a := st.approval(offer)
	if a == nil {
		return nil
	}
	return newObject("id", a.number("id"), "active", a.flag("active"), "url", nullable(a, "approval_url"))
}
