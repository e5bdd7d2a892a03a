package configs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mocowork/mocowork/billing"
	"github.com/mocowork/mocowork/internal/diag"
)

// Param is a parameter of an export. Its expressions name it as params.NAME, and
// a person may set it. A text is one of the words that the export lists: what
// is set goes through the queue, which must carry nothing about customers.
type Param struct {
	Name string
	// Default is an int, a bool, a string, a billing.Decimal, billing.Money or
	// billing.Date; its type is the parameter's.
	Default any
	OneOf   []string // of a text
	Pos     diag.Pos
}

// Parse reads a value of the parameter's type. The error says what it takes.
func (p Param) Parse(s string) (any, error) {
	switch p.Default.(type) {
	case int:
		if n, err := strconv.Atoi(s); err == nil {
			return n, nil
		}
		return nil, fmt.Errorf("want a whole number such as %v, got %q", p.Default, clip(s))
	case bool:
		if s == "true" || s == "false" {
			return s == "true", nil
		}
		return nil, fmt.Errorf("want true or false, got %q", clip(s))
	case billing.Decimal:
		return billing.ParseDecimal(s)
	case billing.Money:
		return billing.ParseMoney(s)
	case billing.Date:
		return billing.ParseDate(s)
	}
	if slices.Contains(p.OneOf, s) {
		return s, nil
	}
	return nil, fmt.Errorf("want one of %s, got %q", strings.Join(p.OneOf, ", "), clip(s))
}

// params reads the parameters of an export with their defaults.
func (s section) params(key string) []Param {
	var out []Param
	var shown []string
	for _, e := range s.Entries(key) {
		p := Param{Name: e.Key.Value, Pos: e.Key.Pos()}
		if !paramName(p.Name) {
			s.List().Add(diag.Problem{Pos: p.Pos, Code: "name", Text: fmt.Sprintf("%q can't be a parameter", clip(p.Name)), Help: "use letters, digits and _, such as min_days"})
			continue
		}
		if ok := s.paramDefault(&p, e.Value); !ok {
			continue
		}
		out = append(out, p)
		shown = append(shown, fmt.Sprintf("%s: %v", p.Name, p.Default))
	}
	s.note(key, strings.Join(shown, ", "))
	return out
}

// paramName reports whether expressions can write a name after a point.
func paramName(name string) bool {
	letter := func(r rune) bool { return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	for i, r := range name {
		if !letter(r) && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != "" && len(name) <= 60 && !slices.Contains([]string{"as_of", "period"}, name)
}

// paramDefault reads a default, and with it the type.
func (s section) paramDefault(p *Param, n *diag.Node) bool {
	const help = "a number, a date, true or false, an amount such as 500 EUR, or {one_of: [WORD, …]}; the first word is the default"
	switch n.Kind {
	case diag.Scalar:
		if p.Default = scalarOf(n); p.Default != nil {
			return true
		}
		s.List().Add(diag.Problem{Pos: n.Text(), Code: "type", Text: fmt.Sprintf("params.%s: a text is one of a list of words", p.Name), Help: help})
	case diag.Map:
		f := diag.Bind(s.List(), n, "params."+p.Name, "one_of!")
		if p.OneOf = f.Strings("one_of"); len(p.OneOf) > 0 {
			p.Default = p.OneOf[0]
			return true
		}
		if f.Has("one_of") {
			f.Add("one_of", diag.Problem{Code: "empty", Text: fmt.Sprintf("params.%s: one_of is empty", p.Name), Help: help})
		}
	default:
		s.List().Add(diag.Problem{Pos: n.Pos(), Code: "type", Text: fmt.Sprintf("params.%s: want a default, got %s", p.Name, n.Kind), Help: help})
	}
	return false
}

// scalarOf is a default by how it is written; nil if it is a text.
func scalarOf(n *diag.Node) any {
	if n.Style == diag.Plain && (n.Value == "true" || n.Value == "false") {
		return n.Value == "true"
	}
	if v, err := strconv.Atoi(n.Value); err == nil {
		return v
	}
	if v, err := billing.ParseDecimal(n.Value); err == nil {
		return v
	}
	if v, err := billing.ParseDate(n.Value); err == nil {
		return v
	}
	if v, err := billing.ParseMoney(n.Value); err == nil {
		return v
	}
	return nil
}
