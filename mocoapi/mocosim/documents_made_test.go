package mocosim_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// The sums are recorded ones.
func TestOfferSums(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const head = `{"project_id":945892012,"recipient_address":"A","date":"2026-11-20","due_date":"2026-12-20","title":"T",`
	for body, want := range map[string]string{
		`"tax":21.5,"items":[{"type":"item","quantity":1,"unit_price":100},{"type":"item","quantity":20,"unit_price":20,"optional":true}]}`: `"net_total":100.0,"tax":21.5,`,
		`"tax":21.5,"discount":20,"items":[{"type":"item","title":"misc","net_total":2000}]}`:                                               `"gross_total":1944.0,"discount":20.0`,
		`"tax":19,"items":[{"type":"item","quantity":1,"unit_price":65},{"type":"item","net_total":200},{"type":"subtotal","net_total":7},` +
			`{"type":"item","quantity":3,"unit_price":90}]}`: `"gross_total":636.65`,
	} {
		c.create("/offers", head+body, want, `"company":{"id":761263028,"name":"Hansa Logistik GmbH"}`)
	}
	a := c.do("POST", "/offers", head+`"tax":19,"items":[{"type":"title","title":"x"}]}`).want(t, 201,
		`"quantity":0.0,"unit":null,"unit_price":0.0,"net_total":0.0,"optional":false`, `"created_at":"2026-11-23T06:00:00.000Z"`, `"identifier":"A26`)
	if list := c.get("/offers").body; strings.Contains(list, `"items"`) || !strings.Contains(a.body, `"items"`) {
		t.Error("a list has no items, a single offer has")
	}
	c.do("POST", "/offers", head+`"items":[{"type":"item","net_total":1}]}`).want(t, 422, `"tax":`)
}

func TestOfferLife(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const one = "/offers/630400"
	c.get(one+"/customer_approval").want(t, 404)
	c.do("POST", one+"/customer_approval/deactivate", "").want(t, 404)
	c.do("POST", one+"/customer_approval/activate", "").want(t, 200, `"active":true`, `"signed_at":null`)
	c.get(one).want(t, 200, `"customer_approval":{"id":1,"active":true,"url":"https://`)
	c.do("POST", one+"/send_email", `{"subject":"s","text":"t","emails_to":"a@b.example"}`).want(t, 200)
	if m := c.sim.Emails(); len(m) != 1 || m[0].Offer != 630400 || m[0].Invoice != 0 {
		t.Errorf("mails: %+v", m)
	}
	c.do("DELETE", one, "").want(t, 400, `{"message":`)
	c.do("PUT", one, `{"discount":10,"company_id":761263000}`).want(t, 200, `"discount":10.0,"status":"sent"`)
	c.do("POST", "/offer_confirmations", `{"offer_id":630400}`).want(t, 200, `"date":"2026-11-23"`)
	c.do("POST", "/offer_confirmations", `{"offer_id":630400}`).want(t, 422, `"offer":`)
	c.get(one).want(t, 200, `"status":"accepted"`, `"offer_confirmation":{"id":`)
	c.do("PUT", one, `{"discount":0}`).want(t, 400)
	c.do("PUT", one+"/assign", `{"project_id":945892012,"company_id":761263000}`).want(t, 200, `"company":{"id":761263028,`)
	if a := c.do("PUT", one+"/update_status", `{"status":"billed"}`).want(t, 204); a.body != "" {
		t.Errorf("update_status answers %q", a.body)
	}
}

func TestInvoicesAreMade(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	hours := c.create("/activities", `{"date":"2026-11-20","project_id":945892012,"task_id":12540009,"seconds":7200}`)
	const head = `{"customer_id":761263028,"project_id":945892012,"recipient_address":"A","date":"2026-11-20","due_date":"2026-12-20","title":"T","tax":19,"currency":"EUR",`
	id := c.create("/invoices", head+`"status":"sent","items":[{"type":"title","title":"x"},{"type":"item","quantity":2,"unit_price":120,"activity_ids":[`+itoa(hours)+`]}]}`,
		`"identifier":"R2611-030"`, `"status":"created"`, `"net_total":240.0,"tax":19.0,"vat":{"id":59190,`, `"gross_total":285.6`, `"quantity":null,"unit":null,"unit_price":null,"net_total":0.0`)
	one := "/invoices/" + itoa(id)
	c.get(one+"/timesheet").want(t, 200, `[{"id":`+itoa(hours))
	c.get("/activities/"+itoa(hours)).want(t, 200, `"billed":true,"invoice_id":`+itoa(id))
	c.do("DELETE", one, "").want(t, 422, `{"reason":["muss ausgefüllt werden"]}`)
	c.do("DELETE", one, `{"reason":"doppelt"}`).want(t, 204)
	c.get(one).want(t, 404)
	c.get("/activities/"+itoa(hours)).want(t, 200, `"billed":false,"invoice_id":null`)
	draft := c.create("/invoices", head+`"status":"draft","items":[{"type":"item","net_total":1}]}`, `"identifier":null`)
	c.do("DELETE", "/invoices/"+itoa(draft), "").want(t, 204)
	c.do("POST", "/invoices", head+`"status":"paid","items":[{"type":"item","net_total":1}]}`).want(t, 422, `"status":`)
	c.do("DELETE", "/invoices/80058", `{"reason":"x"}`).want(t, 403) // locked by its month
}

