package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// trigger is the right to open one modal.
type trigger struct {
	user string
	at   time.Time
	used bool
}

// View is a modal that a person has before her.
type View struct {
	ID   string
	User string
	JSON json.RawMessage
	// Closed says that it was submitted.
	Closed bool
}

// view is a modal's JSON, as far as it is checked and submitted.
type view struct {
	Type            string      `json:"type"`
	CallbackID      string      `json:"callback_id"`
	PrivateMetadata string      `json:"private_metadata"`
	Title           *textObject `json:"title"`
	Submit          *textObject `json:"submit"`
	Close           *textObject `json:"close"`
	Blocks          []viewBlock `json:"blocks"`
}

type viewBlock struct {
	block
	Label    *textObject `json:"label"`
	Element  *input      `json:"element"`
	Optional bool        `json:"optional"`
}

// input is something that a person fills in.
type input struct {
	Type     string   `json:"type"`
	ActionID string   `json:"action_id"`
	Options  []option `json:"options"`
	Initial  []option `json:"initial_options"`
	MaxLen   int      `json:"max_length"`
}

// openView is views.open: the trigger counts once and for three seconds.
func (s *Sim) openView(in args) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.triggers[in["trigger_id"]]
	switch {
	case !ok:
		return refuse("invalid_trigger")
	case t.used:
		return refuse("exchanged_trigger_id")
	case time.Since(t.at) > ackWithin:
		return refuse("expired_trigger_id")
	}
	if refusal := checkView(in["view"]); refusal != nil {
		return refusal
	}
	t.used = true
	s.triggers[in["trigger_id"]] = t
	s.serial++
	v := View{ID: fmt.Sprintf("V%06d", s.serial), User: t.user, JSON: json.RawMessage(in["view"])}
	s.views = append(s.views, v)
	s.wake()
	return answer{"ok": true, "view": answer{"id": v.ID, "type": "modal", "hash": "1.sim", "team_id": "T0SIM"}}
}

// Limits of a modal (docs.slack.dev, Views and Block Kit).
const (
	maxViewTitle    = 24
	maxViewBlocks   = 100
	maxViewMetadata = 3000
	maxInputLabel   = 2000
)

// checkView is nil, or Slack's refusal.
func checkView(text string) answer {
	var v view
	if json.Unmarshal([]byte(text), &v) != nil {
		return refuse("invalid_arguments")
	}
	var c checker
	if v.Type != "modal" || v.Title == nil {
		c.fail("missing required field: title [json-pointer:/view]")
	}
	inputs := false
	for _, t := range []*textObject{v.Title, v.Submit, v.Close} {
		if t != nil {
			c.text("/view", *t, maxViewTitle, true)
		}
	}
	if len(v.Blocks) == 0 || len(v.Blocks) > maxViewBlocks || units(v.PrivateMetadata) > maxViewMetadata || units(v.CallbackID) > maxBlockID {
		c.fail("too much or nothing [json-pointer:/view]")
	}
	for i, b := range v.Blocks {
		at := fmt.Sprintf("/view/blocks/%d", i)
		if b.Type != "input" {
			c.block(at, b.block)
			continue
		}
		inputs = true
		c.input(at, b)
	}
	if inputs && v.Submit == nil {
		c.fail("missing required field: submit [json-pointer:/view]")
	}
	if len(c.problems) == 0 {
		return nil
	}
	a := refuse("invalid_arguments")
	a["response_metadata"] = answer{"messages": c.problems}
	return a
}

func (c *checker) input(at string, b viewBlock) {
	if b.Label == nil || b.Element == nil || b.Element.ActionID == "" {
		c.fail("missing required field: label or element [json-pointer:%s]", at)
		return
	}
	c.text(at+"/label", *b.Label, maxInputLabel, true)
	switch e := b.Element; e.Type {
	case "plain_text_input":
	case "checkboxes":
		if n := len(e.Options); n == 0 || n > maxOptions {
			c.fail("between 1 and %d items allowed [json-pointer:%s/element/options]", maxOptions, at)
		}
		for _, o := range e.Options {
			c.option(at+"/element/options", o)
		}
		for _, o := range e.Initial {
			if !slices.ContainsFunc(e.Options, func(x option) bool { return x.Value == o.Value }) {
				c.fail("initial_options is not one of the options [json-pointer:%s/element]", at)
			}
		}
	default:
		c.fail("unsupported type: %s [json-pointer:%s/element]", e.Type, at)
	}
}

// Views are all modals that were opened, in their order.
func (s *Sim) Views() []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.views)
}

// Submit lets the person send off a modal: filled gives, by action_id, the text
// of an input or the values of the boxes that are ticked. Boxes that are not
// named stay as they were shown.
func (s *Sim) Submit(id string, filled map[string]any) (Delivery, error) {
	s.mu.Lock()
	i := slices.IndexFunc(s.views, func(v View) bool { return v.ID == id && !v.Closed })
	if i < 0 {
		s.mu.Unlock()
		return Delivery{}, fmt.Errorf("slacksim: there is no open view %q", id)
	}
	shown := s.views[i]
	var v view
	if err := json.Unmarshal(shown.JSON, &v); err != nil {
		s.mu.Unlock()
		return Delivery{}, err
	}
	values := answer{}
	for n, b := range v.Blocks {
		if b.Element == nil {
			continue
		}
		if b.BlockID == "" {
			b.BlockID = fmt.Sprintf("b%d", n)
		}
		values[b.BlockID] = answer{b.Element.ActionID: b.Element.filled(filled[b.Element.ActionID])}
	}
	payload := answer{
		"type": "view_submission", "user": s.user(shown.User), "team": answer{"id": "T0SIM"}, "api_app_id": "A0SIM", "trigger_id": s.trigger(shown.User),
		"view": answer{
			"id": shown.ID, "type": "modal", "callback_id": v.CallbackID, "private_metadata": v.PrivateMetadata,
			"state": answer{"values": values}, "hash": "1.sim",
		},
	}
	s.mu.Unlock()
	d, err := s.deliver(payload)
	if err == nil && !keepsOpen(d.Response) {
		s.mu.Lock()
		s.views[i].Closed = true
		s.mu.Unlock()
	}
	return d, err
}

// keepsOpen reports whether an answer leaves the modal as it is, with errors.
func keepsOpen(response json.RawMessage) bool {
	var r struct {
		Action string `json:"response_action"`
	}
	return json.Unmarshal(response, &r) == nil && (r.Action == "errors" || r.Action == "update" || r.Action == "push")
}

// filled is an input's state.
func (e *input) filled(v any) answer {
	switch e.Type {
	case "plain_text_input":
		text, _ := v.(string)
		return answer{"type": e.Type, "value": text}
	}
	chosen := []answer{}
	ticked, given := v.([]string)
	for _, o := range e.Options {
		on := slices.ContainsFunc(e.Initial, func(x option) bool { return x.Value == o.Value })
		if given {
			on = slices.Contains(ticked, o.Value)
		}
		if on {
			chosen = append(chosen, answer{"text": o.Text, "value": o.Value})
		}
	}
	return answer{"type": e.Type, "selected_options": chosen}
}
