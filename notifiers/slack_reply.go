package notifiers

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/mocowork/mocowork/billing"
	"github.com/slack-go/slack"
)

// Whisper says something to one person in a channel, where she pressed.
func (s *Slack) Whisper(ctx context.Context, p Press, l billing.Language, parts ...Part) error {
	r := render{language: l}
	var text Rich
	for _, part := range parts {
		text = join("\n", text, partText(part))
	}
	opts := []slack.MsgOption{
		slack.MsgOptionText(r.text(text.Plain(), maxText), false), slack.MsgOptionBlocks(r.blocks(Unpressed(parts))...),
		slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if p.Thread != "" {
		opts = append(opts, slack.MsgOptionTS(p.Thread))
	}
	return s.do(ctx, call{what: "the answer to a press"}, func(ctx context.Context, api *slack.Client) error {
		_, err := api.PostEphemeralContext(ctx, p.Channel, p.User, opts...)
		return err
	})
}

// saidBlock names the small print that says what people have pressed.
const saidBlock = "pressed"

// Annotate edits the message that was pressed, as it stood then: notes say below
// it what has come of all presses so far, and the buttons of these actions are
// gone.
func (s *Slack) Annotate(ctx context.Context, p Press, l billing.Language, notes []string, gone ...string) error {
	var m struct {
		Text   string       `json:"text"`
		Blocks slack.Blocks `json:"blocks"`
	}
	if err := json.Unmarshal(p.Message, &m); err != nil || p.Channel == "" || p.TS == "" {
		return nil // nothing to edit
	}
	blocks := without(m.Blocks.BlockSet, gone)
	r := render{language: l}
	if len(blocks) < maxBlocks {
		var text Rich
		for _, n := range notes {
			text = join("\n", text, Rich{say(n)})
		}
		blocks = append(blocks, slack.NewContextBlock(saidBlock, markdownObject(r.markdown(text, maxContext))))
	}
	opts := []slack.MsgOption{
		slack.MsgOptionUpdate(p.TS), slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(blocks...),
		slack.MsgOptionParse(false), slack.MsgOptionLinkNames(false),
	}
	_, err := s.deliver(ctx, call{what: "the edit of what was pressed", channel: p.Channel, paced: p.Channel}, p.Channel, opts)
	return err
}

// without leaves out earlier notes and the buttons of some actions.
func without(blocks []slack.Block, gone []string) []slack.Block {
	var out []slack.Block
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.ContextBlock:
			if b.BlockID == saidBlock {
				continue
			}
		case *slack.ActionBlock:
			b.Elements.ElementSet = slices.DeleteFunc(b.Elements.ElementSet, func(e slack.BlockElement) bool {
				button, ok := e.(*slack.ButtonBlockElement)
				return ok && slices.Contains(gone, button.ActionID)
			})
			if len(b.Elements.ElementSet) == 0 {
				continue
			}
		}
		out = append(out, b)
	}
	return out
}
