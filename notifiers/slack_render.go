package notifiers

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/mocowork/mocowork/billing"
	"github.com/slack-go/slack"
)

// Slack's limits, in UTF-16 units, each with room to spare (docs.slack.dev,
// Block Kit). The sum over all blocks is not documented: totals of 9,597
// characters were seen to pass and 11,341 to be refused
// (slackapi/bolt-js#2867).
const (
	maxText     = 3900 // of text; 40,000 is the limit, 4,000 the advice
	maxHeader   = 150
	maxSection  = 2900
	maxField    = 1900
	maxFields   = 10
	maxContext  = 1900
	maxBlocks   = 50
	maxAllTexts = 9500
)

// render turns parts into Slack's blocks. Every span is escaped here and only
// here.
type render struct {
	language billing.Language
	// mention gives the ids of groups by handle.
	mention map[string]string
}

// sized is a block with the length of its texts.
type sized struct {
	block slack.Block
	units int
	note  bool // small print stays when the message has to be cut
}

// blocks are the parts as blocks, within all limits. What has to be left out
// is counted.
func (r render) blocks(parts []Part) []slack.Block {
	var all []sized
	for _, p := range parts {
		all = append(all, r.block(p)...)
	}
	all = r.fit(all)
	out := make([]slack.Block, len(all))
	for i, b := range all {
		out[i] = b.block
	}
	return out
}

func (r render) block(p Part) []sized {
	switch p := p.(type) {
	case Heading:
		text := clip(clean(p.Text), maxHeader)
		if units(text) > maxHeader {
			text = clip(text, maxHeader/2)
		}
		if strings.TrimSpace(text) == "" {
			return nil
		}
		return []sized{{block: slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false)), units: units(text)}}
	case Paragraph:
		text := r.markdown(p.Text, maxSection)
		if strings.TrimSpace(text) == "" {
			return nil
		}
		return []sized{{block: slack.NewSectionBlock(markdownObject(text), nil, nil), units: units(text)}}
	case Note:
		text := r.markdown(p.Text, maxContext)
		if strings.TrimSpace(text) == "" {
			return nil
		}
		return []sized{{block: slack.NewContextBlock("", markdownObject(text)), units: units(text), note: true}}
	case Facts:
		return r.facts(p)
	case Item:
		return r.item(p)
	case Buttons:
		return r.buttons(p)
	}
	return []sized{{block: slack.NewDividerBlock()}}
}

// facts are sections of ten fields.
func (r render) facts(facts Facts) []sized {
	var out []sized
	for start := 0; start < len(facts); start += maxFields {
		var fields []*slack.TextBlockObject
		total := 0
		for _, f := range facts[start:min(start+maxFields, len(facts))] {
			text := r.markdown(append(Rich{bold(f.Name), say("\n")}, f.Value...), maxField)
			fields = append(fields, markdownObject(text))
			total += units(text)
		}
		out = append(out, sized{block: slack.NewSectionBlock(nil, fields, nil), units: total})
	}
	return out
}

// markdownObject is text that Slack looks nothing up in: without "verbatim",
// addresses and names in customers' texts would become links.
func markdownObject(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

// fit leaves out blocks from the end, but not the small print, until Slack
// takes the message, and says how many.
func (r render) fit(all []sized) []sized {
	total := 0
	for _, b := range all {
		total += b.units
	}
	dropped, at := 0, len(all)
	for len(all) > 0 && (total > maxAllTexts || len(all) > maxBlocks || dropped > 0 && len(all) == maxBlocks) {
		i := len(all) - 1
		for i > 0 && all[i].note {
			i--
		}
		total -= all[i].units
		all = append(all[:i:i], all[i+1:]...)
		dropped, at = dropped+1, i
	}
	if dropped == 0 {
		return all
	}
	words := fmt.Sprintf(pick(r.language, "… gekürzt: %d weitere Abschnitte passen nicht in eine Nachricht", "… cut: %d more sections don't fit into a message"), dropped)
	cut := sized{block: slack.NewContextBlock("", markdownObject(words))}
	return append(all[:at:at], append([]sized{cut}, all[at:]...)...)
}

// text is plain text as Slack wants it, at most limit units long.
func (r render) text(s string, limit int) string { return r.markdown(Rich{say(s)}, limit) }

// markdown renders spans as Slack's "mrkdwn", at most limit units long. What
// is left out is counted.
func (r render) markdown(text Rich, limit int) string {
	const reserve = 60 // for the words about what was cut
	var b strings.Builder
	used, cut := 0, 0
	for _, s := range text {
		piece := r.span(s)
		if cut == 0 && used+units(piece) <= limit-reserve {
			b.WriteString(piece)
			used += units(piece)
			continue
		}
		runes := []rune(clean(s.Text))
		n := 0
		if cut == 0 {
			n = r.fitting(s, runes, limit-reserve-used)
			if n > 0 {
				s.Text = string(runes[:n])
				b.WriteString(r.span(s))
			}
			used = limit
		}
		cut += len(runes) - n
	}
	if cut > 0 {
		fmt.Fprintf(&b, pick(r.language, " … (%s weitere Zeichen)", " … (%s more characters)"), number(r.language, cut))
	}
	return b.String()
}

// fitting is how many of a span's runes fit.
func (r render) fitting(s Span, runes []rune, limit int) int {
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		s.Text = string(runes[:mid])
		if units(r.span(s)) <= limit {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// span is one span, escaped.
func (r render) span(s Span) string {
	if s.Mention != "" {
		if m := r.call(s.Mention); m != "" {
			return m
		}
	}
	text := escape(s.Text)
	if link := webLink(s.Link); link != "" && text != "" && !strings.Contains(text, "|") {
		text = "<" + strings.ReplaceAll(link, "&", "&amp;") + "|" + strings.ReplaceAll(text, "\n", " ") + ">"
	}
	switch {
	case strings.TrimSpace(text) == "":
		return text
	case s.Style == Bold && !strings.Contains(text, "*"):
		return "*" + text + "*"
	case s.Style == Code:
		return "`" + strings.ReplaceAll(text, "`", "´") + "`"
	}
	return text
}

// escape makes a text say only itself: no link, no mention, no control
// character (docs.slack.dev, "Escaping text").
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(clean(s))
}

// call is the mention of a user or a group; "" if it is none.
func (r render) call(id string) string {
	if known, ok := r.mention[id]; ok {
		id = known
	}
	switch {
	case !slackID.MatchString(id):
		return ""
	case id[0] == 'S':
		return "<!subteam^" + id + ">"
	case id[0] == 'U', id[0] == 'W':
		return "<@" + id + ">"
	}
	return ""
}

// units is a text's length as Slack counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
