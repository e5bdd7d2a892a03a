package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mocowork/mocowork/actions"
	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/calendar"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/mirror"
	"github.com/mocowork/mocowork/plan"
	"github.com/mocowork/mocowork/rules"
)

// Engine carries out jobs of one account. All of its parts are given; it opens
// and closes nothing.
type Engine struct {
	Account string
	// Mark signs the references of our letters; see ledger.Mark.
	Mark     string
	Zone     *time.Location
	Now      func() time.Time // the clock of dates: today, schedules, expiry
	Calendar calendar.Calendar
	Jobs     []Job
	Exports  []Export
	// Rules gives the compiled rules of a job as they are now.
	Rules  func(job string) (Rules, error)
	Policy Policy
	Mirror *mirror.Mirror
	Source mirror.Source
	Ledger *ledger.Ledger
	Runner *actions.Runner
	// CanWrite is false, with the reason, when there is no way to write to
	// MOCO: every job only plans then.
	CanWrite func() (bool, string)
	// Before puts in order what has to be before anything is written, as far
	// as it can; nil for nothing. What it could not do the brake knows.
	Before func(ctx context.Context)
	// Brake is the brake of a job as it stands now, if that may have changed
	// since the job was made; nil: it has not.
	Brake func(job string) plan.Write
	// Hands bounds how many entries this process has in hand at a time: one for
	// each element that it holds. nil bounds nothing.
	Hands chan struct{}
	// Refused is an error if this process has met a refusal of the write key
	// since a moment; nil for nobody who watches.
	Refused func(since time.Time) error
	// Others calls other workers to help with a run that has these entries
	// left; nil if there are none. It fails silently: the run goes on without.
	Others func(ctx context.Context, left []ledger.Entry)
	// AcceptDrop believes MOCO although a list is suddenly much shorter.
	AcceptDrop bool
	// Report hears how the work goes, for a terminal or a log; nil for silence.
	Report func(Event)
	// Failed tells people that a run failed. Its error is recorded beside the
	// run's own.
	Failed func(ctx context.Context, f Failure) error
	// After hears of every run that has come to its end, not of one that failed:
	// what was said before may be edited by what it has found. nil for nobody.
	After func(ctx context.Context, r Result)
	// HoldEnds tells people, once, that a hold ends soon; nil for nobody.
	HoldEnds func(ctx context.Context, h plan.Hold) error
	// Lapsed tells people that nobody has approved lines in time.
	Lapsed func(ctx context.Context, l Lapsed) error
	// Late compares a delivered file with what MOCO says now; nil: nobody is
	// told of late changes.
	Late func(ctx context.Context, d ledger.Delivered) (plan.Late, error)
	// Requests brings the messages of a plan's requests for approval up to
	// date; of all plans, where the plan is "". nil: there are none. It fails
	// silently: what could not be edited is edited at a later look.
	Requests func(ctx context.Context, plan string)
	// Directory knows who belongs to a user group of Slack; nil: nobody does.
	Directory Directory
	// Point is called at named points of a run, for tests that stop the process
	// there; nil otherwise.
	Point func(name string)
}

// Event is one step of the work, for people who watch.
type Event struct {
	Step string // pull, rules, limits, send, …
	// Mark is how it stands: Going for a moving line, or a final mark.
	Mark Mark
	Text string
	Took time.Duration
	// Done and Total count, where there is something to count; Total 0 means
	// that it is not known.
	Done, Total int
	// Bytes and Left say how large a file has become and how long the rest of it
	// will take; 0 where there is none.
	Bytes int64
	Left  time.Duration
}

// Mark is how a step stands.
type Mark string

// The marks. Symbols always come with words.
const (
	Going   Mark = "▸"
	OK      Mark = "✓"
	Unclear Mark = "!"
	Dropped Mark = "–"
	Bad     Mark = "✗"
)

// Failure is a run that came to nothing.
type Failure struct {
	Run  ledger.Run
	Step string
	Err  error
	Sent int // letters that had gone out before
}

// Today is the date in the configuration's zone.
func (e *Engine) Today() billing.Date { return billing.DateOf(e.Now().In(e.Zone)) }

