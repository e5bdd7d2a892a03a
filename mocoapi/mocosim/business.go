package mocosim

// business are the resources of what an agency does and bills.
func business() []*resource {
	return []*resource{
		absenceDays(), activities(), allExpenses(), allRecurring(), contracts(), expenses(), groups(), planning(), projects(), recurring(), tasks(),
		confirmations(), invoiceExports(), invoiceWrites(), offers(),
		budgets(), categories(), drafts(), plannedPurchases(), purchaseExports(), purchasePayments(), purchases(), receipts(),
	}
}

func businessRoutes() []route {
	var all []route
	for _, group := range [][]route{
		activityRoutes(), expenseRoutes(), projectRoutes(), recurringRoutes(), taskRoutes(),
		attachmentRoutes("/invoices", kindInvoices, kindInvoiceFiles), confirmationRoutes(), offerRoutes(), purchaseRoutes(),
	} {
		all = append(all, group...)
	}
	return all
}
