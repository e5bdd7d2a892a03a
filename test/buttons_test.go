package test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mocowork/mocowork/mocoapi/mocosim"
	"github.com/mocowork/mocowork/notifiers/slacksim"
)

// The people of the tests with buttons.
const (
	anna     = "U04ANNA"
	ben      = "U05BEN"
	stranger = "U09FREMD"
)

// buttons is an installation whose messages can be pressed: two people must
// approve, and one of them is in a user group.
func buttons(t *testing.T, s setup) *world {
	t.Helper()
	s.slack.People = []slacksim.Person{{ID: anna, Name: "Anna"}, {ID: ben, Name: "Ben"}, {ID: stranger, Name: "Fremd"}}
	s.slack.Groups = []slacksim.Group{{ID: "S0FINANZEN", Handle: "finanzen", Members: []string{ben}}}
	w := newWorld(t, s)
	w.put("slack.app", "xapp-sim\n")
	w.edit("worker.yaml", "  bot_token:", "  app_token: ${file:./slack.app}\n  bot_token:")
	w.edit("worker.yaml", `finance: {channel: "#finance-freigaben"}`, `finance: {channel: "#finance-freigaben", approvers: [U04ANNA, S0FINANZEN], required: 2}`)
	return w
}

// slackShows waits until something holds in Slack.
func (w *world) slackShows(what string, holds func() bool) {
	w.t.Helper()
	limit := time.After(patience)
	for {
		news := w.slack.Changed()
		if holds() {
			return
		}
		select {
		case <-news:
		case <-time.After(250 * time.Millisecond): // MOCO's news wake nobody up here
		case <-limit:
			w.t.Fatalf("%s does not come; Slack has %+v\n%v", what, w.slack.Messages(), w.slack.Complaints())
		}
	}
}

