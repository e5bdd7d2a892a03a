package notifiers

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/fault"
	"github.com/mocowork/mocowork/notifiers/slacksim"
	"github.com/mocowork/mocowork/plan"
)

// office is a workspace with an app that hears presses.
type office struct {
	world
	mu      sync.Mutex
	presses []Press
	answer  Answer
	heard   chan struct{}
}

// newOffice listens until the test ends.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{heard: make(chan struct{}, 100)}
	o.world = newWorld(t, func(so *slacksim.Options, co *SlackOptions) {
		co.AppToken = "xapp-sim"
		so.People = []slacksim.Person{{ID: "U04ANNA", Name: "Anna"}, {ID: "U05BEN", Name: "Ben"}}
		so.Groups = []slacksim.Group{{ID: "S0FINANZEN", Handle: "finanzen", Members: []string{"U05BEN"}}}
	})
	ctx, stop := context.WithCancel(context.Background())
	connected, ended := make(chan struct{}, 100), make(chan struct{})
	go func() {
		defer close(ended)
		_ = o.slack.Listen(ctx, Listener{Take: o.take, State: func(err error) {
			if err == nil {
				connected <- struct{}{}
			}
		}})
	}()
	t.Cleanup(func() { stop(); <-ended })
	select {
	case <-connected:
	case <-time.After(10 * time.Second):
		t.Fatalf("no connection: %v", o.sim.Requests())
	}
	return o
}

func (o *office) take(_ context.Context, p Press) Answer {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.presses = append(o.presses, p)
	o.heard <- struct{}{}
	return o.answer
}

// post sends a message and gives it as people see it.
func (o *office) post(t *testing.T, m Message) (slacksim.Message, Receipt) {
	t.Helper()
	r, err := o.slack.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	all := o.sim.Messages()
	return all[len(all)-1], r
}

func anAlert() Alert {
	return Alert{
		Origin: Origin{Run: "r_8f31", MOCO: "https://beispiel.mocoapp.com"}, Subject: plan.Subject{Kind: "invoice", ID: 80699, Label: "R2610-022", Name: "Hansa"},
		Notify: plan.Notify{Severity: plan.Critical, Channel: "C0FINANCE", Title: "Große Rechnung", InvoiceID: 80699, Open: eur(1240000)},
	}
}

func TestPressReachesTheListenerOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m, r := o.post(t, anAlert().Message(billing.German))
	d, err := o.sim.Press(m, ActionSnooze, "U04ANNA")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.sim.Redeliver(d); err != nil {
		t.Fatal(err)
	}
	<-o.heard
	<-o.heard
	o.mu.Lock()
	defer o.mu.Unlock()
	first, again := o.presses[0], o.presses[1]
	if first.ID != again.ID || first.ID == "" {
		t.Errorf("one press has two ids: %q, %q", first.ID, again.ID)
	}
	want := Press{ID: first.ID, Action: "snooze", Value: "snooze:80699:7d", User: "U04ANNA", Name: "Anna", Channel: r.Channel, TS: r.TS, Trigger: d.Trigger, Message: first.Message}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	if bad := o.sim.Complaints(); len(bad) > 0 {
		t.Error(bad)
	}
}

func TestReconnects(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m, _ := o.post(t, anAlert().Message(billing.German))
	for i, end := range []func(){o.sim.Refresh, o.sim.Cut} {
		end()
		for {
			news := o.sim.Changed()
			if open, ever := o.sim.Connections(); open == 1 && ever == i+2 {
				break
			}
			<-news
		}
		if _, err := o.sim.Press(m, ActionTake, "U04ANNA"); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		<-o.heard
	}
}

func TestFormComesBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	request := ApprovalRequest{Channel: "C0FINANCE", Plan: "p_2c9e", Hash: "9f2c", Group: "finance", Expires: monday,
		Lines: []plan.Line{remind(1, 80547, "R2609-014", "Nordlicht & <Söhne>", 1892100, 69, "a@b.example"), remind(2, 80402, "R2608-002", "Café", 71400, 98, "c@d.example")}}
	m, _ := o.post(t, request.Message(billing.German))
	d, err := o.sim.Press(m, ActionPick, "U05BEN")
	if err != nil {
		t.Fatal(err)
	}
	<-o.heard
	form, left := request.PickModal(billing.German, o.presses[0].Value)
	if err := o.slack.Show(t.Context(), Press{Trigger: d.Trigger}, form, billing.German); err != nil || left != 0 {
		t.Fatal(err, left)
	}
	if err := o.slack.Show(t.Context(), Press{Trigger: d.Trigger}, form, billing.German); err == nil {
		t.Error("a trigger opened two forms")
	}
	o.mu.Lock()
	o.answer = Answer{Errors: map[string]string{FieldLetters + "_0": "Bitte auswählen"}}
	o.mu.Unlock()
	v := o.sim.Views()[0]
	d, err = o.sim.Submit(v.ID, map[string]any{"letters_0": []string{}})
	if err != nil || !strings.Contains(string(d.Response), "Bitte auswählen") {
		t.Errorf("%s, %v", d.Response, err)
	}
	o.mu.Lock()
	o.answer = Answer{}
	o.mu.Unlock()
	if _, err = o.sim.Submit(v.ID, map[string]any{"letters_0": []string{"80402"}}); err != nil {
		t.Fatal(err)
	}
	<-o.heard
	<-o.heard
	p := o.presses[2]
	if p.Action != ActionPicked || p.Value != "p_2c9e:9f2c:finance" || !p.Submitted || p.User != "U05BEN" {
		t.Errorf("%+v", p)
	}
	if diff := cmp.Diff([]string{"80402"}, p.Letters()); diff != "" {
		t.Error(diff)
	}
}

func TestAnnotate(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m, _ := o.post(t, anAlert().Message(billing.German))
	if _, err := o.sim.Press(m, ActionTake, "U04ANNA"); err != nil {
		t.Fatal(err)
	}
	<-o.heard
	for range 2 { // twice is once
		if err := o.slack.Annotate(t.Context(), o.presses[0], billing.German, []string{"Anna kümmert sich, 07:41", "<b> & ruht"}, ActionTake); err != nil {
			t.Fatal(err)
		}
	}
	blocks := string(o.sim.Messages()[0].Blocks)
	for text, n := range map[string]int{"Anna kümmert sich, 07:41": 1, `"take"`: 0, `"snooze"`: 1, `\u0026lt;b\u0026gt; \u0026amp; ruht`: 1, `"open"`: 2} {
		if strings.Count(blocks, text) != n {
			t.Errorf("%q comes %d times, want %d:\n%s", text, strings.Count(blocks, text), n, blocks)
		}
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range 2 {
		if got, err := o.slack.Members(t.Context(), "S0FINANZEN"); err != nil || !cmp.Equal(got, []string{"U05BEN"}) {
			t.Errorf("%v, %v", got, err)
		}
		if got := o.slack.PersonName(t.Context(), "U05BEN"); got != "Ben" {
			t.Error(got)
		}
	}
	if n := o.sim.Count("usergroups.users.list") + o.sim.Count("users.info"); n != 2 {
		t.Errorf("%d calls, want 2: the answers are kept for a while", n)
	}
	if err := o.clock.Sleep(t.Context(), 2*time.Minute); err != nil {
		t.Fatal(err)
	}
	o.sim.SetMembers("S0FINANZEN", "U04ANNA")
	if got, err := o.slack.Members(t.Context(), "S0FINANZEN"); err != nil || !cmp.Equal(got, []string{"U04ANNA"}) {
		t.Errorf("after a while: %v, %v", got, err)
	}
	if got := o.slack.PersonName(t.Context(), "U0NOBODY"); got != "U0NOBODY" {
		t.Error(got)
	}
}

func TestRefusedAppTokens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		token  string
		scopes []string
		want   string
	}{
		{"xapp-other", nil, "slack.app_token"},
		{"xapp-sim", []string{"authorizations:read"}, "connections:write"},
	} {
		w := newWorld(t, func(so *slacksim.Options, co *SlackOptions) { so.AppScopes, co.AppToken = c.scopes, c.token })
		err := w.slack.CheckButtons(t.Context())
		if fault.KindOf(err) != fault.Auth || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), c.token) {
			t.Errorf("%s: %v", c.token, err)
		}
	}
	if _, err := NewSlack(SlackOptions{Token: "xoxb-x", AppToken: "xoxb-y"}); err == nil || strings.Contains(err.Error(), "xoxb-y") {
		t.Errorf("a bot token as app token: %v", err)
	}
	w := newWorld(t, nil)
	if err := w.slack.Listen(t.Context(), Listener{}); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("without an app token: %v", err)
	}
}
