package mocosim

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"time"
)

// kindWebHooks holds the subscriptions. The signing key is not part of them: MOCO shows it in its settings only.
const kindWebHooks = "web_hooks"

// webHooks are the subscriptions. Only the address of one can be changed.
func webHooks() *resource {
	return &resource{
		kind: kindWebHooks, path: "/account/web_hooks",
		attrs: table(
			oneOfThese("target", slices.Collect(maps.Keys(hookTargets))...).need().once(), oneOfThese("event", hookEvents...).need().once(),
			own("hook", nil, readHook).need(), fixed("disabled", false), fixed("disabled_at", nil),
		),
	}
}

func webHookRoutes() []route {
	r := webHooks()
	return []route{
		{"PUT", r.path + "/{id}/disable", nil, r.one(func(c *call, o *object) reply { return switchWebHook(c, o, false) })},
		{"PUT", r.path + "/{id}/enable", nil, r.one(func(c *call, o *object) reply { return switchWebHook(c, o, true) })},
	}
}

// hookTargets are the classes that a subscription may name, by the kind that holds their objects; empty where the account
// keeps none.
var hookTargets = map[string]string{
	"Activity": kindActivities, "Comment": kindComments, "Company": kindCompanies, "Contact": kindContacts, "Contract": "",
	"Deal": kindDeals, "Expense": kindExpenses, "Invoice": kindInvoices, "Invoice::Approval": kindApprovals, "Invoice::BookkeepingExport": kindInvoiceExports,
	"Invoice::Payment": kindPayments, "InvoiceDraft": kindInvoices, "InvoiceReminder": kindReminders, "Offer": kindOffers, "PlanningEntry": kindPlanning,
	"Presence": kindPresences, "Project": kindProjects, "Project::PaymentSchedule": kindSchedules, "ProjectGroup": kindGroups, "Purchase": kindPurchases,
	"Purchase::Approval": kindApprovals, "Purchase::BookkeepingExport": kindPurchaseExports, "Purchase::Draft": kindDrafts, "Purchase::Order": "", "Purchase::Payment": kindPurchasePayments,
	"RecurringExpense": kindRecurring, "Schedule": kindAway, "Task": "", "User": kindUsers, "User::HolidayRequest": "", "User::AbsenceRequest": kindAbsenceRequests,
	"User::PeriodLockOverride": "", "User::WorkTimeAdjustment": kindAdjustments,
}

// hookEvents are those that the section on web hooks names; the general one's "archive" is not among them.
var hookEvents = []string{"create", "update", "delete"}

// readHook takes what can be posted to. Whether MOCO insists on https is not known.
func readHook(_ *call, raw json.RawMessage) (any, string) {
	hook, _ := scalar(raw)
	u, err := url.Parse(hook)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, "ist nicht gültig"
	}
	return hook, ""
}

// switchWebHook may be repeated: the second time changes nothing.
func switchWebHook(c *call, o *object, on bool) reply {
	if o.flag("disabled") == on {
		setWebHook(o, on, c.now)
		c.touch(o)
	}
	return ok(o.encode())
}

func setWebHook(o *object, on bool, now time.Time) {
	o.put("disabled", !on)
	if on {
		o.put("disabled_at", nil)
		return
	}
	o.put("disabled_at", stamp(now))
}
