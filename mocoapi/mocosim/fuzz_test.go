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
		{"POST", "/activities", `{"date":"2026-11-23","project_id":5,"task_id":5,"seconds":-9223372036854775808,"hours":"x"}`},
		{"PATCH", "/activities/5/start_timer", ""}, {"PATCH", "/activities/5/stop_timer", ""}, {"PUT", "/activities/5", `{"hours":1}`},
		{"PATCH", "/activities/5/billable_seconds", `{"seconds":[]}`}, {"POST", "/activities/bulk", `{"activities":[{"date":"9999-12-31"}]}`},
		{"POST", "/activities/disregard", `{"reason":"x","company_id":5,"activity_ids":[5,-1]}`},
		{"GET", "/planning_entries?period=:", ""}, {"PUT", "/planning_entries/5", `{"deal_id":5,"symbol":99}`},
		{"POST", "/schedules", `{"date":"0001-01-01","absence_code":[4],"overwrite":1}`}, {"PUT", "/schedules/5", `{"absence_code":"5"}`},
		{"POST", "/projects", `{"name":"x","currency":"EUR","leader_id":5,"customer_id":5,"retainer":true,"start_date":"0001-01-01"}`},
		{"PUT", "/projects/5", `{"retainer":true,"finish_date":"9999-12-31","budget_monthly":1}`}, {"GET", "/projects/5/report", ""},
		{"PUT", "/projects/5/expenses/5", `{"service_period_from":"0001-01-01","service_period_to":"9999-12-31","quantity":92233720368547758.07}`},
		{"POST", "/projects/5/recurring_expenses", `{"start_date":"0001-01-01","period":"weekly","title":"x","quantity":1,"unit":"x","unit_price":1,"unit_cost":1}`},
		{"POST", "/projects/5/recurring_expenses/5/recur", ""}, {"DELETE", "/projects/5/tasks/destroy_all", ""},
		{"POST", "/projects/5/contracts", `{"user_id":5}`}, {"PUT", "/projects/5/tasks/5", `{"name":{}}`},
		{"POST", "/invoices", `{"customer_id":5,"recipient_address":"x","date":"0001-01-01","due_date":"9999-12-31","title":"x","tax":"-1","currency":"x","items":[{"type":"item","net_total":1,"activity_ids":{}}]}`},
		{"DELETE", "/invoices/5", `{"reason":[]}`}, {"POST", "/invoices/bookkeeping_exports", `{"invoice_ids":[5,5],"trigger_submission":"x"}`},
		{"PUT", "/offers/5", `{"items":[{"type":"item","quantity":-1,"unit_price":92233720368547758.07}],"discount":1000}`}, {"GET", "/offers/5.pdf", ""},
		{"PUT", "/offers/5/assign", `{"project_id":5}`}, {"POST", "/offers/5/customer_approval/activate", ""}, {"POST", "/offer_confirmations", `{"offer_id":5}`},
		{"POST", "/offers/5/attachments", `{"attachment":{"filename":"x","base64":"="}}`},
		{"POST", "/purchases", `{"date":"2026-11-23","currency":"x","payment_method":"cash","company_id":5,"items":[{"title":"x","total":1,"tax":-100,"tax_included":true}]}`},
		{"PATCH", "/purchases/5/store_document", "--\r\n"}, {"POST", "/purchases/5/assign_to_project", `{"item_id":5,"project_id":5}`},
		{"GET", "/purchases?date=:&category_id=x&unpaid=x&company_id=0", ""}, {"GET", "/purchases/budgets?year=-1", ""},
		{"PUT", "/purchases/budgets/5/target", `{"target_amount":"1e9","year":99999999999}`}, {"GET", "/purchases/drafts/5.pdf", ""},
		{"POST", "/planned_purchases", `{"date":"9999-12-31","title":"x","net_total":1,"currency":"x","user_id":5,"frequency":"annual"}`},
		{"PUT", "/receipts/5", `{"items":[{"gross_total":1,"vat_code_id":5}]}`}, {"GET", "/receipts?purchase_category_id=x", ""},
		{"BREW", "//", "\x00"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		s := mocosim.New(mocosim.Options{Now: clockAt("2026-11-23T06:00:00Z"), Rate: mocosim.Rate{Off: true}})
		if err := s.Account().Put("invoices", []byte(`{"id":5,"identifier":"R1","status":"sent","currency":"EUR","gross_total":1.0,"due_date":"x","tags":7}`)); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"users", "tags", "units", "deal_categories", "employments", "activities", "companies",
			"planning_entries", "schedules", "recurring_expenses", "offers", "purchases", "purchase_budgets", "purchase_drafts", "receipts",
			"planned_purchases", "vat_code_purchases", "project_groups"} {
			if err := s.Account().Put(kind, []byte(`{"id":5,"name":7,"context":"Deal","from":{},"pattern":[],"user":5,"unit":null}`)); err != nil {
				t.Fatal(err)
			}
		}
		for _, kind := range []string{"projects", "project_expenses"} {
			if err := s.Account().Put(kind, []byte(`{"id":5,"project":{"id":5},"tasks":[{"id":5,"name":[]}],"contracts":7,"items":{},"date":""}`)); err != nil {
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
