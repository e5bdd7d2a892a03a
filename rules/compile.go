package rules

import (
	"errors"
	"reflect"
	"regexp"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	exprchecker "github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/mocowork/mocowork/internal/diag"
)

var (
	invoiceType  = reflect.TypeFor[Invoice]()
	customerType = reflect.TypeFor[Customer]()
	debtorType   = reflect.TypeFor[Debtor]()
)

// condition is a compiled yes/no question. The zero value is never used.
type condition struct {
	text    string
	program *vm.Program
	scope   scope
}

// compile checks an expression completely and makes a program of it. Any
// finding means that there is no program.
func compile(text string, s scope) (condition, []finding) {
	program, found := build(text, s, true)
	s.conf = nil // only one goroutine may use it
	return condition{text: strings.TrimSpace(text), program: program, scope: s}, found
}

func build(text string, s scope, question bool) (*vm.Program, []finding) {
	program, _, found := buildTyped(text, s, question)
	return program, found
}

// buildTyped is build with the type of the answer.
func buildTyped(text string, s scope, question bool) (*vm.Program, typ, []finding) {
	src := source(text)
	if f := sizes(src); f != nil {
		return nil, typ{}, f
	}
	config := s.config()
	tree, err := parser.ParseWithConfig(text, config)
	if err != nil {
		return nil, typ{}, []finding{syntaxFinding(src, err)}
	}
	c := &checker{scope: s, src: src, types: map[ast.Node]typ{}}
	t := c.check(tree.Node)
	if question && t.kind != kBool && t.kind != kBad {
		c.errorf(tree.Node, "type", "", "want a yes/no question, this is %s", t)
	}
	if len(c.found) > 0 {
		return nil, typ{}, c.found
	}
	tree.Node = rewriter{scope: s, types: c.types}.rewrite(tree.Node)
	config.Expect = reflect.Invalid
	if question {
		config.Expect = reflect.Bool
	}
	program, err := link(tree, config)
	if err != nil {
		f := syntaxFinding(src, err)
		f.code = "expr"
		return nil, typ{}, []finding{f}
	}
	return program, t, nil
}

// link lets expr check the rewritten tree once more, as a second pair of eyes,
// and makes the program.
func link(tree *parser.Tree, config *conf.Config) (*vm.Program, error) {
	if _, err := exprchecker.Check(tree, config); err != nil {
		return nil, err
	}
	return compiler.Compile(tree, config)
}

func (s scope) config() *conf.Config {
	if s.conf != nil {
		return s.conf
	}
	return s.data.config()
}

// config is what expr may know: one world, our functions, no built-in ones but
// the predicates, which are syntax. Making one takes longer than compiling an
// expression with it; only one goroutine may use it at a time.
func (d dataset) config() *conf.Config {
	c := conf.CreateNew()
	options := []expr.Option{expr.Env(d.world), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes)}
	for _, f := range functions() {
		options = append(options, expr.Function(f.id(), metered(f.call), withMeter(signatures(f))...))
	}
	for _, o := range operators() {
		options = append(options, expr.Function(o.id, o.call, o.sigs...))
	}
	for _, o := range options {
		o(c)
	}
	return c
}

// signatures are a function's types for expr, which tells whole numbers from
// others where the rules' language does not.
func signatures(f function) []any {
	t := reflect.TypeOf(f.sig).Elem()
	in := make([]reflect.Type, t.NumIn())
	number := -1
	for i := range in {
		in[i] = t.In(i)
		if in[i].Kind() == reflect.Float64 {
			number = i
		}
	}
	sigs := []any{f.sig}
	if number < 0 {
		return sigs
	}
	for _, also := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[Number]()} {
		in[number] = also
		sigs = append(sigs, reflect.New(reflect.FuncOf(in, []reflect.Type{t.Out(0)}, false)).Interface())
	}
	return sigs
}

