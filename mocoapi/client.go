package mocoapi

// Client reads and writes one MOCO account with one key: a service for each
// kind of object. It is safe for concurrent use. Methods return *Error for
// everything that goes wrong between here and MOCO.
type Client struct {
	*conn

	AbsenceRequests            AbsenceRequestService
	Activities                 ActivityService
	Approvals                  ApprovalService
	CatalogItems               CatalogItemService
	CatalogServices            CatalogServiceService
	Comments                   CommentService
	Companies                  CompanyService
	Contacts                   ContactService
	CustomPropertySettings     CustomPropertyService
	DealCategories             DealCategoryService
	Deals                      DealService
	Employments                EmploymentService
	ExpenseTemplates           ExpenseTemplateService
	FixedCosts                 FixedCostReader
	Holidays                   HolidayService
	HourlyRates                HourlyRateReader
	InternalHourlyRates        InternalHourlyRateService
	InvoiceAttachments         InvoiceAttachmentService
	InvoiceBookkeepingExports  InvoiceBookkeepingExportService
	InvoicePayments            InvoicePaymentService
	InvoiceReminders           InvoiceReminderService
	Invoices                   InvoiceService
	LetterPapers               LetterPaperReader
	OfferAttachments           OfferAttachmentService
	OfferConfirmations         OfferConfirmationService
	Offers                     OfferService
	PaymentSchedules           PaymentScheduleService
	PlannedPurchases           PlannedPurchaseService
	PlanningEntries            PlanningEntryService
	Presences                  PresenceService
	Profile                    ProfileReader
	ProjectContracts           ProjectContractService
	ProjectExpenses            ProjectExpenseService
	ProjectGroups              ProjectGroupReader
	ProjectTasks               ProjectTaskService
	Projects                   ProjectService
	PurchaseBookkeepingExports PurchaseBookkeepingExportService
	PurchaseBudgets            PurchaseBudgetService
	PurchaseCategories         PurchaseCategoryReader
	PurchaseDrafts             PurchaseDraftService
	PurchasePayments           PurchasePaymentService
	Purchases                  PurchaseService
	Receipts                   ReceiptService
	RecurringExpenses          RecurringExpenseService
	Reports                    ReportReader
	RevenueCategories          RevenueCategoryService
	Schedules                  ScheduleService
	Session                    SessionService
	Taggings                   TaggingService
	Tags                       TagService
	TaskTemplates              TaskTemplateService
	Todos                      TodoReader
	Units                      UnitService
	UserRoles                  UserRoleReader
	Users                      UserService
	VATCodePurchases           VATCodePurchaseReader
	VATCodeSales               VATCodeSaleReader
	WebHooks                   WebHookService
	WorkTimeAdjustments        WorkTimeAdjustmentService
}

