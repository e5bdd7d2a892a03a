package actions

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/exporters"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// Delivery is how messages and files reach people.
type Delivery struct {
	// Notifier is nil when no channel is configured; then messages fail with a
	// sentence that says so.
	Notifier notifiers.Notifier
	Router   notifiers.Router
	Language billing.Language
	MOCO     string           // the address that links to invoices begin with
	Now      func() time.Time // in the configuration's zone
	Version  string
	// Shown says for each export what its configuration lets it show.
	Shown map[string]Shown
	// Keep says for each export how long its files stay; none is for ever.
	Keep map[string]exporters.Age
	// Bucket opens the bucket of an address; nil: with the keys that the cloud's
	// own places hold.
	Bucket func(ctx context.Context, address string) (*exporters.Bucket, error)
	// Quiet is when a quiet time that t lies in ends; t if it lies in none. nil:
	// it is never quiet.
	Quiet func(t time.Time) time.Time
	// DigestAt is when a digest that is ready at t is posted; t for at once. nil:
	// at the end of its run.
	DigestAt func(t time.Time) time.Time
	// Unchanged says what becomes of a digest that says nothing new: "line",
	// "skip", or "" for the whole digest as always.
	Unchanged string
	// Group says how the alerts of a run are put together.
	Group Grouping
}

// Shown is what the configuration says about the content of an export.
type Shown struct {
	People exporters.People
	Sick   bool            // sick days too
	Target billing.Decimal // of revenue a month, or of utilisation in per cent; 0 is none
}

// errNoNotifier is what a message fails with that has nowhere to go.
var errNoNotifier = fault.New(fault.Permanent, errors.New("slack.bot_token is not set, so there is nobody to tell"))

// inside is the part that handlers of messages and files share: nothing is
// read from MOCO again, and doing it twice is better than not at all.
type inside struct{}

func (inside) Trait() Trait { return Trait{Repeatable: true} }

func (inside) Check(context.Context, ledger.Entry) (Checked, error) { return Checked{}, nil }

func (inside) Reconcile(context.Context, ledger.Entry) (Finding, error) { return Finding{}, nil }

// zone is the configuration's zone. Moments that come from the store have none.
func (env *Env) zone() *time.Location {
	if env.Delivery.Now == nil {
		return time.UTC
	}
	return env.Delivery.Now().Location()
}

// origin is what every message says about where it comes from.
func (env *Env) origin(p plan.Plan) notifiers.Origin {
	return notifiers.Origin{Job: p.Job, Run: p.Run, Rules: p.Rules, MOCO: env.Delivery.MOCO}
}

// send delivers an entry's message with what belongs into its thread, and
// records whether it has arrived.
func (env *Env) send(ctx context.Context, e ledger.Entry, m notifiers.Message) (Written, error) {
	w, err := env.post(ctx, m)
	return w, env.arrived(ctx, e, m, w, err)
}

// publish is Publish for an entry, and records whether the message has arrived.
func (env *Env) publish(ctx context.Context, e ledger.Entry, as Said, m notifiers.Message) (Written, error) {
	w, err := env.Publish(ctx, as, m)
	return w, env.arrived(ctx, e, m, w, err)
}

// arrived records whether an entry's message has arrived; err is why it has not.
func (env *Env) arrived(ctx context.Context, e ledger.Entry, m notifiers.Message, w Written, err error) error {
	d := ledger.Delivery{Entry: e.ID, Run: e.Run, Place: m.Channel, State: ledger.DeliveryDelivered, Attempts: e.Attempts, Receipt: w.RemoteID}
	switch kind := fault.KindOf(err); {
	case err == nil && w.Note != told(m) && w.Note != told(m)+byEdit:
		d.Reason = w.Note
	case err == nil:
	case e.Attempts < maxAttempts && (kind == fault.Temporary || kind == fault.Throttled || kind == fault.Unsure):
		d.State, d.Reason = ledger.DeliveryPending, err.Error()
	default:
		d.State, d.Reason = ledger.DeliveryFailed, err.Error()
	}
	return errors.Join(err, env.Ledger.NoteDelivery(context.WithoutCancel(ctx), d))
}

// told says where a message is.
func told(m notifiers.Message) string { return "told " + m.Channel }

