package notifiers

import "strings"

// Render is the message as lines of plain text, without control characters: what
// the terminal shows.
func Render(m Message) []string {
	var lines []string
	for _, p := range m.Parts {
		text := clean(partText(p).Plain())
		if text == "" {
			continue
		}
		lines = append(lines, strings.Split(text, "\n")...)
	}
	if len(lines) == 0 {
		lines = strings.Split(clean(m.Text), "\n")
	}
	return lines
}

// Lines are Render's, with the channel in front of the first:
//
//	#finance  ┃ Überfällig: 49.362,50 EUR in 14 Rechnungen
//	          ┃ 1–30 Tage: 19.092,50 EUR · 7 · …
func Lines(m Message) []string { return beside(m.Channel, Render(m)) }

// beside puts the channel in front of lines.
func beside(channel string, lines []string) []string {
	const width = 9
	channel = name(channel)
	pad := max(width, len([]rune(channel)))
	out := make([]string, len(lines))
	for i, line := range lines {
		head := strings.Repeat(" ", pad)
		if i == 0 {
			head = channel + strings.Repeat(" ", pad-len([]rune(channel)))
		}
		out[i] = strings.TrimRight("  "+head+" ┃ "+line, " ")
	}
	return out
}
