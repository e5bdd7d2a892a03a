package notifiers

import (
	"strings"

	"github.com/slack-go/slack"
)

// Slack's limits of what can be pressed (docs.slack.dev, Block Kit elements).
const (
	maxLabel        = 75
	maxOptionLabel  = 75
	maxMenu         = 5
	maxValue        = 2000
	maxMenuValue    = 150
	maxConfirmTitle = 100
	maxConfirmText  = 300
	maxConfirmLabel = 30
)

// item is a section with its menu.
func (r render) item(p Item) []sized {
	text := r.markdown(p.Text, maxSection)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n := units(text)
	var options []*slack.OptionBlockObject
	for _, b := range p.Menu[:min(maxMenu, len(p.Menu))] {
		if b.Value == "" || len(b.Value) > maxMenuValue {
			continue
		}
		label := plainText(b.Label, maxOptionLabel)
		o := slack.NewOptionBlockObject(b.Value, label, nil)
		o.URL = webLink(b.Link)
		options = append(options, o)
		n += units(label.Text)
	}
	section := slack.NewSectionBlock(markdownObject(text), nil, nil)
	if len(options) > 0 {
		section.BlockID = p.ID
		section.Accessory = slack.NewAccessory(slack.NewOverflowBlockElement(ActionMenu, options...))
	}
	return []sized{{block: section, units: n}}
}

// buttons are a row of what can be pressed.
func (r render) buttons(p Buttons) []sized {
	n := 0
	var elements []slack.BlockElement
	for _, b := range p.List {
		if len(b.Value) > maxValue {
			continue // Slack would refuse the whole message
		}
		label := plainText(b.Label, maxLabel)
		e := slack.NewButtonBlockElement(b.Action, b.Value, label)
		e.URL, e.Style = webLink(b.Link), slack.Style(b.Style)
		if q := b.Confirm; q != nil {
			e.Confirm = slack.NewConfirmationBlockObject(plainText(q.Title, maxConfirmTitle), plainText(q.Text, maxConfirmText),
				plainText(q.Yes, maxConfirmLabel), plainText(q.No, maxConfirmLabel))
		}
		elements = append(elements, e)
		n += units(label.Text)
	}
	if len(elements) == 0 {
		return nil
	}
	return []sized{{block: slack.NewActionBlock(p.ID, elements...), units: n, note: true}}
}

// plainText is text without any form, clipped to a number of UTF-16 units.
func plainText(s string, most int) *slack.TextBlockObject {
	s = clip(clean(s), most)
	if units(s) > most {
		s = clip(s, most/2)
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}
