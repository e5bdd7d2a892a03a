package mocosim

import (
	"net/url"
	"slices"
	"time"
)

// kindWebHooks holds the subscriptions. The signing key is not part of them: MOCO shows it in its settings only.
const kindWebHooks = "web_hooks"

func webHookRoutes() []route {
	const list, one = "/account/web_hooks", "/account/web_hooks/{id}"
	return []route{
		{"GET", list, with(), func(c *call) reply { return c.from(kindWebHooks).page(byID) }},
		{"POST", list, nil, createWebHook},
		{"GET", one, nil, onlyFor(kindWebHooks, show)},
		{"PUT", one, nil, onlyFor(kindWebHooks, updateWebHook)},
		{"PATCH", one, nil, onlyFor(kindWebHooks, updateWebHook)},
		{"PUT", one + "/disable", nil, onlyFor(kindWebHooks, func(c *call, o *object) reply { return switchWebHook(c, o, false) })},
		{"PUT", one + "/enable", nil, onlyFor(kindWebHooks, func(c *call, o *object) reply { return switchWebHook(c, o, true) })},
		{"DELETE", one, nil, onlyFor(kindWebHooks, deleteWebHook)},
	}
}

// hookTargets are the classes that a subscription may name, by the kind that holds their objects; empty where the account
// keeps none.
var hookTargets = map[string]string{
	"Activity": kindActivities, "Comment": kindComments, "Company": kindCompanies, "Contact": kindContacts, "Contract": "",
	"Deal": kindDeals, "Expense": kindExpenses, "Invoice": kindInvoices, "Invoice::Approval": kindApprovals, "Invoice::BookkeepingExport": "",
	"Invoice::Payment": kindPayments, "InvoiceDraft": "", "InvoiceReminder": kindReminders, "Offer": kindOffers, "PlanningEntry": "",
	"Presence": kindPresences, "Project": kindProjects, "Project::PaymentSchedule": kindSchedules, "ProjectGroup": "", "Purchase": kindPurchases,
	"Purchase::Approval": kindApprovals, "Purchase::BookkeepingExport": "", "Purchase::Draft": "", "Purchase::Order": "", "Purchase::Payment": "",
	"RecurringExpense": "", "Schedule": "", "Task": "", "User": kindUsers, "User::HolidayRequest": "", "User::AbsenceRequest": kindAbsenceRequests,
	"User::PeriodLockOverride": "", "User::WorkTimeAdjustment": kindAdjustments,
}

// hookEvents are those that the section on web hooks names; the general one's "archive" is not among them.
var hookEvents = []string{"create", "update", "delete"}

func createWebHook(c *call) reply {
	if _, known := hookTargets[c.body.text("target")]; !known {
		return invalid("target", "ist kein gültiger Wert")
	}
	if !slices.Contains(hookEvents, c.body.text("event")) {
		return invalid("event", "ist kein gültiger Wert")
	}
	if !postable(c.body.text("hook")) {
		return invalid("hook", "ist nicht gültig")
	}
	o := newObject("id", c.st.nextID(kindWebHooks), "target", c.body.text("target"), "event", c.body.text("event"),
		"hook", c.body.text("hook"), "disabled", false, "disabled_at", nil, "created_at", stamp(c.now), "updated_at", stamp(c.now))
	c.st.put(kindWebHooks, o)
	c.changed(o.number("id"))
	return ok(o.encode())
}

// postable says whether an address can be posted to. Whether MOCO insists on https is not known.
func postable(hook string) bool {
	u, err := url.Parse(hook)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// updateWebHook changes the address and nothing else.
func updateWebHook(c *call, o *object) reply {
	if !postable(c.body.text("hook")) {
		return invalid("hook", "ist nicht gültig")
	}
	o.put("hook", c.body.text("hook"))
	c.touch(o)
	return ok(o.encode())
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

// deleteWebHook answers with the object, as the OpenAPI description says; the documentation shows no answer.
func deleteWebHook(c *call, o *object) reply {
	c.st.remove(kindWebHooks, o.number("id"))
	c.changed(o.number("id"))
	return ok(o.encode())
}