// message waits for a message of a channel whose blocks have a text.
func (w *world) message(channel, text string) slacksim.Message {
	w.t.Helper()
	var found slacksim.Message
	w.slackShows("a message with "+text+" in "+channel, func() bool {
		for _, m := range slices.Backward(w.slack.In(channel)) {
			if strings.Contains(string(m.Blocks)+m.Text, text) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// connected waits until a worker hears presses.
func (w *world) connected() {
	w.t.Helper()
	w.slackShows("a connection", func() bool { open, _ := w.slack.Connections(); return open > 0 })
}

// heard waits until a person is told something for herself.
func (w *world) heard(user, text string) {
	w.t.Helper()
	w.slackShows(user+" hears "+text, func() bool {
		return slices.ContainsFunc(w.slack.Whispers(user), func(x slacksim.Whisper) bool { return strings.Contains(string(x.Blocks), text) })
	})
}

// press presses a button and wants it to be acknowledged.
func (w *world) press(m slacksim.Message, action, user string) slacksim.Delivery {
	w.t.Helper()
	d, err := w.slack.Press(m, action, user)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// choose chooses from the first menu that has an option beginning so.
func (w *world) choose(m slacksim.Message, option, user string) slacksim.Delivery {
	w.t.Helper()
	blocks := string(m.Blocks)
	i := strings.Index(blocks, `"value":"`+option)
	if i < 0 {
		w.t.Fatalf("no option %s in %s", option, blocks)
	}
	value, _, _ := strings.Cut(blocks[i+len(`"value":"`):], `"`)
	d, err := w.slack.Choose(m, "invoice_menu", value, user)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// inTime wants every press to have been acknowledged within three seconds, by
// Slack's own clock.
func (w *world) inTime() {
	w.t.Helper()
	if bad := w.slack.Complaints(); len(bad) > 0 {
		w.t.Errorf("Slack complains: %v", bad)
	}
	if acks := w.slack.Acks(); len(acks) == 0 || slices.Max(acks) > 3*time.Second {
		w.t.Errorf("acknowledged after %v", acks)
	}
}

// TestButtonsOfTheDigest: why, snooze, hands off; the next plan leaves the
// invoices alone, a stranger is refused, and nothing happens twice.
func TestButtonsOfTheDigest(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{write: "approve"})
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 7)
	m := w.message("finance", "invoice_menu")

	w.choose(m, "explain:", stranger)
	w.heard(stranger, "Das dürfen nur Anna und Ben")
	w.choose(m, "explain:", ben)
	w.heard(ben, "Regel dunning")
	d := w.choose(m, "snooze:", anna)
	w.message("finance", "Mahnsperre")
	if err := w.slack.Redeliver(d); err != nil {
		t.Fatal(err)
	}
	w.choose(m, "snooze:", ben) // again, by somebody else
	w.heard(ben, "ruht bis")
	holds := w.worker("hold", "list", "--json").want(t, 0).objects(t)
	if len(holds) != 1 {
		t.Errorf("%d holds, want one: %v", len(holds), holds)
	}
	w.enqueue("dun", "--wait").want(t, 7, "2")
	w.worker("audit").want(t, 0, "slack:"+anna, "slack:"+stranger)
	if mails := w.mailed(); len(mails) > 0 {
		t.Errorf("letters went out: %v", mails)
	}
	w.inTime()
	p.stop().want(t, 0)
}

// TestApprovalByTwoPeople: the whole conversation of one request.
func TestApprovalByTwoPeople(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{approve: true})
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 7)
	m := w.message("finance-freigaben", "approve_all")
	// However slow MOCO is, a press is acknowledged at once.
	w.moco.Fault(mocosim.Fault{Delay: 150 * time.Millisecond, Commit: mocosim.CommitBefore})

	old := m
	i := strings.Index(string(m.Blocks), `"value":"p_`)
	hash := strings.Split(string(m.Blocks)[i:], ":")[2]
	old.Blocks = []byte(strings.ReplaceAll(string(m.Blocks), hash, strings.Repeat("0", len(hash))))
	w.press(old, "approve_all", anna)
	w.heard(anna, "zu einem älteren Plan")

	w.press(m, "approve_all", stranger)
	w.heard(stranger, "Nur Anna und Ben dürfen freigeben")
	first := w.press(m, "approve_all", anna)
	w.heard(anna, "1 weitere fehlt noch")
	if err := w.slack.Redeliver(first); err != nil {
		t.Fatal(err)
	}
	w.press(m, "approve_all", anna)
	w.heard(anna, "Du hast schon zugestimmt")
	w.wantSent()

	w.slack.Refresh() // a press while the connection is opened again
	w.slackShows("another connection", func() bool { open, ever := w.slack.Connections(); return open > 0 && ever > 1 })
	w.press(m, "approve_all", ben)
	w.slackShows("the letters", func() bool { return len(w.mailed()) == 3 })
	w.press(m, "approve_all", ben)
	w.heard(ben, "schon entschieden")
	w.wantSent("R-1", "R-2", "R-3")
	w.inTime()
	p.stop().want(t, 0)
	w.worker("audit", "--verify").want(t, 0)
}

// TestPickAndReject: a form to choose from, and one that asks why.
func TestPickAndReject(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{approve: true})
	w.edit("worker.yaml", "required: 2", "required: 1")
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 7)
	m := w.message("finance-freigaben", "approve_all")

	w.press(m, "pick", stranger)
	w.heard(stranger, "dürfen freigeben")
	w.press(m, "pick", anna)
	form := w.form(1)
	if form.User != anna || !strings.Contains(string(form.JSON), "R-1") || !strings.Contains(string(form.JSON), "Zahlungserinnerung") {
		t.Errorf("the form shows %s", form.JSON)
	}
	all := optionsOf(string(form.JSON))
	if d, err := w.slack.Submit(form.ID, map[string]any{"letters_0": []string{}}); err != nil || !strings.Contains(string(d.Response), "errors") {
		t.Errorf("nothing was picked: %s, %v", d.Response, err)
	}
	if _, err := w.slack.Submit(form.ID, map[string]any{"letters_0": all[:1]}); err != nil {
		t.Fatal(err)
	}
	w.slackShows("one letter", func() bool { return len(w.mailed()) == 1 })

	w.press(m, "reject", ben)
	form = w.form(2)
	if _, err := w.slack.Submit(form.ID, map[string]any{"reason": "Kunde ruft Montag an"}); err != nil {
		t.Fatal(err)
	}
	w.heard(ben, "Abgelehnt: 2")
	w.worker("hold", "list").want(t, 0, "Kunde ruft Montag an")
	if n := len(w.mailed()); n != 1 {
		t.Errorf("%d letters were sent, want 1", n)
	}
	w.inTime()
	p.stop().want(t, 0)
}

