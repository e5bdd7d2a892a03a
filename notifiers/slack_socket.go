package notifiers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"sync"
	"time"

	"github.com/mocowork/mocowork/internal/fault"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// Press is what a person has pressed or sent off, as plain data: ids and what
// she wrote, no names of customers.
type Press struct {
	// ID is the same however often Slack delivers the press.
	ID string `json:"id"`
	// Action is the button's action_id, or the callback_id of a modal that was
	// sent off; Value what the button holds, or the modal's own note.
	Action  string `json:"action"`
	Value   string `json:"value"`
	User    string `json:"user"`              // Slack's id
	Name    string `json:"name,omitempty"`    // as Slack said with the press; may be empty
	Channel string `json:"channel,omitempty"` // of the message, also of a form's
	TS      string `json:"ts,omitempty"`      // of the message
	Thread  string `json:"thread,omitempty"`  // of the message
	// Trigger opens one modal within three seconds.
	Trigger string `json:"trigger,omitempty"`
	// Submitted says that a modal was sent off; State is what was filled in, by
	// action_id: a text, or the values of the boxes that are ticked.
	Submitted bool                `json:"submitted,omitempty"`
	State     map[string][]string `json:"state,omitempty"`
	// Message is the message as it stood when it was pressed, in Slack's JSON.
	Message json.RawMessage `json:"message,omitempty"`
}

// Answer is what a press is acknowledged with.
type Answer struct {
	// Errors keep a modal open, by the block that each is shown at.
	Errors map[string]string
}

// answers reports whether somebody hears of what is pressed.
func (s *Slack) answers() bool { return s.appToken != "" }

// Pressable reports whether messages have buttons: there is an app token.
func (s *Slack) Pressable() bool { return s.answers() }

// SameApp reports whether two clients listen with the same token at the same
// place.
func (s *Slack) SameApp(o *Slack) bool {
	return o != nil && s.appToken == o.appToken && s.endpoint == o.endpoint
}

// Listener is who hears of presses.
type Listener struct {
	// Take keeps a press so that it is not lost. It has a second or two: the
	// press is acknowledged when it returns. It must do no more than that.
	Take func(ctx context.Context, p Press) Answer
	// State hears how the connection stands: nil once it is there, and why it
	// is not.
	State func(err error)
}

// keepingTime bounds Take: Slack wants its answer within three seconds.
const keepingTime = 1500 * time.Millisecond

// Listen hears presses over Socket Mode until ctx ends. It opens the connection
// again whenever it is lost, with growing pauses. The error is ctx's, or Auth if
// Slack refuses the app's token for good.
func (s *Slack) Listen(ctx context.Context, l Listener) error {
	if !s.answers() {
		return fault.New(fault.Permanent, errors.New("slack.app_token is not set"))
	}
	api := slack.New(s.token, slack.OptionAPIURL(s.endpoint), slack.OptionHTTPClient(s.http), slack.OptionAppLevelToken(s.appToken))
	c := socketmode.New(api, socketmode.OptionLog(log.New(io.Discard, "", 0)), socketmode.OptionReadLimit(maxAnswer))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var taking sync.WaitGroup
	defer taking.Wait()
	ended := make(chan error, 1)
	go func() { ended <- c.RunContext(ctx) }()
	for {
		select {
		case e := <-c.Events:
			if e.Type == socketmode.EventTypeInteractive {
				// One after the other would let a slow one make the next one late.
				taking.Go(func() { s.take(ctx, c, l, e) })
				continue
			}
			heard(ctx, c, l, e, s.socketError)
		case err := <-ended:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return s.socketError(err)
		}
	}
}

// heard handles one event of the connection that is no press.
func heard(ctx context.Context, c *socketmode.Client, l Listener, e socketmode.Event, why func(error) error) {
	switch e.Type {
	case socketmode.EventTypeHello:
		l.State(nil)
	case socketmode.EventTypeConnecting:
		if x, ok := e.Data.(*slack.ConnectingEvent); ok && x.ConnectionCount > 0 && x.Attempt <= 1 {
			l.State(errReconnecting)
		}
	case socketmode.EventTypeConnectionError:
		if x, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
			l.State(why(x.ErrorObj))
		}
	default:
		if e.Request != nil && e.Request.EnvelopeID != "" {
			_ = c.AckCtx(ctx, e.Request.EnvelopeID, nil) // nothing that we have asked for
		}
	}
}

