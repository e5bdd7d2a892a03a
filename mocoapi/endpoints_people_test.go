package mocoapi

import (
	"context"
	"slices"

	"github.com/mocowork/mocowork/billing"
)

func peopleEndpoints() []endpoint {
	return slices.Concat(
		catalogServicesEndpoints(),
		catalogItemsEndpoints(),
		customPropertySettingsEndpoints(),
		expenseTemplatesEndpoints(),
		taskTemplatesEndpoints(),
		fixedCostsEndpoints(),
		revenueCategoriesEndpoints(),
		unitsEndpoints(),
		vatCodeSalesEndpoints(),
		vatCodePurchasesEndpoints(),
		letterPapersEndpoints(),
		employmentsEndpoints(),
		holidaysEndpoints(),
		presencesEndpoints(),
		workTimeAdjustmentsEndpoints(),
		userRolesEndpoints(),
		absenceRequestsEndpoints(),
		usersEndpoints(),
		approvalsEndpoints(),
		todosEndpoints(),
	)
}

func catalogServicesEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","items":[{"id":9,"type":"x","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"unit_cost":12.5,"optional":true,"part":true,"subtotal_type":"x","additional":true,"position_group_display":"x","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"position_group_items":[{"title":"x","unit":"x","quantity":12.5,"unit_price":12.5,"unit_cost":12.5}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /account/catalog_services", path: "/account/catalog_services", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.CatalogServices.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /account/catalog_services/{id}", path: "/account/catalog_services/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.CatalogServices.Get(ctx, 9) }},
		{op: "POST /account/catalog_services", path: "/account/catalog_services", body: `{"title":"x","items":[{"type":"x","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"net_total":12.5,"optional":true,"part":true,"subtotal_type":"x","additional":true,"position_group_display":"x","position_group_items":[{"title":"x","unit":"x","quantity":12.5,"unit_price":12.5,"unit_cost":12.5}]}]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CatalogServices.Create(ctx, NewCatalogService{Title: "x", Items: []NewCatalogItem{{Type: "x", Title: "x", Description: "x", Quantity: Set(billing.NewDecimal(125, 1)), Unit: "x", UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), NetTotal: Set(billing.NewDecimal(125, 1)), Optional: Set(true), Part: Set(true), SubtotalType: "x", Additional: Set(true), PositionGroupDisplay: "x", PositionGroupItems: []NewCatalogGroupItem{{Title: "x", Unit: "x", Quantity: Set(billing.NewDecimal(125, 1)), UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1))}}}}})
			}},
		{op: "PUT /account/catalog_services/{id}", path: "/account/catalog_services/9", body: `{"title":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CatalogServices.Update(ctx, 9, CatalogServiceUpdate{Title: Set("x")})
			}},
		{op: "DELETE /account/catalog_services/{id}", path: "/account/catalog_services/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CatalogServices.Delete(ctx, 9) }},
	}
}

