package slacksim

import (
	"encoding/json"
	"fmt"
	"time"
)

// Delivery is what became of one press.
type Delivery struct {
	Envelope string
	Trigger  string
	// Took is the time until it was acknowledged.
	Took time.Duration
	// Response is what came with the acknowledgement, such as a response_action.
	Response json.RawMessage
	Times    int // how often it was delivered
}

// envelope is an interaction on its way to the app.
type envelope struct {
	id      string
	payload answer
	sent    time.Time
	acked   chan struct{}
	Delivery
}

// Press lets a person press a button of a message, as she sees it: m may be an
// old form of it. It returns when the press is acknowledged. The error is
// ErrNoConnection, or says that nobody acknowledged it within three seconds;
// the press is delivered a second time then, as a careful app must expect.
func (s *Sim) Press(m Message, actionID, user string) (Delivery, error) {
	return s.Choose(m, actionID, "", user)
}

// Choose is Press for one option of a menu, by its value.
func (s *Sim) Choose(m Message, actionID, value, user string) (Delivery, error) {
	action, err := findAction(m.Blocks, actionID, value)
	if err != nil {
		return Delivery{}, err
	}
	s.mu.Lock()
	action["action_ts"] = s.ts()
	var metadata any
	if len(m.Metadata) > 0 {
		metadata = m.Metadata
	}
	payload := answer{
		"type": "block_actions", "user": s.user(user), "api_app_id": "A0SIM", "team": answer{"id": "T0SIM", "domain": "beispiel"},
		"container":  answer{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": false},
		"channel":    answer{"id": m.Channel, "name": m.ChannelName},
		"message":    answer{"type": "message", "user": "U0BOT", "ts": m.TS, "thread_ts": m.ThreadTS, "text": m.Text, "blocks": m.Blocks, "metadata": metadata},
		"actions":    []answer{action},
		"trigger_id": s.trigger(user),
	}
	s.mu.Unlock()
	return s.deliver(payload)
}

// user is a person as payloads name her. The caller holds the lock.
func (s *Sim) user(id string) answer {
	for _, p := range s.people {
		if p.ID == id {
			return answer{"id": p.ID, "username": p.Name, "name": p.Name, "team_id": "T0SIM"}
		}
	}
	return answer{"id": id, "team_id": "T0SIM"}
}

// trigger is a new trigger id. The caller holds the lock.
func (s *Sim) trigger(user string) string {
	s.serial++
	id := fmt.Sprintf("%d.%06d.sim", s.now().Unix(), s.serial)
	s.triggers[id] = trigger{user: user, at: time.Now()}
	return id
}

// findAction is the part of a payload about one button or one option.
func findAction(blocks json.RawMessage, actionID, value string) (answer, error) {
	var all []struct {
		BlockID   string          `json:"block_id"`
		Accessory *pressable      `json:"accessory"`
		Elements  []pressableOnly `json:"elements"`
	}
	if err := json.Unmarshal(blocks, &all); err != nil {
		return nil, fmt.Errorf("slacksim: the message has no buttons: %w", err)
	}
	for _, b := range all {
		list := b.Elements
		if b.Accessory != nil {
			list = append(list, pressableOnly{b.Accessory})
		}
		for _, e := range list {
			if e.pressable == nil || e.ActionID != actionID {
				continue
			}
			action := answer{"action_id": e.ActionID, "block_id": b.BlockID, "type": e.Type}
			if e.Type != "overflow" {
				action["text"], action["value"] = e.Text, e.Value
				return action, nil
			}
			for _, o := range e.Options {
				if o.Value == value {
					action["selected_option"] = answer{"text": o.Text, "value": o.Value}
					return action, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("slacksim: the message has no %s %s", actionID, value)
}

// pressable is a button or a menu.
type pressable struct {
	Type     string          `json:"type"`
	ActionID string          `json:"action_id"`
	Value    string          `json:"value"`
	Text     json.RawMessage `json:"text"`
	Options  []struct {
		Text  json.RawMessage `json:"text"`
		Value string          `json:"value"`
	} `json:"options"`
}

// pressableOnly is nothing where an element is small print.
type pressableOnly struct{ *pressable }

// UnmarshalJSON takes what has an action_id.
func (p *pressableOnly) UnmarshalJSON(b []byte) error {
	var id struct {
		ActionID string `json:"action_id"`
	}
	if json.Unmarshal(b, &id) != nil || id.ActionID == "" {
		return nil
	}
	return json.Unmarshal(b, &p.pressable)
}

// deliver brings an interaction to one connection and waits for the answer.
func (s *Sim) deliver(payload answer) (Delivery, error) {
	s.mu.Lock()
	s.serial++
	e := &envelope{id: fmt.Sprintf("env-%06d", s.serial), payload: payload, acked: make(chan struct{})}
	e.Envelope = e.id
	e.Trigger, _ = payload["trigger_id"].(string)
	s.envelopes[e.id] = e
	s.mu.Unlock()
	if err := s.bring(e); err != nil {
		return e.Delivery, err
	}
	for range 2 {
		select {
		case <-e.acked:
			return s.told(e), nil
		case <-time.After(ackWithin):
		}
		s.complain("%s was not acknowledged within %s", e.id, ackWithin)
		if s.bring(e) != nil {
			break
		}
	}
	return s.told(e), fmt.Errorf("slacksim: %s was not acknowledged within %s", e.id, ackWithin)
}

func (s *Sim) told(e *envelope) Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return e.Delivery
}

// bring sends an envelope to one of the connections.
func (s *Sim) bring(e *envelope) error {
	s.mu.Lock()
	if len(s.sockets) == 0 {
		s.mu.Unlock()
		return ErrNoConnection
	}
	c := s.sockets[s.serial%len(s.sockets)]
	if e.Times++; e.Times == 1 {
		e.sent = time.Now()
	}
	out := answer{"type": "interactive", "envelope_id": e.id, "accepts_response_payload": true, "payload": e.payload}
	if e.Times > 1 {
		out["retry_attempt"], out["retry_reason"] = e.Times-1, "timeout"
	}
	s.mu.Unlock()
	return c.send(out)
}

// Redeliver brings a press once more that was delivered before.
func (s *Sim) Redeliver(d Delivery) error {
	s.mu.Lock()
	e := s.envelopes[d.Envelope]
	s.mu.Unlock()
	if e == nil {
		return fmt.Errorf("slacksim: there is no envelope %s", d.Envelope)
	}
	return s.bring(e)
}

// acked notes an acknowledgement.
func (s *Sim) acked(id string, response json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.envelopes[id]
	switch {
	case e == nil:
		s.complaints = append(s.complaints, fmt.Sprintf("%q was acknowledged, which nobody has sent", id))
	case e.Took == 0:
		e.Took, e.Response = time.Since(e.sent), response
		s.acks = append(s.acks, e.Took)
		close(e.acked)
	}
}

// Acks are the times that acknowledgements took, in their order.
func (s *Sim) Acks() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration{}, s.acks...)
}