// New checks the options and makes a client. It sends nothing: call
// Session.Get to try the key.
func New(o Options) (*Client, error) {
	r, err := NewReader(o)
	if err != nil {
		return nil, err
	}
	return &Client{
		conn:                       r.conn,
		AbsenceRequests:            AbsenceRequestService{r.AbsenceRequests},
		Activities:                 ActivityService{r.Activities},
		Approvals:                  ApprovalService{r.Approvals},
		CatalogItems:               CatalogItemService{r.CatalogItems},
		CatalogServices:            CatalogServiceService{r.CatalogServices},
		Comments:                   CommentService{r.Comments},
		Companies:                  CompanyService{r.Companies},
		Contacts:                   ContactService{r.Contacts},
		CustomPropertySettings:     CustomPropertyService{r.CustomPropertySettings},
		DealCategories:             DealCategoryService{r.DealCategories},
		Deals:                      DealService{r.Deals},
		Employments:                EmploymentService{r.Employments},
		ExpenseTemplates:           ExpenseTemplateService{r.ExpenseTemplates},
		FixedCosts:                 r.FixedCosts,
		Holidays:                   HolidayService{r.Holidays},
		HourlyRates:                r.HourlyRates,
		InternalHourlyRates:        InternalHourlyRateService{r.InternalHourlyRates},
		InvoiceAttachments:         InvoiceAttachmentService{r.InvoiceAttachments},
		InvoiceBookkeepingExports:  InvoiceBookkeepingExportService{r.InvoiceBookkeepingExports},
		InvoicePayments:            InvoicePaymentService{r.InvoicePayments},
		InvoiceReminders:           InvoiceReminderService{r.InvoiceReminders},
		Invoices:                   InvoiceService{r.Invoices},
		LetterPapers:               r.LetterPapers,
		OfferAttachments:           OfferAttachmentService{r.OfferAttachments},
		OfferConfirmations:         OfferConfirmationService{r.OfferConfirmations},
		Offers:                     OfferService{r.Offers},
		PaymentSchedules:           PaymentScheduleService{r.PaymentSchedules},
		PlannedPurchases:           PlannedPurchaseService{r.PlannedPurchases},
		PlanningEntries:            PlanningEntryService{r.PlanningEntries},
		Presences:                  PresenceService{r.Presences},
		Profile:                    r.Profile,
		ProjectContracts:           ProjectContractService{r.ProjectContracts},
		ProjectExpenses:            ProjectExpenseService{r.ProjectExpenses},
		ProjectGroups:              r.ProjectGroups,
		ProjectTasks:               ProjectTaskService{r.ProjectTasks},
		Projects:                   ProjectService{r.Projects},
		PurchaseBookkeepingExports: PurchaseBookkeepingExportService{r.PurchaseBookkeepingExports},
		PurchaseBudgets:            PurchaseBudgetService{r.PurchaseBudgets},
		PurchaseCategories:         r.PurchaseCategories,
		PurchaseDrafts:             PurchaseDraftService{r.PurchaseDrafts},
		PurchasePayments:           PurchasePaymentService{r.PurchasePayments},
		Purchases:                  PurchaseService{r.Purchases},
		Receipts:                   ReceiptService{r.Receipts},
		RecurringExpenses:          RecurringExpenseService{r.RecurringExpenses},
		Reports:                    r.Reports,
		RevenueCategories:          RevenueCategoryService{r.RevenueCategories},
		Schedules:                  ScheduleService{r.Schedules},
		Session:                    SessionService{r.Session},
		Taggings:                   TaggingService{r.Taggings},
		Tags:                       TagService{r.Tags},
		TaskTemplates:              TaskTemplateService{r.TaskTemplates},
		Todos:                      r.Todos,
		Units:                      UnitService{r.Units},
		UserRoles:                  r.UserRoles,
		Users:                      UserService{r.Users},
		VATCodePurchases:           r.VATCodePurchases,
		VATCodeSales:               r.VATCodeSales,
		WebHooks:                   WebHookService{r.WebHooks},
		WorkTimeAdjustments:        WorkTimeAdjustmentService{r.WorkTimeAdjustments},
	}, nil
}

// Reader reads one MOCO account with one key. It has no method that writes, so
// that code which is given one can't change, send or delete anything. Give it
// the account's read-only key.
type Reader struct {
	*conn

	AbsenceRequests            AbsenceRequestReader
	Activities                 ActivityReader
	Approvals                  ApprovalReader
	CatalogItems               CatalogItemReader
	CatalogServices            CatalogServiceReader
	Comments                   CommentReader
	Companies                  CompanyReader
	Contacts                   ContactReader
	CustomPropertySettings     CustomPropertyReader
	DealCategories             DealCategoryReader
	Deals                      DealReader
	Employments                EmploymentReader
	ExpenseTemplates           ExpenseTemplateReader
	FixedCosts                 FixedCostReader
	Holidays                   HolidayReader
	HourlyRates                HourlyRateReader
	InternalHourlyRates        InternalHourlyRateReader
	InvoiceAttachments         InvoiceAttachmentReader
	InvoiceBookkeepingExports  InvoiceBookkeepingExportReader
	InvoicePayments            InvoicePaymentReader
	InvoiceReminders           InvoiceReminderReader
	Invoices                   InvoiceReader
	LetterPapers               LetterPaperReader
	OfferAttachments           OfferAttachmentReader
	OfferConfirmations         OfferConfirmationReader
	Offers                     OfferReader
	PaymentSchedules           PaymentScheduleReader
	PlannedPurchases           PlannedPurchaseReader
	PlanningEntries            PlanningEntryReader
	Presences                  PresenceReader
	Profile                    ProfileReader
	ProjectContracts           ProjectContractReader
	ProjectExpenses            ProjectExpenseReader
	ProjectGroups              ProjectGroupReader
	ProjectTasks               ProjectTaskReader
	Projects                   ProjectReader
	PurchaseBookkeepingExports PurchaseBookkeepingExportReader
	PurchaseBudgets            PurchaseBudgetReader
	PurchaseCategories         PurchaseCategoryReader
	PurchaseDrafts             PurchaseDraftReader
	PurchasePayments           PurchasePaymentReader
	Purchases                  PurchaseReader
	Receipts                   ReceiptReader
	RecurringExpenses          RecurringExpenseReader
	Reports                    ReportReader
	RevenueCategories          RevenueCategoryReader
	Schedules                  ScheduleReader
	Session                    SessionReader
	Taggings                   TaggingReader
	Tags                       TagReader
	TaskTemplates              TaskTemplateReader
	Todos                      TodoReader
	Units                      UnitReader
	UserRoles                  UserRoleReader
	Users                      UserReader
	VATCodePurchases           VATCodePurchaseReader
	VATCodeSales               VATCodeSaleReader
	WebHooks                   WebHookReader
	WorkTimeAdjustments        WorkTimeAdjustmentReader
}

