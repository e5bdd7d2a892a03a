package slacksim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
)

// Slack's limits (docs.slack.dev, Block Kit reference). The limit over all
// blocks is not documented: about 13,000 characters (slackapi/bolt-js#2509). The
// smallest total that was reported as refused is 11,341 (slackapi/bolt-js#2867),
// so the simulator is stricter than 13,000.
const (
	maxBlocks    = 50
	maxSection   = 3000
	maxFields    = 10
	maxField     = 2000
	maxHeader    = 150
	maxElements  = 10
	maxButtons   = 25
	maxLabel     = 75
	maxURL       = 3000
	maxBlockID   = 255
	maxAllBlocks = 11000
)

// textObject is Block Kit's text.
type textObject struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// element is a part of a block that is not a text.
type element struct {
	Type     string            `json:"type"`
	ActionID string            `json:"action_id"`
	Text     json.RawMessage   `json:"text"`
	URL      string            `json:"url"`
	Value    string            `json:"value"`
	Style    string            `json:"style"`
	Confirm  *confirm          `json:"confirm"`
	Options  []json.RawMessage `json:"options"`
}

type block struct {
	Type      string            `json:"type"`
	BlockID   string            `json:"block_id"`
	Text      *textObject       `json:"text"`
	Fields    []textObject      `json:"fields"`
	Elements  []json.RawMessage `json:"elements"`
	Accessory *element          `json:"accessory"`
}

// checker collects what is wrong with blocks, in Slack's form.
type checker struct {
	problems []string
	total    int
}

// checkBlocks is nil, or Slack's refusal.
func checkBlocks(s string) answer {
	var blocks []block
	if json.Unmarshal([]byte(s), &blocks) != nil {
		return refuse("invalid_blocks_format")
	}
	var c checker
	if len(blocks) > maxBlocks {
		c.fail("no more than %d items allowed [json-pointer:/blocks]", maxBlocks)
	}
	var ids []string
	for i, b := range blocks {
		at := fmt.Sprintf("/blocks/%d", i)
		c.block(at, b)
		if b.BlockID != "" && slices.Contains(ids, b.BlockID) {
			c.fail("block_id already exists [json-pointer:%s/block_id]", at)
		}
		ids = append(ids, b.BlockID)
	}
	switch {
	case len(c.problems) > 0:
		a := refuse("invalid_blocks")
		a["errors"], a["response_metadata"] = c.problems, answer{"messages": c.problems}
		return a
	case c.total > maxAllBlocks:
		return refuse("msg_blocks_too_long")
	}
	return nil
}

func (c *checker) fail(format string, v ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, v...))
}

// text checks one text; plain allows plain_text only.
func (c *checker) text(at string, t textObject, most int, plain bool) {
	n := units(t.Text)
	c.total += n
	switch {
	case t.Type != "plain_text" && t.Type != "mrkdwn", plain && t.Type != "plain_text":
		c.fail("unsupported type: %s [json-pointer:%s/type]", t.Type, at)
	case n == 0:
		c.fail("must be more than 0 characters [json-pointer:%s/text]", at)
	case control(t.Text):
		c.fail("invalid characters [json-pointer:%s/text]", at)
	case n > most:
		c.fail("must be less than %d characters [json-pointer:%s/text]", most+1, at)
	}
}

func (c *checker) block(at string, b block) {
	if units(b.BlockID) > maxBlockID {
		c.fail("must be less than %d characters [json-pointer:%s/block_id]", maxBlockID+1, at)
	}
	switch b.Type {
	case "divider":
	case "header":
		if b.Text == nil {
			c.fail("missing required field: text [json-pointer:%s]", at)
			return
		}
		c.text(at+"/text", *b.Text, maxHeader, true)
	case "section":
		c.section(at, b)
	case "context":
		c.count(at, len(b.Elements), maxElements)
		for i, e := range b.Elements {
			var t textObject
			if json.Unmarshal(e, &t) != nil {
				c.fail("invalid element [json-pointer:%s/elements/%d]", at, i)
				continue
			}
			c.text(fmt.Sprintf("%s/elements/%d", at, i), t, maxSection, false)
		}
	case "actions":
		c.count(at, len(b.Elements), maxButtons)
		c.actionIDs(at, b.Elements)
		for i, raw := range b.Elements {
			var e element
			if json.Unmarshal(raw, &e) != nil {
				c.fail("invalid element [json-pointer:%s/elements/%d]", at, i)
				continue
			}
			c.element(fmt.Sprintf("%s/elements/%d", at, i), e)
		}
	default:
		c.fail("unsupported type: %s [json-pointer:%s/type]", b.Type, at)
	}
}

func (c *checker) section(at string, b block) {
	if b.Text == nil && len(b.Fields) == 0 {
		c.fail("missing required field: text [json-pointer:%s]", at)
	}
	if b.Text != nil {
		c.text(at+"/text", *b.Text, maxSection, false)
	}
	if len(b.Fields) > maxFields {
		c.fail("no more than %d items allowed [json-pointer:%s/fields]", maxFields, at)
	}
	for i, f := range b.Fields {
		c.text(fmt.Sprintf("%s/fields/%d", at, i), f, maxField, false)
	}
	if b.Accessory != nil {
		c.element(at+"/accessory", *b.Accessory)
	}
}

func (c *checker) count(at string, n, most int) {
	if n == 0 || n > most {
		c.fail("between 1 and %d items allowed [json-pointer:%s/elements]", most, at)
	}
}

func (c *checker) element(at string, e element) {
	switch e.Type {
	case "button":
		var label textObject
		if json.Unmarshal(e.Text, &label) != nil {
			c.fail("missing required field: text [json-pointer:%s]", at)
			return
		}
		c.text(at+"/text", label, maxLabel, true)
		if u, err := url.Parse(e.URL); err != nil || len(e.URL) > maxURL || e.URL != "" && u.Host == "" {
			c.fail("invalid url [json-pointer:%s/url]", at)
		}
		if units(e.Value) > 2000 {
			c.fail("must be less than 2001 characters [json-pointer:%s/value]", at)
		}
		c.button(at, e)
	case "overflow":
		if n := len(e.Options); n < 1 || n > 5 {
			c.fail("between 1 and 5 items allowed [json-pointer:%s/options]", at)
		}
		c.overflow(at, e)
	default:
		c.fail("unsupported type: %s [json-pointer:%s/type]", e.Type, at)
	}
}