func catalogItemsEndpoints() []endpoint {
	const one = `{"id":9,"type":"x","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"net_total":12.5,"unit_cost":12.5,"optional":true,"part":true,"subtotal_type":"x","additional":true,"position_group_display":"x","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"position_group_items":[{"title":"x","unit":"x","quantity":12.5,"unit_price":12.5,"unit_cost":12.5}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /account/catalog_services/{service_id}/items/{id}", path: "/account/catalog_services/2/items/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.CatalogItems.Get(ctx, 2, 9) }},
		{op: "POST /account/catalog_services/{service_id}/items", path: "/account/catalog_services/2/items", body: `{"type":"item","title":"x","unit_price":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CatalogItems.Create(ctx, 2, NewCatalogItem{Type: "item", Title: "x", UnitPrice: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "PUT /account/catalog_services/{service_id}/items/{id}", path: "/account/catalog_services/2/items/9", body: `{"type":"x","title":"x","description":"x","quantity":12.5,"unit":"x","unit_price":12.5,"unit_cost":12.5,"net_total":12.5,"optional":true,"part":true,"subtotal_type":"x","additional":true,"position_group_display":"x","position_group_items":[{"title":"x","unit":"x","quantity":12.5,"unit_price":12.5,"unit_cost":12.5}]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CatalogItems.Update(ctx, 2, 9, CatalogItemUpdate{Type: Set("x"), Title: Set("x"), Description: Set("x"), Quantity: Set(billing.NewDecimal(125, 1)), Unit: Set("x"), UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), NetTotal: Set(billing.NewDecimal(125, 1)), Optional: Set(true), Part: Set(true), SubtotalType: Set("x"), Additional: Set(true), PositionGroupDisplay: Set("x"), PositionGroupItems: Set([]NewCatalogGroupItem{{Title: "x", Unit: "x", Quantity: Set(billing.NewDecimal(125, 1)), UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1))}})})
			}},
		{op: "DELETE /account/catalog_services/{service_id}/items/{id}", path: "/account/catalog_services/2/items/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CatalogItems.Delete(ctx, 2, 9) }},
	}
}

func customPropertySettingsEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","kind":"x","entity":"x","defaults":["a","b"],"placeholder":"x","placeholder_alt":"x","print_on_invoice":true,"print_on_offer":true,"print_on_timesheet":true,"notification_enabled":true,"api_only":true}`
	return []endpoint{
		{op: "GET /account/custom_properties", path: "/account/custom_properties", query: "entity=x&ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.CustomPropertySettings.List(ctx, CustomPropertyQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Entity: "x"}))
			}},
		{op: "GET /account/custom_properties/{id}", path: "/account/custom_properties/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.CustomPropertySettings.Get(ctx, 9) }},
		{op: "POST /account/custom_properties", path: "/account/custom_properties", body: `{"name":"x","kind":"x","entity":"x","placeholder":"x","placeholder_alt":"x","print_on_invoice":true,"print_on_offer":true,"print_on_timesheet":true,"notification_enabled":true,"api_only":true,"defaults":["a","b"]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CustomPropertySettings.Create(ctx, NewCustomProperty{Name: "x", Kind: "x", Entity: "x", Placeholder: "x", PlaceholderAlt: "x", PrintOnInvoice: Set(true), PrintOnOffer: Set(true), PrintOnTimesheet: Set(true), NotificationEnabled: Set(true), APIOnly: Set(true), Defaults: []string{"a", "b"}})
			}},
		{op: "PATCH /account/custom_properties/{id}", path: "/account/custom_properties/9", body: `{"name":"x","placeholder":"x","placeholder_alt":"x","print_on_invoice":true,"print_on_offer":true,"print_on_timesheet":true,"notification_enabled":true,"api_only":true,"defaults":["a","b"]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.CustomPropertySettings.Update(ctx, 9, CustomPropertyUpdate{Name: Set("x"), Placeholder: Set("x"), PlaceholderAlt: Set("x"), PrintOnInvoice: Set(true), PrintOnOffer: Set(true), PrintOnTimesheet: Set(true), NotificationEnabled: Set(true), APIOnly: Set(true), Defaults: Set([]string{"a", "b"})})
			}},
		{op: "DELETE /account/custom_properties/{id}", path: "/account/custom_properties/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.CustomPropertySettings.Delete(ctx, 9) }},
	}
}

func expenseTemplatesEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","description":"x","unit":"x","unit_price":12.5,"unit_cost":12.5,"currency":"EUR","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /account/expense_templates", path: "/account/expense_templates", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.ExpenseTemplates.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /account/expense_templates/{id}", path: "/account/expense_templates/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.ExpenseTemplates.Get(ctx, 9) }},
		{op: "POST /account/expense_templates", path: "/account/expense_templates", body: `{"title":"x","description":"x","unit":"x","unit_price":12.5,"unit_cost":12.5,"revenue_category_id":9}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ExpenseTemplates.Create(ctx, NewExpenseTemplate{Title: "x", Description: "x", Unit: "x", UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), RevenueCategoryID: 9})
			}},
		{op: "PUT /account/expense_templates/{id}", path: "/account/expense_templates/9", body: `{"title":"x","description":"x","unit":"x","unit_price":12.5,"unit_cost":12.5,"revenue_category_id":9}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.ExpenseTemplates.Update(ctx, 9, ExpenseTemplateUpdate{Title: Set("x"), Description: Set("x"), Unit: Set("x"), UnitPrice: Set(billing.NewDecimal(125, 1)), UnitCost: Set(billing.NewDecimal(125, 1)), RevenueCategoryID: Set[billing.ID](9)})
			}},
		{op: "DELETE /account/expense_templates/{id}", path: "/account/expense_templates/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.ExpenseTemplates.Delete(ctx, 9) }},
	}
}

func taskTemplatesEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","description":"x","revenue_category":{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"},"billable":true,"project_default":true,"index":7,"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /account/task_templates", path: "/account/task_templates", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.TaskTemplates.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /account/task_templates/{id}", path: "/account/task_templates/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.TaskTemplates.Get(ctx, 9) }},
		{op: "POST /account/task_templates", path: "/account/task_templates", body: `{"name":"x","description":"x","revenue_category_id":9,"billable":true,"project_default":true,"index":7}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.TaskTemplates.Create(ctx, NewTaskTemplate{Name: "x", Description: "x", RevenueCategoryID: 9, Billable: Set(true), ProjectDefault: Set(true), Index: Set(7)})
			}},
		{op: "PUT /account/task_templates/{id}", path: "/account/task_templates/9", body: `{"name":"x","description":"x","revenue_category_id":9,"billable":true,"project_default":true,"index":7}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.TaskTemplates.Update(ctx, 9, TaskTemplateUpdate{Name: Set("x"), Description: Set("x"), RevenueCategoryID: Set[billing.ID](9), Billable: Set(true), ProjectDefault: Set(true), Index: Set(7)})
			}},
		{op: "DELETE /account/task_templates/{id}", path: "/account/task_templates/9",
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.TaskTemplates.Delete(ctx, 9) }},
	}
}

func fixedCostsEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","description":"x","payment_day":7,"costs":[{"year":7,"month":7,"amount":12.5}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /account/fixed_costs", path: "/account/fixed_costs", query: "year=2026", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.FixedCosts.List(ctx, FixedCostQuery{Year: 2026}))
			}},
	}
}

func revenueCategoriesEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","revenue_account":4000,"cost_category":"K1","assignment_kind":"only_tasks"}`
	return []endpoint{
		{op: "GET /revenue_categories", path: "/revenue_categories", query: "cost_category=x&ids=3,4&revenue_account=2026&term=x&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.RevenueCategories.List(ctx, RevenueCategoryQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Term: "x", RevenueAccount: 2026, CostCategory: "x"}))
			}},
		{op: "GET /revenue_categories/{id}", path: "/revenue_categories/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.RevenueCategories.Get(ctx, 9) }},
		{op: "POST /revenue_categories", path: "/revenue_categories", body: `{"name":"x","revenue_account":7,"cost_category":"K1","assignment_kind":"only_tasks"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RevenueCategories.Create(ctx, NewRevenueCategory{Name: "x", RevenueAccount: new(7), CostCategory: "K1", AssignmentKind: AssignmentKindOnlyTasks})
			}},
		{op: "PUT /revenue_categories/{id}", path: "/revenue_categories/9", body: `{"name":"x","revenue_account":7,"cost_category":"K1","assignment_kind":"only_tasks"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.RevenueCategories.Update(ctx, 9, RevenueCategoryUpdate{Name: Set("x"), RevenueAccount: Set(new(7)), CostCategory: Set[Code]("K1"), AssignmentKind: Set[AssignmentKind](AssignmentKindOnlyTasks)})
			}},
		{op: "DELETE /revenue_categories/{id}", path: "/revenue_categories/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.RevenueCategories.Delete(ctx, 9) }},
	}
}

func unitsEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","custom_properties":{"A":"b"},"users":[{"id":9,"firstname":"x","lastname":"x","email":"a@example.com"}],"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /units", path: "/units", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Units.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
		{op: "GET /units/{id}", path: "/units/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Units.Get(ctx, 9) }},
		{op: "POST /units", path: "/units", body: `{"name":"x","custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Units.Create(ctx, NewUnit{Name: "x", CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "PUT /units/{id}", path: "/units/9", body: `{"name":"x","custom_properties":{"A":"b"}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Units.Update(ctx, 9, UnitUpdate{Name: Set("x"), CustomProperties: CustomProperties{"A": TextProperty("b")}})
			}},
		{op: "DELETE /units/{id}", path: "/units/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Units.Delete(ctx, 9) }},
	}
}

