package mocosim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
)

// Whatever comes in: no panic, a status that HTTP knows, and an account that can still be written and read back.
func FuzzRequests(f *testing.F) {
	for _, seed := range [][3]string{
		{"GET", "/invoices?page=9999999999999999999&per_page=-1&sort_by=+desc&ids=,,", ""},
		{"GET", "/invoices?custom_properties[=1&custom_properties[]=2&updated_after=0001-01-01T00:00:00Z", ""},
		{"GET", "/companies?custom_properties[", ""},
		{"GET", "/report/cashflow?from=&to=9999-12-31&kinds[]=", ""},
		{"POST", "/invoices/payments", `{"invoice_id":5,"date":"2026-11-23","paid_total":-0.001}`},
		{"POST", "/invoices/payments", `{"invoice_id":5.5,"date":null,"paid_total":{}}`},
		{"POST", "/invoices/payments/bulk", `{"bulk_data":[[]]}`},
		{"POST", "/invoice_reminders", `{"invoice_id":"5","text":["x"],"fee":"","date":""}`},
		{"POST", "/comments/bulk", `{"commentable_type":"Invoice","commentable_ids":[5,"5"],"text":"<"}`},
		{"PATCH", "/taggings/Invoice/5", `{"tags":{"a":1}}`},
		{"DELETE", "/taggings/Invoice/5", `{"tags":null}`},
		{"PUT", "/invoices/5/update_status", `{"status":"sent","status":"overdue"}`},
		{"POST", "/companies", `{"type":"customer","name":{},"customer_tax":"1e9","tags":7,"custom_properties":[]}`},
		{"PUT", "/users/5", `{"unit_id":5,"custom_properties":null,"email":"","external":"ja","avatar":{"filename":1}}`},
		{"POST", "/users/employments", `{"user_id":5,"pattern":{"am":[1,"x",{}],"pm":null},"from":"0000-00-00"}`},
		{"POST", "/users/presences/touch?override=9999-12-31+24:00&is_home_office=2", ""},
		{"POST", "/users/holidays", `{"user_id":5,"year":1e3,"title":"x","hours":-92233720368547758.08}`},
		{"POST", "/account/catalog_services", `{"title":"x","items":[{"type":"item","quantity":92233720368547758.07,"unit_price":9999999}]}`},
		{"POST", "/deals", `{"name":"x","currency":1,"money":"1/3","reminder_date":"2026-02-30","service_period_to":"2026-11-30"}`},
		{"POST", "/approvals", `{"target_type":"invoice","target_id":5,"approver_id":5}`},
		{"DELETE", "/tags/5?merge_tag_id=-1", ""}, {"PATCH", "/account/internal_hourly_rates", `{"year":"2026","rates":[{"user_id":5,"rate":null}]}`},
		{"GET", "/users/5/performance_report?year=2100", ""}, {"POST", "/session", `{"email":[],"password":{}}`},
		{"BREW", "//", "\x00"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		s := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z"), Rate: mocosim.Rate{Off: true}})
		if err := s.Account().Put("invoices", []byte(`{"id":5,"identifier":"R1","status":"sent","currency":"EUR","gross_total":1.0,"due_date":"x","tags":7}`)); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"users", "tags", "units", "deal_categories", "employments"} {
			if err := s.Account().Put(kind, []byte(`{"id":5,"name":7,"context":"Deal","from":{},"pattern":[],"user":5,"unit":null}`)); err != nil {
				t.Fatal(err)
			}
		}
		req, err := http.NewRequest(method, "http://sim/api/v1"+path, strings.NewReader(body))
		if err != nil {
			t.Skip("no request")
		}
		req.Header.Set("Authorization", "Bearer write-key")
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, req)
		if rec.Code < 200 || rec.Code > 499 {
			t.Errorf("%s %s %s: status %d", method, path, body, rec.Code)
		}
		again := mocosim.New(mocosim.Options{})
		if err := again.Load(strings.NewReader(dumpOf(t, s))); err != nil {
			t.Errorf("%s %s %s: the account can't be read back: %v", method, path, body, err)
		}
	})
}