// NewReader checks the options and makes a reader. It sends nothing.
func NewReader(o Options) (*Reader, error) {
	c, err := connect(o)
	if err != nil {
		return nil, err
	}
	return &Reader{
		conn:                       c,
		AbsenceRequests:            AbsenceRequestReader{c},
		Activities:                 ActivityReader{c},
		Approvals:                  ApprovalReader{c},
		CatalogItems:               CatalogItemReader{c},
		CatalogServices:            CatalogServiceReader{c},
		Comments:                   CommentReader{c},
		Companies:                  CompanyReader{c},
		Contacts:                   ContactReader{c},
		CustomPropertySettings:     CustomPropertyReader{c},
		DealCategories:             DealCategoryReader{c},
		Deals:                      DealReader{c},
		Employments:                EmploymentReader{c},
		ExpenseTemplates:           ExpenseTemplateReader{c},
		FixedCosts:                 FixedCostReader{c},
		Holidays:                   HolidayReader{c},
		HourlyRates:                HourlyRateReader{c},
		InternalHourlyRates:        InternalHourlyRateReader{c},
		InvoiceAttachments:         InvoiceAttachmentReader{c},
		InvoiceBookkeepingExports:  InvoiceBookkeepingExportReader{c},
		InvoicePayments:            InvoicePaymentReader{c},
		InvoiceReminders:           InvoiceReminderReader{c},
		Invoices:                   InvoiceReader{c},
		LetterPapers:               LetterPaperReader{c},
		OfferAttachments:           OfferAttachmentReader{c},
		OfferConfirmations:         OfferConfirmationReader{c},
		Offers:                     OfferReader{c},
		PaymentSchedules:           PaymentScheduleReader{c},
		PlannedPurchases:           PlannedPurchaseReader{c},
		PlanningEntries:            PlanningEntryReader{c},
		Presences:                  PresenceReader{c},
		Profile:                    ProfileReader{c},
		ProjectContracts:           ProjectContractReader{c},
		ProjectExpenses:            ProjectExpenseReader{c},
		ProjectGroups:              ProjectGroupReader{c},
		ProjectTasks:               ProjectTaskReader{c},
		Projects:                   ProjectReader{c},
		PurchaseBookkeepingExports: PurchaseBookkeepingExportReader{c},
		PurchaseBudgets:            PurchaseBudgetReader{c},
		PurchaseCategories:         PurchaseCategoryReader{c},
		PurchaseDrafts:             PurchaseDraftReader{c},
		PurchasePayments:           PurchasePaymentReader{c},
		Purchases:                  PurchaseReader{c},
		Receipts:                   ReceiptReader{c},
		RecurringExpenses:          RecurringExpenseReader{c},
		Reports:                    ReportReader{c},
		RevenueCategories:          RevenueCategoryReader{c},
		Schedules:                  ScheduleReader{c},
		Session:                    SessionReader{c},
		Taggings:                   TaggingReader{c},
		Tags:                       TagReader{c},
		TaskTemplates:              TaskTemplateReader{c},
		Todos:                      TodoReader{c},
		Units:                      UnitReader{c},
		UserRoles:                  UserRoleReader{c},
		Users:                      UserReader{c},
		VATCodePurchases:           VATCodePurchaseReader{c},
		VATCodeSales:               VATCodeSaleReader{c},
		WebHooks:                   WebHookReader{c},
		WorkTimeAdjustments:        WorkTimeAdjustmentReader{c},
	}, nil
}
