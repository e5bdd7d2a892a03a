package mocosim

// hourlyRateRoutes has the account's rates, in one object whose first key MOCO spells in its own way.
func hourlyRateRoutes() []route {
	return []route{{"GET", "/account/hourly_rates", []string{"company_id", "include_archived_users"}, hourlyRates}}
}

// The account's rates in hundredths; users have those of the account, tasks by their template.
const (
	hourlyRate         = cents(12000)
	internalHourlyRate = cents(6000)
)

// hourlyRates answers 404 for a company that there is not.
func hourlyRates(c *call) reply {
	currency := "EUR"
	if c.asked("company_id") != "" {
		company := findAsked(c, kindCompanies, "company_id")
		if company == nil {
			return notFound
		}
		currency = first(company.text("currency"), currency)
	}
	rates := []*object{newObject("currency", currency, "hourly_rate", hourlyRate)}
	tasks, people := []*object{}, []*object{}
	for _, o := range c.st.rows(kindTaskTemplates) {
		tasks = append(tasks, newObject("id", o.number("id"), "name", o.text("name"), "rates", rates))
	}
	for _, u := range c.st.rows(kindUsers) {
		if u.flag("active") || c.asked("include_archived_users") == "true" {
			people = append(people, newObject("id", u.number("id"), "full_name", fullName(u), "rates", rates))
		}
	}
	return ok(newObject("defaults_rates", rates, "tasks", tasks, "users", people).encode())
}

func fullName(u *object) string { return u.text("firstname") + " " + u.text("lastname") }

// findAsked is the object that a parameter names.
func findAsked(c *call, kind, param string) *object {
	return c.st.find(kind, newObject("id", c.asked(param)).number("id"))
}
