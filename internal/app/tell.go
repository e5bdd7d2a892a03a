package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/jobs"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
	"github.com/mocowork/mocowork/plan"
)

// tellFailure sends the message about a failed run. One that reaches nobody is
// tried again by a worker that serves; a person's own run says it on the
// terminal. A key that MOCO refused to the run's letters is refused to all
// others too, and told with it.
func (a *App) tellFailure(ctx context.Context, f jobs.Failure) error {
	if fault.KindOf(f.Err) == fault.Auth && f.Step == "apply" {
		a.refused.first()
	}
	err := a.sendFailure(ctx, f)
	if err != nil && a.Notifier != nil && !f.Run.InTerminal() {
		a.opt.Logger.Error("nobody could be told", "run", f.Run.ID, "job", f.Run.Job, "error", err)
		err = errors.Join(err, a.Ledger.MustTell(ctx, ledger.Untold{ID: f.Run.ID}), a.Ledger.TellFailed(ctx, f.Run.ID, err.Error(), 0))
	}
	return err
}

var errNoNotifier = errors.New("slack.bot_token is not set")

// soon is how long a run may still be at work before what went wrong in it is
// told without waiting for its digest.
const soon = 10 * time.Minute

// TellUntold tells people what the ledger says that they must hear of: actions
// that came to a bad end, messages that did not arrive, runs that failed. What
// reaches nobody stays for the next time, is an error in the log, and makes the
// worker not ready.
func (a *App) TellUntold(ctx context.Context) error {
	all, err := a.Ledger.Untold(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	now, err := a.Ledger.Now(ctx)
	if err != nil {
		return err
	}
	var errs []error
	var news []item
	for _, u := range all {
		alert, say, err := a.untold(ctx, u, now)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", u.ID, err))
		case say == later:
		case say == never:
			errs = append(errs, a.Ledger.Told(ctx, u.ID))
		case !now.Before(u.Next) && !a.keepsQuiet(alert):
			news = append(news, item{about: []ledger.Untold{u}, alert: alert})
		}
	}
	for _, n := range a.storm(a.together(news)) {
		errs = append(errs, a.tell(ctx, n))
	}
	return errors.Join(errs...)
}

// keepsQuiet reports whether an alert waits for the end of the quiet hours.
func (a *App) keepsQuiet(alert notifiers.Alert) bool {
	wait, _ := a.waits(a.router().Route(alert))
	return wait
}

// item is a message, and what it tells.
type item struct {
	about []ledger.Untold
	alert notifiers.Alert
	// all are the alerts of one message about many things; nil for one.
	all []notifiers.Alert
}

// atATime is how many messages people get at once: more things than that are
// told in one message for each channel.
const atATime = 10

// storm makes a few messages of very many.
func (a *App) storm(news []item) []item {
	if len(news) <= atATime {
		return news
	}
	var out []item
	for _, n := range news {
		alert, _ := a.router().Address(n.alert)
		i := slices.IndexFunc(out, func(o item) bool { return o.alert.Notify.Channel == alert.Notify.Channel })
		if i < 0 {
			i, out = len(out), append(out, item{alert: alert})
		}
		out[i].about, out[i].all = append(out[i].about, n.about...), append(out[i].all, alert)
	}
	return out
}

// message is what an item says.
func (a *App) message(n item) notifiers.Message {
	if len(n.all) > 1 {
		m := notifiers.Together(n.all, 10, a.Config.Language())
		m.FollowUps = nil // worker actions lists them
		return m
	}
	alert, _ := a.router().Address(n.alert)
	return alert.Message(a.Config.Language())
}

// severally is how many things about one run are told one by one.
const severally = 3

// together makes one message of many about the same run.
func (a *App) together(news []item) []item {
	byRun := map[string][]ledger.Untold{}
	for _, n := range news {
		byRun[n.alert.Origin.Run] = append(byRun[n.alert.Origin.Run], n.about...)
	}
	var out []item
	for _, n := range news {
		run := n.alert.Origin.Run
		switch about := byRun[run]; {
		case run == "" || len(about) <= severally && about != nil:
			out = append(out, n)
		case about != nil:
			out = append(out, item{about: about, alert: a.ofMany(run, len(about), n.alert.Notify.Text)})
			byRun[run] = nil
		}
	}
	return out
}

