package mocosim

import "net/http"

const kindExpenseTemplates = "account_expense_templates"

// expenseTemplates are what project expenses are filled in from. The documentation shows their prices as texts, the OpenAPI
// description as numbers.
func expenseTemplates() *resource {
	return &resource{
		kind: kindExpenseTemplates, path: "/account/expense_templates", order: byText("title"), created: http.StatusCreated,
		attrs: table(
			text("title").need(), text("description"), text("unit"), decimal("unit_price").or(cents(0)), decimal("unit_cost").or(cents(0)),
			text("currency").or("EUR"), revenueCategory(),
		),
	}
}
