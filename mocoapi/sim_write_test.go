package mocoapi_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/mocoapi"
)

// life makes an object, reads it, changes it, and deletes it, and reads that it
// is gone. Steps that a service does not have are nil.
type life[T, U any] struct {
	create func(context.Context) (T, error)
	get    func(context.Context, billing.ID) (T, error)
	update func(context.Context, billing.ID, U) (T, error)
	change U
	// shows says whether the change shows.
	shows  func(T) bool
	delete func(context.Context, billing.ID) error
}

func (l life[T, U]) run(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	made, err := l.create(ctx)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	id := billing.ID(reflect.ValueOf(made).FieldByName("ID").Int())
	if id == 0 {
		t.Fatalf("it has no id: %+v", made)
	}
	if l.get != nil {
		read, err := l.get(ctx, id)
		if err != nil {
			t.Fatalf("get: %v", err)
		}
		if got := reflect.ValueOf(read).FieldByName("ID").Int(); billing.ID(got) != id {
			t.Errorf("get: %d, want %d", got, id)
		}
	}
	if l.update != nil {
		changed, err := l.update(ctx, id, l.change)
		if err != nil {
			t.Fatalf("update: %v", err)
		}
		if !l.shows(changed) {
			t.Errorf("the change does not show: %+v", changed)
		}
	}
	if l.delete == nil {
		return
	}
	if err := l.delete(ctx, id); err != nil {
		t.Fatalf("delete: %v", err)
	}
	if l.get != nil {
		if _, err := l.get(ctx, id); mocoapi.KindOf(err) != mocoapi.KindGone {
			t.Errorf("after it was deleted: %v", err)
		}
	}
}