// byEdit says that the message was there before.
const byEdit = ", by an edit"

// post delivers a message with what belongs into its thread.
func (env *Env) post(ctx context.Context, m notifiers.Message) (Written, error) {
	n := env.Delivery.Notifier
	if n == nil {
		return Written{}, errNoNotifier
	}
	r, err := n.Send(ctx, m)
	if err != nil {
		return Written{}, err
	}
	w := Written{RemoteID: r.Channel + ":" + r.TS, Note: told(m)}
	if r.Diverted != "" {
		w.Note = "meant for " + m.Channel + ", told " + r.Diverted
	}
	for _, more := range m.InThread(r) {
		if _, err := n.Send(ctx, more); err != nil {
			w.Note += "; its thread is not complete: " + err.Error()
			return w, nil
		}
	}
	return w, nil
}

// planOf reads the plan that an entry comes from.
func (env *Env) planOf(ctx context.Context, e ledger.Entry) (plan.Plan, error) {
	return env.Ledger.Plan(ctx, e.Plan)
}

// Letters are the reminders of a plan and what became of them so far.
func Letters(p plan.Plan, entries []ledger.Entry) []notifiers.Letter {
	byLine := map[int]ledger.Entry{}
	mailOf := map[string]ledger.Entry{}
	for _, x := range entries {
		switch {
		case x.Plan != p.ID:
		case x.Parent != "":
			mailOf[x.Parent] = x
		default:
			byLine[x.Line] = x
		}
	}
	var out []notifiers.Letter
	for _, l := range p.Letters() {
		if l.Trial() && strings.HasPrefix(l.InHand, ledger.DoneIn) {
			continue // nothing of it is open, and nothing is new
		}
		r := l.Params.(plan.Remind)
		letter := notifiers.Letter{InvoiceID: r.InvoiceID, Level: r.Level, Open: r.Open, State: notifiers.LetterPlanned, Reason: l.InHand}
		x, released := byLine[l.N]
		switch {
		case released:
			if mail, ok := mailOf[x.ID]; ok && x.State == ledger.Done {
				x = mail
			}
			letter.State, letter.Reason = letterState(x, r.Draft), x.Reason
			if x.State == ledger.Done {
				letter.Reason = ""
			}
		case strings.HasPrefix(l.InHand, ledger.InReview), strings.HasPrefix(l.InHand, ledger.DoneIn):
			letter.State = notifiers.LetterReview
		case l.InHand != "":
			letter.State = notifiers.LetterRunning
		case p.Stopped:
			letter.State = notifiers.LetterStopped
		case l.Approve != "" || p.Write == plan.WriteApprove || !p.LimitsKept():
			letter.State = notifiers.LetterWaiting
		}
		if p.Write == plan.WriteOff && !released {
			letter.State = notifiers.LetterPlanned
		}
		out = append(out, letter)
	}
	return out
}

func letterState(x ledger.Entry, draft bool) notifiers.LetterState {
	switch x.State {
	case ledger.Done:
		if x.Action == "remind" && !draft {
			return notifiers.LetterRunning
		}
		return notifiers.LetterDone
	case ledger.Skipped:
		return notifiers.LetterSkipped
	case ledger.Failed:
		return notifiers.LetterFailed
	case ledger.Expired:
		return notifiers.LetterExpired
	case ledger.Review, ledger.Intent:
		return notifiers.LetterReview
	}
	return notifiers.LetterRunning
}

// thread is the message id of a run's digest, for what belongs below it; "" if
// there is none in that channel.
func (env *Env) thread(ctx context.Context, e ledger.Entry) string {
	if d, ok := env.digestOf(ctx, e); ok && d.State == ledger.Done {
		_, ts, _ := strings.Cut(d.RemoteID, ":")
		return ts
	}
	return ""
}

// digestOf is the digest of an entry's run.
func (env *Env) digestOf(ctx context.Context, e ledger.Entry) (ledger.Entry, bool) {
	entries, err := env.Ledger.Entries(ctx, ledger.Filter{Run: e.Run})
	if err != nil {
		return ledger.Entry{}, false
	}
	for _, x := range entries {
		if x.Action == "digest" {
			return x, true
		}
	}
	return ledger.Entry{}, false
}
