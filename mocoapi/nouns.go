package mocoapi

import "github.com/mocowork/mocowork/billing"

// The nouns name objects in errors, by the words that billing uses too.
const (
	nounInvoice  = "invoice"
	nounPayment  = "payment"
	nounReminder = "reminder"
	nounCompany  = "company"
	nounProject  = "project"
	nounUser     = "user"
	nounComment  = "comment"
	nounSchedule = "payment schedule"
	nounWebHook  = "web hook"
)

// noID says that a number is not an id.
func noID(id billing.ID, noun string) string { return at("%d is not a valid %s id", id, noun) }
