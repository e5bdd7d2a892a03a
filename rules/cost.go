package rules

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
)

// Bounds on what an expression may cost. expr has no timeout, and its memory
// budget counts elements and not bytes; so the language leaves out whatever
// builds large values, and counts the rest in steps, never in seconds: a plan
// must be the same each time.
const (
	maxSource  = 64 << 10  // bytes of one expression
	maxNodes   = 500       // parts of one expression
	maxTokens  = 5000      // words and signs of one expression
	maxNesting = 2         // any(…, any(…, …))
	maxText    = 10_000    // characters of a text put together with +
	maxPattern = 200       // characters of a regular expression
	maxProgram = 500       // instructions that it compiles to
	maxDays    = 100 * 366 // days(n)
	maxParens  = 100       // ((…))
	maxFloat   = 1 << 53   // from which on a number with a point is not always what was written

	maxSteps     = 100_000     // of one evaluation
	maxRuleSteps = 20_000_000  // of one rule in one run
	maxRunSteps  = 200_000_000 // of all rules in one run

	// stepBytes is how much text one step reads or writes.
	stepBytes = 64
)

// meter counts the steps of one evaluation. A step is one part of a question
// about one item of a list, one item looked at, or stepBytes of text. What no
// list repeats costs nothing: it is bounded by the size of the expression.
type meter struct{ steps int }

func (m *meter) take(n int) error {
	if m.steps += n; m.steps > maxSteps {
		return fmt.Errorf("it took more than %d steps", maxSteps)
	}
	return nil
}

// step is patched around the question of every predicate; the second argument
// is how many parts that has.
func step(args ...any) (any, error) {
	return args[2], args[0].(*meter).take(args[1].(int))
}

// metered is a function that pays for what it is given and for what it gives.
// Its first argument is the meter.
func metered(call func(args ...any) (any, error)) func(args ...any) (any, error) {
	return func(args ...any) (any, error) {
		m, cost := args[0].(*meter), 1
		for _, a := range args[1:] {
			cost += weight(a)
		}
		if err := m.take(cost); err != nil {
			return nil, err
		}
		v, err := call(args[1:]...)
		if err != nil {
			return nil, err
		}
		return v, m.take(weight(v))
	}
}

// weight is the steps that it takes to look through a value.
func weight(v any) int {
	switch v := v.(type) {
	case string:
		return len(v) / stepBytes
	case []string:
		return len(v)
	case []any:
		return len(v)
	case Invoice:
		return len(v.custom) + len(v.Tags) + len(v.Customer.Tags)
	case Customer:
		return len(v.custom) + len(v.Tags)
	case Debtor:
		return len(v.custom) + len(v.Tags)
	case Project:
		return len(v.custom) + len(v.Tags)
	}
	return 0
}

// pattern is a regular expression with what it costs: a match takes time in
// proportion to the text and to the pattern's own instructions.
type pattern struct {
	re           *regexp.Regexp
	instructions int
}

func compilePattern(text string) (pattern, error) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return pattern{}, err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return pattern{}, err
	}
	p := pattern{instructions: len(program.Inst)}
	if p.instructions <= maxProgram {
		p.re, err = regexp.Compile(text)
	}
	return p, err
}

// matches pays for a match before it begins.
func (p pattern) matches(m *meter, text string) (bool, error) {
	if err := m.take(1 + len(text)*p.instructions/stepBytes); err != nil {
		return false, err
	}
	return p.re.MatchString(text), nil
}

// budget is what the rules of one run may still spend.
type budget struct {
	rules []int // spent so far, by rule
	all   int
}

func newBudget(s *Set) budget { return budget{rules: make([]int, len(s.rules))} }

func (b *budget) spend(ru *rule, steps int) {
	b.rules[ru.n] += steps
	b.all += steps
}

func (b *budget) add(other budget) {
	for i, n := range other.rules {
		b.rules[i] += n
	}
	b.all += other.all
}

// left is an error in words when a rule may not go on.
func (b *budget) left(ru *rule) error {
	switch {
	case b.rules[ru.n] > maxRuleSteps:
		return fmt.Errorf("it took more than %d steps in this run", maxRuleSteps)
	case b.all > maxRunSteps:
		return fmt.Errorf("all rules together took more than %d steps in this run", maxRunSteps)
	}
	return nil
}

func (b *budget) exceeded() bool {
	return b.all > maxRunSteps || slices.ContainsFunc(b.rules, func(n int) bool { return n > maxRuleSteps })
}
