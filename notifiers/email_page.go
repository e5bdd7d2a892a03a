package notifiers

import (
	"html"
	"strings"
)

// page is a message as HTML: our own tags, and texts that say only themselves.
func page(m Message) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="font-family:sans-serif;font-size:14px;color:#1d1c1d">` + "\n")
	for _, p := range m.Parts {
		b.WriteString(piece(p))
	}
	if len(m.Parts) == 0 {
		b.WriteString("<p>" + plainHTML(m.Text) + "</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// piece is a part as HTML.
func piece(p Part) string {
	switch p := p.(type) {
	case Heading:
		return `<h2 style="font-size:18px">` + plainHTML(p.Text) + "</h2>\n"
	case Facts:
		var b strings.Builder
		b.WriteString("<table>\n")
		for _, f := range p {
			b.WriteString(`<tr><td style="padding-right:16px"><b>` + plainHTML(f.Name) + "</b></td><td>" + richHTML(f.Value) + "</td></tr>\n")
		}
		return b.String() + "</table>\n"
	case Note:
		return `<p style="font-size:12px;color:#616061">` + richHTML(p.Text) + "</p>\n"
	case Divider:
		return "<hr>\n"
	}
	if text := richHTML(partText(p)); text != "" {
		return "<p>" + text + "</p>\n"
	}
	return ""
}

// richHTML are spans as HTML. Every span is escaped here and only here.
func richHTML(text Rich) string {
	var b strings.Builder
	for _, s := range text {
		words := plainHTML(s.Text)
		if link := webLink(s.Link); link != "" && words != "" {
			words = `<a href="` + html.EscapeString(link) + `">` + words + "</a>"
		}
		switch s.Style {
		case Bold:
			words = "<b>" + words + "</b>"
		case Code:
			words = "<code>" + words + "</code>"
		}
		b.WriteString(words)
	}
	return b.String()
}

// plainHTML is a text that says only itself, with its line breaks.
func plainHTML(s string) string {
	return strings.ReplaceAll(html.EscapeString(clean(s)), "\n", "<br>\n")
}