// TestLivesInTheSimulator has every kind of object that can be written live in
// the simulator, which was written by the same facts and shares no code with the
// client.
func TestLivesInTheSimulator(t *testing.T) {
	t.Parallel()
	_, b := simulate(t, "write-key")
	c, ctx := b.Client, t.Context()
	day, later := billing.Date{Year: 2026, Month: 11, Day: 23}, billing.Date{Year: 2026, Month: 12, Day: 23}
	amount, four := billing.NewDecimal(1250, 1), billing.NewDecimal(4, 0)
	halfDays := []billing.Decimal{four, four, four, four, four}
	first := func(ids ...billing.ID) billing.ID { return ids[0] }
	user := first(listed(t, c.Users.List(ctx, mocoapi.UserQuery{}))...)
	unit := first(listed(t, c.Units.List(ctx, mocoapi.Global{}))...)
	company := first(listed(t, c.Companies.List(ctx, mocoapi.CompanyQuery{Type: mocoapi.CompanyTypeCustomer}))...)
	project := first(listed(t, c.Projects.List(ctx, mocoapi.ProjectQuery{}))...)
	category := first(listed(t, c.DealCategories.List(ctx, mocoapi.Global{}))...)
	task := must[mocoapi.ProjectTask](t, "task")(c.ProjectTasks.Create(ctx, project, mocoapi.NewProjectTask{Name: "Beratung"}))
	for name, run := range map[string]func(*testing.T){
		"units": life[mocoapi.Unit, mocoapi.UnitUpdate]{
			func(ctx context.Context) (mocoapi.Unit, error) {
				return c.Units.Create(ctx, mocoapi.NewUnit{Name: "Neu"})
			}, c.Units.Get,
			c.Units.Update, mocoapi.UnitUpdate{Name: mocoapi.Set("Anders")}, func(u mocoapi.Unit) bool { return u.Name == "Anders" }, c.Units.Delete}.run,
		"tags": life[mocoapi.Tag, mocoapi.TagUpdate]{
			func(ctx context.Context) (mocoapi.Tag, error) {
				return c.Tags.Create(ctx, mocoapi.NewTag{Name: "Neu", Context: mocoapi.TagProject})
			}, c.Tags.Get,
			c.Tags.Update, mocoapi.TagUpdate{Color: mocoapi.Set("#ff0000")}, func(x mocoapi.Tag) bool { return x.Color == "#ff0000" },
			func(ctx context.Context, id billing.ID) error { return c.Tags.Delete(ctx, id, 0) }}.run,
		"deal categories": life[mocoapi.DealCategory, mocoapi.DealCategoryUpdate]{
			func(ctx context.Context) (mocoapi.DealCategory, error) {
				return c.DealCategories.Create(ctx, mocoapi.NewDealCategory{Name: "Neu", Probability: 5})
			}, c.DealCategories.Get, c.DealCategories.Update,
			mocoapi.DealCategoryUpdate{Probability: mocoapi.Set(0)}, func(x mocoapi.DealCategory) bool { return x.Probability == 0 }, c.DealCategories.Delete}.run,
		"revenue categories": life[mocoapi.RevenueCategory, mocoapi.RevenueCategoryUpdate]{
			func(ctx context.Context) (mocoapi.RevenueCategory, error) {
				return c.RevenueCategories.Create(ctx, mocoapi.NewRevenueCategory{Name: "Neu"})
			}, c.RevenueCategories.Get,
			c.RevenueCategories.Update, mocoapi.RevenueCategoryUpdate{Name: mocoapi.Set("Anders")}, func(x mocoapi.RevenueCategory) bool { return x.Name == "Anders" }, c.RevenueCategories.Delete}.run,
		"task templates": life[mocoapi.TaskTemplate, mocoapi.TaskTemplateUpdate]{
			func(ctx context.Context) (mocoapi.TaskTemplate, error) {
				return c.TaskTemplates.Create(ctx, mocoapi.NewTaskTemplate{Name: "Neu"})
			}, c.TaskTemplates.Get, c.TaskTemplates.Update,
			mocoapi.TaskTemplateUpdate{Billable: mocoapi.Set(false)}, func(x mocoapi.TaskTemplate) bool { return !x.Billable }, c.TaskTemplates.Delete}.run,
		"expense templates": life[mocoapi.ExpenseTemplate, mocoapi.ExpenseTemplateUpdate]{
			func(ctx context.Context) (mocoapi.ExpenseTemplate, error) {
				return c.ExpenseTemplates.Create(ctx, mocoapi.NewExpenseTemplate{Title: "Neu", UnitPrice: mocoapi.Set(amount)})
			}, c.ExpenseTemplates.Get,
			c.ExpenseTemplates.Update, mocoapi.ExpenseTemplateUpdate{Title: mocoapi.Set("Anders")}, func(x mocoapi.ExpenseTemplate) bool { return x.Title == "Anders" && x.UnitPrice.Cmp(amount) == 0 }, c.ExpenseTemplates.Delete}.run,
		"contacts": life[mocoapi.Contact, mocoapi.ContactUpdate]{
			func(ctx context.Context) (mocoapi.Contact, error) {
				return c.Contacts.Create(ctx, mocoapi.NewContact{Lastname: "Neu", Gender: "U", CompanyID: company})
			}, c.Contacts.Get,
			c.Contacts.Update, mocoapi.ContactUpdate{Firstname: mocoapi.Set("Kim")}, func(x mocoapi.Contact) bool { return x.Firstname == "Kim" && x.Company.ID == company }, c.Contacts.Delete}.run,
		"companies": life[mocoapi.Company, mocoapi.CompanyUpdate]{
			func(ctx context.Context) (mocoapi.Company, error) {
				return c.Companies.Create(ctx, mocoapi.NewCompany{Name: "Neu GmbH", Type: mocoapi.CompanyTypeSupplier})
			}, c.Companies.Get,
			c.Companies.Update, mocoapi.CompanyUpdate{Website: mocoapi.Set("https://neu.example")}, func(x mocoapi.Company) bool { return x.Website == "https://neu.example" }, c.Companies.Delete}.run,
		"deals": life[mocoapi.Deal, mocoapi.DealUpdate]{
			func(ctx context.Context) (mocoapi.Deal, error) {
				return c.Deals.Create(ctx, mocoapi.NewDeal{Name: "Neu", Currency: "EUR", Money: amount, ReminderDate: later, UserID: user, DealCategoryID: category})
			}, c.Deals.Get,
			c.Deals.Update, mocoapi.DealUpdate{Status: mocoapi.Set(mocoapi.DealStatusWon)}, func(x mocoapi.Deal) bool { return x.Status == mocoapi.DealStatusWon }, c.Deals.Delete}.run,
		"projects": life[mocoapi.Project, mocoapi.ProjectUpdate]{
			func(ctx context.Context) (mocoapi.Project, error) {
				return c.Projects.Create(ctx, mocoapi.NewProject{Name: "Neu", Currency: "EUR", StartDate: day, FinishDate: later, LeaderID: user, CustomerID: company})
			}, c.Projects.Get,
			c.Projects.Update, mocoapi.ProjectUpdate{Budget: mocoapi.Set(amount)}, func(x mocoapi.Project) bool { return x.Budget != nil && x.Budget.Cmp(amount) == 0 }, c.Projects.Delete}.run,
		"tasks": life[mocoapi.ProjectTask, mocoapi.ProjectTaskUpdate]{
			func(ctx context.Context) (mocoapi.ProjectTask, error) {
				return c.ProjectTasks.Create(ctx, project, mocoapi.NewProjectTask{Name: "Neu"})
			},
			func(ctx context.Context, id billing.ID) (mocoapi.ProjectTask, error) {
				return c.ProjectTasks.Get(ctx, project, id)
			},
			func(ctx context.Context, id billing.ID, u mocoapi.ProjectTaskUpdate) (mocoapi.ProjectTask, error) {
				return c.ProjectTasks.Update(ctx, project, id, u)
			}, mocoapi.ProjectTaskUpdate{Active: mocoapi.Set(false)}, func(x mocoapi.ProjectTask) bool { return !x.Active },
			func(ctx context.Context, id billing.ID) error { return c.ProjectTasks.Delete(ctx, project, id) }}.run,
		"additional services": life[mocoapi.ProjectExpense, mocoapi.ProjectExpenseUpdate]{
			func(ctx context.Context) (mocoapi.ProjectExpense, error) {
				return c.ProjectExpenses.Create(ctx, project, mocoapi.NewProjectExpense{Date: day, Title: "Neu", Quantity: amount, Unit: "h", UnitPrice: amount, UnitCost: amount})
			},
			func(ctx context.Context, id billing.ID) (mocoapi.ProjectExpense, error) {
				return c.ProjectExpenses.Get(ctx, project, id)
			},
			func(ctx context.Context, id billing.ID, u mocoapi.ProjectExpenseUpdate) (mocoapi.ProjectExpense, error) {
				return c.ProjectExpenses.Update(ctx, project, id, u)
			}, mocoapi.ProjectExpenseUpdate{Title: mocoapi.Set("Anders")}, func(x mocoapi.ProjectExpense) bool {
				return x.Title == "Anders" && x.Price.Cmp(billing.NewDecimal(15625, 0)) == 0
			},
			func(ctx context.Context, id billing.ID) error { return c.ProjectExpenses.Delete(ctx, project, id) }}.run,
		"payment schedules": life[mocoapi.PaymentSchedule, mocoapi.PaymentScheduleUpdate]{
			func(ctx context.Context) (mocoapi.PaymentSchedule, error) {
				return c.PaymentSchedules.Create(ctx, project, mocoapi.NewPaymentSchedule{Date: later, NetTotal: amount})
			},
			func(ctx context.Context, id billing.ID) (mocoapi.PaymentSchedule, error) {
				return c.PaymentSchedules.Get(ctx, project, id)
			},
			func(ctx context.Context, id billing.ID, u mocoapi.PaymentScheduleUpdate) (mocoapi.PaymentSchedule, error) {
				return c.PaymentSchedules.Update(ctx, project, id, u)
			}, mocoapi.PaymentScheduleUpdate{Checked: mocoapi.Set(true)}, func(x mocoapi.PaymentSchedule) bool { return x.Checked },
			func(ctx context.Context, id billing.ID) error { return c.PaymentSchedules.Delete(ctx, project, id) }}.run,
		"activities": life[mocoapi.Activity, mocoapi.ActivityUpdate]{
			func(ctx context.Context) (mocoapi.Activity, error) {
				return c.Activities.Create(ctx, mocoapi.NewActivity{Date: day, ProjectID: project, TaskID: task.ID, Seconds: mocoapi.Set(900)})
			}, c.Activities.Get,
			c.Activities.Update, mocoapi.ActivityUpdate{Description: mocoapi.Set("Anders")}, func(x mocoapi.Activity) bool { return x.Description == "Anders" && x.Seconds == 900 }, c.Activities.Delete}.run,
		"planning entries": life[mocoapi.PlanningEntry, mocoapi.PlanningEntryUpdate]{
			func(ctx context.Context) (mocoapi.PlanningEntry, error) {
				return c.PlanningEntries.Create(ctx, mocoapi.NewPlanningEntry{ProjectID: project, StartsOn: day, EndsOn: later, HoursPerDay: billing.NewDecimal(4, 0)})
			}, c.PlanningEntries.Get,
			c.PlanningEntries.Update, mocoapi.PlanningEntryUpdate{Comment: mocoapi.Set("Anders")}, func(x mocoapi.PlanningEntry) bool { return x.Comment == "Anders" }, c.PlanningEntries.Delete}.run,
		"absences": life[mocoapi.Schedule, mocoapi.ScheduleUpdate]{
			func(ctx context.Context) (mocoapi.Schedule, error) {
				return c.Schedules.Create(ctx, mocoapi.NewSchedule{Date: later, AbsenceCode: mocoapi.AbsenceHoliday, UserID: user})
			}, c.Schedules.Get,
			c.Schedules.Update, mocoapi.ScheduleUpdate{Comment: mocoapi.Set("Anders")}, func(x mocoapi.Schedule) bool { return x.Comment == "Anders" }, c.Schedules.Delete}.run,
		"users": life[mocoapi.User, mocoapi.UserUpdate]{
			func(ctx context.Context) (mocoapi.User, error) {
				return c.Users.Create(ctx, mocoapi.NewUser{Firstname: "Kim", Lastname: "Neu", Email: "kim@example.com", UnitID: unit})
			}, c.Users.Get,
			c.Users.Update, mocoapi.UserUpdate{Bday: mocoapi.Set(day)}, func(x mocoapi.User) bool { return x.Birthday == day }, c.Users.Delete}.run,
		"employments": life[mocoapi.Employment, mocoapi.EmploymentUpdate]{
			func(ctx context.Context) (mocoapi.Employment, error) {
				return c.Employments.Create(ctx, mocoapi.NewEmployment{UserID: user, Pattern: mocoapi.WorkPattern{AM: halfDays, PM: halfDays}, From: later})
			}, c.Employments.Get,
			c.Employments.Update, mocoapi.EmploymentUpdate{To: mocoapi.Set(later)}, func(x mocoapi.Employment) bool { return x.To == later }, c.Employments.Delete}.run,
		"presences": life[mocoapi.Presence, mocoapi.PresenceUpdate]{
			func(ctx context.Context) (mocoapi.Presence, error) {
				return c.Presences.Create(ctx, mocoapi.NewPresence{Date: later, From: "08:00"})
			}, c.Presences.Get,
			c.Presences.Update, mocoapi.PresenceUpdate{To: mocoapi.Set("12:00")}, func(x mocoapi.Presence) bool { return x.To == "12:00" }, c.Presences.Delete}.run,
		"receipts": life[mocoapi.Receipt, mocoapi.ReceiptUpdate]{
			func(ctx context.Context) (mocoapi.Receipt, error) {
				vat := first(listed(t, c.VATCodePurchases.List(ctx, mocoapi.VATCodePurchaseQuery{}))...)
				kind := first(listed(t, c.PurchaseCategories.List(ctx, mocoapi.Global{}))...)
				return c.Receipts.Create(ctx, mocoapi.NewReceipt{Date: day, Title: "Neu", Currency: "EUR", Items: []mocoapi.NewReceiptItem{{PurchaseCategoryID: kind, GrossTotal: mocoapi.Set(amount), VATCodeID: vat}}})
			}, c.Receipts.Get,
			c.Receipts.Update, mocoapi.ReceiptUpdate{Title: mocoapi.Set("Anders")}, func(x mocoapi.Receipt) bool { return x.Title == "Anders" && x.GrossTotal.Cmp(amount) == 0 }, c.Receipts.Delete}.run,
		"invoices": life[mocoapi.Invoice, struct{}]{
			create: func(ctx context.Context) (mocoapi.Invoice, error) {
				return c.Invoices.Create(ctx, mocoapi.NewInvoice{CustomerID: company, RecipientAddress: "Neu", Date: day, DueDate: later, Title: "Neu", Tax: billing.NewDecimal(19, 0), Currency: "EUR",
					Items: []mocoapi.NewInvoiceItem{{Type: mocoapi.ItemTypeItem, Title: "Beratung", Quantity: mocoapi.Set(billing.NewDecimal(2, 0)), Unit: "h", UnitPrice: mocoapi.Set(amount)}}})
			}, get: c.Invoices.Get,
			delete: func(ctx context.Context, id billing.ID) error { return c.Invoices.Delete(ctx, id, "Versehen") }}.run,
		"offers": life[mocoapi.Offer, mocoapi.OfferUpdate]{
			func(ctx context.Context) (mocoapi.Offer, error) {
				return c.Offers.Create(ctx, mocoapi.NewOffer{RecipientAddress: "Neu", Date: day, DueDate: later, Title: "Neu", Tax: billing.NewDecimal(19, 0), CompanyID: company, Currency: "EUR",
					Items: []mocoapi.NewOfferItem{{Type: mocoapi.ItemTypeItem, Title: "Beratung", Quantity: mocoapi.Set(billing.NewDecimal(2, 0)), Unit: "h", UnitPrice: mocoapi.Set(amount)}}})
			}, c.Offers.Get,
			c.Offers.Update, mocoapi.OfferUpdate{Title: mocoapi.Set("Anders")}, func(x mocoapi.Offer) bool {
				return x.Title == "Anders" && x.NetTotal.Cmp(billing.NewDecimal(250, 0)) == 0
			}, c.Offers.Delete}.run,
	} {
		t.Run(name, run)
	}
}

// listed are the ids of a list.
func listed[T any](t *testing.T, seq func(func(mocoapi.Row[T], error) bool)) (ids []billing.ID) {
	t.Helper()
	for row, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row.ID)
	}
	if len(ids) == 0 {
		t.Fatalf("the account has no %T", *new(T))
	}
	return ids
}