func vatCodeSalesEndpoints() []endpoint {
	const one = `{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"print_gross_total":true,"notice_tax_exemption":"x","notice_tax_exemption_en":"y","notice_tax_exemption_alt":"z","active":true,"code":"7","credit_account":"4000"}`
	return []endpoint{
		{op: "GET /vat_code_sales", path: "/vat_code_sales", query: "active=true&ids=3,4&intra_eu=true&reverse_charge=true&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.VATCodeSales.List(ctx, VATCodeSaleQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Active: Yes, IntraEu: Yes, ReverseCharge: Yes}))
			}},
		{op: "GET /vat_code_sales/{id}", path: "/vat_code_sales/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.VATCodeSales.Get(ctx, 9) }},
	}
}

func vatCodePurchasesEndpoints() []endpoint {
	const one = `{"id":9,"tax":8.1,"description":"x","reverse_charge":false,"intra_eu":false,"active":true,"code":"7"}`
	return []endpoint{
		{op: "GET /vat_code_purchases", path: "/vat_code_purchases", query: "active=true&ids=3,4&intra_eu=true&reverse_charge=true&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.VATCodePurchases.List(ctx, VATCodePurchaseQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Active: Yes, IntraEu: Yes, ReverseCharge: Yes}))
			}},
		{op: "GET /vat_code_purchases/{id}", path: "/vat_code_purchases/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.VATCodePurchases.Get(ctx, 9) }},
	}
}

func letterPapersEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","active":true,"template":"x","file":"x","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /letter_papers", path: "/letter_papers", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.LetterPapers.List(ctx, Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}))
			}},
	}
}

