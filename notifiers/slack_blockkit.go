package notifiers

import (
	"encoding/json"

	"github.com/slack-go/slack"
)

// BlockKit is a message as Slack is given it: text and blocks, in JSON that
// Slack's Block Kit Builder takes. Groups that are called by handle stay names:
// nobody is asked for their ids.
func BlockKit(m Message) (json.RawMessage, error) {
	r := render{language: m.Language}
	blocks := r.blocks(m.Parts)
	if len(blocks) == 0 {
		blocks = []slack.Block{slack.NewSectionBlock(markdownObject(r.text(m.Text, maxSection)), nil, nil)}
	}
	return json.Marshal(struct {
		Text   string        `json:"text"`
		Blocks []slack.Block `json:"blocks"`
	}{r.text(m.Text, maxText), blocks})
}
