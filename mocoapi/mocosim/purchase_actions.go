package mocosim

import (
	"bytes"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func purchaseRoutes() []route {
	r := purchases()
	const one = "/purchases/{id}"
	return []route{
		{"POST", one + "/assign_to_project", nil, r.one(assignItem)},
		{"PATCH", one + "/update_status", nil, r.one(updatePurchaseStatus)},
		{"PATCH", one + storeDocument, nil, r.one(keepDocument)},
		{"POST", "/purchases/payments/bulk", nil, purchasePayments().bulk("bulk_data", 0)},
		{"GET", "/purchases/drafts/{id}.pdf", nil, drafts().one(draftPDF)},
		{"PUT", "/purchases/budgets/{id}/target", nil, budgets().one(setTarget)},
	}
}

// storeDocument ends the one path that takes a form instead of JSON.
const storeDocument = "/store_document"

// nothing is a 200 without a body, and with the type of JSON: recorded.
func nothing() reply { return reply{status: http.StatusOK, ctype: "application/json"} }

// updatePurchaseStatus takes approved for archived, as the older name.
func updatePurchaseStatus(c *call, o *object) reply {
	status := c.body.text("status")
	if status == "approved" {
		status = "archived"
	}
	if !slices.Contains([]string{"pending", "archived"}, status) {
		return invalid("status", notValid)
	}
	o.put("status", status)
	c.touched(o)
	return nothing()
}

func keepDocument(c *call, o *object) reply {
	kind, params, err := mime.ParseMediaType(c.in.header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return reply{status: http.StatusUnsupportedMediaType}
	}
	form := multipart.NewReader(bytes.NewReader(c.in.body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return invalid("file", blank)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			o.put("file_url", "/purchases/"+o.text("id")+"/"+url.PathEscape(part.FileName())+"?v=1")
			c.touched(o)
			return nothing()
		}
	}
}

// assignItem puts an item of a purchase on a project: as an expense that is there, or as one of its own.
func assignItem(c *call, o *object) reply {
	items := o.objects("items")
	at := slices.IndexFunc(items, func(i *object) bool { return i.text("id") == c.body.text("item_id") })
	if at < 0 {
		return invalid("item", blank)
	}
	project := c.st.find(kindProjects, c.body.number("project_id"))
	if project == nil {
		return invalid("project", blank)
	}
	expense := c.st.find(kindExpenses, c.body.number("expense_id"))
	if c.body.number("expense_id") == 0 {
		expense = c.expenseFrom(items[at], o, project)
	}
	if expense == nil || expense.sub("project").number("id") != project.number("id") {
		return invalid("expense", blank)
	}
	items[at].put("expense", newObject("id", expense.number("id"),
		"project", newObject("id", project.number("id"), "company_id", project.sub("customer").number("id"))))
	o.put("items", items)
	c.touched(o)
	return nothing()
}

// expenseFrom makes an expense of a purchase's item, with the surcharge in percent that the request asks for.
func (c *call) expenseFrom(item, purchase, project *object) *object {
	r := expenses()
	net := item.worth("net_total")
	body := newObject("date", purchase.text("date"), "title", item.text("title"), "quantity", 1, "unit", "Pauschale", "unit_cost", net,
		"unit_price", net+net.percent(c.body.worth("surcharge")))
	for _, key := range []string{"billable", "budget_relevant"} {
		if c.body.has(key) {
			body.put(key, c.body.vals[key])
		}
	}
	below := *c
	below.nums = []int64{project.number("id")}
	e, bad := r.make(&below, body)
	if len(bad.keys) > 0 {
		return nil
	}
	r.keep(c, e)
	return e
}

// inDateRange is date=FROM:TO. What is none finds nothing: no answer to it is described.
func inDateRange(q *query) {
	asked := q.c.asked("date")
	if asked == "" {
		return
	}
	from, to, _ := strings.Cut(asked, ":")
	known := isDate(from) && isDate(to)
	q.keep(func(o *object) bool { return known && o.text("date") >= from && o.text("date") <= to })
}
