package diag

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits that keep the YAML library's time and stack bounded: it is quadratic
// in the keys of one map and recurses into brackets.
const (
	maxTokens = 60_000
	maxDepth  = 100
	maxNodes  = 100_000 // with aliases expanded
)

// Option changes how Parse reads.
type Option func(*options)

type options struct{ anchors bool }

// Anchors allows &anchor, *alias and the merge key <<, which are refused
// otherwise. What they expand to is bounded.
func Anchors() Option { return func(o *options) { o.anchors = true } }

// Parse reads one YAML document. A byte order mark and Windows line ends are
// fine. The list holds every problem of syntax: encoding, tabs, duplicate
// keys, anchors, tags, a second document. The document is never nil; its Root
// is nil when there is no tree to go on with.
func Parse(name string, data []byte, opts ...Option) (*Document, List) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	var l List
	d := &Document{Name: name}
	text := d.check(data, &l)
	if len(l) > 0 {
		return d, l
	}
	tokens := lexer.Tokenize(text)
	d.checkTokens(tokens, o, &l)
	if len(l) > 0 {
		l.Sort()
		return d, l
	}
	file, err := parse(tokens)
	if err != nil {
		d.syntax(err, &l)
		return d, l
	}
	b := &builder{doc: d, list: &l, anchors: map[string]*Node{}}
	d.Root = b.root(file)
	l.Sort()
	return d, l
}

// parse turns a panic of the library into an error: its scanner has had index
// errors on broken input, and a broken file must not stop a service that
// reloads it.
func parse(tokens token.Tokens) (f *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this is not YAML: %v", r)
		}
	}()
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

// checkTokens refuses the parts of YAML that these files do without.
func (d *Document) checkTokens(tokens token.Tokens, o options, l *List) {
	if len(tokens) > maxTokens {
		l.Add(Problem{Pos: Pos{File: d.Name}, Code: "size", Text: "the file holds too many values", Help: "split it"})
		return
	}
	depth, dashes, line, block := 0, 0, 0, false
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
			if !block {
				d.checkTab(t, l)
			}
		}
		block = isBlock(t.Type) || block && t.Type == token.CommentType
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType:
			dashes++
		}
		if depth > maxDepth || dashes > maxDepth {
			l.Errorf(d.tokenPos(t), "depth", "the values are nested more than %d deep", maxDepth)
			return
		}
		if p, refused := refusal(t.Type, o); refused {
			p.Pos = d.tokenPos(t)
			l.Add(p)
		}
	}
}

// isBlock reports whether a block's text follows, in which a tab is a
// character like others.
func isBlock(t token.Type) bool { return t == token.LiteralType || t == token.FoldedType }

// checkTab reports a tab before a line's first token: where YAML takes it as
// indentation differs between readers.
func (d *Document) checkTab(t *token.Token, l *List) {
	s := d.Line(t.Position.Line)
	lead := s[:len(s)-len(strings.TrimLeft(s, " \t"))]
	if i := strings.IndexByte(lead, '\t'); i >= 0 && i < t.Position.Column {
		l.Add(Problem{Pos: d.pos(t.Position.Line, i+1, 1), Code: "tab", Text: "a tab can't indent", Help: "use spaces"})
	}
}

func refusal(t token.Type, o options) (Problem, bool) {
	switch t {
	case token.AnchorType, token.AliasType, token.MergeKeyType:
		return Problem{Code: "anchor", Text: "anchors and aliases (&, *, <<) are not allowed here",
			Help: "write the value out; a text that begins with & or * needs quotes"}, !o.anchors
	case token.TagType:
		return Problem{Code: "tag", Text: "tags (!) are not allowed", Help: "a text that begins with ! needs quotes"}, true
	case token.MappingKeyType:
		return Problem{Code: "syntax", Text: "a key can't begin with ?", Help: "write key: value"}, true
	case token.DirectiveType:
		return Problem{Code: "syntax", Text: "directives (%) are not allowed", Help: "a text that begins with % needs quotes"}, true
	}
	return Problem{}, false
}

// syntaxHelp explains the library's commonest messages.
var syntaxHelp = []struct{ in, text, help string }{
	{"non-map value is specified", "this is neither a key nor a list item", `write "key: value", with a space after the colon`},
	{"unexpected key name", "this line has no colon", `write "key: value", with a space after the colon`},
	{"mapping value is not allowed", "a second colon in one value", "put the text in quotes, or begin a new line"},
	{"could not find end character of", "a quote is opened and never closed", ""},
	{"cannot start any token", "a value can't begin with this character", "put the text in quotes"},
	{"is a reserved character", "a value can't begin with this character", "put the text in quotes"},
	{"sequence end token ']' not found", "a [ is never closed", ""},
	{"value is not allowed in this context", "a list item or a key was expected here", "check the indentation"},
	{"',' or '}' must be specified", "a { is never closed, or a comma is missing", ""},
	{"',' or ']' must be specified", "a [ is never closed, or a comma is missing", ""},
}

// syntax reports the library's error. When any line is indented with a tab,
// that is the likely cause and is reported instead.
func (d *Document) syntax(err error, l *List) {
	for i, s := range d.lines {
		if j := strings.IndexByte(s[:len(s)-len(strings.TrimLeft(s, " \t"))], '\t'); j >= 0 {
			l.Add(Problem{Pos: d.pos(i+1, j+1, 1), Code: "tab", Text: "a tab can't indent", Help: "use spaces"})
		}
	}
	if len(*l) > 0 {
		return
	}
	p := Problem{Pos: Pos{File: d.Name}, Code: "syntax", Text: err.Error()}
	if e := (*yaml.SyntaxError)(nil); errors.As(err, &e) {
		p.Text = e.Message
		if e.Token != nil {
			p.Pos = d.tokenPos(e.Token)
		}
	}
	for _, h := range syntaxHelp {
		if strings.Contains(p.Text, h.in) {
			p.Text, p.Help = h.text, h.help
			break
		}
	}
	l.Add(p)
}

// tokenPos is the place of a token's text on its first line.
func (d *Document) tokenPos(t *token.Token) Pos {
	text, _, _ := strings.Cut(t.Value, "\n")
	if !strings.HasPrefix(d.from(t.Position.Line, t.Position.Column), text) {
		text = ""
	}
	return d.pos(t.Position.Line, t.Position.Column, utf8.RuneCountInString(text))
}
