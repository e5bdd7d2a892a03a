package mocoapi

import "slices"

// WebHookTarget is a kind of object that web hooks tell of, by MOCO's name of
// its class. One that is not among WebHookTargets is kept as it came.
type WebHookTarget string

// Targets whose objects WebHookNotice.Object can read.
const (
	TargetComment         WebHookTarget = "Comment"
	TargetCompany         WebHookTarget = "Company"
	TargetInvoice         WebHookTarget = "Invoice"
	TargetInvoicePayment  WebHookTarget = "Invoice::Payment"
	TargetInvoiceReminder WebHookTarget = "InvoiceReminder"
	TargetPaymentSchedule WebHookTarget = "Project::PaymentSchedule"
	TargetProject         WebHookTarget = "Project"
	TargetUser            WebHookTarget = "User"
)

// WebHookTargets are the targets of MOCO's API description, in its order
// (openapi: WebHookTarget).
func WebHookTargets() []WebHookTarget { return slices.Clone(targets) }

var targets = []WebHookTarget{
	"Activity", TargetComment, TargetCompany, "Contact", "Contract", "Deal", "Expense",
	TargetInvoice, "Invoice::Approval", "Invoice::BookkeepingExport", TargetInvoicePayment, "InvoiceDraft", TargetInvoiceReminder,
	"Offer", "PlanningEntry", "Presence", TargetProject, TargetPaymentSchedule, "ProjectGroup",
	"Purchase", "Purchase::Approval", "Purchase::BookkeepingExport", "Purchase::Draft", "Purchase::Order", "Purchase::Payment",
	"RecurringExpense", "Schedule", "Task",
	TargetUser, "User::HolidayRequest", "User::AbsenceRequest", "User::PeriodLockOverride", "User::WorkTimeAdjustment",
}

// WebHookEvent is what happened to an object. One that is not among
// WebHookEvents is kept as it came.
type WebHookEvent string

// The events. A web hook can't subscribe to EventArchive as far as its own
// section says; the general one names it (docs: webhooks.md).
const (
	EventCreate  WebHookEvent = "create"
	EventUpdate  WebHookEvent = "update"
	EventDelete  WebHookEvent = "delete"
	EventArchive WebHookEvent = "archive"
)

// WebHookEvents are the documented events.
func WebHookEvents() []WebHookEvent { return slices.Clone(events) }

var events = []WebHookEvent{EventCreate, EventUpdate, EventDelete, EventArchive}
