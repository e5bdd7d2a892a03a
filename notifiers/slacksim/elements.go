package slacksim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
)

// confirm is the question that Slack asks before a press counts.
type confirm struct {
	Title   *textObject `json:"title"`
	Text    *textObject `json:"text"`
	Confirm *textObject `json:"confirm"`
	Deny    *textObject `json:"deny"`
}

// option is one choice of a menu or a list of boxes.
type option struct {
	Text        textObject  `json:"text"`
	Value       string      `json:"value"`
	Description *textObject `json:"description,omitempty"`
	URL         string      `json:"url,omitempty"`
}

// Limits of what can be pressed (docs.slack.dev, Block Kit elements).
const (
	maxActionID     = 255
	maxConfirmTitle = 100
	maxConfirmText  = 300
	maxConfirmLabel = 30
	maxOptions      = 10 // of check boxes
	maxOptionText   = 75
	maxOptionValue  = 150
)

// button checks what a button has beside its text.
func (c *checker) button(at string, e element) {
	c.actionID(at, e.ActionID)
	if !slices.Contains([]string{"", "primary", "danger"}, e.Style) {
		c.fail("invalid style [json-pointer:%s/style]", at)
	}
	q := e.Confirm
	if q == nil {
		return
	}
	for _, t := range []struct {
		name string
		text *textObject
		most int
	}{{"title", q.Title, maxConfirmTitle}, {"text", q.Text, maxConfirmText}, {"confirm", q.Confirm, maxConfirmLabel}, {"deny", q.Deny, maxConfirmLabel}} {
		if t.text == nil {
			c.fail("missing required field: %s [json-pointer:%s/confirm]", t.name, at)
			continue
		}
		c.text(at+"/confirm/"+t.name, *t.text, t.most, t.name != "text")
	}
}

func (c *checker) overflow(at string, e element) {
	c.actionID(at, e.ActionID)
	for i, raw := range e.Options {
		at := fmt.Sprintf("%s/options/%d", at, i)
		var o option
		if json.Unmarshal(raw, &o) != nil {
			c.fail("invalid option [json-pointer:%s]", at)
			continue
		}
		c.option(at, o)
		if u, err := url.Parse(o.URL); err != nil || len(o.URL) > maxURL || o.URL != "" && u.Host == "" {
			c.fail("invalid url [json-pointer:%s/url]", at)
		}
	}
}

func (c *checker) option(at string, o option) {
	c.text(at+"/text", o.Text, maxOptionText, false)
	if o.Description != nil {
		c.text(at+"/description", *o.Description, maxOptionText, false)
	}
	if n := units(o.Value); n == 0 || n > maxOptionValue {
		c.fail("must be between 1 and %d characters [json-pointer:%s/value]", maxOptionValue, at)
	}
}

func (c *checker) actionID(at, id string) {
	if units(id) > maxActionID {
		c.fail("must be less than %d characters [json-pointer:%s/action_id]", maxActionID+1, at)
	}
}

// actionIDs refuses the same id twice in one block.
func (c *checker) actionIDs(at string, elements []json.RawMessage) {
	var seen []string
	for i, raw := range elements {
		var e struct {
			ActionID string `json:"action_id"`
		}
		if json.Unmarshal(raw, &e) == nil && e.ActionID != "" && slices.Contains(seen, e.ActionID) {
			c.fail("action_id already exists [json-pointer:%s/elements/%d/action_id]", at, i)
		}
		seen = append(seen, e.ActionID)
	}
}
