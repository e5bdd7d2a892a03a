package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/ledger"
	"github.com/mocowork/mocowork/notifiers"
)

// desk hears what people press in Slack: it keeps each press in the ledger, which
// is what "acknowledged" means, and carries it out beside the other work.
type desk struct {
	s *Server
	// hands bounds how many presses are carried out at a time.
	hands chan struct{}
	// again lets the connection be opened anew: the configuration has changed.
	again chan struct{}
	hang  atomic.Pointer[context.CancelFunc] // ends the connection that there is
	// down says why there is no connection; nil if there is one.
	down atomic.Pointer[error]
}

// pressHands is how many presses are carried out at a time. Most of them are
// waits for Slack.
const pressHands = 4

// pressTime bounds one press; pressTries is how often one is tried that meets
// something that passes.
const (
	pressTime  = 2 * time.Minute
	pressTries = 5
)

func newDesk(s *Server) *desk {
	d := &desk{s: s, hands: make(chan struct{}, pressHands), again: make(chan struct{}, 1)}
	notYet := errors.New("the connection is being opened")
	d.down.Store(&notYet)
	return d
}

// open hears presses until the worker stops. Without an app token nobody can
// press anything.
func (d *desk) open() {
	for d.s.stopping.Err() == nil {
		rest := time.Duration(1<<63 - 1)
		if slack := d.s.app().chat; slack != nil && slack.Pressable() {
			ctx, hang := context.WithCancel(d.s.stopping)
			d.hang.Store(&hang)
			err := slack.Listen(ctx, notifiers.Listener{Take: d.take, State: d.stands})
			if ctx.Err() == nil {
				d.stands(err)
				rest = 5 * time.Minute // a refused token may be put right without a reload
			} else if d.s.stopping.Err() == nil {
				rest = 0
			}
			hang()
		}
		select {
		case <-d.s.stopping.Done():
		case <-d.again:
		case <-time.After(rest):
		}
	}
}

// reopen follows a changed configuration.
func (d *desk) reopen(before, after *App) {
	if before.chat != nil && before.chat.SameApp(after.chat) {
		return
	}
	select {
	case d.again <- struct{}{}:
	default:
	}
	if hang := d.hang.Load(); hang != nil {
		(*hang)()
	}
}

// stands notes how the connection stands, and logs what has changed.
func (d *desk) stands(err error) {
	if err == nil {
		d.down.Store(nil)
		d.s.log.Info("slack buttons: Socket Mode is connected")
		return
	}
	before := d.down.Swap(&err)
	switch {
	case fault.KindOf(err) == fault.Auth:
		d.s.log.Error("slack buttons: nobody answers what is pressed", "error", err)
	case before == nil || (*before).Error() != err.Error():
		d.s.log.Warn("slack buttons: the connection is opened again", "error", err)
	}
}

// connected is what stand says while presses are heard.
const connected = "connected"

// stand is how the connection stands, in words; "" if there is nothing to press.
func (d *desk) stand() string {
	if slack := d.s.app().chat; slack == nil || !slack.Pressable() {
		return ""
	}
	if err := d.down.Load(); err != nil {
		return (*err).Error()
	}
	return connected
}

// take keeps a press. What can't be kept is told to the person: it was not
// taken.
func (d *desk) take(ctx context.Context, p notifiers.Press) notifiers.Answer {
	a := d.s.app()
	if answer := a.incomplete(p); len(answer.Errors) > 0 {
		return answer
	}
	kept, err := keptPress(p)
	first := false
	if err == nil {
		first, err = a.Ledger.AddPress(ctx, kept)
	}
	if err != nil {
		d.s.log.Error("a press could not be kept", "action", p.Action, "user", p.User, "error", err)
		words := a.pick("Das wurde nicht angenommen: bitte noch einmal.", "That was not taken: please press again.")
		if p.Submitted {
			return notifiers.Answer{Errors: map[string]string{p.First(): words}}
		}
		go d.whisper(a, p, words)
		return notifiers.Answer{}
	}
	if first {
		d.s.background.Go(func() { d.carryOut(kept) })
	}
	return notifiers.Answer{}
}

// incomplete says what is missing in a form.
func (a *App) incomplete(p notifiers.Press) notifiers.Answer {
	switch {
	case !p.Submitted:
	case p.Action == notifiers.ActionRejected && strings.TrimSpace(p.Text(notifiers.FieldReason)) == "":
		return notifiers.Answer{Errors: map[string]string{notifiers.FieldReason: a.pick("Bitte einen Grund angeben.", "Please give a reason.")}}
	case p.Action == notifiers.ActionPicked && len(p.Letters()) == 0:
		return notifiers.Answer{Errors: map[string]string{p.First(): a.pick("Mindestens eine Mahnung auswählen, oder ablehnen.", "Pick one at least, or reject.")}}
	}
	return notifiers.Answer{}
}