func employmentsEndpoints() []endpoint {
	const one = `{"id":9,"weekly_target_hours":12.5,"pattern":{"am":[4],"pm":[4]},"from":"2026-01-01","to":"2026-01-01","user":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users/employments", path: "/users/employments", query: "from=2026-01-01&ids=3,4&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Employments.List(ctx, EmploymentQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, From: jan1, To: dec31}))
			}},
		{op: "GET /users/employments/{id}", path: "/users/employments/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Employments.Get(ctx, 9) }},
		{op: "POST /users/employments", path: "/users/employments", body: `{"user_id":9,"pattern":{"am":[4],"pm":[4]},"from":"2026-01-01","to":"2026-01-01"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Employments.Create(ctx, NewEmployment{UserID: 9, Pattern: WorkPattern{AM: []billing.Decimal{billing.NewDecimal(4, 0)}, PM: []billing.Decimal{billing.NewDecimal(4, 0)}}, From: jan1, To: jan1})
			}},
		{op: "PUT /users/employments/{id}", path: "/users/employments/9", body: `{"user_id":9,"from":"2026-01-01","to":"2026-01-01","pattern":{"am":[4],"pm":[4]}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Employments.Update(ctx, 9, EmploymentUpdate{UserID: Set[billing.ID](9), From: Set(jan1), To: Set(jan1), Pattern: Set(WorkPattern{AM: []billing.Decimal{billing.NewDecimal(4, 0)}, PM: []billing.Decimal{billing.NewDecimal(4, 0)}})})
			}},
		{op: "DELETE /users/employments/{id}", path: "/users/employments/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Employments.Delete(ctx, 9) }},
	}
}

func holidaysEndpoints() []endpoint {
	const one = `{"id":9,"year":7,"title":"x","days":12.5,"hours":12.5,"user":{"id":9,"firstname":"x","lastname":"y"},"creator":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users/holidays", path: "/users/holidays", query: "ids=3,4&updated_after=2026-11-23T12:00:00Z&user_id=8&year=2026", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Holidays.List(ctx, HolidayQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, Year: 2026}))
			}},
		{op: "GET /users/holidays/{id}", path: "/users/holidays/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Holidays.Get(ctx, 9) }},
		{op: "POST /users/holidays", path: "/users/holidays", body: `{"user_id":9,"year":7,"title":"x","creator_id":9,"hours":12.5,"days":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Holidays.Create(ctx, NewHoliday{UserID: 9, Year: 7, Title: "x", CreatorID: 9, Hours: Set(billing.NewDecimal(125, 1)), Days: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "PUT /users/holidays/{id}", path: "/users/holidays/9", body: `{"user_id":9,"creator_id":9,"year":7,"title":"x","hours":12.5,"days":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Holidays.Update(ctx, 9, HolidayUpdate{UserID: Set[billing.ID](9), CreatorID: Set[billing.ID](9), Year: Set(7), Title: Set("x"), Hours: Set(billing.NewDecimal(125, 1)), Days: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "DELETE /users/holidays/{id}", path: "/users/holidays/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Holidays.Delete(ctx, 9) }},
	}
}

func presencesEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","from":"08:00","to":"12:00","is_home_office":true,"user":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users/presences", path: "/users/presences", query: "from=2026-01-01&ids=3,4&is_home_office=true&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Presences.List(ctx, PresenceQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, From: jan1, To: dec31, IsHomeOffice: Yes}))
			}},
		{op: "GET /users/presences/{id}", path: "/users/presences/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Presences.Get(ctx, 9) }},
		{op: "POST /users/presences", path: "/users/presences", body: `{"date":"2026-01-01","from":"08:00","to":"12:00","is_home_office":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Presences.Create(ctx, NewPresence{Date: jan1, From: "08:00", To: "12:00", IsHomeOffice: Set(true)})
			}},
		{op: "PUT /users/presences/{id}", path: "/users/presences/9", body: `{"date":"2026-01-01","from":"08:00","to":"12:00","is_home_office":true}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Presences.Update(ctx, 9, PresenceUpdate{Date: Set(jan1), From: Set("08:00"), To: Set("12:00"), IsHomeOffice: Set(true)})
			}},
		{op: "DELETE /users/presences/{id}", path: "/users/presences/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Presences.Delete(ctx, 9) }},
		{op: "POST /users/presences/touch", path: "/users/presences/touch", body: `{"is_home_office":true,"override":"2026-01-01 08:30"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Presences.Touch(ctx, Touch{IsHomeOffice: Set(true), Override: "2026-01-01 08:30"})
			}},
	}
}

func workTimeAdjustmentsEndpoints() []endpoint {
	const one = `{"id":9,"date":"2026-01-01","description":"x","hours":12.5,"user":{"id":9,"firstname":"x","lastname":"y"},"creator":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users/work_time_adjustments", path: "/users/work_time_adjustments", query: "from=2026-01-01&ids=3,4&to=2026-12-31&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.WorkTimeAdjustments.List(ctx, WorkTimeAdjustmentQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, From: jan1, To: dec31}))
			}},
		{op: "GET /users/work_time_adjustments/{id}", path: "/users/work_time_adjustments/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.WorkTimeAdjustments.Get(ctx, 9) }},
		{op: "POST /users/work_time_adjustments", path: "/users/work_time_adjustments", body: `{"user_id":9,"date":"2026-01-01","description":"x","hours":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.WorkTimeAdjustments.Create(ctx, NewWorkTimeAdjustment{UserID: 9, Date: jan1, Description: "x", Hours: billing.NewDecimal(125, 1)})
			}},
		{op: "PUT /users/work_time_adjustments/{id}", path: "/users/work_time_adjustments/9", body: `{"date":"2026-01-01","description":"x","hours":12.5}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.WorkTimeAdjustments.Update(ctx, 9, WorkTimeAdjustmentUpdate{Date: Set(jan1), Description: Set("x"), Hours: Set(billing.NewDecimal(125, 1))})
			}},
		{op: "DELETE /users/work_time_adjustments/{id}", path: "/users/work_time_adjustments/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.WorkTimeAdjustments.Delete(ctx, 9) }},
	}
}