// ofMany is the message about many actions of a run; such as is one of them.
func (a *App) ofMany(run string, n int, such string) notifiers.Alert {
	title, text := "%d Aktionen brauchen einen Menschen", "%s · und %d weitere: worker runs show %s"
	if a.Config.Language() == billing.English {
		title, text = "%d actions need a person", "%s · and %d more: worker runs show %s"
	}
	alert := a.alert(fmt.Sprintf(title, n), fmt.Sprintf(text, such, n-1, run))
	alert.Origin.Run = run
	return alert
}

// urgency says what to do about something untold.
type urgency int

const (
	later urgency = iota
	never         // people know it, or it is over
	atOnce
)

// untold makes the message about something that people must hear of.
func (a *App) untold(ctx context.Context, u ledger.Untold, now time.Time) (notifiers.Alert, urgency, error) {
	if u.Title != "" {
		alert := a.alert(u.Title, u.Text)
		if u.Kind == holdKind {
			alert.Kind, alert.Notify.Severity = u.Kind, plan.Warning
			over, err := a.holdOver(ctx, u)
			return alert, map[bool]urgency{true: never, false: atOnce}[over], err
		}
		return alert, atOnce, nil
	}
	if run, err := a.Ledger.Run(ctx, u.ID); !errors.Is(err, ledger.ErrNotFound) {
		return a.ofRun(run), when(err == nil && run.Status.Ended()), err
	}
	e, err := a.Ledger.Entry(ctx, u.ID)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return notifiers.Alert{}, never, nil
	case err != nil:
		return notifiers.Alert{}, later, err
	case e.State == ledger.Done, e.State == ledger.Skipped, e.State.Open() && !isMessage(e):
		return notifiers.Alert{}, never, nil // a person or a later try has settled it
	}
	run, err := a.Ledger.Run(ctx, e.Run)
	if err != nil {
		return notifiers.Alert{}, later, err
	}
	if !isMessage(e) && !run.Status.Ended() && now.Sub(u.Since) < soon {
		return notifiers.Alert{}, later, nil
	}
	if known, err := a.inDigest(ctx, e); err != nil || known {
		return notifiers.Alert{}, never, err
	}
	return a.ofEntry(e), atOnce, nil
}

func when(now bool) urgency {
	if now {
		return atOnce
	}
	return later
}

// inDigest reports whether the run's digest was made after a letter had come to
// its end, so that it says so.
func (a *App) inDigest(ctx context.Context, e ledger.Entry) (bool, error) {
	if !slices.Contains([]string{"remind", "draft_reminder", "email"}, e.Action) {
		return false, nil
	}
	entries, err := a.Ledger.Entries(ctx, ledger.Filter{Run: e.Run, Plan: e.Plan, States: []ledger.State{ledger.Done}})
	return slices.ContainsFunc(entries, func(d ledger.Entry) bool {
		return d.Action == "digest" && d.IntentAt.After(e.UpdatedAt)
	}), err
}

