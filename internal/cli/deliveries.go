package cli

import (
	"cmp"
	"fmt"
	"text/tabwriter"

	"github.com/mocowork/mocowork/internal/app"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// showDeliveries says of each file and message of a run whether it has arrived.
func showDeliveries(w *World, f *flags, a *app.App, all []ledger.Delivery) error {
	if f.JSON {
		for _, d := range all {
			if err := emit(w.Stdout, "delivery", d); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		return nil
	}
	fmt.Fprintln(w.Stdout, "\n  Did it arrive?")
	t := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	marks := map[ledger.DeliveryState]jobs.Mark{
		ledger.DeliveryDelivered: jobs.OK, ledger.DeliveryPending: jobs.Unclear, ledger.DeliveryFailed: jobs.Bad,
	}
	for _, d := range all {
		words := d.Reason
		if d.Attempts > 1 {
			words = fmt.Sprintf("%d attempts  %s", d.Attempts, words)
		}
		fmt.Fprintf(t, "  %s %s\t%s\t%s\t%s\t%s\n", marks[d.State], d.State, clock(a, d.UpdatedAt), plan.Plain(d.Place), plan.Plain(cmp.Or(d.Name, "message")), plan.Plain(words))
	}
	return t.Flush()
}