func userRolesEndpoints() []endpoint {
	const one = `{"id":9,"name":"x","is_default":true,"is_admin":true,"permission":{"report":"x","companies":"x","contacts":"x","people":"x","purchases":"x","settings":"x","sales":"x","projects":"x","calendar":"x","time_tracking":"x","invoicing":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users/roles", path: "/users/roles", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return values(c.UserRoles.List(ctx)) }},
	}
}

func absenceRequestsEndpoints() []endpoint {
	const one = `{"id":9,"type":"vacation","status":"pending","total_days":12.5,"days":[{"date":"2026-01-01","am":true,"pm":true}],"comment":"x","approved_at":"2026-01-01T12:00:00Z","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","user":{"id":9,"firstname":"x","lastname":"y"},"approver":{"id":9,"firstname":"x","lastname":"y"},"selected_approver":{"id":9,"firstname":"x","lastname":"y"},"custom_properties":{"A":"b"}}`
	return []endpoint{
		{op: "GET /users/absence_requests", path: "/users/absence_requests", query: "ids=3,4&selected_approver_id=8&status=pending&type=vacation&updated_after=2026-11-23T12:00:00Z&user_id=8", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.AbsenceRequests.List(ctx, AbsenceRequestQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, UserID: 8, SelectedApproverID: 8, Type: AbsenceTypeVacation, Status: AbsenceRequestStatusPending}))
			}},
		{op: "GET /users/absence_requests/{id}", path: "/users/absence_requests/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.AbsenceRequests.Get(ctx, 9) }},
		{op: "POST /users/absence_requests", path: "/users/absence_requests", body: `{"approver_user_id":"9","type":"vacation","entries":[{"date":"2026-01-01","am":true,"pm":true}],"comment":"x","custom_values":[{"custom_property_id":"x","value":"x"}]}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.AbsenceRequests.Create(ctx, NewAbsenceRequest{ApproverUserID: 9, Type: AbsenceTypeVacation, Entries: []NewAbsenceDay{{Date: jan1, Am: Set(true), Pm: Set(true)}}, Comment: "x", CustomValues: []CustomValue{{CustomPropertyID: "x", Value: "x"}}})
			}},
		{op: "DELETE /users/absence_requests/{id}", path: "/users/absence_requests/9", query: "comment=x", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.AbsenceRequests.Delete(ctx, 9, "x") }},
	}
}