// withMeter puts the meter before the arguments of signatures.
func withMeter(sigs []any) []any {
	out := make([]any, len(sigs))
	for i, sig := range sigs {
		t := reflect.TypeOf(sig).Elem()
		in := []reflect.Type{reflect.TypeFor[*meter]()}
		for p := range t.Ins() {
			in = append(in, p)
		}
		out[i] = reflect.New(reflect.FuncOf(in, []reflect.Type{t.Out(0)}, false)).Interface()
	}
	return out
}

// sizes refuses what is too large to look at.
func sizes(src source) []finding {
	whole := finding{to: min(1, len(src)), code: "too-large"}
	switch {
	case strings.TrimSpace(string(src)) == "":
		return []finding{{to: len(src), code: "empty", text: "an expression is missing", help: "write a yes/no question, such as invoice.overdue"}}
	case len(src) > maxSource:
		whole.text = "the expression is longer than 64 KiB"
		return []finding{whole}
	}
	switch tokens := src.tokens(); {
	case deepest(tokens) > maxParens:
		whole.text = "the expression has more than 100 brackets inside each other"
		return []finding{whole}
	case len(tokens) > maxTokens:
		whole.text, whole.help = tooManyParts, fewerParts
		return []finding{whole}
	}
	return nil
}

const (
	tooManyParts = "the expression has more than 500 parts"
	fewerParts   = "use a list, or several rules"
)

// parserWords turns expr's messages into ours.
var parserWords = []struct{ in, code, text, help string }{
	{"exceeds maximum allowed nodes", "too-large", tooManyParts, fewerParts},
	{"unexpected token EOF", "syntax", "the expression ends too early", ""},
	{`unexpected token Operator("=")`, "syntax", "= is not part of the rules' language", "compare with =="},
	{"literal not terminated", "syntax", "a quote is opened and never closed", ""},
}

var unexpected = regexp.MustCompile(`^unexpected token \w+\((".*")\)$`)

// syntaxFinding is the parser's error in our words, at its place.
func syntaxFinding(src source, err error) finding {
	f := finding{to: min(1, len(src)), code: "syntax", text: err.Error()}
	var at *file.Error
	if errors.As(err, &at) {
		f.text = at.Message
		f.from, f.to = src.bytes(at.From, max(at.To, at.From+1))
	}
	if m := unexpected.FindStringSubmatch(f.text); m != nil {
		f.text, f.help = "unexpected "+m[1], "join questions with and, or"
	}
	for _, w := range parserWords {
		if strings.Contains(err.Error(), w.in) {
			f.code, f.text, f.help = w.code, w.text, w.help
		}
	}
	return f
}

// run evaluates the question in a world. An error says in words why it can't
// be answered; it is neither yes nor no.
func (c condition) run(world any) (bool, error) {
	return c.runOn(new(machine), world)
}

func (c condition) runOn(m *machine, world any) (bool, error) {
	v, err := m.run(c.program, world)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, errors.New("the answer is neither yes nor no")
	}
	return yes, nil
}

// runProgram evaluates a program once.
func runProgram(p *vm.Program, world any) (any, error) { return new(machine).run(p, world) }

// machine evaluates one program after the other. Its zero value is ready; a
// goroutine needs one of its own.
type machine struct {
	vm    vm.VM
	meter meter // of the latest evaluation
}

// run evaluates with a fresh meter, and without letting expr's own words
// through.
func (m *machine) run(p *vm.Program, world any) (any, error) {
	m.meter = meter{}
	setMeter(world, &m.meter)
	m.vm.MemoryBudget = 2 * maxSteps // the meter stops first: a list costs its items
	v, err := m.vm.Run(p, world)
	var at *file.Error
	if errors.As(err, &at) {
		return nil, errors.New(at.Message)
	}
	return v, err
}

// problems places findings in the file.
func problems(l *diag.List, n *diag.Node, found []finding) {
	for _, f := range found {
		l.Add(diag.Problem{Pos: n.At(f.from, f.to), Code: f.code, Text: f.text, Help: f.help})
	}
}