// keptPress is a press as the ledger keeps it.
func keptPress(p notifiers.Press) (ledger.Press, error) {
	body, err := json.Marshal(p)
	k := ledger.Press{ID: p.ID, Action: p.Action, Actor: slackUser + p.User, Body: body}
	if p.TS != "" {
		k.Place = p.Channel + ":" + p.TS
	}
	return k, err
}

// slackUser begins the name of somebody who is known by his Slack user.
const slackUser = "slack:"

// resume carries out what was kept and is not settled: by a worker that has
// gone, or because something stood in the way.
func (d *desk) resume(ctx context.Context) error {
	open, err := d.s.app().Ledger.OpenPresses(ctx)
	if err != nil {
		return err
	}
	for _, p := range open {
		d.s.background.Go(func() { d.carryOut(p) })
	}
	return nil
}

// carryOut carries a press out, unless another worker does, and records what
// came of it.
func (d *desk) carryOut(kept ledger.Press) {
	select {
	case d.hands <- struct{}{}:
		defer func() { <-d.hands }()
	case <-d.s.stopping.Done():
		return
	}
	if _, busy := d.s.running.LoadOrStore("press "+kept.ID, true); busy {
		return
	}
	defer d.s.running.Delete("press " + kept.ID)
	ctx, cancel := context.WithTimeout(d.s.stopping, pressTime)
	defer cancel()
	a := d.s.app()
	mine, err := a.Ledger.TakePress(ctx, kept.ID)
	if err != nil || !mine {
		if err != nil && ctx.Err() == nil {
			d.s.log.Warn("a press waits", "press", kept.ID, "error", err)
		}
		return
	}
	var p notifiers.Press
	out := reply{}
	if err := json.Unmarshal(kept.Body, &p); err != nil {
		out = failed(err)
	} else if a.chat == nil {
		out = failed(errNoNotifier)
	} else {
		out = a.pressed(ctx, d.s, p)
	}
	if d.s.stopping.Err() != nil && out.err != nil {
		return // the next worker goes on
	}
	d.settle(ctx, a, kept, p, out)
}

