package mocosim

import (
	"encoding/json"
	"net/http"
)

const (
	kindInvoiceExports  = "invoice_bookkeeping_exports"
	kindPurchaseExports = "purchase_bookkeeping_exports"
)

// invoiceExports hand invoices over to the bookkeeping, which locks them.
func invoiceExports() *resource {
	return bookkeepingExports(kindInvoiceExports, "/invoices", "invoice_ids", kindInvoices, func(_ *call, o *object) { o.put("locked", true) })
}

// purchaseExports hand suppliers' bills over, and put them into the archive if asked to.
func purchaseExports() *resource {
	r := bookkeepingExports(kindPurchaseExports, "/purchases", "purchase_ids", kindPurchases, func(c *call, o *object) {
		if c.body.flag("archive_after_export") {
			o.put("status", "archived")
		}
	})
	r.whole = true
	return r
}

// bookkeepingExports submits to the accountant's system unless the request says not to: that is MOCO's default.
func bookkeepingExports(kind, path, ids, of string, booked func(*call, *object)) *resource {
	return &resource{
		kind: kind, path: path + "/bookkeeping_exports", verbs: "list get create", local: true, created: http.StatusCreated, order: newestFirst,
		attrs: table(
			fixed("from", nil), fixed("to", nil), own(ids, []int64{}, readIDs(of)).need(), text("comment"), person("user").shut().from(asActor),
			own("status", "pending", readSubmission).as("trigger_submission", "with_direct_online_submission"),
		),
		derive: func(c *call, o, _ *object) {
			for _, id := range o.numbers(ids) {
				d := c.st.find(of, id).text("date")
				if o.isNull("from") || d < o.text("from") {
					o.put("from", d)
				}
				if d > o.text("to") {
					o.put("to", d)
				}
			}
		},
		after: func(c *call, _, now *object) {
			for _, id := range now.numbers(ids) {
				o := c.st.find(of, id)
				booked(c, o)
				touch(o, c.now)
			}
		},
	}
}

// readSubmission is the status that follows: pending is on its way out, manual stays.
func readSubmission(c *call, raw json.RawMessage) (any, string) {
	submit, wrong := readYesNo(c, raw)
	if submit == false {
		return "manual", wrong
	}
	return "pending", wrong
}

// readIDs reads the ids of objects that exist.
func readIDs(kind string) func(*call, json.RawMessage) (any, string) {
	return func(c *call, raw json.RawMessage) (any, string) {
		list, wrong := readIntegers(c, raw)
		if wrong != "" {
			return nil, wrong
		}
		for _, id := range list.([]int64) {
			if c.st.find(kind, id) == nil {
				return nil, notValid
			}
		}
		return list, ""
	}
}

// numbers is the list of whole numbers at key.
func (o *object) numbers(key string) []int64 {
	var l []int64
	if json.Unmarshal(o.vals[key], &l) != nil {
		return nil
	}
	return l
}
