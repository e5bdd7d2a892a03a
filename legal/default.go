package legal

import "github.com/mocowork/mocowork/billing"

// Cause is why default began, or will begin.
type Cause string

// The causes. The zero value is that there is none yet.
const (
	ByReminder Cause = "reminder"
	ByContract Cause = "contract"
	By30Days   Cause = "30_days"
)

// Default is the debtor's default (Verzug).
type Default struct {
	// Began: the debtor is in default on the day of the derivation.
	Began bool  `json:"began"`
	Cause Cause `json:"cause,omitzero"`
	// On is the day of the cause: the last day on which payment was in time, or
	// the receipt of the reminder. Absent if there is no cause.
	On billing.Date `json:"on"`
	// From is the day after it: the first day of default, and of interest.
	From billing.Date `json:"from"`
	Law  string       `json:"law,omitzero"`
	// Reminder is MOCO's id of the reminder that caused it.
	Reminder billing.ID `json:"reminder,omitzero"`
}

// thirtyDays is the term after which default begins without a reminder
// (§ 286(3) BGB).
const thirtyDays = 30

// startOfDefault takes the earliest cause.
func (c *claim) startOfDefault() {
	if c.d.Due.IsZero() {
		return
	}
	var best Default
	for _, cause := range []func() Default{c.contract, c.term, c.reminder} {
		if x := cause(); !x.On.IsZero() && (best.On.IsZero() || x.On.Before(best.On)) {
			best = x
		}
	}
	if best.On.IsZero() {
		c.say("default", c.code.byReminder, words{"no default yet: the first reminder after the due date starts it", "noch kein Verzug: Er beginnt mit der ersten Mahnung nach Fälligkeit"})
		return
	}
	best.From = best.On.AddDays(1)
	best.Began = !best.From.After(c.d.Today)
	c.d.Default = best
	text := words{"default began on %s, interest runs from this day on", "Verzug ab %s, Zinsen laufen von diesem Tag an"}
	if !best.Began {
		text = words{"default begins on %s, if nothing is paid before", "Verzug ab %s, wenn bis dahin nicht gezahlt ist"}
	}
	c.say("default", c.code.from, text, best.From)
}

// contract: the due date is fixed by the calendar in the contract.
func (c *claim) contract() Default {
	if c.Basis != BasisContract {
		text := words{"the due date stands on the invoice only: it starts no default by itself", "das Fälligkeitsdatum steht nur auf der Rechnung: Es löst allein keinen Verzug aus"}
		if c.Basis == BasisUnknown {
			text = words{"not known whether the contract fixes the due date: it starts no default by itself", "unbekannt, ob der Vertrag das Datum festlegt: Es löst allein keinen Verzug aus"}
		}
		c.say("default", c.code.byContract, text)
		return Default{}
	}
	c.say("default", c.code.byContract, words{"the contract fixes the due date (legal.due_date_basis): default after %s", "der Vertrag legt das Datum fest (legal.due_date_basis): Verzug nach dem %s"}, c.d.Due)
	return Default{Cause: ByContract, On: c.d.Due, Law: c.code.byContract}
}

// term: 30 days after due date and receipt of the invoice, whichever is later.
// Against a consumer only if the invoice said so; an unknown debtor may be one.
func (c *claim) term() Default {
	switch {
	case c.code.by30Days == "" || c.d.Received.IsZero():
		return Default{}
	case c.d.Debtor != Business && !c.ConsumerNotice:
		c.say("default", c.code.by30Days, words{"no default after 30 days: the debtor may be a consumer, and the invoices do not say it (legal.consumer_notice)",
			"kein Verzug nach 30 Tagen: Der Schuldner kann Verbraucher sein, und die Rechnungen weisen nicht darauf hin (legal.consumer_notice)"})
		return Default{}
	}
	start := c.d.Due
	if c.d.Received.After(start) {
		start = c.d.Received
	}
	on := c.Calendar.Shift(start.AddDays(thirtyDays))
	c.say("default", c.code.by30Days, words{"30 days after due date and receipt: %s", "30 Tage nach Fälligkeit und Zugang: %s"}, on)
	return Default{Cause: By30Days, On: on, Law: c.code.by30Days}
}

// reminder: the first one that arrived after the claim was due. One that came
// before has no effect.
func (c *claim) reminder() Default {
	var first billing.Reminder
	var on billing.Date
	for _, r := range c.item.Reminders {
		arrived := r.Date.AddDays(c.ReceiptDays)
		if r.Status != billing.ReminderSent || !arrived.After(c.d.Due) {
			continue
		}
		if on.IsZero() || arrived.Before(on) {
			first, on = r, arrived
		}
	}
	if on.IsZero() {
		return Default{}
	}
	c.say("default", c.code.byReminder, words{"reminder %d of %s, assumed to have arrived on %s", "Mahnung %d vom %s, Zugang angenommen am %s"}, first.ID, first.Date, on)
	if c.Country == Switzerland && first.DueDate.After(on) {
		c.say("default", c.code.byReminder, words{"the reminder gives a term until %s: if that reads like a respite, default begins only after it", "die Mahnung setzt eine Frist bis %s: Liest sie sich wie eine Stundung, beginnt der Verzug erst danach"}, first.DueDate)
	}
	return Default{Cause: ByReminder, On: on, Law: c.code.byReminder, Reminder: first.ID}
}
