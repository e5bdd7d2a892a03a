package diag

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Value reads a text of the key with a parser whose error becomes the
// problem's text, or is itself the Problem; that is how dates, money and other
// types of their own are read. ok is false if the key is absent or the text is wrong.
func Value[T any](f *Fields, key, code string, parse func(string) (T, error)) (v T, ok bool) {
	n := f.Scalar(key)
	if n == nil {
		return v, false
	}
	got, err := parse(n.Value)
	if err != nil {
		f.list.Add(asProblem(err, n, key, code))
		return v, false
	}
	return got, true
}

// asProblem puts a parser's error at a node. A parser that knows more returns
// a Problem itself: its place, where it has one, and its code stay.
func asProblem(err error, n *Node, key, code string) Problem {
	var p Problem
	if !errors.As(err, &p) {
		p = Problem{Text: key + ": " + err.Error()}
	}
	if p.Line == 0 {
		p.Pos = n.Text()
	}
	if p.Code == "" {
		p.Code = code
	}
	return p
}

// String is a text; numbers and dates count as the text they are written as.
// It is "" if the key is absent.
func (f *Fields) String(key string) string {
	if n := f.Scalar(key); n != nil {
		return n.Value
	}
	return ""
}

// Strings is a list of texts.
func (f *Fields) Strings(key string) []string {
	var out []string
	for _, n := range f.Items(key) {
		if n.Kind == Null {
			f.list.Add(Problem{Pos: n.Pos(), Code: "type", Text: key + " has an empty item", Help: n.emptyHelp(Scalar)})
			continue
		}
		if n.Kind != Scalar {
			f.list.Errorf(n.Text(), "type", "%s: want a list of texts, got %s in it", key, n.describe())
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

// Bool is true or false, without quotes.
func (f *Fields) Bool(key string) bool {
	n := f.Scalar(key)
	if n == nil {
		return false
	}
	if n.Style != Plain || n.Value != "true" && n.Value != "false" {
		p := Problem{Code: "type", Text: fmt.Sprintf("%s: want true or false, got %s", key, n.describe())}
		if n.Style != Plain && (n.Value == "true" || n.Value == "false") {
			p.Help = "write " + n.Value + " without quotes"
		}
		f.Add(key, p)
	}
	return n.Style == Plain && n.Value == "true"
}

// Int is a whole number from lo to hi, without quotes. It is 0 if the key is
// absent or wrong.
func (f *Fields) Int(key string, lo, hi int) int {
	n := f.Scalar(key)
	if n == nil {
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	switch {
	case err == nil && n.Style != Plain:
		f.Add(key, Problem{Code: "type", Text: fmt.Sprintf("%s: want a whole number, got a text", key), Help: "write " + n.Value + " without quotes"})
	case err != nil:
		f.Errorf(key, "type", "%s: want a whole number, got %s", key, n.describe())
	case lo == hi && v != lo:
		f.Errorf(key, "range", "%s: want %d, got %d", key, lo, v)
	case v < lo || v > hi:
		f.Errorf(key, "range", "%s: want %d to %d, got %d", key, lo, hi, v)
	default:
		return v
	}
	return 0
}

// Enum is one of the words. It is "" if the key is absent or wrong.
func (f *Fields) Enum(key string, words ...string) string {
	n := f.Scalar(key)
	if n == nil || slices.Contains(words, n.Value) {
		return f.text(n)
	}
	p := Problem{Code: "enum", Text: fmt.Sprintf("%s: want %s, got %s", key, oneOf(words), n.describe())}
	if s := Suggest(n.Value, words); s != "" {
		p.Help = `did you mean "` + s + `"?`
	}
	f.Add(key, p)
	return ""
}

func (f *Fields) text(n *Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// oneOf lists words as "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Duration is a length of time such as 90s, 15m, 26h or 7d, more than zero. A
// day is 24 hours. It is 0 if the key is absent or wrong.
func (f *Fields) Duration(key string) time.Duration {
	d, _ := Value(f, key, "duration", ParseDuration)
	return d
}

// Days is a number of calendar days such as 10d, not negative. It is 0 if the
// key is absent or wrong.
func (f *Fields) Days(key string) int {
	d, _ := Value(f, key, "duration", ParseDays)
	return d
}

// Percent is a share such as 20%, from lo to hi.
func (f *Fields) Percent(key string, lo, hi int) int {
	p, ok := Value(f, key, "percent", ParsePercent)
	if ok && (p < lo || p > hi) {
		f.Errorf(key, "range", "%s: want %d%% to %d%%, got %d%%", key, lo, hi, p)
		return 0
	}
	return p
}

// ParseDuration reads a length of time with its unit: Go's form, and whole
// days as 7d. It refuses zero, negative ones and more than ten years.
func ParseDuration(s string) (time.Duration, error) {
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit (use %ss or %sm)", clip(s), s, s)
	}
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		d = time.Duration(min(max(n, -1), 4000)) * 24 * time.Hour
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("want a duration such as 90s, 15m, 26h or 7d, got %q", clip(s))
	case d <= 0:
		return 0, fmt.Errorf("want a duration above zero, got %q", clip(s))
	case d > 3660*24*time.Hour:
		return 0, fmt.Errorf("want at most ten years, got %q", clip(s))
	}
	return d, nil
}

// ParseDays reads calendar days as 10d. It refuses hours, because a reminder
// is counted in days, and more than 3660.
func ParseDays(s string) (int, error) {
	digits, ok := strings.CutSuffix(s, "d")
	n, err := strconv.Atoi(digits)
	switch {
	case err == nil && !ok:
		return 0, fmt.Errorf("%q has no unit (use %sd)", clip(s), s)
	case err != nil || n < 0 || strings.HasPrefix(s, "+"):
		return 0, fmt.Errorf("want days such as 10d, got %q", clip(s))
	case n > 3660:
		return 0, fmt.Errorf("want at most ten years, got %q", clip(s))
	}
	return n, nil
}

// ParsePercent reads a share as 20%.
func ParsePercent(s string) (int, error) {
	digits, ok := strings.CutSuffix(s, "%")
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if !ok || err != nil {
		return 0, fmt.Errorf("want a share such as 20%%, got %q", clip(s))
	}
	return n, nil
}