func usersEndpoints() []endpoint {
	const one = `{"id":9,"firstname":"x","lastname":"x","active":true,"extern":true,"email":"a@example.com","mobile_phone":"x","work_phone":"x","home_address":"x","info":"x","birthday":"2026-01-01","iban":"DE02120300000000202051","avatar_url":"https://example.com/x","tags":["a","b"],"custom_properties":{"A":"b"},"credit_number":"x","role":{"id":9,"name":"x"},"unit":{"id":9,"name":"x"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /users", path: "/users", query: "email=x&ids=3,4&include_archived=true&tags=a,b&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Users.List(ctx, UserQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, IncludeArchived: true, Email: "x", Tags: []string{"a", "b"}}))
			}},
		{op: "GET /users/{id}", path: "/users/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Users.Get(ctx, 9) }},
		{op: "POST /users", path: "/users", body: `{"firstname":"x","lastname":"x","email":"a@example.com","unit_id":9,"active":true,"role_id":9,"info":"x","external":true,"language":"de","mobile_phone":"x","work_phone":"x","home_address":"x","bday":"2026-01-01","iban":"DE02120300000000202051","welcome_email":true,"password":"x","tags":["a","b"],"custom_properties":{"A":"b"},"credit_number":"x","avatar":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Users.Create(ctx, NewUser{Firstname: "x", Lastname: "x", Email: "a@example.com", UnitID: 9, Active: Set(true), RoleID: 9, Info: "x", External: Set(true), Language: UserLanguageDe, MobilePhone: "x", WorkPhone: "x", HomeAddress: "x", Bday: jan1, IBAN: "DE02120300000000202051", WelcomeEmail: Set(true), Password: "x", Tags: []string{"a", "b"}, CustomProperties: CustomProperties{"A": TextProperty("b")}, CreditNumber: "x", Avatar: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "PUT /users/{id}", path: "/users/9", body: `{"firstname":"x","lastname":"x","email":"a@example.com","active":true,"role_id":9,"info":"x","external":true,"language":"de","mobile_phone":"x","work_phone":"x","home_address":"x","bday":"2026-01-01","iban":"DE02120300000000202051","welcome_email":true,"password":"x","unit_id":9,"tags":["a","b"],"custom_properties":{"A":"b"},"credit_number":"x","avatar":{"filename":"a.pdf","base64":"eA=="}}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Users.Update(ctx, 9, UserUpdate{Firstname: Set("x"), Lastname: Set("x"), Email: Set("a@example.com"), Active: Set(true), RoleID: Set[billing.ID](9), Info: Set("x"), External: Set(true), Language: Set[UserLanguage](UserLanguageDe), MobilePhone: Set("x"), WorkPhone: Set("x"), HomeAddress: Set("x"), Bday: Set(jan1), IBAN: Set("DE02120300000000202051"), WelcomeEmail: Set(true), Password: Set("x"), UnitID: Set[billing.ID](9), Tags: Set([]string{"a", "b"}), CustomProperties: CustomProperties{"A": TextProperty("b")}, CreditNumber: Set("x"), Avatar: &File{Filename: "a.pdf", Content: []byte("x")}})
			}},
		{op: "DELETE /users/{id}", path: "/users/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Users.Delete(ctx, 9) }},
		{op: "GET /users/{id}/performance_report", path: "/users/9/performance_report", query: "year=2026", answer: performance, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Users.PerformanceReport(ctx, 9, YearQuery{2026})
			}},
	}
}

func approvalsEndpoints() []endpoint {
	const one = `{"id":9,"status":"pending","target_type":"invoice","created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z","decided_at":"2026-01-01T12:00:00Z","note":"x","deny_note":"x","creator":{"id":9,"firstname":"x","lastname":"y"},"approver":{"id":9,"firstname":"x","lastname":"y"},"approver2":{"id":9,"firstname":"x","lastname":"y"},"processed_by":{"id":9,"firstname":"x","lastname":"y"},"target":{"id":9,"title":"x","date":"2026-01-01","net_total":12.5,"currency":"EUR"}}`
	return []endpoint{
		{op: "GET /approvals", path: "/approvals", query: "approval_status=pending&approver_user_id=8&creator_user_id=8&ids=3,4&type=invoice&updated_after=2026-11-23T12:00:00Z", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Approvals.List(ctx, ApprovalQuery{Global: Global{IDs: everyone.IDs, UpdatedAfter: everyone.UpdatedAfter}, Type: ApprovalTargetInvoice, ApproverUserID: 8, CreatorUserID: 8, ApprovalStatus: ApprovalStatusPending}))
			}},
		{op: "GET /approvals/{id}", path: "/approvals/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Approvals.Get(ctx, 9) }},
		{op: "POST /approvals", path: "/approvals", body: `{"target_type":"invoice","target_id":9,"approver_id":9,"approver2_id":9,"note":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Approvals.Create(ctx, NewApproval{TargetType: ApprovalTargetInvoice, TargetID: 9, ApproverID: 9, Approver2ID: 9, Note: "x"})
			}},
		{op: "DELETE /approvals/{id}", path: "/approvals/9", answer: one,
			call: func(ctx context.Context, c *Client) (any, error) { return nil, c.Approvals.Delete(ctx, 9) }},
		{op: "POST /approvals/{id}/approve", path: "/approvals/9/approve", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Approvals.Approve(ctx, 9) }},
		{op: "POST /approvals/{id}/deny", path: "/approvals/9/deny", body: `{"note":"x"}`, answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Approvals.Deny(ctx, 9, "x") }},
	}
}

func todosEndpoints() []endpoint {
	const one = `{"id":9,"title":"x","due_date":"2026-01-01T12:00:00Z","completed_at":"2026-01-01T12:00:00Z","completed":true,"personal":true,"todoable_id":9,"todoable_type":"Company","todoable_description":"x","created_by":{"id":9,"firstname":"x","lastname":"y"},"assigned_to":{"id":9,"firstname":"x","lastname":"y"},"created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"}`
	return []endpoint{
		{op: "GET /todos", path: "/todos", query: "assigned_to_user_id=8&completed=true&created_by_user_id=8&responsible_user_id=8&term=x", answer: "[" + one + "]", same: true,
			call: func(ctx context.Context, c *Client) (any, error) {
				return values(c.Todos.List(ctx, TodoQuery{ResponsibleUserID: 8, Term: "x", AssignedToUserID: 8, CreatedByUserID: 8, Completed: Yes}))
			}},
		{op: "GET /todos/{id}", path: "/todos/9", answer: one, same: true,
			call: func(ctx context.Context, c *Client) (any, error) { return c.Todos.Get(ctx, 9) }},
	}
}
