package mocosim

// Sample is what the tests write to a resource. The path has the names of the vendor's OpenAPI description.
type Sample struct {
	Path   string
	At     string // the real path, where Path lies below an object of the story
	Create string
	Change string
	Shows  string // what an answer has after the change
}

// Samples has one line for each declared resource that can be created.
var Samples = []Sample{
	{"/account/catalog_services", "", `{"title":"Shop","items":[{"type":"item","title":"Tag","quantity":1.5,"unit_price":"960"}]}`, `{"title":"Laden"}`, `"title":"Laden"`},
	{"/account/catalog_services/{catalog_service_id}/items", "/account/catalog_services/901/items", `{"type":"item","quantity":2,"unit_price":10.25}`,
		`{"quantity":3}`, `"net_total":30.75`},
	{"/account/custom_properties", "", `{"name":"Kostenträger","kind":"String","entity":"Project"}`, `{"placeholder":"K1"}`, `"placeholder":"K1"`},
	{"/account/expense_templates", "", `{"title":"Fahrt","unit_price":"0.3"}`, `{"unit_cost":0.2,"revenue_category_id":302}`, `"revenue_category":{"id":302,`},
	{"/account/task_templates", "", `{"name":"Test"}`, `{"billable":false}`, `"billable":false`},
	{"/account/web_hooks", "", `{"target":"Contact","event":"create","hook":"https://hooks.example/a"}`, `{"hook":"https://hooks.example/b"}`, `/b"`},
	{"/approvals", "", `{"target_type":"invoice","target_id":80699,"approver_id":933590}`, "", ""},
	{"/companies", "", `{"type":"supplier","name":"Neu","iban":"DE1"}`, `{"name":"Alt","tags":["b","a"]}`, `"tags":["a","b"]`},
	{"/contacts/people", "", `{"gender":"F","lastname":"Neu","company_id":761263000}`, `{"birthday":"1990-01-01","custom_properties":{"Newsletter":true,"X":1}}`,
		`"custom_properties":{"Newsletter":"1"}`},
	{"/deal_categories", "", `{"name":"Zusage","probability":95}`, `{"probability":"96"}`, `"probability":96`},
	{"/deals", "", `{"name":"Neu","currency":"EUR","money":100,"reminder_date":"2026-12-01","user_id":933591,"deal_category_id":90580}`,
		`{"company_id":761263000,"status":"won","closed_on":"2026-11-20"}`, `"closed_on":"2026-11-20"`},
	{"/projects/{project_id}/payment_schedules", "/projects/945892000/payment_schedules", `{"date":"2027-01-31","net_total":9}`, `{"title":"Rest"}`, `"title":"Rest"`},
	{"/revenue_categories", "", `{"name":"Lizenzen","revenue_account":8410}`, `{"cost_category":"L"}`, `"cost_category":"L"`},
	{"/tags", "", `{"name":"Messe","context":"Deal"}`, `{"color":"#ABC123"}`, `"color":"#ABC123"`},
	{"/units", "", `{"name":"Archiv"}`, `{"name":"Ablage"}`, `"name":"Ablage"`},
	{"/users", "", `{"firstname":"Neu","lastname":"Hier","email":"Neu@Beispiel.example","unit_id":909170}`, `{"external":true,"bday":"1990-01-01"}`,
		`"extern":true,"email":"neu@beispiel.example"`},
	{"/users/absence_requests", "", `{"approver_user_id":"933591","type":"other","entries":[{"date":"2026-12-01","am":true,"pm":false}]}`, "", ""},
	{"/users/employments", "", `{"user_id":933590,"pattern":{"am":[2,2,2,2,2],"pm":[2,2,2,2,2]}}`, `{"to":"2030-12-31"}`, `"weekly_target_hours":20.0`},
	{"/users/holidays", "", `{"user_id":933590,"year":2027,"title":"Rest","days":2}`, `{"hours":2}`, `"days":0.25,"hours":2.0`},
	{"/users/presences", "", `{"date":"2026-11-02","from":"08:30"}`, `{"to":"12:00"}`, `"to":"12:00"`},
	{"/users/work_time_adjustments", "", `{"user_id":933590,"date":"2026-11-02","description":"x","hours":-1.5}`, `{"hours":2}`, `"hours":2.0`},
	{"/activities", "", `{"date":"2026-11-20","project_id":945892000,"task_id":12540001,"seconds":5400}`, `{"description":"Konzept"}`, `"description":"Konzept"`},
	{"/planning_entries", "", `{"project_id":945892000,"starts_on":"2026-12-01","ends_on":"2026-12-04","hours_per_day":6}`, `{"symbol":3}`, `"symbol":3`},
	{"/schedules", "", `{"date":"2026-12-24","absence_code":"4"}`, `{"comment":"Urlaub"}`, `"comment":"Urlaub"`},
	{"/projects", "", `{"name":"Katalog","currency":"EUR","leader_id":933590,"customer_id":761263000}`, `{"budget":1500}`, `"budget":1500.0`},
	{"/projects/{project_id}/contracts", "/projects/945892000/contracts", `{"user_id":933597}`, `{"budget":900}`, `"budget":900.0`},
	{"/projects/{project_id}/expenses", "/projects/945892000/expenses", `{"date":"2026-11-20","title":"Lizenz","quantity":2,"unit":"Stk","unit_price":30.5,"unit_cost":20}`, `{"quantity":3}`, `"price":91.5`},
	{"/projects/{project_id}/recurring_expenses", "/projects/945892000/recurring_expenses", `{"start_date":"2026-01-31","period":"monthly","title":"Hosting","quantity":1,"unit":"Monat","unit_price":30,"unit_cost":20}`, `{"finish_date":"2027-06-30"}`, `"finish_date":"2027-06-30"`},
	{"/projects/{project_id}/tasks", "/projects/945892000/tasks", `{"name":"Lektorat"}`, `{"budget":100}`, `"budget":100.0`},
	{"/invoices", "", `{"status":"draft","customer_id":761263000,"recipient_address":"A","date":"2026-11-20","due_date":"2026-12-20","title":"T","tax":19,"currency":"EUR","items":[{"type":"item","title":"x","net_total":100}]}`, "", ""},
	{"/invoices/bookkeeping_exports", "", `{"invoice_ids":[80612],"trigger_submission":false}`, "", ""},
	{"/offers", "", `{"company_id":761263000,"recipient_address":"A","date":"2026-11-20","due_date":"2026-12-20","title":"T","tax":21.5,"discount":20,"items":[{"type":"title","title":"x"},{"type":"item","title":"misc","net_total":2000}]}`, `{"discount":0}`, `"gross_total":2430.0,"discount":0.0`},
	{"/offer_confirmations", "", `{"offer_id":630400}`, `{"title":"AB"}`, `"title":"AB"`},
	{"/purchases", "", `{"date":"2026-11-20","currency":"EUR","payment_method":"paypal","items":[{"title":"Toner","total":100.2,"tax":5},{"title":"Papier","total":119,"tax":19,"tax_included":true}]}`, `{"info":"x"}`, `"info":"x"`},
	{"/purchases/bookkeeping_exports", "", `{"purchase_ids":[591101],"trigger_submission":false}`, "", ""},
	{"/purchases/budgets", "", `{"title":"Büro"}`, `{"active":false}`, `"active":false`},
	{"/purchases/drafts", "", `{"title":"Scan","file":{"filename":"scan.pdf","base64":"JVBERi0="}}`, "", ""},
	{"/purchases/payments", "", `{"date":"2026-11-20","total":12.5,"purchase_id":591101}`, `{"total":13}`, `"total":13.0`},
	{"/planned_purchases", "", `{"date":"2027-01-31","title":"Messe","net_total":900,"currency":"EUR","user_id":933590,"frequency":"monthly"}`, `{"net_total":800}`, `"net_total":800.0`},
	{"/receipts", "", `{"date":"2026-11-20","title":"Taxi","currency":"EUR","items":[{"gross_total":23.8,"vat_code_id":59690,"purchase_category_id":7001}]}`, `{"info":"x"}`, `"info":"x"`},
}