// TestPressWhileNobodyServes: Slack tells the person, and nothing is lost or
// doubled by it.
func TestPressWhileNobodyServes(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{approve: true})
	w.edit("worker.yaml", "required: 2", "required: 1")
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 7)
	m := w.message("finance-freigaben", "approve_all")
	p.stop().want(t, 0)
	w.slackShows("the connection to end", func() bool { open, _ := w.slack.Connections(); return open == 0 })
	if _, err := w.slack.Press(m, "approve_all", anna); !errors.Is(err, slacksim.ErrNoConnection) {
		t.Fatalf("a press that nobody hears: %v", err)
	}
	p = w.serve()
	w.connected()
	w.wantSent()
	w.press(m, "approve_all", anna)
	w.slackShows("the letters", func() bool { return len(w.mailed()) == 3 })
	w.wantSent("R-1", "R-2", "R-3")
	w.inTime()
	p.stop().want(t, 0)
}

// TestLatePress: no answer in time is a no, whoever presses then.
func TestLatePress(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{approve: true})
	w.edit("worker.yaml", "required: 2", "required: 1, expires: 1s")
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 7)
	m := w.message("finance-freigaben", "approve_all")
	late := time.Now().Add(1200 * time.Millisecond)
	w.slackShows("the end of the time", func() bool { return time.Now().After(late) })
	w.press(m, "approve_all", anna)
	w.heard(anna, "verfallen")
	w.wantSent()
	p.stop().want(t, 0)
}

// form waits for the n-th form.
func (w *world) form(n int) slacksim.View {
	w.t.Helper()
	w.slackShows("a form", func() bool { return len(w.slack.Views()) >= n })
	return w.slack.Views()[n-1]
}

// optionsOf are the values of a form's boxes.
func optionsOf(form string) []string {
	var out []string
	for _, piece := range strings.Split(form, `"value":"`)[1:] {
		value, _, _ := strings.Cut(piece, `"`)
		if !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	return out
}

// TestButtonsOfAnAlert: who takes care of an invoice stands in the message, and
// what was taken can't be taken twice.
func TestButtonsOfAnAlert(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{write: "approve", rules: alertRule})
	w.edit("worker.yaml", "  app_token:", "  may_press: [U04ANNA]\n  app_token:")
	p := w.serve()
	w.connected()
	w.enqueue("dun", "--wait").want(t, 0)
	m := w.message("finance", `"action_id":"take"`)
	w.press(m, "take", ben)
	w.heard(ben, "Das dürfen nur Anna")
	w.press(m, "take", anna)
	m = w.message("finance", "Anna kümmert sich, ")
	if strings.Contains(string(m.Blocks), `"take"`) || !strings.Contains(string(m.Blocks), `"snooze"`) {
		t.Errorf("the buttons that are left: %s", m.Blocks)
	}
	w.press(m, "snooze", anna)
	m = w.message("finance", "ruht bis")
	if !strings.Contains(string(m.Blocks), "Anna kümmert sich") {
		t.Errorf("the second note has replaced the first: %s", m.Blocks)
	}
	w.worker("doctor").want(t, 0, "buttons: Socket Mode connected")
	w.inTime()
	p.stop().want(t, 0)
	w.worker("doctor").want(t, 0, "the app token is accepted")
}

// alertRule tells at once of every overdue invoice.
const alertRule = `version: 1
rules:
  - name: big
    for_each: invoices
    when: invoice.overdue and invoice.number == "R-1"
    actions:
      - notify: {severity: critical, text: "Bitte ansehen"}
`

// TestButtonsOfAFailure starts a job again that has failed, once per press.
func TestButtonsOfAFailure(t *testing.T) {
	t.Parallel()
	w := buttons(t, setup{})
	p := w.serve()
	w.connected()
	w.moco.Fault(mocosim.Fault{Status: 401, Times: 1})
	w.enqueue("dun", "--wait").want(t, 1)
	m := w.message("finance", "retry_now")
	w.press(m, "retry_now", stranger)
	w.heard(stranger, "Das dürfen nur")
	d := w.press(m, "retry_now", anna)
	w.message("finance", "Anna hat neu gestartet")
	if err := w.slack.Redeliver(d); err != nil {
		t.Fatal(err)
	}
	w.slackShows("the letters", func() bool { return len(w.mailed()) == 3 })
	w.inTime()
	p.stop().want(t, 0)
	w.wantSent("R-1", "R-2", "R-3")
	if runs := w.worker("runs", "--json").want(t, 0).objects(t); len(runs) != 2 {
		t.Errorf("%d runs, want 2", len(runs))
	}
}
