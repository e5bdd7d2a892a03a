package mocosim_test

import (
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

func TestCompanies(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	a := c.do("POST", "/companies", `{"type":"customer","name":"Neu","customer_tax":8.1,"invoice_due_days":7,"tags":["b","a"],"iban":"DE1"}`).
		want(t, 200, `"tags":["a","b"]`, `"billing_tax":8.1,"customer_vat":{"id":59081,"tax":8.1`, `"currency":"EUR"`, `"default_invoice_due_days":7`, `"projects":[]`)
	if strings.Contains(a.body, `"iban"`) {
		t.Errorf("a customer with an IBAN: %s", a.body)
	}
	one := "/companies/" + itoa(decode[struct{ ID int64 }](t, a).ID)
	c.get("/comments?commentable_type=Company&manual=false").want(t, 200, `"text":"Firma angelegt."`)
	c.do("PUT", one, `{"customer_vat_code_id":59000}`).want(t, 200, `"billing_tax":0.0,"customer_vat":{"id":59000`)
	c.do("PUT", one, `{"identifier":"10042"}`).want(t, 422, `{"identifier":["ist bereits vergeben"]}`)
	c.do("PUT", one+"/archive", "").want(t, 200, `"active":false,"archived_on":"2026-11-23T06:00:00Z"`)
	c.get("/companies?term=neu").is(t, `[]`)
	c.do("PUT", one+"/unarchive", "").want(t, 200, `"active":true,"archived_on":null`)
	c.do("DELETE", "/companies/761263000", "").want(t, 422, `"base"`)
	gone := c.do("DELETE", one, "").want(t, 200)
	if gone.body != "" || gone.Header.Get("Content-Type") != "application/json" {
		t.Errorf("deleted: %q of type %q, want nothing of type application/json", gone.body, gone.Header.Get("Content-Type"))
	}
	c.do("POST", "/companies", `{"name":"x"}`).want(t, 422, `{"type":["muss ausgefüllt werden"]}`)
}

func TestDeals(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	deal := `{"name":"x","currency":"EUR","money":1,"reminder_date":"2026-12-01","user_id":933590,"deal_category_id":90580,"closed_on":"2026-01-01"}`
	a := c.do("POST", "/deals", deal).want(t, 200, `"status":"pending"`, `"closed_on":""`, `"customer":null,"company":null`)
	one := "/deals/" + itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("PATCH", one, `{"company_id":761263000,"person_id":677400}`).
		want(t, 200, `"person":{"id":677400,"name":"Ida Berger"},"customer":{"id":761263000,"name":"Beispiel & Söhne KG"},"company":{"id":761263000,"type":"customer",`)
	c.do("PATCH", one, `{"status":"won","closed_on":"2026-11-01"}`).want(t, 200, `"closed_on":"2026-11-01"`)
	c.get("/deals?closed_from=2026-11-01&status=won").want(t, 200, `"name":"x"`)
	c.do("PATCH", one, `{"status":"open"}`).want(t, 400, `{"error":"Invalid status"}`)
	c.do("PATCH", one, `{"service_period_to":"2026-02-27","service_period_from":"2026-02-02"}`).want(t, 422, `"service_period_from"`, `"service_period_to"`)
	c.do("DELETE", "/deal_categories/90580", "").want(t, 403, `{"errors":`)
	c.do("DELETE", "/contacts/people/677400", "").want(t, 422)
	c.do("PUT", "/deal_categories/90581", `{"probability":101}`).want(t, 422, `{"probability":["muss kleiner oder gleich 100 sein"]}`)
	if rows := c.get("/deal_categories?per_page=1"); rows.Header.Get("X-Page") != "" || len(rows.ids(t)) != 4 {
		t.Errorf("%d categories, page %q; want all four at once", len(rows.ids(t)), rows.Header.Get("X-Page"))
	}
}

// A tag's new name goes to all that carry it, and so does another tag in its place.
func TestTagsFollow(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("PUT", "/taggings/Deal/388400", `{"tags":["Neu","Alt"]}`).want(t, 200)
	c.do("PUT", "/taggings/Deal/388401", `{"tags":["Alt"]}`).want(t, 200)
	tags := map[string]int64{}
	for _, tag := range decode[[]struct {
		ID   int64
		Name string
	}](t, c.get("/tags?context=Deal").want(t, 200, `"context":"Deal"`)) {
		tags[tag.Name] = tag.ID
	}
	c.do("PUT", "/tags/"+itoa(tags["Neu"]), `{"name":"Neuer","context":"User"}`).want(t, 200, `"name":"Neuer","color":"#CCCCCC","context":"Deal"`)
	c.get("/taggings/Deal/388400").is(t, `["Alt","Neuer"]`)
	c.do("DELETE", "/tags/"+itoa(tags["Alt"])+"?merge_tag_id=1", "").want(t, 404)
	c.do("DELETE", "/tags/"+itoa(tags["Alt"])+"?merge_tag_id="+itoa(tags["Neu"]), "").want(t, 200, `"name":"Alt"`)
	c.get("/taggings/Deal/388401").is(t, `["Neuer"]`)
	c.do("DELETE", "/tags/"+itoa(tags["Neu"]), "").want(t, 200)
	c.get("/taggings/Deal/388400").is(t, `[]`)
	c.do("POST", "/tags", `{"name":"x","context":"Deal","color":"rot"}`).want(t, 422, `{"color":["ist kein gültiger Wert"]}`)
	c.do("POST", "/tags", `{"name":"x","context":"Unit"}`).want(t, 422, `{"context":`)
}

// Custom properties join what is there; unknown names are dropped silently; 12 kB is the limit.
func TestCustomProperties(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	c.do("POST", "/account/custom_properties", `{"name":"Themen","kind":"MultiSelect","entity":"Contact","defaults":["A","B"]}`).want(t, 200, `"defaults":["A","B"]`)
	const one = "/contacts/people/677400"
	c.do("PUT", one, `{"custom_properties":{"Newsletter":true,"Unbekannt":"x","Kostenstelle":"1"}}`).want(t, 200, `"custom_properties":{"Newsletter":"1"}`)
	c.do("PUT", one, `{"custom_properties":{"Themen":["A"]}}`).want(t, 200, `"custom_properties":{"Newsletter":"1","Themen":["A"]}`)
	c.get("/contacts/people?custom_properties[Newsletter]=true&custom_properties[Themen][]=A").want(t, 200, `"id":677400`)
	c.do("PUT", one, `{"custom_properties":{"Newsletter":null}}`).want(t, 200, `"custom_properties":{"Themen":["A"]}`)
	c.do("PUT", one, `{"custom_properties":{"Themen":"`+strings.Repeat("x", 12_000)+`"}}`).want(t, 422, `{"custom_properties":["ist zu lang`)
	c.do("PUT", "/account/custom_properties/4503", `{"kind":"String","entity":"Deal","api_only":true}`).
		want(t, 200, `"kind":"Boolean","entity":"Contact"`, `"api_only":true`)
}

func TestCatalogItems(t *testing.T) {
	t.Parallel()
	c := start(t, mocosim.Options{})
	const items = "/account/catalog_services/901/items"
	a := c.do("POST", items, `{"type":"item","title":"x","quantity":"1.5","unit_price":10.01,"net_total":1}`).want(t, 201, `"net_total":15.02`)
	id := itoa(decode[struct{ ID int64 }](t, a).ID)
	c.do("PUT", items+"/"+id, `{"quantity":2}`).want(t, 201, `"net_total":20.02`)
	c.get("/account/catalog_services/901").want(t, 200, `"id":`+id, `"net_total":20.02`)
	c.do("PUT", "/account/catalog_services/901", `{"title":"y","items":[]}`).want(t, 200, `"title":"y"`, `"id":`+id)
	c.do("DELETE", items+"/"+id, "").want(t, 200)
	again := c.do("POST", items, `{"type":"title","title":"z"}`).want(t, 201, `"quantity":null`)
	if strings.Contains(again.body, `{"id":`+id+`,`) {
		t.Error("a deleted item's id came back")
	}
	c.get("/account/catalog_services/1/items/"+id).want(t, 404)
	c.do("POST", "/account/catalog_services/1/items", `{"type":"title"}`).want(t, 404)
	c.do("DELETE", "/revenue_categories/301", "").want(t, 422, `"base"`)
	c.get("/account/fixed_costs?year=2025").want(t, 200, `"title":"Miete"`, `"costs":[]`)
}
