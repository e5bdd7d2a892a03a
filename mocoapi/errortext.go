package mocoapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

const maxText = 500

// serverText renders the body of a refusal in words. MOCO documents
// {"errors": ["…"]}, {"errors": {"field": …}} and {"message": "…"}; recorded
// are {"field": ["…"]} and plain text. HTML is not repeated.
func serverText(mediaType string, body []byte) string {
	var v any
	if err := json.Unmarshal(body, &v); err == nil {
		return words(v, 4)
	}
	if mediaType == "text/plain" {
		return string(body)
	}
	return ""
}

// words renders a JSON value as "field: text, text; field: text". Values
// nested deeper than depth are left out.
func words(v any, depth int) string {
	if depth == 0 {
		return ""
	}
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		return join(v, ", ", func(e any) string { return words(e, depth-1) })
	case map[string]any:
		return join(slices.Sorted(maps.Keys(v)), "; ", func(name string) string {
			return field(name, words(v[name], depth-1))
		})
	}
	return fmt.Sprint(v)
}

// field puts a field's name before its messages, unless the name says nothing.
func field(name, text string) string {
	switch name {
	case "errors", "error", "message", "messages", "base":
		return text
	}
	if text == "" {
		return ""
	}
	return name + ": " + text
}

func join[T any](list []T, sep string, f func(T) string) string {
	var parts []string
	for _, e := range list {
		if s := f(e); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, sep)
}

// oneLine makes a foreign text fit for an error and a log: no key, no control
// characters, no line breaks, not too long.
func oneLine(s, key string) string {
	if key != "" {
		s = strings.ReplaceAll(s, key, "****")
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, s)
	return clip(strings.Join(strings.Fields(s), " "), maxText)
}

// clip cuts a text after n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
