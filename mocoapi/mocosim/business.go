package mocosim

// business are the resources of what an agency does and bills.
func business() []*resource {
	return []*resource{
		absenceDays(), activities(), allExpenses(), allRecurring(), contracts(), expenses(), groups(), planning(), projects(), recurring(), tasks(),
	}
}

func businessRoutes() []route {
	var all []route
	for _, group := range [][]route{activityRoutes(), expenseRoutes(), projectRoutes(), recurringRoutes(), taskRoutes()} {
		all = append(all, group...)
	}
	return all
}
