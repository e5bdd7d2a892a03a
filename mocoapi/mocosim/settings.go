package mocosim

// settings are the resources of the account's settings, its people and its sales.
func settings() []*resource {
	return []*resource{
		absenceRequests(), adjustments(), approvals(), catalogItems(), catalogServices(), companies(), contacts(), customProperties(), dealCategories(), deals(),
		employments(), expenseTemplates(), fixedCosts(), holidays(), letterPapers(), presences(), revenueCategories(), roles(), tags(),
		taskTemplates(), todos(), units(), users(), vatPurchases(), vatSales(), webHooks(),
	}
}

func settingsRoutes() []route {
	var all []route
	for _, group := range [][]route{
		approvalRoutes(), companyRoutes(), hourlyRateRoutes(), internalHourlyRateRoutes(), performanceRoutes(), presenceRoutes(),
	} {
		all = append(all, group...)
	}
	return all
}
