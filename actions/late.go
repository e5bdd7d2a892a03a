package actions

import (
	"context"
	"time"

	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/plan"
)

// Late compares a delivered file with what the mirror says now. The errors are
// those of the mirror, such as reports that were not read again, and of a file
// that was not kept.
func (env *Env) Late(ctx context.Context, d ledger.Delivered) (plan.Late, error) {
	kept, err := env.Files.DeliveredFor(ctx, d.Export, d.Period)
	if err != nil {
		return plan.Late{}, err
	}
	x := plan.Export{Name: d.Export, Template: d.Template, File: d.File, Period: d.Period}
	in, err := export{env: env}.input(ctx, ledger.Entry{}, plan.Plan{Today: env.Today()}, x)
	if err != nil {
		return plan.Late{}, err
	}
	late, err := exporters.Late(d.Template, in, kept.Pack)
	late.File, late.SHA256, late.Run, late.At = d.File, d.SHA256, d.Run, env.local(d.At)
	return late, err
}

// local shows a moment in the configuration's zone.
func (env *Env) local(t time.Time) time.Time { return t.In(env.Delivery.Now().Location()) }