// settle records and says what came of a press. What passes is tried again.
func (d *desk) settle(ctx context.Context, a *App, kept ledger.Press, p notifiers.Press, out reply) {
	log := d.s.log.With("action", kept.Action, "user", kept.Actor, "press", kept.ID)
	if out.err != nil && passes(out.err) && kept.Tries+1 < pressTries {
		log.Warn("a press is tried again", "error", out.err)
		return
	}
	if out.err != nil {
		out.how, out.why = ledger.PressFailed, out.err.Error()
		if len(out.say) == 0 {
			out.say = said(a.pick("Das ging nicht: ", "That did not work: ") + out.err.Error())
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := a.Ledger.SettlePress(ctx, kept, out.how, out.why, out.note); err != nil {
		log.Error("what came of a press can't be recorded", "error", err)
		return
	}
	log.Info("pressed", "outcome", out.how, "reason", out.why)
	if len(out.say) > 0 {
		if err := a.chat.Whisper(ctx, p, a.Config.Language(), out.say...); err != nil {
			log.Warn("a person could not be answered", "error", err)
		}
	}
	if out.note == "" {
		return
	}
	notes, err := a.Ledger.PressNotes(ctx, kept.Place)
	if err == nil {
		err = a.chat.Annotate(ctx, p, a.Config.Language(), notes, out.gone...)
	}
	if err != nil {
		log.Warn("the message does not show what was pressed", "error", err)
	}
}

// passes reports whether an error may be over soon.
func passes(err error) bool {
	switch fault.KindOf(err) {
	case fault.Temporary, fault.Throttled:
		return true
	}
	return errors.Is(err, context.DeadlineExceeded)
}

func (d *desk) whisper(a *App, p notifiers.Press, words string) {
	ctx, cancel := context.WithTimeout(d.s.stopping, 30*time.Second)
	defer cancel()
	if err := a.chat.Whisper(ctx, p, a.Config.Language(), said(words)...); err != nil {
		d.s.log.Warn("a person could not be answered", "user", p.User, "error", err)
	}
}

// reply is what came of a press.
type reply struct {
	how  ledger.PressOutcome
	why  string           // for the audit
	say  []notifiers.Part // to the person alone; nothing if empty
	note string           // below the message, for everybody
	gone []string         // the actions whose buttons vanish
	err  error            // it could not be carried out
}

func done(why string) reply { return reply{how: ledger.PressDone, why: why} }

// failed is a press that could not be carried out.
func failed(err error) reply { return reply{how: ledger.PressFailed, err: err} }

// refusedPress is a press that is not carried out for a good reason.
func refusedPress(why, words string) reply {
	return reply{how: ledger.PressRefused, why: why, say: said(words)}
}

// said are words as a message's body.
func said(words string) []notifiers.Part {
	return []notifiers.Part{notifiers.Paragraph{Text: notifiers.Rich{{Text: words}}}}
}

// pick chooses words by the configuration's language.
func (a *App) pick(german, english string) string {
	if a.Config.Language() == billing.English {
		return english
	}
	return german
}

// pressed carries a press out.
func (a *App) pressed(ctx context.Context, s *Server, p notifiers.Press) reply {
	switch p.Action {
	case notifiers.ActionApprove, notifiers.ActionPick, notifiers.ActionReject, notifiers.ActionPicked, notifiers.ActionRejected:
		return a.answered(ctx, s, p)
	}
	if no, err := a.mayPress(ctx, p.User); err != nil {
		return failed(err)
	} else if no != "" {
		return refusedPress("not in slack.may_press, nor an approver", no)
	}
	if p.Action == notifiers.ActionRetry {
		return a.retry(ctx, s, p)
	}
	action, id, rest, ok := notifiers.ParseInvoice(p.Value)
	if !ok || action != p.Action {
		return refusedPress("the value can't be read", a.pick("Diesen Knopf kennt diese Version nicht.", "This version does not know that button."))
	}
	switch action {
	case notifiers.ActionSnooze:
		return a.snooze(ctx, s, p, id, rest)
	case notifiers.ActionHandsOff:
		return a.handsOff(ctx, s, p, id)
	case notifiers.ActionExplain:
		return a.why(ctx, p, id)
	}
	r := done("took care of invoice " + fmt.Sprint(id))
	r.note = fmt.Sprintf(a.pick("%s kümmert sich, %s", "%s takes care of it, %s"), a.chat.PersonName(ctx, p.User), a.pressedAt())
	r.gone = []string{notifiers.ActionTake}
	return r
}

// pressedAt is the time of day, for notes.
func (a *App) pressedAt() string { return a.opt.Now().In(a.Config.Timezone).Format("15:04") }

// mayPress is "" for people who may use buttons, else says who may.
func (a *App) mayPress(ctx context.Context, user string) (no string, err error) {
	may := a.whoMayPress()
	yes, err := a.among(ctx, user, may)
	if err != nil || yes {
		return "", err
	}
	if len(may) == 0 {
		return a.pick("Niemand darf hier drücken, solange worker.yaml niemanden nennt (slack.may_press oder approvers).",
			"Nobody may press here as long as worker.yaml names nobody (slack.may_press or approvers)."), nil
	}
	return fmt.Sprintf(a.pick("Das dürfen nur %s.", "Only %s may do that."), a.people(ctx, may)), nil
}

// among reports whether a user is one of those who are named, or in one of the
// groups.
func (a *App) among(ctx context.Context, user string, named []string) (bool, error) {
	if slices.Contains(named, user) {
		return true, nil
	}
	for _, id := range named {
		if !strings.HasPrefix(id, "S") {
			continue
		}
		members, err := a.chat.Members(ctx, id)
		if err != nil {
			return false, fmt.Errorf("who belongs to %s can't be asked: %w", id, err)
		}
		if slices.Contains(members, user) {
			return true, nil
		}
	}
	return false, nil
}

// people is "Anna und Ben", with the members of groups in their place.
func (a *App) people(ctx context.Context, ids []string) string {
	const most = 5
	var users []string
	for _, id := range ids {
		if !strings.HasPrefix(id, "S") {
			users = append(users, id)
		} else if members, err := a.chat.Members(ctx, id); err == nil {
			users = append(users, members...)
		}
	}
	slices.Sort(users)
	users = slices.Compact(users)
	var names []string
	for _, u := range users[:min(most, len(users))] {
		names = append(names, a.chat.PersonName(ctx, u))
	}
	if n := len(users) - len(names); n > 0 {
		names = append(names, fmt.Sprintf(a.pick("%d weitere", "%d more"), n))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + a.pick(" und ", " and ") + names[last]
}

// person is who pressed, as the ledger writes people: "Anna@slack:U04ANNA".
func (a *App) person(ctx context.Context, user string) string {
	called := strings.ReplaceAll(a.chat.PersonName(ctx, user), "@", "")
	if called == user || called == "" {
		return slackUser + user
	}
	return called + "@" + slackUser + user
}
