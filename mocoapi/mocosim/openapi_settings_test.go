package mocosim_test

// settingsProbes are those of the account's settings, people and sales that no sample stands for.
var settingsProbes = []probe{
	{"POST", "/session", "", `{"email":"JANE@beispiel.example","password":"password"}`},
	{"POST", "/session", "", `{"email":"jane@beispiel.example","password":"x"}`},
	{"GET", "/profile/performance_report", "", ""}, {"GET", "/profile/performance_report", "/profile/performance_report?year=1999", ""},
	{"GET", "/users/{id}/performance_report", "/users/933591/performance_report?year=2026", ""},
	{"GET", "/users/roles", "", ""}, {"GET", "/letter_papers", "", ""}, {"GET", "/todos", "", ""}, {"GET", "/todos/{id}", "/todos/71", ""},
	{"GET", "/vat_code_sales", "", ""}, {"GET", "/vat_code_sales/{id}", "/vat_code_sales/59190", ""},
	{"GET", "/vat_code_purchases", "", ""}, {"GET", "/vat_code_purchases/{id}", "/vat_code_purchases/59690", ""},
	{"GET", "/account/fixed_costs", "", ""}, {"GET", "/account/hourly_rates", "", ""},
	{"GET", "/account/hourly_rates", "/account/hourly_rates?company_id=1", ""},
	{"GET", "/account/internal_hourly_rates", "", ""},
	{"PATCH", "/account/internal_hourly_rates", "", `{"year":2026,"rates":[{"user_id":933590,"rate":75}]}`},
	{"PUT", "/account/internal_hourly_rates", "", `{"rates":[]}`},
	{"PUT", "/companies/{id}/archive", "/companies/761263000/archive", ""},
	{"PUT", "/companies/{id}/unarchive", "/companies/761263000/unarchive", ""},
	{"POST", "/companies", "", `{"type":"customer","name":"Neuer Kunde","customer_tax":7}`},
	{"DELETE", "/companies/{id}", "/companies/761263000", ""},
	{"POST", "/deals", "", `{"status":"open"}`},
	{"GET", "/contacts/people", "/contacts/people?phone=040-12341", ""},
	{"DELETE", "/units/{id}", "/units/909170", ""},
	{"DELETE", "/users/absence_requests/{id}", "/users/absence_requests/2200", ""},
	{"POST", "/users/presences/touch", "", ""}, {"POST", "/users/presences/touch", "/users/presences/touch?override=2026-11-23+09:00", ""},
	{"POST", "/users/presences/touch", "/users/presences/touch?override=2026-11-18+09:00", ""},
	{"POST", "/approvals/{id}/approve", "/approvals/31/approve", ""}, {"POST", "/approvals/{id}/deny", "/approvals/31/deny", `{"note":"x"}`},
}
