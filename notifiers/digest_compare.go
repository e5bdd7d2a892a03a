package notifiers

import (
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/plan"
)

// Compare says what has changed between the plan of an earlier day and today's.
func Compare(before, now plan.Plan) Changes {
	c := Changes{Since: before.Today}
	then := make(map[billing.ID]plan.Verdict, len(before.Verdicts))
	for _, v := range before.Verdicts {
		then[v.InvoiceID] = v
	}
	for _, v := range now.Verdicts {
		old := then[v.InvoiceID]
		switch {
		case v.Overdue && !old.Overdue:
			c.New = c.New.Plus(v.Open)
		case v.Overdue && v.Level > old.Level:
			c.Higher++
		case v.Overdue:
		case old.Overdue && v.Status == billing.StatusPaid:
			c.Paid = c.Paid.Plus(old.Open)
		case old.Overdue:
			c.Gone = c.Gone.Plus(old.Open)
		}
		delete(then, v.InvoiceID)
	}
	for _, v := range before.Verdicts {
		if _, left := then[v.InvoiceID]; left && v.Overdue {
			c.Gone = c.Gone.Plus(v.Open) // MOCO does not list it any more
		}
	}
	return c
}
