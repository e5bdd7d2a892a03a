package actions

import (
	"context"

	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// digest sends the day's one message of a job.
type digest struct {
	inside
	env *Env
}

// Write makes the digest from the plan and from what became of its letters.
func (h digest) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	entries, err := h.env.Ledger.Entries(ctx, ledger.Filter{Run: e.Run})
	if err != nil {
		return Written{}, err
	}
	head, err := h.env.Ledger.Head(ctx)
	if err != nil {
		return Written{}, err
	}
	d := notifiers.Digest{
		Origin: h.env.origin(p), Channel: e.Params.(plan.Digest).Channel, At: h.env.Delivery.Now(), ReadAt: p.Read.At,
		Verdicts: p.Verdicts, Letters: Letters(p, entries), AuditHead: head,
	}
	for _, l := range p.New() {
		switch v := l.Params.(type) {
		case plan.Notify:
			if v.Digest {
				d.Lines = append(d.Lines, v)
			}
		case plan.Export:
			d.Workbook = v.File
		}
	}
	return h.env.send(ctx, e, d.Message(h.env.Delivery.Language))
}