// tell sends what nobody has heard of, unless another worker does.
func (a *App) tell(ctx context.Context, n item) error {
	var ids []string
	tries := 0
	for _, u := range n.about {
		mine, err := a.Ledger.TakeUntold(ctx, u)
		if err != nil {
			return err
		}
		if mine {
			ids, tries = append(ids, u.ID), max(tries, u.Tries)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	log := a.opt.Logger.With("about", ids, "run", n.alert.Origin.Run, "invoice", n.alert.Subject.ID, "attempt", tries+1)
	if a.Notifier == nil {
		log.Error("nobody is told, because slack.bot_token is not set", "title", n.alert.Notify.Title)
		return a.Ledger.Told(ctx, ids...)
	}
	m := a.message(n)
	_, err := a.Notifier.Send(ctx, m)
	switch {
	case ctx.Err() != nil:
		return nil // told to stop; the next worker tells
	case err != nil:
		log.Error("nobody could be told", "error", err)
		rest := time.Duration(0)
		if fault.KindOf(err) == fault.Unsure && tries > 0 {
			rest = 24 * time.Hour // it may be there twice by now
		}
		var errs []error
		for _, id := range ids {
			errs = append(errs, a.Ledger.TellFailed(context.WithoutCancel(ctx), id, err.Error(), rest))
		}
		return errors.Join(errs...)
	}
	log.Info("told", "channel", m.Channel)
	return a.Ledger.Told(context.WithoutCancel(ctx), ids...)
}

// teller tells people what they must hear of. It is a goroutine of its own: a
// Slack that hangs must not keep anybody from working.
func (s *Server) teller() {
	defer close(s.told)
	for {
		select {
		case <-s.stopping.Done():
			return
		case <-s.wake:
		}
		if err := s.app().TellUntold(s.stopping); err != nil && s.stopping.Err() == nil {
			s.log.Warn("tell", "error", err)
		}
	}
}

// wakeTeller lets the teller look.
func (s *Server) wakeTeller() {
	select {
	case s.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// alert is a message about the product itself.
func (a *App) alert(title, text string) notifiers.Alert {
	return notifiers.Alert{
		Origin: notifiers.Origin{MOCO: a.MOCOAddress()}, Kind: "job",
		Notify: plan.Notify{Severity: plan.Critical, Title: title, Text: text},
	}
}

func (a *App) ofRun(r ledger.Run) notifiers.Alert {
	title := "Job " + r.Job + " ist fehlgeschlagen"
	if a.Config.Language() == billing.English {
		title = "Job " + r.Job + " failed"
	}
	alert := a.alert(title, r.Error+" · worker runs show "+r.ID)
	alert.Origin.Job, alert.Origin.Run = r.Job, r.ID
	return alert
}

func isMessage(e ledger.Entry) bool {
	return slices.Contains([]string{"notify", "digest", "ask", "export"}, e.Action)
}

func (a *App) ofEntry(e ledger.Entry) notifiers.Alert {
	message := isMessage(e)
	var german, english string
	switch {
	case message && e.State.Open():
		german, english = "Eine Nachricht kommt seit Minuten nicht an: ", "A message has not arrived for minutes: "
	case message:
		german, english = "Eine Nachricht kam nicht an: ", "A message did not arrive: "
	default:
		german, english = "Eine Aktion braucht einen Menschen: ", "An action needs a person: "
	}
	title := german
	if a.Config.Language() == billing.English {
		title = english
	}
	label := plan.Label(e.Subject)
	alert := a.alert(title+label, fmt.Sprintf("%s %s (%s): %s · worker actions show %s", e.Action, label, e.State, e.Reason, e.ID))
	alert.Origin.Run, alert.Subject = e.Run, e.Subject
	return alert
}

// tellRefused tells people that MOCO refuses the write key, once until they
// have heard of it.
func (a *App) tellRefused(ctx context.Context, e ledger.Entry, cause error) error {
	title := "MOCO lehnt den Schlüssel zum Schreiben ab"
	if a.Config.Language() == billing.English {
		title = "MOCO refuses the write key"
	}
	u := ledger.Untold{ID: "write key", Title: title, Text: fmt.Sprintf("%s %s: %s · worker doctor", e.Action, plan.Label(e.Subject), cause)}
	return a.Ledger.MustTell(ctx, u)
}

// unheard counts what has reached nobody so far, and says so as an error.
func (a *App) unheard(ctx context.Context) (n int, err error) {
	all, err := a.Ledger.Untold(ctx)
	if err != nil {
		return 0, err
	}
	var last ledger.Untold
	for _, u := range all {
		if u.Why != "" {
			n++
			last = u
		}
	}
	if n > 0 {
		err = fmt.Errorf("nobody could be told so far: %d, such as %s since %s: %s", n, last.ID, last.Since.In(a.Config.Timezone).Format("02 Jan 15:04"), last.Why)
	}
	return n, err
}

// router chooses channels by the routes of the configuration.
func (a *App) router() notifiers.Router {
	r := notifiers.Router{DefaultChannel: a.defaultChannel()}
	for _, route := range a.Config.Slack.Routes {
		r.Routes = append(r.Routes, notifiers.Route{When: route.When.Text, Match: matcher(route.When.Text), Channel: route.Channel, Mentions: route.Mention,
			IgnoreQuiet: route.IgnoreQuiet, KeepQuiet: route.KeepQuiet})
	}
	return r
}

// TellBackfill tells people in one message that the files of past periods were
// made.
func (a *App) TellBackfill(ctx context.Context, job string, from, to billing.Period, made, kept int) error {
	if a.Notifier == nil {
		return nil
	}
	title, text := "Nachgeholt: %s, %s bis %s: %d Dateien gemacht, %d behalten", "An Kunden ging nichts."
	if a.Config.Language() == billing.English {
		title, text = "Backfill: %s, %s to %s: %d files made, %d kept", "Nothing went to customers."
	}
	alert := a.alert(fmt.Sprintf(title, job, from.Name(), to.Name(), made, kept), text)
	alert.Origin.Job, alert.Notify.Severity = job, plan.Info
	alert, _ = a.router().Address(alert)
	_, err := a.Notifier.Send(ctx, alert.Message(a.Config.Language()))
	return err
}