// onClock shows a moment of the database's clock on the clock of dates, in the
// configuration's zone. The two agree, but in a demo, which plays on a day of
// its own.
func (e *Engine) onClock(ctx context.Context, t time.Time) (time.Time, error) {
	now, err := e.Ledger.Now(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return e.Now().Add(t.Sub(now)).In(e.Zone).Truncate(time.Second), nil
}

// Job finds a job by name, with its brake as it stands now. The error names
// what was asked for and what there is.
func (e *Engine) Job(name string) (Job, error) {
	if name == plan.HoldJob {
		return e.holdJob(), nil
	}
	if export, ok := plan.ExportOf(name); ok {
		return e.exportJob(export)
	}
	i := slices.IndexFunc(e.Jobs, func(j Job) bool { return j.Name == name })
	if i >= 0 {
		j := e.Jobs[i]
		if e.Brake != nil {
			j.Write = e.Brake(name)
		}
		return j, nil
	}
	names := make([]string, len(e.Jobs))
	for k, j := range e.Jobs {
		names[k] = j.Name
	}
	return Job{}, &UnknownJobError{Name: name, Known: names}
}

// UnknownJobError says that no job has this name.
type UnknownJobError struct {
	Name  string
	Known []string
}

// Error lists the jobs that there are.
func (e *UnknownJobError) Error() string {
	return fmt.Sprintf("no job %q; there are: %s", e.Name, strings.Join(e.Known, ", "))
}

func (e *Engine) before(ctx context.Context) {
	if e.Before != nil {
		e.Before(ctx)
	}
}

// requests lets the messages that asked for approval say how things stand.
func (e *Engine) requests(ctx context.Context, plan string) {
	if e.Requests != nil {
		e.Requests(ctx, plan)
	}
}

func (e *Engine) point(name string) {
	if e.Point != nil {
		e.Point(name)
	}
}

// Progress shows how far an action of a run is.
func (e *Engine) Progress(ev Event) { e.report(ev) }

func (e *Engine) report(ev Event) {
	if e.Report != nil {
		e.Report(ev)
	}
}

// Input is what the rules look at on a day: the mirror, and what the ledger
// knows.
func (e *Engine) Input(ctx context.Context, today billing.Date) (rules.Input, error) {
	snap, err := e.Mirror.Snapshot(ctx, today)
	if err != nil {
		return rules.Input{}, err
	}
	facts, err := e.Ledger.Facts(ctx, "")
	if err != nil {
		return rules.Input{}, err
	}
	// A letter that went out after the mirror was filled is no drift: the
	// mirror just does not show it yet.
	shown, err := e.remindersReadAt(ctx)
	if err != nil {
		return rules.Input{}, err
	}
	mailed, err := e.Ledger.MailedSince(ctx, shown)
	if err != nil {
		return rules.Input{}, err
	}
	for id, level := range mailed {
		delete(facts.Levels, id)
		facts.InHand[id] = level
	}
	if snap.ReadAt, err = e.onClock(ctx, snap.ReadAt); err != nil {
		return rules.Input{}, err
	}
	return e.input(snap, facts), nil
}

// remindersReadAt is when the mirror's reminders were read.
func (e *Engine) remindersReadAt(ctx context.Context) (time.Time, error) {
	states, err := e.Mirror.State(ctx)
	if err != nil {
		return time.Time{}, err
	}
	for _, s := range states {
		if s.Kind == mirror.Reminders {
			return s.PulledAt, nil
		}
	}
	return time.Time{}, nil
}

// input is what the rules are given besides the snapshot.
func (e *Engine) input(snap billing.Snapshot, f ledger.Facts) rules.Input {
	snap.Reminders = withoutTrials(snap.Reminders, f.Trial)
	notified := make(map[string]billing.Date, len(f.Notified))
	for k, at := range f.Notified {
		notified[k] = billing.DateOf(at.In(e.Zone))
	}
	return rules.Input{
		Snapshot: snap, Calendar: e.Calendar, Account: e.Account, Mark: e.Mark, Language: e.Policy.Language,
		TreatCreatedAsSent: e.Policy.TreatCreatedAsSent, DunFrom: e.Policy.DunFrom,
		RedirectMailTo: e.Policy.RedirectMailTo, SenderName: e.Policy.SenderName, Legal: e.Policy.Legal,
		History: rules.History{Levels: f.Levels, Accepted: f.Accepted, InHand: f.InHand, Notified: notified},
		Holds:   f.Holds, RepeatAfter: e.Policy.RepeatAfter,
	}
}

// withoutTrials leaves out reminders that no customer has seen. MOCO's own
// level of such an invoice counts them, so it says nothing either.
func withoutTrials(all []billing.Reminder, trial map[billing.ID]bool) []billing.Reminder {
	tried := map[billing.ID]bool{}
	for _, r := range all {
		if trial[r.ID] {
			tried[r.Invoice.ID] = true
		}
	}
	var out []billing.Reminder
	for _, r := range all {
		if tried[r.Invoice.ID] {
			r.Invoice.DunningLevel = 0
		}
		if !trial[r.ID] {
			out = append(out, r)
		}
	}
	return out
}