var errReconnecting = fault.New(fault.Temporary, errors.New("slack: the connection for buttons is being opened again"))

// take lets the listener keep a press, then acknowledges it.
func (s *Slack) take(ctx context.Context, c *socketmode.Client, l Listener, e socketmode.Event) {
	var answer Answer
	callback, ok := e.Data.(slack.InteractionCallback)
	if ok {
		ctx, cancel := context.WithTimeout(ctx, keepingTime)
		defer cancel()
		for _, p := range presses(callback, e.Request) {
			answer = l.Take(ctx, p)
		}
	}
	var payload any
	if len(answer.Errors) > 0 {
		payload = slack.NewErrorsViewSubmissionResponse(answer.Errors)
	}
	ackCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = c.AckCtx(ackCtx, e.Request.EnvelopeID, payload) // Slack shows the person that it got none
}

// presses are what a callback says, without links: those answer themselves.
func presses(c slack.InteractionCallback, r *socketmode.Request) []Press {
	p := Press{
		User: c.User.ID, Name: name(c.User.Name), Channel: c.Channel.ID, TS: c.Message.Timestamp, Thread: c.Message.ThreadTimestamp,
		Trigger: c.TriggerID,
	}
	if p.Channel == "" {
		p.Channel = c.Container.ChannelID
	}
	if p.TS == "" {
		p.TS = c.Container.MessageTs
	}
	switch c.Type {
	case slack.InteractionTypeViewSubmission:
		p.ID, p.Submitted, p.Action = r.EnvelopeID, true, c.View.CallbackID
		noted(&p, c.View.PrivateMetadata)
		p.State = filled(c.View.State)
		return []Press{p}
	case slack.InteractionTypeBlockActions:
		return pressed(p, c, r)
	}
	return nil
}

func pressed(p Press, c slack.InteractionCallback, r *socketmode.Request) []Press {
	var payload struct {
		Message json.RawMessage `json:"message"`
	}
	if json.Unmarshal(r.Payload, &payload) == nil {
		p.Message = payload.Message
	}
	var out []Press
	for _, a := range c.ActionCallback.BlockActions {
		p.Action, p.Value = a.ActionID, a.Value
		if a.ActionID == ActionMenu {
			p.Value = a.SelectedOption.Value
			p.Action, _, _ = strings.Cut(p.Value, ":")
		}
		if p.Action == ActionOpen || p.Action == ActionPlan || p.Action == ActionRun {
			continue
		}
		p.ID = r.EnvelopeID
		if a.ActionTs != "" {
			// The same press under another envelope is the same press.
			p.ID = c.TriggerID + "/" + a.ActionTs
		}
		out = append(out, p)
	}
	return out
}

// filled is what a person wrote and ticked in a modal.
func filled(state *slack.ViewState) map[string][]string {
	out := map[string][]string{}
	if state == nil {
		return out
	}
	for _, block := range state.Values {
		for id, a := range block {
			out[id] = []string{}
			if a.Value != "" {
				out[id] = append(out[id], a.Value)
			}
			for _, o := range a.SelectedOptions {
				out[id] = append(out[id], o.Value)
			}
		}
	}
	return out
}

// socketError says in our words why there is no connection.
func (s *Slack) socketError(err error) error {
	switch code := err.Error(); code {
	case "invalid_auth", "not_authed", "token_revoked", "account_inactive", "token_expired", "not_allowed_token_type":
		return fault.New(fault.Auth, fmt.Errorf("slack: Slack refuses the app token: check slack.app_token (%s)", code))
	case "missing_scope":
		return fault.New(fault.Auth, errors.New("slack: the app token lacks the scope connections:write: make a new one under Basic Information, App-Level Tokens (missing_scope)"))
	}
	text := s.harmless(err)
	if strings.Contains(text, s.appToken) {
		text = "connection error"
	}
	return fault.New(fault.Temporary, fmt.Errorf("slack: there is no connection for buttons: %s", text))
}

// CheckButtons asks Slack whether the app's token opens connections. It opens
// none: presses would get lost in it.
func (s *Slack) CheckButtons(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	api := slack.New(s.token, slack.OptionAPIURL(s.endpoint), slack.OptionHTTPClient(s.http), slack.OptionAppLevelToken(s.appToken))
	if _, _, err := api.StartSocketModeContext(ctx); err != nil {
		return s.socketError(err)
	}
	return nil
}
