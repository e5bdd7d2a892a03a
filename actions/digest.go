package actions

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// digest sends the day's one message of a job: the first run of the day posts
// it, later ones edit it.
type digest struct {
	inside
	env *Env
}

// digestBody is what an edit of a digest has to know.
type digestBody struct {
	Runs []string `json:"runs"` // whose letters it names
}

// lately is how many runs of a job are looked at for one digest.
const lately = 50

// DigestPrefix begins the names of a job's digests in a channel; the day
// follows.
func DigestPrefix(job, channel string) string { return "digest|" + job + "|" + channel + "|" }

// DigestName names the digest of a job and channel on a day.
func DigestName(job, channel string, day billing.Date) string {
	return DigestPrefix(job, channel) + day.String()
}

// Check leaves a digest that has waited to that of a later run, which knows
// more.
func (h digest) Check(ctx context.Context, e ledger.Entry) (Checked, error) {
	runs, err := h.env.Told.Runs(ctx, e.Subject.Label, lately)
	if err != nil {
		return Checked{}, err
	}
	for _, r := range runs {
		if r.ID == e.Run {
			break // older ones follow
		}
		later, ok := h.env.digestOf(ctx, ledger.Entry{Run: r.ID})
		if ok && later.Params == e.Params && !later.State.FreesKey() && later.State != ledger.Review {
			return Checked{Skip: "the digest of run " + r.ID + " says it"}, nil
		}
	}
	return Checked{}, nil
}

// Wait keeps the digest to its time of day and out of the quiet hours. An edit
// disturbs nobody.
func (h digest) Wait(ctx context.Context, e ledger.Entry) (time.Duration, string) {
	now := h.env.Delivery.Now()
	if _, posted, err := h.env.Told.Message(ctx, DigestName(e.Subject.Label, e.Params.(plan.Digest).Channel, billing.DateOf(now))); err == nil && posted {
		return 0, ""
	}
	at := now
	if f := h.env.Delivery.DigestAt; f != nil {
		at = f(now)
	}
	if wait, why := h.env.quiet(at); wait > 0 {
		return at.Add(wait).Sub(now), why
	}
	return at.Sub(now), "waits until " + at.Format("Mon 15:04") + " (slack.digest)"
}

// Write makes the digest from the plan and from what became of its letters.
func (h digest) Write(ctx context.Context, e ledger.Entry, _ Checked) (Written, error) {
	p, err := h.env.planOf(ctx, e)
	if err != nil {
		return Written{}, err
	}
	channel := e.Params.(plan.Digest).Channel
	d, err := h.env.Digest(ctx, p, channel)
	if err != nil {
		return Written{}, err
	}
	name := DigestName(p.Job, channel, billing.DateOf(d.At))
	runs, err := h.runs(ctx, p, name, channel)
	if err != nil {
		return Written{}, err
	}
	if d.Letters, err = h.letters(ctx, p, runs); err != nil {
		return Written{}, err
	}
	m := d.Message(h.env.Delivery.Language)
	if d.Unchanged() && h.env.Delivery.Unchanged != "" {
		if h.env.Delivery.Unchanged == "skip" {
			return Written{Note: "nothing has changed, so nothing is said"}, nil
		}
		m = d.Brief(h.env.Delivery.Language)
	}
	return h.env.publish(ctx, e, Said{Name: name, Kind: "digest", Body: digestBody{runs}}, m)
}

// Digest is the digest of a plan as it would be said now, with the letters of
// its own run.
func (env *Env) Digest(ctx context.Context, p plan.Plan, channel string) (notifiers.Digest, error) {
	head, err := env.Ledger.Head(ctx)
	if err != nil {
		return notifiers.Digest{}, err
	}
	entries, err := env.Ledger.Entries(ctx, ledger.Filter{Run: p.Run})
	if err != nil {
		return notifiers.Digest{}, err
	}
	d := notifiers.Digest{
		Origin: env.origin(p), Channel: channel, At: env.Delivery.Now(), ReadAt: p.Read.At,
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
	day := p.Today.In(d.At.Location())
	before, found, err := env.Told.PlanBefore(ctx, p.Job, day)
	if err == nil && found {
		d.Changes = notifiers.Compare(before, p)
	}
	return d, err
}

// runs are those whose letters a digest names: those that the day's message
// names already, those since the digest of an earlier day, and its own.
func (h digest) runs(ctx context.Context, p plan.Plan, name, channel string) ([]string, error) {
	var body digestBody
	m, found, err := h.env.Told.Message(ctx, name)
	if err != nil {
		return nil, err
	}
	if found {
		if err := json.Unmarshal(m.Body, &body); err != nil {
			return nil, fault.New(fault.Permanent, err)
		}
	}
	if before, known, err := h.env.Told.MessageBefore(ctx, DigestPrefix(p.Job, channel), name); err != nil {
		return nil, err
	} else if known {
		recent, err := h.env.Told.Runs(ctx, p.Job, lately)
		if err != nil {
			return nil, err
		}
		slices.Reverse(recent)
		for _, r := range recent {
			if !r.PlanOnly && r.Plan != "" && r.CreatedAt.After(before.UpdatedAt) {
				body.Runs = append(body.Runs, r.ID)
			}
		}
	}
	var out []string
	for _, r := range append(body.Runs, p.Run) {
		if !slices.Contains(out, r) && r != p.Run {
			out = append(out, r)
		}
	}
	return append(out, p.Run), nil
}

// letters are those of several runs, as they stand now: of one that came up
// again what is known last, and always that it was sent.
func (h digest) letters(ctx context.Context, last plan.Plan, runs []string) ([]notifiers.Letter, error) {
	var out []notifiers.Letter
	for _, id := range runs {
		p := last
		if id != last.Run {
			run, err := h.env.Told.Run(ctx, id)
			if err != nil {
				return nil, err
			}
			if p, err = h.env.Ledger.Plan(ctx, run.Plan); err != nil {
				continue // of another version: that run tells for itself
			}
		}
		entries, err := h.env.Ledger.Entries(ctx, ledger.Filter{Run: id})
		if err != nil {
			return nil, err
		}
		for _, x := range Letters(p, entries) {
			i := slices.IndexFunc(out, func(y notifiers.Letter) bool { return y.InvoiceID == x.InvoiceID && y.Level == x.Level })
			switch {
			case i < 0:
				out = append(out, x)
			case out[i].State != notifiers.LetterDone:
				out[i] = x
			}
		}
	}
	return out, nil
}