// Who does not say otherwise submits to the accountant.
func TestBookkeepingExports(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("POST", "/invoices/bookkeeping_exports", `{"invoice_ids":[80699,80633]}`).want(t, 201, `"from":"2026-`, `"invoice_ids":[80699,80633]`, `"status":"pending"`)
	c.get("/invoices/80699").want(t, 200, `"locked":true`)
	c.do("POST", "/invoices/bookkeeping_exports", `{"invoice_ids":[80699],"trigger_submission":false}`).want(t, 201, `"status":"manual"`)
	c.do("POST", "/invoices/bookkeeping_exports", `{"invoice_ids":[1]}`).want(t, 422)
	before := len(c.get("/purchases?not_booked=true").ids(t))
	c.do("POST", "/purchases/bookkeeping_exports", `{"purchase_ids":[591101],"with_direct_online_submission":false,"archive_after_export":true}`).want(t, 201, `"status":"manual"`)
	c.get("/purchases/591101").want(t, 200, `"status":"archived"`)
	if n := len(c.get("/purchases?not_booked=true").ids(t)); n != before-1 {
		t.Errorf("%d purchases are not booked, want %d", n, before-1)
	}
}

func TestPurchases(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const head = `{"date":"2020-04-01","currency":"EUR","payment_method":"paypal","items":[`
	id := c.create("/purchases", head+`{"title":"Toner","total":200.2,"tax":4.3}]}`, `"identifier":"E26`, `"title":"Toner"`, `"net_total":200.2,"gross_total":208.81`,
		`"company":{},"payments":[],"user":{"id":933590,"firstname":"Jane","name":"Doe"}`, `"tax_total":8.61,"tax":4.3`, `"category":{},"supplier_credit_number":70000`)
	c.create("/purchases", head+`{"title":"A","total":119,"tax":19,"tax_included":true},{"title":"B","total":100.2,"tax":5}]}`,
		`"title":"A etc."`, `"net_total":100.0,"tax_total":19.0`, `"tax_total":5.01`, `"net_total":200.2,"gross_total":224.21`)
	c.do("POST", "/purchases", head+`{"title":"A","total":1}]}`).want(t, 422, "vat")
	one := "/purchases/" + itoa(id)
	for _, act := range [][3]string{
		{"/update_status", `{"status":"approved"}`, "application/json"},
		{"/store_document", storedForm, "multipart/form-data; boundary=b"},
	} {
		a := c.do("PATCH", one+act[0], act[1], "Content-Type", act[2]).want(t, 200)
		if a.body != "" || a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s answers %q of type %s", act[0], a.body, a.Header.Get("Content-Type"))
		}
	}
	c.do("PATCH", one+"/store_document", `{}`).want(t, 415)
	c.get(one).want(t, 200, `"status":"archived"`, `"file_url":"/purchases/`+itoa(id)+`/beleg.pdf?v=1"`)
	c.do("DELETE", one, "").want(t, 422)
	c.do("PATCH", one+"/update_status", `{"status":"pending"}`).want(t, 200)
	payment := c.create("/purchases/payments", `{"date":"2026-11-20","total":100,"purchase_id":`+itoa(id)+`}`, `"total":100.0,"currency":"EUR"`)
	c.get(one).want(t, 200, `"partially_paid":true`, `"payments":[{"id":`)
	c.do("DELETE", one, "").want(t, 422)
	c.do("DELETE", "/purchases/payments/"+itoa(payment), "").want(t, 200)
	c.do("DELETE", one, "").want(t, 200)
	c.do("POST", "/purchases/payments", `{"date":"2026-11-20","total":1}`).want(t, 422, `"purchase":`)
}

func TestPurchaseOnAProject(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	item := decode[struct{ Items []struct{ ID int64 } }](t, c.get("/purchases/591101")).Items[0].ID
	c.do("POST", "/purchases/591101/assign_to_project", `{"item_id":`+itoa(item)+`,"project_id":945892012,"surcharge":10}`).want(t, 200)
	c.get("/purchases/591101").want(t, 200, `"expense":{"id":`, `"project":{"id":945892012,"company_id":761263028}`)
	c.get("/projects/945892012/expenses").want(t, 200, `"purchase_items":[{"id":`+itoa(item)+`,"title":"Lieferung"`)
	c.do("POST", "/purchases/591101/assign_to_project", `{"item_id":999,"project_id":945892012}`).want(t, 422)
}

func TestPurchaseBudgetsAndDrafts(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("PUT", "/purchases/budgets/21/target", `{"target_amount":5000}`).want(t, 200, `"year":2026`, `"target":5000.0,"exhaused":0.0,"planned":1200.0,"remaining":3800.0`)
	c.do("PUT", "/purchases/budgets/21/target", `{"target_amount":900,"year":2027}`).want(t, 200, `"year":2027`, `"target":900.0`)
	c.get("/purchases/budgets").want(t, 200, `"year":2026`, `"target":5000.0`)
	c.get("/purchases/budgets?year=2027").want(t, 200, `"target":900.0`, `"planned":0.0`)
	scan := c.create("/purchases/drafts", `{"title":"Scan","file":{"filename":"scan.pdf","base64":"JVBERi0="}}`)
	c.get("/purchases/drafts/"+itoa(scan)+".pdf").want(t, 200, "%PDF-") // after the redirect
	c.get("/purchases/drafts/5301.pdf").want(t, 204)
	c.do("POST", "/receipts", `{"date":"2026-11-20","title":"Taxi","items":[{"gross_total":1,"vat_code_id":59690,"purchase_category_id":7001},{"gross_total":2,"vat_code_id":59690,"purchase_category_id":7002}]}`).
		want(t, 422, "dieselbe Kategorie")
	c.create("/receipts", `{"date":"2026-11-20","title":"Taxi","project_id":945892012,"items":[{"gross_total":1.5,"vat_code_id":59690},{"gross_total":2,"vat_code_id":59690}]}`,
		`"gross_total":3.5,"currency":"EUR"`, `"project":{"id":945892012,"name":`, `"company":{"id":761263028,`)
}
