package notifiers

import (
	"context"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/slack-go/slack"
)

// Slack's limits of modals (docs.slack.dev, Views).
const (
	maxTitle     = 24
	maxReasonLen = 300
	maxModal     = 90 // blocks; 100 is the limit
)

// Show opens a modal for the person who pressed. A trigger counts once and for
// three seconds; what is too late is an error that says so.
func (s *Slack) Show(ctx context.Context, p Press, m Modal, l billing.Language) error {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: m.ID, PrivateMetadata: note(p, m.Value), Title: plainText(m.Title, maxTitle),
		Submit: plainText(m.Submit, maxTitle), Close: plainText(m.Close, maxTitle),
	}
	for _, f := range m.Fields {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, f.block())
	}
	texts := render{language: l}.blocks(Unpressed(m.Parts))
	v.Blocks.BlockSet = append(v.Blocks.BlockSet, texts[:min(len(texts), maxModal-len(v.Blocks.BlockSet))]...)
	return s.do(ctx, call{what: "the form"}, func(ctx context.Context, api *slack.Client) error {
		_, err := api.OpenViewContext(ctx, p.Trigger, v)
		return err
	})
}

// note is what a form carries: the message that it belongs to, and its value.
func note(p Press, value string) string { return p.Channel + " " + p.TS + " " + value }

// noted reads a form's note.
func noted(p *Press, s string) {
	parts := strings.SplitN(s, " ", 3)
	if len(parts) < 3 {
		p.Value = s
		return
	}
	p.Channel, p.TS, p.Value = parts[0], parts[1], parts[2]
}

// block is a field as Slack's input.
func (f Field) block() slack.Block {
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = plainText(f.Hint, maxReasonLen)
	}
	var e slack.BlockElement
	if len(f.Boxes) == 0 {
		text := slack.NewPlainTextInputBlockElement(nil, f.ID)
		text.MaxLength, text.MinLength = maxReasonLen, 1
		if f.MaxLen > 0 {
			text.MaxLength = f.MaxLen
		}
		e = text
	} else {
		var all, ticked []*slack.OptionBlockObject
		for _, b := range f.Boxes[:min(boxes, len(f.Boxes))] {
			var detail *slack.TextBlockObject
			if b.Detail != "" {
				detail = plainText(b.Detail, maxOptionLabel)
			}
			o := slack.NewOptionBlockObject(b.Value, plainText(b.Text, maxOptionLabel), detail)
			if all = append(all, o); b.Ticked {
				ticked = append(ticked, o)
			}
		}
		group := slack.NewCheckboxGroupsBlockElement(f.ID, all...)
		group.InitialOptions = ticked
		e = group
	}
	b := slack.NewInputBlock(f.ID, plainText(f.Label, maxReasonLen), hint, e)
	b.Optional = f.Optional
	return b
}
